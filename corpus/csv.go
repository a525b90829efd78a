package corpus

import (
	"bytes"
	"errors"
	"fmt"
	"strings"
)

// The layout has no header row. Columns are separated by commas and quoted with
// ", with a backslash before each " and \ inside. The reader also accepts "" for
// a quote, also behind the backslash of RFC 4180 files whose texts escape quotes
// themselves, columns without quotes, a quote inside a column if no comma or line
// end follows it, and a column that ends in a backslash.
//
//	"2","12/4/2008 14:12","08BRUSSELS1828","Embassy Brussels","CONFIDENTIAL","08STATE125512|08OSLO12","VZCZC…","C O N F I …"
//
// A file with a header row that names its columns may have them in any order, and
// others. Columns may be separated by tabs, semicolons or bars as well.
//
// In the layout without a header row only the first line of a record can begin with
// `"2","12/4/2008 14:12","`. A damaged record ends there, whatever its quotes
// say, so that it does not include the records after it.

const (
	colNumber = iota
	colDate
	colID
	colOrigin
	colClassification
	colReferences
	colHeader
	colBody
	colCount
)

// startSize is the maximum length of the start of a record.
const startSize = 48

// isStart reports whether a line that begins with b starts a quoted record.
func isStart(b []byte) bool {
	return startLength(b, `"`, ",") > 0
}

// isPlainStart reports whether a line that begins with b starts a record, quoted
// or not.
func isPlainStart(b []byte) bool {
	return startLength(b, `"`, ",") > 0 || startLength(b, "", ",") > 0
}

// mayStart reports whether b may start a record, perhaps a damaged one. Lines
// after a damaged record that begin otherwise are part of it.
func (c *csvReader) mayStart(b []byte) bool {
	if b[0] == '"' {
		return len(b) > 1 && b[1] != '\n' && b[1] != c.delimiter
	}
	if c.names != nil {
		return !c.cols[0].quoted
	}
	rest := skipDigits(b, 1, 10)
	return len(rest) > 0 && rest[0] == c.delimiter
}

// isStart reports whether a line that begins with b starts a quoted record of
// the layout without a header row.
func (c *csvReader) isStart(b []byte) bool {
	return c.names == nil && startLength(b, `"`, string(c.delimiter)) > 0
}

func (c *csvReader) isPlainStart(b []byte) bool {
	if c.names != nil {
		return c.mayStart(b)
	}
	return c.isStart(b) || startLength(b, "", string(c.delimiter)) > 0
}

// startLength returns the length of the number and date columns that b begins
// with, quoted by quote and separated by sep; 0 if it does not begin with them.
func startLength(b []byte, quote, sep string) int {
	rest := skip(b[:min(len(b), startSize)], quote)
	rest = skip(skipDigits(rest, 1, 10), quote+sep+quote)
	rest = skip(skipTime(skip(skipDate(rest), " ")), quote+sep)
	if rest == nil {
		return 0
	}
	return min(len(b), startSize) - len(rest)
}

// skipDate skips M/D/YYYY or YYYY-MM-DD.
func skipDate(b []byte) []byte {
	us := skipDigits(skip(skipDigits(skip(skipDigits(b, 1, 2), "/"), 1, 2), "/"), 4, 4)
	if us != nil {
		return us
	}
	return skipDigits(skip(skipDigits(skip(skipDigits(b, 4, 4), "-"), 2, 2), "-"), 2, 2)
}

// skipTime skips H:MM, and seconds if there are any.
func skipTime(b []byte) []byte {
	rest := skipDigits(skip(skipDigits(b, 1, 2), ":"), 2, 2)
	if long := skipDigits(skip(rest, ":"), 2, 2); long != nil {
		return long
	}
	return rest
}

// skip returns what follows word in b; nil if b does not begin with it.
func skip(b []byte, word string) []byte {
	if b == nil || !bytes.HasPrefix(b, []byte(word)) {
		return nil
	}
	return b[len(word):]
}

// skipDigits returns what follows the first digits of b, at most high of them;
// nil if b begins with fewer than low digits.
func skipDigits(b []byte, low, high int) []byte {
	n := 0
	for n < len(b) && n < high && '0' <= b[n] && b[n] <= '9' {
		n++
	}
	if b == nil || n < low {
		return nil
	}
	return b[n:]
}

// readCSV reads the records of a CSV file.
func readCSV(s *scan) {
	c := newCSVReader(s)
	for c.toRecord() && c.next() {
	}
}

func newCSVReader(s *scan) *csvReader {
	c := &csvReader{scan: s, delimiter: ',', names: s.table.names, header: s.table.names != nil}
	if s.table.delimiter != 0 {
		c.delimiter = s.table.delimiter
	}
	c.ends = string([]byte{c.delimiter, '\n'})
	c.cols = make([]column, colCount)
	if c.names != nil {
		c.cols = make([]column, len(c.names))
	}
	return c
}

type csvReader struct {
	*scan
	delimiter byte
	names     []string // of the header row; nil if there is none
	header    bool     // the header row is still to come
	ends      string   // the delimiter and the line end
	// The current record is the first pos bytes of the unread part.
	pos     int
	cols    []column
	n       int // columns read; may exceed len(cols)
	start   int // of the open column
	open    bool
	quoted  bool
	scratch []byte
}

// A column is the position of a column's text in the record.
type column struct {
	from, to int
	quoted   bool
}

// toRecord skips blank lines and returns false at the end of the input.
func (c *csvReader) toRecord() bool {
	for {
		b := c.need(len(byteOrderMark))
		switch {
		case len(b) == 0:
			return false
		case hasMark(b):
			c.advance(len(byteOrderMark))
		case b[0] == '\n':
			c.advance(1)
		default:
			return true
		}
	}
}

// next emits the record that begins here. It returns false when reading is to
// end.
func (c *csvReader) next() bool {
	line := c.line
	end := c.find()
	raw := c.unread()[:c.pos]
	switch {
	case c.pos > c.max:
		c.pos = c.max
		return c.bad(line, raw[:c.max], c.tooLong(), c.isPlainStart)
	case (end == endInput || end == endLast) && c.failed():
		return false
	case end == endInput:
		return c.reject(line, raw, errors.New("quoted column has no end")) && c.drop()
	case end == endBroken:
		at := line + bytes.Count(raw, []byte{'\n'})
		return c.reject(line, raw, fmt.Errorf("quoted column has no end before the record at line %d", at)) && c.drop()
	}
	if c.header {
		c.header = false
		return c.drop()
	}
	rec, err := c.build(line, raw)
	if err != nil {
		return c.bad(line, raw, err, c.mayStart)
	}
	return c.emit(rec) && c.drop()
}

// drop advances over the record. It returns true.
func (c *csvReader) drop() bool {
	c.advance(c.pos)
	return true
}

// bad rejects a record together with the lines after it, up to the next for
// which starts holds.
func (c *csvReader) bad(line int, raw []byte, err error, starts func([]byte) bool) bool {
	midLine := raw[len(raw)-1] != '\n'
	raw = append([]byte(nil), raw[:min(len(raw), rawLimit)]...)
	c.drop()
	for {
		if midLine {
			raw = c.keepLine(raw)
		}
		b := c.need(startSize)
		if len(b) == 0 || starts(b) {
			if errors.As(err, new(columnError)) {
				return c.rejectKind(line, raw, err)
			}
			return c.reject(line, raw, err)
		}
		midLine = true
	}
}

// keepLine advances over the rest of the line and adds it to raw.
func (c *csvReader) keepLine(raw []byte) []byte {
	for {
		b := c.unread()
		n := bytes.IndexByte(b, '\n') + 1
		if n == 0 {
			n = len(b)
		}
		raw = append(raw, b[:min(n, rawLimit-len(raw))]...)
		c.advance(n)
		if n < len(b) || (n > 0 && b[n-1] == '\n') || !c.more() {
			return raw
		}
	}
}

// An ending is how a column ends.
type ending uint8

const (
	endMore   ending = iota // beyond the bytes read so far
	endColumn               // another follows
	endRecord
	endLast   // the record ends, and so does the input
	endBroken // no end before another record starts
	endInput  // no end before the end of the input
)

// find finds the end of the record and the positions of its columns. It stops
// at the maximum record length.
func (c *csvReader) find() ending {
	c.pos, c.n, c.open = 0, 0, false
	for {
		final := c.err != nil
		end := c.column(c.unread(), final)
		switch {
		case end == endMore && c.pos > c.max:
			return endMore
		case end == endMore:
			c.more()
		case end != endColumn:
			return end
		}
	}
}

// column continues the open column or starts the next. rec holds the record
// and what follows it; final reports that rec holds all of the input.
func (c *csvReader) column(rec []byte, final bool) ending {
	if !c.open {
		if c.pos == len(rec) && !final {
			return endMore
		}
		c.open = true
		c.quoted = c.pos < len(rec) && rec[c.pos] == '"'
		if c.quoted {
			c.pos++
		}
		c.start = c.pos
	}
	if c.quoted {
		return c.quotedColumn(rec, final)
	}
	return c.plainColumn(rec, final)
}

// close ends the open column at to; the next begins at next.
func (c *csvReader) close(to, next int, end ending) ending {
	if c.n < len(c.cols) {
		c.cols[c.n] = column{c.start, to, c.quoted}
	}
	c.n++
	c.open = false
	c.pos = next
	return end
}

func (c *csvReader) plainColumn(rec []byte, final bool) ending {
	i := bytes.IndexAny(rec[c.pos:], c.ends)
	switch {
	case i < 0 && !final:
		c.pos = len(rec)
		return endMore
	case i < 0:
		return c.close(len(rec), len(rec), endLast)
	case rec[c.pos+i] == c.delimiter:
		return c.close(c.pos+i, c.pos+i+1, endColumn)
	}
	return c.close(c.pos+i, c.pos+i+1, endRecord)
}

func (c *csvReader) quotedColumn(rec []byte, final bool) ending {
	for {
		i := bytes.IndexByte(rec[c.pos:], '"')
		if i < 0 {
			c.pos = len(rec)
			return notYet(final)
		}
		at := c.pos + i
		if len(rec)-at < startSize+3 && !final {
			c.pos = at
			return endMore
		}
		if escaped(rec[c.start:at]) && !c.endsInBackslash(rec[at+1:]) {
			c.pos = at + 1
			continue
		}
		if end := c.quote(rec, at); end != endMore {
			return end
		}
	}
}

// endsInBackslash reports whether the quote before rest ends its column although a
// backslash precedes it: the delimiter or line end that follows is followed by
// the start of another column. In a column that goes on, that start would be its
// closing quote.
func (c *csvReader) endsInBackslash(rest []byte) bool {
	last := c.n == len(c.cols)-1
	switch {
	case len(rest) == 0:
		return last
	case rest[0] == '\n':
		return last && (len(rest) == 1 || c.opensColumn(rest[1:]))
	}
	return rest[0] == c.delimiter && c.opensColumn(rest[1:])
}

// opensColumn reports whether b begins with a quote that can only open a column.
func (c *csvReader) opensColumn(b []byte) bool {
	return len(b) > 1 && b[0] == '"' && b[1] != c.delimiter && b[1] != '\n'
}

func notYet(final bool) ending {
	if final {
		return endInput
	}
	return endMore
}

// quote classifies the quote at the offset at of a quoted column; endMore means
// that the column continues.
func (c *csvReader) quote(rec []byte, at int) ending {
	rest := rec[at+1:]
	switch {
	case len(rest) == 0:
		return c.close(at, at+1, endLast)
	case c.isEscapedPair(rec, at):
		c.pos = at + 1
	case rest[0] == c.delimiter:
		return c.close(at, at+2, endColumn)
	case rest[0] == '\n':
		return c.close(at, at+2, endRecord)
	case rest[0] == '"' && c.recordsEnd(rest[1:]):
		// A quote that was not escaped, before the one that closes.
		if len(rest) == 1 {
			return c.close(at+1, at+2, endLast)
		}
		return c.close(at+1, at+3, endRecord)
	case rest[0] == '"':
		c.pos = at + 2
	case rec[at-1] == '\n' && c.isStart(rec[at:]):
		c.pos = at
		return endBroken
	default:
		c.pos = at + 1
	}
	return endMore
}

// recordsEnd reports whether b can follow a record: it is empty or begins with
// a line end and another record.
func (c *csvReader) recordsEnd(b []byte) bool {
	return len(b) == 0 || b[0] == '\n' && (len(b) == 1 || c.isStart(b[1:]))
}

// isEscapedPair reports whether the quote at the offset at is the second of
// \"", which RFC 4180 makes of \" in a text. In a file that escapes quotes with
// backslashes it ends the column, and a quoted column or the line end follows.
func (c *csvReader) isEscapedPair(rec []byte, at int) bool {
	if at == c.start || rec[at-1] != '"' || !escaped(rec[c.start:at-1]) {
		return false
	}
	rest := rec[at+1:]
	if rest[0] == '\n' {
		return c.n < len(c.cols)-1
	}
	return rest[0] == c.delimiter && c.cols[0].quoted && c.n > 0 && len(rest) > 1 && rest[1] != '"'
}

// escaped reports whether b ends in a backslash that escapes what follows b.
func escaped(b []byte) bool {
	n := 0
	for n < len(b) && b[len(b)-1-n] == '\\' {
		n++
	}
	return n%2 == 1
}

// build returns the record that the columns hold.
func (c *csvReader) build(line int, raw []byte) (Record, error) {
	if c.n != len(c.cols) {
		return Record{}, columnError{len(c.cols), c.n}
	}
	cs := charsetOf(raw)
	if c.names != nil {
		return c.namedRecord(line, raw, cs), nil
	}
	if number := c.text(raw, colNumber, cs); strings.Trim(number, "0123456789") != "" || number == "" {
		return Record{}, fmt.Errorf("expected a number in the first column, found %.40q", number)
	}
	date, ok := parseDate(c.text(raw, colDate, cs), csvDates, pageDates)
	if !ok && !c.cols[colNumber].quoted {
		return Record{}, fmt.Errorf("expected a date in the second column, found %.40q", c.text(raw, colDate, cs))
	}
	rec := c.record(CSV, line, cs)
	rec.ID, rec.Date = c.text(raw, colID, cs), date
	rec.Origin = c.text(raw, colOrigin, cs)
	rec.Classification = c.text(raw, colClassification, cs)
	rec.References = splitReferences(c.text(raw, colReferences, cs))
	rec.Header = c.text(raw, colHeader, cs)
	rec.Body = c.text(raw, colBody, cs)
	return rec, nil
}

// A columnError is the error of a record with too few or too many columns.
type columnError struct{ want, found int }

func (e columnError) Error() string {
	return fmt.Sprintf("expected %d columns, found %d", e.want, e.found)
}

// namedRecord returns a record of a file with a header row.
func (c *csvReader) namedRecord(line int, raw []byte, cs charset) Record {
	rec := c.record(CSV, line, cs)
	fields := make([]entry, len(c.names))
	for i, name := range c.names {
		fields[i] = entry{name: name, value: c.text(raw, i, cs)}
	}
	rec.fill(fields)
	return rec
}

// splitReferences returns the references of "08STATE1|08OSLO12", nil for none.
func splitReferences(s string) []string {
	var refs []string
	for ref := range strings.SplitSeq(s, "|") {
		if ref = strings.TrimSpace(ref); ref != "" {
			refs = append(refs, ref)
		}
	}
	return refs
}

// text returns the text of a column.
func (c *csvReader) text(raw []byte, col int, cs charset) string {
	at := c.cols[col]
	b := raw[at.from:at.to]
	if at.quoted {
		b = c.unescape(b)
	}
	return cs.decode(b)
}

// unescape resolves \", \\ and "". Any other backslash stands for itself, as in
// dumps that escape nothing. The result is valid until the next call.
func (c *csvReader) unescape(b []byte) []byte {
	quote := indexOrEnd(b, '"')
	i := indexOrEnd(b[:quote], '\\')
	if i == len(b) {
		return b
	}
	out, from := c.scratch[:0], 0
	for i < len(b) {
		out = append(out, b[from:i]...)
		switch rest := b[i:]; {
		case bytes.HasPrefix(rest, []byte(`\""`)):
			i += 2
		case len(rest) > 1 && (rest[1] == '"' || rest[1] == rest[0]):
			i++
		}
		out = append(out, b[i])
		from = i + 1
		if quote < from {
			quote = from + indexOrEnd(b[from:], '"')
		}
		i = from + indexOrEnd(b[from:quote], '\\')
	}
	c.scratch = append(out, b[from:]...)
	return c.scratch
}

// indexOrEnd returns the index of the first c in b, or len(b).
func indexOrEnd(b []byte, c byte) int {
	if i := bytes.IndexByte(b, c); i >= 0 {
		return i
	}
	return len(b)
}
