package search

import (
	"cmp"
	"context"
	"slices"
	"unicode/utf8"

	"reftel/index"
	"reftel/index/query"
)

// Near implements index.Speller.
func (s *Searcher) Near(ctx context.Context, name, text string, edits, limit int) ([]index.TermCount, error) {
	l := newLookup(ctx, s)
	z, _ := zoneOf(name)
	word := &query.Fuzzy{Field: name, Text: text, Edits: edits}
	letters, err := near(z.field, word)
	if err != nil {
		return nil, err
	}
	dicts, err := l.dict(z.field)
	if err != nil {
		return nil, err
	}
	dicts = slices.Clone(dicts)
	text = fold(z.field, text)
	for i, d := range dicts {
		if d, ok := d.(Narrower); ok {
			dicts[i] = d.Narrow(word, text)
		}
	}
	_, first := utf8.DecodeRuneInString(text)
	byLeaf := make([][]index.TermCount, len(dicts))
	err = inParallel(len(dicts), func(i int) (err error) {
		byLeaf[i], err = countsIn(dicts[i], letters, text[:first], l.newTick())
		return err
	})
	if err != nil {
		return nil, err
	}
	list := summed(byLeaf)
	if len(list) > maxExpansion {
		return nil, nil
	}
	slices.SortFunc(list, func(a, b index.TermCount) int {
		return cmp.Or(cmp.Compare(b.Count, a.Count), cmp.Compare(a.Term, b.Term))
	})
	return list[:min(limit, len(list))], nil
}

// countsIn returns the terms of a leaf that begin with prefix and that an automaton accepts,
// with the numbers of live documents.
func countsIn(d Dict, a Automaton, prefix string, tick func() error) ([]index.TermCount, error) {
	terms, err := fittingIn(d, a, termRange{prefix, AfterPrefix(prefix)}, nil, tick)
	if err != nil {
		return nil, err
	}
	counts := make([]index.TermCount, len(terms))
	for i, term := range terms {
		list, err := d.List(term)
		if err == nil {
			err = tick()
		}
		if err != nil {
			return nil, err
		}
		if counts[i].Term = term; list != nil {
			counts[i].Count = list.Count()
		}
	}
	return counts, nil
}

// summed adds up the counts of terms in all leaves. It leaves out terms without documents.
func summed(byLeaf [][]index.TermCount) []index.TermCount {
	totals := map[string]int{}
	for _, t := range slices.Concat(byLeaf...) {
		totals[t.Term] += t.Count
	}
	var list []index.TermCount
	for term, n := range totals {
		if n > 0 {
			list = append(list, index.TermCount{Term: term, Count: n})
		}
	}
	return list
}
