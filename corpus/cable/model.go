// Package cable holds the model of a diplomatic cable and its parser, Parse,
// which reads what package corpus found in an archive.
//
//	VZCZCXYZ0001 RR RUEHWEB                      transmission lines (ACP 127)
//	DE RUEHBS #1828 3391412
//	R 041412Z DEC 08
//	FM AMEMBASSY BRUSSELS
//	TO RUEHC/SECSTATE WASHDC 8283
//
//	C O N F I D E N T I A L BRUSSELS 001828      classification line, with section and MRN
//	SIPDIS                                       captions
//	STATE FOR PM/WRA                             attention lines
//	E.O. 12958: DECL: 12/02/2018                 zones
//	TAGS: PARM BE
//	SUBJECT: …
//	REF: STATE 125512
//	Classified By: …
//
//	1. (C) …                                     paragraphs
//	FOX                                          signature
//
// Real texts of that form were scanned, wrapped again, cut short, printed
// twice or run together, and page breaks stand inside their sentences. Parse
// returns the best reading of a damaged text, and Problems lists the damage.
// README.md describes the method, its accuracy and its speed.
package cable

import (
	"time"

	"reftel/corpus"
	"reftel/corpus/cable/classifiedby"
	"reftel/corpus/cable/refs"
	"reftel/corpus/tags"
)

// A Cable is the result of parsing one record. Its JSON form is the output of
// `indexer parse` and of `search show --format json`. A field that is not
// known is absent. Names keep the case of the cable,
// codes are upper case.
type Cable struct {
	// ID is the canonical MRN (see package mrn): the archive's where it gives
	// one, else the text's. It is as written if it is not an MRN, and empty
	// only where neither archive nor text gives one.
	ID string `json:"id,omitempty"`
	// Aliases are other MRNs that the cable goes by.
	Aliases []string `json:"aliases,omitempty"`
	// Date is the time of the cable in UTC, truncated to DatePrecision.
	Date          time.Time `json:"date,omitzero"`
	DatePrecision string    `json:"date_precision,omitempty"` // "minute", "day", "month" or "year"
	DateSource    string    `json:"date_source,omitempty"`    // "dtg", "julian", "archive", "page" or "mrn"

	DTG        *DTG     `json:"dtg,omitempty"`
	Julian     *Julian  `json:"julian,omitempty"`
	Precedence []string `json:"precedence,omitempty"` // letters, action before info: "O", "R"
	Signals    []string `json:"signals,omitempty"`    // operating signals: "ZDK", "ZFF4"
	Status     []string `json:"status,omitempty"`     // "corrected", "cancelled", …

	TransmissionID string      `json:"transmission_id,omitempty"`
	Originator     string      `json:"originator,omitempty"`     // routing indicator of the DE line
	StationSerial  string      `json:"station_serial,omitempty"` // of the DE line, digits as written
	From           string      `json:"from,omitempty"`
	To             []Addressee `json:"to,omitempty"`
	Info           []Addressee `json:"info,omitempty"`

	// Classification is one of the values of Classifications: the archive's where
	// it gives one, else the text's. TextClassification is set only if the text's
	// differs.
	Classification     string   `json:"classification,omitempty"`
	TextClassification string   `json:"text_classification,omitempty"`
	Handling           []string `json:"handling,omitempty"` // captions: "SIPDIS", "NOFORN"
	Sections           int      `json:"sections,omitempty"` // a count
	Attention          []string `json:"attention,omitempty"`
	EO                 string   `json:"eo,omitempty"` // "12958"

	Declassify   *Declassify `json:"declassify,omitempty"`
	Reasons      []string    `json:"reasons,omitempty"` // "1.4(b)"
	DerivedFrom  string      `json:"derived_from,omitempty"`
	ClassifiedBy []Person    `json:"classified_by,omitempty"`

	Tags        []tags.Tag `json:"tags,omitempty"`
	Subject     string     `json:"subject,omitempty"`
	SubjectMark string     `json:"subject_mark,omitempty"`
	Title       string     `json:"title,omitempty"` // the subject in readable case

	Refs     []Ref    `json:"refs,omitempty"`
	Mentions []string `json:"mentions,omitempty"` // MRNs in the text outside the REF block

	Paragraphs []Paragraph `json:"paragraphs,omitempty"`
	// Unplaced lists the parts of the record's text that belong to no zone and are
	// not furniture, in text order.
	Unplaced   []Unplaced `json:"unplaced,omitempty"`
	Redactions int        `json:"redactions,omitempty"` // runs of XXXX
	Summary    string     `json:"summary,omitempty"`
	Signers    []string   `json:"signers,omitempty"` // as written
	// Body is the text of the paragraphs and headings, without furniture.
	Body string `json:"body,omitempty"`
	// Concepts are the archive's subject terms: AAD's and PlusD's "Concepts".
	Concepts []string `json:"concepts,omitempty"`

	Source   corpus.Source `json:"source"`
	Versions []Version     `json:"versions,omitempty"`
	Problems []Problem     `json:"problems,omitempty"`

	// Text is the whole text that was parsed: all spans are byte offsets into it.
	Text string `json:"-"`
	// Header is the span of the transmission lines.
	Header Span `json:"-"`
	// Content is the span from the classification line to the signature: what
	// is indexed, in one space of positions.
	Content Span `json:"-"`
	// SummarySpans cover the summary, one in each of its paragraphs; they may have
	// furniture within.
	SummarySpans []Span `json:"-"`
	// Pieces cover Content in order, without gap or overlap.
	Pieces []Piece `json:"-"`
	// Facts lists the archive's statements about the cable within Text, in order.
	// Their values are indexed but are not part of Body.
	Facts []Fact `json:"-"`
	// Furniture lists the spans of Text that are furniture, in order and without
	// overlap. Those within Content are also pieces.
	Furniture []Span `json:"-"`
}

// An Unplaced is a part of a record's text that belongs to no zone of the
// cable. It is indexed and shown like a paragraph.
type Unplaced struct {
	Line int    `json:"line"` // 1-based in the record's text
	Text string `json:"text"` // without furniture
	// Span covers the first to the last word, furniture included.
	Span Span `json:"-"`
}

// A Fact is a statement of the archive about the cable, such as
// "Film Number: D750073-0410" of the Message Attributes.
type Fact struct {
	Name string // as written, without the colon: "Film Number"
	// Span covers the value, which may have several lines.
	Span Span
}

// A Span is a half-open range of bytes.
type Span struct{ Start, End int }

// A PieceKind is the kind of a piece of a cable's content.
type PieceKind uint8

// The kinds of pieces.
const (
	PieceOther          PieceKind = iota // text of no other kind
	PieceClassification                  // the classification line, with section and MRN
	PieceCaption                         // caption lines below it
	PieceAttention                       // STATE FOR …
	PieceEO                              // the E.O. line
	PieceTAGS
	PieceSubject
	PieceRefs
	PieceClassifiedBy
	PieceMarker    // a paragraph's number and portion mark
	PieceHeading   // a section heading on its own lines
	PieceText      // a paragraph's text
	PieceFurniture // page breaks, repeated classification lines, stray captions; not text
	PieceSignature
	PieceTransmission // transmission lines that a further section repeats; not text
	PieceFact         // statements of a reproduction between sections, in Facts; not text
)

// A Piece is a run of the content of one kind.
type Piece struct {
	Span
	Kind PieceKind
	// Para is the index of the piece's paragraph in Paragraphs, or -1.
	Para int
}

// A DTG is the cable's own date-time group.
type DTG struct {
	Raw  string    `json:"raw"`
	Time time.Time `json:"time"` // UTC
	Zone string    `json:"zone"` // the letter as written
}

// A Julian is the filing time of the DE line.
type Julian struct {
	Day  int    `json:"day"`            // of the year, 1-based
	Time string `json:"time,omitempty"` // "1412"
}

// An Addressee is a station that a cable goes to.
type Addressee struct {
	Name       string   `json:"name"`
	Routing    string   `json:"routing,omitempty"`    // routing indicator: "RUEHC"
	Precedence string   `json:"precedence,omitempty"` // the word: "IMMEDIATE"
	Serial     string   `json:"serial,omitempty"`     // message serial, with its zeros
	Exempt     []string `json:"exempt,omitempty"`     // addressees exempted from a collective (XMT)
}

// A Declassify is the declassification instruction of the E.O. line.
type Declassify struct {
	Raw        string   `json:"raw"`
	Date       string   `json:"date,omitempty"` // "2018-12-02"
	Event      string   `json:"event,omitempty"`
	Exemptions []string `json:"exemptions,omitempty"` // "X1", "25X1", "OADR"
}

// A Person is someone who classified a cable.
type Person = classifiedby.Person

// A Ref is an entry of the REF block.
type Ref = refs.Ref

// A Paragraph is a numbered paragraph, or the whole of a body without numbers.
type Paragraph struct {
	Number         int      `json:"number,omitempty"`         // by sequence; 0 if it has none
	Mark           string   `json:"mark,omitempty"`           // canonical portion mark: "S/NF"
	Classification string   `json:"classification,omitempty"` // of the mark
	Handling       []string `json:"handling,omitempty"`       // of the mark
	Heading        string   `json:"heading,omitempty"`
	Text           string   `json:"text"` // without furniture and markers
	// Span is from the marker to the end of the text, furniture included.
	Span Span `json:"-"`
}

// A Version is another text under the same id.
type Version struct {
	Source corpus.Source `json:"source"`
	Hash   string        `json:"hash"`
	Bytes  int           `json:"bytes"`
}

// A Problem is damage, a contradiction or a doubtful reading in a cable.
type Problem struct {
	// Kind is one of the Problem constants.
	Kind string `json:"kind"`
	// Line is the 1-based line in Cable.Text; 0 is the whole text.
	Line    int    `json:"line,omitempty"`
	Message string `json:"message"`
}

// Classifications are the overall classifications, lowest first.
var Classifications = []string{
	"UNCLASSIFIED", "LIMITED OFFICIAL USE", "FOR OFFICIAL USE ONLY", "SENSITIVE BUT UNCLASSIFIED",
	"CONFIDENTIAL", "SECRET", "TOP SECRET",
}
