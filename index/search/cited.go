package search

import (
	"cmp"

	"reftel/index/query"
)

// cited matches the cable with an MRN, first, and those that cite it.
func (c *compiler) cited(n *query.Cited) (matches, error) {
	var parts []matches
	for _, name := range [...]string{"id", "ref", "mentions"} {
		m, err := c.coded(name, cmp.Or(n.MRN().String(), n.Text), n)
		if err != nil {
			return nil, err
		}
		if name == "id" {
			m = &leading{m, citedFirst}
		}
		parts = append(parts, m)
	}
	return newAnyOf(parts), nil
}

// citedFirst is added to the score of a cable whose MRN the query is: more than words
// give.
const citedFirst = 1000
