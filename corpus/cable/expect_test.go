package cable

import (
	"context"
	"crypto/sha256"
	"fmt"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"reftel/corpus"
)

// The expectations of the tables in inputs_test.go, telegrams_test.go and
// testdata/variants are texts, a line a fact of a cable:
//
//	id: 79QUITO1214
//	to: SECSTATE WASHDC | AMEMBASSY LIMA
//	info:
//	text 2: POST WILL FORWARD THE REQUEST.
//	has: EAT THE CARGO
//	not: Declassified
//	---
//	id: 73QUITO2817
//
// A line of --- begins the next cable of the record; there must be as many
// cables as parts. A value is whole, blanks and line ends being one blank, and
// its items are joined by " | "; an item that begins with ~ must be contained,
// case apart; an empty value wants the fact absent. The value illegible is that of a
// fact which cannot be read from a damaged text: it is not compared. A fact
// without a line is not compared either. A key that begins with "todo " is
// known to fail: the test fails when it starts to pass.

// factKeys are the facts of a cable by their keys, as lists of strings.
var factKeys = map[string]func(c *Cable) []string{
	"id":        func(c *Cable) []string { return oneText(c.ID) },
	"aliases":   func(c *Cable) []string { return c.Aliases },
	"date":      func(c *Cable) []string { return oneText(timeText(c.Date)) },
	"precision": func(c *Cable) []string { return oneText(c.DatePrecision) },
	"source":    func(c *Cable) []string { return oneText(c.DateSource) },
	"dtg": func(c *Cable) []string {
		if c.DTG == nil {
			return nil
		}
		return oneText(timeText(c.DTG.Time))
	},
	"precedence":       func(c *Cable) []string { return c.Precedence },
	"signals":          func(c *Cable) []string { return c.Signals },
	"status":           func(c *Cable) []string { return c.Status },
	"from":             func(c *Cable) []string { return oneText(c.From) },
	"to":               func(c *Cable) []string { return addresseeTexts(c.To, nameOf) },
	"to precedence":    func(c *Cable) []string { return addresseeTexts(c.To, precedenceOf) },
	"to serial":        func(c *Cable) []string { return addresseeTexts(c.To, serialOf) },
	"info":             func(c *Cable) []string { return addresseeTexts(c.Info, nameOf) },
	"info precedence":  func(c *Cable) []string { return addresseeTexts(c.Info, precedenceOf) },
	"info serial":      func(c *Cable) []string { return addresseeTexts(c.Info, serialOf) },
	"exempt":           exemptOf,
	"class":            func(c *Cable) []string { return oneText(c.Classification) },
	"text class":       func(c *Cable) []string { return oneText(c.TextClassification) },
	"handling":         func(c *Cable) []string { return c.Handling },
	"sections":         func(c *Cable) []string { return countText(c.Sections) },
	"attention":        func(c *Cable) []string { return c.Attention },
	"eo":               func(c *Cable) []string { return oneText(c.EO) },
	"declassify":       declassifyOf,
	"exemptions":       exemptionsOf,
	"reasons":          func(c *Cable) []string { return c.Reasons },
	"classified by":    classifiersOf,
	"classifier title": titlesOf,
	"tags":             func(c *Cable) []string { return sortedList(codesOf(c)) },
	"subject":          func(c *Cable) []string { return oneText(c.Subject) },
	"subject hash":     func(c *Cable) []string { return oneText(textHash(foldBlanks(c.Subject))) },
	"subject mark":     func(c *Cable) []string { return oneText(c.SubjectMark) },
	"refs":             refsOf,
	"labels":           func(c *Cable) []string { return refTexts(c, func(r Ref) string { return r.Label }) },
	"notes":            func(c *Cable) []string { return refTexts(c, func(r Ref) string { return strings.Join(r.Notes, " ") }) },
	"mentions":         func(c *Cable) []string { return c.Mentions },
	"summary":          func(c *Cable) []string { return oneText(c.Summary) },
	"paragraphs":       func(c *Cable) []string { return countText(len(c.Paragraphs)) },
	"numbers":          numbersOf,
	"numbered":         numberedOf,
	"marks":            func(c *Cable) []string { return paragraphTexts(c, func(p Paragraph) string { return p.Mark }) },
	"headings":         func(c *Cable) []string { return paragraphTexts(c, func(p Paragraph) string { return p.Heading }) },
	"unplaced":         func(c *Cable) []string { return unplacedOf(c) },
	"signers":          func(c *Cable) []string { return c.Signers },
	"concepts":         func(c *Cable) []string { return c.Concepts },
}

func oneText(s string) []string {
	if s == "" {
		return nil
	}
	return []string{s}
}

func countText(n int) []string {
	if n == 0 {
		return nil
	}
	return []string{strconv.Itoa(n)}
}

func timeText(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.UTC().Format("2006-01-02T15:04Z")
}

func nameOf(a Addressee) string { return a.Name }

// precedenceOf and serialOf have a dash for an addressee without one, so that
// the places in the list stay those of the names.
func precedenceOf(a Addressee) string { return orDash(a.Precedence) }

func serialOf(a Addressee) string { return orDash(a.Serial) }

func orDash(s string) string {
	if s == "" {
		return "-"
	}
	return s
}

func addresseeTexts(list []Addressee, of func(Addressee) string) []string {
	var texts []string
	for _, a := range list {
		texts = append(texts, of(a))
	}
	return texts
}

func exemptOf(c *Cable) []string {
	var names []string
	for _, a := range append(slices.Clone(c.To), c.Info...) {
		names = append(names, a.Exempt...)
	}
	return names
}

// textHash returns the length in bytes of a text that may not stand here, and the
// beginning of its SHA-256; "" for no text.
func textHash(s string) string {
	if s == "" {
		return ""
	}
	sum := sha256.Sum256([]byte(s))
	return fmt.Sprintf("%d %x", len(s), sum[:8])
}

func declassifyOf(c *Cable) []string {
	if c.Declassify == nil {
		return nil
	}
	return oneText(c.Declassify.Date)
}

func exemptionsOf(c *Cable) []string {
	if c.Declassify == nil {
		return nil
	}
	return c.Declassify.Exemptions
}

func classifiersOf(c *Cable) []string {
	var names []string
	for _, p := range c.ClassifiedBy {
		names = append(names, orDash(p.Name))
	}
	return names
}

func titlesOf(c *Cable) []string {
	var titles []string
	for _, p := range c.ClassifiedBy {
		titles = append(titles, orDash(p.Title))
	}
	return titles
}

// refsOf has the id of each reference, and what is written of one without.
func refsOf(c *Cable) []string {
	return refTexts(c, func(r Ref) string {
		if r.ID != "" {
			return r.ID
		}
		return r.Raw
	})
}

func refTexts(c *Cable, of func(Ref) string) []string {
	var texts []string
	for _, r := range c.Refs {
		texts = append(texts, orDash(of(r)))
	}
	return texts
}

func numbersOf(c *Cable) []string {
	return paragraphTexts(c, func(p Paragraph) string { return strconv.Itoa(p.Number) })
}

// numberedOf has how many paragraphs have a number.
func numberedOf(c *Cable) []string {
	n := 0
	for _, p := range c.Paragraphs {
		if p.Number > 0 {
			n++
		}
	}
	return countText(n)
}

func paragraphTexts(c *Cable, of func(Paragraph) string) []string {
	var texts []string
	for _, p := range c.Paragraphs {
		texts = append(texts, orDash(of(p)))
	}
	return texts
}

func unplacedOf(c *Cable) []string {
	var texts []string
	for _, u := range c.Unplaced {
		texts = append(texts, u.Text)
	}
	return texts
}

func sortedList(list []string) []string {
	list = slices.Clone(list)
	slices.Sort(list)
	return list
}

// foldBlanks makes each run of blanks and line ends one blank.
func foldBlanks(s string) string { return strings.Join(strings.Fields(s), " ") }

// allTexts returns all that a cable understands as text or as a name.
func allTexts(c *Cable) []string {
	texts := append([]string{c.Body, c.Subject, c.From}, c.Attention...)
	for _, p := range c.Paragraphs {
		texts = append(texts, p.Text, p.Heading)
	}
	texts = append(texts, unplacedOf(c)...)
	texts = append(texts, c.Signers...)
	texts = append(texts, addresseeTexts(c.To, nameOf)...)
	texts = append(texts, addresseeTexts(c.Info, nameOf)...)
	for _, r := range c.Refs {
		texts = append(texts, r.Raw)
	}
	for _, tag := range c.Tags {
		texts = append(texts, tag.Code)
	}
	return texts
}

// A wanted is one line of an expectation.
type wanted struct {
	key, value string
	todo       bool
}

// expectations reads the parts of an expectation.
func expectations(t *testing.T, text string) [][]wanted {
	t.Helper()
	parts := make([][]wanted, 1)
	for line := range strings.Lines(text) {
		line = strings.TrimSpace(line)
		if line == "" || line[0] == '#' {
			continue
		}
		if line == "---" {
			parts = append(parts, nil)
			continue
		}
		key, value, ok := strings.Cut(line, ":")
		if !ok {
			t.Fatalf("expectation %q: expected key: value", line)
		}
		key, todo := strings.CutPrefix(key, "todo ")
		last := len(parts) - 1
		parts[last] = append(parts[last], wanted{key, strings.TrimSpace(value), todo})
	}
	return parts
}

// fault says how a cable differs from what w wants, "" if it does not.
func (w wanted) fault(c *Cable) string {
	if w.value == "illegible" {
		return ""
	}
	if of, ok := factKeys[w.key]; ok {
		return w.compareList(of(c))
	}
	if number, ok := strings.CutPrefix(w.key, "text "); ok {
		return w.textFault(c, number)
	}
	switch w.key {
	case "has":
		if !strings.Contains(foldBlanks(strings.Join(append([]string{c.Body}, unplacedOf(c)...), "\n")), w.value) {
			return fmt.Sprintf("no text has %q", w.value)
		}
	case "not":
		for _, text := range allTexts(c) {
			if strings.Contains(foldBlanks(text), w.value) {
				return fmt.Sprintf("%q is in %q", w.value, text)
			}
		}
	case "info name":
		if names := addresseeTexts(c.Info, nameOf); !slices.Contains(names, w.value) {
			return fmt.Sprintf("info names are %q, want one %q", names, w.value)
		}
	case "alias":
		if !slices.Contains(c.Aliases, w.value) {
			return fmt.Sprintf("aliases are %q, want one %q", c.Aliases, w.value)
		}
	case "tag":
		if !hasTag(c, w.value) {
			return fmt.Sprintf("tags are %q, want one %q", codesOf(c), w.value)
		}
	case "caption":
		if !slices.Contains(c.Handling, w.value) {
			return fmt.Sprintf("handling is %q, want one %q", c.Handling, w.value)
		}
	case "problem", "no problem":
		has := slices.ContainsFunc(c.Problems, func(p Problem) bool { return p.Kind == w.value })
		if has != (w.key == "problem") {
			return fmt.Sprintf("problems are %+v, want %s %s", c.Problems, w.key, w.value)
		}
	case "message":
		if !slices.ContainsFunc(c.Problems, func(p Problem) bool { return strings.Contains(p.Message, w.value) }) {
			return fmt.Sprintf("problems are %+v, want one of %q", c.Problems, w.value)
		}
	case "fact":
		return w.factFault(c)
	default:
		return "unknown key"
	}
	return ""
}

// factFault looks for "Name=value" among the archive's facts.
func (w wanted) factFault(c *Cable) string {
	var have []string
	for _, f := range c.Facts {
		have = append(have, f.Name+"="+foldBlanks(c.Text[f.Span.Start:f.Span.End]))
	}
	if slices.Contains(have, w.value) {
		return ""
	}
	return fmt.Sprintf("facts are %q, want one %q", have, w.value)
}

// textFault compares the paragraph with that number; 0 is the first without.
func (w wanted) textFault(c *Cable, number string) string {
	for _, p := range c.Paragraphs {
		if strconv.Itoa(p.Number) == number {
			return w.compare(foldBlanks(p.Text))
		}
	}
	if w.value == "" {
		return ""
	}
	return fmt.Sprintf("no paragraph %s, want %q", number, w.value)
}

// compareList compares the items of a list, those of the TAGS line in any order.
func (w wanted) compareList(got []string) string {
	items := strings.Split(w.value, " | ")
	if w.value == "" {
		items = nil
	}
	if w.key == "tags" {
		items = sortedList(items)
	}
	same := len(got) == len(items)
	for i := 0; same && i < len(items); i++ {
		same = sameItem(foldBlanks(got[i]), items[i])
	}
	if !same {
		return fmt.Sprintf("got %q, want %q", foldBlanks(strings.Join(got, " | ")), w.value)
	}
	return ""
}

func sameItem(got, want string) bool {
	if part, ok := strings.CutPrefix(want, "~"); ok {
		return strings.Contains(strings.ToUpper(got), strings.ToUpper(part))
	}
	return got == want
}

func (w wanted) compare(got string) string {
	if !sameItem(got, w.value) {
		return fmt.Sprintf("got %q, want %q", got, w.value)
	}
	return ""
}

// neverText is what no text, name or reference of a cable may hold: stamps,
// the block of the review, the end of a message.
var neverText = []string{
	"Declassified/Released", "EO Systematic Review", "REVIEW AUTHORITY", "DATE/CASE ID",
	"RELEASED IN FULL", "Released in Full", "Message Attributes", "Message Text", "PGP", "NNNN",
}

// checkCables holds the cables of an input to an expectation, and to what is
// true of every cable.
func checkCables(t *testing.T, cables []*Cable, text string) {
	t.Helper()
	parts := expectations(t, text)
	if len(cables) != len(parts) {
		t.Errorf("%d cables, want %d", len(cables), len(parts))
	}
	for i, c := range cables {
		checkInvariants(t, c)
		for _, never := range neverText {
			if fault := (wanted{key: "not", value: never}).fault(c); fault != "" {
				t.Errorf("cable %d: %s", i+1, fault)
			}
		}
		if i < len(parts) {
			checkWants(t, c, parts[i])
		}
	}
}

func checkWants(t *testing.T, c *Cable, wants []wanted) {
	t.Helper()
	for _, w := range wants {
		fault := w.fault(c)
		switch {
		case w.todo && fault == "":
			t.Errorf("%s: %s: passes, but is marked todo", c.ID, w.key)
		case w.todo:
			t.Logf("todo: %s: %s: %s", c.ID, w.key, fault)
		case fault != "":
			t.Errorf("%s: %s: %s", c.ID, w.key, fault)
		}
	}
}

// readCables reads a file the whole way: as an archive, cut into telegrams,
// parsed.
func readCables(t *testing.T, path string) []*Cable {
	t.Helper()
	var cables []*Cable
	for _, rec := range readRecords(t, path) {
		for _, part := range Split(rec) {
			cables = append(cables, Parse(part))
		}
	}
	return cables
}

func readRecords(t testing.TB, path string) []corpus.Record {
	t.Helper()
	r, err := corpus.Open(path, corpus.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	var records []corpus.Record
	for rec, err := range r.Records(context.Background()) {
		if err != nil {
			t.Errorf("%s: %v", path, err)
			continue
		}
		records = append(records, rec)
	}
	return records
}

// needShared skips a test where the material beside the repository is absent,
// or fails where it must not be.
func needShared(t testing.TB, path string) {
	t.Helper()
	if _, err := os.Stat(path); err == nil {
		return
	}
	if os.Getenv("REFTEL_REQUIRE_SHARED") == "1" {
		t.Fatalf("no %s, which REFTEL_REQUIRE_SHARED asks for", path)
	}
	t.Skipf("no %s: it is not part of the repository", path)
}

// TestExpectations holds the checks of this file to a cable, also with each
// expectation made wrong: a check that cannot fail is none.
func TestExpectations(t *testing.T) {
	t.Parallel()
	c := &Cable{
		ID: "79QUITO1214", Subject: "A CRANE", Body: "THE CRANE\nFELL.", To: []Addressee{{Name: "SECSTATE WASHDC"}},
		Paragraphs: []Paragraph{{Number: 1, Text: "THE CRANE\nFELL."}}, Handling: []string{"SIPDIS"},
		Aliases: []string{"79QUITO1215"}, Problems: []Problem{{Kind: ProblemDTG, Message: "Z read as 2"}},
	}
	tests := []struct{ right, wrong string }{
		{"id: 79QUITO1214", "id: 79QUITO1"},
		{"id: ~quito", "id: ~lima"},
		{"info:", "to:"},
		{"to: SECSTATE WASHDC", "to: SECSTATE WASHDC | AMEMBASSY LIMA"},
		{"text 1: THE CRANE FELL.", "text 1: THE CRANE"},
		{"text 2:", "text 2: THE CRANE FELL."},
		{"has: CRANE FELL", "has: CRANE ROSE"},
		{"not: LIMA", "not: CRANE FELL"},
		{"numbered: 1", "numbered: 2"},
		{"to: ~secstate", "info: ~secstate"},
		{"text class:", "info name: DIA WASHDC"},
		{"caption: SIPDIS", "caption: NODIS"},
		{"alias: 79QUITO1215", "alias: 79QUITO1216"},
		{"problem: dtg-damaged", "problem: text-missing"},
		{"no problem: text-missing", "no problem: dtg-damaged"},
		{"message: Z read", "message: O read"},
		{"date: illegible", "nosuchkey: x"},
	}
	for _, tt := range tests {
		if fault := expectations(t, tt.right)[0][0].fault(c); fault != "" {
			t.Errorf("%s: %s", tt.right, fault)
		}
		if fault := expectations(t, tt.wrong)[0][0].fault(c); fault == "" {
			t.Errorf("%s: no fault", tt.wrong)
		}
	}
}
