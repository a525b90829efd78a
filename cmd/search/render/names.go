package render

import (
	"fmt"
	"io"
	"strings"

	"reftel/cmd/internal/cli"
	"reftel/corpus/cable"
	"reftel/corpus/tags"
	"reftel/index"
	"reftel/index/hint"
)

// Names writes the spellings of a name: the cables, years and posts of each, and the query
// for all of them.
func Names(w io.Writer, list []hint.NameSpellings, opt TextOptions) error {
	t := newTextWriter(opt)
	for _, word := range list {
		t.line(t.styled(bold, cli.Line(word.Word)) + ": " + textCount(len(word.Spellings), "spelling"))
		var counts, terms []string
		for _, s := range word.Spellings {
			counts, terms = append(counts, fmt.Sprint(s.Cables)), append(terms, cli.Line(s.Term))
		}
		for i, s := range word.Spellings {
			var posts []string
			for _, p := range s.Posts {
				posts = append(posts, hard(fmt.Sprintf("%s (%d)", cli.Line(p.Value), p.Count)))
			}
			left := strings.Repeat(" ", widest(counts)-len(counts[i])) + counts[i] + "  " + pad(terms[i], widest(terms)) + "  " + pad(span(s.First, s.Last), 9)
			t.column(left, strings.Join(posts, ", "))
		}
		t.line("")
	}
	t.flow("search '"+cli.Line(hint.Joined(list))+"'", t.indented(2))
	_, err := io.WriteString(w, t.out.String())
	return err
}

// column prints a text to the right of another, which is on its first line.
func (t *textWriter) column(left, text string) {
	l := t.indented(2)
	before := strings.ReplaceAll(left, " ", string(hardBlank)) + string(hardBlank) + string(hardBlank)
	l.rest += strings.Repeat(" ", min(columns(before), t.width/2))
	l.stretches = []stretch{{cable.Span{Start: len(before), End: len(before) + len(text)}, faint}}
	t.flow(before+text, l)
}

// span returns a range of years: "1974–1979", "1974", "".
func span(first, last string) string {
	if first == last {
		return first
	}
	return first + "–" + last
}

// A TagLine is a meaning of a TAGS code with the number of cables that have the code in
// its time.
type TagLine struct {
	tags.Entry
	Cables int
}

// Tags writes TAGS codes: the cables, the years in which the code was in force, and its
// meaning.
func Tags(w io.Writer, list []TagLine, opt TextOptions) error {
	t := newTextWriter(opt)
	var counts, codes []string
	for _, e := range list {
		counts, codes = append(counts, fmt.Sprint(e.Cables)), append(codes, e.Code)
	}
	number, column := widest(counts), widest(codes)
	for i, e := range list {
		left := pad(codes[i], column) + "  " + strings.Repeat(" ", number-len(counts[i])) + counts[i] + "  " + pad(inForce(e.Entry), 9)
		t.column(left, cli.Line(e.Name))
	}
	_, err := io.WriteString(w, t.out.String())
	return err
}

// inForce returns the years in which a meaning held.
func inForce(e tags.Entry) string {
	from, to := "", ""
	if e.From > 0 {
		from = fmt.Sprint(e.From)
	}
	if e.Until > 0 {
		to = fmt.Sprint(e.Until - 1)
	}
	if from == "" && to == "" {
		return "always"
	}
	return from + "–" + to
}

// FacetValues returns the values of a facet as JSON has them.
func FacetValues(list []index.FacetValue) []FacetValue {
	values := []FacetValue{}
	for _, v := range list {
		values = append(values, FacetValue(v))
	}
	return values
}
