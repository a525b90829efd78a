package pdf

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"math"
	"os"
	"path/filepath"
	"runtime/debug"
	"sync"
	"sync/atomic"
	"time"

	"github.com/klippa-app/go-pdfium"
	"github.com/klippa-app/go-pdfium/references"
	"github.com/klippa-app/go-pdfium/webassembly"
	"github.com/tetratelabs/wazero"
	"github.com/tetratelabs/wazero/api"
	"github.com/tetratelabs/wazero/experimental"

	"reftel/corpus"
)

// An engine is the compiled module. It has one worker at a time.
type engine struct {
	pool   pdfium.Pool
	cache  wazero.CompilationCache
	limit  uint64
	memory *memory // of the worker
	outer  int64   // Go's memory limit outside
}

// The limits of a worker's memory. PDFium takes 17 MB for a file of nothing.
const (
	minWorkerMemory = 64 << 20
	maxWorkerMemory = 1 << 30
	// compileMemory is the memory of a program that may compile the module.
	compileMemory = 512 << 20
	// codeMemory is what the code of PDFium takes, its own and the pages of the
	// program that are touched with it. It is not on Go's heap.
	codeMemory = 64 << 20
)

// startEngine compiles the module, or loads it. Since that can't be
// interrupted, it is not waited for when the context ends.
func startEngine(ctx context.Context, opt Options) (*engine, error) {
	type result struct {
		e   *engine
		err error
	}
	done := make(chan result, 1)
	go func() {
		e, err := newEngine(opt)
		done <- result{e, err}
	}()
	select {
	case r := <-done:
		return r.e, r.err
	case <-ctx.Done():
		go func() {
			if r := <-done; r.err == nil {
				r.e.close()
			}
		}()
		return nil, ctx.Err()
	}
}

func newEngine(opt Options) (*engine, error) {
	e := &engine{limit: uint64(min(max(opt.Memory/4, minWorkerMemory), maxWorkerMemory))}
	dir := cacheDir(opt.Cache)
	config := wazero.NewRuntimeConfig()
	code := int64(codeMemory)
	if opt.Memory < compileMemory && !isCompiled(dir) {
		config = wazero.NewRuntimeConfigInterpreter()
		code /= 3 // its code is on the heap
	} else if dir != "" {
		if cache, err := wazero.NewCompilationCacheWithDir(dir); err == nil {
			e.cache = cache
		}
	}
	e.outer = debug.SetMemoryLimit(-1)
	if e.outer != math.MaxInt64 {
		debug.SetMemoryLimit(max(e.outer-code, e.outer/2))
	}
	err := e.start(config)
	if err != nil && e.cache != nil {
		// The cache may be damaged, or its disk full.
		e.cache = nil
		err = e.start(config)
	}
	if err != nil {
		e.close()
		return nil, fmt.Errorf("starting PDFium: %w", err)
	}
	return e, nil
}

func (e *engine) start(config wazero.RuntimeConfig) (err error) {
	config = config.
		WithCoreFeatures(api.CoreFeaturesV2 | experimental.CoreFeaturesExceptionHandling).
		WithCloseOnContextDone(true).
		WithDebugInfoEnabled(false)
	if e.cache != nil {
		config = config.WithCompilationCache(e.cache)
	}
	e.pool, err = webassembly.Init(webassembly.Config{
		Context:       experimental.WithMemoryAllocator(context.Background(), e),
		MaxIdle:       1,
		MaxTotal:      1,
		FSConfig:      wazero.NewFSConfig(), // no files
		RuntimeConfig: config,
		Stdout:        io.Discard,
		Stderr:        io.Discard,
	})
	return err
}

func (e *engine) close() {
	if e.pool != nil {
		_ = e.pool.Close()
	}
	if e.cache != nil {
		_ = e.cache.Close(context.Background())
	}
	debug.SetMemoryLimit(e.outer)
}

// cacheDir returns the folder of the compiled module, one for each version of
// PDFium; "" if there is none.
func cacheDir(dir string) string {
	if dir == "" {
		user, err := os.UserCacheDir()
		if err != nil {
			return ""
		}
		dir = filepath.Join(user, "reftel")
	}
	return filepath.Join(dir, "pdfium-"+cmp.Or(moduleVersion(), "unknown"))
}

// moduleVersion returns the version of go-pdfium, which brings PDFium.
func moduleVersion() string {
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return ""
	}
	for _, m := range info.Deps {
		if m.Path == "github.com/klippa-app/go-pdfium" {
			return m.Version
		}
	}
	return ""
}

// isCompiled reports whether the folder of the cache has a compiled module.
func isCompiled(dir string) bool {
	found, err := filepath.Glob(filepath.Join(dir, "wazero-*", "*"))
	return dir != "" && err == nil && len(found) > 0
}

// Allocate implements experimental.MemoryAllocator. A worker gets the memory of
// the one before it, which has ended: what a large file leaves is no garbage.
func (e *engine) Allocate(_, _ uint64) experimental.LinearMemory {
	m := &memory{limit: e.limit}
	if e.memory != nil {
		clear(e.memory.data)
		m.data = e.memory.data[:0]
	}
	e.memory = m
	return m
}

// A memory is the memory of a worker. Beyond its length it is zero.
type memory struct {
	limit uint64
	data  []byte
	full  atomic.Bool // more than the limit was asked for
}

// Reallocate implements experimental.LinearMemory.
func (m *memory) Reallocate(size uint64) []byte {
	switch {
	case size > m.limit:
		m.full.Store(true)
		return nil
	case size > uint64(cap(m.data)):
		grown := make([]byte, size, min(2*size, m.limit))
		copy(grown, m.data)
		m.data = grown
	default:
		m.data = m.data[:size]
	}
	return m.data
}

// Free implements experimental.LinearMemory.
func (m *memory) Free() {}

// A worker is an instance of the module that reads one file.
type worker struct {
	pdf    pdfium.Pdfium
	memory *memory
	doc    references.FPDF_DOCUMENT

	mu    sync.Mutex
	gone  bool  // closed or killed
	cause error // why it was killed
}

func (e *engine) worker(ctx context.Context) (*worker, error) {
	in, err := e.pool.GetInstanceWithContext(ctx)
	if err != nil {
		return nil, err
	}
	return &worker{pdf: in, memory: e.memory}, nil
}

// call runs f, which calls the module, for the time d at most. If that is not
// enough, or the context ends, the worker is killed.
func (w *worker) call(ctx context.Context, d time.Duration, f func() error) error {
	timer := time.AfterFunc(d, func() { w.kill(errLate) })
	defer timer.Stop()
	defer context.AfterFunc(ctx, func() { w.kill(ctx.Err()) })()
	err := f()
	if err == nil {
		return nil
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	switch {
	case w.cause != nil:
		return w.cause
	case w.memory.full.Load():
		return fmt.Errorf("PDF %w of %d bytes for one file: the rest is not read", corpus.ErrMemory, w.memory.limit)
	}
	return err
}

// kill ends the worker in the middle of a call.
func (w *worker) kill(cause error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if !w.gone {
		w.gone, w.cause = true, cause
		_ = w.pdf.Kill() // it can't be closed in another way
	}
}

// close ends the worker between calls.
func (w *worker) close() {
	w.mu.Lock()
	defer w.mu.Unlock()
	if !w.gone {
		w.gone = true
		_ = w.pdf.Close() // the instance is not used again
	}
}

// crashed returns err, or errCrashed for one of the runtime, whose text is a
// stack of the module.
func crashed(err error, known ...error) error {
	for _, k := range known {
		if errors.Is(err, k) {
			return err
		}
	}
	return errCrashed
}
