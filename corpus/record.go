// Package corpus reads archives of cables: bytes in, records out. It knows the
// layouts in which cables are distributed (single texts, the Cablegate CSV and
// tables with a header row, archive pages in HTML, XML, JSON and JSONL, mail,
// PDF); package unpack reads what they are packed in. What a cable says is the
// subject of package corpus/cable.
//
//	folder, file, standard input → unpack → layout → Record
//
// Both are detected by content, whatever the name of the file. A file of another
// kind is rejected once.
package corpus

import (
	"errors"
	"fmt"
	"time"
)

// A Source says where a record was found. Its names are written as EscapeName
// does: names of different bytes are different strings.
type Source struct {
	// Path is the file as the user named it or as the walk found it; "-" is
	// standard input.
	Path string `json:"path"`
	// Member is the name inside an archive file, as it is written there: no
	// path that may be opened ("../x" is a name like others), and not sure to be
	// there once. In a nested archive, a colon joins the names:
	// "more.zip:dir/08QUITO1.txt". It is empty for a plain file, and for one
	// that is only compressed.
	Member string `json:"member,omitempty"`
	// Line is the 1-based line at which the record starts, in the file or member
	// as unpacked; 0 is unknown.
	Line int `json:"line,omitempty"`
	// Page is the 1-based page of a PDF file on which the record starts; 0 is
	// any other file.
	Page int `json:"page,omitempty"`
}

// String returns the source as compilers print places: path, member, line,
// joined by colons, each only if known. A page is printed as "page 3".
func (s Source) String() string {
	text := s.Path
	if s.Member != "" {
		text += ":" + s.Member
	}
	if s.Line > 0 {
		text += fmt.Sprintf(":%d", s.Line)
	}
	if s.Page > 0 {
		text += fmt.Sprintf(":page %d", s.Page)
	}
	return text
}

// A Record is one cable as found, with its provenance and what the archive
// says of it. All strings are valid UTF-8. What an archive does not say is
// empty or zero.
type Record struct {
	Source Source `json:"source"`
	// Format is the layout that the record was read from.
	Format Format `json:"format"`
	// ID is the archive's name for the cable, as written there.
	ID string `json:"id,omitempty"`
	// Date is the archive's date in UTC. Archives of Cablegate jitter the hour.
	Date time.Time `json:"date,omitzero"`
	// Origin is the archive's name of the sender, as written ("Embassy Brussels").
	Origin string `json:"origin,omitempty"`
	// Classification is the archive's overall classification, as written.
	Classification string `json:"classification,omitempty"`
	// References are the archive's reference ids, as written.
	References []string `json:"references,omitempty"`
	// Facts are what else the archive states about the cable, in the archive's
	// order: the synopsis of a PlusD page, columns without a field of their own.
	Facts []Fact `json:"facts,omitempty"`
	// Header holds the transmission lines where the archive keeps them apart
	// from the text; empty where Body holds everything.
	Header string `json:"header,omitempty"`
	// Body is the text, or the whole cable where Header is empty.
	Body string `json:"body"`
	// Encoding is the character encoding that the bytes were decoded from:
	// "utf-8", "windows-1252" (a superset of what is used of Latin-1), or
	// "utf-16" where a byte order mark said so.
	Encoding string `json:"encoding,omitempty"`
}

// A Fact is a statement of an archive about a cable: a label and its value, as
// written, blanks folded ("TAGS", "EC - Ecuador | ETRD - Foreign Trade").
type Fact struct {
	Name  string `json:"name"`
	Value string `json:"value"`
}

// A RecordError is a record, or a file, that could not be read. Reading goes
// on after it.
type RecordError struct {
	Source Source
	// Raw holds what could be had of the record's bytes; it may be empty and need
	// not be valid UTF-8. Cut says that there were more, of which a limit is kept.
	Raw []byte
	Cut bool
	Err error
}

// Reject returns the error of a record that was read but is no cable.
func (rec Record) Reject(err error) *RecordError {
	raw := rec.Body
	if rec.Header != "" {
		raw = rec.Header + "\n\n" + rec.Body
	}
	cut := len(raw) > rawLimit
	return &RecordError{Source: rec.Source, Raw: []byte(raw[:min(len(raw), rawLimit)]), Cut: cut, Err: err}
}

func (e *RecordError) Error() string { return fmt.Sprintf("%s: %v", e.Source, e.Err) }

func (e *RecordError) Unwrap() error { return e.Err }

// What a RecordError wraps if a limit of Options was met, beside the errors of package
// unpack.
var (
	ErrTooLong = errors.New("record is longer than the limit")  // MaxRecord
	ErrMemory  = errors.New("takes more memory than the limit") // of a PageReader
)
