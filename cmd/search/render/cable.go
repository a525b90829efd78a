package render

import (
	"fmt"
	"io"
	"strings"
	"unicode"

	"reftel/cmd/internal/cli"
	"reftel/corpus"
	"reftel/corpus/cable"
	"reftel/index"
)

// Cable writes a cable as text: its parsed fields, its paragraphs, the text that
// has no place among them, the archive's statements, and how many other texts of
// its id there are. Of some paragraphs it writes these alone. It returns the number of
// the first line with a match of opt.Marked, from 1, or 0.
func Cable(w io.Writer, doc index.Document, opt TextOptions) (first int, err error) {
	t := newTextWriter(opt)
	t.marked = opt.Marked
	if opt.Paragraphs.all() {
		t.cable(doc, opt)
		if n := len(doc.Others); n > 0 {
			t.line("")
			t.line(textCount(n, "other text") + "; --versions lists them")
		}
	} else {
		t.excerpt(doc, opt.Paragraphs)
	}
	_, err = io.WriteString(w, t.out.String())
	return t.first, err
}

// excerpt prints the head of a cable and some of its paragraphs.
func (t *textWriter) excerpt(doc index.Document, chosen Paragraphs) {
	hit := index.NewHit(doc)
	t.head(hit)
	t.subject(hit)
	for _, p := range doc.Cable.Paragraphs {
		if chosen.Has(p.Number) {
			t.paragraph(p, t.marksIn(doc.Cable, p.Span, p.Text))
		}
	}
}

// Versions writes a list of the texts of a cable, and then the texts that Cable
// does not show.
func Versions(w io.Writer, doc index.Document, opt TextOptions) error {
	t := newTextWriter(opt)
	t.versions(doc.ID, doc.Versions)
	for i, text := range doc.Texts() {
		if i > 0 {
			t.textHead(i, text)
			t.cable(text, TextOptions{})
		}
	}
	_, err := io.WriteString(w, t.out.String())
	return err
}

// RawVersions writes a list of the texts of a cable, and then each as found. If
// safe is set, it removes the characters that could act on a terminal.
func RawVersions(w io.Writer, doc index.Document, opt TextOptions, safe bool) error {
	t := newTextWriter(opt)
	t.versions(doc.ID, doc.Versions)
	for i, text := range doc.Texts() {
		t.textHead(i, text)
		t.out.WriteString(raw(text, safe))
	}
	_, err := io.WriteString(w, t.out.String())
	return err
}

// shortHash is how many digits of a hash are shown.
const shortHash = 12

func (t *textWriter) versions(id string, list []cable.Version) {
	t.line(t.styled(bold, cli.Line(id)) + ": " + textCount(len(list), "text"))
	for i, v := range list {
		text := fmt.Sprintf("%d  %s  %d bytes  %s", i+1, hard(cli.Line(v.Source.String())), v.Bytes, v.Hash[:min(shortHash, len(v.Hash))])
		if i == 0 {
			text += "  shown"
		}
		l := t.indented(2)
		l.rest += "   "
		t.flow(text, l)
	}
}

// textHead prints the line above one of the texts that are listed.
func (t *textWriter) textHead(i int, text index.Document) {
	t.line("")
	t.line(t.styled(faint, fmt.Sprintf("text %d: %s", i+1, cli.Line(text.Record.Source.String()))))
	t.line("")
}

// textCount returns a number with a noun.
func textCount(n int, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return fmt.Sprintf("%d %ss", n, noun)
}

func (t *textWriter) cable(doc index.Document, opt TextOptions) {
	c := doc.Cable
	head, rest := &textWriter{color: t.color, width: t.width}, &textWriter{color: t.color, width: t.width, marked: t.marked}
	head.line(t.styled(bold, cli.Line(doc.ID)))
	for _, row := range Rows(c, opt) {
		switch row[0] {
		case "subject":
			head.markedRow(row[0], row[1], t.marksIn(c, subjectSpan(c), row[1]))
		case "class":
			head.styledRow(row[0], row[1], classStyle(c.Classification))
		default:
			head.row(row[0], row[1])
		}
	}
	rest.belowHead(doc)
	for _, p := range written(c, plain(head.out.String()+rest.out.String())) {
		head.row("text", c.Text[p.Start:p.End])
	}
	if t.first = head.first; t.first == 0 && rest.first > 0 {
		t.first = head.rows + rest.first
	}
	t.out.WriteString(head.out.String() + rest.out.String())
}

// belowHead prints the parts of a cable below the rows of its head.
func (t *textWriter) belowHead(doc index.Document) {
	c := doc.Cable
	for _, p := range c.Paragraphs {
		t.paragraph(p, t.marksIn(c, p.Span, p.Text))
	}
	if len(c.Signers) > 0 {
		t.line("")
	}
	for _, s := range c.Signers {
		t.line(cli.Line(s))
	}
	for _, u := range c.Unplaced {
		t.line("")
		t.line(t.styled(faint, fmt.Sprintf("unplaced (line %d)", u.Line)))
		t.paragraph(cable.Paragraph{Text: u.Text}, t.marksIn(c, u.Span, u.Text))
	}
	t.facts(index.Facts(doc))
}

// facts prints what the archive states about a cable.
func (t *textWriter) facts(list []corpus.Fact) {
	if len(list) == 0 {
		return
	}
	t.line("")
	t.line(t.styled(faint, "stated by the archive"))
	t.line("")
	for _, f := range list {
		l := t.indented(2)
		l.first = ""
		t.flow(cli.Line(f.Name)+": "+cli.Line(f.Value), l)
	}
}

// Rows returns the names and values of a cable's fields; unknown values are
// empty.
func Rows(c *cable.Cable, opt TextOptions) [][2]string {
	rows := [][2]string{
		{"date", Date(c.Date, c.DatePrecision)},
		{"from", c.From},
		{"to", addressees(c.To)},
		{"info", addressees(c.Info)},
		{"class", classText(c)},
		{"for", list(c.Attention)},
		{"eo", c.EO},
		{"decl", declText(c.Declassify)},
		{"tags", tagText(c)},
		{"concepts", list(c.Concepts)},
		{"subject", c.Subject},
		{"by", people(c.ClassifiedBy, c.Reasons)},
		{"alias", list(c.Aliases)},
	}
	for _, r := range c.Refs {
		rows = append(rows, [2]string{"ref " + r.Label, refRow(r, opt.Subjects)})
	}
	cited := ""
	if opt.Cited > 0 {
		cited = textCount(opt.Cited, "cable") + " (ref:" + c.ID + ")"
	}
	rows = append(rows, [2]string{"mentions", list(c.Mentions)}, [2]string{"cited by", cited}, [2]string{"source", c.Source.String()})
	for _, p := range c.Problems {
		rows = append(rows, [2]string{"problem", problemText(p)})
	}
	return rows
}

// classText returns the classification and captions, and the classification in
// the text if that is another.
func classText(c *cable.Cable) string {
	text := classOf(c.Classification, c.Handling)
	if c.TextClassification != "" {
		text += " (in the text: " + c.TextClassification + ")"
	}
	return text
}

func addressees(all []cable.Addressee) string {
	var texts []string
	for _, a := range all {
		texts = append(texts, hard(cli.Line(a.Name+" "+a.Precedence)))
	}
	return strings.Join(texts, "; ")
}

// declText returns the date, event and exemptions of a declassification, or the
// cable's own words if none of these is known.
func declText(d *cable.Declassify) string {
	if d == nil {
		return ""
	}
	known := append(nonEmpty(d.Date), append(nonEmpty(d.Event), d.Exemptions...)...)
	if len(known) == 0 {
		return d.Raw
	}
	return strings.Join(known, ", ")
}

func tagText(c *cable.Cable) string {
	var all []string
	for _, t := range c.Tags {
		text := hard(cli.Line(t.Code))
		if t.Name != "" && t.Name != t.Code {
			text += " (" + t.Name + ")"
		}
		all = append(all, text)
	}
	return strings.Join(all, "; ")
}

func people(all []cable.Person, reasons []string) string {
	var texts []string
	for _, p := range all {
		texts = append(texts, strings.Join(append(nonEmpty(p.Name), nonEmpty(p.Title)...), ", "))
	}
	text := strings.Join(texts, "; ")
	if len(reasons) > 0 {
		text += " (" + strings.Join(reasons, ", ") + ")"
	}
	return text
}

func refText(r cable.Ref) string {
	text := r.Raw
	if r.ID != "" {
		text = r.ID
	}
	return strings.Join(append([]string{text}, r.Notes...), ", ")
}

func problemText(p cable.Problem) string {
	if p.Line == 0 {
		return p.Kind + ": " + p.Message
	}
	return fmt.Sprintf("%s: line %d: %s", p.Kind, p.Line, p.Message)
}

// nameColumn is the width of the column of names, "mentions" being the longest.
const nameColumn = 10

// row prints a name and its value, whose further lines are indented.
func (t *textWriter) row(name, value string) { t.markedRow(name, value, nil) }

// styledRow is row for a value with a style.
func (t *textWriter) styledRow(name, value, style string) {
	t.writeRow(name, value, func(value string) []stretch { return []stretch{{cable.Span{End: len(value)}, style}} })
}

// markedRow is row for a value with matches, which are counts of ink.
func (t *textWriter) markedRow(name, value string, marks []cable.Span) {
	t.writeRow(name, value, func(value string) []stretch {
		list, _ := markedStretches(value, 0, marks)
		return list
	})
}

// writeRow prints a row. The stretches are those of the value as it is printed.
func (t *textWriter) writeRow(name, value string, stretches func(string) []stretch) {
	value = line(value)
	if value == "" {
		return
	}
	name = hard(pad(cli.Line(name), nameColumn-1))
	l := layout{
		rest:      strings.Repeat(" ", min(nameColumn, t.width/4)),
		stretches: []stretch{{cable.Span{End: len(name)}, faint}},
	}
	before := name + string(hardBlank)
	for _, s := range stretches(value) {
		l.stretches = append(l.stretches, stretch{cable.Span{Start: s.Start + len(before), End: s.End + len(before)}, s.style})
	}
	t.flow(before+value, l)
}

// line is Line, but keeps hard blanks.
func line(s string) string {
	return strings.Join(strings.FieldsFunc(cli.Clean(s), func(r rune) bool {
		return r != hardBlank && unicode.IsSpace(r)
	}), " ")
}

// paragraph prints a paragraph after a blank line. It fills lines anew, but keeps
// the items of lists apart and tables unchanged. Marks are matches in its text, counts of
// ink.
func (t *textWriter) paragraph(p cable.Paragraph, marks []cable.Span) {
	if p.Heading != "" {
		t.line("")
		t.flow(cli.Line(p.Heading), layout{style: bold})
	}
	head := place(p.Number, p.Mark)
	blocks := blocksOf(cleanLines(p.Text))
	if len(blocks) == 0 {
		blocks = []block{{}}
	}
	seen := 0
	for i, b := range blocks {
		text := strings.Join(b.lines, " ")
		if b.apart || i == 0 {
			t.line("")
		}
		var l layout
		before := 0
		if i == 0 && head != "" {
			l.stretches = []stretch{{cable.Span{End: len(head)}, faint}}
			before = len(head) + 1
		}
		var matches []stretch
		matches, seen = markedStretches(text, seen, marks)
		for _, m := range matches {
			l.stretches = append(l.stretches, stretch{cable.Span{Start: m.Start + before, End: m.End + before}, m.style})
		}
		if before > 0 {
			text = head + " " + text
		}
		t.flow(text, l)
	}
}

// A block is the lines of a paragraph that are filled together; apart reports
// that a blank line precedes it.
type block struct {
	lines []string
	apart bool
}

// blocksOf divides a paragraph's text into blocks: at blank lines, before the items
// of a list, and around each line of a table or rule.
func blocksOf(text string) []block {
	var blocks []block
	apart, open := false, false // open: the next line goes on with the last block
	for row := range strings.SplitSeq(text, "\n") {
		folded := line(row)
		if folded == "" {
			apart, open = len(blocks) > 0, false
			continue
		}
		fixed := asItStands(row)
		if fixed {
			folded = hard(expandTabs(strings.TrimRight(row, " \t")))
		}
		if last := len(blocks) - 1; open && !fixed && !isItem(folded) {
			blocks[last].lines = append(blocks[last].lines, folded)
		} else {
			blocks = append(blocks, block{[]string{folded}, apart})
		}
		apart, open = false, !fixed
	}
	return blocks
}

// Filled returns a text with blanks for the line breaks that a paragraph is filled over:
// those that divide neither items of a list nor lines of a table. Its length stays.
func Filled(text string) string {
	filled := []byte(text)
	at, open := 0, false // open: the next line goes on with the last
	for row := range strings.SplitSeq(text, "\n") {
		folded, fixed := line(row), asItStands(row)
		if open && folded != "" && !fixed && !isItem(folded) {
			filled[at-1] = ' '
		}
		at += len(row) + 1
		open = folded != "" && !fixed
	}
	return string(filled)
}

// asItStands reports whether a line belongs to a table (four blanks or a tab
// between words) or is a rule, and must not be filled.
func asItStands(row string) bool {
	row = strings.TrimSpace(row)
	return strings.Contains(row, "    ") || strings.Contains(row, "\t") || len(row) > 2 && strings.Trim(row, "-=_*.") == ""
}

// expandTabs replaces tabs, which stop at each eighth column, by blanks.
func expandTabs(row string) string {
	var b strings.Builder
	at := 0
	for _, r := range row {
		if r == '\t' {
			b.WriteString(strings.Repeat(" ", 8-at%8))
			at += 8 - at%8
			continue
		}
		b.WriteRune(r)
		at += runeColumns(r)
	}
	return b.String()
}

// isItem reports whether a line begins an item of a list: "- ", "-- ", "* ", "• ".
func isItem(row string) bool {
	mark, _, more := strings.Cut(row, " ")
	return more && (mark == "-" || mark == "--" || mark == "---" || mark == "*" || mark == "•")
}

// Raw writes the record as found: header, blank line, body. If safe is set, it
// removes the characters that could act on a terminal.
func Raw(w io.Writer, doc index.Document, safe bool) error {
	_, err := io.WriteString(w, raw(doc, safe))
	return err
}

func raw(doc index.Document, safe bool) string {
	text := doc.Record.Body
	if doc.Record.Header != "" {
		text = doc.Record.Header + "\n\n" + text
	}
	if safe {
		text = cleanLines(text)
	}
	if !strings.HasSuffix(text, "\n") {
		text += "\n"
	}
	return text
}
