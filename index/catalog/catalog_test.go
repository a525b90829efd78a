package catalog

import (
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"reftel/index/binfile"
)

// h makes a hash of a letter or so.
func h(s string) (hash Hash) {
	copy(hash[:], s)
	return hash
}

func stateOf(size int64) State {
	return State{Regular: true, Size: size, ModTime: time.Unix(1_200_000_000, 5)}
}

// read notes a reading of a file that holds records, each "hash=ID".
func read(c *Catalog, path string, size int64, records ...string) {
	c.Begin(path, stateOf(size))
	for _, r := range records {
		hash, id, ok := strings.Cut(r, "=")
		if !ok {
			c.Reject(path)
			continue
		}
		c.Note(path, h(hash), id)
	}
	c.End(path, stateOf(size), true)
}

// again saves and loads a catalog, as the next job does.
func again(t *testing.T, c *Catalog) *Catalog {
	t.Helper()
	path := filepath.Join(t.TempDir(), "catalog")
	if err := c.Save(path); err != nil {
		t.Fatal(err)
	}
	if _, err := Load(path); err != nil {
		t.Fatal(err)
	}
	next, err := Open(path)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(next.Close)
	return next
}

func short(lost []Lost) []string {
	var list []string
	for _, l := range lost {
		list = append(list, l.Path+" "+strings.TrimRight(string(l.Hash[:]), "\x00")+"="+l.ID)
	}
	slices.Sort(list)
	return list
}

func TestSecondJob(t *testing.T) {
	c := New()
	read(c, "/a.csv", 10, "x=08PARIS1", "x=08PARIS1", "bad", "y=08PARIS2")
	want := c.Sources()
	c = again(t, c)
	if diff := cmp.Diff(want, c.Sources()); diff != "" {
		t.Errorf("a catalog that was saved is another (-want +got):\n%s", diff)
	}
	if id, ok := c.Lookup(h("y")); !ok || id != "08PARIS2" || c.Met(h("y")) {
		t.Errorf("y is %q, known %v, met %v", id, ok, c.Met(h("y")))
	}
	if _, ok := c.Lookup(h("z")); ok {
		t.Error("z is known")
	}
	counts, ok := c.Unchanged("/a.csv", stateOf(10))
	if !ok || counts != (Counts{Records: 4, Repeated: 1, Rejected: 1}) {
		t.Errorf("the same file: %+v, unchanged %v", counts, ok)
	}
	other := stateOf(10)
	other.ModTime = other.ModTime.Add(time.Nanosecond)
	for _, s := range []State{stateOf(11), other, {}} {
		if _, ok := c.Unchanged("/a.csv", s); ok {
			t.Errorf("%+v counts as unchanged", s)
		}
	}
	c.Begin("/a.csv", stateOf(10))
	if _, ok := again(t, c).Unchanged("/a.csv", stateOf(10)); ok {
		t.Error("a file whose reading was cut short counts as unchanged")
	}
}

// TestNotRegular: what can't be looked at again is never unchanged.
func TestNotRegular(t *testing.T) {
	c := New()
	c.Begin("-", State{})
	c.Note("-", h("x"), "08PARIS1")
	c.End("-", State{}, true)
	if _, ok := c.Unchanged("-", State{}); ok {
		t.Error("standard input counts as unchanged")
	}
	c = again(t, c)
	if lost := c.Vanished(Scope{Paths: []string{"-", "/"}}); len(lost) != 0 {
		t.Errorf("standard input counts as vanished: %v", short(lost))
	}
}

func TestChangedFile(t *testing.T) {
	c := New()
	read(c, "/a.csv", 10, "x=08PARIS1", "y=08PARIS2", "z=08PARIS3")
	read(c, "/b.csv", 10, "y=08PARIS2")
	c = again(t, c)
	// 1 has another text, 2 is gone, 3 is as it was.
	read(c, "/a.csv", 12, "X=08PARIS1", "z=08PARIS3")
	if diff := cmp.Diff([]string{"/a.csv x=08PARIS1"}, short(c.Superseded())); diff != "" {
		t.Errorf("superseded (-want +got):\n%s", diff)
	}
	c = again(t, c)
	if _, ok := c.Unchanged("/a.csv", stateOf(12)); !ok {
		t.Error("the file has changed again")
	}
	c.Unchanged("/b.csv", stateOf(10))
	lost := c.Vanished(Scope{Paths: []string{"/"}})
	if diff := cmp.Diff([]string{"/a.csv x=08PARIS1", "/a.csv y=08PARIS2"}, short(lost)); diff != "" {
		t.Errorf("vanished (-want +got):\n%s", diff)
	}
	if holders := c.Holders(lost); holders[h("y")] != "/b.csv" || holders[h("x")] != "" {
		t.Errorf("holders %v", holders)
	}
	c.Forget(lost)
	if id, ok := c.Lookup(h("y")); !ok || id != "08PARIS2" {
		t.Error("what another file has is forgotten")
	}
	if _, ok := c.Lookup(h("x")); ok {
		t.Error("x is not forgotten")
	}
}

func TestReplaced(t *testing.T) {
	c := New()
	read(c, "/a.csv", 10, "x=08PARIS1", "y=08PARIS2", "z=08PARIS2")
	c = again(t, c)
	c.Begin("/a.csv", stateOf(12))
	if hash, ok := c.Replaced("/a.csv", "08PARIS1"); !ok || hash != h("x") {
		t.Errorf("%v, %v", hash, ok)
	}
	if _, ok := c.Lookup(h("x")); !ok {
		t.Error("x is forgotten before its replacement is in the index")
	}
	c.Forget([]Lost{{"/a.csv", h("x"), "08PARIS1"}})
	if _, ok := c.Replaced("/a.csv", "08PARIS1"); ok {
		t.Error("it is replaced twice")
	}
	if _, ok := c.Replaced("/a.csv", "08PARIS2"); ok {
		t.Error("which of two is replaced is not known")
	}
	c.Note("/a.csv", h("y"), "08PARIS2")
	if hash, ok := c.Replaced("/a.csv", "08PARIS2"); !ok || hash != h("z") {
		t.Errorf("%v, %v", hash, ok)
	}
	if _, ok := c.Replaced("/none", "08PARIS1"); ok {
		t.Error("a file that is not known has something to replace")
	}
}

func TestVanishedFiles(t *testing.T) {
	c := New()
	for _, path := range []string{"/a/1", "/a/2", "/a/locked/3", "/ab/4"} {
		read(c, path, 1, path+"=08PARIS"+path[len(path)-1:])
	}
	c = again(t, c)
	c.Unchanged("/a/1", stateOf(1))
	lost := c.Vanished(Scope{Paths: []string{"/a"}, Unread: []string{"/a/locked"}})
	if diff := cmp.Diff([]string{"/a/2 /a/2=08PARIS2"}, short(lost)); diff != "" {
		t.Errorf("vanished (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff([]string{"/a/1 /a/1=08PARIS1", "/a/2 /a/2=08PARIS2", "/a/locked/3 /a/locked/3=08PARIS3"}, short(c.From("/a"))); diff != "" {
		t.Errorf("from /a (-want +got):\n%s", diff)
	}
	c.Forget(lost)
	c.ForgetUnvisited(Scope{Paths: []string{"/a"}, Unread: []string{"/a/locked"}})
	var paths []string
	for _, s := range again(t, c).Sources() {
		paths = append(paths, s.Path)
	}
	if diff := cmp.Diff([]string{"/a/1", "/a/locked/3", "/ab/4"}, paths); diff != "" {
		t.Errorf("files left (-want +got):\n%s", diff)
	}
}

// TestReconcile: what was dropped is no longer known, what was there before is
// again.
func TestReconcile(t *testing.T) {
	c := New()
	read(c, "/a.csv", 10, "x=08PARIS1", "k=08PARIS9")
	c = again(t, c)
	c.Begin("/a.csv", stateOf(12))
	c.Forget([]Lost{{"/a.csv", h("x"), "08PARIS1"}})
	c.Note("/a.csv", h("X"), "08PARIS1")
	c.Note("/a.csv", h("n"), "08PARIS2")
	c.Note("/a.csv", h("k"), "08PARIS9")
	c.End("/a.csv", stateOf(12), true)
	c.Reconcile(map[string][]Lost{"08PARIS1": {{"a.csv", h("x"), "08PARIS1"}}, "08PARIS2": nil})
	var left []Lost
	c.Records(func(path string, hash Hash, id string) bool {
		left = append(left, Lost{path, hash, id})
		return true
	})
	if diff := cmp.Diff([]string{"/a.csv k=08PARIS9", "/a.csv x=08PARIS1"}, short(left)); diff != "" {
		t.Errorf("left (-want +got):\n%s", diff)
	}
	if _, ok := c.Unchanged("/a.csv", stateOf(12)); ok {
		t.Error("the file need not be read again")
	}
}

func TestRemoveAndRename(t *testing.T) {
	c := New()
	read(c, "/a.csv", 10, "x=08PARIS1", "y=08PARIS2")
	c.Rename(map[Hash]string{h("x"): "08PARIS1", h("y"): "08PARIS02"})
	c.Remove("08PARIS1")
	c = again(t, c)
	if id, _ := c.Lookup(h("y")); id != "08PARIS02" {
		t.Errorf("y is %q", id)
	}
	// What was taken out is known, but not there, also after its file was read.
	read(c, "/a.csv", 10, "x=08PARIS1", "y=08PARIS02")
	if _, ok := c.Lookup(h("x")); !ok || c.Where(h("x")) != "" || c.Texts() != 1 {
		t.Errorf("x: known %v, in %q; %d texts", ok, c.Where(h("x")), c.Texts())
	}
	c.Records(func(_ string, hash Hash, _ string) bool {
		if hash == h("x") {
			t.Error("x is in the index")
		}
		return true
	})
}

func TestParseHash(t *testing.T) {
	want := h("some sixteen byt")
	if got, err := ParseHash(want.String()); err != nil || got != want {
		t.Errorf("%v, error %v", got, err)
	}
	for _, bad := range []string{"", "00", "zz" + want.String()[2:], want.String() + "00"} {
		if _, err := ParseHash(bad); err == nil {
			t.Errorf("%q is a hash", bad)
		}
	}
}

func BenchmarkNote(b *testing.B) {
	b.ReportAllocs()
	c := New()
	n := 0
	for b.Loop() {
		n++
		hash := Hash{byte(n), byte(n >> 8), byte(n >> 16), byte(n >> 24)}
		if _, ok := c.Lookup(hash); !ok {
			c.Note("/a.csv", hash, fmt.Sprintf("08PARIS%d", n))
		}
	}
}

// TestEarlierVersions: a catalog of version 2, which has no base, and one of version 1,
// which knows no disks either, can be read.
func TestEarlierVersions(t *testing.T) {
	for _, version := range []string{magic1, magic2} {
		path := filepath.Join(t.TempDir(), "catalog")
		w, err := binfile.Create(path, version)
		if err != nil {
			t.Fatal(err)
		}
		w.Number(1) // files
		w.Text("/a.csv")
		w.Number(isRegular | isWhole)
		w.Signed(10)
		w.Signed(stateOf(10).ModTime.UnixNano())
		if version == magic2 {
			w.Number(7) // device
		}
		for _, n := range []uint64{1, 0, 0} { // counts
			w.Number(n)
		}
		w.Number(1) // records
		hash := h("x")
		w.Raw(hash[:])
		w.Text("08PARIS1")
		w.Number(uint64(live))
		w.Number(1) // unsettled ids
		w.Text("08PARIS1")
		if version == magic2 {
			w.Number(1) // removed sources
			w.Text("/b.csv")
		}
		if err := w.Close(); err != nil {
			t.Fatal(err)
		}
		c, err := Load(path)
		if err != nil {
			t.Fatal(err)
		}
		c = again(t, c)
		if counts, ok := c.Unchanged("/a.csv", stateOf(10)); !ok || counts.Records != 1 || c.Where(h("x")) != "/a.csv" {
			t.Errorf("%s: %+v, unchanged %v, x in %q", version, counts, ok, c.Where(h("x")))
		}
		if got := c.Unsettled(); len(got) != 1 || c.RemovedName("/b.csv") != (version == magic2) {
			t.Errorf("%s: unsettled %v, /b.csv removed %v", version, got, c.RemovedName("/b.csv"))
		}
	}
}
