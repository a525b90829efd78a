//go:build linux

package chaos

import (
	"math/rand/v2"
	"path/filepath"
	"strings"
	"testing"

	"reftel/index/bleveindex"
)

// TestCheckExact: the comparison with a model notices each difference.
func TestCheckExact(t *testing.T) {
	home := t.TempDir()
	tree, err := newTree(filepath.Join(home, "archive"), rand.New(rand.NewPCG(12, 1974)))
	if err != nil {
		t.Fatal(err)
	}
	dir := filepath.Join(home, "index")
	if res, err := run(undisturbed, 0, "--index", dir, "--quiet", tree.root); err != nil || res.code != 0 {
		t.Fatalf("%v: exit code %d: %s", err, res.code, res.stderr)
	}
	s, err := bleveindex.Open(dir)
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	path := tree.abs(anchor)
	x := tree.files[anchor].texts[0]
	known := map[string]*text{}
	for _, x := range tree.mint.all[jsonl] {
		known[x.full()] = x
	}
	for _, test := range []struct {
		name, want string
		change     func(model)
	}{
		{"nothing", "", func(model) {}},
		{"a cable less", "want []", func(m model) { delete(m.files[path], x) }},
		{"a text more", "want [", func(m model) { m.files[path][tree.mint.text(x.id, jsonl)] = live }},
		{"a removed cable", "want []", func(m model) { m.removeID(x.id) }},
		{"another source", "but it is in [/elsewhere]", func(m model) {
			m.files["/elsewhere"] = m.files[path]
			delete(m.files, path)
		}},
		{"another tag", "the facet tags", func(model) { x.tags = append(x.tags, "KPAL") }},
		{"another word", "the word of", func(model) { x.tags, x.marker = x.tags[:len(x.tags)-1], "zqqqq" }},
	} {
		m := newModel()
		m.update(tree, []string{tree.root}, keeps)
		test.change(m)
		err := checkExact(s, m, known)
		if (err == nil) != (test.want == "") || err != nil && !strings.Contains(err.Error(), test.want) {
			t.Errorf("%s: %v", test.name, err)
		}
	}
}

// TestCrash tells crashes from what the runtime says if its own calls fail.
func TestCrash(t *testing.T) {
	for _, test := range []struct {
		stderr string
		fails  bool
		ok     bool
	}{
		{"indexer: error: no space left on device\n", true, true},
		{"panic: runtime error: index out of range\n\ngoroutine 1 [running]:\n", true, false},
		{"goroutine 7 [running]:\nmain.main()\n", false, false},
		{"fatal error: runtime: cannot allocate memory\n", true, true},
		{"fatal error: runtime: cannot allocate memory\n", false, false},
		{"2026/11/27 17:39:16 got err removing file\n", false, false},
		{"indexer: error: catalog: checksum: run indexer --rebuild\n", false, false},
	} {
		if err := checkStderr(test.stderr, test.fails); (err == nil) != test.ok {
			t.Errorf("%q: %v", test.stderr, err)
		}
	}
}
