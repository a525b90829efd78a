package sample

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"reftel/corpus"
)

// records returns the whole sample.
func records(t *testing.T) []corpus.Record {
	t.Helper()
	var all []corpus.Record
	for rec, err := range Records(t.Context()) {
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, rec)
	}
	return all
}

func TestRecords(t *testing.T) {
	all := records(t)
	if len(all) < 72 {
		t.Errorf("%d cables, want at least 72", len(all))
	}
	seen := map[string]bool{}
	for _, rec := range all {
		if !utf8.ValidString(rec.Body) || strings.TrimSpace(rec.Body) == "" {
			t.Errorf("%s: no text, or not UTF-8", rec.ID)
		}
		if seen[rec.ID] {
			t.Errorf("%s: id occurs twice", rec.ID)
		}
		seen[rec.ID] = true
		if want := "sample/" + rec.ID + ".txt"; rec.Source.Path != want {
			t.Errorf("source %q, want %q", rec.Source.Path, want)
		}
		if rec.Format != corpus.Text {
			t.Errorf("%s: format %q, want %q", rec.ID, rec.Format, corpus.Text)
		}
		if strings.Contains(rec.Body, "\r") {
			t.Errorf("%s: carriage return in the text", rec.ID)
		}
		if _, ok := parseID(rec.ID); !ok {
			t.Errorf("%s: not an id", rec.ID)
		}
	}
}

func TestRecordsEndsEarly(t *testing.T) {
	n := 0
	for range Records(t.Context()) {
		if n++; n == 3 {
			break
		}
	}
	if n != 3 {
		t.Errorf("read %d records after a break at 3", n)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	var got []error
	for _, err := range Records(ctx) {
		got = append(got, err)
	}
	if len(got) != 1 || !errors.Is(got[0], context.Canceled) {
		t.Errorf("cancelled context yields %v, want one %v", got, context.Canceled)
	}
}

// TestVariety counts the cables that show a trait, so that none is lost in
// editing.
func TestVariety(t *testing.T) {
	all := records(t)
	for _, tt := range []struct {
		trait   string
		pattern string
		atLeast int
	}{
		{"unclassified", `(?m)^(?i:UNCLAS)\b`, 25},
		{"sensitive", `(?mi)^SENSITIVE`, 15},
		{"limited official use", `LIMITED OFFICIAL USE`, 4},
		{"confidential", `C O N F I D E N T I A L`, 30},
		{"secret", `(?m)^S E C R E T`, 10},
		{"top secret", `T O P  S E C R E T`, 2},
		{"NODIS", `(?m)^NODIS`, 2},
		{"EXDIS", `(?m)^EXDIS`, 3},
		{"LIMDIS", `(?m)^LIMDIS`, 1},
		{"NOFORN", `(?m)^NOFORN`, 8},
		{"corrected copy", `C O R R E C T E D`, 1},
		{"scanned SIPDIS", `STPDTS`, 1},
		{"several sections", `SECTION 0?2 OF|002 OF 00\d`, 15},
		{"page break of 2006-10", `(?m)^[A-Z ]+ 00\d{6} +002 OF 00\d`, 8},
		{"page break inside a sentence", `(?m)[a-z,]\s*\n\s*\n[A-Z ]+ 00\d{6} +00\d OF 00\d\s*\n\s*\n[a-z]`, 4},
		{"page header of 1973-79", `(?m)^PAGE 02 `, 5},
		{"office counts", `(?m)^(ACTION|ORIGIN) [A-Z]+-`, 12},
		{"partial extract", `^This record is a partial extract`, 15},
		{"all transmission lines", `(?m)^VZCZC`, 25},
		{"archival metadata", `Message Attributes`, 1},
		{"E.O. 11652", `E\.O\. 11652`, 7},
		{"E.O. 12065", `E\.O\. 12065`, 3},
		{"E.O. 12356", `E\.O\. 12356:\s+(?i:DECL):\s+OADR`, 8},
		{"E.O. 12958", `(?i)E\.?O\.? 12958`, 30},
		{"E.O. 13526", `(?i)E\.O\. 13526`, 3},
		{"pilcrows", `(?m)^¶1\.`, 25},
		{"pilcrow read as 1", `(?m)^- 12\. \(C\)`, 1},
		{"false pilcrow", `paragraphs\n¶`, 2},
		{"letters for digits in a DTG", `(?m)^[ORP] [0-9lO]*[lO][0-9lO]*Z `, 3},
		{"redaction", `XXXXXXXXXXXX`, 6},
		{"unreadable passages", `ERROR READING TEXT`, 2},
		{"e-mail reference", `(?i)(REF|\n).*E-?MAIL`, 4},
		{"DTG reference", `MSG DTG`, 2},
		{"NOTAL", `\(NOTAL\)`, 8},
		{"exempted addressee", `(?m)^XMT`, 2},
		{"accents", `[áéíóúçãàèñü]`, 10},
		{"curly quotes", `[“”’]`, 2},
		{"U+2028", "\u2028", 1},
		{"lower case", `(?m)^Tags`, 1},
		{"person in TAGS", `TAGS:.*OVIP \(`, 1},
		{"glued TAGS", `TAGS: KFRDKIRFCVISCMGT`, 1},
	} {
		re := regexp.MustCompile(tt.pattern)
		n := 0
		for _, rec := range all {
			if re.MatchString(rec.Body) {
				n++
			}
		}
		if n < tt.atLeast {
			t.Errorf("%s: %d cables, want at least %d", tt.trait, n, tt.atLeast)
		}
	}
}

func TestOddities(t *testing.T) {
	var total, longest int
	shortest := 1 << 20
	var untagged, bare, twice int
	for _, rec := range records(t) {
		total += len(rec.Body)
		longest, shortest = max(longest, len(rec.Body)), min(shortest, len(rec.Body))
		if !regexp.MustCompile(`(?im)^[ \t]*T?AG[S5]?\b`).MatchString(rec.Body) {
			untagged++
		}
		if !regexp.MustCompile(`(?m)^(FM|This record) `).MatchString(rec.Body) {
			bare++
		}
		if strings.Contains(rec.Body, "Couns...\n") && strings.Count(rec.Body, "E.O. 12958") >= 2 {
			twice++
		}
	}
	if total < 150_000 || total > 250_000 {
		t.Errorf("%d bytes in all, want 150,000 to 250,000", total)
	}
	if longest <= 20_000 || shortest >= 400 {
		t.Errorf("lengths from %d to %d, want from under 400 to over 20,000", shortest, longest)
	}
	if untagged != 2 {
		t.Errorf("%d cables without TAGS, want 2", untagged)
	}
	if bare < 1 {
		t.Error("no cable without transmission lines")
	}
	if twice != 1 {
		t.Errorf("%d records hold their cable twice, want 1", twice)
	}
}

// TestMunitions holds the sample to the first query that a person types.
func TestMunitions(t *testing.T) {
	years, posts := map[string]bool{}, map[string]bool{}
	n := 0
	for _, rec := range records(t) {
		if !strings.Contains(strings.ToLower(rec.Body), "munitions") {
			continue
		}
		n++
		id, _ := parseID(rec.ID)
		years[id.year], posts[id.post] = true, true
	}
	if n < 15 || len(years) < 7 || len(posts) < 10 {
		t.Errorf("munitions: %d cables of %d years and %d posts, want 15, 7 and 10", n, len(years), len(posts))
	}
}

// An id is an MRN cut into its parts, the year of two digits and the number
// without zeros.
type id struct{ year, post, number string }

var idForm = regexp.MustCompile(`^(?:19|20)?(\d\d)([A-Z]+)0*(\d+)$`)

// shortForms are the posts' names of 1973-79 that the sample uses.
var shortForms = map[string]string{"REYKJA": "REYKJAVIK", "BANGKO": "BANGKOK", "MOGADI": "MOGADISHU"}

func parseID(s string) (id, bool) {
	m := idForm.FindStringSubmatch(s)
	if m == nil {
		return id{}, false
	}
	post := m[2]
	if long, ok := shortForms[post]; ok {
		post = long
	}
	return id{m[1], post, m[3]}, true
}

var (
	refBlock = regexp.MustCompile(`(?m)^(?i:REF)(?:TELS?|S|\(s\))?:(?:.*\n)(?:\s*(?:¶?[A-Z][.)]|\([A-Z]\)) .*\n|[ \t]*\n\s*B\. .*\n| {2,}\S.*\n)*`)
	refForm  = regexp.MustCompile(`(?:\b(\d\d) ?)?\b([A-Z][A-Z ]+[A-Z]) ?0*(\d{2,6})\b`)
)

// TestReferences reads the REF blocks roughly, apart from the project's own
// reader, and requires that most lead to cables of the sample.
func TestReferences(t *testing.T) {
	all := records(t)
	held := map[id]bool{}
	posts := map[string]bool{}
	for _, rec := range all {
		key, _ := parseID(rec.ID)
		held[key], posts[key.post] = true, true
	}
	if len(posts) < 30 {
		t.Errorf("%d posts, want at least 30", len(posts))
	}
	var resolved, missing []string
	for _, rec := range all {
		own, _ := parseID(rec.ID)
		for _, m := range refForm.FindAllStringSubmatch(refBlock.FindString(rec.Body), -1) {
			key := id{m[1], strings.ReplaceAll(m[2], " ", ""), m[3]}
			if key.year == "" {
				key.year = own.year
			}
			cite := rec.ID + " to " + key.year + key.post + key.number
			if held[key] {
				resolved = append(resolved, cite)
			} else if key != own {
				missing = append(missing, cite)
			}
		}
	}
	if len(resolved) < 80 || len(missing)*2 > len(resolved) {
		t.Errorf("%d references resolve and %d do not, want 80 and at most half as many; missing: %q",
			len(resolved), len(missing), missing)
	}
}

// normal is a line as the comparison with real cables sees it: its letters and
// digits in lower case, anything else as a blank.
func normal(line string) string {
	return strings.ToLower(strings.Join(strings.FieldsFunc(line, func(r rune) bool {
		return r != '_' && !unicode.IsLetter(r) && !unicode.IsDigit(r)
	}), " "))
}

// TestFiction makes sure that no line long enough to be somebody's sentence
// stands in a real cable, and that no real cable's number is used.
func TestFiction(t *testing.T) {
	const longLine = 45
	data, err := os.ReadFile(filepath.Join("..", "..", "..", "shared", "cables", "cables.csv"))
	if err != nil {
		t.Skip("no real cables to compare with: ", err)
	}
	ours := map[string]string{}
	var ids []string
	for _, rec := range records(t) {
		ids = append(ids, rec.ID)
		for line := range strings.Lines(rec.Body) {
			if n := normal(line); len(n) > longLine {
				ours[n] = rec.ID
			}
		}
	}
	if len(ours) < 1000 {
		t.Fatalf("only %d long lines to compare", len(ours))
	}
	for line := range strings.Lines(string(data)) {
		if rec, ok := ours[normal(line)]; ok {
			t.Errorf("%s: %q stands in a real cable", rec, strings.TrimSpace(line))
		}
		if f := strings.SplitN(line, `","`, 4); len(f) == 4 && slices.Contains(ids, f[2]) {
			t.Errorf("%s: id of a real cable", f[2])
		}
	}
}
