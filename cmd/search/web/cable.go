package web

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"reftel/cmd/internal/cli"
	"reftel/cmd/search/render"
	"reftel/corpus"
	"reftel/corpus/cable"
	"reftel/corpus/mrn"
	"reftel/index"
	"reftel/index/query"
)

// A cableView is the content of the page of a cable.
type cableView struct {
	ID, Subject, Classification, Caption, Date string
	Back, Record                               string // addresses
	Rows                                       []row
	Head                                       []headLine // the lines above the paragraphs, as written
	HeadOpen                                   bool
	Paragraphs                                 []paragraphView
	Signers                                    []string
	Facts                                      []factView
	Problems                                   []string // those without a place
	Matches                                    int
	Numbers                                    []int // of the matches that have a link
	Strip                                      []stripMark
	Refs, Mentions, Cited                      []refView
	CitedTotal                                 int
	CitedLink                                  string
	Texts                                      []textView
	Citation                                   string
	Raw                                        string
	Here, Cite                                 string // addresses of the page and of citations
	// Listed is set if the cable is on the reading list, Own the form of the note on it.
	// ListFault is why the list can't be read.
	Listed    bool
	Own       *noteForm
	ListFault string
	// RawLong is set if the record is too long for the page.
	RawLong bool
}

// A row is a line of the table at the top.
type row struct {
	Name, Value string
	Problems    []string
}

// A headLine is a piece of the lines above the paragraphs.
type headLine struct {
	piece    cable.Piece
	Parts    []part
	Problems []string
}

// A paragraphView is a paragraph, or a piece of text without a place.
type paragraphView struct {
	Anchor, Heading string
	Number          int
	Mark            markView
	Parts           []part
	Unplaced        bool
	Line            int
	Problems        []string
	Own             *noteForm // nil for none
}

// A noteForm is a form of a note on a paragraph, 0 for the whole cable.
type noteForm struct {
	Paragraph      int
	Note           string
	Form, ID, Back string
}

type factView struct {
	Name  string
	Parts []part
}

// A stripMark is a match in the strip beside the scroll bar, Y thousandths from its top.
type stripMark struct{ Number, Y int }

// A refView is a cable that is named, with what is known of it.
type refView struct {
	Label, Text, Link, Subject, Date string
}

// A textView is one of the texts of an id.
type textView struct {
	Number        int
	Source, Link  string
	Bytes         int
	Shown, Fuller bool
}

const (
	mostRefs    = 50  // references with their subjects
	mostCited   = 20  // cables that cite this one
	mostNumbers = 200 // links to matches
	mostRaw     = 200_000
	mostLinks   = 500 // in the text
)

// cablePage shows a cable.
func (s *Server) cablePage(w http.ResponseWriter, r *http.Request, h *held) error {
	v := r.URL.Query()
	st, err := s.readState(v)
	if err != nil {
		return err
	}
	doc, err := get(r, h, v.Get("id"))
	if err != nil {
		return err
	}
	texts := doc.Texts()
	number, err := numberOf(v, "text", 1, len(texts))
	if err != nil {
		return err
	}
	text := texts[max(number, 1)-1]
	spans, err := highlights(r.Context(), h, st, text)
	if err != nil {
		return err
	}
	named := findNamed(r.Context(), h, st, text.Cable)
	view := newCableView(text, spans, linksOf(text.Cable, named))
	view.Back = st.picking()
	view.Here = st.link("/cable", "id", doc.ID, "text", strconv.Itoa(max(number, 1)))
	view.addTexts(st, doc, max(number, 1))
	view.Cite = "/cite?id=" + url.QueryEscape(doc.ID)
	view.Record = "/record?id=" + url.QueryEscape(doc.ID) + "&text=" + strconv.Itoa(max(number, 1))
	if err := view.addRefs(r.Context(), h, st, doc.ID, text.Cable, named); err != nil {
		return err
	}
	s.addNotes(view, doc.ID)
	return s.framed(w, http.StatusOK, "cable", h, st, view.ID+" "+view.Subject, view)
}

// addNotes adds what the user keeps on a cable, with the forms to change it.
func (s *Server) addNotes(v *cableView, id string) {
	if !s.personal() {
		return
	}
	list, err := s.options.Saved.Reading()
	if err != nil {
		v.ListFault, _ = cli.Describe(err)
		return
	}
	kept, listed := list.Find(id)
	form := func(number int, anchor string) *noteForm {
		return &noteForm{number, visible(kept.Note(number)), s.keys.form, id, v.Here + anchor}
	}
	v.Listed, v.Own = listed, form(0, "")
	for i, p := range v.Paragraphs {
		if p.Number > 0 {
			v.Paragraphs[i].Own = form(p.Number, "#"+p.Anchor)
		}
	}
}

// highlights returns the matches of a query in a text. A query with a mistake has none.
func highlights(ctx context.Context, h *held, st state, doc index.Document) ([]cable.Span, error) {
	engine, ok := h.Snapshot.(index.Highlighter)
	if !ok || st.Query == "" {
		return nil, nil
	}
	tree, err := query.Parse(st.Query)
	if err != nil {
		return nil, nil
	}
	return engine.Highlight(ctx, tree, doc)
}

// A marker divides the text of a cable at its matches, which it numbers.
type marker struct {
	c       *cable.Cable
	spans   []cable.Span
	links   []link // in order
	matches int
	// shown are the numbers of the spans that are shown, from 1.
	shown map[int]int
}

// parts returns a span of the text in parts, without what cut covers.
func (m *marker) parts(s cable.Span, cut []cable.Span) []part {
	var list []part
	for _, run := range without(s, cut) {
		at := run.Start
		first, _ := slices.BinarySearchFunc(m.spans, run.Start, func(x cable.Span, at int) int { return x.End - at - 1 })
		for i := first; i < len(m.spans) && m.spans[i].Start < run.End; i++ {
			from, to := max(m.spans[i].Start, run.Start), min(m.spans[i].End, run.End)
			list = m.appendPart(list, at, from, -1)
			list = m.appendPart(list, from, to, i)
			at = to
		}
		list = m.appendPart(list, at, run.End, -1)
	}
	return list
}

// appendPart appends a run of text, divided at the ends of links; span is that of the
// match, or -1. A match with furniture within has one number.
func (m *marker) appendPart(list []part, from, to, span int) []part {
	for at := m.linkAt(from); at < len(m.links) && m.links[at].Start < to; at++ {
		for _, end := range []int{m.links[at].Start, m.links[at].End} {
			if from < end && end < to {
				list = m.appendRun(list, from, end, span)
				from = end
			}
		}
	}
	return m.appendRun(list, from, to, span)
}

// appendRun appends a run of text that no link begins or ends in.
func (m *marker) appendRun(list []part, from, to, span int) []part {
	text := visible(m.c.Text[from:to])
	if text == "" {
		return list
	}
	p := part{Text: text, Match: span >= 0}
	if p.Match && m.shown[span] == 0 {
		m.matches++
		m.shown[span] = m.matches
		p.Number, p.Previous, p.Next = m.matches, m.matches-1, m.matches+1
	}
	if at := m.linkAt(from); at < len(m.links) && m.links[at].Start <= from {
		p.link = &m.links[at]
	}
	return append(list, p)
}

// A linkedParts is some parts of a text that are of one link, or of none.
type linkedParts struct {
	To    *refView
	Parts []part
}

// linked gathers parts by their links.
func linked(parts []part) []linkedParts {
	var list []linkedParts
	for i, p := range parts {
		if i == 0 || p.link != parts[i-1].link {
			list = append(list, linkedParts{})
			if p.link != nil {
				list[len(list)-1].To = &p.link.to
			}
		}
		last := &list[len(list)-1]
		last.Parts = append(last.Parts, p)
	}
	return list
}

// linkAt returns the index of the first link that ends after a place.
func (m *marker) linkAt(place int) int {
	at, _ := slices.BinarySearchFunc(m.links, place, func(l link, place int) int { return l.End - place - 1 })
	return at
}

// strip returns the places of the matches in the text.
func (m *marker) strip() []stripMark {
	list := make([]stripMark, m.matches)
	for span, number := range m.shown {
		list[number-1] = stripMark{number, m.spans[span].Start * 1000 / len(m.c.Text)}
	}
	return list[:min(len(list), mostNumbers)]
}

// without returns the parts of a span that no other span covers. The others are in order.
func without(s cable.Span, others []cable.Span) []cable.Span {
	var list []cable.Span
	at := s.Start
	for _, o := range others {
		if o.End <= at || o.Start >= s.End {
			continue
		}
		if o.Start > at {
			list = append(list, cable.Span{Start: at, End: o.Start})
		}
		at = max(at, min(o.End, s.End))
	}
	if at < s.End {
		list = append(list, cable.Span{Start: at, End: s.End})
	}
	return list
}

func newCableView(doc index.Document, spans []cable.Span, links []link) *cableView {
	c := doc.Cable
	v := &cableView{
		ID: cli.Line(doc.ID), Subject: cli.Line(c.Subject), Classification: c.Classification,
		Caption: listed(c.Handling), Date: render.Date(c.Date, c.DatePrecision),
	}
	v.Citation = citationOf(doc, 0)
	for _, r := range render.Rows(c, render.TextOptions{}) {
		if value := cli.Line(r[1]); value != "" && !isBeside(r[0]) {
			v.Rows = append(v.Rows, row{Name: r[0], Value: value})
		}
	}
	m := &marker{c: c, spans: spans, links: links, shown: map[int]int{}}
	cut := notText(c)
	v.addHead(m, cut)
	v.addParagraphs(m, cut)
	for _, u := range c.Unplaced {
		v.Paragraphs = append(v.Paragraphs, paragraphView{
			Anchor: fmt.Sprintf("line%d", u.Line), Line: u.Line, Unplaced: true, Parts: m.parts(u.Span, c.Furniture),
		})
	}
	for _, s := range c.Signers {
		v.Signers = append(v.Signers, cli.Line(s))
	}
	for _, f := range c.Facts {
		v.Facts = append(v.Facts, factView{cli.Line(f.Name), m.parts(f.Span, c.Furniture)})
	}
	v.Matches = m.matches
	for n := range min(m.matches, mostNumbers) {
		v.Numbers = append(v.Numbers, n+1)
	}
	v.Strip = m.strip()
	v.lastMatch()
	v.addProblems(c)
	raw := raw(doc.Record)
	v.RawLong = len(raw) > mostRaw
	if !v.RawLong {
		v.Raw = visible(raw)
	}
	return v
}

// notText returns the spans of a cable's content that are no text of a paragraph, and its
// furniture.
func notText(c *cable.Cable) []cable.Span {
	cut := slices.Clone(c.Furniture)
	for _, p := range c.Pieces {
		if !index.IsText(p.Kind) {
			cut = append(cut, p.Span)
		}
	}
	slices.SortFunc(cut, func(a, b cable.Span) int { return a.Start - b.Start })
	return cut
}

// isHead reports whether pieces of a kind stand above the paragraphs.
func isHead(kind cable.PieceKind) bool {
	return kind >= cable.PieceClassification && kind <= cable.PieceClassifiedBy || kind == cable.PieceOther || kind == cable.PieceSignature
}

// addHead adds the lines that the table has in another form, as they were written.
func (v *cableView) addHead(m *marker, cut []cable.Span) {
	for _, p := range m.c.Pieces {
		if !isHead(p.Kind) {
			continue
		}
		line := headLine{piece: p, Parts: m.parts(p.Span, cut)}
		if n := len(line.Parts); n > 0 && !strings.HasSuffix(line.Parts[n-1].Text, "\n") {
			line.Parts = append(line.Parts, part{Text: "\n"})
		}
		v.Head = append(v.Head, line)
	}
	v.HeadOpen = m.matches > 0
}

func (v *cableView) addParagraphs(m *marker, cut []cable.Span) {
	byParagraph := map[int][]part{}
	for _, p := range m.c.Pieces {
		if p.Kind == cable.PieceText && p.Para >= 0 {
			byParagraph[p.Para] = append(byParagraph[p.Para], m.parts(p.Span, cut)...)
		}
	}
	for i, p := range m.c.Paragraphs {
		view := paragraphView{
			Anchor: anchor(i), Number: p.Number, Heading: cli.Line(p.Heading),
			Mark: markView{cli.Line(p.Mark), p.Classification}, Parts: filled(trimmed(byParagraph[i])),
		}
		if len(view.Parts) == 0 && p.Text != "" {
			view.Parts = []part{{Text: visible(p.Text)}}
		}
		v.Paragraphs = append(v.Paragraphs, view)
	}
}

// anchor returns the id of the paragraph at an index on the page of its cable.
func anchor(i int) string { return "p" + strconv.Itoa(i+1) }

// filled fills the lines of a paragraph, as the command line does.
func filled(parts []part) []part {
	var b strings.Builder
	for _, p := range parts {
		b.WriteString(p.Text)
	}
	text := render.Filled(b.String())
	for i, p := range parts {
		parts[i].Text, text = text[:len(p.Text)], text[len(p.Text):]
	}
	return parts
}

// trimmed returns parts without blanks at both ends.
func trimmed(parts []part) []part {
	if n := len(parts); n > 0 {
		parts[0].Text = strings.TrimLeft(parts[0].Text, " \t\n")
		parts[n-1].Text = strings.TrimRight(parts[n-1].Text, " \t\n")
	}
	return parts
}

// lastMatch makes the last match lead nowhere.
func (v *cableView) lastMatch() {
	clear := func(parts []part) {
		for i := range parts {
			if parts[i].Next > v.Matches {
				parts[i].Next = 0
			}
		}
	}
	for _, line := range v.Head {
		clear(line.Parts)
	}
	for _, p := range v.Paragraphs {
		clear(p.Parts)
	}
	for _, f := range v.Facts {
		clear(f.Parts)
	}
}

// rowsOfProblems are the rows of the table that problems are about.
var rowsOfProblems = map[string]string{
	cable.ProblemDate: "date", cable.ProblemNoDate: "date", cable.ProblemDTG: "date", cable.ProblemJulianDay: "date",
	cable.ProblemJulianTime: "date", cable.ProblemYear: "date", cable.ProblemOrigin: "from",
	cable.ProblemClass: "class", cable.ProblemNoClass: "class", cable.ProblemPortion: "class", cable.ProblemCaption: "class",
	cable.ProblemNoTags: "tags", cable.ProblemTag: "tags", cable.ProblemNoSubject: "subject", cable.ProblemID: "alias",
}

// addProblems puts each problem at the paragraph or unplaced text with its line, else in
// the row of the table that it is about, else at its line above the paragraphs. Those of
// the whole stand on top.
func (v *cableView) addProblems(c *cable.Cable) {
	for _, p := range c.Problems {
		list := v.placeOf(c, p)
		text := p.Kind + ": " + p.Message
		if p.Line > 0 {
			text = fmt.Sprintf("%s: line %d: %s", p.Kind, p.Line, p.Message)
		}
		*list = append(*list, cli.Line(text))
	}
}

// placeOf returns the list of problems of the place that a problem is about.
func (v *cableView) placeOf(c *cable.Cable, p cable.Problem) *[]string {
	line := lineOf(c.Text, p.Line)
	if at := paragraphAt(c, line); at >= 0 {
		return &v.Paragraphs[at].Problems
	}
	if name := rowsOfProblems[p.Kind]; name != "" {
		return &v.rowNamed(name).Problems
	}
	if at := slices.IndexFunc(v.Head, func(l headLine) bool { return meet(l.piece.Span, line) }); at >= 0 {
		v.HeadOpen = true
		return &v.Head[at].Problems
	}
	return &v.Problems
}

// rowNamed returns the row of the table with this name. It adds the row if it is missing,
// because a problem may be that a value is unknown.
func (v *cableView) rowNamed(name string) *row {
	at := slices.IndexFunc(v.Rows, func(r row) bool { return r.Name == name })
	if at < 0 {
		at = len(v.Rows)
		v.Rows = append(v.Rows, row{Name: name})
	}
	return &v.Rows[at]
}

// lineOf returns the span of a line of a text, counted from 1, with its line end; an empty
// one if there is no such line.
func lineOf(text string, number int) cable.Span {
	from := 0
	for range number - 1 {
		n := strings.IndexByte(text[from:], '\n')
		if n < 0 {
			return cable.Span{}
		}
		from += n + 1
	}
	if number < 1 {
		return cable.Span{}
	}
	to := len(text)
	if n := strings.IndexByte(text[from:], '\n'); n >= 0 {
		to = from + n + 1
	}
	return cable.Span{Start: from, End: to}
}

// meet reports whether a span and a line have something in common.
func meet(s, line cable.Span) bool { return s.Start < line.End && s.End > line.Start }

// paragraphAt returns the index of the paragraph that has a line, or after the paragraphs
// that of the unplaced text; -1 if there is none.
func paragraphAt(c *cable.Cable, line cable.Span) int {
	at := slices.IndexFunc(c.Paragraphs, func(p cable.Paragraph) bool { return meet(p.Span, line) })
	if at < 0 {
		if at = slices.IndexFunc(c.Unplaced, func(u cable.Unplaced) bool { return meet(u.Span, line) }); at >= 0 {
			at += len(c.Paragraphs)
		}
	}
	return at
}

// addTexts lists the texts of the id, if there are several.
func (v *cableView) addTexts(st state, doc index.Document, shown int) {
	if len(doc.Others) == 0 {
		return
	}
	for i, text := range doc.Texts() {
		n := strconv.Itoa(i + 1)
		v.Texts = append(v.Texts, textView{
			Number: i + 1, Source: cli.Line(text.Record.Source.String()), Bytes: len(text.Record.Body),
			Link: st.link("/cable", "id", doc.ID, "text", n), Shown: i+1 == shown, Fuller: i == 0,
		})
	}
}

// addRefs adds the cables that a cable names, and those that name it.
func (v *cableView) addRefs(ctx context.Context, h *held, st state, id string, c *cable.Cable, named map[string]refView) error {
	for _, r := range c.Refs {
		view := named[r.ID]
		view.Label, view.Text = cli.Line(r.Label), cli.Line(strings.Join(append([]string{r.Raw}, r.Notes...), ", "))
		v.Refs = append(v.Refs, view)
	}
	for _, id := range c.Mentions {
		view := named[id]
		view.Text = cli.Line(id)
		v.Mentions = append(v.Mentions, view)
	}
	text := "ref:" + strconv.Quote(id)
	tree, err := query.Parse(text)
	if err != nil { // an id that is no MRN
		return nil
	}
	res, err := h.Search(ctx, index.Request{Query: tree, Sort: index.ByDate, Limit: mostCited})
	if err != nil {
		return err
	}
	v.CitedTotal, v.CitedLink = res.Total, state{Query: text}.link("/")
	for _, hit := range res.Hits {
		v.Cited = append(v.Cited, refView{
			Text: cli.Line(hit.ID), Link: st.cable(hit.ID), Subject: cli.Line(hit.Subject), Date: render.Date(hit.Date, hit.DatePrecision),
		})
	}
	return ctx.Err()
}

// findNamed returns what the index knows of the cables that a cable names, by id. One that
// it does not hold is left out.
func findNamed(ctx context.Context, h *held, st state, c *cable.Cable) map[string]refView {
	var ids []string
	for _, r := range c.Refs[:min(len(c.Refs), mostRefs)] {
		ids = append(ids, r.ID)
	}
	ids = append(ids, c.Mentions[:min(len(c.Mentions), mostRefs)]...)
	found := map[string]refView{}
	for _, id := range ids {
		if _, known := found[id]; id == "" || known {
			continue
		}
		doc, err := h.Get(ctx, id)
		if err != nil {
			continue
		}
		found[id] = refView{
			Link: st.cable(doc.ID), Subject: cli.Line(doc.Cable.Subject),
			Date: render.Date(doc.Cable.Date, doc.Cable.DatePrecision),
		}
	}
	return found
}

// A link is a span of the text that names another cable.
type link struct {
	cable.Span
	to refView
}

// linksOf returns the places where a cable names others, in order.
func linksOf(c *cable.Cable, named map[string]refView) []link {
	var list []link
	year := c.Date.Year()
	if own, err := mrn.Parse(c.ID, 0); err == nil {
		year = own.Year
	}
	for from := 0; len(named) > 0 && len(list) < mostLinks; {
		m, start, end, ok := mrn.Find(c.Text, from, year)
		if !ok {
			break
		}
		from = end
		to, known := named[m.String()]
		if !known { // without a year, it may be of the year before
			m.Year--
			to, known = named[m.String()]
		}
		if known {
			list = append(list, link{cable.Span{Start: start, End: end}, to})
		}
	}
	return list
}

// isBeside reports whether a row of the table stands beside the cable with links.
func isBeside(name string) bool {
	return strings.HasPrefix(name, "ref ") || name == "mentions" || name == "cited by" || name == "problem"
}

// record answers with the record of a text as it was found, to keep as a file.
func (s *Server) record(w http.ResponseWriter, r *http.Request, h *held) error {
	doc, err := get(r, h, r.URL.Query().Get("id"))
	if err != nil {
		return err
	}
	texts := doc.Texts()
	number, err := numberOf(r.URL.Query(), "text", 1, len(texts))
	if err != nil {
		return err
	}
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	w.Header().Set("Content-Disposition", `attachment; filename="`+fileName(doc.ID)+`.txt"`)
	_, _ = w.Write([]byte(raw(texts[max(number, 1)-1].Record)))
	return nil
}

// raw returns a record as found: header, blank line, body.
func raw(rec corpus.Record) string {
	if rec.Header == "" {
		return rec.Body
	}
	return rec.Header + "\n\n" + rec.Body
}

// fileName returns the letters and digits of an id.
func fileName(id string) string {
	name := strings.Map(func(r rune) rune {
		if r < 0x80 && (r >= '0' && r <= '9' || r >= 'A' && r <= 'Z' || r >= 'a' && r <= 'z') {
			return r
		}
		return -1
	}, id)
	if name == "" {
		return "cable"
	}
	return name[:min(len(name), 100)]
}
