package bleveindex

import (
	"context"
	"errors"
	"strings"
	"testing"

	"reftel/corpus"
	"reftel/corpus/cable"
	contract "reftel/index"
	"reftel/index/query"
	"reftel/index/search"
)

// TestPanicIsNoDamage: a panic in reading a segment is an error of that leaf only; any
// other is an internal error with its stack, also if a file is damaged.
func TestPanicIsNoDamage(t *testing.T) {
	t.Parallel()
	damage := errors.New("x.zap is damaged")
	for _, test := range []struct {
		name   string
		engine *search.Searcher
		damage error
		want   []string
	}{
		{"in a damaged segment", badSearcher(t), damage, []string{"x.zap is damaged"}},
		{"in a segment without damage", badSearcher(t), nil,
			[]string{"internal error", "nil pointer", "checksum is right", "please report it", "leaf_test.go"}},
		{"of the search", nil, damage, []string{"internal error", "nil pointer", "please report it", "search.go"}},
	} {
		t.Run(test.name, func(t *testing.T) {
			s := &Searcher{name: "000001", engine: test.engine, damage: func() error { return test.damage }}
			_, err := s.Search(context.Background(), contract.Request{Query: &query.Word{Text: "bells"}, Limit: 1})
			if err == nil {
				t.Fatal("no error")
			}
			for _, part := range test.want {
				if !strings.Contains(err.Error(), part) {
					t.Errorf("error %q has no %q", err, part)
				}
			}
		})
	}
}

// TestErrorsThatAreNoDamage: the files are not read again for an error of the query.
func TestErrorsThatAreNoDamage(t *testing.T) {
	t.Parallel()
	rec := corpus.Record{ID: "08PARIS1", Body: "bells"}
	s, err := NewMemory([]contract.Document{contract.NewDocument(rec, cable.Parse(rec))})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	s.damage = func() error {
		t.Error("the files are read")
		return nil
	}
	ended, cancel := context.WithCancel(context.Background())
	cancel()
	for _, req := range []contract.Request{
		{Query: &query.All{}, Sort: "size"},
		{Query: &query.All{}, Filters: []contract.Filter{{Facet: "none", Values: []string{"x"}}}},
		{Query: &query.Fuzzy{Text: strings.Repeat("a", 200), Edits: 1}},
	} {
		if _, err := s.Search(context.Background(), req); err == nil {
			t.Errorf("%+v: no error", req)
		}
	}
	if _, err := s.Get(ended, "09ROME1"); err == nil {
		t.Error("a cable was found")
	}
}

func badSearcher(t *testing.T) *search.Searcher {
	t.Helper()
	s, err := search.New([]search.Leaf{&badLeaf{}})
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// badLeaf is a leaf whose segment is nil, so that reading its terms panics.
type badLeaf struct{ leaf }

func (*badLeaf) Docs() int                    { return 0 }
func (*badLeaf) Stats() (search.Stats, error) { return search.NoStats(), nil }

func (b *badLeaf) Dict(string) (d search.Dict, err error) {
	defer b.guard(&err)
	var nothing *dict
	return nothing, nothing.terms.(error)
}
