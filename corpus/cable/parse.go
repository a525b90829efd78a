package cable

import (
	"strings"
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
	factsAt   int // where the text ends and the record's facts begin
	own       mrn.MRN
	year      int // the year of the cable as far as it is known

	class         opening
	sectionStarts []opening // of the second section on
	labelAt       int       // the first labelled line of the body, -1 if there is none
	sections      []Span    // what stands above the classification lines of further sections
	quotes        []Span    // telegrams that the text quotes in full
	trailing      Span      // transmission lines below the text
	copies        []Span    // other texts of the cable in the record
	first, limit  int       // of the cable's text, before its end is found

	all        []line // of the whole text
	formed     []int  // the lines of all that are of a known form
	lines      []line // of the content, furniture cut out
	furn       []cut  // what of the content is cut out
	covered    []cut  // what outside the content is read
	sent       transmission
	page       pageHeader
	stamp      time.Time // that the archive printed above the text
	archived   archived
	afterFacts int // where the facts above the text end
	coverTop   int // the first line of the cover; 0 if there is none
	belowAt    int // where the labels below the text begin; 0 if there are none
	seen       sectionSet

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
	defer p.release()
	return p.parse(&rec)
}

// release gives the parser back for the next cable.
func (p *parser) release() {
	if cap(p.all) >= maxKept {
		return
	}
	*p = parser{
		all: p.all[:0], formed: p.formed[:0], lines: p.lines[:0], furn: p.furn[:0], covered: p.covered[:0],
		scratch: scratch{marks: p.marks[:0], chains: p.chains[:0]},
	}
	parsers.Put(p)
}

// maxKept is the number of lines up to which a parser's tables are kept for
// the next cable.
const maxKept = 1 << 16

func (p *parser) parse(rec *corpus.Record) *Cable {
	p.begin(rec)
	p.findStarts()
	p.readTransmission()
	p.cutLines()
	p.readZones()
	p.readParagraphs()
	p.conclude()
	p.placeProblems()
	return p.c
}

// begin readies the parser for a record: the text, its lines, and what the
// archive says above them.
func (p *parser) begin(rec *corpus.Record) {
	p.c, p.rec = &Cable{Source: rec.Source}, rec
	p.assemble()
	p.readOwn()
	p.readLines()
	p.readMirror()
	p.readCover()
}

// assemble puts the text together: the header, an empty line, and the body.
func (p *parser) assemble() {
	p.text = p.rec.Body
	if p.rec.Header != "" {
		p.text = p.rec.Header + "\n\n" + p.rec.Body
		p.bodyStart = len(p.rec.Header) + 2
	}
	p.factsAt = len(p.text)
	if len(p.rec.Facts) > 0 {
		p.text += factsText(p.rec.Facts)
	}
	p.c.Text = p.text
	p.scan = newScanner(p.text)
}

// factsText returns the archive's facts as a text in the form of the attributes
// that AAD prints below a telegram.
func factsText(facts []corpus.Fact) string {
	var b strings.Builder
	b.WriteString("\n\nMessage Attributes\n\n")
	for _, f := range facts {
		b.WriteString(f.Name + ": " + f.Value + "\n")
	}
	return b.String()
}

// readOwn takes what the archive says of the cable's id and date.
func (p *parser) readOwn() {
	if p.rec.ID != "" {
		p.c.ID = mrn.Canonical(p.rec.ID)
		m, damaged := mrn.Repair(p.rec.ID)
		if damaged {
			p.c.ID = m.String()
		}
		p.aliasID(p.rec.ID, damaged)
		if m, err := mrn.Parse(p.c.ID, 0); err == nil {
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

// aliasID makes an alias of the archive's form of the id where that is damaged
// or names the post otherwise.
func (p *parser) aliasID(id string, damaged bool) {
	form := strings.ToUpper(strings.Join(strings.Fields(id), ""))
	if n := len(form); n > 2 && form[n-2] == '_' {
		form = form[:n-2]
	}
	if damaged || onlyLetters(form) != onlyLetters(p.c.ID) {
		p.c.Aliases = appendOnce(p.c.Aliases, form)
	}
}

// onlyLetters returns the ASCII letters of s.
func onlyLetters(s string) string {
	b := make([]byte, 0, len(s))
	for i := 0; i < len(s); i++ {
		if isLetter(s[i]) {
			b = append(b, s[i])
		}
	}
	return string(b)
}
