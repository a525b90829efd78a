package search

import (
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"reftel/analyzer"
	"reftel/corpus/lists"
	"reftel/index"
	"reftel/index/field"
)

// DocTerms are the terms of a document, for segments.
type DocTerms struct {
	// Text and Subject are the fields with positions.
	Text, Subject FieldTerms
	// Coded are the query fields of which the document has values, and HasField; their
	// terms have no positions.
	Coded []FieldTerms
	// Facets are the values of the facets of which the document has some, by name.
	Facets []FieldTerms
	// Zones are the zones of Text.
	Zones Zones
	// Date is the start of the document's date in seconds since 1970, NoDate for none.
	Date int64
}

// FieldTerms are the terms of one field of a document, each once.
type FieldTerms struct {
	Name   string
	Length int // in tokens
	Terms  []Term
}

// A Term is a term of a document: how often it occurs, and at which positions.
type Term struct {
	Text      string
	Count     int
	Positions []uint32
}

// TermsOf returns the terms of a document by maps of strings, the reference of TermReader.
func TermsOf(doc index.Document) DocTerms {
	texts := doc.Texts()
	doc.Cable = texts[0].Cable
	text, subject := scan(passagesOf(texts)), scan(subjectsOf(texts))
	d := DocTerms{
		Text:    FieldTerms{TextField, text.length, text.words},
		Subject: FieldTerms{SubjectField, subject.length, subject.words},
		Zones:   text.zones,
	}
	d.Date = readValues(doc, texts, &text.scanned, &termLists{&d, &text}, new(valueLists))
	return d
}

// termLists reads the values of a document, whose tokens are in text, as strings.
type termLists struct {
	*DocTerms
	text *scannedWords
}

// codes implements valueReader.
func (l *termLists) codes(_ int, f field.Field, sources []field.Source) bool {
	var terms FieldTerms
	if f.Kind == field.Sound {
		terms = soundTerms(f.Name, l.text)
	} else {
		var list codeList
		readCodes(f, sources, &list, new(valueLists))
		terms = exactTerms(f.Name, list)
	}
	if len(terms.Terms) == 0 {
		return false
	}
	l.Coded = append(l.Coded, terms)
	return true
}

// has implements valueReader.
func (l *termLists) has(names []string) { l.Coded = append(l.Coded, exactTerms(HasField, names)) }

// facet implements valueReader.
func (l *termLists) facet(_ int, name string, values []string) {
	if values = lists.Distinct(values); len(values) > 0 {
		l.Facets = append(l.Facets, exactTerms(name, values))
	}
}

// A codeList is the terms of a coded field.
type codeList []string

// add implements codeReader.
func (l *codeList) add(terms []string) { *l = append(*l, terms...) }

// addValue implements codeReader.
func (l *codeList) addValue(kind field.Kind, value string) { l.add(analyzer.Codes(kind, value)) }

// addMoment implements codeReader.
func (l *codeList) addMoment(m field.Moment) { l.add(analyzer.TimeTerms(m.Time, m.Precision)) }

// soundTerms returns the sounds of the words that may be names, with their
// frequencies for ranking.
func soundTerms(name string, text *scannedWords) FieldTerms {
	counts := map[string]int{}
	for word, n := range text.names {
		for _, code := range analyzer.Sounds(word) {
			counts[code] += n
		}
	}
	sounds := FieldTerms{Name: name, Length: text.length}
	for code, n := range counts {
		sounds.Terms = append(sounds.Terms, Term{Text: code, Count: n})
	}
	return sounds
}

// exactTerms returns a field of terms without positions, each once.
func exactTerms(name string, terms []string) FieldTerms {
	f := FieldTerms{Name: name, Length: len(terms)}
	seen := make(map[string]bool, len(terms))
	for _, t := range terms {
		if !seen[t] {
			seen[t] = true
			f.Terms = append(f.Terms, Term{Text: t, Count: 1})
		}
	}
	return f
}

// A scannedWords is a scanned with its words as strings.
type scannedWords struct {
	scanned
	words []Term
	// names counts the words that may be names.
	names map[string]int
}

// scan reads the passages of a document.
func scan(passages []passage) scannedWords {
	g := gatherers.Get().(*gatherer)
	defer gatherers.Put(g)
	g.gather(passages)
	found := scannedWords{g.found, g.terms(), map[string]int{}}
	g.found = scanned{} // the next text is read into the same lists
	for i, n := range g.nameUses.counts {
		found.names[g.names[g.nameUses.own[i]]] = int(n)
	}
	return found
}

// terms returns the terms of the words, each with its positions.
func (g *gatherer) terms() []Term {
	positions := map[string][]uint32{}
	for _, w := range g.words {
		term := g.names[w.Term]
		positions[term] = append(positions[term], w.Position)
	}
	var list []Term
	for term, at := range positions {
		list = append(list, Term{Text: term, Count: len(at), Positions: at})
	}
	return list
}

// TestTermReader: one reader reads of each document the terms that maps of strings give.
func TestTermReader(t *testing.T) {
	t.Parallel()
	r := NewTermReader()
	for _, doc := range sampleDocs(t) {
		want, got := TermsOf(doc), r.Read(doc)
		for _, f := range []struct {
			want FieldTerms
			got  Words
		}{{want.Text, got.Text}, {want.Subject, got.Subject}} {
			places := map[string][]uint32{}
			for _, w := range f.got.List {
				name := r.Names()[w.Term]
				places[name] = append(places[name], w.Position)
			}
			wanted := map[string][]uint32{}
			for _, term := range f.want.Terms {
				wanted[term.Text] = term.Positions
			}
			if diff := cmp.Diff(wanted, places); diff != "" || f.want.Length != f.got.Length {
				t.Fatalf("%s of %s: length %d, want %d; %s", f.want.Name, doc.ID, f.got.Length, f.want.Length, diff)
			}
		}
		compareCodes(t, doc.ID, want.Coded, got.Coded)
		compareCodes(t, doc.ID, want.Facets, got.Facets)
		if diff := cmp.Diff(&want.Zones, got.Zones, cmpopts.EquateEmpty()); diff != "" || want.Date != got.Date {
			t.Fatalf("%s: date %d, want %d; zones %s", doc.ID, got.Date, want.Date, diff)
		}
	}
}

func compareCodes(t *testing.T, id string, want []FieldTerms, got []Codes) {
	t.Helper()
	counts := map[string]map[string]int{}
	for _, c := range got {
		counts[c.Name] = map[string]int{}
		for i, n := range c.Terms {
			count := 1
			if c.Counts != nil {
				count = int(c.Counts[i])
			}
			counts[c.Name][c.Table.Names()[n]] += count
		}
	}
	wanted := map[string]map[string]int{}
	for _, f := range want {
		wanted[f.Name] = map[string]int{}
		for _, term := range f.Terms {
			wanted[f.Name][term.Text] = term.Count
		}
	}
	if diff := cmp.Diff(wanted, counts); diff != "" {
		t.Fatalf("%s: %s", id, diff)
	}
}
