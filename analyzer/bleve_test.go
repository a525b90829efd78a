package analyzer

import (
	"fmt"
	"strings"
	"testing"

	"github.com/blevesearch/bleve/v2/registry"

	"reftel/index/field"
)

// TestRegistered analyses a value with the analyzer of each field, as a query of an
// index that names it would.
func TestRegistered(t *testing.T) {
	cache := registry.NewCache()
	for _, f := range field.All() {
		a, err := cache.AnalyzerNamed(AnalyzerName(f))
		if err != nil {
			t.Errorf("field %s: %v", f.Name, err)
			continue
		}
		if len(a.Analyze([]byte("SIPDIS"))) == 0 {
			t.Errorf("field %s: no token", f.Name)
		}
	}
}

func TestBleveTokens(t *testing.T) {
	for _, test := range []struct{ name, text, want string }{
		{CableAnalyzer, "The PM/WRA office, E.O. 12958",
			"the@1[0:3] pm/wra@2[4:10] pm@2[4:6] wra@3[7:10] office@4[11:17] eo@5[19:23] 12958@6[24:29]"},
		{"reftel-tags", "parm", "PARM@1[0:4]"},
		{"reftel-tags", "no such words", "NO SUCH WORDS@1[0:13]"},
		{"reftel-person", "STEINBERG, JAMES B.", "STEINBERG@1[0:19] JAMES@2[0:19]"},
		{"reftel-person", "James James", "JAMES@1[0:11]"},
		{"reftel-from", "lapaz", "LAPAZ@1[0:5] @LAPAZ@1[0:5]"},
		{"reftel-from", "La Paz", "LA@1[0:6] PAZ@2[0:6]"},
		{"reftel-from", "Embassy La Paz", "LA@1[0:14] PAZ@2[0:14] EMBASSY@3[0:14] @LAPAZ@3[0:14]"},
		{"reftel-from", "SECSTATE WASHDC", "@STATE@1[0:15]"},
		{"reftel-to", "Embassy Kiev", "@KYIV@1[0:12]"},
		{"reftel-to", "Kite Safety Collective", "KITE@1[0:22] SAFETY@2[0:22] COLLECTIVE@3[0:22]"},
		{"reftel-handling", "Roger Channel", "ROGER@1[0:13] CHANNEL@2[0:13]"},
		{"reftel-dtg", "041412Z DEC 08", "2008-12-04T14:12@1[0:14]"},
		{"reftel-dtg", "041412Z", "@041412Z@1[0:7]"},
		{"reftel-dtg", "2008", "2008@1[0:4]"},
		{"reftel-date", "041412Z DEC 08", "2008-12-04@1[0:14]"},
		{"reftel-date", "12/04/2008", "2008-12-04@1[0:10]"},
		{"reftel-date", "2008-12-31..2009-02", "2008-12-31@1[0:19] 2009-01@1[0:19] 2009-02@1[0:19]"},
		{"reftel-date", "2198..", "2198@1[0:6] 2199@1[0:6]"},
		{"reftel-decl", "..1701", "1700@1[0:6] 1701@1[0:6]"},
		{"reftel-decl", "OADR", "OADR@1[0:4]"},
		{"reftel-sounds", "Peters Moubarak", "739400@1[0:15] 734000@1[0:15] 679500@2[0:15]"},
		{"reftel-class", "C", "CONFIDENTIAL@1[0:1]"},
		{"reftel-handling", "nf", "NOFORN@1[0:2]"},
	} {
		a, err := registry.NewCache().AnalyzerNamed(test.name)
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		for _, tok := range a.Analyze([]byte(test.text)) {
			got = append(got, fmt.Sprintf("%s@%d[%d:%d]", tok.Term, tok.Position, tok.Start, tok.End))
		}
		if got := strings.Join(got, " "); got != test.want {
			t.Errorf("%s: %q\ngot  %s\nwant %s", test.name, test.text, got, test.want)
		}
	}
}
