package cli

import (
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// TestFileNamesAreBytes: what both commands print of files tells them apart by the
// bytes of their names, and can be given back to --remove.
func TestFileNamesAreBytes(t *testing.T) {
	t.Chdir(t.TempDir())
	if err := os.Mkdir("n", 0o700); err != nil {
		t.Fatal(err)
	}
	names := []string{"n/a\x1bb.txt", "n/caf\xc3\xa9.txt", "n/caf\xe9.txt", `n/caf\xe9.txt`}
	written := []string{`n/a\x1bb.txt`, "n/café.txt", `n/caf\xe9.txt`, `n/caf\x5cxe9.txt`}
	for i, name := range names {
		put(t, name, cableText(i+1))
		put(t, name+".bin", "\x7fELF")
	}
	output := func(command string, args ...string) string {
		t.Helper()
		var stderr strings.Builder
		cmd := exec.Command(filepath.Join(bin, command), args...)
		cmd.Stderr = &stderr
		out, err := cmd.Output()
		if err != nil {
			t.Fatalf("%s %q: %v: %s", command, args, err, stderr.String())
		}
		return string(out) + stderr.String()
	}
	check := func(what, printed string, suffix string) {
		t.Helper()
		for i, name := range written {
			quoted, _ := json.Marshal(name + suffix)
			if !strings.Contains(printed, name+suffix) && !strings.Contains(printed, string(quoted)) {
				t.Errorf("%s does not name %q as %s:\n%s", what, names[i], name+suffix, printed)
			}
		}
	}
	check("a job", output("indexer", "--index", "idx", "--rejects", "list.jsonl", "n"), ".bin: ")
	list, err := os.ReadFile("list.jsonl")
	if err != nil {
		t.Fatal(err)
	}
	check("--rejects", string(list), ".bin")
	check("parse", output("indexer", "parse", "n"), "")
	check("info", output("search", "--index", "idx", "info"), " ")
	check("facets", output("search", "--index", "idx", "--facet", "source", "*"), "")
	var info struct{ Sources []struct{ Path string } }
	if err := json.Unmarshal([]byte(output("search", "--index", "idx", "info", "--format", "json")), &info); err != nil {
		t.Fatal(err)
	}
	var paths []string
	for _, s := range info.Sources {
		paths = append(paths, s.Path)
	}
	if n := len(slices.Compact(paths)); n != 8 {
		t.Errorf("%d sources: %q", n, paths)
	}
	for i, name := range written {
		if out := output("indexer", "--index", "idx", "--remove", name); !strings.Contains(out, "1 removed") {
			t.Errorf("--remove %s: %s", name, out)
		}
		if out := output("indexer", "--index", "idx", names[i]); !strings.Contains(out, " 1 indexed") {
			t.Errorf("%q again: %s", names[i], out)
		}
	}
}
