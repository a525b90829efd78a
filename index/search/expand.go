package search

import (
	"fmt"
	"slices"
	"sync"
	"unicode/utf8"

	"github.com/blevesearch/vellum/levenshtein"

	"reftel/analyzer"
	"reftel/index/field"
	"reftel/index/query"
)

// maxExpansion is the greatest number of terms that a prefix or pattern may match. Each
// takes about 4 µs and 2 kB: a* matches 27,200 terms in 50,000 invented cables.
var maxExpansion = 1 << 17 // changed by tests

// A PartError reports that a part of a query can't be answered, as a whole prefix,
// pattern or expression that matches too many words.
type PartError struct {
	Part query.Node
	Msg  string
	// Hint says what to do.
	Hint string
}

func (e *PartError) Error() string { return e.Part.String() + " " + e.Msg + ": " + e.Hint }

// Place returns where the part stands in the text of the query, what is wrong with it,
// and what to do.
func (e *PartError) Place() (from, to int, msg, hint string) {
	return e.Part.Start(), e.Part.End(), e.Msg, e.Hint
}

func tooBroad(n query.Node) error {
	return &PartError{n, fmt.Sprintf("matches more than %d words", maxExpansion), "make it longer"}
}

// An expansion is the terms of a field of the index that a prefix, pattern or fuzzy
// word matches.
type expansion struct {
	terms  []string // in order
	byLeaf [][]int  // those of each leaf, as indexes into terms
}

// expansion returns the expansion of a prefix, pattern or fuzzy word. Too many terms
// are an error.
func (l *lookup) expansion(name string, n query.Node) (*expansion, error) {
	key := termKey{name, n.String()}
	if e := l.expansions[key]; e != nil {
		return e, nil
	}
	byLeaf, err := l.matching(name, n)
	if err != nil {
		return nil, err
	}
	e := merged(byLeaf)
	if len(e.terms) > maxExpansion {
		return nil, tooBroad(n)
	}
	l.expansions[key] = e
	return e, nil
}

// merged returns the expansion with the given terms of the leaves, which are in order.
// If there are too many, it leaves out some.
func merged(byLeaf [][]string) *expansion {
	e := &expansion{byLeaf: make([][]int, len(byLeaf))}
	rest := slices.Clone(byLeaf)
	for len(e.terms) <= maxExpansion {
		least, found := "", false
		for _, list := range rest {
			if len(list) > 0 && (!found || list[0] < least) {
				least, found = list[0], true
			}
		}
		if !found {
			break
		}
		for i, list := range rest {
			if len(list) > 0 && list[0] == least {
				e.byLeaf[i] = append(e.byLeaf[i], len(e.terms))
				rest[i] = list[1:]
			}
		}
		e.terms = append(e.terms, least)
	}
	return e
}

// matching returns the terms that a node matches, by leaf.
func (l *lookup) matching(name string, n query.Node) ([][]string, error) {
	prefix, automaton, err := l.patternOf(name, n)
	if err != nil {
		return nil, err
	}
	if _, ok := n.(*query.Wildcard); ok && prefix == "" {
		if l.scans++; l.scans > fewScans {
			return l.among(name, automaton)
		}
	}
	parts := partsOf(prefix)
	found := make([][]string, len(l.leaves)*len(parts))
	err = inParallel(len(found), func(i int) error {
		dict, err := l.leaves[i/len(parts)].Dict(name)
		if err != nil {
			return err
		}
		if d, ok := dict.(Narrower); ok {
			dict = d.Narrow(n, fold(name, patternText(n)))
		}
		a := automaton()
		found[i], err = fittingIn(dict, a, parts[i%len(parts)], nil, l.newTick())
		if r, ok := a.(*regular); ok && err == nil {
			err = r.failure(n)
		}
		return err
	})
	byLeaf := make([][]string, len(l.leaves))
	for i := range byLeaf {
		byLeaf[i] = slices.Concat(found[i*len(parts) : (i+1)*len(parts)]...)
	}
	return byLeaf, err
}

// among is matching for an automaton of a wildcard, over all terms in memory.
func (l *lookup) among(name string, automaton func() Automaton) ([][]string, error) {
	all, err := l.allTerms(name)
	if err != nil {
		return nil, err
	}
	byLeaf := make([][]string, len(all))
	return byLeaf, inParallel(len(all), func(i int) (err error) {
		byLeaf[i], err = automaton().(*wildcard).among(all[i], l.newTick())
		return err
	})
}

// A termRange is the terms from from to before to; "" is no bound.
type termRange struct{ from, to string }

// cuts divide the words of a dictionary into parts of similar size, so that all cores
// can search one leaf. They follow the common prefix of the words.
var cuts = [...]string{"c", "f", "m", "q", "t"}

// partsOf returns ranges of the terms that begin with a prefix.
func partsOf(prefix string) []termRange {
	var list []termRange
	from := prefix
	for _, c := range cuts {
		list = append(list, termRange{from, prefix + c})
		from = prefix + c
	}
	return append(list, termRange{from, AfterPrefix(prefix)})
}

// fewScans is the number of patterns with a wildcard at the start that are searched for
// in the dictionaries of the leaves. For more patterns the dictionaries are read into
// memory, where the search is much faster.
const fewScans = 2

// allTerms returns all terms of a field, by leaf.
func (l *lookup) allTerms(name string) ([][]string, error) {
	if all, ok := l.whole[name]; ok {
		return all, nil
	}
	dicts, err := l.dict(name)
	if err != nil {
		return nil, err
	}
	all := make([][]string, len(dicts))
	err = inParallel(len(dicts), func(i int) error {
		tick := l.newTick()
		for term, err := range dicts[i].Terms(nil, "", "") {
			if err == nil {
				err = tick()
			}
			if err != nil {
				return err
			}
			all[i] = append(all[i], term)
		}
		return nil
	})
	l.whole[name] = all
	return all, err
}

// patternOf returns the common prefix of the terms that a node matches, and a function
// that makes automata of these terms; nil accepts all. An automaton is for one goroutine.
func (l *lookup) patternOf(name string, n query.Node) (prefix string, automaton func() Automaton, err error) {
	switch n := n.(type) {
	case *query.Prefix:
		return fold(name, n.Text), func() Automaton { return nil }, nil
	case *query.Wildcard:
		pattern := fold(name, n.Text)
		if len(pattern) > longestPattern {
			return "", nil, &PartError{n, "is longer than any word", "make it shorter"}
		}
		return newWildcard(pattern).prefix, func() Automaton { return newWildcard(pattern) }, nil
	case *query.Fuzzy:
		dfa, err := near(name, n)
		return "", func() Automaton { return dfa }, err
	case *query.Regexp:
		prog, prefix, err := parseRegexp(name, n.Text)
		return prefix, func() Automaton { return newRegular(prog, l.newTick()) }, err
	}
	return "", nil, fmt.Errorf("a query node of type %T is not a pattern", n)
}

// longestFuzzy is the number of letters of the longest word before a ~.
const longestFuzzy = 100

// near returns the automaton of the words within an edit distance of a word.
func near(name string, n *query.Fuzzy) (Automaton, error) {
	text, edits := n.Text, n.Edits
	if letters := utf8.RuneCountInString(text); letters > longestFuzzy {
		return nil, &PartError{n, fmt.Sprintf("has %d letters, and may have %d", letters, longestFuzzy), "make it shorter"}
	}
	if edits < 1 || edits >= len(levenshteins) {
		return nil, fmt.Errorf("%q~%d: the number of edits is from 1 to %d", text, edits, len(levenshteins)-1)
	}
	builder, err := levenshteins[edits]()
	if err != nil {
		return nil, err
	}
	dfa, err := builder.BuildDfa(fold(name, text), uint8(edits))
	if err != nil {
		return nil, fmt.Errorf("looking for words near %q: %w", text, err)
	}
	return dfa, nil
}

// levenshteins make automata of the words near a word, by the number of edits. A
// transposition of two letters is one edit.
var levenshteins = [...]func() (*levenshtein.LevenshteinAutomatonBuilder, error){
	1: sync.OnceValues(func() (*levenshtein.LevenshteinAutomatonBuilder, error) {
		return levenshtein.NewLevenshteinAutomatonBuilder(1, true)
	}),
	2: sync.OnceValues(func() (*levenshtein.LevenshteinAutomatonBuilder, error) {
		return levenshtein.NewLevenshteinAutomatonBuilder(2, true)
	}),
}

// fold returns a part of a word in the form of the terms of a field of the index.
func fold(name, text string) string {
	f, ok := field.Lookup(name)
	if name == TextField || ok && f.Kind == field.Text {
		return analyzer.Fold(text)
	}
	return analyzer.FoldCode(f.Kind, text)
}
