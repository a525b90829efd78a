package cable

import (
	"os"
	"regexp"
	"strings"
	"testing"
	"time"

	"reftel/corpus"
)

// problemKinds are all kinds of problems.
var problemKinds = []string{
	ProblemID, ProblemNoID, ProblemDate, ProblemNoDate, ProblemDTG, ProblemJulianDay, ProblemJulianTime,
	ProblemYear, ProblemOrigin, ProblemClass, ProblemNoClass, ProblemPortion, ProblemMark, ProblemCaption,
	ProblemSection, ProblemParagraph, ProblemNumber, ProblemDuplicate, ProblemForeign, ProblemPartial,
	ProblemCut, ProblemNoTags, ProblemTag, ProblemNoSubject, ProblemNoParagraph,
}

// TestProblemKindsDocumented holds the README's table to the list.
func TestProblemKindsDocumented(t *testing.T) {
	t.Parallel()
	text, err := os.ReadFile("README.md")
	if err != nil {
		t.Fatal(err)
	}
	_, table, _ := strings.Cut(string(text), "## Problems")
	var documented []string
	for _, row := range regexp.MustCompile("(?m)^\\| `([a-z-]+)` \\| [^|]+ \\|$").FindAllStringSubmatch(table, -1) {
		documented = append(documented, row[1])
	}
	wantEqual(t, "kinds in the README", documented, problemKinds)
	seen := map[string]bool{}
	for _, kind := range problemKinds {
		if seen[kind] {
			t.Errorf("%s is there twice", kind)
		}
		seen[kind] = true
	}
}

// TestProblems has a damaged cable for each kind of problem.
func TestProblems(t *testing.T) {
	const body = "C O N F I D E N T I A L ROME 000777\n\nSIPDIS\n\nE.O. 12958: DECL: 01/01/2018\nTAGS: PREL IT\nSUBJECT: A DRY FOUNTAIN\n\n1. (C) It was dry.\n\n2. (C) It was mended.\nPLUMB\n"
	const header = "VZCZCXYZ0001\nRR RUEHWEB\n\nDE RUEHRO #0777 0311412\nZNY CCCCC ZZH\nR 311412Z JAN 08\nFM AMEMBASSY ROME\nTO RUEHC/SECSTATE WASHDC 8283"
	date := time.Date(2008, 1, 31, 9, 0, 0, 0, time.UTC)
	replace := func(s string, pairs ...string) string { return strings.NewReplacer(pairs...).Replace(s) }
	whole := corpus.Record{ID: "08ROME777", Date: date, Classification: "CONFIDENTIAL", Header: header, Body: body}
	with := func(change func(r *corpus.Record)) corpus.Record {
		r := whole
		change(&r)
		return r
	}
	tests := []struct {
		kind string
		line int
		rec  corpus.Record
	}{
		{"", 0, whole},
		{ProblemID, 10, with(func(r *corpus.Record) { r.Body = replace(body, "000777", "000771") })},
		{ProblemNoID, 0, corpus.Record{Body: "The fountain was dry."}},
		{ProblemDate, 6, with(func(r *corpus.Record) { r.Date = date.AddDate(0, 0, 9) })},
		{ProblemNoDate, 0, corpus.Record{Body: body}},
		{ProblemDTG, 6, with(func(r *corpus.Record) { r.Header = replace(header, "311412Z JAN", "341412Z JAN") })},
		{ProblemDTG, 6, with(func(r *corpus.Record) { r.Header = replace(header, "311412Z JAN", "3l1412Z JAN") })},
		{ProblemJulianDay, 4, with(func(r *corpus.Record) { r.Header = replace(header, "0311412", "0301412") })},
		{ProblemJulianTime, 4, with(func(r *corpus.Record) { r.Header = replace(header, "0311412", "0311502") })},
		{ProblemYear, 6, with(func(r *corpus.Record) { r.Header = replace(header, "JAN 08", "JAN 07") })},
		{ProblemOrigin, 4, with(func(r *corpus.Record) { r.Header = replace(header, "RUEHRO", "RUEHBS") })},
		{ProblemClass, 10, with(func(r *corpus.Record) { r.Classification = "SECRET//NOFORN" })},
		{ProblemNoClass, 0, with(func(r *corpus.Record) { r.Body = strings.TrimPrefix(body, "C O N F I D E N T I A L ROME 000777\n\n") })},
		{ProblemPortion, 20, with(func(r *corpus.Record) { r.Body = replace(body, "2. (C)", "2. (S)") })},
		{ProblemMark, 18, with(func(r *corpus.Record) { r.Body = replace(body, "1. (C)", "¶1. (SE)") })},
		{ProblemCaption, 12, with(func(r *corpus.Record) { r.Body = replace(body, "SIPDIS", "STPDTS") })},
		{ProblemCaption, 10, with(func(r *corpus.Record) { r.Body = "C" + body })},
		{ProblemSection, 19, with(func(r *corpus.Record) {
			r.Body = replace(body, "A L ROME", "A L SECTION 01 OF 03 ROME", "\n\n2.", "\nROME 00000777  003 OF 003\n2.")
		})},
		{ProblemParagraph, 20, with(func(r *corpus.Record) { r.Body = replace(body, "2. (C)", "3. (C)") })},
		{ProblemNumber, 20, with(func(r *corpus.Record) { r.Body = replace(body, "2. (C)", "- 12. (C)") })},
		{ProblemDuplicate, 10, with(func(r *corpus.Record) { r.Body = body[:140] + "...\n\n" + body })},
		{ProblemForeign, 23, with(func(r *corpus.Record) { r.Body = body + "\nS E C R E T PARIS 000012\n\nTAGS: FR\n\n1. (S) Rain.\n" })},
		{ProblemPartial, 1, with(func(r *corpus.Record) {
			r.Header = "This record is a partial extract of the original cable. The full text of the original cable is not available."
		})},
		{ProblemCut, 21, with(func(r *corpus.Record) { r.Body = replace(body, "PLUMB", "...") })},
		{ProblemNoTags, 0, with(func(r *corpus.Record) { r.Body = replace(body, "TAGS: PREL IT\n", "") })},
		{ProblemTag, 15, with(func(r *corpus.Record) { r.Body = replace(body, "PREL", "MOPPS") })},
		{ProblemNoSubject, 0, with(func(r *corpus.Record) { r.Body = replace(body, "SUBJECT: A DRY FOUNTAIN\n", "") })},
		{ProblemNoParagraph, 0, with(func(r *corpus.Record) { r.Body, _, _ = strings.Cut(body, "1. (C)") })},
	}
	reported := map[string]bool{"": true}
	for _, tt := range tests {
		c := Parse(tt.rec)
		checkInvariants(t, c)
		found := tt.kind == "" && len(c.Problems) == 0
		for _, p := range c.Problems {
			found = found || p.Kind == tt.kind && p.Line == tt.line
		}
		if !found {
			t.Errorf("%q at line %d is not among %+v", tt.kind, tt.line, c.Problems)
		}
		reported[tt.kind] = true
	}
	for _, kind := range problemKinds {
		if !reported[kind] {
			t.Errorf("no case for %s", kind)
		}
	}
}
