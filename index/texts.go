package index

import (
	"slices"
	"strings"

	"reftel/corpus"
	"reftel/corpus/cable"
	"reftel/index/catalog"
)

// Texts returns the texts of the document's id, the shown one first, each as a
// document of its own with one version. It parses the records of Others.
func (d Document) Texts() []Document {
	var list []Document
	for _, t := range textsOf(d) {
		t.parse()
		list = append(list, Document{ID: d.ID, Record: t.record, Cable: t.cable, Versions: []cable.Version{t.version}})
	}
	return list
}

// A text is one of the records of an id.
type text struct {
	version cable.Version
	record  corpus.Record
	cable   *cable.Cable // nil if not parsed yet
}

func (t *text) parse() {
	if t.cable == nil {
		t.cable = cable.Parse(t.record)
	}
}

// moveTo notes that the text was found elsewhere.
func (t *text) moveTo(s corpus.Source) {
	t.version.Source, t.record.Source, t.cable = s, s, nil
}

// textsOf returns the texts of a document. An index of an old schema has no
// records of Versions[1:]: these versions are left out.
func textsOf(d Document) []text {
	list := []text{{record: d.Record, cable: d.Cable}}
	if len(d.Versions) > 0 {
		list[0].version = d.Versions[0]
	}
	for i, rec := range d.Others {
		list = append(list, text{version: d.Versions[i+1], record: rec})
	}
	return list
}

// join returns the document of some texts, of which it shows the fullest; the
// others keep their order.
func join(id string, texts []text) Document {
	best := fullest(texts)
	first := texts[best]
	first.parse()
	doc := Document{ID: id, Record: first.record, Cable: first.cable, Versions: []cable.Version{first.version}}
	for i, t := range texts {
		if i != best {
			doc.Versions = append(doc.Versions, t.version)
			doc.Others = append(doc.Others, t.record)
		}
	}
	return doc
}

// fullest returns the index of the first of the longest texts; of equal lengths,
// of the one with the most metadata. There is at least one text.
func fullest(texts []text) int {
	best := 0
	for i := range texts {
		longer := texts[i].version.Bytes - texts[best].version.Bytes
		if longer > 0 || longer == 0 && facts(texts[i].record) > facts(texts[best].record) {
			best = i
		}
	}
	return best
}

// facts counts the metadata that an archive gives with a record.
func facts(rec corpus.Record) int {
	n := len(rec.References) + len(rec.Facts)
	for _, known := range []bool{rec.ID != "", !rec.Date.IsZero(), rec.Origin != "", rec.Classification != ""} {
		if known {
			n++
		}
	}
	return n
}

// IsText reports whether the words of pieces of a kind stand in the text of a cable:
// phrases run over other pieces.
func IsText(kind cable.PieceKind) bool {
	switch kind {
	case cable.PieceFurniture, cable.PieceMarker, cable.PieceTransmission, cable.PieceFact:
		return false
	}
	return true
}

// Facts returns the archive's statements about the shown text, without furniture
// and with blanks folded.
func Facts(doc Document) []corpus.Fact {
	var list []corpus.Fact
	for _, f := range doc.Cable.Facts {
		list = append(list, corpus.Fact{Name: f.Name, Value: withoutFurniture(doc.Cable, f.Span)})
	}
	return slices.DeleteFunc(list, func(f corpus.Fact) bool { return f.Value == "" })
}

// withoutFurniture returns the words of a span of a cable's text.
func withoutFurniture(c *cable.Cable, s cable.Span) string {
	var words []string
	at := s.Start
	for _, f := range c.Furniture {
		if f.Start < s.End && f.End > at {
			words = append(words, strings.Fields(c.Text[at:max(at, f.Start)])...)
			at = min(f.End, s.End)
		}
	}
	return strings.Join(append(words, strings.Fields(c.Text[at:s.End])...), " ")
}

// indexOf returns the index of the text with a hash, -1 if there is none.
func indexOf(texts []text, h catalog.Hash) int {
	return slices.IndexFunc(texts, func(t text) bool { return t.version.Hash == h.String() })
}
