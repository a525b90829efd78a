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

// Split returns the telegrams of a record, a record each. A record of one
// telegram is returned as it is; sections and copies of a telegram stay
// together.
//
// Where a second telegram begins, with its cover or its header, the text is cut: each part has the line or
// the page that it begins at, and that which bears the record's id keeps what the archive says
// of it. A telegram that another quotes in full stays where it stands; it also
// is a record of its own, behind that of its host.
func Split(rec corpus.Record) []corpus.Record {
	var list []corpus.Record
	for _, part := range splitCovers(rec) {
		list = append(list, splitTelegrams(part)...)
	}
	return list
}

// splitTelegrams splits a record at classification lines.
func splitTelegrams(rec corpus.Record) []corpus.Record {
	p := parsers.Get().(*parser)
	defer p.release()
	p.begin(&rec)
	x := &extentReader{reading: &p.reading}
	starts := x.collectStarts(len(p.text))
	if !x.manyTelegrams(starts) {
		return []corpus.Record{rec}
	}
	s := splitter{extentReader: x}
	for _, at := range starts {
		s.take(at)
	}
	return s.records()
}

// manyTelegrams reports whether classification lines name more than one
// telegram.
func (x *extentReader) manyTelegrams(starts []start) bool {
	for i := 1; i < len(starts); i++ {
		if !sameTelegram(starts[0].opening, starts[i].opening) && x.hasHeader(starts[i].opening) {
			return true
		}
	}
	return false
}

// sameTelegram reports whether a classification line is of the telegram that
// first opens: with its MRN, or of a further section whose number is a scan's
// reading of it.
func sameTelegram(first, c opening) bool {
	switch {
	case c.id.Number == "" || sameNumber(first.id, c.id):
		return true
	case c.section > 1 && first.id.Post == c.id.Post:
		return editDistance(first.id.Number, c.id.Number, 1) <= 1
	}
	return false
}

// A part is one telegram of a record's text.
type part struct {
	Span
	first  opening
	quoted bool
	id     string    // as a dump of an archive names it above the text
	date   time.Time // likewise
}

// A splitter finds the telegrams of a record's text.
type splitter struct {
	*extentReader
	parts []part
	host  int // the index of the part that is not quoted and was begun last
}

// take puts a classification line in its place.
func (s *splitter) take(at start) {
	if len(s.parts) == 0 {
		s.parts = append(s.parts, part{Span: Span{0, len(s.text)}, first: at.opening})
		return
	}
	for i := len(s.parts) - 1; i >= s.host; i-- {
		if sameTelegram(s.parts[i].first, at.opening) {
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

// hostYear returns the year of the telegram that quotes another; 0 if its
// record and its DTG line do not give it.
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

// headOf returns where the telegram begins whose classification line is at the
// offset at, behind the offset from.
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

// owner returns the index of the part that bears the record's id, else of the
// first.
func (s *splitter) owner() int {
	for i, part := range s.parts {
		if !part.quoted && s.own.Number != "" && sameNumber(part.first.id, s.own) {
			return i
		}
	}
	return 0
}

// record returns a part as a record; own says that it keeps what the archive
// says.
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

// sourceAt returns the source of a part of the record that begins at the offset.
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

// recordFacts returns what the columns of a dump, above a text whose MRN is
// own, say of its id and date.
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

// maxQuoteLead is how many lines may stand between the words that open a quote
// and the telegram that is quoted.
const maxQuoteLead = 4

// quoteEnd reports whether the telegram whose header begins at head is quoted
// by the one whose text begins at from, and where the quote ends: quoted text is
// announced above it, and the host has not ended before.
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

// quoteHead returns where a telegram begins whose header is at the offset head,
// or whose classification line is at: behind the word QUOTE, if that stands in
// the line.
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

// quoteWord returns where what follows the word QUOTE begins in s; 0 if s does
// not have it.
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

// after returns the first of the offsets of the lines that list returns, at or
// behind an offset; the length of the text if there is none.
func (x *extentReader) after(list func() []int, at int) int {
	offsets := list()
	if i, _ := slices.BinarySearch(offsets, at); i < len(offsets) {
		return offsets[i]
	}
	return len(x.text)
}

// endLines returns where the lines stand that end a message.
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

// closeLines returns where quoted texts end.
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

// offsets returns what at returns for the lines, in order, -1 left out.
func (x *extentReader) offsets(at func(int) int) []int {
	list := make([]int, 0, 8)
	for i := range x.all {
		if k := at(i); k >= 0 {
			list = append(list, k)
		}
	}
	return list
}

// opensQuote reports whether the line s announces a quoted text.
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

// closesQuote returns where in the line s a quoted text ends; -1 if it does not.
func closesQuote(s string) int {
	t := strings.Trim(s, " .:-*\"")
	for _, w := range [...]string{"UNQUOTE", "UNQTE", "END QUOTE", "END TEXT", "END QUOTED TEXT"} {
		if hasPrefixFold(t, w) && len(t) <= len(w)+2 {
			return 0
		}
	}
	// Behind the signature of what is quoted, before that of the host.
	if i := strings.Index(s, " UNQUOTE"); i > 0 && upperOnly(s) && isSignature(s[:i]) {
		return i
	}
	return -1
}
