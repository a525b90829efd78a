package saved

import (
	"errors"
	"fmt"
	"io/fs"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"reftel/index/query"
)

func TestSearches(t *testing.T) {
	t.Parallel()
	f := Folder(filepath.Join(t.TempDir(), "state"))
	if names := f.Names(); names != nil {
		t.Errorf("names %v", names)
	}
	want := Search{Query: "a OR b", Filters: []string{"tags=PARM"}, Facets: []string{"year:5"}, Sort: "date"}
	for _, name := range []string{"port", "nightly.2"} {
		if err := f.Put(name, want); err != nil {
			t.Fatal(err)
		}
	}
	got, err := f.Search("port")
	if err != nil || !cmp.Equal(got, want) {
		t.Errorf("got %+v, error %v", got, err)
	}
	if names := fmt.Sprint(f.Names()); names != "[nightly.2 port]" {
		t.Errorf("names %s", names)
	}
	if err := f.Remove("port"); err != nil {
		t.Error(err)
	}
	if _, err := f.Search("port"); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("removed: error %v", err)
	}
	if err := f.Remove("port"); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("removed twice: error %v", err)
	}
}

// TestNames: no name leads out of the folder.
func TestNames(t *testing.T) {
	t.Parallel()
	f := Folder(t.TempDir())
	for _, name := range []string{"", "../x", "a/b", `a\b`, ".x", "-x", "a b", strings.Repeat("x", 101), "a\x00"} {
		var bad NameError
		if err := f.Put(name, Search{}); !errors.As(err, &bad) {
			t.Errorf("%q: error %v", name, err)
		}
		if _, err := f.Search(name); !errors.As(err, &bad) {
			t.Errorf("%q: error %v", name, err)
		}
		if err := f.Remove(name); !errors.As(err, &bad) {
			t.Errorf("%q: error %v", name, err)
		}
	}
	for _, name := range []string{"x", "_x-1.json", "9", "Zz..", strings.Repeat("x", 100)} {
		if err := f.Put(name, Search{}); err != nil {
			t.Errorf("%q: error %v", name, err)
		}
	}
}

// TestSeen: what was shown is kept until the search is saved again.
func TestSeen(t *testing.T) {
	t.Parallel()
	f := Folder(t.TempDir())
	for _, ids := range [][]string{{"B", "A"}, {"C"}, nil} {
		if err := f.AddSeen("x", ids); err != nil {
			t.Fatal(err)
		}
	}
	seen, err := f.Seen("x")
	if want := map[string]bool{"A": true, "B": true, "C": true}; err != nil || !cmp.Equal(seen, want) {
		t.Errorf("got %v, error %v", seen, err)
	}
	if err := f.Put("x", Search{}); err != nil {
		t.Fatal(err)
	}
	if seen, err := f.Seen("x"); err != nil || len(seen) > 0 {
		t.Errorf("after saving: %v, error %v", seen, err)
	}
}

func TestAmong(t *testing.T) {
	t.Parallel()
	tree, err := query.Parse("a OR b")
	if err != nil {
		t.Fatal(err)
	}
	if got, want := Among(tree, []string{"08QUITO1", "08QUITO2"}).String(), `(a OR b) (id:"08QUITO1" OR id:"08QUITO2")`; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}
