package bleveindex_test

import (
	"context"
	"strings"
	"testing"

	"reftel/corpus/cable"
	"reftel/index"
	"reftel/index/query"
)

// TestAddressees: each addressee is found by its name as written, by each word of
// it, and by its routing indicator.
func TestAddressees(t *testing.T) {
	t.Parallel()
	docs := documents(t, fromSample(context.Background()))
	if !testing.Short() {
		docs = documents(t, fromShared(t))
	}
	s := memoryOf(t, docs)
	asked := map[string]bool{}
	check := func(id, name, value string) {
		text := (&query.Phrase{Field: name, Text: value}).String()
		if value == "" || asked[text] {
			return
		}
		asked[text] = true
		tree, err := query.Parse(text)
		if err != nil {
			t.Errorf("%s: %v", text, err)
			return
		}
		tree = &query.And{Nodes: []query.Node{tree, &query.Phrase{Field: "id", Text: id}}}
		res, err := s.Search(context.Background(), index.Request{Query: tree})
		if err != nil || res.Total != 1 {
			t.Errorf("%s does not find %s: %v", text, id, err)
		}
	}
	for _, d := range docs {
		for name, list := range map[string][]cable.Addressee{"to": d.Cable.To, "info": d.Cable.Info} {
			for _, a := range list {
				if len(a.Name) > 60 {
					continue
				}
				check(d.ID, name, a.Name)
				check(d.ID, name, a.Routing)
				for _, word := range strings.Fields(a.Name) {
					if strings.ContainsFunc(word, isAlnum) {
						check(d.ID, name, word)
					}
				}
			}
		}
	}
	if len(asked) < 50 {
		t.Errorf("only %d addressees were asked for", len(asked))
	}
}

func isAlnum(r rune) bool {
	return r >= '0' && r <= '9' || r >= 'A' && r <= 'Z' || r >= 'a' && r <= 'z'
}
