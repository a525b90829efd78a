package search

import (
	"context"
	"slices"

	"reftel/index"
	"reftel/index/field"
	"reftel/index/query"
)

// A Resolver finds what the words of a query stand for, for an engine that matches
// documents by itself. It needs only the terms of an index (Leaf.Dict).
type Resolver struct{ l *lookup }

// NewResolver returns a resolver over the terms of leaves. It is for one query and one
// goroutine.
func NewResolver(ctx context.Context, leaves []Leaf) *Resolver {
	return &Resolver{newLookup(ctx, &Searcher{leaves: leaves})}
}

// Rewrite returns the tree of a query in the form in which it is searched, as Searcher
// does.
func (r *Resolver) Rewrite(n query.Node) (query.Node, error) {
	return r.l.rewrite(query.Equivalents(n))
}

// A Reading is what a word or phrase of a query finds in text: any of several rows of
// words, or any of several terms.
type Reading struct {
	Rows  [][]RowWord
	Terms []string
	// Typed is that of the terms that was typed, "" if all count alike.
	Typed string
	// Word reports that all are spellings of one word.
	Word bool
}

// A RowWord is a term of a row and its offset in positions from the first.
type RowWord struct {
	Term   string
	Offset int
}

// Word returns the reading of a word of a text field.
func (r *Resolver) Word(n *query.Word) (Reading, error) {
	found, err := r.l.reading(n)
	return readingOf(found), err
}

// PhraseReading returns the reading of the words of a phrase.
func PhraseReading(text string) Reading { return readingOf(phraseReading(text)) }

// readingOf returns a reading with exported fields.
func readingOf(r reading) Reading {
	out := Reading{Terms: slices.Clone(r.terms), Typed: r.typed, Word: r.word}
	for _, row := range r.rows {
		words := make([]RowWord, len(row))
		for i, w := range row {
			words[i] = RowWord{w.term, w.offset}
		}
		out.Rows = append(out.Rows, words)
	}
	return out
}

// Expansion returns the terms of a field of the query language, "" for all text, that a
// prefix, pattern, expression or fuzzy word matches. Too many are a *PartError.
func (r *Resolver) Expansion(name string, n query.Node) ([]string, error) {
	z, _ := zoneOf(name)
	e, err := r.l.expansion(z.field, n)
	if err != nil {
		return nil, err
	}
	return e.terms, nil
}

// MarkTerms returns the alternatives of terms of portion marks (MarkTermsOf) that a leaf
// of the field mark finds: a mark must have all terms of one. If all is true, every mark
// is found.
func (r *Resolver) MarkTerms(n query.Node) (alternatives [][]string, all bool, err error) {
	t, err := r.l.markTest(n)
	if err != nil {
		return nil, false, err
	}
	return t.alternatives, t.any, nil
}

// MarkTermsOf returns the terms of a portion mark in the field mark.
func MarkTermsOf(mark string) []string { return markTerms(mark) }

// MarkLike returns the portion mark that a word or phrase looks like: portion marks are
// no words of the text, but readers see them there.
func MarkLike(n query.Node) (string, bool) { return markOf(n) }

// FieldOf returns the field of a leaf of a query.
func FieldOf(n query.Node) string { return fieldOf(n) }

// IsSubject reports whether the words of a Near are in the field subject.
func IsSubject(n *query.Near) bool { return isSubject(n) }

// ZoneOf returns the field of the index that has the words of a field of the query
// language, and the part of it that it is limited to. It returns false if the field is
// not of text.
func ZoneOf(name string) (of string, part field.Zone, ok bool) {
	z, ok := zoneOf(name)
	return z.field, z.part, ok
}

// A Highlights finds the matches of a query in documents.
type Highlights struct{ h *highlighter }

// Highlights prepares the words of a query for snippets.
func (r *Resolver) Highlights(n query.Node) *Highlights { return &Highlights{r.l.highlighter(n)} }

// Snippets returns at most n snippets of a document.
func (h *Highlights) Snippets(doc index.Document, n int) ([]index.Snippet, error) {
	return h.h.snippets(doc, n)
}

// Explain returns a query as it was understood.
func (s *Searcher) Explain(ctx context.Context, n query.Node) (*index.Explained, error) {
	l := newLookup(ctx, s)
	n, err := l.rewrite(query.Equivalents(n))
	if err != nil {
		return nil, err
	}
	e, err := l.explain(n)
	return &e, err
}

// A Narrower is a Dict that finds the terms of a pattern faster by itself than by reading
// all of a range.
type Narrower interface {
	// Narrow returns the dictionary with those terms that a pattern or fuzzy word may match.
	// The text is that of the node in the form of the terms.
	Narrow(n query.Node, text string) Dict
}

// patternText returns the text of a pattern or fuzzy word.
func patternText(n query.Node) string {
	switch n := n.(type) {
	case *query.Wildcard:
		return n.Text
	case *query.Fuzzy:
		return n.Text
	}
	return ""
}
