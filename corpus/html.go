package corpus

import (
	"bytes"
	"errors"
	"iter"
	"slices"
	"strings"

	"golang.org/x/net/html"
)

// pageTags are the elements that start a page or an excerpt of one.
var pageTags = []string{"!doctype html", "html", "head", "body", "meta", "title", "table", "div", "code", "pre", "p>", "h1", "h2", "h3"}

// pageMarks are tags in the pages of cables.
var pageMarks = []string{"<table class='cable'", `<table class="cable"`, "<table id='synopsis'", `<table id="synopsis"`, `<div class="s_key"`, `<div id="tagged-text"`}

// holdsPage reports whether the head of a file contains a cable's table.
func holdsPage(head []byte) bool {
	return slices.ContainsFunc(pageMarks, func(mark string) bool { return bytes.Contains(head, []byte(mark)) })
}

// startsHTML reports whether a file with this start, leading blanks removed, is
// a page.
func startsHTML(start []byte) bool {
	if len(start) == 0 || start[0] != '<' {
		return false
	}
	word := bytes.ToLower(start[1:min(len(start), 16)])
	for _, tag := range pageTags {
		if bytes.HasPrefix(word, []byte(tag)) {
			return true
		}
	}
	return false
}

var errNoCable = errors.New("no cable on this page: expected <table class='cable'> and <pre> (Cablegate), or <table id='synopsis'> (PlusD)")

// readHTML reads a page: a table of the archive's facts and the cable's text in
// one or two <pre>, or a PlusD page. Pages concatenated in one file give a record
// each.
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
		if !s.emitPage(c, cs, len(cables) == 1) {
			return
		}
	}
}

func (s *scan) emitPage(c pageCable, cs charset, alone bool) bool {
	switch {
	case c.plusd != nil && c.plusd.isCable():
		return s.emit(s.plusdPage(c.plusd, cs, alone))
	case c.plusd != nil || !c.hasText():
		return s.reject(c.line, nil, errNoCable)
	}
	return s.emit(s.page(c, cs))
}

// plusdPage returns the record of a PlusD page. The library names its files for
// the cables, so the name of a file with one cable decides its id.
func (s *scan) plusdPage(p *plusdPage, cs charset, alone bool) Record {
	rec := s.record(HTML, p.line, cs)
	rec.ID = p.id()
	if name := s.fileID(); alone && (rec.ID == "" || hasSourceMark(name)) {
		rec.ID = name
	}
	rec.Date = p.takeDate()
	rec.Classification = p.take("Original Classification")
	rec.Origin = p.take("From")
	if len(p.facts) > 0 {
		rec.Facts = p.facts
	}
	rec.Body = p.text
	return rec
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
	plusd *plusdPage // of a PlusD page; all else is of other pages
	line  int        // of its table or its first <pre>; 0 if there is no cable
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
	p.endPage()
	return p.done
}

type pageParser struct {
	z    *html.Tokenizer
	line int
	done []pageCable

	title   string // of the current page
	cable   pageCable
	inTable bool            // within the cable's table
	part    string          // the element being read: "th", "td", "pre", "title" or none
	preLine int             // line of the <pre> being read
	text    strings.Builder // of the part

	plusd *plusdParser // of the current page, if it is one of PlusD
}

// attrs are the attributes of an element that tell what it is.
type attrs struct {
	id      string
	classes []string
}

func (a attrs) hasClass(class string) bool { return slices.Contains(a.classes, class) }

// names yields the id and the classes.
func (a attrs) names() iter.Seq[string] {
	return func(yield func(string) bool) {
		if a.id != "" && !yield(a.id) {
			return
		}
		for _, class := range a.classes {
			if !yield(class) {
				return
			}
		}
	}
}

func readAttrs(z *html.Tokenizer) (a attrs) {
	for {
		key, value, more := z.TagAttr()
		switch string(key) {
		case "id":
			a.id = string(value)
		case "class":
			a.classes = strings.Fields(string(value))
		}
		if !more {
			return a
		}
	}
}

// token reads one token and reports whether there was one.
func (p *pageParser) token() bool {
	kind := p.z.Next()
	if kind == html.ErrorToken {
		return false
	}
	lines := bytes.Count(p.z.Raw(), []byte{'\n'})
	switch kind {
	case html.DoctypeToken:
		p.startPage()
	case html.TextToken:
		p.write(p.z.Text())
	case html.StartTagToken, html.SelfClosingTagToken:
		name := p.startTag()
		if kind == html.SelfClosingTagToken && p.plusd != nil {
			p.plusd.end(name)
		}
	case html.EndTagToken:
		name, _ := p.z.TagName()
		p.endTag(string(name))
	}
	p.line += lines
	return true
}

func (p *pageParser) write(text []byte) {
	switch {
	case p.plusd != nil:
		p.plusd.write(string(text))
	case p.part != "":
		p.text.Write(text)
	}
}

// startTag reads a start tag and returns its name.
func (p *pageParser) startTag() string {
	tag, hasAttrs := p.z.TagName()
	name := string(tag)
	var a attrs
	if hasAttrs {
		a = readAttrs(p.z)
	}
	switch {
	case name == "html":
		p.startPage()
	case name == "table" && a.hasClass("cable"):
		p.startTable()
		p.cable, p.inTable = pageCable{line: p.line, table: true}, true
	case isSynopsis(name, a):
		p.startTable()
		p.plusd = newPlusdParser(name, p.line, p.title)
	case p.plusd != nil:
		p.plusd.start(name, a)
	case !p.cable.table && rankOf(a) == tagged:
		// The page's table is missing.
		p.startTable()
		p.plusd = newPlusdParser("", p.line, p.title)
		p.plusd.start(name, a)
	default:
		p.start(name)
	}
	return name
}

func (p *pageParser) endTag(name string) {
	if p.plusd != nil {
		p.plusd.end(name)
		return
	}
	p.end(name)
}

func (p *pageParser) start(name string) {
	switch name {
	case "title":
		p.endPart()
		p.part = name
	case "tr":
		p.endCell()
	case "th", "td":
		p.endCell()
		if p.inTable && p.part == "" {
			p.part = name
		}
	case "pre":
		p.endPart()
		p.part, p.preLine = name, p.line
	case "br":
		if p.part != "" {
			p.text.WriteByte('\n')
		}
	}
}

// startPage starts the next of the pages in a file.
func (p *pageParser) startPage() {
	p.endPage()
	p.title = ""
}

func (p *pageParser) end(name string) {
	switch name {
	case "table":
		p.endCell()
		p.inTable = false
	case "th", "td", "tr":
		p.endCell()
	case "pre", "title":
		p.endPart()
	}
}

// endCell ends the current table cell. End tags of rows and cells are optional.
func (p *pageParser) endCell() {
	if p.part == "th" || p.part == "td" {
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
		p.endPre(text)
	case "title":
		p.title = oneLine(text)
	}
	p.part = ""
	p.text.Reset()
}

// endPre adds the text of a <pre> to the cable. PGP blocks are the publisher's.
func (p *pageParser) endPre(text string) {
	if strings.Contains(text, keyBegin) {
		return
	}
	if p.cable.line == 0 {
		p.cable.line = p.preLine
	}
	// HTML drops a line feed directly after the tag.
	p.cable.pres = append(p.cable.pres, strings.TrimPrefix(text, "\n"))
}

func oneLine(s string) string { return strings.Join(strings.Fields(s), " ") }

// endPage ends the part of the file that is about one cable.
func (p *pageParser) endPage() {
	p.endPart()
	switch {
	case p.plusd != nil:
		page := p.plusd.finish()
		p.done = append(p.done, pageCable{plusd: &page, line: page.line})
	case p.cable.line > 0:
		c := p.cable
		if len(c.names) == 0 && len(c.cells) == len(columnNames) {
			c.names = columnNames
		}
		p.done = append(p.done, c)
	}
	p.plusd, p.cable, p.inTable = nil, pageCable{}, false
}

// startTable ends the page before a table with the facts of a cable. A <pre>
// before the first table is not part of a cable.
func (p *pageParser) startTable() {
	p.endPart()
	if !p.cable.table {
		p.cable = pageCable{}
	}
	p.endPage()
}
