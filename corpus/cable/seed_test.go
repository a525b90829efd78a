package cable

import (
	"os"
	"testing"
	"time"

	"reftel/corpus"

	"github.com/google/go-cmp/cmp"
)

// TestSeed reads the one cable that must come out exactly. Its text is not
// part of the repository.
func TestSeed(t *testing.T) {
	text, err := os.ReadFile(sharedDir + "/seed/08BRUSSELS1828.txt")
	if os.IsNotExist(err) {
		t.Skipf("no %s/seed: its text is not part of the repository", sharedDir)
	}
	if err != nil {
		t.Fatal(err)
	}
	c := Parse(corpus.Record{Body: string(text)})
	checkInvariants(t, c)
	sent := time.Date(2008, 12, 4, 14, 12, 0, 0, time.UTC)
	equal := func(what string, got, want any) {
		t.Helper()
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", what, diff)
		}
	}
	equal("id", c.ID, "08BRUSSELS1828")
	equal("dtg", c.DTG, &DTG{Raw: "R 041412Z DEC 08", Time: sent, Zone: "Z"})
	equal("date", []any{c.Date, c.DatePrecision, c.DateSource}, []any{sent, "minute", "dtg"})
	equal("serial", c.StationSerial, "1828")
	equal("julian", c.Julian, &Julian{Day: 339, Time: "1412"})
	equal("originator", c.Originator, "RUEHBS")
	equal("from", c.From, "AMEMBASSY BRUSSELS")
	equal("to", c.To, []Addressee{{Name: "SECSTATE WASHDC", Routing: "RUEHC", Serial: "8283"}})
	equal("info", c.Info, []Addressee{{Name: "NUCLEAR SUPPLIERS GROUP COLLECTIVE", Routing: "RUCNNSG"}})
	equal("precedence", c.Precedence, []string{"R"})
	equal("classification", c.Classification, "CONFIDENTIAL")
	equal("handling", c.Handling, []string{"SIPDIS"})
	equal("attention", c.Attention, []string{"PM/WRA", "EUR/WE"})
	equal("eo", c.EO, "12958")
	if c.Declassify == nil || c.Declassify.Date != "2018-12-02" {
		t.Errorf("declassify: %+v", c.Declassify)
	}
	var codes []string
	for _, tag := range c.Tags {
		codes = append(codes, tag.Code+" "+string(tag.Kind))
	}
	equal("tags", codes, []string{"ENRG subject", "ETTC subject", "KNNP program", "MNUC subject", "PARM subject", "TRGY subject", "BE geo"})
	equal("subject", c.Subject, "BELGIUM SIGNS CONVENTION ON CLUSTER MUNITIONS")
	equal("refs", c.Refs, []Ref{{Kind: "cable", ID: "08STATE125512", Raw: "STATE 125512"}})
	if len(c.ClassifiedBy) != 1 || c.ClassifiedBy[0].Name != "Richard Eason" || c.ClassifiedBy[0].Title != "Political-Economic Counselor" {
		t.Errorf("classified by: %+v", c.ClassifiedBy)
	}
	equal("reasons", c.Reasons, []string{"1.4(b)", "1.4(d)"})
	var paras []any
	for _, p := range c.Paragraphs {
		paras = append(paras, p.Number, p.Mark)
	}
	equal("paragraphs", paras, []any{1, "C", 2, "C", 3, "C"})
	equal("signers", c.Signers, []string{"FOX"})
	var kinds []string
	for _, p := range c.Problems {
		kinds = append(kinds, p.Kind)
	}
	equal("problems", kinds, []string{ProblemCaption, ProblemNumber, ProblemNumber})
}
