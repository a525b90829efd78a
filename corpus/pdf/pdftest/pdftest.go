// Package pdftest writes small PDF files for tests.
package pdftest

import (
	"bytes"
	"compress/zlib"
	"fmt"
	"math"
	"strings"
)

// The size of a page in points: US Letter.
const (
	Width  = 612.0
	Height = 792.0
)

// A Text is a string at a place of a page. X and Y are those of its first
// letter's baseline, from the lower left corner.
type Text struct {
	X, Y float64
	Size float64 // of the font; 0 is 10
	// Angle turns the text counterclockwise, in degrees.
	Angle float64
	S     string
}

// A Page is a page of a File.
type Page struct {
	Texts []Text
	// Rotate is the page's own rotation: 0, 90, 180 or 270, clockwise.
	Rotate int
	// Image draws a picture over the whole page, below the texts.
	Image bool
	// Content is added to the content stream as it is.
	Content string
}

// Lines returns a page of lines from top to bottom, in a typewriter font.
func Lines(lines ...string) Page {
	var p Page
	for i, line := range lines {
		if line != "" {
			p.Texts = append(p.Texts, Text{X: 72, Y: 740 - 11*float64(i), S: line})
		}
	}
	return p
}

// Split returns pages of the lines of a text, which a form feed divides.
func Split(text string) []Page {
	var pages []Page
	for page := range strings.SplitSeq(text, "\f") {
		pages = append(pages, Lines(strings.Split(strings.Trim(page, "\n"), "\n")...))
	}
	return pages
}

// A File is a PDF file to be written.
type File struct {
	Pages []Page
	// Encrypted adds an encryption dictionary that asks for a password.
	Encrypted bool
	// Nested is a number of forms, of which each draws the next one twice. All
	// pages draw the first.
	Nested int
}

// Bytes returns the file.
func (f File) Bytes() []byte {
	var w writer
	w.WriteString("%PDF-1.4\n%\xe2\xe3\xcf\xd3\n")
	const catalog, root, font, image, first = 1, 2, 3, 4, 5
	var kids strings.Builder
	for i := range f.Pages {
		fmt.Fprintf(&kids, "%d 0 R ", first+2*i)
	}
	w.object(catalog, fmt.Sprintf("<< /Type /Catalog /Pages %d 0 R >>", root))
	w.object(root, fmt.Sprintf("<< /Type /Pages /Kids [ %s] /Count %d >>", kids.String(), len(f.Pages)))
	w.object(font, "<< /Type /Font /Subtype /Type1 /BaseFont /Courier /Encoding /WinAnsiEncoding >>")
	w.stream(image, "/Type /XObject /Subtype /Image /Width 1 /Height 1 /ColorSpace /DeviceGray /BitsPerComponent 8", "\x80")
	forms := first + 2*len(f.Pages)
	for i := range f.Nested {
		next, content := min(i+1, f.Nested-1), "/Fm Do /Fm Do"
		if next == i {
			content = ""
		}
		w.stream(forms+i, fmt.Sprintf("/Type /XObject /Subtype /Form /BBox [0 0 9 9] /Resources << /XObject << /Fm %d 0 R >> >>", forms+next), content)
	}
	for i, p := range f.Pages {
		if f.Nested > 0 {
			p.Content += "/Fm Do\n"
		}
		w.object(first+2*i, fmt.Sprintf("<< /Type /Page /Parent %d 0 R /MediaBox [0 0 %g %g] /Rotate %d "+
			"/Resources << /Font << /F1 %d 0 R >> /XObject << /Im1 %d 0 R /Fm %d 0 R >> >> /Contents %d 0 R >>",
			root, Width, Height, p.Rotate, font, image, forms, first+2*i+1))
		w.stream(first+2*i+1, "", p.content())
	}
	trailer := fmt.Sprintf("/Root %d 0 R", catalog)
	if f.Encrypted {
		secret := strings.Repeat("5a", 32)
		at := len(w.offsets) + 1
		w.object(at, fmt.Sprintf("<< /Filter /Standard /V 2 /R 3 /Length 128 /P -44 /O <%s> /U <%s> >>", secret, secret))
		trailer += fmt.Sprintf(" /Encrypt %d 0 R /ID [<%s> <%[2]s>]", at, secret[:32])
	}
	w.end(trailer)
	return w.Bytes()
}

// content returns the content stream of a page.
func (p Page) content() string {
	var b strings.Builder
	if p.Image {
		fmt.Fprintf(&b, "q %g 0 0 %g 0 0 cm /Im1 Do Q\n", Width, Height)
	}
	for _, t := range p.Texts {
		size := t.Size
		if size == 0 {
			size = 10
		}
		sin, cos := math.Sincos(t.Angle * math.Pi / 180)
		s := strings.NewReplacer(`\`, `\\`, "(", `\(`, ")", `\)`).Replace(t.S)
		fmt.Fprintf(&b, "BT /F1 %g Tf %.4f %.4f %.4f %.4f %g %g Tm (%s) Tj ET\n", size, cos, sin, -sin, cos, t.X, t.Y, s)
	}
	return b.String() + p.Content
}

// A writer writes objects and remembers where they are.
type writer struct {
	bytes.Buffer
	offsets []int // of object i+1
}

func (w *writer) object(n int, body string) {
	for len(w.offsets) < n {
		w.offsets = append(w.offsets, 0)
	}
	w.offsets[n-1] = w.Len()
	fmt.Fprintf(w, "%d 0 obj\n%s\nendobj\n", n, body)
}

func (w *writer) stream(n int, dict, data string) {
	var b bytes.Buffer
	z := zlib.NewWriter(&b)
	_, _ = z.Write([]byte(data)) // into memory
	_ = z.Close()
	w.object(n, fmt.Sprintf("<< %s /Filter /FlateDecode /Length %d >>\nstream\n%s\nendstream", dict, b.Len(), b.String()))
}

// end writes the table of objects and the trailer.
func (w *writer) end(trailer string) {
	at := w.Len()
	fmt.Fprintf(w, "xref\n0 %d\n0000000000 65535 f \n", len(w.offsets)+1)
	for _, offset := range w.offsets {
		fmt.Fprintf(w, "%010d 00000 n \n", offset)
	}
	fmt.Fprintf(w, "trailer\n<< /Size %d %s >>\nstartxref\n%d\n%%%%EOF\n", len(w.offsets)+1, trailer, at)
}
