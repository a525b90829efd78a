//go:build linux

package chaos

import (
	"archive/zip"
	"bytes"
	"fmt"
	"maps"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"
)

// A file is the content of a file of the archive; hard links share it.
type file struct {
	layout layout
	zip    bool
	texts  []*text
	// cut reports that the last record is cut short and is rejected; empty that
	// the file is no cable at all.
	cut, empty bool
}

func (f *file) rejected() int {
	if f.cut || f.empty {
		return 1
	}
	return 0
}

// bytes is what the file holds on disk.
func (f *file) bytes() []byte {
	switch {
	case f.empty:
		return []byte("Notes on the fish market.\n\nThe price of eels has risen.\n")
	case f.zip:
		return f.zipped()
	}
	var b strings.Builder
	for _, x := range f.texts {
		b.WriteString(x.record())
	}
	if f.cut {
		b.WriteString(`{"id":"08PARIS9999","text":"UNCLAS PA`)
	}
	return []byte(b.String())
}

func (f *file) zipped() []byte {
	var b bytes.Buffer
	w := zip.NewWriter(&b)
	for i, x := range f.texts {
		member, err := w.Create(fmt.Sprintf("m/member-%d.txt", i))
		if err == nil {
			_, err = member.Write([]byte(x.record()))
		}
		if err != nil {
			panic(err)
		}
	}
	if err := w.Close(); err != nil {
		panic(err)
	}
	return b.Bytes()
}

// A tree is the archive: a folder of files. Paths are relative to root.
type tree struct {
	root   string
	random *rand.Rand
	mint   *mint
	files  map[string]*file
	links  map[string]string // symbolic links to files
	clock  time.Time         // the last modification time that was given
	names  int
	// whole reports that files are read meanwhile: they must be put in place whole,
	// and no link must lose its target, for whether a job has read it is not known.
	whole bool
}

// anchor is a file that is never touched, so that the archive is never empty.
const anchor = "anchor.jsonl"

func newTree(root string, random *rand.Rand) (*tree, error) {
	t := &tree{
		root: root, random: random, mint: newMint(random), files: map[string]*file{}, links: map[string]string{},
		clock: time.Date(2012, 1, 1, 0, 0, 0, 0, time.UTC),
	}
	if err := os.MkdirAll(root, 0o700); err != nil {
		return nil, err
	}
	t.files[anchor] = &file{layout: jsonl, texts: t.someTexts(jsonl, 3)}
	return t, t.write(anchor)
}

// someTexts returns n texts of a layout: new ones of any id, or, now and then,
// ones that there are or were in other files.
func (t *tree) someTexts(form layout, n int) []*text {
	var list []*text
	for range n {
		known := t.mint.all[form]
		if len(known) > 0 && t.random.IntN(4) == 0 {
			list = append(list, known[t.random.IntN(len(known))])
			continue
		}
		list = append(list, t.mint.text(t.mint.newID(), form))
	}
	return list
}

// paths returns the paths of all files that are not symbolic links, in order.
func (t *tree) paths() []string { return slices.Sorted(maps.Keys(t.files)) }

func (t *tree) abs(path string) string { return filepath.Join(t.root, path) }

// write writes a file, in place or by renaming another to it.
func (t *tree) write(path string) error {
	f, abs := t.files[path], t.abs(path)
	if err := os.MkdirAll(filepath.Dir(abs), 0o700); err != nil {
		return err
	}
	to := abs
	renames := (t.whole || t.random.IntN(2) == 0) && !t.shared(path)
	if renames {
		to = filepath.Join(filepath.Dir(abs), ".part")
	}
	if err := os.WriteFile(to, f.bytes(), 0o600); err != nil {
		return err
	}
	if err := t.touch(to); err != nil || !renames {
		return err
	}
	return os.Rename(to, abs)
}

// shared reports whether a file has another hard link.
func (t *tree) shared(path string) bool {
	for other, f := range t.files {
		if other != path && f == t.files[path] {
			return true
		}
	}
	return false
}

// linked reports whether a symbolic link leads to a path.
func (t *tree) linked(path string) bool {
	for _, to := range t.links {
		if to == path {
			return true
		}
	}
	return false
}

// touch gives a file a modification time that it did not have before: mostly one
// long past, so that the next job need not read it again.
func (t *tree) touch(abs string) error {
	t.clock = t.clock.Add(time.Second)
	if t.random.IntN(4) == 0 {
		now := time.Now()
		return os.Chtimes(abs, now, now)
	}
	return os.Chtimes(abs, t.clock, t.clock)
}

// A found is a file that a job comes upon; file is nil if it is a symbolic link
// that leads nowhere.
type found struct {
	path string // absolute
	file *file
}

// walk returns the files at an absolute path or below it, in the order in which
// a job reads them.
func (t *tree) walk(root string) []found {
	var list []found
	for _, path := range slices.Concat(t.paths(), slices.Collect(maps.Keys(t.links))) {
		if abs := t.abs(path); below(abs, root) {
			list = append(list, found{abs, t.files[t.target(path)]})
		}
	}
	slices.SortFunc(list, func(a, b found) int {
		// Folders are read where their names stand among those of files.
		return slices.Compare(strings.Split(a.path, "/"), strings.Split(b.path, "/"))
	})
	return list
}

// target returns what a path leads to.
func (t *tree) target(path string) string {
	if to, ok := t.links[path]; ok {
		return to
	}
	return path
}

// below reports whether an absolute path is root or something in it.
func below(path, root string) bool { return path == root || strings.HasPrefix(path, root+"/") }

// freshPath returns a path that was never used.
func (t *tree) freshPath() string {
	t.names++
	dirs := []string{"", "", "sub", "sub/deep", "other"}
	return filepath.Join(dirs[t.random.IntN(len(dirs))], fmt.Sprintf("f%02d-%c.dat", t.names, 'a'+rune(t.random.IntN(26))))
}

// any returns a path that may be changed, "" if there is none for which ok holds.
func (t *tree) any(ok func(path string, f *file) bool) string {
	var list []string
	for _, path := range t.paths() {
		if path != anchor && !(t.whole && t.linked(path)) && ok(path, t.files[path]) {
			list = append(list, path)
		}
	}
	if len(list) == 0 {
		return ""
	}
	return list[t.random.IntN(len(list))]
}

func every(string, *file) bool { return true }

func withTexts(_ string, f *file) bool { return len(f.texts) > 0 }

// A mutation changes the archive and says how; "" if nothing was fit for it.
type mutation struct {
	name   string
	weight int
	do     func(*tree) (what string, err error)
}

var mutations = []mutation{
	{"add", 5, (*tree).add},
	{"edit", 6, (*tree).edit},
	{"append", 2, (*tree).appendText},
	{"drop", 3, (*tree).dropText},
	{"delete", 3, (*tree).delete},
	{"rename", 2, (*tree).rename},
	{"touch", 1, (*tree).touchAny},
	{"copy", 2, (*tree).copy},
	{"swap", 1, (*tree).swap},
	{"cut", 1, (*tree).cut},
	{"folder", 1, (*tree).makeFolder},
	{"hard link", 1, (*tree).hardLink},
	{"link", 1, (*tree).symlink},
	{"empty", 1, (*tree).clear},
}

// mutate changes the archive once.
func (t *tree) mutate() (string, error) {
	total := 0
	for _, m := range mutations {
		total += m.weight
	}
	n := t.random.IntN(total)
	for _, m := range mutations {
		if n -= m.weight; n < 0 {
			what, err := m.do(t)
			if what != "" {
				what = m.name + " " + what
			}
			return what, err
		}
	}
	return "", nil
}

func (t *tree) add() (string, error) {
	path := t.freshPath()
	f := &file{layout: []layout{plain, jsonl, table}[t.random.IntN(3)]}
	n := 1 + t.random.IntN(20)
	if f.layout == plain {
		f.zip = t.random.IntN(2) == 0
		if !f.zip {
			n = 1
		}
	}
	f.texts = t.someTexts(f.layout, n)
	t.files[path] = f
	return fmt.Sprint(path, " ", f.texts), t.write(path)
}

// edit gives a cable of a file another text.
func (t *tree) edit() (string, error) {
	path := t.any(withTexts)
	if path == "" {
		return "", nil
	}
	f := t.files[path]
	i := t.random.IntN(len(f.texts))
	old := f.texts[i]
	f.texts[i] = t.mint.text(old.id, old.layout)
	return fmt.Sprint(path, " ", old, " → ", f.texts[i]), t.write(path)
}

func isList(_ string, f *file) bool { return f.zip || f.layout != plain }

func (t *tree) appendText() (string, error) {
	path := t.any(func(path string, f *file) bool { return isList(path, f) && !f.empty })
	if path == "" {
		return "", nil
	}
	f := t.files[path]
	f.texts = append(f.texts, t.someTexts(f.layout, 1)...)
	return fmt.Sprint(path, " ", f.texts[len(f.texts)-1]), t.write(path)
}

func (t *tree) dropText() (string, error) {
	path := t.any(func(_ string, f *file) bool { return len(f.texts) > 1 })
	if path == "" {
		return "", nil
	}
	f := t.files[path]
	i := t.random.IntN(len(f.texts))
	old := f.texts[i]
	f.texts = slices.Delete(f.texts, i, i+1)
	return fmt.Sprint(path, " ", old), t.write(path)
}

func (t *tree) delete() (string, error) {
	path := t.any(every)
	if path == "" {
		return "", nil
	}
	return path, t.remove(path)
}

func (t *tree) remove(path string) error {
	delete(t.files, path)
	return os.Remove(t.abs(path))
}

func (t *tree) rename() (string, error) {
	path := t.any(every)
	if path == "" {
		return "", nil
	}
	to := t.freshPath()
	t.files[to] = t.files[path]
	delete(t.files, path)
	if err := os.MkdirAll(filepath.Dir(t.abs(to)), 0o700); err != nil {
		return "", err
	}
	return path + " → " + to, os.Rename(t.abs(path), t.abs(to))
}

func (t *tree) touchAny() (string, error) {
	path := t.any(every)
	if path == "" {
		return "", nil
	}
	return path, t.touch(t.abs(path))
}

func (t *tree) copy() (string, error) {
	path := t.any(every)
	if path == "" {
		return "", nil
	}
	to := t.freshPath()
	f := *t.files[path]
	f.texts = slices.Clone(f.texts)
	t.files[to] = &f
	return path + " → " + to, t.write(to)
}

// swap exchanges what two files hold.
func (t *tree) swap() (string, error) {
	a, b := t.any(every), t.any(every)
	if a == "" || a == b || t.shared(a) || t.shared(b) {
		return "", nil
	}
	t.files[a], t.files[b] = t.files[b], t.files[a]
	if err := t.write(a); err != nil {
		return "", err
	}
	return a + " ↔ " + b, t.write(b)
}

// cut ends a file in the middle of a record.
func (t *tree) cut() (string, error) {
	path := t.any(func(_ string, f *file) bool { return f.layout == jsonl && !f.empty })
	if path == "" {
		return "", nil
	}
	t.files[path].cut = !t.files[path].cut
	return path, t.write(path)
}

// makeFolder puts a folder in the place of a file, with the file in it.
func (t *tree) makeFolder() (string, error) {
	path := t.any(func(path string, _ *file) bool { return !t.shared(path) && !t.linked(path) })
	if path == "" {
		return "", nil
	}
	f := t.files[path]
	if err := t.remove(path); err != nil {
		return "", err
	}
	to := path + "/inner"
	t.files[to] = f
	return path, t.write(to)
}

func (t *tree) hardLink() (string, error) {
	path := t.any(every)
	if path == "" {
		return "", nil
	}
	to := t.freshPath()
	t.files[to] = t.files[path]
	if err := os.MkdirAll(filepath.Dir(t.abs(to)), 0o700); err != nil {
		return "", err
	}
	return path + " = " + to, os.Link(t.abs(path), t.abs(to))
}

func (t *tree) symlink() (string, error) {
	path := t.any(every)
	if path == "" {
		return "", nil
	}
	link := t.freshPath()
	t.links[link] = path
	if err := os.MkdirAll(filepath.Dir(t.abs(link)), 0o700); err != nil {
		return "", err
	}
	return link + " → " + path, os.Symlink(t.abs(path), t.abs(link))
}

// clear makes a file one that is no cable.
func (t *tree) clear() (string, error) {
	path := t.any(every)
	if path == "" {
		return "", nil
	}
	f := t.files[path]
	f.texts, f.cut, f.empty = nil, false, true
	return path, t.write(path)
}
