package catalog

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"reftel/index/binfile"
)

// The names of hashes, ids and files that the tests here use.
const (
	someHashes = 60
	someIDs    = 25
	someFiles  = 6
)

func someHash(n int) Hash    { return h(fmt.Sprint("hash ", n%someHashes)) }
func someID(n int) string    { return fmt.Sprint("08PARIS", n%someHashes%someIDs) } // the same for a hash
func somePath(n int) string  { return fmt.Sprintf("/archive/%d/cables.csv", n%someFiles) }
func hashName(h Hash) string { return strings.TrimRight(string(h[:]), "\x00") }
func everything() Scope      { return Scope{Paths: []string{"/"}} }

// facts returns all that a catalog says. Where several files hold a record, it does not
// say which is named.
func facts(c *Catalog) []string {
	var list []string
	say := func(format string, args ...any) { list = append(list, fmt.Sprintf(format, args...)) }
	for _, s := range c.Sources() {
		say("file %+v", s)
		say("records %v", short(c.From(s.Path)))
	}
	var records []Lost
	c.Records(func(path string, h Hash, id string) bool {
		records = append(records, Lost{path, h, id})
		return true
	})
	say("records %v", short(records))
	say("texts %d, unsettled %v", c.Texts(), c.Unsettled())
	for n := range someHashes {
		id, known := c.Lookup(someHash(n))
		say("hash %d: %q %v, holds %v, removed %v, met %v, found %v", n, id, known, c.Holds(someHash(n)), c.IsRemoved(someHash(n)),
			c.Met(someHash(n)), c.Where(someHash(n)) != "")
	}
	for n := range someIDs {
		say("id %d: removed %v", n, c.RemovedID(someID(n)))
	}
	for n := range someFiles {
		say("file %d: removed %v", n, c.RemovedName(somePath(n)))
		for id := range someIDs {
			h, ok := c.Replaced(somePath(n), someID(id))
			say("replaced %q %v", hashName(h), ok)
		}
	}
	say("superseded %v", short(c.Superseded()))
	lost := c.Vanished(everything())
	say("vanished %v", short(lost))
	files, emptied := c.Unvisited(everything())
	say("unvisited %v %v", files, emptied)
	holders := c.Holders(lost)
	say("held %v", slices.SortedFunc(maps.Keys(holders), func(a, b Hash) int { return bytes.Compare(a[:], b[:]) }))
	return list
}

// step changes a catalog as jobs do.
func step(c *Catalog, random *rand.Rand) {
	n := random.IntN(1 << 20)
	path, state := somePath(n), stateOf(int64(n%7))
	switch random.IntN(12) {
	case 0, 1, 2, 3: // a file is read
		c.Begin(path, state)
		for range random.IntN(12) {
			n := random.IntN(1 << 20)
			c.Note(path, someHash(n), someID(n))
		}
		if random.IntN(4) > 0 {
			c.End(path, state, random.IntN(4) > 0)
		}
	case 4:
		c.Begin(path, state)
		c.Reject(path)
	case 5:
		state.Device = uint64(n % 3)
		for size := range int64(7) { // one of them may be its size
			state.Size = size
			c.Unchanged(path, state)
		}
	case 6:
		c.Forget(c.Superseded())
	case 7:
		c.Forget(c.Vanished(everything()))
		c.ForgetUnvisited(everything())
	case 8:
		c.Remove(someID(n))
	case 9:
		c.Forget(c.From(path))
		c.RemoveName(path)
		c.ForgetFiles(func(p string) bool { return p == path })
	case 10:
		if c.Unsettle(someID(n)); n%2 == 0 {
			c.Settle(someID(n))
		}
	case 11:
		if h, ok := c.Replaced(path, someID(n)); ok {
			c.Forget([]Lost{{path, h, someID(n)}})
		}
	}
}

// TestSavedOften compares a catalog that is never saved with one that is saved, in its
// place or in that of the next snapshot, and goes on or is opened again.
func TestSavedOften(t *testing.T) {
	t.Parallel()
	for seed := range uint64(sized(20, 4)) {
		dir := t.TempDir()
		path := filepath.Join(dir, "0")
		kept, saved := New(), New()
		bases := map[string]bool{}
		random := rand.New(rand.NewPCG(19, seed))
		for n := range 120 {
			next := random.Uint64()
			for _, c := range []*Catalog{kept, saved} {
				step(c, rand.New(rand.NewPCG(seed, next)))
			}
			switch random.IntN(8) {
			case 0: // the next snapshot, and the one before is deleted
				path = filepath.Join(dir, fmt.Sprint(n))
				saved = save(t, saved, path, false)
				deleteOthers(t, dir, path)
			case 1: // the next job
				saved = save(t, saved, path, true)
				for _, c := range []*Catalog{kept, saved} {
					c.NewJob()
				}
			case 2:
				saved = save(t, saved, path, false)
			}
			bases[saved.base.path] = true
			if diff := cmp.Diff(facts(kept), facts(saved)); diff != "" {
				t.Fatalf("seed %d, after step %d (-kept +saved):\n%s", seed, n, diff)
			}
		}
		if saved.Close(); len(bases) < 4 {
			t.Errorf("only the bases %v were made", bases)
		}
	}
}

func sized(long, short int) int {
	if testing.Short() {
		return short
	}
	return long
}

// save saves a catalog, checks what is saved, and may open it again.
func save(t *testing.T, c *Catalog, path string, again bool) *Catalog {
	t.Helper()
	if err := c.Save(path); err != nil {
		t.Fatal(err)
	}
	if c.Touched() {
		t.Error("a saved catalog counts as touched")
	}
	whole, err := Load(path)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(c.Sources(), whole.Sources()); diff != "" {
		t.Fatalf("saved (-want +got):\n%s", diff)
	}
	if !again {
		return c
	}
	c.Close()
	c, err = Open(path)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// deleteOthers deletes all files in a folder that are not of the catalog at path.
func deleteOthers(t *testing.T, dir, path string) {
	t.Helper()
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		name := filepath.Join(dir, e.Name())
		if strings.TrimSuffix(name, filepath.Ext(name)) == path {
			continue
		}
		if err := os.Remove(name); err != nil {
			t.Fatal(err)
		}
	}
}

// example saves a catalog with a base and changes, and returns the paths of its files.
func example(t testing.TB) (path string, files []string) {
	t.Helper()
	path = filepath.Join(t.TempDir(), "catalog")
	c := New()
	for n := range someFiles {
		var records []string
		for i := range 12 {
			records = append(records, fmt.Sprintf("hash %d=%s", 7*n+i, someID(7*n+i)))
		}
		read(c, somePath(n), 10, records...)
	}
	c.Remove(someID(3))
	read(c, somePath(0), 10, "bad")
	if err := c.Save(path); err != nil {
		t.Fatal(err)
	}
	c.Begin(somePath(1), stateOf(11))
	c.Note(somePath(1), someHash(59), someID(59))
	c.Forget(c.From(somePath(4)))
	c.Unsettle(someID(1))
	c.RemoveName("/b.csv")
	if err := c.Save(path); err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	if c.base.path != path+".a" || len(c.changed) == 0 || len(c.added) == 0 {
		t.Fatalf("base %q, %d records changed, %d added", c.base.path, len(c.changed), len(c.added))
	}
	return path, []string{path, path + ".a"}
}

// TestDamage flips a bit of each byte of the files of a catalog, and cuts them: this is
// found, at the latest when the byte is read, and the error names the file.
func TestDamage(t *testing.T) {
	t.Parallel()
	path, files := example(t)
	c, err := Load(path)
	if err != nil {
		t.Fatal(err)
	}
	want := facts(c)
	for _, file := range files {
		whole, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		for at := 0; at < len(whole); at += sized(1, 29) {
			flipped := slices.Clone(whole)
			flipped[at] ^= 1 << (at % 8)
			isFound(t, path, file, flipped, want)
			if at%4 == 0 {
				isFound(t, path, file, whole[:at], want)
			}
			if t.Failed() {
				t.Fatalf("byte %d of %d", at, len(whole))
			}
		}
		if err := os.WriteFile(file, whole, 0o600); err != nil {
			t.Fatal(err)
		}
	}
}

// isFound checks that the damage of a file is found.
func isFound(t *testing.T, path, file string, data []byte, want []string) {
	t.Helper()
	if err := os.WriteFile(file, data, 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := Load(path); err == nil || !strings.Contains(err.Error(), file) {
		t.Errorf("Load: %v", err)
	}
	c, err := Open(path)
	if err != nil {
		if !strings.Contains(err.Error(), file) {
			t.Errorf("Open: %v", err)
		}
		return
	}
	defer c.Close()
	got := facts(c)
	if err := c.Err(); err == nil && !slices.Equal(got, want) || err != nil && !strings.Contains(err.Error(), file) {
		t.Errorf("Err: %v", err)
	}
	if err := c.Err(); err != nil {
		if saveErr := c.Save(path + ".other"); !errors.Is(saveErr, err) {
			t.Errorf("Save: %v", saveErr)
		}
	}
}

// TestOpenReadsLittle: a job that adds a file reads few pages of the base, and links it.
func TestOpenReadsLittle(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	first, second := filepath.Join(dir, "1"), filepath.Join(dir, "2")
	if err := archive(50_000).Save(first); err != nil {
		t.Fatal(err)
	}
	c, err := Open(first)
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	c.NewJob()
	if _, same := c.Unchanged("/archive/cables.csv", stateOf(1<<30)); !same {
		t.Error("the file has changed")
	}
	read(c, "/archive/new.txt", 10, "x=08ROME1")
	c.Superseded()
	if err := c.Save(second); err != nil {
		t.Fatal(err)
	}
	pages := 0
	for i := range c.base.kept {
		if c.base.kept[i].Load() != nil {
			pages++
		}
	}
	if pages > 30 || len(c.base.kept) < 500 {
		t.Errorf("%d pages of %d were read", pages, len(c.base.kept))
	}
	if info, err := os.Stat(second); err != nil || info.Size() > 200 {
		t.Errorf("the changes: %+v, error %v", info, err)
	}
	a, errA := os.Stat(first + ".a")
	b, errB := os.Stat(second + ".a")
	if errA != nil || errB != nil || !os.SameFile(a, b) {
		t.Errorf("the base is not linked: %v, %v", errA, errB)
	}
}

// TestSnapshotsStay: what is saved elsewhere, or opened, does not change when a catalog
// is saved, with few changes or many.
func TestSnapshotsStay(t *testing.T) {
	t.Parallel()
	for _, changes := range []int{1, 1000} {
		path, files := example(t)
		before := map[string][]byte{}
		for _, file := range files {
			before[file], _ = os.ReadFile(file)
		}
		opened, err := Open(path)
		if err != nil {
			t.Fatal(err)
		}
		defer opened.Close()
		loaded, err := Load(path)
		if err != nil {
			t.Fatal(err)
		}
		next, err := Open(path)
		if err != nil {
			t.Fatal(err)
		}
		defer next.Close()
		for n := range changes {
			read(next, fmt.Sprint("/new/", n), 1, fmt.Sprintf("new %d=08ROME%d", n, n))
		}
		if err := next.Save(filepath.Join(t.TempDir(), "catalog")); err != nil {
			t.Fatal(err)
		}
		for _, file := range files {
			if now, err := os.ReadFile(file); err != nil || !bytes.Equal(now, before[file]) {
				t.Errorf("%d changes: %s is another, error %v", changes, file, err)
			}
		}
		if err := next.Save(path); err != nil { // in its place
			t.Fatal(err)
		}
		if diff := cmp.Diff(facts(loaded), facts(opened)); diff != "" || opened.Err() != nil {
			t.Errorf("%d changes: an open catalog is another, error %v:\n%s", changes, opened.Err(), diff)
		}
	}
}

// TestSaveAgain: a job can save where a snapshot that was not published was deleted, and
// past the base that a killed job left.
func TestSaveAgain(t *testing.T) {
	t.Parallel()
	path, _ := example(t)
	c, err := Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	dir := filepath.Join(t.TempDir(), "next")
	for range 2 {
		if err := os.Mkdir(dir, 0o700); err != nil {
			t.Fatal(err)
		}
		if c.Touched() {
			t.Error("the catalog was touched")
		}
		save(t, c, filepath.Join(dir, "catalog"), false)
		if err := os.RemoveAll(dir); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.WriteFile(path+".b", []byte("a part of a base"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := Load(path); err != nil {
		t.Error(err)
	}
	for n := range 500 {
		read(c, fmt.Sprint("/new/", n), 1, fmt.Sprintf("new %d=08ROME%d", n, n))
	}
	c = save(t, c, path, false)
	if _, err := os.Stat(path + ".b"); c.base.path != path+".a" || !os.IsNotExist(err) {
		t.Errorf("base %s, and of the base that a job left: %v", c.base.path, err)
	}
}

// TestCompact: after Compact, no file has the ids of forgotten records.
func TestCompact(t *testing.T) {
	t.Parallel()
	path, files := example(t)
	c, err := Open(path)
	if err != nil {
		t.Fatal(err)
	}
	read(c, "/secret.txt", 1, "secret=08SECRET1")
	for n := range 500 {
		read(c, fmt.Sprint("/new/", n), 1, fmt.Sprintf("new %d=08ROME%d", n, n))
	}
	c = save(t, c, path, true)
	defer c.Close()
	c.Forget(c.From("/secret.txt"))
	c.ForgetFiles(func(path string) bool { return path == "/secret.txt" })
	for _, want := range []bool{true, false} {
		save(t, c, path, false)
		has := false
		for _, file := range append(files, path+".b") {
			if data, err := os.ReadFile(file); err == nil {
				has = has || bytes.Contains(data, []byte("SECRET")) || bytes.Contains(data, []byte("/secret"))
			}
		}
		if has != want || c.Compact() != want {
			t.Errorf("the files have the id: %v, want %v", has, want)
		}
	}
}

// TestMissingBase: a catalog without its base is not one that never was.
func TestMissingBase(t *testing.T) {
	t.Parallel()
	path, _ := example(t)
	if err := os.Remove(path + ".a"); err != nil {
		t.Fatal(err)
	}
	if _, err := Load(path); err == nil || errors.Is(err, fs.ErrNotExist) || !strings.Contains(err.Error(), path+".a") {
		t.Error(err)
	}
	if _, err := Load(path + ".none"); !errors.Is(err, fs.ErrNotExist) {
		t.Error(err)
	}
}

// TestRemovedOnly: what is saved of removed cables knows no other.
func TestRemovedOnly(t *testing.T) {
	t.Parallel()
	path, _ := example(t)
	c, err := Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	c.Remove(someID(5))
	if err := c.SaveRemoved(path + ".removed"); err != nil {
		t.Fatal(err)
	}
	only, err := Load(path + ".removed")
	if err != nil {
		t.Fatal(err)
	}
	some := 0
	for n := range someHashes {
		_, known := only.Lookup(someHash(n))
		if known != c.IsRemoved(someHash(n)) || known != only.IsRemoved(someHash(n)) {
			t.Errorf("hash %d: known %v, removed %v of %v", n, known, only.IsRemoved(someHash(n)), c.IsRemoved(someHash(n)))
		}
		if known {
			some++
		}
	}
	if some < 2 || only.Texts() != 0 {
		t.Errorf("%d removed, %d texts", some, only.Texts())
	}
}

// wrap writes a catalog with checksums that are right: one of a base with some data, and
// of changes without what describes the base.
func wrap(t testing.TB, path string, changes, data []byte, s shape) {
	t.Helper()
	out, err := binfile.Create(path+".a", baseMagic)
	if err != nil {
		t.Fatal(err)
	}
	w := pageWriter{Writer: out}
	w.write(data)
	if err := w.close(); err != nil {
		t.Fatal(err)
	}
	b, err := openBase(path+".a", s)
	if err != nil {
		t.Fatal(err)
	}
	defer b.close()
	root, err := binfile.Create(path, magic)
	if err != nil {
		t.Fatal(err)
	}
	b.describe(root)
	root.Raw(changes)
	if err := root.Close(); err != nil {
		t.Fatal(err)
	}
}

// FuzzDecode: whatever is in the files of a catalog, nothing panics or hangs, an error
// names a file, and what Load accepts can be saved and read again.
func FuzzDecode(f *testing.F) {
	path, _ := example(f)
	c, err := Open(path)
	if err != nil {
		f.Fatal(err)
	}
	defer c.Close()
	data := slices.Clone(c.base.bytes(0, int(c.base.size)))
	changes, err := os.ReadFile(path)
	if err != nil {
		f.Fatal(err)
	}
	described := describedSize(f, c.base)
	changes = changes[described : len(changes)-4]
	f.Add(changes, data, uint16(c.base.files), uint16(c.base.records), uint16(c.base.states))
	f.Add(changes[:len(changes)/2], data, uint16(c.base.files), uint16(c.base.records), uint16(0))
	f.Add([]byte{0, 0, 0, 0}, []byte{}, uint16(0), uint16(0), uint16(0))
	f.Add([]byte{0, 0, 0, 0}, make([]byte, 500), uint16(1), uint16(2), uint16(3))
	f.Fuzz(func(t *testing.T, changes, data []byte, files, records, states uint16) {
		s := shape{files: int(files), records: int(records), states: int(states)}
		var b base
		if b.layOut(s); b.size > int64(len(data)) {
			return
		}
		s.texts = len(data) - int(b.size)
		path := filepath.Join(t.TempDir(), "catalog")
		wrap(t, path, changes, data, s)
		if c, err := Open(path); err == nil {
			facts(c)
			for n := range uint64(20) {
				step(c, rand.New(rand.NewPCG(n, uint64(len(data)))))
			}
			if err := c.Save(path + "2"); err != nil && !strings.Contains(err.Error(), path) {
				t.Errorf("Save: %v", err)
			}
			c.Close()
		}
		c, err := Load(path)
		if err != nil {
			if !strings.Contains(err.Error(), path) {
				t.Errorf("Load: %v", err)
			}
			return
		}
		save(t, c, path+"3", false)
	})
}

// describedSize returns how many bytes of changes describe the base.
func describedSize(t testing.TB, b *base) int {
	t.Helper()
	path := filepath.Join(t.TempDir(), "description")
	w, err := binfile.Create(path, magic)
	if err != nil {
		t.Fatal(err)
	}
	b.describe(w)
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	info, err := os.Stat(path)
	if err != nil {
		t.Fatal(err)
	}
	return int(info.Size()) - 4
}
