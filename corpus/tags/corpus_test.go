package tags

import (
	"encoding/csv"
	"encoding/json"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"
)

// cables yields id, date and text of the shared cables.
func cables(t testing.TB, yield func(id string, date time.Time, text string)) {
	t.Helper()
	data, err := os.ReadFile(filepath.Join(shared, "cables/cables.csv"))
	if err != nil {
		t.Skip("the shared cables are not beside this repository")
	}
	// The dump escapes quotes with a backslash, which encoding/csv does not know.
	unescape := strings.NewReplacer(`\\`, `\`, `\"`, `""`)
	r := csv.NewReader(strings.NewReader(unescape.Replace(string(data))))
	for {
		row, err := r.Read()
		if err == io.EOF {
			return
		}
		if err != nil {
			t.Fatal(err)
		}
		date, _ := time.Parse("1/2/2006 15:04", row[1])
		yield(row[2], date, row[7])
	}
}

func pageTags(t *testing.T) map[string][]string {
	t.Helper()
	f, err := os.Open(filepath.Join(shared, "cables/page-facts.jsonl"))
	if err != nil {
		t.Skip("the shared cables are not beside this repository")
	}
	defer f.Close()
	pages := map[string][]string{}
	for dec := json.NewDecoder(f); ; {
		var fact struct {
			ID   string
			Tags []string `json:"page_tags"`
		}
		if err := dec.Decode(&fact); err == io.EOF {
			return pages
		} else if err != nil {
			t.Fatal(err)
		}
		pages[fact.ID] = fact.Tags
	}
}

// TestPageTags holds the reader to what an archive's pages list: every known code of the page is
// found for 98 of 100 cables.
func TestPageTags(t *testing.T) {
	pages := pageTags(t)
	n, missed := 0, 0
	cables(t, func(id string, date time.Time, text string) {
		if len(pages[id]) == 0 {
			return
		}
		n++
		var got []string
		if start, end, ok := section(text); ok {
			got = codes(ParseLine(text[start:end], date))
		}
		for _, want := range pages[id] {
			if _, known := Lookup(want, date); known && !slices.Contains(got, want) {
				missed++
				t.Logf("%s: %s is missing in %q", id, want, got)
				return
			}
		}
	})
	t.Logf("%d of %d cables miss a known code", missed, n)
	if n == 0 || missed*100 > 2*n {
		t.Errorf("%d of %d cables miss a known code of their page", missed, n)
	}
}
