package segment

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"math"
	"os"
	"sync/atomic"

	"github.com/RoaringBitmap/roaring/v2"
	"github.com/blevesearch/bleve/v2/index/scorch"
	bleve "github.com/blevesearch/bleve_index_api"
	api "github.com/blevesearch/scorch_segment_api/v2"
)

// Type is the name of the segments for Scorch.
const Type = "cable"

func init() { scorch.RegisterSegmentPlugin(plugin{}, false) }

// plugin is the adapter by which Scorch writes and reads segments.
type plugin struct{}

func (plugin) Type() string    { return Type }
func (plugin) Version() uint32 { return Version }

// New returns the segment of the documents of one Builder (see Builder.Documents), in
// memory.
func (plugin) New(docs []bleve.Document) (api.Segment, uint64, error) {
	var b *Builder
	for _, d := range docs {
		built, ok := d.(*builtDocument)
		if !ok || b != nil && built.builder != b {
			return nil, 0, fmt.Errorf("document %s is not of the segment's builder", d.ID())
		}
		b = built.builder
	}
	if b == nil || len(docs) != b.Docs() {
		return nil, 0, errors.New("a segment needs all documents of a builder")
	}
	s, err := b.Finish()
	if err != nil {
		return nil, 0, err
	}
	return newMemory(s), uint64(len(s.pages.data)), nil
}

func (p plugin) NewUsing(docs []bleve.Document, _ map[string]any) (api.Segment, uint64, error) {
	return p.New(docs)
}

func (plugin) Open(path string) (api.Segment, error) {
	s, err := Open(path)
	if err != nil {
		return nil, err
	}
	return &persisted{adapter{Segment: s, refs: newRefs()}}, nil
}

func (p plugin) OpenUsing(path string, _ map[string]any) (api.Segment, error) { return p.Open(path) }

// Merge writes the segment of several to a file and fsyncs it.
func (plugin) Merge(segments []api.Segment, drops []*roaring.Bitmap, path string, stop chan struct{}, stats api.StatsReporter) ([][]uint64, uint64, error) {
	var leaves []*Leaf
	for i, s := range segments {
		own, ok := Of(s)
		if !ok {
			return nil, 0, fmt.Errorf("can't merge a segment of type %T", s)
		}
		leaves = append(leaves, NewLeaf(own, drops[i]))
	}
	numbers, size, err := mergeFile(path, leaves, stop)
	if err != nil {
		if errors.Is(err, ErrStopped) {
			err = api.ErrClosed
		}
		return nil, 0, err
	}
	if stats != nil {
		stats.ReportBytesWritten(uint64(size))
	}
	wide := make([][]uint64, len(numbers))
	for i, list := range numbers {
		wide[i] = make([]uint64, len(list))
		for doc, n := range list {
			wide[i][doc] = uint64(n)
			if n == gone {
				wide[i][doc] = math.MaxUint64
			}
		}
	}
	return wide, uint64(size), nil
}

func (p plugin) MergeUsing(segments []api.Segment, drops []*roaring.Bitmap, path string, stop chan struct{}, stats api.StatsReporter, _ map[string]any) ([][]uint64, uint64, error) {
	return p.Merge(segments, drops, path, stop, stats)
}

// mergeFile writes the segment of some leaves to a file, which it removes after an error.
func mergeFile(path string, leaves []*Leaf, stop <-chan struct{}) (numbers [][]uint32, size int64, err error) {
	err = writeFile(path, func(f *os.File, w *bufio.Writer) error {
		numbers, err = mergeTo(f, w, leaves, stop)
		return err
	})
	if err != nil {
		return nil, 0, err
	}
	info, err := os.Stat(path)
	if err != nil {
		return nil, 0, err
	}
	return numbers, info.Size(), nil
}

// mergeTo writes the segment of some leaves to f, by w where it writes from one place on.
func mergeTo(f *os.File, w io.Writer, leaves []*Leaf, stop <-chan struct{}) (numbers [][]uint32, err error) {
	at, ok := besideAt(leaves)
	if !ok {
		return Merge(w, leaves, stop)
	}
	if _, err := f.Seek(at, io.SeekStart); err != nil {
		return nil, err
	}
	head := bufio.NewWriterSize(io.NewOffsetWriter(f, 0), writeBytes)
	if numbers, err = mergeBeside(head, w, at, leaves, stop); err != nil {
		return nil, err
	}
	return numbers, head.Flush()
}

// writeBytes is the number of bytes that are written at once.
const writeBytes = 1 << 20

// writeFile makes and fsyncs a file. It removes the file after an error.
func writeFile(path string, write func(f *os.File, w *bufio.Writer) error) error {
	f, err := os.OpenFile(path, os.O_CREATE|os.O_TRUNC|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	s := newSyncWriter(f)
	w := bufio.NewWriterSize(s, writeBytes)
	if err = write(f, w); err == nil {
		err = w.Flush()
	}
	if err = errors.Join(err, s.wait()); err == nil {
		err = f.Sync()
	}
	if err = errors.Join(err, f.Close()); err != nil {
		os.Remove(path)
	}
	return err
}

// syncBytes is the number of bytes after which a syncWriter fsyncs.
const syncBytes = 32 << 20

// A syncWriter fsyncs a large file while more of it is made, so that little is left to do
// at the end: fsyncing 340 MB then took half a second.
type syncWriter struct {
	f interface {
		io.Writer
		Sync() error
	}
	written int        // since the last fsync began
	synced  chan error // the result of the last fsync, when it has ended
}

func newSyncWriter(f *os.File) *syncWriter {
	s := &syncWriter{f: f, synced: make(chan error, 1)}
	s.synced <- nil
	return s
}

// Write implements io.Writer.
func (s *syncWriter) Write(b []byte) (int, error) {
	n, err := s.f.Write(b)
	if s.written += n; err != nil || s.written < syncBytes {
		return n, err
	}
	select {
	case err = <-s.synced:
		s.written = 0
		go func() { s.synced <- s.f.Sync() }()
	default:
	}
	return n, err
}

// wait waits for the running fsync, and returns the result of the last one.
func (s *syncWriter) wait() error { return <-s.synced }

// Of returns the segment that Scorch has of this package, and reports whether it is one.
func Of(s api.Segment) (*Segment, bool) {
	switch s := s.(type) {
	case *memory:
		return s.Segment, true
	case *persisted:
		return s.Segment, true
	}
	return nil, false
}

// A builtDocument is a document of a Builder for a batch of Scorch.
type builtDocument struct {
	builder *Builder
	id      string
}

// Documents returns all documents of the builder, for a batch. No document may be added
// afterwards.
func (b *Builder) Documents() []bleve.Document {
	list := make([]bleve.Document, 0, len(b.byID))
	for id := range b.byID {
		list = append(list, &builtDocument{b, id})
	}
	return list
}

func (d *builtDocument) ID() string                                 { return d.id }
func (d *builtDocument) Size() int                                  { return len(d.id) }
func (d *builtDocument) VisitFields(bleve.FieldVisitor)             {}
func (d *builtDocument) VisitComposite(bleve.CompositeFieldVisitor) {}
func (d *builtDocument) HasComposite() bool                         { return false }
func (d *builtDocument) NumPlainTextBytes() uint64                  { return 0 }
func (d *builtDocument) StoredFieldsBytes() uint64                  { return 0 }
func (d *builtDocument) AddIDField()                                {}
func (d *builtDocument) Indexed() bool                              { return false }

// refs counts the users of a segment.
type refs struct{ n atomic.Int64 }

func newRefs() *refs {
	r := &refs{}
	r.n.Store(1)
	return r
}

// A memory is a segment in memory.
type memory struct{ adapter }

func newMemory(s *Segment) *memory { return &memory{adapter{Segment: s, refs: newRefs()}} }

// Persist writes and fsyncs the file.
func (m *memory) Persist(path string) error {
	return writeFile(path, func(_ *os.File, w *bufio.Writer) error {
		_, err := w.Write(m.pages.data)
		return err
	})
}

// A persisted is a segment in a file.
type persisted struct{ adapter }

// Path implements segment.PersistedSegment.
func (p *persisted) Path() string { return p.path }
