package cable

import (
	"os"
	"strings"
	"testing"
	"time"

	"reftel/corpus"

	"github.com/google/go-cmp/cmp"
)

// parseFile parses one of the invented cables of testdata. What stands before
// the first empty line is the header if split says so.
func parseFile(t *testing.T, name string, rec corpus.Record, split bool) *Cable {
	t.Helper()
	text, err := os.ReadFile("testdata/cables/" + name)
	if err != nil {
		t.Fatal(err)
	}
	rec.Body = string(text)
	if split {
		rec.Header, rec.Body, _ = strings.Cut(string(text), "\n\n")
	}
	c := Parse(rec)
	checkInvariants(t, c)
	return c
}

func wantEqual(t *testing.T, what string, got, want any) {
	t.Helper()
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("%s (-want +got):\n%s", what, diff)
	}
}

// outline returns the paragraphs' numbers, marks and headings.
func outline(c *Cable) []any {
	var list []any
	for _, p := range c.Paragraphs {
		list = append(list, p.Number, p.Mark, p.Heading)
	}
	return list
}

func codesOf(c *Cable) []string {
	var codes []string
	for _, tag := range c.Tags {
		codes = append(codes, tag.Code)
	}
	return codes
}

func TestSections(t *testing.T) {
	t.Parallel()
	for _, split := range []bool{true, false} {
		c := parseFile(t, "sections.txt", corpus.Record{}, split)
		wantEqual(t, "id", c.ID, "07BRUSSELS412")
		wantEqual(t, "precedence", c.Precedence, []string{"O", "R"})
		wantEqual(t, "signals", c.Signals, []string{"ZDK"})
		wantEqual(t, "sections", c.Sections, 2)
		wantEqual(t, "info", c.Info, []Addressee{
			{Name: "NORTHERN POLITICAL COLLECTIVE", Routing: "RUEHZL", Precedence: "PRIORITY", Exempt: []string{"AMEMBASSY SOFIA"}},
			{Name: "AMEMBASSY ATHENS", Routing: "RUEHTH", Serial: "0121"},
		})
		wantEqual(t, "handling", c.Handling, []string{"SIPDIS", "NOFORN"})
		wantEqual(t, "attention", c.Attention, []string{"EUR/WE", "IO/UNP", "TALLOWMERE"})
		wantEqual(t, "outline", outline(c), []any{1, "C", "SUMMARY", 2, "SBU", "", 3, "C/NF", "COMMENT"})
		wantEqual(t, "text", c.Paragraphs[1].Text, "Alderman Maes listed three reasons: \n1. the price of thread, \n2. the weather, \n3. his brother-in-law. \nNobody at the table laughed.")
		if len(c.Problems) > 0 {
			t.Errorf("problems: %+v", c.Problems)
		}
	}
}

func TestPages(t *testing.T) {
	rec := corpus.Record{ID: "10HARARE5461", Date: time.Date(2010, 9, 28, 3, 0, 0, 0, time.UTC)}
	c := parseFile(t, "pages.txt", rec, false)
	wantEqual(t, "date", []any{c.Date, c.DatePrecision, c.DateSource}, []any{time.Date(2010, 9, 27, 14, 58, 0, 0, time.UTC), "minute", "page"})
	wantEqual(t, "from", c.From, "AMEMBASSY HARARE")
	wantEqual(t, "to", c.To, []Addressee{{Name: "SECSTATE WASHDC", Precedence: "PRIORITY", Serial: "7738"}})
	wantEqual(t, "info", c.Info, []Addressee{{Name: "NSC WASHDC", Precedence: "PRIORITY"}})
	wantEqual(t, "subject", c.Subject, "THE CAPTAIN OF THE CRICKET CLUB RESIGNS AND TAKES THE TEA WITH HIM")
	wantEqual(t, "tags", codesOf(c), []string{"PGOV", "PREL", "ZI"})
	wantEqual(t, "outline", outline(c), []any{1, "C", "", 2, "C", "", 3, "C", "COMMENT"})
	wantEqual(t, "body", c.Body, "THE CAPTAIN TOLD EMBOFF THAT THE PAVILION ROOF HAD BEEN HIS\n"+
		"LAST HOPE. XXXXXXXXXXXX DISAGREED.  NOTHING CAN BE DONE.\nCOMMENT: WE SHALL MISS THE TEA. END COMMENT.")
	wantEqual(t, "redactions", c.Redactions, 1)
	wantEqual(t, "signers", c.Signers, []string{"VANE"})
	wantEqual(t, "attention", c.Attention, []string{"GRIMBALD"})
}

func TestTelegram(t *testing.T) {
	c := parseFile(t, "telegram.txt", corpus.Record{ID: "1974STATE150777"}, false)
	wantEqual(t, "id", c.ID, "74STATE150777")
	wantEqual(t, "date", c.Date, time.Date(1974, 7, 12, 13, 2, 0, 0, time.UTC))
	wantEqual(t, "from", c.From, "SECSTATE WASHDC")
	wantEqual(t, "to", c.To, []Addressee{{Name: "AMEMBASSY BANGKOK"}})
	wantEqual(t, "eo", c.EO, "11652")
	wantEqual(t, "tags", codesOf(c), []string{"PFOR", "EAGR", "TH"})
	wantEqual(t, "outline", outline(c), []any{1, "", "", 2, "", "COMMENT"})
	wantEqual(t, "text", c.Paragraphs[0].Text, "MINISTER TOLD EMBOFF THAT THE KITES OF THE NORTHERN PRO-\n"+
		"VINCES WOULD BE TALLER THIS YEAR THAN ANYBODY THOUGHT\nLIKELY, AND THAT THE WIND WAS A MATTER FOR THE PALACE.")
	wantEqual(t, "second", c.Paragraphs[1].Text, "COMMENT: THE SECOND NUMBER IS THE\n1974 FIGURE.")
	wantEqual(t, "signers", c.Signers, []string{"KISSINGER"})
	wantEqual(t, "classification", c.Classification, "CONFIDENTIAL")
}
