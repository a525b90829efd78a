package dtg

import (
	"encoding/json"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"
)

// shared reads a file of the data that is handed round beside the project, and
// skips the test where it is not.
func shared(tb testing.TB, name string) string {
	tb.Helper()
	data, err := os.ReadFile(filepath.Join("..", "..", "..", "shared", filepath.FromSlash(name)))
	if err != nil {
		tb.Skip("no shared data here: ", err)
	}
	return string(data)
}

// Every date-time line of the shared cables parses, Find sees what Parse sees,
// and both agree with the expression by which the line was picked.
func TestSharedLines(t *testing.T) {
	line := regexp.MustCompile(`(?m)^((?:[ZOPR] )*)(\d{6}Z [A-Z][A-Za-z]{2} \d\d)(?: Z[A-Z]{2}\d?.*| *\\*)?$`)
	n := 0
	for _, m := range line.FindAllStringSubmatch(shared(t, "cables/cables.csv"), -1) {
		n++
		d, err := Parse(m[0])
		if err != nil || d.String() != strings.ToUpper(m[2]) || d.Precedence != strings.ReplaceAll(m[1], " ", "") || len(d.Repairs) > 0 {
			t.Errorf("Parse(%q) = %q %v %q, %v", m[0], d.Precedence, d, d.Repairs, err)
		}
		found, start, end, ok := Find(m[0], 0)
		if !ok || m[0][start:end] != m[2] || !found.Time.Equal(d.Time) {
			t.Errorf("Find(%q) = %v %v", m[0], found, ok)
		}
	}
	if n < 1500 {
		t.Errorf("only %d lines", n)
	}
}

// The first group of each single cable is within two days of the date that the
// archive prints beside it.
func TestSharedDates(t *testing.T) {
	dates := map[string]time.Time{}
	for line := range strings.Lines(shared(t, "cables/page-facts.jsonl")) {
		var page struct{ ID, Created string }
		if err := json.Unmarshal([]byte(line), &page); err != nil {
			t.Fatal(err)
		}
		dates[page.ID] = at(t, page.Created)
	}
	n, none, far := 0, 0, 0
	for id, date := range dates {
		data, err := os.ReadFile(filepath.Join("..", "..", "..", "shared", "cables", "txt", id+".txt"))
		if err != nil {
			continue
		}
		n++
		d, _, _, ok := Find(string(data), 0)
		switch days := d.Time.Sub(date).Abs() / (24 * time.Hour); {
		case !ok:
			none++
		case days > 2:
			far++
			t.Logf("%s: %v, the archive has %v", id, d, date)
		}
	}
	t.Logf("%d cables, %d without a group, %d with another date", n, none, far)
	if n < 400 || far*100 > n || none*10 > n { // a tenth are partial extracts without header
		t.Error("want fewer than 1 in 100 with another date, 10 in 100 without")
	}
}

func BenchmarkFindCables(b *testing.B) {
	text := shared(b, "cables/cables.csv")
	b.ReportAllocs()
	b.SetBytes(int64(len(text)))
	for b.Loop() {
		findAll(text)
	}
}
