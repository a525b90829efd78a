package corpus

import (
	"bytes"
	"cmp"
	"slices"
	"strings"
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
	s.table = table{}
	limit := headSize
	if s.format == Text {
		limit = magicSize
	}
	for {
		head := s.unread()
		head = head[:min(len(head), limit)]
		if f := layoutByStart(head); f != "" && s.format == Auto {
			return f, nil
		}
		if len(head) == limit || !s.more() {
			return s.layout(head)
		}
	}
}

// layout returns the layout of an input from its head. A known kind of binary
// file has no layout even if the user requests one: a folder of texts may
// contain a picture.
func (s *scan) layout(head []byte) (Format, error) {
	if len(head) == 0 && !s.failed() {
		return "", errEmpty
	}
	if kind := binaryKind(head); kind != "" {
		return "", unreadable(kind)
	}
	switch s.format {
	case Text:
		return Text, nil
	case HTML:
		return htmlOrXML(head), nil
	case CSV:
		s.table, _, _ = findTable(head)
		return CSV, nil
	case JSONL:
		return jsonOr(head, JSONL), nil
	}
	if mostlyControls(head) {
		if startsObject(head) { // a record with a hole
			return JSONL, nil
		}
		return "", unreadable("binary data")
	}
	return s.layoutByHead(head)
}

// A kindError is the error of a file that is of another kind than those that are
// read.
type kindError struct{ kind string }

func (e kindError) Error() string {
	if e.kind == sqlDump {
		return e.kind + ": expected a table exported as CSV with a header row, or as JSON"
	}
	return e.kind + ": expected a text, CSV, HTML, XML, JSON or mail file"
}

const sqlDump = "an SQL dump"

func unreadable(kind string) error { return kindError{kind} }

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

// layoutByHead returns the layout of a file that its first bytes do not identify.
func (s *scan) layoutByHead(head []byte) (Format, error) {
	if f := layoutByStart(head); f != "" {
		return f, nil
	}
	if kind := textKind(head); kind != "" {
		return "", unreadable(kind)
	}
	start := bytes.TrimLeft(head, " \t\n\x00\ufeff")
	if f := markupLayout(start); f != "" {
		return f, nil
	}
	if f := jsonOr(start, ""); f != "" {
		return f, nil
	}
	if isMail(head) {
		return mailFile, nil
	}
	if t, ok, err := findTable(head); ok {
		s.table = t
		return CSV, err
	}
	switch {
	case lineStarts(head, isStart):
		return CSV, nil
	case holdsPage(head):
		return HTML, nil
	}
	return Text, nil
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

// magics are the first bytes of files that people keep next to their cables. A
// line feed stands for any line end.
var magics = []struct{ bytes, kind string }{
	{"\x89PNG\n", "a PNG image"}, // after line ends are normalised
	{"\xff\xd8\xff", "a JPEG image"},
	{"GIF87a", "a GIF image"},
	{"GIF89a", "a GIF image"},
	{"{\\rtf", "an RTF document"},
	{"Rar!\x1a\x07", "a RAR archive"},
	{"\x7fELF", "an executable"},
	{"\xcf\xfa\xed\xfe", "an executable"},
	{"\xce\xfa\xed\xfe", "an executable"},
	{"\xca\xfe\xba\xbe", "an executable"},
	{"\x00asm", "an executable"},
	{"SQLite format 3\x00", "an SQLite database"},
	{"\x00\x01\x00\x00Standard Jet DB", "an Access database"},
	{"\x00\x01\x00\x00Standard ACE DB", "an Access database"},
	{"!BDN", "an Outlook data file (PST)"},
	{"II*\x00", "a TIFF image"},
	{"MM\x00*", "a TIFF image"},
	{"8BPS", "a Photoshop image"},
	{"AT&TFORM", "a DjVu document"},
	{"%!PS", "a PostScript document"},
	{"\x00\x00\x01\x00", "an icon"},
	{"\x00\x00\x00\x0cjP  ", "a JPEG 2000 image"},
	{"ID3", "an MP3 recording"},
	{"\xff\xfb", "an MP3 recording"},
	{"\xff\xf3", "an MP3 recording"},
	{"OggS", "an Ogg recording"},
	{"fLaC", "a FLAC recording"},
	{"MThd\x00", "a MIDI file"},
	{"FORM\x00", "an AIFF recording"},
	{"\x1a\x45\xdf\xa3", "a Matroska video"},
	{"\x00\x00\x01\xba", "an MPEG video"},
	{"FLV\x01", "a Flash video"},
	{"\x30\x26\xb2\x75", "a Windows Media file"},
	{"OTTO\x00", "a font"},
	{"\x00\x01\x00\x00\x00", "a font"},
	{"ttcf\x00", "a font"},
	{"wOFF", "a font"},
	{"wOF2", "a font"},
	{"MSCF\x00", "a cabinet archive"},
	{"ITSF\x03", "a Windows help file"},
	{"!<arch>\n", "an ar archive"},
	{"\xed\xab\xee\xdb", "an RPM package"},
	{"\x1f\x9d", "a file compressed with compress"},
	{"\x04\x22\x4d\x18", "a file compressed with lz4"},
	{"LZIP\x01", "a file compressed with lzip"},
	{"\x5d\x00\x00", "a file compressed with lzma"},
	{"SIT!", "a StuffIt archive"},
	{"StuffIt ", "a StuffIt archive"},
	{"PAR1", "a Parquet file"},
	{"\x93NUMPY", "a NumPy array"},
	{"-----BEGIN PGP MESSAGE-----", "a PGP message"},
	{"-----BEGIN PGP PUBLIC KEY BLOCK-----", "a PGP key"},
	{"-----BEGIN PGP PRIVATE KEY BLOCK-----", "a PGP key"},
	{"-----BEGIN PGP SIGNATURE-----", "a PGP signature"},
	{"-----BEGIN CERTIFICATE-----", "a certificate"},
}

// oleMagic starts the files of older Office programs and of Outlook.
const oleMagic = "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"

// oleKinds are names of streams, in UTF-16, that tell the files with oleMagic
// apart.
var oleKinds = []struct{ stream, kind string }{
	{"__substg1.0_", "an Outlook message (.msg)"},
	{"__nameid_version", "an Outlook message (.msg)"},
	{"WordDocument", "a Word document"},
	{"Workbook", "an Excel workbook"},
	{"PowerPoint Document", "a PowerPoint presentation"},
}

// riffKinds are the forms of RIFF files, ftypKinds those of the files that begin
// with a box "ftyp".
var (
	riffKinds = map[string]string{"WEBP": "a WebP image", "WAVE": "a WAV recording", "AVI ": "an AVI video"}
	ftypKinds = map[string]string{"heic": "an HEIC image", "heix": "an HEIC image", "mif1": "an HEIC image", "avif": "an AVIF image", "M4A ": "an M4A recording"}
)

// binaryKind names the kind of binary file that starts with head, or returns "".
func binaryKind(head []byte) string {
	for _, m := range magics {
		if bytes.HasPrefix(head, []byte(m.bytes)) {
			return m.kind
		}
	}
	has := func(at int, s string) bool { return len(head) >= at && bytes.HasPrefix(head[at:], []byte(s)) }
	switch {
	case has(0, oleMagic):
		return oleKind(head)
	case has(0, "RIFF") && len(head) >= 12 && riffKinds[string(head[8:12])] != "":
		return riffKinds[string(head[8:12])]
	case has(4, "ftyp") && len(head) >= 12:
		return cmp.Or(ftypKinds[string(head[8:12])], "a video")
	case has(0, "MZ") && mostlyControls(head):
		return "an executable"
	case has(0, "BM") && mostlyControls(head):
		return "a BMP image"
	case has(2, "-lh") && has(6, "-"):
		return "an LHA archive"
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

func oleKind(head []byte) string {
	for _, k := range oleKinds {
		wide := make([]byte, 0, 2*len(k.stream))
		for _, c := range []byte(k.stream) {
			wide = append(wide, c, 0)
		}
		if bytes.Contains(head, wide) {
			return k.kind
		}
	}
	return "an Office document"
}

// textKind names the kind of text that holds no cables as they were sent, or
// returns "".
func textKind(head []byte) string {
	if lineStarts(head, isSQL) {
		return sqlDump
	}
	return ""
}

// sqlWords begin the statements that isSQL knows.
var sqlWords = []string{"INSERT ", "REPLACE ", "CREATE ", "DROP ", "ALTER ", "LOCK ", "COPY "}

// isSQL reports whether a line that begins with b is a statement of an SQL dump.
// Others precede it in most: comments, settings.
func isSQL(b []byte) bool {
	if !slices.ContainsFunc(sqlWords, func(w string) bool { return len(b) > len(w) && strings.EqualFold(string(b[:len(w)]), w) }) {
		return false
	}
	line, _, _ := bytes.Cut(b[:min(len(b), 400)], []byte("\n"))
	words := strings.Fields(strings.ToUpper(string(line)))
	if len(words) < 3 {
		return false
	}
	switch words[0] + " " + words[1] {
	case "INSERT INTO", "REPLACE INTO", "INSERT IGNORE":
		return bytes.Contains(bytes.ToUpper(b[:min(len(b), 4096)]), []byte("VALUES"))
	case "CREATE TABLE", "CREATE DATABASE", "DROP TABLE", "ALTER TABLE", "LOCK TABLES":
		return strings.ContainsAny(string(line), "(;`")
	}
	return words[0] == "COPY" && strings.Contains(strings.Join(words, " "), " FROM STDIN")
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
