package corpus

import (
	"bytes"
	"errors"
	"fmt"
)

const (
	// headSize is how many bytes of a file are examined to detect its layout.
	headSize = 64 << 10
	// magicSize is how many bytes identify a known kind of binary file.
	magicSize = 512
)

// detect returns the layout of the input: the requested one, else the one that
// its content shows. The error gives the reason if there is none. detect reads
// no more than it needs, because a pipe may be slow.
func (s *scan) detect() (Format, error) {
	limit := headSize
	if s.format != Auto {
		limit = magicSize
	}
	for {
		head := s.unread()
		head = head[:min(len(head), limit)]
		if f := layoutByStart(head); f != "" {
			return s.asked(f), nil
		}
		if len(head) == limit || !s.more() {
			return s.layout(head)
		}
	}
}

// asked returns the requested format, or detected if none was requested.
func (s *scan) asked(detected Format) Format {
	if s.format != Auto {
		return s.format
	}
	return detected
}

// layout returns the layout of an input whose first bytes do not identify it. A
// known kind of binary file has no layout even if the user requests one: a
// folder of texts may contain a picture.
func (s *scan) layout(head []byte) (Format, error) {
	if len(head) == 0 && !s.failed() {
		return "", errEmpty
	}
	if kind := binaryKind(head); kind != "" {
		return "", fmt.Errorf("%s: expected a text, CSV, HTML or JSONL file", kind)
	}
	if s.format == Auto && mostlyControls(head) {
		return "", errors.New("binary data: expected a text, CSV, HTML or JSONL file")
	}
	return s.asked(layoutByHead(head)), nil
}

// layoutByStart returns the layout that the first bytes of a file identify, or
// "". More bytes never change the result.
func layoutByStart(head []byte) Format {
	start := bytes.TrimLeft(head, " \t\n\x00\ufeff")
	switch {
	case isPlainStart(start):
		return CSV
	case startsHTML(start):
		return HTML
	case startsJSONL(start):
		return JSONL
	}
	return ""
}

// layoutByHead returns the layout of a file whose start is damaged or is text.
func layoutByHead(head []byte) Format {
	switch {
	case lineStarts(head, isStart):
		return CSV
	case holdsPage(head):
		return HTML
	case lineStarts(head, isObject):
		return JSONL
	}
	return Text
}

// lineStarts reports whether is holds for the start of any line in head.
func lineStarts(head []byte, is func([]byte) bool) bool {
	for len(head) > 0 {
		if is(head) {
			return true
		}
		i := bytes.IndexByte(head, '\n')
		if i < 0 {
			return false
		}
		head = head[i+1:]
	}
	return false
}

// magics are the first bytes of files that people keep next to their cables.
var magics = []struct{ bytes, kind string }{
	{"\x89PNG\n", "a PNG image"}, // after line ends are normalised
	{"\xff\xd8\xff", "a JPEG image"},
	{"GIF87a", "a GIF image"},
	{"GIF89a", "a GIF image"},
	{"{\\rtf", "an RTF document"},
	{"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "an Office document"},
	{"Rar!\x1a\x07", "a RAR archive"},
	{"\x7fELF", "an executable"},
	{"\xcf\xfa\xed\xfe", "an executable"},
	{"\xca\xfe\xba\xbe", "an executable"},
	{"SQLite format 3\x00", "an SQLite database"},
}

// binaryKind names the kind of binary file that starts with head, or returns "".
func binaryKind(head []byte) string {
	for _, m := range magics {
		if bytes.HasPrefix(head, []byte(m.bytes)) {
			return m.kind
		}
	}
	if bytes.HasPrefix(head, []byte("MZ")) && mostlyControls(head) {
		return "an executable"
	}
	if isPDF(head) {
		return "a PDF document"
	}
	return ""
}

const pdfHeader = "%PDF-"

// pdfJunk is how many bytes may precede the header of a PDF file. Servers and
// mail gateways put theirs there, and all readers of PDF skip them.
const pdfJunk = 1024

// isPDF reports whether head begins a PDF file: with its header, or with other
// bytes and then the header as a line of its own, such as "%PDF-1.4".
func isPDF(head []byte) bool {
	if bytes.HasPrefix(head, []byte(pdfHeader)) {
		return true
	}
	head = head[:min(len(head), pdfJunk)]
	i := bytes.Index(head, []byte(pdfHeader))
	if i < 0 || layoutByStart(head) != "" {
		return false
	}
	rest := head[i+len(pdfHeader):]
	return len(rest) > 3 && (rest[0] == '1' || rest[0] == '2') && rest[1] == '.' &&
		'0' <= rest[2] && rest[2] <= '9' && (rest[3] == '\n' || rest[3] == '\r')
}

// mostlyControls reports whether more than one byte in twenty is a control
// character that does not occur in text. Random bytes have one in nine; a scan
// with stray NULs has one in hundreds.
func mostlyControls(head []byte) bool {
	n := 0
	for _, c := range head {
		if c < ' ' && (c < '\a' || c > '\r') && c != '\x1b' {
			n++
		}
	}
	return n*20 > len(head)
}
