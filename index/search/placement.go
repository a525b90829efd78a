package search

import (
	"slices"

	"reftel/index/query"
)

// The weights of where words stand. That of a word is multiplied by its inverse
// frequency, that of a pair of words by the lesser of theirs.
const (
	// summaryWeight is that of a word in the summary, if all words of the query are in
	// it. It falls with the cube of their share: a summary with one of three words is
	// seldom about the question.
	summaryWeight = 1.0
	// leadWeight is that of a word at the beginning of the body, leadHalf the distance in
	// positions at which it is half.
	leadWeight = 0.2
	leadHalf   = 150
	// nearWeight is that of two words side by side which stand side by side in the query,
	// too, nearHalf the additional distance at which it is half.
	nearWeight = 1.25
	nearHalf   = 12
	// tagsWeight is that of a word in the name of one of the cable's TAGS: terrorism of PTER.
	tagsWeight = 0.5
	// leadLength is the number of positions of the body that stand for the summary in a
	// cable that has none.
	leadLength = 80
)

// mostPlaced is the number of words and phrases of a query whose places count.
const mostPlaced = 8

// A placement scores where the words of a query stand in a document: in the summary, at
// the beginning, close to one another, in the names of its TAGS. Only documents that may
// be among the best are scored, since positions take longer to read than frequencies.
type placement struct {
	leaf  Leaf
	words []*eitherWord
	names []string // of the words, in the query language
	zones Zones
	spans [][]Range // of each word in the current document
	// tagged are the documents that have TAGS whose names have a word, byTags the scores for
	// that in the current document, by word.
	tagged []matches
	byTags []float64
	// idf is the sum of the words' inverse frequencies, found that of those that a document
	// of the leaf has, most the greatest score.
	idf, found, most float64
}

// placement compiles the placement of a query, nil if it has no words.
func (c *compiler) placement(n query.Node) (*placement, error) {
	p := &placement{leaf: c.leaf}
	for _, n := range placedWords(n, nil) {
		w, err := c.locate(n, nil)
		if err != nil {
			return nil, err
		}
		tagged, err := c.tagged(n)
		if err != nil {
			return nil, err
		}
		p.words, p.names, p.tagged = append(p.words, w), append(p.names, n.String()), append(p.tagged, tagged)
	}
	if len(p.words) == 0 {
		return nil, nil
	}
	p.spans, p.byTags = make([][]Range, len(p.words)), make([]float64, len(p.words))
	p.prepare()
	return p, nil
}

// prepare sets the sum and the greatest score. Words that no document of the leaf has add
// nothing to that.
func (p *placement) prepare() {
	for i, w := range p.words {
		p.idf += w.rank.idf
		if !w.isEmpty() {
			p.found += w.rank.idf
		}
		p.most += p.mostOf(i) + p.mostByTags(i)
	}
	p.most += p.summaryOf(p.found)
	p.most *= roundingUp
}

// mostOf returns the greatest score of word i outside of the summary.
func (p *placement) mostOf(i int) float64 {
	switch {
	case p.words[i].isEmpty():
		return 0
	case i == 0 || p.words[i-1].isEmpty():
		return leadWeight * p.words[i].rank.idf
	}
	return leadWeight*p.words[i].rank.idf + nearWeight*p.pair(i)
}

// placedWords appends the words and phrases of a query whose places count: those that a
// document is found for and that are looked for in the whole text. The words of NEAR and
// para:( … ) are close to one another as it is, and reading their places twice would
// take twice as long. Equivalents count as one word.
func placedWords(n query.Node, list []query.Node) []query.Node {
	or, isOr := n.(*query.Or)
	_, isAnd := n.(*query.And)
	switch {
	case inText(n) || isOr && or.Equivalent && !slices.ContainsFunc(or.Nodes, func(n query.Node) bool { return !inText(n) }):
		if len(list) < mostPlaced && !isIn(n, list) {
			list = append(list, n)
		}
	case isOr && or.Equivalent:
		return placedWords(or.Nodes[0], list)
	case isAnd || isOr:
		for _, part := range below(n) {
			list = placedWords(part, list)
		}
	}
	return list
}

// inText reports whether a node is a word or phrase of the whole text.
func inText(n query.Node) bool {
	switch n.(type) {
	case *query.Word, *query.Phrase:
		z, isText := zoneOf(fieldOf(n))
		return isText && z == wholeText
	}
	return false
}

// isIn reports whether a list has an equal node.
func isIn(n query.Node, list []query.Node) bool {
	for _, other := range list {
		if n.String() == other.String() {
			return true
		}
	}
	return false
}

// pair returns the weight of word i and the one before it.
func (p *placement) pair(i int) float64 { return min(p.words[i-1].rank.idf, p.words[i].rank.idf) }

// score returns the score of a document, or a lesser one once it is clear that the score is
// none that admits accepts. Documents must be asked for in order.
func (p *placement) score(doc uint32, admits func(most float64) bool) (float64, error) {
	if ok, err := p.read(doc, admits); err != nil || !ok {
		return 0, err
	}
	sum := p.summaryScore()
	for i := range p.words {
		sum += p.leadScore(i) + p.nearScore(i) + p.byTags[i]
	}
	return sum, nil
}

// read reads the zones of a document and the places of the words in it. It returns false if
// it read no more because admits did not accept what the score is at most.
func (p *placement) read(doc uint32, admits func(most float64) bool) (bool, error) {
	most, found := p.most, p.found
	for i := range p.words {
		if err := p.readTags(i, doc); err != nil {
			return false, err
		}
		most -= p.mostByTags(i) - p.byTags[i]
	}
	if !admits(most) {
		return false, nil
	}
	if err := p.leaf.Zones(doc, SummaryZones, &p.zones); err != nil {
		return false, err
	}
	for i, w := range p.words {
		var err error
		if p.spans[i], err = w.spansIn(doc); err != nil {
			return false, err
		}
		if w.isEmpty() || i == len(p.words)-1 {
			continue
		}
		most -= p.mostOf(i) - p.leadScore(i) - p.nearScore(i)
		if !p.inSummary(p.spans[i]) {
			most -= p.summaryOf(found) - p.summaryOf(found-w.rank.idf)
			found -= w.rank.idf
		}
		if !admits(most) {
			return false, nil
		}
	}
	return true, nil
}

// leadScore returns the score of word i for standing at the beginning of the body.
func (p *placement) leadScore(i int) float64 {
	return leadWeight * p.words[i].rank.idf * p.lead(p.spans[i])
}

// nearScore returns the score of word i for standing close to the one before it.
func (p *placement) nearScore(i int) float64 {
	if i == 0 {
		return 0
	}
	return nearWeight * p.pair(i) * nearness(p.spans[i-1], p.spans[i])
}

// summaryScore returns the score of the words that are in the summary.
func (p *placement) summaryScore() float64 {
	found := 0.0
	for i, w := range p.words {
		if p.inSummary(p.spans[i]) {
			found += w.rank.idf
		}
	}
	return p.summaryOf(found)
}

// summaryOf returns the score of a summary with words whose inverse frequencies add up to
// found.
func (p *placement) summaryOf(found float64) float64 {
	share := found / p.idf
	return summaryWeight * found * share * share * share
}

// inSummary reports whether a word is in the summary.
func (p *placement) inSummary(spans []Range) bool {
	ranges := p.zones.Summary
	var lead [1]Range
	if len(ranges) == 0 && len(p.zones.Body) > 0 {
		start := p.zones.Body[0].Start
		lead[0] = Range{start, start + leadLength}
		ranges = lead[:]
	}
	for _, s := range spans {
		if inRanges(ranges, s.Start) {
			return true
		}
	}
	return false
}

// lead returns how close to the beginning of the body a word is, from 0 to 1.
func (p *placement) lead(spans []Range) float64 {
	if len(p.zones.Body) == 0 {
		return 0
	}
	start := p.zones.Body[0].Start
	for _, s := range spans {
		if s.Start >= start {
			return leadHalf / (leadHalf + float64(s.Start-start))
		}
	}
	return 0
}

// nearness returns how close two words are, from 0 to 1. The spans of each are in order.
func nearness(a, b []Range) float64 {
	nearest := ^uint32(0)
	for len(a) > 0 && len(b) > 0 {
		first, second, rest := a[0], b[0], &a
		if second.Start < first.Start {
			first, second, rest = second, first, &b
		}
		if second.Start >= first.End {
			nearest = min(nearest, second.Start-first.End)
		}
		*rest = (*rest)[1:]
	}
	if nearest == ^uint32(0) {
		return 0
	}
	return nearHalf / (nearHalf + float64(nearest))
}
