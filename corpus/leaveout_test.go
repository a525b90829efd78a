package corpus

import (
	"os"
	"path/filepath"
	"slices"
	"testing"
)

// TestLeaveOut: what is in a folder that is left out is not read, by whatever
// link it is reached.
func TestLeaveOut(t *testing.T) {
	root := tree(t, map[string]string{"a.txt": "FM", "idx/x.txt": "FM", "idx/sub/y.txt": "FM", "z.txt": "FM"})
	outside := tree(t, map[string]string{"idx/x.txt": "FM", "idx/sub/y.txt": "FM", "b.txt": "FM"})
	for name, target := range map[string]string{
		"l1": "idx", "l2": "idx/sub", "l3.txt": "idx/x.txt", "l4.txt": "idx/sub/y.txt", "in": "", "b.txt": "b.txt",
	} {
		if err := os.Symlink(filepath.Join(outside, target), filepath.Join(root, name)); err != nil {
			t.Skip("no links here: ", err)
		}
	}
	opt := Options{LeaveOut: func(folder string) bool { return filepath.Base(folder) == "idx" }}
	var got []string
	for _, e := range collect(t, root, opt) {
		rel, err := filepath.Rel(root, e.Record.Source.Path)
		if err != nil || e.Error != "" {
			t.Errorf("%v, %s", err, e.Error)
		}
		got = append(got, filepath.ToSlash(rel))
	}
	if want := []string{"a.txt", "b.txt", "in/b.txt", "z.txt"}; !slices.Equal(got, want) {
		t.Errorf("read %q, want %q", got, want)
	}
	if size := open(t, root, opt).Size(); size != 8 {
		t.Errorf("%d bytes, want 8", size)
	}
	for _, path := range []string{"idx", "idx/sub", "idx/sub/y.txt", "l1", "l2", "l3.txt", "in/idx/x.txt"} {
		events := collect(t, filepath.Join(root, path), opt)
		if len(events) != 1 || events[0].Error != filepath.Join(root, path)+": part of an index: not read" {
			t.Errorf("%s: read %+v", path, events)
		}
	}
}
