// Package indextest is the test suite that every engine passes. It compares an
// engine's answers with a brute-force count over the parsed cables.
package indextest

import (
	"cmp"
	"slices"
	"strings"
	"unicode"

	"reftel/corpus"
	"reftel/corpus/cable"
	"reftel/corpus/tags"
	"reftel/index"
)

// A Question is a query and its meaning, independent of any engine.
type Question struct {
	Query string
	Want  func(d *Doc) bool
}

// A Doc is a document with its words in the simplest form: runs of letters and
// digits in lower case, without furniture and paragraph markers.
type Doc struct {
	index.Document
	// texts are all texts of the id, the shown one first.
	texts []index.Document
	// words are the words of all texts, each between blanks. Those of one passage
	// are in a row; signs stand between passages.
	words strings.Builder
	text  string
	// distinct are the words of text: most questions are about words that a text does not
	// have.
	distinct map[string]bool
	// body are the spans of text that the field body covers.
	body []cable.Span
	// tokens are the words as the scanner of the analyzer reads them, for what depends
	// on their positions.
	tokens *tokenText
	// facets are the values of all facets, by the facet's name.
	facets map[string]map[string]bool
}

// Documents returns the documents that an index of some records holds: the texts
// of one id are joined, the fullest first.
func Documents(records []corpus.Record) []index.Document {
	var list []index.Document
	place := map[string]int{}
	seen := map[string]bool{}
	for _, rec := range records {
		for _, d := range index.Documents(rec) {
			at, known := place[d.ID]
			switch hash := d.Versions[0].Hash; {
			case seen[hash]:
			case !known:
				place[d.ID] = len(list)
				list = append(list, d)
			case d.Versions[0].Bytes > list[at].Versions[0].Bytes:
				old := list[at]
				d.Versions = append(d.Versions, old.Versions...)
				d.Others = append(append(d.Others, old.Record), old.Others...)
				list[at] = d
			default:
				list[at].Versions = append(list[at].Versions, d.Versions...)
				list[at].Others = append(list[at].Others, d.Record)
			}
			seen[d.Versions[0].Hash] = true
		}
	}
	return list
}

// NewDoc prepares a document for the oracle.
func NewDoc(doc index.Document) *Doc {
	d := &Doc{Document: doc, texts: []index.Document{doc}}
	for _, rec := range doc.Others {
		d.texts = append(d.texts, index.NewDocument(rec, cable.Parse(rec)))
	}
	for _, t := range d.texts {
		d.addText(t)
	}
	d.text, d.distinct = d.words.String(), map[string]bool{}
	for _, w := range strings.Fields(d.text) {
		d.distinct[w] = true
	}
	d.tokens = newTokenText(d.texts)
	d.facets = facetsOf(d)
	return d
}

// noText are the kinds of pieces that hold no words of the content.
var noText = map[cable.PieceKind]bool{
	cable.PieceFurniture: true, cable.PieceMarker: true, cable.PieceTransmission: true, cable.PieceFact: true,
}

// betweenPassages is no word.
const betweenPassages = " ¦ "

func (d *Doc) addText(t index.Document) {
	inBody := func(at int) bool {
		n := len(t.Cable.Paragraphs)
		if n > 0 && at >= t.Cable.Paragraphs[0].Span.Start && at < t.Cable.Paragraphs[n-1].Span.End {
			return true
		}
		return slices.ContainsFunc(t.Cable.Unplaced, func(u cable.Unplaced) bool { return at >= u.Span.Start && at < u.Span.End })
	}
	var run strings.Builder
	was := false
	for _, p := range t.Cable.Pieces {
		if noText[p.Kind] || p.Start == p.End {
			continue
		}
		if now := inBody(wordsBegin(t.Cable, p)); now != was {
			d.add(run.String(), was)
			run.Reset()
			was = now
		}
		run.WriteString(t.Cable.Text[p.Start:p.End])
	}
	d.add(run.String(), was)
	d.words.WriteString(betweenPassages)
	for _, u := range t.Cable.Unplaced {
		if content := t.Cable.Content; u.Span.Start < content.Start || u.Span.End > content.End {
			d.add(u.Text, true)
			d.words.WriteString(betweenPassages)
		}
	}
	for _, f := range index.Facts(t) {
		d.add(f.Value, false)
		d.words.WriteString(betweenPassages)
	}
}

// add adds the words of a part of a passage.
func (d *Doc) add(text string, body bool) {
	start := d.words.Len()
	for _, w := range simpleWords(text) {
		d.words.WriteString(" " + w + " ")
	}
	if body {
		d.body = append(d.body, cable.Span{Start: start, End: d.words.Len()})
	}
}

func simpleWords(s string) []string {
	return strings.FieldsFunc(strings.ToLower(s), func(r rune) bool {
		return !unicode.IsLetter(r) && !unicode.IsDigit(r)
	})
}

// spaced returns words as they stand in Doc.text.
func spaced(words string) string { return " " + strings.ReplaceAll(words, " ", "  ") + " " }

// has reports whether a text has one of some words, or rows of words.
func (d *Doc) has(words ...string) bool {
	return slices.ContainsFunc(words, d.row)
}

// row reports whether words stand in a row in a passage.
func (d *Doc) row(words string) bool {
	list := strings.Split(words, " ")
	for _, w := range list {
		if !d.distinct[w] {
			return false
		}
	}
	return len(list) == 1 || strings.Contains(d.text, spaced(words))
}

// bodyRow reports whether words stand in a row that begins in a body.
func (d *Doc) bodyRow(words string) bool {
	words = spaced(words)
	for from := 0; ; {
		at := strings.Index(d.text[from:], words)
		if at < 0 {
			return false
		}
		at += from
		if slices.ContainsFunc(d.body, func(s cable.Span) bool { return at >= s.Start && at < s.End }) {
			return true
		}
		from = at + 1
	}
}

// begins reports whether a word of a text begins with prefix.
func (d *Doc) begins(prefix string) bool { return strings.Contains(d.text, " "+prefix) }

// any reports whether is holds for one of the texts.
func (d *Doc) any(is func(c *cable.Cable) bool) bool {
	return slices.ContainsFunc(d.texts, func(t index.Document) bool { return is(t.Cable) })
}

func (d *Doc) subject(words ...string) bool {
	return d.any(func(c *cable.Cable) bool {
		have := simpleWords(c.Subject)
		return slices.ContainsFunc(words, func(w string) bool { return slices.Contains(have, w) })
	})
}

func (d *Doc) tag(codes ...string) bool {
	return d.any(func(c *cable.Cable) bool {
		return slices.ContainsFunc(c.Tags, func(t tags.Tag) bool {
			return slices.Contains(codes, t.Code) || slices.Contains(codes, t.Meant)
		})
	})
}

func (d *Doc) handled(caption string) bool {
	return d.any(func(c *cable.Cable) bool { return slices.Contains(c.Handling, caption) })
}

func (d *Doc) class(values ...string) bool {
	return d.any(func(c *cable.Cable) bool {
		return slices.Contains(values, c.Classification) || slices.Contains(values, c.TextClassification)
	})
}

func (d *Doc) mark(values ...string) bool {
	return d.any(func(c *cable.Cable) bool {
		return slices.ContainsFunc(c.Paragraphs, func(p cable.Paragraph) bool { return slices.Contains(values, p.Mark) })
	})
}

func (d *Doc) reason(values ...string) bool {
	return d.any(func(c *cable.Cable) bool {
		return slices.ContainsFunc(values, func(v string) bool { return slices.Contains(c.Reasons, v) })
	})
}

// sent reports whether the date of the shown text, to its precision, is within the
// years, months or days from one to another: "2008", "2008-12", "2008-12-04".
func (d *Doc) sent(from, to string) bool {
	if d.Cable.Date.IsZero() {
		return false
	}
	day := d.Cable.Date.Format("2006-01-02")
	return day[:len(from)] >= from && day[:len(to)] <= to
}

func (d *Doc) fromPost(post string) bool {
	return slices.ContainsFunc(d.texts, func(t index.Document) bool {
		t.ID = cmp.Or(d.ID, t.ID)
		return index.Origin(t) == post
	})
}
