package corpus

import (
	"bytes"
	"errors"
	"strings"

	"golang.org/x/net/html"
)

// pageTags are the elements that start a page or an excerpt of one.
var pageTags = []string{"!doctype", "!--", "?xml", "html", "head", "body", "meta", "title", "table", "div", "code", "pre", "p>", "h1", "h2", "h3"}

// holdsPage reports whether the head of a file contains a cable's table.
func holdsPage(head []byte) bool {
	return bytes.Contains(head, []byte("<table class='cable'")) ||
		bytes.Contains(head, []byte(`<table class="cable"`))
}

// startsHTML reports whether a file with this start, leading blanks removed, is
// a page.
func startsHTML(start []byte) bool {
	if len(start) == 0 || start[0] != '<' {
		return false
	}
	word := bytes.ToLower(start[1:min(len(start), 12)])
	for _, tag := range pageTags {
		if bytes.HasPrefix(word, []byte(tag)) {
			return true
		}
	}
	return false
}

var errNoCable = errors.New("no cable on this page: expected <table class='cable'> and <pre>")

// readHTML reads a page: a table of the archive's facts and the cable's text in
// one or two <pre>. Pages concatenated in one file give a record each.
func readHTML(s *scan) {
	data, ok := s.whole()
	if !ok {
		return
	}
	cs := charsetOf(data)
	if cs != utf8Clean {
		data = []byte(cs.decode(data))
	}
	cables := readPages(data)
	if len(cables) == 0 {
		s.reject(1, data, errNoCable)
	}
	for _, c := range cables {
		if !s.emitPage(c, cs) {
			return
		}
	}
}

func (s *scan) emitPage(c pageCable, cs charset) bool {
	if !c.hasText() {
		return s.reject(c.line, nil, errNoCable)
	}
	return s.emit(s.page(c, cs))
}

// page returns the record of a cable.
func (s *scan) page(c pageCable, cs charset) Record {
	rec := s.record(HTML, c.line, cs)
	rec.ID = c.fact("reference id", "id", "identifier")
	if rec.ID == "" {
		rec.ID = s.fileID()
	}
	rec.Date, _ = parseDate(c.fact("created", "date"), pageDates, csvDates)
	rec.Classification = c.fact("classification")
	rec.Origin = c.fact("origin")
	if n := len(c.pres); n > 1 {
		rec.Header = c.pres[0]
		rec.Body = strings.Join(c.pres[1:], "\n\n")
	} else if n == 1 {
		rec.Body = c.pres[0]
	}
	return rec
}

// A pageCable is what a page holds about one cable.
type pageCable struct {
	line  int // of its table or its first <pre>; 0 if there is no cable
	table bool
	names []string // column names in lower case
	cells []string
	pres  []string
}

// fact returns the cell of the first named column that the table has.
func (c *pageCable) fact(names ...string) string {
	for _, name := range names {
		for i, have := range c.names {
			if have == name && i < len(c.cells) {
				return c.cells[i]
			}
		}
	}
	return ""
}

// columnNames are the columns of Cablegate pages, used for a table without a
// header row.
var columnNames = []string{"reference id", "created", "released", "classification", "origin"}

func (c *pageCable) hasText() bool {
	for _, pre := range c.pres {
		if strings.TrimSpace(pre) != "" {
			return true
		}
	}
	return false
}

// readPages returns the cables of a page, including those without text.
func readPages(page []byte) []pageCable {
	p := pageParser{z: html.NewTokenizer(bytes.NewReader(page)), line: 1}
	for p.token() {
	}
	p.endPart()
	p.endCable()
	return p.done
}

type pageParser struct {
	z    *html.Tokenizer
	line int
	done []pageCable

	cable   pageCable
	inTable bool            // within the cable's table
	part    string          // the element being read: "th", "td", "pre" or none
	text    strings.Builder // of the part
}

// token reads one token and reports whether there was one.
func (p *pageParser) token() bool {
	kind := p.z.Next()
	if kind == html.ErrorToken {
		return false
	}
	lines := bytes.Count(p.z.Raw(), []byte{'\n'})
	switch kind {
	case html.TextToken:
		if p.part != "" {
			p.text.Write(p.z.Text())
		}
	case html.StartTagToken, html.SelfClosingTagToken:
		name, attrs := p.z.TagName()
		p.start(string(name), attrs)
	case html.EndTagToken:
		name, _ := p.z.TagName()
		p.end(string(name))
	}
	p.line += lines
	return true
}

func (p *pageParser) start(name string, attrs bool) {
	switch name {
	case "table":
		if attrs && p.isCable() {
			p.startCable()
		}
	case "tr":
		p.endCell()
	case "th", "td":
		p.endCell()
		if p.inTable && p.part == "" {
			p.part = name
		}
	case "pre":
		p.endPart()
		if p.cable.line == 0 {
			p.cable.line = p.line
		}
		p.part = name
	case "br":
		if p.part != "" {
			p.text.WriteByte('\n')
		}
	}
}

// startCable starts a cable at its table and ends the previous one. A <pre>
// before the first table is not part of a cable.
func (p *pageParser) startCable() {
	p.endPart()
	if p.cable.table {
		p.endCable()
	}
	p.cable = pageCable{line: p.line, table: true}
	p.inTable = true
}

// isCable reports whether "cable" is one of the table's classes.
func (p *pageParser) isCable() bool {
	for {
		key, value, more := p.z.TagAttr()
		if string(key) == "class" {
			for word := range strings.FieldsSeq(string(value)) {
				if word == "cable" {
					return true
				}
			}
		}
		if !more {
			return false
		}
	}
}

func (p *pageParser) end(name string) {
	switch name {
	case "table":
		p.endCell()
		p.inTable = false
	case "th", "td", "tr":
		p.endCell()
	case "pre":
		p.endPart()
	}
}

// endCell ends the current table cell. End tags of rows and cells are optional.
func (p *pageParser) endCell() {
	if p.part != "pre" {
		p.endPart()
	}
}

// endPart stores the text of the current part.
func (p *pageParser) endPart() {
	text := lineFeeds(p.text.String())
	switch p.part {
	case "th":
		p.cable.names = append(p.cable.names, strings.ToLower(oneLine(text)))
	case "td":
		p.cable.cells = append(p.cable.cells, oneLine(text))
	case "pre":
		// HTML drops a line feed directly after the tag.
		p.cable.pres = append(p.cable.pres, strings.TrimPrefix(text, "\n"))
	}
	p.part = ""
	p.text.Reset()
}

func oneLine(s string) string { return strings.Join(strings.Fields(s), " ") }

func (p *pageParser) endCable() {
	c := p.cable
	if c.line == 0 {
		return
	}
	if len(c.names) == 0 && len(c.cells) == len(columnNames) {
		c.names = columnNames
	}
	p.done = append(p.done, c)
}
