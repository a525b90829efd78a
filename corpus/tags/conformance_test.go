package tags

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"
)

const shared = "../../../shared"

// readShared decodes a file of the shared folder, or skips the test where it is absent.
func readShared(t *testing.T, name string, v any) {
	t.Helper()
	data, err := os.ReadFile(filepath.Join(shared, name))
	if os.IsNotExist(err) {
		t.Skipf("%s is not beside this repository", name)
	}
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(data, v); err != nil {
		t.Fatal(err)
	}
}

// exceptions reads the hashes of the cases whose expectation is wrong.
func exceptions(t *testing.T) map[string]bool {
	t.Helper()
	data, err := os.ReadFile("testdata/exceptions.txt")
	if err != nil {
		t.Fatal(err)
	}
	except := map[string]bool{}
	for line := range strings.Lines(string(data)) {
		if f := strings.Fields(line); len(f) > 1 && f[0] != "#" {
			except[f[0]] = true
		}
	}
	return except
}

func inputHash(input string) string {
	sum := sha256.Sum256([]byte(input))
	return hex.EncodeToString(sum[:8])
}

func codes(tags []Tag) []string {
	out := []string{}
	for _, tag := range tags {
		out = append(out, tag.Code)
	}
	return out
}

func TestTagsCases(t *testing.T) {
	var cases []struct {
		Table, Input string
		Expected     []string
	}
	readShared(t, "cases/tags.json", &cases)
	except := exceptions(t)
	run, excepted := 0, 0
	for _, c := range cases {
		if strings.Contains(c.Table, "BY_ID") {
			continue // an id, no text: the cable package has these
		}
		run++
		got := codes(ParseLine(c.Input, time.Time{}))
		switch bad := !slices.Equal(got, c.Expected); {
		case bad && except[inputHash(c.Input)]:
			excepted++
		case bad:
			t.Errorf("%s %q\n got %q\nwant %q", inputHash(c.Input), c.Input, got, c.Expected)
		}
	}
	if run == 0 || excepted*100 > 3*run {
		t.Errorf("%d cases run, %d of them exceptions", run, excepted)
	}
}

func TestTagKindCases(t *testing.T) {
	var cases []struct{ Input, Expected string }
	readShared(t, "cases/tag_kind.json", &cases)
	for _, c := range cases {
		got, _ := Lookup(c.Input, time.Time{})
		if want := strings.TrimPrefix(c.Expected, "TAG_KIND_"); !strings.EqualFold(string(got.Kind), want) {
			t.Errorf("%q is %q, want %q", c.Input, got.Kind, want)
		}
	}
}
