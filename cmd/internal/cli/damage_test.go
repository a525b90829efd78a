package cli

import (
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// TestDamageInAllCommands damages each file of an index. Each command ends with an
// answer or with an error that names the file, and prints nothing of a library.
func TestDamageInAllCommands(t *testing.T) {
	needTime(t)
	t.Parallel()
	home := t.TempDir()
	index, more := filepath.Join(home, "index"), filepath.Join(home, "more.jsonl")
	put(t, filepath.Join(home, "a.jsonl"), someCables(0, 20))
	put(t, more, someCables(20, 21))
	runIndexer(t, index, filepath.Join(home, "a.jsonl"))
	err := filepath.WalkDir(index, func(path string, d fs.DirEntry, err error) error {
		if name := d.Name(); err != nil || d.IsDir() || strings.HasPrefix(name, "LOCK") || name == "HELD" || name == "REFTEL" {
			return err
		}
		rel, err := filepath.Rel(index, path)
		if err != nil {
			return err
		}
		whole, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		footer := slices.Clone(whole)
		for i := max(0, len(footer)-36); i < len(footer); i++ {
			footer[i] ^= 0x55
		}
		for what, data := range map[string][]byte{"cut": whole[:len(whole)/2], "zeroed": make([]byte, len(whole)), "end": footer} {
			t.Run(strings.ReplaceAll(rel, "/", " ")+" "+what, func(t *testing.T) {
				damaged := filepath.Join(t.TempDir(), "index")
				if err := os.CopyFS(damaged, os.DirFS(index)); err != nil {
					t.Fatal(err)
				}
				if err := os.WriteFile(filepath.Join(damaged, rel), data, 0o600); err != nil {
					t.Fatal(err)
				}
				for _, args := range [][]string{
					{"search", "--index", damaged, "harbour"}, {"search", "--index", damaged, "info"},
					{"search", "--index", damaged, "--facet", "tags", "*"}, {"search", "--index", damaged, "show", "08PARIS3"},
					{"indexer", "--index", damaged, "--verify"}, {"indexer", "--index", damaged, "--prune", more},
					{"indexer", "--index", damaged, "--remove", "08PARIS3"},
				} {
					checkDamaged(t, args, rel)
				}
			})
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

// checkDamaged runs a command on an index of which a file is damaged.
func checkDamaged(t *testing.T, args []string, file string) {
	t.Helper()
	_, stderr, code := command(t, "", args[0], args[1:]...)
	if code != Done && (code != Trouble || !strings.Contains(stderr, filepath.Base(file))) {
		t.Errorf("%q: exit code %d: %.500s", args[3:], code, stderr)
	}
	for line := range strings.Lines(stderr) {
		if !strings.HasPrefix(line, args[0]+": ") {
			t.Errorf("%q prints %.200q", args[3:], line)
		}
	}
}
