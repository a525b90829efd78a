// Package pdf reads the text of PDF files, such as the releases of a reading
// room under the Freedom of Information Act. It is the corpus.PageReader of
// programs that read PDF:
//
//	r := pdf.New(pdf.Options{Memory: 1 << 30})
//	defer r.Close()
//	archive, err := corpus.Open(path, corpus.Options{PDF: r})
//
// PDFium does the reading. It is a WebAssembly module within the program, so
// that there is no cgo, and a file that makes it fail, loop or grow can do no
// more than that: the module has no files and no network, a limit of memory
// and a limit of time, and each file gets a fresh instance. Compiling it takes
// 3 to 5 s and 340 MB, once on a machine; the result, of 22 MB, is kept in the
// user's cache folder and loaded in 0.1 s.
//
// What PDFium gives are words and their places. This package puts them into
// lines, columns and pages.
package pdf

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"iter"
	"time"

	pdferrors "github.com/klippa-app/go-pdfium/errors"

	"reftel/corpus"
)

// Options say how to read PDF files. The zero value is fit for use.
type Options struct {
	// Memory is the memory in bytes that the program may take; 0 is 1 GiB. A
	// file may use a quarter of it. With less than 512 MiB the module is not
	// compiled but interpreted, which is slower, unless it was compiled before.
	Memory int64
	// Cache is the folder in which the compiled module is kept; empty is one in
	// the user's cache folder. Where it can't be written, nothing is kept.
	Cache string
}

// limits are what a file may take.
type limits struct {
	pages int           // pages
	chars int           // letters on a page
	page  time.Duration // for opening the file, and for any one page
	mean  time.Duration // for a page, over all pages
}

var defaultLimits = limits{pages: 5000, chars: 500_000, page: 10 * time.Second, mean: time.Second}

// Why a file, or a page of it, is not read.
var (
	errEncrypted = errors.New("encrypted PDF; decrypt it first (for example qpdf --decrypt)")
	errDamaged   = errors.New("damaged PDF, or one that was cut short; get it again")
	errCut       = errors.New("PDF without an end, so later pages may be missing; get it again")
	errPage      = errors.New("damaged page")
	errLate      = errors.New("PDF takes too long: the rest is not read")
	errCrashed   = errors.New("damaged PDF: PDFium failed on it")
)

// A Reader reads PDF files, one at a time. PDFium is started with the first.
// It may be used from several goroutines.
type Reader struct {
	opt    Options
	limits limits
	turn   chan struct{} // full while a file is read
	engine *engine       // nil until the first file; guarded by turn
	closed context.Context
	close  context.CancelFunc
}

// New returns a reader.
func New(opt Options) *Reader {
	if opt.Memory <= 0 {
		opt.Memory = 1 << 30
	}
	r := &Reader{opt: opt, limits: defaultLimits, turn: make(chan struct{}, 1)}
	r.closed, r.close = context.WithCancel(context.Background())
	return r
}

// Close ends the reading and stops PDFium. It returns nil.
func (r *Reader) Close() error {
	r.close()
	r.turn <- struct{}{}
	if r.engine != nil {
		r.engine.close()
		r.engine = nil
	}
	<-r.turn
	return nil
}

// Pages implements corpus.PageReader.
func (r *Reader) Pages(ctx context.Context, in io.ReaderAt, size int64) iter.Seq2[corpus.Page, error] {
	return func(yield func(corpus.Page, error) bool) {
		ctx, cancel := context.WithCancel(ctx)
		defer cancel()
		defer context.AfterFunc(r.closed, cancel)()
		select {
		case r.turn <- struct{}{}:
			defer func() { <-r.turn }()
		case <-ctx.Done():
			yield(corpus.Page{}, ctx.Err())
			return
		}
		if err := r.start(ctx); err != nil {
			yield(corpus.Page{}, err)
			return
		}
		if err := r.read(ctx, &file{in: in, size: size}, yield); err != nil && err != errStopped {
			yield(corpus.Page{}, err)
		}
	}
}

// start starts PDFium unless it runs.
func (r *Reader) start(ctx context.Context) error {
	if r.engine != nil {
		return nil
	}
	e, err := startEngine(ctx, r.opt)
	r.engine = e
	return err
}

// errStopped says that no more pages are wanted.
var errStopped = errors.New("stopped")

// read yields the pages of a file.
func (r *Reader) read(ctx context.Context, f *file, yield func(corpus.Page, error) bool) error {
	w, err := r.engine.worker(ctx)
	if err != nil {
		return err
	}
	defer w.close()
	var n int
	err = w.call(ctx, r.limits.page, func() (err error) {
		n, err = w.open(f)
		return err
	})
	if err != nil {
		return f.explain(err)
	}
	if n > r.limits.pages {
		return fmt.Errorf("PDF of %d pages: more than the limit of %d; split it first (for example qpdf --split-pages=%d)", n, r.limits.pages, 1000)
	}
	end := time.Now().Add(r.limits.page + time.Duration(n)*r.limits.mean)
	for i := range n {
		var page corpus.Page
		err := w.call(ctx, min(r.limits.page, time.Until(end)), func() (err error) {
			page, err = w.page(i, r.limits.chars)
			return err
		})
		switch {
		case err == errPage && f.err == nil:
			page = corpus.Page{Err: err}
		case err != nil:
			return f.explain(err)
		}
		if !yield(page, nil) {
			return errStopped
		}
	}
	return f.end()
}

// A file is the input, as PDFium reads it. It keeps the first error of it.
type file struct {
	in   io.ReaderAt
	size int64
	at   int64
	err  error
}

func (f *file) Read(p []byte) (int, error) {
	if f.at >= f.size {
		return 0, io.EOF
	}
	n, err := f.in.ReadAt(p[:min(int64(len(p)), f.size-f.at)], f.at)
	f.at += int64(n)
	switch {
	case n > 0:
		return n, nil
	case err != nil && err != io.EOF && f.err == nil:
		f.err = err
	}
	return n, err
}

func (f *file) Seek(offset int64, whence int) (int64, error) {
	switch whence {
	case io.SeekCurrent:
		offset += f.at
	case io.SeekEnd:
		offset += f.size
	}
	if offset < 0 {
		return 0, errors.New("negative offset")
	}
	f.at = offset
	return offset, nil
}

// explain returns the error of the input, if there was one, else what an error
// of PDFium means.
func (f *file) explain(err error) error {
	switch {
	case f.err != nil:
		return f.err
	case errors.Is(err, pdferrors.ErrPassword), errors.Is(err, pdferrors.ErrSecurity):
		return errEncrypted
	case errors.Is(err, pdferrors.ErrFormat), errors.Is(err, pdferrors.ErrFile), errors.Is(err, pdferrors.ErrUnknown), err == errPage:
		return errDamaged
	}
	return err
}

// endSize is how many bytes from the end of a file its end mark is looked for:
// servers add to it.
const endSize = 4 << 10

// end returns an error if the file has no end mark.
func (f *file) end() error {
	tail := make([]byte, min(endSize, f.size))
	if _, err := f.in.ReadAt(tail, f.size-int64(len(tail))); err != nil && err != io.EOF {
		return err
	}
	if !bytes.Contains(tail, []byte("%%EOF")) && !bytes.Contains(tail, []byte("startxref")) {
		return errCut
	}
	return nil
}
