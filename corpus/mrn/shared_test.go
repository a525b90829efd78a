package mrn

import (
	"bufio"
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// shared reads a file of the data that is handed round beside the project, and
// skips the test where it is not.
func shared(tb testing.TB, name string) []byte {
	tb.Helper()
	data, err := os.ReadFile(filepath.Join("..", "..", "..", "shared", filepath.FromSlash(name)))
	if err != nil {
		tb.Skip("no shared data here: ", err)
	}
	return data
}

// The ids of archives in their canonical form, as another reader has them.
func TestSharedCanonical(t *testing.T) {
	var cases []struct{ Input, Expected string }
	if err := json.Unmarshal(shared(t, "cases/id_c14n.json"), &cases); err != nil {
		t.Fatal(err)
	}
	if len(cases) == 0 {
		t.Fatal("no cases")
	}
	for _, c := range cases {
		if got := Canonical(c.Input); got != c.Expected {
			t.Errorf("Canonical(%s) = %s, want %s", c.Input, got, c.Expected)
		}
		if got := Canonical(c.Expected); got != c.Expected {
			t.Errorf("Canonical(%s) = %s", c.Expected, got)
		}
	}
}

// mended are the ids of the shared cables that are not canonical: words of the
// classification line got into them.
var mended = map[string]string{
	"08SCTION02OF02SAOPAULO335": "08SAOPAULO335",
	"09SECTION02OF03QRIPOLI583": "09TRIPOLI583",
	"09EFTOLONDON2240":          "09LONDON2240",
	"09EFTOLONDON2363":          "09LONDON2363",
	"09EFTOLONDON2521":          "09LONDON2521",
}

func TestSharedIDs(t *testing.T) {
	lines := bufio.NewScanner(strings.NewReader(string(shared(t, "cables/page-facts.jsonl"))))
	n := 0
	for lines.Scan() {
		var page struct{ ID string }
		if err := json.Unmarshal(lines.Bytes(), &page); err != nil {
			t.Fatal(err)
		}
		n++
		want := page.ID
		if m, ok := mended[want]; ok {
			want = m
		}
		if got := Canonical(page.ID); got != want {
			t.Errorf("Canonical(%s) = %s, want %s", page.ID, got, want)
		}
	}
	if n < 1600 {
		t.Errorf("only %d ids", n)
	}
}

// A reference block's ids are found in it as in running text, without what
// only its structure tells: posts and years that several numbers share, and
// misspellings.
func TestSharedReferences(t *testing.T) {
	var cases []struct {
		Input    string
		Year     int
		Expected []string
	}
	if err := json.Unmarshal(shared(t, "cases/references.json"), &cases); err != nil {
		t.Fatal(err)
	}
	all, found := 0, 0
	for _, c := range cases {
		var ids []string
		for m, _, end, ok := Find(c.Input, 0, c.Year); ok; m, _, end, ok = Find(c.Input, end, c.Year) {
			ids = append(ids, m.String())
		}
		for _, id := range c.Expected {
			all++
			if slices.Contains(ids, id) {
				found++
			} else {
				t.Logf("%s is not in %q", id, ids)
			}
		}
	}
	t.Logf("found %d of %d", found, all)
	if all == 0 || found*100 < all*95 {
		t.Error("fewer than 95 in 100")
	}
}

func BenchmarkFindCables(b *testing.B) {
	text := string(shared(b, "cables/cables.csv"))
	b.ReportAllocs()
	b.SetBytes(int64(len(text)))
	for b.Loop() {
		findAll(text)
	}
}
