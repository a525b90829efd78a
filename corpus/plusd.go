package corpus

import (
	"slices"
	"strings"
	"time"
)

// A plusdPage is a cable's page of the PlusD library. The archive's facts are in
// a table, the text is in one of the blocks below it:
//
//	<table id="synopsis">
//	<tr><td colspan="3">SECOND CRANE</td></tr>
//	<tr><td><div class="s_key">Date:</div><div class="s_val">1976 March 3, 15:10 (Wednesday)</div></td>
//	<td><div class="s_key">Canonical ID:</div><div class="s_val">1976QUITO00214_b</div></td></tr>
//	</table>
//	<div id="tagged-text"><pre>…</pre></div>
//
// The block has various names, and its lines end in line feeds or in <br>. Other
// blocks hold a PGP key, comments, or a second copy of the text.
type plusdPage struct {
	line  int    // of the table
	title string // of the page
	facts []Fact
	text  string // the text of the cable
}

// isSynopsis reports whether an element is the table of a PlusD page.
func isSynopsis(name string, a attrs) bool {
	return a.id == "synopsis" || name == "table" && a.hasClass("synopsis")
}

// subjectFact names the first row of the table, which has no key of its own.
const subjectFact = "Subject"

// isCable reports whether the page has a text, or any fact but a subject.
func (p *plusdPage) isCable() bool {
	return p.text != "" || slices.ContainsFunc(p.facts, func(f Fact) bool { return f.Name != subjectFact })
}

// id returns the page's canonical id, else the id in its title.
func (p *plusdPage) id() string {
	for _, name := range []string{"Canonical ID", "Document Number"} {
		if i := p.index(name); i >= 0 {
			return p.facts[i].Value
		}
	}
	for word := range strings.FieldsSeq(p.title) {
		if cableName(word) {
			return word
		}
	}
	return ""
}

// index returns the index of the fact with this name, -1 if there is none.
func (p *plusdPage) index(name string) int {
	return slices.IndexFunc(p.facts, func(f Fact) bool { return strings.EqualFold(f.Name, name) })
}

// take removes a fact and returns its value, or "" if there is none.
func (p *plusdPage) take(name string) string {
	i := p.index(name)
	if i < 0 {
		return ""
	}
	value := p.facts[i].Value
	p.facts = slices.Delete(p.facts, i, i+1)
	return value
}

// takeDate removes the date from the facts and returns it. A date that can't be
// parsed remains a fact.
func (p *plusdPage) takeDate() time.Time {
	i := p.index("Date")
	if i < 0 {
		return time.Time{}
	}
	date, ok := parsePlusdDate(p.facts[i].Value)
	if ok {
		p.facts = slices.Delete(p.facts, i, i+1)
	}
	return date
}

// parsePlusdDate parses "1976 March 3, 15:10 (Wednesday)". The time and the day
// of the week may be missing or "-- Not Assigned --".
func parsePlusdDate(value string) (time.Time, bool) {
	value, _, _ = strings.Cut(value, "(")
	value, _, _ = strings.Cut(value, "--")
	return parseDate(strings.TrimRight(value, " ,"), plusdDates, pageDates)
}

// isPlaceholder reports whether a value is empty or a placeholder: "-- Not Assigned --",
// "-- N/A or Blank --".
func isPlaceholder(value string) bool {
	return value == "" || strings.HasPrefix(value, "--") && strings.HasSuffix(value, "--")
}

// A plusdParser reads a PlusD page from the start of its table.
type plusdParser struct {
	page  plusdPage
	table element // the table, until its end
	field field
	owner element // of a key or a value
	key   string
	part  strings.Builder // text of the field
	text  blockText       // all text below the table
}

// A field is what the text in the table belongs to.
type field uint8

const (
	firstRow field = iota
	noField
	keyField
	valueField
)

// An element is an open element and the number of elements of its name in it.
type element struct {
	name  string
	inner int
}

// closedBy counts an end tag and reports whether it closes the element.
func (e *element) closedBy(name string) bool {
	if name != e.name {
		return false
	}
	e.inner--
	return e.inner < 0
}

func newPlusdParser(table string, line int, title string) *plusdParser {
	return &plusdParser{page: plusdPage{line: line, title: title}, table: element{name: table}}
}

func (p *plusdParser) start(name string, a attrs) {
	if p.table.name == "" {
		p.text.start(name, a)
		return
	}
	for _, e := range []*element{&p.table, &p.owner} {
		if name == e.name {
			e.inner++
		}
	}
	isKey, isValue := a.hasClass("s_key"), a.hasClass("s_val")
	if isKey || isValue || name == "td" || name == "tr" {
		p.part.WriteByte(' ')
		if p.field != firstRow || isKey || isValue {
			p.endField()
		}
	}
	switch {
	case isKey:
		p.field, p.owner = keyField, element{name: name}
	case isValue:
		p.field, p.owner = valueField, element{name: name}
	case isBreak(name):
		p.part.WriteByte(' ')
	}
}

func (p *plusdParser) end(name string) {
	switch {
	case p.table.name == "":
		p.text.end(name)
	case p.table.closedBy(name):
		p.endField()
		p.table.name = ""
	case p.owner.closedBy(name), name == "tr":
		p.endField()
	case isBreak(name):
		p.part.WriteByte(' ')
	}
}

func (p *plusdParser) write(text string) {
	switch {
	case p.table.name == "":
		p.text.write(text)
	case p.field != noField:
		p.part.WriteString(text)
	}
}

// endField stores the text of the current field.
func (p *plusdParser) endField() {
	text := oneLine(p.part.String())
	p.part.Reset()
	p.owner = element{}
	switch p.field {
	case firstRow:
		if text == "" {
			return // the row follows or is missing
		}
		p.add(subjectFact, text)
	case keyField:
		p.key = strings.TrimRight(text, ": ")
	case valueField:
		p.add(p.key, text)
		p.key = ""
	}
	p.field = noField
}

// add adds a fact that the page has not stated before.
func (p *plusdParser) add(name, value string) {
	fact := Fact{name, value}
	if name != "" && !isPlaceholder(value) && !slices.Contains(p.page.facts, fact) {
		p.page.facts = append(p.page.facts, fact)
	}
}

// finish returns the page at its end.
func (p *plusdParser) finish() plusdPage {
	p.endField()
	p.page.text = p.text.telegram()
	return p.page
}
