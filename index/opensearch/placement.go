package opensearch

import (
	"cmp"
	"math/bits"
	"slices"
	"strings"

	"reftel/index/query"
	"reftel/index/search"
)

// Where words stand counts in scores nearly as index/search counts it: the words in the
// summary are those of leadField, and distances are counted in steps, since a score of a
// cluster can't be a function of them. Each step is a query with a score of its own.

// The steps of distances, each from the one before to a number of positions.
var (
	leadSteps = []int{30, 100, 250, 600}
	nearSteps = []int{0, 3, 10, 30, 100}
)

// stepScore is the score of a distance of at most to positions, in addition to that of all
// longer ones.
type stepScore struct {
	to    int // below 0 any
	score float64
}

// stepScores returns scores whose sum is about half/(half+distance): that of the middle of
// each step.
func stepScores(steps []int, half float64) []stepScore {
	at := func(d int) float64 { return half / (half + float64(d)) }
	last := len(steps) - 1
	beyond := at(steps[last]) / 2
	list := []stepScore{{-1, beyond}}
	for i := last; i >= 0; i-- {
		from := 0
		if i > 0 {
			from = steps[i-1] + 1
		}
		value := (at(from) + at(steps[i])) / 2
		list = append(list, stepScore{steps[i], value - beyond})
		beyond = value
	}
	return list
}

// Limits of what asks where words stand: a cluster allows 1,024 clauses in a query by default.
const (
	mostPlacedLeaves = 12  // leaves of the query
	mostStepTerms    = 500 // terms in the rules of all steps
)

// A placedWord is a word or phrase whose places count.
type placedWord struct {
	*operand
	name string
	idf  float64
	// common reports whether so many cables have the word that the places of all its
	// occurrences cost much and say little.
	common bool
	// codes are the TAGS whose names have it.
	codes []string
}

// size returns the number of terms in the rules of the word.
func (w *placedWord) size() int {
	n := len(w.terms)
	for _, row := range w.rows {
		n += len(row)
	}
	return n
}

// placement returns queries whose scores are those of where the words of a query stand.
func (t *translator) placement(n query.Node) ([]obj, error) {
	if countLeaves(n) > mostPlacedLeaves {
		return nil, nil
	}
	var words []placedWord
	for _, n := range search.Placed(n) {
		o, err := t.operand(n)
		if err == errNoRule { // a phrase with a slop
			continue
		}
		if err != nil {
			return nil, err
		}
		df, err := t.documents(o)
		if err != nil {
			return nil, err
		}
		all := t.searcher.at.Cables
		words = append(words, placedWord{o, n.String(), search.Rarity(df, all), df > all/2, search.TagCodes(n)})
	}
	list := t.summaryScores(words)
	left := mostStepTerms
	for i, w := range words {
		if len(w.codes) > 0 {
			list = append(list, t.scored(terms(codePrefix+"tags", w.codes), search.Placement().Tags*w.idf, w.name, "tags"))
		}
		if w.nothing() || w.common {
			continue
		}
		if i > 0 && !words[i-1].nothing() && !words[i-1].common {
			if n := (words[i-1].size() + w.size()) * (len(nearSteps) + 1); n <= left {
				left -= n
				list = append(list, t.nearScores(words[i-1], w)...)
			}
		}
		if n := (w.size() + 1) * (len(leadSteps) + 1); n <= left {
			left -= n
			list = append(list, t.leadScores(w)...)
		}
	}
	return list, nil
}

func countLeaves(n query.Node) int {
	leaves := 0
	query.Walk(n, func(n query.Node) bool {
		switch n.(type) {
		case *query.And, *query.Or, *query.Not, *query.Near, *query.Para:
		default:
			leaves++
		}
		return true
	})
	return leaves
}

// The numbers of the shortest terms of a word whose documents are counted: the commonest
// form of a word is hardly ever a long one. More are counted while it is not known which
// there are.
const (
	mostCounted      = 3
	mostCountedAhead = 6
)

// documents returns the number of documents that have the commonest form of a word, or the
// rarest word of a phrase.
func (t *translator) documents(o *operand) (int, error) {
	d := &dict{round: t.round, field: textField}
	count := func(term string) (int, error) {
		list, err := d.List(term)
		if list == nil {
			return 0, err
		}
		return list.Count(), err
	}
	forms := slices.DeleteFunc(slices.Clone(o.terms), func(term string) bool { return strings.Contains(term, "-") })
	if len(forms) == 0 {
		forms = slices.Clone(o.terms)
	}
	slices.SortStableFunc(forms, func(a, b string) int { return cmp.Compare(len(a), len(b)) })
	limit := mostCounted
	if t.round.assumed != nil {
		limit = mostCountedAhead
	}
	most := 0
	for _, term := range forms[:min(limit, len(forms))] {
		n, err := count(term)
		if err != nil {
			return 0, err
		}
		most = max(most, n)
	}
	if len(forms) > 0 || len(o.rows) == 0 {
		return most, nil
	}
	least := t.searcher.at.Cables
	for _, w := range o.rows[0] {
		n, err := count(w.Term)
		if err != nil {
			return 0, err
		}
		least = min(least, n)
	}
	return least, nil
}

// scored matches what a filter matches, with a fixed score, as a part of all scores that
// has a name.
func (t *translator) scored(filter obj, score float64, word, in string) obj {
	return t.part(obj{"constant_score": obj{"filter": filter, "boost": score}}, word, in)
}

// summaryScores returns the scores of the words that are in the summary: one for each set
// of them that lacks at most two, or one of many words, of which the greatest counts.
func (t *translator) summaryScores(words []placedWord) []obj {
	all := 0.0
	filters := make([]obj, len(words))
	for i, w := range words {
		all += w.idf
		filters[i] = w.inSummary()
	}
	const fewWords = 5
	mostMissing := 2
	if len(words) > fewWords {
		mostMissing = 1
	}
	var list []obj
	for set := uint(1); set < 1<<len(words); set++ {
		if len(words)-bits.OnesCount(set) > mostMissing {
			continue
		}
		found := 0.0
		var every []obj
		for i, w := range words {
			if set&(1<<i) != 0 {
				found += w.idf
				every = append(every, filters[i])
			}
		}
		share := found / all
		list = append(list, obj{"constant_score": obj{"filter": obj{"bool": obj{"filter": every}}, "boost": search.Placement().Summary * found * share * share * share}})
	}
	if len(list) == 0 {
		return nil
	}
	return []obj{t.part(bestOf(list), "", "summary")}
}

// inSummary matches documents that have the word, or all words of a phrase, in the summary.
func (w *placedWord) inSummary() obj {
	list := []obj{terms(leadField, w.terms)}
	for _, row := range w.rows {
		var every []obj
		for _, word := range row {
			every = append(every, terms(leadField, []string{word.Term}))
		}
		list = append(list, obj{"bool": obj{"filter": every}})
	}
	return anyOf(list)
}

// leadScores returns the scores of a word for standing at the beginning of the body.
func (t *translator) leadScores(w placedWord) []obj {
	rules, ok := w.rules()
	if !ok {
		return nil
	}
	weights := search.Placement()
	var list []obj
	for _, s := range stepScores(leadSteps, weights.LeadHalf) {
		rule := orderedRule(max(s.to-1, -1), matchRule(bodyZone.begin()), anyRule(rules))
		list = append(list, t.scored(t.intervals(textField, rule), weights.Lead*w.idf*s.score, w.name, "lead"))
	}
	return list
}

// nearScores returns the scores of a word for standing close to the one before it.
func (t *translator) nearScores(before, w placedWord) []obj {
	first, ok1 := before.rules()
	second, ok2 := w.rules()
	if !ok1 || !ok2 {
		return nil
	}
	weights := search.Placement()
	var list []obj
	for _, s := range stepScores(nearSteps, weights.NearHalf) {
		rule := obj{"all_of": obj{"ordered": false, "max_gaps": s.to, "intervals": []obj{anyRule(first), anyRule(second)}}}
		list = append(list, t.scored(t.intervals(textField, rule), weights.Near*min(before.idf, w.idf)*s.score, before.name+" "+w.name, "near"))
	}
	return list
}
