package search

import (
	"fmt"
	"strings"
	"testing"

	"reftel/corpus"
	"reftel/corpus/cable"
	"reftel/index"
)

// explained writes an explanation, a part or a term a line.
func explained(e index.Explained, depth int) string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s%s %s [%d:%d]\n", strings.Repeat("  ", depth), e.Kind, e.Text, e.From, e.To)
	for _, p := range e.Parts {
		b.WriteString(explained(p, depth+1))
	}
	for _, t := range e.Terms {
		fmt.Fprintf(&b, "%s- %s %d: %s\n", strings.Repeat("  ", depth), t.Term, t.Cables, t.Why)
	}
	return b.String()
}

func TestExplain(t *testing.T) {
	t.Parallel()
	var docs []index.Document
	for i, text := range []string{"The cranes and a crane of the organization held the cease fire.", "One crane kept the ceasefire.", "A cease-fire; S/NF."} {
		rec := corpus.Record{ID: fmt.Sprintf("08QUITO%d", i+1), Body: fmt.Sprintf("UNCLAS QUITO 00000%d\n\nTAGS: PARM\nSUBJECT: NONE\n\n1. (S/NF) %s\n", i+1, text)}
		docs = append(docs, index.NewDocument(rec, cable.Parse(rec)))
	}
	s := newSearcher(leavesOf(docs, 2))
	for _, tt := range []struct{ query, want string }{
		{"crane -=crane", `
and crane NOT =crane [0:13]
  word crane [0:5]
  - crane 2: as written
  - cranes 1: an inflection
  not NOT =crane [6:13]
    word =crane [7:13]
    - crane 2: as written`},
		{"organisation", `
word organisation [0:12]
- organization 1: British and American spelling`},
		{"ceasefire", `
word ceasefire [0:9]
- cease fire 2: written as two words
- ceasefire 1: as written`},
		{`"the crane"~3`, `
phrase "the crane"~3 [0:13]
- the crane 2: as written`},
		{"cra* OR /c.ane/ OR crone~1", `
or cra* OR /c.ane/ OR crone~1 [0:26]
  prefix cra* [0:4]
  - crane 2: begins with cra
  - cranes 1: begins with cra
  expression /c.ane/ [8:15]
  - crane 2: matches the expression
  fuzzy crone~1 [19:26]
  - crane 2: differs in one letter`},
		{"para:(mark:>=S one)", `
para para:(mark:>=S one) [0:19]
  and mark:>=S one [6:18]
    range mark:>=S [6:14]
    - SECRET 3: in the range
    - TOP SECRET 0: in the range
    word one [15:18]
    - one 1: as written`},
		{"S/NF", `
word S/NF [0:4]
- S/NF 3: a portion mark
- s nf 1: as written
- s/nf 1: written as one word`},
		{"tags:PRAM", `
value tags:PRAM [0:9]
- tags:PARM 3: the code that it is most likely meant to be
- tags:PRAM 0: as written`},
		{"08QUITO1", `
cable 08QUITO1 [0:8]
- id:08QUITO1 1: as written
- ref:08QUITO1 0: as written
- mentions:08QUITO1 0: as written`},
	} {
		res, err := s.Search(t.Context(), index.Request{Query: parse(t, tt.query), Explain: true})
		if err != nil {
			t.Errorf("%s: %v", tt.query, err)
			continue
		}
		if got := "\n" + strings.TrimSuffix(explained(*res.Explained, 0), "\n"); got != tt.want {
			t.Errorf("%s: got%s\nwant%s", tt.query, got, tt.want)
		}
	}
}

// TestResolverEquivalents: an engine that matches documents by itself is given what diplomats
// write for the same, too.
func TestResolverEquivalents(t *testing.T) {
	t.Parallel()
	tree, err := NewResolver(t.Context(), nil).Rewrite(parse(t, "DPRK"))
	if err != nil || !strings.Contains(tree.String(), "north korea") {
		t.Errorf("%v, error %v", tree, err)
	}
}
