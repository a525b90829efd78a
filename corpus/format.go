package corpus

import "fmt"

// A Format is a layout of archives.
type Format string

// The formats that Open reads.
const (
	Auto  Format = "auto"  // told by content
	Text  Format = "text"  // one cable a file
	CSV   Format = "csv"   // the eight-column Cablegate dump, or columns named by a header row
	HTML  Format = "html"  // an archive's page of one cable
	JSONL Format = "jsonl" // one JSON object a line, or an array of objects

	// PDF is the format of records from PDF files, which Auto reads if
	// Options.PDF is set. ParseFormat does not accept it.
	PDF Format = "pdf"
)

// Layouts that share the format of another in Record.Format and cannot be
// requested.
const (
	jsonFile Format = "json" // JSONL: an array of objects, or objects that run over lines
	xmlFile  Format = "xml"  // HTML: documents with an element <msgtext>
	mailFile Format = "mail" // Text: a message, or a mailbox of them
)

// ParseFormat returns the format of that name, which is the constant's value.
// The error of an unknown name lists the known ones.
func ParseFormat(s string) (Format, error) {
	switch f := Format(s); f {
	case Auto, Text, CSV, HTML, JSONL:
		return f, nil
	}
	return "", fmt.Errorf("unknown format %q: expected auto, text, csv, html or jsonl", s)
}

// layouts holds the reader of each layout: it gives all records of one input
// to s.emit, and returns when they end or when nobody wants more.
var layouts = map[Format]func(s *scan){
	Text:  readText,
	CSV:   readCSV,
	HTML:  readHTML,
	JSONL: readJSONL,

	jsonFile: readJSON,
	xmlFile:  readXML,
	mailFile: readMail,
}
