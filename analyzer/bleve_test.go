package analyzer

import (
	"fmt"
	"strings"
	"testing"

	"github.com/blevesearch/bleve/v2/registry"

	"reftel/index/field"
)

// TestRegistered analyses a value with the analyzer of each field, as an index
// that names it would.
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
		{"reftel-person", "STEINBERG, JAMES B.", "STEINBERG@1[0:19] JAMES@1[0:19] B@1[0:19]"},
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
