package cable

import (
	"encoding/json"
	"strings"
	"testing"
	"time"

	"reftel/corpus"
)

// The inputs of these files are pieces of cables. Their readers are held to
// them one by one elsewhere; here the pieces go the whole way, as they would in
// an archive that holds no more of a cable.
var throughParse = []struct {
	file string
	// read returns what the cable has of what the case expects; ok is false
	// for a case that is no text.
	read func(c conformanceCase) (got, want []string, ok bool)
}{
	{"tags.json", func(c conformanceCase) (got, want []string, ok bool) {
		for _, tag := range Parse(corpus.Record{Body: c.Input}).Tags {
			got = append(got, tag.Code)
		}
		return got, list(c.Expected), !strings.HasSuffix(c.Table, "_BY_ID")
	}},
	{"subject.json", func(c conformanceCase) (got, want []string, ok bool) {
		return []string{Parse(corpus.Record{Body: c.field(0)}).Subject}, []string{c.field(len(c.Row) - 1)}, true
	}},
	{"references.json", func(c conformanceCase) (got, want []string, ok bool) {
		rec := corpus.Record{ID: c.Self, Body: c.Input, Date: time.Date(c.Year, 12, 31, 0, 0, 0, 0, time.UTC)}
		for _, ref := range Parse(rec).Refs {
			if ref.ID != "" {
				got = appendOnce(got, ref.ID)
			}
		}
		return got, list(c.Expected), true
	}},
	{"references_kinds.json", func(c conformanceCase) (got, want []string, ok bool) {
		var calls []struct{ Args []string }
		_ = json.Unmarshal(c.Expected, &calls)
		for _, call := range calls {
			want = append(want, call.Args[0])
		}
		rec := corpus.Record{Body: c.Input, Date: time.Date(c.Year, 12, 31, 0, 0, 0, 0, time.UTC)}
		for _, ref := range Parse(rec).Refs {
			if ref.ID != "" {
				got = append(got, ref.ID)
			} else {
				got = append(got, ref.Raw)
			}
		}
		return got, want, true
	}},
	{"classified_by.json", func(c conformanceCase) (got, want []string, ok bool) {
		for _, p := range Parse(corpus.Record{Body: c.field(2)}).ClassifiedBy {
			if c.flag(3) {
				got = append(got, p.Readable())
			} else {
				got = append(got, p.Name)
			}
		}
		return got, list(c.Row[1]), c.Table != "_TEST_CABLES"
	}},
	{"signers.json", func(c conformanceCase) (got, want []string, ok bool) {
		return Parse(corpus.Record{Body: c.field(1)}).Signers, list(c.Row[0]), c.Table != "_TEST_CABLES"
	}},
	{"nondisclosure_deadline.json", func(c conformanceCase) (got, want []string, ok bool) {
		if d := Parse(corpus.Record{Body: c.Input}).Declassify; d != nil {
			got = []string{d.Date}
		}
		return got, list(c.Expected), true
	}},
	{"summary.json", func(c conformanceCase) (got, want []string, ok bool) {
		return []string{Parse(corpus.Record{Body: c.Input}).Summary}, list(c.Expected), true
	}},
}

func TestConformanceThroughParse(t *testing.T) {
	t.Parallel()
	for _, tt := range throughParse {
		t.Run(strings.TrimSuffix(tt.file, ".json"), func(t *testing.T) {
			except := exceptions(t)
			texts, failed := 0, 0
			for _, c := range loadCases(t, tt.file) {
				got, want, ok := tt.read(c)
				if except[c.key] != "" || !ok {
					continue
				}
				texts++
				if !sameStrings(got, want) {
					failed++
					t.Errorf("%s: got %q, want %q\n%q", c.key, got, want, c.Input+strings.Join([]string{c.field(0), c.field(1), c.field(2)}, "|"))
				}
			}
			t.Logf("%d texts, %d failed", texts, failed)
		})
	}
}
