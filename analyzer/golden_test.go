package analyzer

import (
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"reftel/corpus/sample"
)

var update = flag.Bool("update", false, "write the golden files anew")

// goldenCables is the number of cables of the sample whose tokens are kept.
const goldenCables = 20

// TestGolden compares the tokens of cables of the sample with testdata/golden:
// a line of tokens for each line of text, furniture included.
func TestGolden(t *testing.T) {
	paths, _ := filepath.Glob(filepath.Join("testdata", "golden", "*.tokens"))
	if len(paths) < goldenCables {
		t.Fatalf("%d golden files, want %d", len(paths), goldenCables)
	}
	texts := sampleTexts(t)
	for _, path := range paths {
		id := strings.TrimSuffix(filepath.Base(path), ".tokens")
		text, ok := texts[id]
		if !ok {
			t.Errorf("%s is not in the sample", id)
			continue
		}
		checkGolden(t, path, printLines(text))
	}
}

func checkGolden(t *testing.T, path, got string) {
	t.Helper()
	if *update {
		if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if got != string(want) {
		t.Errorf("%s: tokens differ (go test -update writes them):\n%s", path, firstDifference(got, string(want)))
	}
}

// sampleTexts returns the bodies of the sample by their ids.
func sampleTexts(tb testing.TB) map[string]string {
	tb.Helper()
	texts := map[string]string{}
	for rec, err := range sample.Records(tb.Context()) {
		if err != nil {
			tb.Fatal(err)
		}
		texts[rec.ID] = rec.Body
	}
	return texts
}

// printLines returns the tokens of a text as printTokens has them, those of
// each line of text on a line.
func printLines(text string) string {
	var out strings.Builder
	at := 0
	for _, token := range printEach(Text{Text: text, Date: cableDate}) {
		switch lines := strings.Count(text[at:token.start], "\n"); {
		case lines > 0:
			out.WriteByte('\n')
		case out.Len() > 0:
			out.WriteByte(' ')
		}
		at = token.start
		out.WriteString(strings.ReplaceAll(token.text, "\n", "⏎"))
	}
	return out.String() + "\n"
}

func firstDifference(got, want string) string {
	g, w := strings.Split(got, "\n"), strings.Split(want, "\n")
	for i := range g {
		if i >= len(w) || g[i] != w[i] {
			return "got  " + g[i] + "\nwant " + strings.Join(w[min(i, len(w)):min(i+1, len(w))], "")
		}
	}
	return "it ends early"
}
