package search

import (
	"fmt"
	"strings"
	"testing"

	"reftel/corpus"
	"reftel/index"
	"reftel/index/query"
)

// TestTagNames: a cable comes first whose TAGS have a word of the query in their names, and
// the totals are the same.
func TestTagNames(t *testing.T) {
	t.Parallel()
	var docs []index.Document
	for i, tags := range []string{"ECON", "PTER, IC", "ECON"} {
		docs = append(docs, index.Documents(corpus.Record{
			ID:   fmt.Sprint("08ROME", i+1),
			Body: fmt.Sprintf("UNCLAS ROME %06d\n\nE.O. 12958: N/A\nTAGS: %s\nSUBJECT: A NOTE\n\n1. (U) %s Terrorism matters, and so does Iceland.\n", i+1, tags, filler(60)),
		})...)
	}
	s := newSearcher(leavesOf(docs, 2))
	for _, test := range []struct {
		query string
		parts int // of the score by the names of TAGS
	}{
		{"terrorism", 1}, {"terrorist OR terrorism", 2}, {"terrorism iceland", 2}, {"icelandic OR matters", 1}, {"matters", 0},
	} {
		res, err := s.Search(t.Context(), index.Request{Query: parse(t, test.query), Limit: 10, Explain: true})
		if err != nil || len(res.Hits) != 3 || res.Total != 3 {
			t.Fatal(test.query, err, res)
		}
		if test.parts > 0 && res.Hits[0].ID != "08ROME2" {
			t.Errorf("%s: ranked %v", test.query, scoresOf(res.Hits))
		}
		parts := 0
		for _, h := range res.Hits {
			for _, p := range h.ScoreParts {
				if p.In == "tags" {
					parts++
				}
			}
		}
		if parts != test.parts {
			t.Errorf("%s: %d parts by TAGS, want %d", test.query, parts, test.parts)
		}
	}
}

func TestTagCodes(t *testing.T) {
	t.Parallel()
	for _, test := range []struct{ query, want string }{
		{"terrorism", "KTFN PTER"},
		{"terrorists", "PTER"},
		{"=terrorist", ""},
		{"Iceland", "IC IS"},
		{"Icelandic", "IC IS"},
		{`"human rights"`, "IAHRC PHUM SHUM UNHRC"},
		{`"rights of cats"`, ""},
		{"security", ""}, // too many
		{"zyxgarble", ""},
	} {
		words := placedWords(query.Equivalents(parse(t, test.query)), nil)
		if got := strings.Join(tagCodes(words[0]), " "); got != test.want {
			t.Errorf("%s: %s, want %s", test.query, got, test.want)
		}
	}
}
