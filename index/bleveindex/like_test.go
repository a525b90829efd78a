package bleveindex_test

import (
	"errors"
	"testing"

	"reftel/index"
	"reftel/index/query"
)

func TestLike(t *testing.T) {
	t.Parallel()
	s := memory(t, map[string]string{
		"08PARIS1": fiction("08PARIS1", "the trawler with the dredger off the breakwater"),
		"08PARIS2": fiction("08PARIS2", "a dredger and a trawler"),
		"08PARIS3": fiction("08PARIS3", "the breakwater"),
		"08PARIS4": fiction("08PARIS4", "the orchard"),
	})
	tree, err := index.Like(t.Context(), s, "2008PARIS00001")
	if err != nil {
		t.Fatal(err)
	}
	res, err := s.Search(t.Context(), index.Request{Query: tree, Limit: 10})
	if err != nil {
		t.Fatal(err)
	}
	if got := ids(res); len(got) < 2 || got[0] != "08PARIS2" || got[1] != "08PARIS3" {
		t.Errorf("like 08PARIS1: %v", got)
	}
	for _, id := range ids(res) {
		if id == "08PARIS1" {
			t.Error("a cable is like itself")
		}
	}
	if _, err := query.Parse(tree.String()); err != nil {
		t.Errorf("%s: %v", tree, err)
	}
	if _, err := index.Like(t.Context(), s, "08NOWHERE1"); !errors.Is(err, index.ErrNotFound) {
		t.Errorf("error %v", err)
	}
}
