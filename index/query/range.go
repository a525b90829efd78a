package query

import (
	"fmt"
	"strings"
	"time"

	"reftel/corpus/dtg"
	"reftel/index/field"
)

// A bound is one end of a range, or a single value; its empty text is open.
type bound struct {
	text     string
	from, to int
	beyond   bool // the value itself is left out: > and <
}

// An interval is a value of a field with ranges as it is written.
type interval struct {
	lo, hi bound
	single bool // lo is all of it
	// from and to are the place of the whole.
	from, to int
}

// ranged reads a value of a field with an order.
func (p *parser) ranged(sc scope, from int) (Node, *Error) {
	iv, err := p.interval(from)
	if err != nil {
		return nil, err
	}
	place := Place{from, p.pos}
	switch {
	case iv.single && iv.lo.text == "*":
		return &Has{place, sc.name}, nil
	case sc.kind.IsTime():
		return p.timeRange(sc, iv, place)
	case iv.single:
		return p.orderedValue(sc, iv.lo, place)
	}
	return p.valueRange(sc, iv, place)
}

// interval reads a value or a range: v, =v, >=v, a..b, [a TO b].
func (p *parser) interval(from int) (iv interval, err *Error) {
	iv.from = p.pos
	switch {
	case p.take("["):
		iv.lo, iv.hi, err = p.bracketed()
	case p.take(">="):
		iv.lo, err = p.wanted(">=")
	case p.take("<="):
		iv.hi, err = p.wanted("<=")
	case p.take(">"):
		iv.lo, err = p.wanted(">")
		iv.lo.beyond = true
	case p.take("<"):
		iv.hi, err = p.wanted("<")
		iv.hi.beyond = true
	case p.take("="):
		iv.single = true
		iv.lo, err = p.wanted("=")
	default:
		iv.lo, iv.hi, iv.single, err = p.dotted()
	}
	iv.to = p.pos
	if err == nil && iv.lo.text == "" && iv.hi.text == "" {
		err = p.fail(from, p.pos, "a value should stand here", "a range has a value at one end at least: 2008..")
	}
	return iv, err
}

// dotted reads v or a..b, in which either end may be missing.
func (p *parser) dotted() (lo, hi bound, single bool, err *Error) {
	if lo, err = p.bound(); err != nil || !p.take("..") {
		return lo, hi, true, err
	}
	hi, err = p.bound()
	return lo.orOpen(), hi.orOpen(), false, err
}

// wanted reads the bound after a sign.
func (p *parser) wanted(sign string) (bound, *Error) {
	b, err := p.bound()
	if err == nil && b.text == "" {
		err = p.fail(b.from-len(sign), b.to, "no value follows "+sign, "write it right after the sign")
	}
	return b, err
}

// bound reads a bound up to a blank, a comma, a parenthesis or two dots; in
// quotes it may have any of them.
func (p *parser) bound() (bound, *Error) {
	b := bound{from: p.pos}
	if p.atQuote() {
		text, err := p.quotedText()
		b.text, b.to = text, p.pos
		return b, err
	}
	for p.pos < len(p.text) {
		r, size := p.peek()
		if isBlank(r) || isQuote(r) || r == ',' || r == ')' || strings.HasPrefix(p.text[p.pos:], "..") {
			break
		}
		p.pos += size
	}
	b.text, b.to = p.text[b.from:p.pos], p.pos
	return b, nil
}

// orOpen returns the bound, open if it is the star of [* TO 2008].
func (b bound) orOpen() bound {
	if b.text == "*" {
		b.text = ""
	}
	return b
}

// bracketed reads what follows the [ of [a TO b].
func (p *parser) bracketed() (lo, hi bound, err *Error) {
	from := p.pos
	n := strings.IndexByte(p.text[from:], ']')
	if n < 0 {
		return lo, hi, p.fail(from-1, from, "this [ is never closed", "[2008 TO 2009]")
	}
	p.pos += n + 1
	before, after, ok := cutWord(p.text[from:from+n], "TO")
	if !ok {
		return lo, hi, p.fail(from-1, p.pos, "a range in brackets has TO between its ends", "[2008 TO 2009]")
	}
	lo = bound{text: unquote(before), from: from, to: from + len(before)}
	hi = bound{text: unquote(after), from: from + n - len(after), to: from + n}
	return lo.orOpen(), hi.orOpen(), nil
}

// cutWord cuts text around the first place where word stands by itself.
func cutWord(text, word string) (before, after string, ok bool) {
	for i := 0; ; i++ {
		n := strings.Index(text[i:], word)
		if n < 0 {
			return text, "", false
		}
		i += n
		before, after = text[:i], text[i+len(word):]
		if strings.TrimRightFunc(before, isBlank) != before || before == "" {
			if strings.TrimLeftFunc(after, isBlank) != after || after == "" {
				return before, after, true
			}
		}
	}
}

// unquote takes blanks and then quotes off the ends of a bound in brackets.
func unquote(text string) string {
	return strings.TrimSpace(strings.TrimFunc(strings.TrimFunc(text, isBlank), isQuote))
}

// The years that a query may name. Outside them a date has other than four
// digits, and no cable.
const firstYear, lastYear = 1000, 9998

const hintDate = `a date is 2008, 2008-12, 2008-12-04, 12/04/2008 or "041412Z DEC 08"`

// timeRange returns the node of a date, a range of them, or a pattern.
func (p *parser) timeRange(sc scope, iv interval, place Place) (Node, *Error) {
	if iv.single {
		iv.hi = iv.lo
		if pattern, err := dtg.ParsePattern(iv.lo.text); err == nil && sc.kind == field.Time {
			return &TimePattern{place, sc.name, pattern}, nil
		}
	}
	lo, err := p.timeBound(sc, iv.lo)
	if err != nil {
		return nil, err
	}
	hi, err := p.timeBound(sc, iv.hi)
	if err != nil {
		return nil, err
	}
	span := dtg.Span{From: lo.From, Until: hi.Until}
	if iv.lo.beyond {
		span.From = lo.Until
	}
	if iv.hi.beyond {
		span.Until = hi.From
	}
	if !span.From.IsZero() && !span.Until.IsZero() && !span.From.Before(span.Until) {
		return nil, p.backwards(iv)
	}
	return &DateRange{place, sc.name, spanText(span), span}, nil
}

// timeBound returns the span of one end of a range, zero for an open one. In a
// field that counts in days it is one of whole days.
func (p *parser) timeBound(sc scope, b bound) (dtg.Span, *Error) {
	if b.text == "" {
		return dtg.Span{}, nil
	}
	span, err := dtg.ParseRange(b.text)
	if err != nil {
		return dtg.Span{}, p.fail(b.from, b.to, p.dateFault(b), hintDate)
	}
	if y := span.From.Year(); y < firstYear || y > lastYear {
		return dtg.Span{}, p.fail(b.from, b.to, fmt.Sprintf("the year %d is out of reach", y), fmt.Sprintf("years go from %d to %d", firstYear, lastYear))
	}
	if sc.kind == field.Date {
		span = wholeDays(span)
	}
	return span, nil
}

// dateFault says why the text of a bound is no date.
func (p *parser) dateFault(b bound) string {
	if pattern, err := dtg.ParsePattern(b.text); err == nil {
		return fmt.Sprintf("%s has no month and year", pattern)
	}
	return quote(b.text) + " is no date"
}

const dayLength = 24 * time.Hour

// wholeDays widens a span to the UTC days that it touches.
func wholeDays(s dtg.Span) dtg.Span {
	return dtg.Span{From: s.From.Truncate(dayLength), Until: s.Until.Add(dayLength - 1).Truncate(dayLength)}
}

func (p *parser) backwards(iv interval) *Error {
	return p.fail(iv.from, iv.to, "the range ends before it begins", "the lower end stands first")
}

// A unit is a length of time that a range can be written in.
type unit struct {
	form   string
	starts func(time.Time) bool
	next   func(time.Time, int) time.Time
}

var units = []unit{
	{"2006", func(t time.Time) bool { return t.YearDay() == 1 && midnight(t) }, func(t time.Time, n int) time.Time { return t.AddDate(n, 0, 0) }},
	{"2006-01", func(t time.Time) bool { return t.Day() == 1 && midnight(t) }, func(t time.Time, n int) time.Time { return t.AddDate(0, n, 0) }},
	{"2006-01-02", midnight, func(t time.Time, n int) time.Time { return t.AddDate(0, 0, n) }},
}

func midnight(t time.Time) bool { return t.Truncate(dayLength).Equal(t) }

// spanText returns a span as the query language writes it, in the longest
// units that both ends have.
func spanText(s dtg.Span) string {
	for _, u := range units {
		if (s.From.IsZero() || u.starts(s.From)) && (s.Until.IsZero() || u.starts(s.Until)) {
			return rangeText(s, func(t time.Time) string { return t.Format(u.form) }, u.next)
		}
	}
	return rangeText(s, minuteText, func(t time.Time, n int) time.Time { return t.Add(time.Duration(n) * time.Minute) })
}

// rangeText writes a span in units: write writes the one that begins at a
// time, next goes n of them on.
func rangeText(s dtg.Span, write func(time.Time) string, next func(time.Time, int) time.Time) string {
	switch {
	case s.Until.IsZero():
		return ">=" + write(s.From)
	case s.From.IsZero():
		return "<" + write(s.Until)
	case next(s.From, 1).Equal(s.Until):
		return write(s.From)
	}
	return write(s.From) + ".." + write(next(s.Until, -1))
}

// minuteText returns a date-time group in one word: "041412ZDEC08".
func minuteText(t time.Time) string {
	return strings.ReplaceAll(dtg.DTG{Time: t, Zone: 'Z', Precision: dtg.Minute}.String(), " ", "")
}

// orderedValue returns the node of a single class or precedence.
func (p *parser) orderedValue(sc scope, b bound, place Place) (Node, *Error) {
	v, err := p.rank(sc, b)
	if err != nil {
		return nil, err
	}
	return &Word{Place: place, Field: sc.name, Text: v.Name}, nil
}

// rank returns the ordered value that a bound names. That of a portion mark is
// its classification: S/NF is S.
func (p *parser) rank(sc scope, b bound) (field.Value, *Error) {
	if v, ok := sc.kind.Value(b.text); ok {
		return v, nil
	}
	class, caption, _ := strings.Cut(b.text, "/")
	v, ok := sc.kind.Value(class)
	if ok && sc.kind == field.Mark {
		return v, nil
	}
	hint := hintValues + valueNames(sc.kind)
	if caption = strings.Trim(caption, "/"); ok && len(caption) < quoteMax && nameLen(caption+":") > 0 {
		hint = fmt.Sprintf("captions are asked for apart: class:%s handling:%s", v.Short, caption)
	}
	return v, p.fail(b.from, b.to, fmt.Sprintf("%s has no value %s", sc.name, quote(b.text)), hint)
}

func valueNames(k field.Kind) string {
	var names []string
	for _, v := range k.Values() {
		names = append(names, v.Short)
	}
	return strings.Join(names, ", ")
}

// mark reads a portion mark or a range by classification. A mark by itself is
// a word like any, so that it can have a star.
func (p *parser) mark(sc scope, from int) (Node, *Error) {
	at := p.pos
	iv, err := p.interval(from)
	if err != nil {
		return nil, err
	}
	if !iv.single {
		return p.valueRange(sc, iv, Place{from, p.pos})
	}
	p.pos = at
	if p.atQuote() {
		text, err := p.quotedText()
		return &Word{Place: Place{from, p.pos}, Field: sc.name, Text: markText(text)}, err
	}
	n, err := p.word(sc, from)
	if w, ok := n.(*Word); ok {
		w.Text, w.Exact = markText(w.Text), false
	}
	return n, err
}

// markText returns a mark in upper case, that of a classification for its name.
func markText(text string) string {
	if v, ok := field.Mark.Value(text); ok && !strings.ContainsAny(text, "/-") {
		return v.Short
	}
	return strings.ToUpper(text)
}

// valueRange returns the node of a range of ordered values.
func (p *parser) valueRange(sc scope, iv interval, place Place) (Node, *Error) {
	all := sc.kind.Values()
	lo, err := p.rankFrom(sc, iv.lo, all[0].Rank, 1)
	if err != nil {
		return nil, err
	}
	hi, err := p.rankFrom(sc, iv.hi, all[len(all)-1].Rank, -1)
	if err != nil {
		return nil, err
	}
	var names []string
	for _, v := range all {
		if lo <= v.Rank && v.Rank <= hi {
			names = append(names, v.Name)
		}
	}
	switch {
	case names != nil:
		return &ValueRange{place, sc.name, ranksText(all, lo, hi), names}, nil
	case iv.lo.text != "" && iv.hi.text != "":
		return nil, p.backwards(iv)
	}
	return nil, p.fail(iv.from, iv.to, "no value lies in this range", hintValues+valueNames(sc.kind))
}

// rankFrom returns the rank of a bound, open if it is open, and a step beyond
// if the bound is left out.
func (p *parser) rankFrom(sc scope, b bound, open, step int) (int, *Error) {
	if b.text == "" {
		return open, nil
	}
	v, err := p.rank(sc, b)
	if b.beyond {
		return v.Rank + step, err
	}
	return v.Rank, err
}

// ranksText returns a range of ranks as the query language writes it.
func ranksText(all []field.Value, lo, hi int) string {
	switch {
	case hi == all[len(all)-1].Rank:
		return ">=" + rankName(all, lo)
	case lo == all[0].Rank:
		return "<=" + rankName(all, hi)
	}
	return rankName(all, lo) + ".." + rankName(all, hi)
}

// rankName returns the name of a rank: of its values the last, since SBU came
// after FOUO.
func rankName(all []field.Value, rank int) string {
	name := ""
	for _, v := range all {
		if v.Rank == rank {
			name = v.Short
		}
	}
	return name
}
