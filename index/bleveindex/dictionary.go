package bleveindex

import (
	"fmt"

	"github.com/blevesearch/bleve/v2/index/scorch"
	index "github.com/blevesearch/bleve_index_api"
	segment "github.com/blevesearch/scorch_segment_api/v2"
)

// The engine opens the dictionaries of a field's segments on goroutines of its own,
// where a panic from a damaged one would end the program. The functions here first
// do the same on the caller's goroutine, where guard recovers.

// termsWithPrefix returns the terms of a field that begin with prefix.
func termsWithPrefix(r index.IndexReader, field, prefix string) (index.FieldDict, error) {
	if err := openTerms(r, field, nil, []byte(prefix)); err != nil {
		return nil, err
	}
	return r.FieldDictPrefix(field, []byte(prefix))
}

// termsNear returns the terms of a field within so many edits of a word.
func termsNear(r index.IndexReader, field, word string, edits int) (index.FieldDict, error) {
	fuzzy, ok := r.(index.IndexReaderFuzzy)
	if !ok {
		return nil, fmt.Errorf("the engine has no fuzzy terms in a view of type %T", r)
	}
	// A view of nothing gives the automaton alone.
	_, found, err := new(scorch.IndexSnapshot).FieldDictFuzzyAutomaton(field, word, edits, "")
	if err != nil {
		return nil, err
	}
	automaton, ok := found.(segment.Automaton)
	if !ok {
		return nil, fmt.Errorf("the engine has no automaton in a type %T", found)
	}
	if err := openTerms(r, field, automaton, nil); err != nil {
		return nil, err
	}
	return fuzzy.FieldDictFuzzy(field, word, edits, "")
}

// openTerms opens the dictionaries of a field and goes to the first term from begin
// on that the automaton accepts; nil accepts all.
func openTerms(r index.IndexReader, field string, automaton segment.Automaton, begin []byte) error {
	segments, err := segmentsOf(r)
	if err != nil {
		return err
	}
	for _, s := range segments {
		dict, err := s.Segment().Dictionary(field)
		if err != nil {
			return fmt.Errorf("reading terms of %s: %w", field, err)
		}
		dict.AutomatonIterator(automaton, begin, nil)
	}
	return nil
}
