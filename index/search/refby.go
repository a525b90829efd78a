package search

import (
	"fmt"

	"reftel/analyzer"
	"reftel/index/field"
	"reftel/index/query"
)

// mostCiting is the greatest number of cables whose REF blocks a query may read for one
// value of refby.
const mostCiting = 1000

// refby matches the cables that the REF blocks of a cable name, in any of its texts.
func (c *compiler) refby(n query.Node, value string) (matches, error) {
	ids, err := c.refsOf(n, value)
	if err != nil {
		return nil, err
	}
	var terms []string
	for _, id := range ids {
		for _, alternative := range analyzer.QueryCodes(field.MRN, id) {
			terms = append(terms, alternative...)
		}
	}
	return c.anyTerm("id", distinct(terms))
}

// refsOf returns the ids in the REF blocks of the cables with an id.
func (l *lookup) refsOf(n query.Node, value string) ([]string, error) {
	if ids, ok := l.refs[value]; ok {
		return ids, nil
	}
	var ids []string
	count := 0
	for i, leaf := range l.leaves {
		c := &compiler{lookup: l, leaf: leaf, at: i}
		m, err := c.coded("id", value, n)
		if err != nil {
			return nil, err
		}
		for doc := uint32(0); ; doc++ {
			if doc, err = m.advance(doc); err != nil || doc == End {
				break
			}
			if count++; count > mostCiting {
				return nil, &PartError{n, fmt.Sprintf("is more than %d cables", mostCiting), "write the year and the number"}
			}
			cited, err := refsIn(leaf, doc)
			if err != nil {
				return nil, err
			}
			ids = append(ids, cited...)
		}
		if err != nil {
			return nil, err
		}
	}
	ids = distinct(ids)
	l.refs[value] = ids
	return ids, nil
}

// refsIn returns the ids in the REF blocks of all texts of a document.
func refsIn(leaf Leaf, doc uint32) ([]string, error) {
	stored, err := leaf.Stored(doc)
	if err != nil {
		return nil, err
	}
	var ids []string
	for _, text := range stored.Texts() {
		for _, r := range text.Cable.Refs {
			if r.ID != "" {
				ids = append(ids, r.ID)
			}
		}
	}
	return ids, nil
}
