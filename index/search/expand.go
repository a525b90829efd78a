package search

import (
	"fmt"
	"sync"
	"unicode/utf8"

	"github.com/blevesearch/vellum/levenshtein"

	"reftel/analyzer"
	"reftel/index/field"
	"reftel/index/query"
)

// maxExpansion is the number of terms that a prefix or pattern may stand for.
const maxExpansion = 4096

// A TooBroadError says that a prefix or pattern stands for too many words.
type TooBroadError struct{ Text string }

func (e *TooBroadError) Error() string {
	return fmt.Sprintf("%s stands for more than %d words: make it longer", e.Text, maxExpansion)
}

// expansion returns the terms of a field of the index that a prefix, pattern or fuzzy
// word stands for. Too many are an error.
func (l *lookup) expansion(name string, n query.Node) ([]string, error) {
	key := termKey{name, n.String()}
	if terms, ok := l.expansions[key]; ok {
		return terms, nil
	}
	terms, err := l.newExpansion(name, n)
	if err != nil {
		return nil, err
	}
	if len(terms) > maxExpansion {
		return nil, &TooBroadError{n.String()}
	}
	l.expansions[key] = terms
	return terms, nil
}

func (l *lookup) newExpansion(name string, n query.Node) ([]string, error) {
	switch n := n.(type) {
	case *query.Prefix:
		return l.fitting(name, fold(name, n.Text), nil, nil)
	case *query.Wildcard:
		pattern := fold(name, n.Text)
		if len(pattern) > longestPattern {
			return nil, nil // no term is so long
		}
		w := newWildcard(pattern)
		return l.fitting(name, w.prefix, w, nil)
	case *query.Fuzzy:
		return l.near(name, n.Text, n.Edits)
	}
	return nil, fmt.Errorf("a query node of type %T stands for no words", n)
}

// longestFuzzy is the number of letters of the longest word before a ~.
const longestFuzzy = 100

// near returns the terms within so many edits of a word.
func (l *lookup) near(name, text string, edits int) ([]string, error) {
	if n := utf8.RuneCountInString(text); n > longestFuzzy {
		return nil, fmt.Errorf("the word before ~%d has %d letters, and may have %d", edits, n, longestFuzzy)
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
	return l.fitting(name, "", dfa, nil)
}

// levenshteins make automata of words near one, by the number of edits; two letters
// changing places are one.
var levenshteins = [...]func() (*levenshtein.LevenshteinAutomatonBuilder, error){
	1: sync.OnceValues(func() (*levenshtein.LevenshteinAutomatonBuilder, error) {
		return levenshtein.NewLevenshteinAutomatonBuilder(1, true)
	}),
	2: sync.OnceValues(func() (*levenshtein.LevenshteinAutomatonBuilder, error) {
		return levenshtein.NewLevenshteinAutomatonBuilder(2, true)
	}),
}

// fold puts a piece of a word in the form that the terms of a field of the index have.
func fold(name, text string) string {
	f, ok := field.Lookup(name)
	if name == TextField || ok && f.Kind == field.Text {
		return analyzer.Fold(text)
	}
	return analyzer.FoldCode(f.Kind, text)
}
