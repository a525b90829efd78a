package search

import (
	"context"
	"fmt"
	"maps"
	"slices"

	"reftel/index/query"
)

// A lookup finds the terms that a query matches in all leaves, once for all parts
// of the query and for all leaves that it is compiled for.
type lookup struct {
	*Searcher
	ctx    context.Context
	dicts  map[string][]Dict
	byTerm map[termKey]*term
	// expansions and wide words are those so far.
	expansions map[termKey]*expansion
	wide       map[wideKey]*wideWord
	whole      map[string][][]string   // see allTerms
	refs       map[string][]string     // see refsOf
	tagCodes   map[query.Node][]string // see tagged
	scans      int                     // see fewScans
	uses       int                     // of lists
	steps      int                     // see tick
}

func newLookup(ctx context.Context, s *Searcher) *lookup {
	return &lookup{
		Searcher: s, ctx: ctx, dicts: map[string][]Dict{}, byTerm: map[termKey]*term{},
		expansions: map[termKey]*expansion{}, wide: map[wideKey]*wideWord{}, whole: map[string][][]string{}, refs: map[string][]string{},
		tagCodes: map[query.Node][]string{},
	}
}

// A termKey names a term of a field.
type termKey struct{ field, term string }

// A term is one term in all leaves.
type term struct {
	count int         // live documents that have it
	lists []*termList // by leaf
}

// dict returns the terms of a field, by leaf.
func (l *lookup) dict(name string) ([]Dict, error) {
	if list, ok := l.dicts[name]; ok {
		return list, nil
	}
	list := make([]Dict, len(l.leaves))
	for i, leaf := range l.leaves {
		var err error
		if list[i], err = leaf.Dict(name); err != nil {
			return nil, err
		}
	}
	l.dicts[name] = list
	return list, nil
}

// term looks a term up in all leaves.
func (l *lookup) term(name, text string) (*term, error) {
	key := termKey{name, text}
	if t := l.byTerm[key]; t != nil {
		return t, nil
	}
	if err := l.use(); err != nil {
		return nil, err
	}
	dicts, err := l.dict(name)
	if err != nil {
		return nil, err
	}
	t := &term{lists: make([]*termList, len(dicts))}
	for i, d := range dicts {
		list, err := d.List(text)
		if err != nil {
			return nil, err
		}
		if list != nil {
			t.lists[i] = &termList{list: list, count: list.Count(), tick: l.tick}
			t.count += list.Count()
		}
	}
	l.byTerm[key] = t
	return t, nil
}

// greatestCount returns the number of documents that have the commonest of some
// terms.
func (l *lookup) greatestCount(name string, terms []string) (int, error) {
	most := 0
	for _, text := range terms {
		t, err := l.term(name, text)
		if err != nil {
			return 0, err
		}
		most = max(most, t.count)
	}
	return most, nil
}

// has reports whether a text has a term.
func (l *lookup) has(term string) (bool, error) {
	dicts, err := l.dict(TextField)
	if err != nil {
		return false, err
	}
	for _, d := range dicts {
		if ok, err := d.Contains(term); ok || err != nil {
			return ok, err
		}
	}
	return false, nil
}

func (l *lookup) hasAny(terms []string) (bool, error) {
	for _, t := range terms {
		if ok, err := l.has(t); ok || err != nil {
			return ok, err
		}
	}
	return false, nil
}

// fitting returns the terms of a field that begin with prefix and fit, in order. If more
// than maxExpansion fit, it may leave out some, but returns more than maxExpansion.
func (l *lookup) fitting(name, prefix string, fits func(string) bool) ([]string, error) {
	dicts, err := l.dict(name)
	if err != nil {
		return nil, err
	}
	var all []string
	for _, d := range dicts {
		found, err := fittingIn(d, nil, termRange{prefix, AfterPrefix(prefix)}, fits, l.tick)
		if err != nil {
			return nil, err
		}
		all = append(all, found...)
	}
	return distinct(all), nil
}

// fittingIn is fitting in a range of one leaf, for the terms that an automaton accepts.
// A nil automaton or nil fits accepts all.
func fittingIn(d Dict, a Automaton, r termRange, fits func(string) bool, tick func() error) ([]string, error) {
	var list []string
	for term, err := range d.Terms(a, r.from, r.to) {
		if err == nil {
			err = tick()
		}
		if err != nil {
			return nil, err
		}
		if fits != nil && !fits(term) {
			continue
		}
		if list = append(list, term); len(list) > maxExpansion {
			break
		}
	}
	return list, nil
}

func distinct(terms []string) []string {
	slices.Sort(terms)
	return slices.Compact(terms)
}

// AfterPrefix returns the first term after those that begin with prefix, or "".
func AfterPrefix(prefix string) string {
	end := []byte(prefix)
	for i := len(end) - 1; i >= 0; i-- {
		if end[i]++; end[i] > 0 {
			return string(end[:i+1])
		}
	}
	return ""
}

// maxUses is how many lists of documents a query may look up and read, each word of
// it for all the terms that it matches. Opening one takes 10 µs, reading one of a wide word
// less.
const maxUses = 1 << 18

// A TooManyError reports that a query matches too many words as a whole.
type TooManyError struct{}

func (*TooManyError) Error() string {
	return fmt.Sprintf("the query matches more than %d words in all: make it shorter, or its words with * ? ~ longer", maxUses)
}

// use counts a use of a list, or a list that is looked up.
func (l *lookup) use() error { return l.useAll(1) }

// useAll counts n uses.
func (l *lookup) useAll(n int) error {
	if l.uses += n; l.uses > maxUses {
		return &TooManyError{}
	}
	return l.tick()
}

// tickEvery is the number of steps between two checks of the context.
const tickEvery = 256

// tick counts a step and returns the error of the context if that has ended. It checks
// at the first step.
func (l *lookup) tick() error {
	l.steps++
	if l.steps%tickEvery == 1 {
		return l.ctx.Err()
	}
	return nil
}

// newTick is tick for a goroutine of its own.
func (l *lookup) newTick() func() error { return (&lookup{ctx: l.ctx}).tick }

// fork returns a lookup for another goroutine that compiles the same query. It knows what
// l knows.
func (l *lookup) fork() *lookup {
	f := &lookup{
		Searcher: l.Searcher, ctx: l.ctx, dicts: map[string][]Dict{}, byTerm: make(map[termKey]*term, len(l.byTerm)),
		expansions: maps.Clone(l.expansions), wide: maps.Clone(l.wide), whole: maps.Clone(l.whole), refs: maps.Clone(l.refs),
		tagCodes: maps.Clone(l.tagCodes),
	}
	for key, t := range l.byTerm {
		own := &term{count: t.count, lists: make([]*termList, len(t.lists))}
		for i, list := range t.lists {
			if list != nil {
				own.lists[i] = &termList{list: list.list, count: list.count, tick: f.tick}
			}
		}
		f.byTerm[key] = own
	}
	return f
}
