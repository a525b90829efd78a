package cable

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"reftel/corpus"
	"reftel/corpus/cable/classifiedby"
	"reftel/corpus/cable/internal/ascii"
	"reftel/corpus/cable/refs"
)

// The cases of this file are texts of one part of a cable. They are given to
// the reader of that part, cut as Parse cuts it.

func TestConformanceReferences(t *testing.T) {
	t.Parallel()
	conform(t, "references.json", func(c conformanceCase) string {
		var ids []string
		for _, ref := range refs.Parse(refsZone(c.Input), c.Year, c.Self) {
			if ref.ID != "" {
				ids = appendOnce(ids, ref.ID)
			}
		}
		return differ(c.Input, ids, list(c.Expected))
	})
}

func TestConformanceReferenceKinds(t *testing.T) {
	t.Parallel()
	kinds := map[string]string{"cable": "cable", "mail": "email", "book": "book", "tel": "other", "report": "report"}
	conform(t, "references_kinds.json", func(c conformanceCase) string {
		var calls []struct {
			Call string
			Args []string
		}
		if err := json.Unmarshal(c.Expected, &calls); err != nil {
			return err.Error()
		}
		var want, got []string
		for _, call := range calls {
			args := append(call.Args, "")
			want = append(want, fmt.Sprintf("%s %s: %s", kinds[call.Call], args[1], args[0]))
		}
		for _, ref := range refs.Parse(refsZone(c.Input), c.Year, "") {
			value := ref.ID
			if value == "" {
				value = ref.Raw
			}
			got = append(got, fmt.Sprintf("%s %s: %s", ref.Kind, ref.Label, value))
		}
		return differ(c.Input, got, want)
	})
}

// TestConformanceReferenceOddities needs the cables themselves.
func TestConformanceReferenceOddities(t *testing.T) {
	t.Parallel()
	byID := cablesByID(t)
	conform(t, "reference_oddities.json", func(c conformanceCase) string {
		rec, ok := byID[c.Cable]
		if !ok {
			return ""
		}
		var ids []string
		for _, ref := range Parse(rec).Refs {
			if ref.ID != "" {
				ids = appendOnce(ids, ref.ID)
			}
		}
		return differ(c.Cable, ids, list(c.Expected))
	})
}

func TestConformanceSubject(t *testing.T) {
	t.Parallel()
	conform(t, "subject.json", func(c conformanceCase) string {
		want := c.field(len(c.Row) - 1)
		got, _ := parseSubject(subjectZone(c.field(0)))
		return differ(c.field(0), []string{got}, []string{want})
	})
}

func TestConformanceSubjectDifficult(t *testing.T) {
	t.Parallel()
	byID := cablesByID(t)
	conform(t, "subject_difficult.json", func(c conformanceCase) string {
		var want string
		_ = json.Unmarshal(c.Expected, &want)
		rec, ok := byID[c.Cable+c.field(0)]
		if !ok {
			return ""
		}
		return differ(rec.ID, []string{Parse(rec).Subject}, []string{want})
	})
}

func TestConformanceTitle(t *testing.T) {
	t.Parallel()
	conform(t, "titlefy.json", func(c conformanceCase) string {
		return differ(c.Input, []string{titleOf(c.Input)}, list(c.Expected))
	})
}

func TestConformanceClassifiedBy(t *testing.T) {
	t.Parallel()
	byID := cablesByID(t)
	conform(t, "classified_by.json", func(c conformanceCase) string {
		var people []Person
		readable := c.flag(3)
		if rec, ok := byID[c.field(0)]; c.Table == "_TEST_CABLES" {
			if !ok {
				return ""
			}
			people, readable = Parse(rec).ClassifiedBy, true
		} else {
			people, _, _ = classifiedby.Parse(classifiedZone(c.field(2)))
		}
		var got []string
		for _, p := range people {
			if name := p.Name; readable {
				got = append(got, p.Readable())
			} else {
				got = append(got, name)
			}
		}
		return differ(c.field(0)+c.field(2), got, list(c.Row[1]))
	})
}

func TestConformanceDeadline(t *testing.T) {
	t.Parallel()
	conform(t, "nondisclosure_deadline.json", func(c conformanceCase) string {
		_, d := parseDeclassify(c.Input)
		if d == nil {
			d = &Declassify{}
		}
		return differ(c.Input, []string{d.Date}, list(c.Expected))
	})
}

func TestConformanceSigners(t *testing.T) {
	t.Parallel()
	byID := cablesByID(t)
	conform(t, "signers.json", func(c conformanceCase) string {
		want := list(c.Row[0])
		if c.Table != "_TEST_CABLES" {
			return differ(c.field(1), parseSigners(c.field(1)), want)
		}
		rec, ok := byID[c.field(1)]
		if !ok {
			return ""
		}
		return differ(rec.ID, Parse(rec).Signers, want)
	})
}

func TestConformanceSummary(t *testing.T) {
	t.Parallel()
	conform(t, "summary.json", func(c conformanceCase) string {
		return differ(c.Input, []string{Parse(corpus.Record{Body: c.Input}).Summary}, list(c.Expected))
	})
}

// differ says what is wrong with got, "" if nothing is.
func differ(input string, got, want []string) string {
	if sameStrings(got, want) {
		return ""
	}
	return fmt.Sprintf("%q: got %q, want %q", input, got, want)
}

var byIDOnce map[string]corpus.Record

// cablesByID returns the real cables by their archive's ids, read once.
func cablesByID(t *testing.T) map[string]corpus.Record {
	if byIDOnce == nil {
		byIDOnce = map[string]corpus.Record{}
		for _, rec := range sharedCables(t) {
			byIDOnce[rec.ID] = rec
		}
	}
	return byIDOnce
}

// refsZone cuts the block of references out of a header.
func refsZone(text string) string {
	if strings.HasPrefix(text, "A. REF ") {
		return text
	}
	for i := range text {
		if refs.Label(text[i:]) > 0 && (i == 0 || !isLetter(text[i-1]) || text[i] == 'R') {
			return text[i:]
		}
	}
	return zoneAfter(text, "REF", "REFS")
}

// subjectZone cuts the subject out of a header.
func subjectZone(text string) string { return zoneAfter(text, "SUBJECT", "SUBJ", "UBJECT") }

// zoneAfter returns text from the first of the words on.
func zoneAfter(text string, words ...string) string {
	for i := range text {
		for _, w := range words {
			if (i == 0 || isBlank(text[i-1])) && hasWordFold(text[i:], w) {
				return text[i:]
			}
		}
	}
	return ""
}

// classifiedZone cuts the Classified By lines out of a header.
func classifiedZone(text string) string { return text[max(ascii.IndexClassifiedBy(text), 0):] }
