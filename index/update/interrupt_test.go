package update_test

import (
	"context"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"reftel/corpus/cable"
	"reftel/index"
	"reftel/index/catalog"
	"reftel/index/update/updatetest"
)

// TestInterrupts interrupts jobs over an index in memory: Salvage keeps all finished
// documents, or drops those that are not on disk, or publishes nothing.
func TestInterrupts(t *testing.T) {
	every := 1
	if testing.Short() {
		every = 3
	}
	for _, keep := range []salvage{keepsAll, dropsPending, keepsNone} {
		t.Run(string(keep), func(t *testing.T) {
			updatetest.Interrupts(t, every, func(t *testing.T) updatetest.Index {
				s := &snapshots{dir: memoryDir(t), salvage: keep}
				s.publish(t, nil, catalog.New())
				return s
			})
		})
	}
}

// memoryDir returns a folder in memory where there is such a file system: the test
// writes many catalogs.
func memoryDir(t *testing.T) string {
	dir, err := os.MkdirTemp("/dev/shm", "reftel")
	if err != nil {
		return t.TempDir()
	}
	t.Cleanup(func() { os.RemoveAll(dir) })
	return dir
}

// A salvage is a way of memory to salvage.
type salvage string

const (
	keepsAll     salvage = "salvage keeps all"
	dropsPending salvage = "salvage drops some"
	keepsNone    salvage = "salvage publishes nothing"
)

// snapshots are an index in memory whose catalogs are files.
type snapshots struct {
	dir     string
	n       int
	docs    map[string]index.Document
	salvage salvage
}

func (s *snapshots) catalog() string { return filepath.Join(s.dir, strconv.Itoa(s.n)) }

func (s *snapshots) publish(t *testing.T, docs map[string]index.Document, cat *catalog.Catalog) {
	s.n++
	if err := cat.Save(s.catalog()); err != nil {
		t.Error(err)
	}
	s.docs = maps.Clone(docs)
}

func (s *snapshots) Catalog(t *testing.T) *catalog.Catalog {
	cat, err := catalog.Load(s.catalog())
	if err != nil {
		t.Fatal(err)
	}
	return cat
}

func (s *snapshots) Documents(*testing.T) []index.Document {
	return slices.Collect(maps.Values(s.docs))
}

func (s *snapshots) Finds(_ *testing.T, word string) []string {
	var ids []string
	for id, doc := range s.docs {
		if slices.ContainsFunc(doc.Texts(), func(d index.Document) bool { return strings.Contains(d.Cable.Text, word) }) {
			ids = append(ids, id)
		}
	}
	slices.Sort(ids)
	return ids
}

func (s *snapshots) Writer(t *testing.T) index.Writer {
	docs := map[string]index.Document{}
	maps.Copy(docs, s.docs)
	return &memory{t: t, s: s, cat: s.Catalog(t), docs: docs, pending: map[string]index.Document{}}
}

// A memory is a writer whose added documents are pending for a while.
type memory struct {
	t             *testing.T
	s             *snapshots
	cat           *catalog.Catalog
	docs, pending map[string]index.Document
	added         int
}

func (m *memory) Catalog() *catalog.Catalog             { return m.cat }
func (m *memory) Compact(context.Context) (bool, error) { return false, nil }
func (m *memory) Purge(context.Context) (bool, error)   { return false, nil }
func (m *memory) Close() error                          { return nil }

func (m *memory) Versions(_ context.Context, id string) ([]cable.Version, error) {
	doc, err := m.Get(context.Background(), id)
	if err != nil {
		return nil, nil
	}
	return doc.Versions, nil
}

func (m *memory) Get(_ context.Context, id string) (index.Document, error) {
	if doc, ok := m.pending[id]; ok {
		return doc, nil
	}
	if doc, ok := m.docs[id]; ok {
		return doc, nil
	}
	return index.Document{}, index.ErrNotFound
}

func (m *memory) Add(ctx context.Context, docs []index.Document) error {
	for _, doc := range docs {
		if err := ctx.Err(); err != nil {
			return err
		}
		m.pending[doc.ID] = doc
		m.added++
	}
	return nil
}

func (m *memory) flush() {
	maps.Copy(m.docs, m.pending)
	m.pending = map[string]index.Document{}
}

func (m *memory) Delete(ctx context.Context, ids []string) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	m.flush()
	for _, id := range ids {
		delete(m.docs, id)
	}
	return nil
}

func (m *memory) Commit(context.Context) (string, error) {
	m.flush()
	m.added = 0
	m.s.publish(m.t, m.docs, m.cat)
	return strconv.Itoa(m.s.n), nil
}

func (m *memory) Salvage(ctx context.Context) (string, int, error) {
	dropped := len(m.pending)
	switch m.s.salvage {
	case keepsNone:
		return strconv.Itoa(m.s.n), m.added, nil
	case keepsAll:
		dropped = 0
	case dropsPending:
		holds := map[string][]catalog.Lost{}
		for id := range m.pending {
			holds[id] = nil
			for _, v := range m.docs[id].Versions {
				h, err := catalog.ParseHash(v.Hash)
				if err != nil {
					return "", 0, err
				}
				holds[id] = append(holds[id], catalog.Lost{Path: "somewhere", Hash: h, ID: id})
			}
		}
		m.cat.Reconcile(holds)
		m.pending = map[string]index.Document{}
	}
	name, err := m.Commit(ctx)
	return name, dropped, err
}
