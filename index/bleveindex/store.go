package bleveindex

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/blevesearch/bleve/v2"
	index "github.com/blevesearch/bleve_index_api"

	"reftel/analyzer"
	"reftel/corpus/cable"
	contract "reftel/index"
	"reftel/index/binfile"
	"reftel/index/catalog"
)

// An index is a folder:
//
//	REFTEL                marks the folder as an index, see marker
//	CURRENT               the name of the published snapshot, swapped by rename
//	LOCK                  locked by the writer
//	LOCK.json             the writer's process, host and start time
//	writer/               the writer's private index, deleted when the writer closes
//	snapshots/000001/     a snapshot: an engine's index that never changes
//	    store/*.zap       segments, hard links to the writer's where links work
//	    catalog           see package catalog; replaced when a job changed only the
//	                      catalog
//	    catalog.a         its base, or catalog.b: a hard link to that of the snapshot
//	                      before if the job made no new one
//	    removed           the part of the catalog that can't be restored from the
//	                      records: the records of cables removed by name
//	    manifest.json     see manifest
//	    HELD              locked by the searchers that have it open, see hold
//	damaged/000001/       the damaged snapshot that the last rebuild with
//	                      --accept-loss replaced
//
// Searchers open snapshots only, so that they wait for no lock.
type layout struct{ dir string }

func (l layout) current() string             { return filepath.Join(l.dir, "CURRENT") }
func (l layout) locked() string              { return filepath.Join(l.dir, "LOCK") }
func (l layout) writer() string              { return filepath.Join(l.dir, "writer") }
func (l layout) snapshots() string           { return filepath.Join(l.dir, "snapshots") }
func (l layout) snapshot(name string) string { return filepath.Join(l.dir, "snapshots", name) }
func (l layout) catalog(name string) string  { return filepath.Join(l.snapshot(name), "catalog") }
func (l layout) removed(name string) string  { return filepath.Join(l.snapshot(name), "removed") }
func (l layout) damaged() string             { return filepath.Join(l.dir, "damaged") }
func (l layout) manifest(name string) string {
	return filepath.Join(l.snapshot(name), "manifest.json")
}

// Schema is the version of what an index holds and how. Versions:
//
//  1. the first;
//  2. dates in the text (textdate);
//  3. names by their sound (sounds);
//  4. positions without byte offsets, facets as terms only, a catalog of
//     sources;
//  5. all texts of an id;
//  6. ids in the order of year, post and number;
//  7. a mapping that names the analyzers, coded terms with locations, a field for
//     the values of each facet, the year of the date;
//  8. the zones of the text: subject, summary, paragraphs with number and mark;
//  9. segments of version 2;
//  10. segments of version 3.
const Schema = 10

// Version returns the versions of the schema, the parser and the analyzer, and a hash of
// the dictionaries. A searcher with another version would misread the index.
func Version() string {
	return fmt.Sprintf("schema %d, parser %s, analyzer %s, dictionaries %s", Schema, cable.ParserVersion, analyzer.Version, analyzer.Hash())
}

// readCurrent returns the name of the published snapshot; a NoIndexError if
// there is none. The first snapshot counts as published once it is finished: a job
// that is killed before it writes CURRENT leaves nothing else.
func (l layout) readCurrent() (string, error) {
	for {
		name, err := l.namedByCurrent()
		if err != nil {
			return "", err
		}
		if _, err := os.Stat(l.snapshot(name)); !errors.Is(err, fs.ErrNotExist) {
			return name, nil
		}
		// It may have been replaced since.
		if again, err := l.namedByCurrent(); err != nil || again == name {
			return "", damaged(fmt.Errorf("%s names snapshot %s, which is not there", l.current(), name))
		}
	}
}

func (l layout) namedByCurrent() (string, error) {
	if err := checkKind(l.current(), false); err != nil {
		return "", err
	}
	f, err := os.Open(l.current())
	if errors.Is(err, fs.ErrNotExist) {
		return l.withoutCurrent()
	}
	if err != nil {
		return "", damaged(err)
	}
	defer f.Close()
	data, err := io.ReadAll(io.LimitReader(f, 2*longestName))
	if err != nil {
		return "", damaged(err)
	}
	name := strings.TrimSpace(string(data))
	if !isName(name) {
		return "", damaged(fmt.Errorf("%s does not hold the name of a snapshot", l.current()))
	}
	return name, nil
}

// withoutCurrent is namedByCurrent if there is no CURRENT.
func (l layout) withoutCurrent() (string, error) {
	names, err := l.names()
	if errors.Is(err, fs.ErrPermission) {
		return "", damaged(err)
	}
	switch newest, ok := l.newestWhole(names); {
	case ok && newest == snapshotName(1) && l.isMarked():
		return newest, nil
	case ok:
		return "", damaged(fmt.Errorf("%s is missing", l.current()))
	}
	return "", &contract.NoIndexError{Dir: l.dir}
}

// longestName is the number of digits of the longest name of a snapshot.
const longestName = 18

// isName reports whether a file's name can be that of a snapshot.
func isName(name string) bool {
	return len(name) <= longestName && number(name) > 0 && name == snapshotName(number(name))
}

func snapshotName(n int) string { return fmt.Sprintf("%06d", n) }

// nextName returns the name for a new snapshot: one more than the highest.
func (l layout) nextName() (string, error) {
	names, err := l.names()
	if err != nil {
		return "", err
	}
	next := 1
	if len(names) > 0 {
		next = number(names[len(names)-1]) + 1
	}
	for {
		name := snapshotName(next)
		if _, err := os.Lstat(l.snapshot(name)); errors.Is(err, fs.ErrNotExist) {
			return name, nil
		} else if err != nil {
			return "", err
		}
		next++ // that name is taken by something else
	}
}

// names returns the names of all snapshots, oldest first, unfinished ones included.
func (l layout) names() ([]string, error) {
	entries, err := os.ReadDir(l.snapshots())
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, err
	}
	var names []string
	for _, e := range entries {
		if e.IsDir() && isName(e.Name()) {
			names = append(names, e.Name())
		}
	}
	slices.SortFunc(names, func(a, b string) int { return number(a) - number(b) })
	return names, nil
}

// publish makes a snapshot of a view of an engine's index, makes it the current one, and
// returns the number of its cables. It is an error if there are fewer than least.
func (l layout) publish(view index.CopyReader, cat *catalog.Catalog, least int) (name string, cables int, err error) {
	if name, err = l.nextName(); err != nil {
		return "", 0, err
	}
	cables, err = l.fill(name, view, cat)
	if err != nil {
		l.removeFiles(name)
		return "", 0, fmt.Errorf("publishing snapshot %s: %w", name, err)
	}
	if cables < least {
		os.RemoveAll(l.snapshot(name))
		return "", 0, &contract.FewerError{Dir: l.dir, Cables: cables, Published: least}
	}
	if err := writeFile(l.current(), []byte(name+"\n")); err != nil {
		return "", 0, fmt.Errorf("publishing snapshot %s: %w", name, err)
	}
	l.removeOld(name)
	return name, cables, nil
}

// fill writes and fsyncs all files of a snapshot.
func (l layout) fill(name string, view index.CopyReader, cat *catalog.Catalog) (int, error) {
	dir := l.snapshot(name)
	if err := os.Mkdir(dir, 0o700); err != nil {
		return 0, err
	}
	if err := os.Mkdir(filepath.Join(dir, "store"), 0o700); err != nil {
		return 0, err
	}
	to, err := newLinkDirectory(l.writer(), dir, view)
	if err == nil {
		err = view.CopyTo(to)
	}
	if err != nil {
		return 0, err
	}
	if err := copyFile(filepath.Join(l.writer(), metaFile), filepath.Join(dir, metaFile)); err != nil {
		return 0, err
	}
	cables, segments, err := entriesIn(dir)
	if err != nil {
		return 0, err
	}
	m, err := l.describe(name, cables, segments)
	if err != nil {
		return 0, err
	}
	for file := range m.Files {
		if err := syncFile(l.file(name, file)); err != nil {
			return 0, err
		}
	}
	if err := l.saveCatalog(name, cat); err != nil {
		return 0, err
	}
	data, err := m.encode()
	if err != nil {
		return 0, err
	}
	if err := writeFile(l.manifest(name), data); err != nil {
		return 0, err
	}
	return cables, errors.Join(binfile.SyncDir(filepath.Join(dir, "store")), binfile.SyncDir(l.snapshots()))
}

// entriesIn returns the number of cables of the engine's index at dir, and describes its
// segments. It opens it: the view that it was copied from may have segments in memory.
func entriesIn(dir string) (cables int, entries []segmentEntry, err error) {
	idx, err := bleve.OpenUsing(dir, map[string]any{"read_only": true, "bolt_timeout": lockTimeout})
	if err != nil {
		return 0, nil, err
	}
	defer idx.Close()
	reader, err := readerOf(idx)
	if err != nil {
		return 0, nil, err
	}
	defer reader.Close()
	if entries, err = entriesOf(reader); err != nil {
		return 0, nil, err
	}
	count, err := reader.DocCount()
	return int(count), entries, err
}

// metaFile is the engine's file that describes an index: its type and its mapping.
const metaFile = "index_meta.json"

func copyFile(from, to string) error {
	data, err := os.ReadFile(from)
	if err != nil {
		return err
	}
	return writeFile(to, data)
}

// saveCatalog replaces the catalog of a snapshot.
func (l layout) saveCatalog(name string, cat *catalog.Catalog) error {
	// The records removed by name are known from the first file on.
	err := cat.SaveRemoved(l.removed(name))
	if err == nil {
		err = cat.Save(l.catalog(name))
	}
	if bad := cat.Err(); bad != nil {
		return damaged(bad)
	}
	if err != nil {
		return err
	}
	return binfile.SyncDir(l.snapshot(name))
}

// fileSizes returns the sizes of all files below dir by their paths.
func fileSizes(dir string) (map[string]int64, error) {
	sizes := map[string]int64{}
	err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		info, err := d.Info()
		if err != nil {
			return err
		}
		name, err := filepath.Rel(dir, path)
		sizes[filepath.ToSlash(name)] = info.Size()
		return err
	})
	return sizes, err
}

// checkFiles compares a snapshot's files with its manifest where that is fast: sizes and
// small files. Segments are checked as they are read.
func (l layout) checkFiles(name string, m manifest) error {
	if err := l.checkSizes(name, m); err != nil {
		return err
	}
	for _, file := range slices.Sorted(maps.Keys(m.Sums)) {
		if isSegment(file) {
			continue
		}
		sum, err := sumOf(l.file(name, file))
		if err == nil && sum != m.Sums[file] {
			err = fmt.Errorf("%s: %w", l.file(name, file), binfile.ErrChecksum)
		}
		if err != nil {
			return damaged(err)
		}
	}
	return nil
}

// checkSizes compares the sizes of a snapshot's files with its manifest.
func (l layout) checkSizes(name string, m manifest) error {
	for _, file := range slices.Sorted(maps.Keys(m.Files)) {
		if err := checkSize(l.file(name, file), m.Files[file]); err != nil {
			return err
		}
	}
	return nil
}

func checkSize(path string, want int64) error {
	info, err := os.Stat(path)
	if err == nil && info.Size() != want {
		err = fmt.Errorf("%s has %d bytes of %d", path, info.Size(), want)
	}
	return damaged(err)
}

// removeOld deletes the snapshots before the current one that no searcher holds. A
// searcher that is opening one opens the next instead. A failed deletion is tried again
// after the next publication.
func (l layout) removeOld(current string) {
	l.removeSnapshots(func(name string) bool { return number(name) < number(current) })
}

// removeHalfMade deletes the unfinished snapshots of a killed job: those after the
// current one, and those without a manifest if none was published yet. If CURRENT can't
// be read, it deletes none, because one of them may be the only one left.
func (l layout) removeHalfMade() {
	current, err := l.readCurrent()
	var none *contract.NoIndexError
	switch {
	case err == nil:
		l.removeSnapshots(func(name string) bool { return number(name) > number(current) })
	case errors.As(err, &none):
		l.removeSnapshots(func(name string) bool {
			_, err := os.Stat(l.manifest(name))
			return errors.Is(err, fs.ErrNotExist)
		})
	}
}

// removeLeft deletes a snapshot that a searcher has closed, if a newer one is published
// and no other searcher holds it.
func (l layout) removeLeft(name string) {
	if current, err := l.readCurrent(); err == nil && number(name) < number(current) && l.isMarked() {
		l.removeUnheld(name)
	}
}

// adopt publishes the newest finished snapshot if CURRENT is missing: the first job was
// killed before it wrote CURRENT, or CURRENT was deleted.
func (l layout) adopt() error {
	if _, err := os.Lstat(l.current()); !errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	names, err := l.names()
	if err != nil {
		return err
	}
	if newest, ok := l.newestWhole(names); ok {
		return writeFile(l.current(), []byte(newest+"\n"))
	}
	return nil
}

func (l layout) removeSnapshots(is func(name string) bool) {
	names, err := l.names()
	if err != nil {
		return
	}
	for _, name := range names {
		if is(name) {
			l.removeUnheld(name)
		}
	}
}

// A linkDirectory is the target of an engine's copy of itself. It makes hard links to the
// segments instead of copies if the file system supports them.
type linkDirectory struct {
	from, to string
	// persisted are the names of the segments that are files. The engine writes the
	// others from memory, even if their files exist by then.
	persisted map[string]bool
}

// newLinkDirectory returns the target at to of a copy of a view of the index at from.
func newLinkDirectory(from, to string, view index.IndexReader) (linkDirectory, error) {
	d := linkDirectory{from, to, map[string]bool{}}
	segments, err := segmentsOf(view)
	for _, s := range segments {
		if file, ok := s.Segment().(interface{ Path() string }); ok {
			d.persisted[filepath.Base(file.Path())] = true
		}
	}
	return d, err
}

// GetWriter is called for each file of the copy. It returns a nil writer if the file
// exists already.
func (d linkDirectory) GetWriter(name string) (io.WriteCloser, error) {
	to := filepath.Join(d.to, name)
	if d.persisted[filepath.Base(name)] && os.Link(filepath.Join(d.from, name), to) == nil {
		return nil, nil
	}
	return createNew(to)
}

// createNew replaces the file at path by a new one. If path is a link, its target stays
// unchanged.
func createNew(path string) (*os.File, error) {
	if err := os.Remove(path); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, err
	}
	return os.OpenFile(path, os.O_CREATE|os.O_RDWR|os.O_EXCL, 0o600)
}

// writeFile replaces a file atomically.
func writeFile(path string, data []byte) error {
	tmp := path + ".tmp"
	f, err := createNew(tmp)
	if err != nil {
		return err
	}
	_, err = f.Write(data)
	if err := errors.Join(err, f.Sync(), f.Close()); err != nil {
		return err
	}
	if err := os.Rename(tmp, path); err != nil {
		return err
	}
	return binfile.SyncDir(filepath.Dir(path))
}

// syncFile fsyncs the file.
func syncFile(path string) error {
	f, err := os.OpenFile(path, os.O_RDWR, 0)
	if err != nil {
		return err
	}
	return errors.Join(f.Sync(), f.Close())
}
