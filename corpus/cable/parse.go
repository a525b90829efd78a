package cable

import (
	"sync"
	"time"

	"reftel/corpus"
	"reftel/corpus/mrn"
)

// A parser holds one record while it is read. It goes over the text once from
// line to line; what it looks at again is a bounded number of bytes, so that
// the cost grows with the length of the text and no faster.
type parser struct {
	c    *Cable
	rec  *corpus.Record
	text string
	scan scanner

	bodyStart int // where the record's Body starts in the text
	own       mrn.MRN
	year      int // the year of the cable as far as it is known

	class         opening
	sectionStarts []opening // of the second section on
	labelAt       int       // the first labelled line of the body, -1 if there is none
	copies        []Span    // other texts of the cable in the record
	first, limit  int       // of the cable's text, before its end is found

	lines []line // of the content, furniture cut out
	furn  []Span // the furniture of the content
	sent  transmission
	page  pageHeader
	stamp time.Time // that the archive printed above the text
	seen  sectionSet

	places []int // of the problems, in the text; -1 is the whole

	zones zones
	body  int // the index of the first line of the body
	scratch
}

// scratch is what is kept from one cable to the next.
type scratch struct {
	marks  []marker
	chains []chain
}

var parsers = sync.Pool{New: func() any { return new(parser) }}

// Parse reads a record. It always returns a cable; what is damaged, missing or
// contradictory in it is in Problems.
func Parse(rec corpus.Record) *Cable {
	p := parsers.Get().(*parser)
	c := p.parse(&rec)
	if cap(p.lines) < maxKept {
		*p = parser{lines: p.lines[:0], furn: p.furn[:0], scratch: scratch{marks: p.marks[:0], chains: p.chains[:0]}}
		parsers.Put(p)
	}
	return c
}

// maxKept is the number of lines up to which a parser's tables are kept for
// the next cable.
const maxKept = 1 << 16

func (p *parser) parse(rec *corpus.Record) *Cable {
	p.c, p.rec = &Cable{Source: rec.Source}, rec
	p.assemble()
	p.readOwn()
	p.findStarts()
	p.readTransmission()
	p.cutLines()
	p.readZones()
	p.readParagraphs()
	p.conclude()
	p.placeProblems()
	return p.c
}

// assemble puts the text together: the header, an empty line, and the body.
func (p *parser) assemble() {
	p.text = p.rec.Body
	if p.rec.Header != "" {
		p.text = p.rec.Header + "\n\n" + p.rec.Body
		p.bodyStart = len(p.rec.Header) + 2
	}
	p.c.Text = p.text
	p.scan = newScanner(p.text)
}

// readOwn takes what the archive says of the cable's id and date.
func (p *parser) readOwn() {
	if p.rec.ID != "" {
		p.c.ID = mrn.Canonical(p.rec.ID)
		if m, err := mrn.Parse(p.rec.ID, 0); err == nil {
			p.own = m
		}
	}
	switch {
	case !p.rec.Date.IsZero():
		p.year = p.rec.Date.Year()
	case p.own.Year != 0:
		p.year = p.own.Year
	}
}
