package cable

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"reftel/corpus"
	"reftel/corpus/dtg"
	"reftel/corpus/mrn"
)

// Split returns the cables of a record as one record each. A record of one cable
// is returned unchanged; sections and copies of a cable stay together.
//
// The text is split where the cover or the header of another cable begins. The
// source of each part has the line or the page where the part begins. The part
// with the record's id keeps what the archive says. A cable that another quotes in
// full stays part of the text of that one, and is also a record after it.
func Split(rec corpus.Record) []corpus.Record {
	var list []corpus.Record
	for _, r := range NewReader(rec).Split() {
		list = append(list, r.Record())
		r.Close()
	}
	return list
}

// splitHeaders splits the record at classification lines.
func (r *Reader) splitHeaders() []*Reader {
	x := &extentReader{reading: &r.begin().reading}
	starts := x.collectStarts(len(x.text))
	if !x.manyCables(starts) {
		return []*Reader{r}
	}
	s := splitter{extentReader: x}
	for _, at := range starts {
		s.take(at)
	}
	var list []*Reader
	for _, rec := range s.records() {
		list = append(list, NewReader(rec))
	}
	r.Close()
	return list
}

// manyCables reports whether the classification lines name more than one cable.
func (x *extentReader) manyCables(starts []start) bool {
	for i := 1; i < len(starts); i++ {
		if !sameCable(starts[0].opening, starts[i].opening) && x.hasHeader(starts[i].opening) {
			return true
		}
	}
	return false
}

// sameCable reports whether the classification line c belongs to the cable that
// first opens: it has the same MRN or none, or it opens a further section and one
// character of its number was misread.
func sameCable(first, c opening) bool {
	switch {
	case c.id.Number == "" || sameNumber(first.id, c.id):
		return true
	case c.section > 1 && first.id.Post == c.id.Post:
		return editDistance(first.id.Number, c.id.Number, 1) <= 1
	}
	return false
}

// A part is one cable in a record's text.
type part struct {
	Span
	first  opening
	quoted bool
	id     string    // from the columns of a dump, or made for a quoted cable
	date   time.Time // from the columns of a dump
}

// A splitter finds the cables in a record's text.
type splitter struct {
	*extentReader
	parts []part
	host  int // the index of the last part that is not quoted
}

// take adds the classification line at to a part, or begins a part with it.
func (s *splitter) take(at start) {
	if len(s.parts) == 0 {
		s.parts = append(s.parts, part{Span: Span{0, len(s.text)}, first: at.opening})
		return
	}
	for i := len(s.parts) - 1; i >= s.host; i-- {
		if sameCable(s.parts[i].first, at.opening) {
			return
		}
	}
	if !s.hasHeader(at.opening) {
		return
	}
	host := &s.parts[s.host]
	head := s.quoteHead(s.headOf(at.start, host.first.end), at.start)
	if end, quoted := s.quoteEnd(host.first.end, head, at.end); quoted {
		quote := part{Span: Span{head, end}, first: at.opening, quoted: true}
		if year := s.hostYear(); year != 0 && at.id.Year == 0 && s.undated(head, at.start) {
			id := at.id
			id.Year = year
			quote.id = id.String()
		}
		s.parts = append(s.parts, quote)
		return
	}
	if head <= s.bodyStart || head <= host.Start {
		return
	}
	host.End = head
	next := part{Span: Span{head, len(s.text)}, first: at.opening}
	above := strings.LastIndexByte(strings.TrimRight(s.text[:head], "\n "), '\n') + 1
	next.id, next.date = recordFacts(s.text[above:at.start], at.id)
	s.host = len(s.parts)
	s.parts = append(s.parts, next)
}

// hostYear returns the year of the host from its record or its DTG line; 0 if
// neither gives it.
func (s *splitter) hostYear() int {
	if s.own.Year != 0 {
		return s.own.Year
	}
	for i := s.lineAt(s.parts[s.host].Start); i < len(s.all) && s.all[i].start < s.parts[s.host].first.start; i++ {
		if line := s.lineOf(i); isDTGLine(line) {
			if d, err := dtg.Parse(cmp.Or(repairDTG(line), line)); err == nil {
				return d.Time.Year()
			}
		}
	}
	return 0
}

// undated reports whether the text [from, to) has no DTG line.
func (s *splitter) undated(from, to int) bool {
	for i := s.lineAt(from); i < len(s.all) && s.all[i].start < to; i++ {
		if isDTGLine(s.text[max(from, s.all[i].in):max(from, s.all[i].end)]) {
			return false
		}
	}
	return true
}

// headOf returns the start, not before the offset from, of the cable whose
// classification line is at the offset at.
func (s *splitter) headOf(at, from int) int {
	head := max(s.sectionHead(at), from)
	return min(head, s.beforeRecord(from, head))
}

// records returns the parts as records.
func (s *splitter) records() []corpus.Record {
	own := s.owner()
	list := make([]corpus.Record, len(s.parts))
	for i, part := range s.parts {
		list[i] = s.record(part, i == own)
	}
	return list
}

// owner returns the index of the part with the record's id, else 0.
func (s *splitter) owner() int {
	for i, part := range s.parts {
		if !part.quoted && s.own.Number != "" && sameNumber(part.first.id, s.own) {
			return i
		}
	}
	return 0
}

// record returns a part as a record. If own is set it keeps what the archive says.
func (s *splitter) record(part part, own bool) corpus.Record {
	rec := corpus.Record{Source: s.rec.Source, Format: s.rec.Format, Encoding: s.rec.Encoding}
	if own {
		rec = *s.rec
	}
	if part.Start == 0 {
		rec.Header, rec.Body = s.rec.Header, s.text[s.bodyStart:min(part.End, s.factsAt)]
	} else {
		rec.Header, rec.Body = "", s.text[part.Start:min(part.End, s.factsAt)]
	}
	if rec.ID == "" {
		rec.ID = part.id
	}
	if rec.Date.IsZero() {
		rec.Date = part.date
	}
	rec.Source = s.sourceAt(part.Start)
	return rec
}

// sourceAt returns the source of a part that begins at the offset at.
func (r *reading) sourceAt(at int) corpus.Source {
	src := r.rec.Source
	if src.Line > 0 && r.rec.Format != corpus.JSONL {
		src.Line += strings.Count(r.text[:at], "\n")
	}
	if src.Page > 0 {
		src.Page += strings.Count(r.text[:r.visible(at)], corpus.PageBreak)
	}
	return src
}

// visible returns the offset of the first byte at or after at that is neither
// blank nor a page break.
func (r *reading) visible(at int) int {
	for at < len(r.text) && (isBlank(r.text[at]) || strings.HasPrefix(r.text[at:], corpus.PageBreak)) {
		at++
	}
	return at
}

// recordFacts returns the id and date in the columns of a dump above a text whose
// MRN is own.
func recordFacts(head string, own mrn.MRN) (id string, date time.Time) {
	for word := range strings.FieldsFuncSeq(head, func(r rune) bool { return strings.ContainsRune(" \t\n\r,\"", r) }) {
		if t, err := time.Parse("1/2/2006", word); err == nil && date.IsZero() {
			date = t
		}
		if m, err := mrn.Parse(word, 0); err == nil && sameNumber(m, own) && m.Year != 0 && isDigit(word[0]) {
			return word, date
		}
	}
	return "", time.Time{}
}

// maxQuoteLead is the maximum number of lines from the words that open a quote to
// the quoted cable.
const maxQuoteLead = 4

// quoteEnd reports whether the cable whose header begins at head and whose text
// begins at text is quoted by the one whose text begins at from, and where the
// quote ends. Words above it open the quote, and the host has not ended before.
func (x *extentReader) quoteEnd(from, head, text int) (end int, quoted bool) {
	if end := x.after(x.endLines, from); end < head {
		return 0, false
	}
	i := x.lineAt(head)
	quoted = opensQuote(x.text[x.all[i].in:max(x.all[i].in, trimRightBlanks(x.text, x.all[i].in, head))])
	for n := 0; n < maxQuoteLead && i > 0 && !quoted; {
		if i--; x.all[i].end <= from {
			break
		}
		if x.all[i].kind == lineText {
			n++
			quoted = opensQuote(x.lineOf(i))
		}
	}
	if !quoted {
		return 0, false
	}
	return x.after(x.closeLines, text), true
}

// quoteHead returns the start of the cable whose header is at the offset head and
// whose classification line is at the offset at. If the word QUOTE is in the line
// of either or above the header, the cable begins after it.
func (x *extentReader) quoteHead(head, at int) int {
	for _, start := range [...]int{at, head} {
		i := x.lineAt(start)
		l := x.all[i]
		if k := quoteWord(x.text[l.in:max(l.in, min(l.end, start))]); k > 0 && start == at {
			return l.in + k
		}
		// The line above the header may open the quote and hold its first line.
		if i = x.textAbove(i); i >= 0 && start == head {
			if k := quoteWord(x.lineOf(i)); k > 0 && k < x.all[i].end-x.all[i].in {
				return x.all[i].in + k
			}
		}
	}
	return head
}

// quoteWord returns the offset of what follows the word QUOTE in s, or 0.
func quoteWord(s string) int {
	i := strings.LastIndex(s, "QUOTE ")
	if i < 0 && strings.HasSuffix(s, "QUOTE") {
		i = len(s) - len("QUOTE")
	}
	if i < 0 || i >= 2 && s[i-2:i] == "UN" {
		return 0
	}
	i += len("QUOTE")
	return i + blanks(s[i:])
}

// after returns the first of the offsets of list that is not before at, or the
// length of the text.
func (x *extentReader) after(list func() []int, at int) int {
	offsets := list()
	if i, _ := slices.BinarySearch(offsets, at); i < len(offsets) {
		return offsets[i]
	}
	return len(x.text)
}

// endLines returns the offsets of the lines that end a message.
func (x *extentReader) endLines() []int {
	if x.ends == nil {
		x.ends = x.offsets(func(i int) int {
			if x.all[i].form == formEnd && x.all[i].kind == lineFurniture {
				return x.all[i].start
			}
			return -1
		})
	}
	return x.ends
}

// closeLines returns the offsets where quoted texts end.
func (x *extentReader) closeLines() []int {
	if x.closes == nil {
		x.closes = x.offsets(func(i int) int {
			if l := x.all[i]; l.kind == lineText {
				if k := closesQuote(x.lineOf(i)); k >= 0 {
					return l.in + k
				}
			}
			return -1
		})
	}
	return x.closes
}

// offsets returns the results of at for all lines, in order, without -1.
func (x *extentReader) offsets(at func(int) int) []int {
	list := make([]int, 0, 8)
	for i := range x.all {
		if k := at(i); k >= 0 {
			list = append(list, k)
		}
	}
	return list
}

// opensQuote reports whether the line s opens a quoted text.
func opensQuote(s string) bool {
	s = strings.Trim(s, " .:-*")
	if k := quoteWord(s); k > 0 && (k == len(s) || isDTGLine(s[k:])) {
		return true
	}
	for _, w := range [...]string{"QUOTE", "QTE", "BEGIN QUOTE", "BEGIN TEXT", "BEGIN QUOTED TEXT", "TEXT OF CABLE"} {
		if hasSuffixFold(s, w) && !hasSuffixFold(s, "UN"+w) {
			return true
		}
	}
	for _, w := range [...]string{"REPEATED FOR", "FOLLOWING REPEAT", "FOLLOWING TEL", "FOLLOWING CABLE", "FOLLOWING MESSAGE", "QUOTED BELOW", "REPEATED BELOW", "TEXT FOLLOWS"} {
		if indexFold(s, w) >= 0 {
			return true
		}
	}
	return false
}

// closesQuote returns the offset in the line s where a quoted text ends, or -1.
func closesQuote(s string) int {
	t := strings.Trim(s, " .:-*\"")
	for _, w := range [...]string{"UNQUOTE", "UNQTE", "END QUOTE", "END TEXT", "END QUOTED TEXT"} {
		if hasPrefixFold(t, w) && len(t) <= len(w)+2 {
			return 0
		}
	}
	// After the signature of the quoted text.
	if i := strings.Index(s, " UNQUOTE"); i > 0 && upperOnly(s) && isSignature(s[:i]) {
		return i
	}
	return -1
}
