package bleveindex

import (
	"context"
	"fmt"
	"math"

	index "github.com/blevesearch/bleve_index_api"
)

// BM25 parameters (Robertson and Zaragoza 2009, section 3): how soon more
// occurrences stop to count, and how much length is held against a cable.
const (
	bm25K1 = 1.2
	bm25B  = 0.75
)

// postings walks the documents that hold one term.
type postings struct {
	reader index.TermFieldReader
	doc    index.TermFieldDoc
	id     index.IndexInternalID
	at     uint32
	begun  bool
}

// depth says how much of each posting a reader must decode.
type depth uint8

const (
	numbersOnly depth = iota
	withFrequency
	withPositions
)

func openPostings(ctx context.Context, r index.IndexReader, name, term string, d depth) (*postings, error) {
	reader, err := r.TermFieldReader(ctx, []byte(term), name, d >= withFrequency, false, d >= withPositions)
	if err != nil {
		return nil, fmt.Errorf("reading postings of %s: %w", name, err)
	}
	return &postings{reader: reader}, nil
}

func (p *postings) advance(doc uint32) (uint32, error) {
	if p.begun && (doc <= p.at || p.at == end) {
		return p.at, nil
	}
	next := !p.begun && doc == 0 || p.begun && doc == p.at+1
	p.begun = true
	p.doc.Reset()
	var found *index.TermFieldDoc
	var err error
	if next {
		found, err = p.reader.Next(&p.doc)
	} else {
		p.id = index.NewIndexInternalID(p.id, uint64(doc))
		found, err = p.reader.Advance(p.id, &p.doc)
	}
	if err != nil {
		return end, fmt.Errorf("reading postings: %w", err)
	}
	p.at = end
	if found != nil {
		p.at = uint32(found.ID.Value())
	}
	return p.at, nil
}

func (p *postings) score() (float64, error) { return 0, nil }

// word matches documents that hold one of several terms, which count as one
// word: its inflections, or what a prefix stands for.
type word struct {
	terms   []*postings
	ats     []uint32
	at      uint32
	idf     float64
	lengths []uint32 // tokens by document number
	mean    float64  // of lengths
}

// newWord ranks its matches by BM25 over docs documents.
func newWord(terms []*postings, docs int, lengths []uint32, mean float64) matches {
	if len(terms) == 0 {
		return none{}
	}
	var df uint64
	for _, t := range terms {
		df = max(df, t.reader.Count())
	}
	return &word{
		terms: terms, ats: make([]uint32, len(terms)),
		idf:     inverseFrequency(df, docs),
		lengths: lengths, mean: mean,
	}
}

func (w *word) advance(doc uint32) (uint32, error) {
	first := uint32(end)
	for i, t := range w.terms {
		if w.ats[i] <= doc {
			at, err := t.advance(doc)
			if err != nil {
				return end, err
			}
			w.ats[i] = at
		}
		first = min(first, w.ats[i])
	}
	w.at = first
	return first, nil
}

func (w *word) score() (float64, error) {
	var tf float64
	for i, t := range w.terms {
		if w.ats[i] == w.at {
			tf += float64(t.doc.Freq)
		}
	}
	return w.idf * saturate(tf, w.lengths[w.at], w.mean), nil
}

// inverseFrequency is the part of BM25 that depends on how many of docs documents,
// df, hold a word.
func inverseFrequency(df uint64, docs int) float64 {
	return math.Log(1 + (float64(docs)-float64(df)+0.5)/(float64(df)+0.5))
}

// saturate is the part of BM25 that depends on the document: tf occurrences in
// length tokens where the mean is mean.
func saturate(tf float64, length uint32, mean float64) float64 {
	norm := 1 - bm25B
	if mean > 0 {
		norm += bm25B * float64(length) / mean
	}
	return tf * (bm25K1 + 1) / (tf + bm25K1*norm)
}
