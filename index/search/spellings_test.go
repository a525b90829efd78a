package search

import (
	"fmt"
	"reflect"
	"testing"

	"reftel/index/query"
)

// TestRecentReadings: a word that was looked up before has the same reading, and the number
// of those that are kept is limited.
func TestRecentReadings(t *testing.T) {
	t.Parallel()
	s := newSearcher(leavesOf(sampleDocs(t), 20))
	words := []query.Word{{Text: "munitions"}, {Text: "munitions", Exact: true}, {Text: "cease-fire"}, {Text: "F-16"}}
	read := func(w query.Word) reading {
		r, err := newLookup(t.Context(), s).reading(&w)
		if err != nil {
			t.Fatal(err)
		}
		return r
	}
	for _, w := range words {
		first := read(w)
		if _, kept := s.words.get(readingKey{w.Text, w.Exact}); !kept {
			t.Errorf("the reading of %s is not kept", w.Text)
		}
		if again := read(w); !reflect.DeepEqual(again, first) {
			t.Errorf("%s is read as %v, then as %v", w.Text, first, again)
		}
	}
	for i := range mostReadings + 1 {
		read(query.Word{Text: fmt.Sprint("x", i), Exact: true})
	}
	if n := len(s.words.list); n > mostReadings {
		t.Errorf("%d readings are kept", n)
	}
}
