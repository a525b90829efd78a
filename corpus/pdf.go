package corpus

import (
	"context"
	"errors"
	"fmt"
	"io"
	"iter"
	"strings"

	"reftel/corpus/unpack"
)

// A PageReader reads the text of PDF files. Package corpus/pdf has one, which
// Options.PDF takes, so that a program links it only if it reads PDF.
type PageReader interface {
	// Pages returns the pages of the file r of the given size, in order. An
	// error ends the sequence; the pages before it are valid.
	Pages(ctx context.Context, r io.ReaderAt, size int64) iter.Seq2[Page, error]
}

// A Page is one page of a PDF file.
type Page struct {
	// Text is the text of the page in reading order, a line each.
	Text string
	// Scanned reports whether the page is a picture, with no text but stamps.
	Scanned bool
	// Err is why the page can't be read.
	Err error
}

// PageBreak stands between the pages of a record, on a line of its own.
const PageBreak = "\f"

// Reasons to reject a PDF file.
var (
	errScanned   = errors.New("scanned pages without a text layer; run OCR first (for example ocrmypdf)")
	errNoPDFText = errors.New("PDF without any text")
)

// readPDF reads a PDF file as one record, which package cable splits. After the
// record it reports what could not be read.
func (s *scan) readPDF(f unpack.File) error {
	at, size, err := f.Seekable()
	if err != nil {
		return err
	}
	s.wide = false
	doc := pdfText{max: s.max}
	for page, err := range s.opt.PDF.Pages(s.ctx, at, size) {
		if err == nil {
			err = doc.add(page)
		}
		if err != nil {
			doc.err = err
			break
		}
	}
	if doc.hasText() && !errors.Is(doc.err, ErrTooLong) {
		rec := s.record(PDF, 0, utf8Clean)
		rec.ID = s.fileID()
		rec.Source.Page = doc.first
		rec.Body = doc.text.String()
		if !s.emit(rec) {
			return nil
		}
	}
	if page, err := doc.problem(); err != nil {
		src := s.src
		src.Page = page
		s.emitted = true
		s.give(Record{}, &RecordError{Source: src, Err: err})
	}
	return nil
}

// A pdfText collects the text of a PDF file.
type pdfText struct {
	max   int
	text  strings.Builder
	pages int // read so far
	first int // the first page with text; 0 is none
	texts int // pages with text that are not scanned

	scanned, damaged     int // pages
	scannedAt, damagedAt int // the first of them
	damage               error
	err                  error // why reading stopped
}

// add adds the next page.
func (d *pdfText) add(p Page) error {
	d.pages++
	switch {
	case p.Err != nil:
		d.damaged++
		if d.damagedAt == 0 {
			d.damagedAt, d.damage = d.pages, p.Err
		}
	case p.Scanned:
		d.scanned++
		if d.scannedAt == 0 {
			d.scannedAt = d.pages
		}
	}
	if d.first > 0 {
		d.text.WriteString("\n" + PageBreak + "\n")
	}
	if d.text.Len()+len(p.Text) > d.max {
		return fmt.Errorf("%w of %d bytes", ErrTooLong, d.max)
	}
	if p.Text == "" {
		return nil
	}
	if !p.Scanned {
		d.texts++
	}
	if d.first == 0 {
		d.first = d.pages
	}
	d.text.WriteString(p.Text)
	return nil
}

// hasText reports whether any page has more text than the stamps of a scan.
func (d *pdfText) hasText() bool { return d.texts > 0 }

// problem returns the error for what could not be read, and the page where that
// begins; 0 is the whole file.
func (d *pdfText) problem() (page int, err error) {
	switch {
	case d.err != nil && d.pages == 0:
		return 0, d.err
	case errors.Is(d.err, ErrTooLong):
		return 0, d.err
	case d.err != nil:
		return d.pages + 1, d.err
	case d.damaged == d.pages && d.damaged > 0:
		return 0, d.damage
	case d.damaged > 0:
		return d.damagedAt, fmt.Errorf("%d of %d pages: %w", d.damaged, d.pages, d.damage)
	case d.scanned > 0 && !d.hasText():
		return 0, errScanned
	case d.scanned > 0:
		return d.scannedAt, fmt.Errorf("%d of %d pages: %w", d.scanned, d.pages, errScanned)
	case !d.hasText():
		return 0, errNoPDFText
	}
	return 0, nil
}
