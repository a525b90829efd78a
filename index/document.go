package index

import (
	"crypto/sha256"
	"fmt"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"reftel/corpus"
	"reftel/corpus/cable"
	"reftel/index/catalog"
)

// NewDocument returns the document of a record and its parsed cable. A cable
// without an id gets one made from its hash.
func NewDocument(rec corpus.Record, c *cable.Cable) Document {
	return HashedDocument(rec, c, HashOf(rec))
}

// Documents returns the documents of a record: one for each of its telegrams.
func Documents(rec corpus.Record) []Document {
	var docs []Document
	for _, part := range cable.NewReader(rec).Split() {
		docs = append(docs, NewDocument(part.Record(), part.Parse()))
	}
	return docs
}

// HashedDocument is NewDocument for a record whose HashOf is known.
func HashedDocument(rec corpus.Record, c *cable.Cable, h catalog.Hash) Document {
	v := cable.Version{Source: rec.Source, Hash: h.String(), Bytes: len(strings.TrimSpace(c.Text))}
	id := c.ID
	if id == "" {
		id = "NOID" + strings.ToUpper(v.Hash[:12])
	}
	return Document{ID: id, Record: rec, Cable: c, Versions: []cable.Version{v}}
}

// hashBuffers hold the bytes that HashOf hashes: one call of sha256.Sum256 is
// cheaper than many writes to a hash. maxHashBuffer is the greatest that is kept.
var hashBuffers = sync.Pool{New: func() any { return new([]byte) }}

const maxHashBuffer = 1 << 20

// HashOf returns the identity of a record's content: its text and what the archive
// states about it, but not where it was found.
func HashOf(rec corpus.Record) (hash catalog.Hash) {
	kept := hashBuffers.Get().(*[]byte)
	b := (*kept)[:0]
	if len(rec.Facts) > 0 { // so that other records keep their hashes
		b = fmt.Appendf(b, "facts %q\n", rec.Facts)
	}
	b = append(strconv.AppendQuote(b, rec.ID), ' ', '"')
	b = append(rec.Date.AppendFormat(b, time.RFC3339), '"', ' ')
	b = append(strconv.AppendQuote(b, rec.Origin), ' ')
	b = append(strconv.AppendQuote(b, rec.Classification), ' ', '[')
	for i, ref := range rec.References {
		if i > 0 {
			b = append(b, ' ')
		}
		b = strconv.AppendQuote(b, ref)
	}
	b = append(append(append(b, "]\n"...), rec.Header...), "\n\n"...)
	b = append(b, rec.Body...)
	sum := sha256.Sum256(b)
	if cap(b) <= maxHashBuffer {
		*kept = b
		hashBuffers.Put(kept)
	}
	copy(hash[:], sum[:])
	return hash
}

// SourcePath returns the catalog's name of a file from the path of a
// corpus.Source: its absolute path, written as corpus.EscapeName does, or "-"
// for standard input.
func SourcePath(path string) string {
	if path == "-" || path == "" {
		return path
	}
	if abs, err := filepath.Abs(corpus.UnescapeName(path)); err == nil {
		return corpus.EscapeName(abs)
	}
	return path
}

// Texts returns the texts of the document's id, the shown one first, each as a
// document of its own with one version. It parses the records of Others. An index of
// an old schema has no records of Versions[1:]: these versions are left out.
func (d Document) Texts() []Document {
	list := []Document{{ID: d.ID, Record: d.Record, Cable: d.Cable, Versions: []cable.Version{{}}}}
	if len(d.Versions) > 0 {
		list[0].Versions = d.Versions[:1:1]
	}
	if d.Cable == nil {
		list[0].Cable = cable.Parse(d.Record)
	}
	for i, rec := range d.Others {
		list = append(list, Document{ID: d.ID, Record: rec, Cable: cable.Parse(rec), Versions: d.Versions[i+1 : i+2 : i+2]})
	}
	return list
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
