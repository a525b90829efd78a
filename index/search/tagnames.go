package search

import (
	"reftel/analyzer"
	"reftel/corpus/tags"
	"reftel/index/query"
)

// mostNames is the number of TAGS codes above which a word of their names says little:
// security is in twelve.
const mostNames = 8

// tagCodes returns the TAGS codes whose names have a word or phrase of the query, in any of
// its inflections, or an equivalent of it.
func tagCodes(n query.Node) []string {
	var codes []string
	switch n := n.(type) {
	case *query.Or:
		for _, part := range n.Nodes {
			codes = append(codes, tagCodes(part)...)
		}
	case *query.Word:
		forms := []string{n.Text}
		if !n.Exact && analyzer.Inflects(n.Text) {
			forms = analyzer.Inflections(analyzer.Fold(n.Text))
		}
		for _, form := range forms {
			codes = append(codes, tags.WithWords(form)...)
		}
	case *query.Phrase:
		codes = tags.WithWords(n.Text)
	}
	if codes = distinct(codes); len(codes) > mostNames {
		return nil
	}
	return codes
}

// tagged matches the documents that have TAGS whose names have a word of the query.
func (c *compiler) tagged(n query.Node) (matches, error) {
	codes, ok := c.tagCodes[n]
	if !ok {
		codes = tagCodes(n)
		c.tagCodes[n] = codes
	}
	return c.anyTerm("tags", codes)
}

// mostByTags returns the greatest score of word i for standing in the names of TAGS.
func (p *placement) mostByTags(i int) float64 {
	if p.tagged[i] == matches(none{}) {
		return 0
	}
	return tagsWeight * p.words[i].rank.idf
}

// readTags sets the score of word i for standing in the name of one of a document's TAGS.
func (p *placement) readTags(i int, doc uint32) error {
	at, err := p.tagged[i].advance(doc)
	if p.byTags[i] = 0; at == doc {
		p.byTags[i] = p.mostByTags(i)
	}
	return err
}
