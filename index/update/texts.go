package update

import (
	"slices"

	"reftel/corpus"
	"reftel/corpus/cable"
	"reftel/index"
	"reftel/index/catalog"
)

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
func textsOf(d index.Document) []text {
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
func join(id string, texts []text) index.Document {
	best := fullest(texts)
	first := texts[best]
	first.parse()
	doc := index.Document{ID: id, Record: first.record, Cable: first.cable, Versions: []cable.Version{first.version}}
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

// indexOf returns the index of the text with a hash, -1 if there is none.
func indexOf(texts []text, h catalog.Hash) int {
	return slices.IndexFunc(texts, func(t text) bool { return t.version.Hash == h.String() })
}
