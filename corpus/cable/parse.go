package cable

import (
	"strings"
	"sync"

	"reftel/corpus"
	"reftel/corpus/mrn"
)

// A parser runs the readers of one record. They read the text once, line by line,
// and look back at a bounded number of bytes, so the time is linear in the text.
type parser struct {
	reading
	scratch
}

// scratch holds buffers for finding paragraphs, reused for the next cable.
type scratch struct {
	marks  []marker
	chains []chain
	chosen []int    // the best sequence of chains
	starts []marker // their markers
	values []int    // their numbers
}

var parsers = sync.Pool{New: func() any { return new(parser) }}

// Parse parses a record. It always returns a cable; its Problems list what is
// damaged, missing or contradictory.
func Parse(rec corpus.Record) *Cable { return NewReader(rec).Parse() }

// release returns the parser to the pool.
func (p *parser) release() {
	if cap(p.all) >= maxKept {
		return
	}
	*p = parser{
		reading: reading{
			all: p.all[:0], formed: p.formed[:0], lines: p.lines[:0], furn: p.furn[:0], covered: p.covered[:0],
			words: wordSet{slots: p.words.slots}, pieceMarks: p.pieceMarks[:0], skip: p.skip[:0],
		},
		scratch: scratch{marks: p.marks[:0], chains: p.chains[:0], chosen: p.chosen[:0], starts: p.starts[:0], values: p.values[:0]},
	}
	parsers.Put(p)
}

// maxKept is the number of lines above which a parser is not returned to the
// pool.
const maxKept = 1 << 16

// parse parses the record, whose lines are read.
func (p *parser) parse() *Cable {
	r := &p.reading
	r.findText()
	(&transmissionReader{reading: r}).readTransmission()
	(&cutter{reading: r, header: true}).cutLines()
	(&headerReader{reading: r}).readZones()
	(&paragraphReader{reading: r, scratch: &p.scratch}).readParagraphs()
	r.conclude()
	return r.c
}

// findText finds where the cable's text begins and ends.
func (r *reading) findText() {
	a := archiveReader{r}
	r.first, r.limit = -1, a.readAttributes()
	if r.belowAt > 0 {
		r.limit = min(r.limit, r.belowAt)
	}
	a.idFromFacts()
	a.dateFromFacts()
	(&extentReader{reading: r}).findStarts()
}

// conclude fills the cable from what the readers found.
func (r *reading) conclude() {
	r.c.Content = Span{r.first, max(r.first, r.contentLimit())}
	(&tailReader{r}).cutTail()
	pieces := pieceMaker{r}
	pieces.fixFurniture()
	pieces.makePieces()
	values := valueReader{r}
	values.readID()
	(&dateReader{r}).readDate()
	values.readZoneValues()
	pieces.fillTexts()
	values.readHeadings()
	values.readClass()
	values.readMentions()
	pieces.findSummary()
	(&unplacer{reading: r}).collectUnplaced()
	pieces.listFurniture()
	(&checker{r}).check()
	r.placeProblems()
}

// begin starts the reading of a record: its text, its lines, and the archive's
// statements above them.
func (r *reading) begin(rec *corpus.Record) {
	r.c, r.rec = &Cable{Source: rec.Source}, rec
	r.assemble()
	r.readOwn()
	(&formReader{reading: r}).readLines()
	a := archiveReader{r}
	a.readMirror()
	a.readCover()
}

// assemble sets the text: the header, an empty line, the body, and the facts.
func (r *reading) assemble() {
	r.text = r.rec.Body
	if r.rec.Header != "" {
		r.text = r.rec.Header + "\n\n" + r.rec.Body
		r.bodyStart = len(r.rec.Header) + 2
	}
	r.factsAt = len(r.text)
	if len(r.rec.Facts) > 0 {
		r.text += factsText(r.rec.Facts)
	}
	r.c.Text = r.text
	r.scan = newScanner(r.text)
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

// readOwn sets the cable's own id and year from the archive's id and date.
func (r *reading) readOwn() {
	if r.rec.ID != "" {
		id, damaged := mrn.Mend(r.rec.ID)
		r.c.ID = id
		r.aliasID(r.rec.ID, damaged)
		if m, err := mrn.Parse(r.c.ID, 0); err == nil {
			r.own = m
		}
	}
	switch {
	case !r.rec.Date.IsZero():
		r.year = r.rec.Date.Year()
	case r.own.Year != 0:
		r.year = r.own.Year
	}
}

// aliasID adds the archive's form of the id to the aliases if it is damaged or
// names the post differently.
func (r *reading) aliasID(id string, damaged bool) {
	if !damaged && id == r.c.ID && strings.IndexByte(id, '_') < 0 {
		return
	}
	form := trimCopy(strings.ToUpper(strings.Join(strings.Fields(id), "")))
	if damaged || onlyLetters(form) != onlyLetters(r.c.ID) {
		r.c.Aliases = appendOnce(r.c.Aliases, form)
	}
}

// trimCopy returns an archive's id without the letter of the copy that PlusD
// appends: "1976QUITO00214_b".
func trimCopy(id string) string {
	if n := len(id); n > 2 && id[n-2] == '_' {
		return id[:n-2]
	}
	return id
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
