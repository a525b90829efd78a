package corpus

import (
	"archive/zip"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"iter"
	"strings"
	"testing"
)

// fakePDF reads files whose pages stand behind a header, divided by form feeds:
// "scan" is a scanned page, "bad" a damaged one, "end" ends the reading.
type fakePDF struct{}

func (fakePDF) Pages(_ context.Context, r io.ReaderAt, size int64) iter.Seq2[Page, error] {
	return func(yield func(Page, error) bool) {
		b, err := io.ReadAll(io.NewSectionReader(r, 0, size))
		if err != nil {
			yield(Page{}, err)
			return
		}
		_, text, _ := strings.Cut(string(b), "%PDF-1.4\n")
		for page := range strings.SplitSeq(text, "\f") {
			var p Page
			var err error
			switch page {
			case "scan":
				p.Scanned = true
			case "bad":
				p.Err = errors.New("damaged page")
			case "end":
				err = errors.New("takes too long")
			default:
				p.Text = page
			}
			if !yield(p, err) || err != nil {
				return
			}
		}
	}
}

func TestPDF(t *testing.T) {
	for _, test := range []struct{ name, pages, want string }{
		{"text", "ONE\fTWO", `pdf page 1 "ONE\n\f\nTWO"`},
		{"blank first page", "\fTWO\f\fFOUR", `pdf page 2 "TWO\n\f\n\n\f\nFOUR"`},
		{"scanned", "scan\fscan", "-: scanned pages without a text layer; run OCR first (for example ocrmypdf)"},
		{"partly scanned", "ONE\fscan\fscan", `pdf page 1 "ONE\n\f\n\n\f\n"; -:page 2: 2 of 3 pages: scanned pages without a text layer; run OCR first (for example ocrmypdf)`},
		{"partly damaged", "ONE\fTWO\fbad", `pdf page 1 "ONE\n\f\nTWO\n\f\n"; -:page 3: 1 of 3 pages: damaged page`},
		{"damaged", "bad\fbad", "-: damaged page"},
		{"given up", "ONE\fend\fTHREE", `pdf page 1 "ONE"; -:page 2: takes too long`},
		{"given up at once", "end", "-: takes too long"},
		{"blank", "", "-: PDF without any text"},
		{"long", "ONE\f" + strings.Repeat("x", 100), "-: record is longer than the limit of 64 bytes"},
	} {
		t.Run(test.name, func(t *testing.T) {
			for _, junk := range []string{"", "\n", "HTTP/1.1 200 OK\r\n\r\n", strings.Repeat("\xff\x00", 500)} {
				got := pdfEvents(read(t, junk+"%PDF-1.4\n"+test.pages, Options{PDF: fakePDF{}, MaxRecord: 64}))
				if got != test.want {
					t.Errorf("behind %q:\ngot  %s\nwant %s", junk, got, test.want)
				}
			}
		})
	}
}

func pdfEvents(events []event) string {
	var list []string
	for _, e := range events {
		if e.Error != "" {
			list = append(list, e.Error)
			continue
		}
		list = append(list, fmt.Sprintf("%s page %d %q", e.Record.Format, e.Record.Source.Page, e.Record.Body))
	}
	return strings.Join(list, "; ")
}

func TestPDFMember(t *testing.T) {
	var b bytes.Buffer
	w := zip.NewWriter(&b)
	f, err := w.Create("releases/09QUITO799.pdf")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := io.WriteString(f, "%PDF-1.4\nONE\fTWO"); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	events := read(t, b.String(), Options{PDF: fakePDF{}})
	if len(events) != 1 || events[0].Error != "" {
		t.Fatalf("got %+v", events)
	}
	rec := events[0].Record
	if got, want := rec.Source.String(), "-:releases/09QUITO799.pdf:page 1"; got != want {
		t.Errorf("source %s, want %s", got, want)
	}
	if rec.ID != "09QUITO799" {
		t.Errorf("id %q", rec.ID)
	}
}

func TestPDFWithoutReader(t *testing.T) {
	const want = "-: a PDF document: expected a text, CSV, HTML, XML, JSON or mail file"
	for _, opt := range []Options{{}, {Format: Text, PDF: fakePDF{}}} {
		for _, junk := range []string{"", "HTTP/1.1 200 OK\r\n\r\n"} {
			if got := pdfEvents(read(t, junk+"%PDF-1.4\nONE", opt)); got != want {
				t.Errorf("format %q behind %q: got %s, want %s", opt.Format, junk, got, want)
			}
		}
	}
}

func TestIsPDF(t *testing.T) {
	for _, text := range []string{
		"R 031510Z MAR 09\nSUBJECT: A FILE THAT BEGINS WITH %PDF-1.4 AND MORE\n",
		`{"id":"x","body":"%PDF-1.4\n"}`,
		"<html><pre>\n%PDF-1.4\n",
		strings.Repeat("x", 1024) + "\n%PDF-1.4\n",
	} {
		if isPDF([]byte(text)) {
			t.Errorf("%q is a PDF file", text)
		}
	}
}
