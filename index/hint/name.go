package hint

import (
	"cmp"
	"maps"
	"slices"
	"strings"
	"unicode/utf8"

	"reftel/analyzer"
	"reftel/index"
	"reftel/index/query"
)

const (
	// farCommoner is how many times as many cables must have another spelling of a name.
	farCommoner = 10
	// commonName is the number of cables above which the query's spelling is common.
	commonName = 100
	// sampleHits is the number of cables in which other spellings are looked for, each in
	// sampleSnippets snippets, and sampleNames is the number of spellings that are counted.
	sampleHits, sampleSnippets, sampleNames = 10, 2, 3
	// shortestName is the length of the shortest name; shorter ones sound like too many.
	shortestName = 5
)

// names names the spellings of names that are far commoner than the query's: of each, and
// of all that the query has.
func (a *asker) names() error {
	parts, err := a.parts()
	if err != nil {
		return err
	}
	sounding := map[query.Node]query.Node{}
	for _, l := range parts {
		name, text, ok := textWord(l.Node)
		terms := analyzer.Terms(text)
		if !ok || name != "" || l.total > commonName || len(terms) != 1 || utf8.RuneCountInString(terms[0].Text) < shortestName {
			continue
		}
		commonest, err := a.commonest(l, terms[0].Text)
		if err != nil {
			return err
		}
		if commonest == "" {
			continue
		}
		sounding[l.Node] = soundOf(terms[0].Text)
		if near := a.likely[l.Node]; near == nil {
			a.likely[l.Node] = respelt(l.Node, commonest)
		} else if _, text, _ := textWord(near); analyzer.SameInflection(strings.ToLower(text), commonest) {
			continue
		}
		if _, err := a.offerMore(a.total, Name, with(a.tree, l.Node, respelt(l.Node, commonest)), `a commoner spelling of "%s" is "%s"`, text, commonest); err != nil {
			return err
		}
	}
	if len(sounding) == 0 {
		return nil
	}
	if _, err := a.offerMore(a.total, Name, replaced(a.tree, a.likely), "commoner spellings of several words"); err != nil {
		return err
	}
	most := a.total
	for _, h := range a.hints {
		if h.Kind == Spelling || h.Kind == Name {
			most = max(most, h.Total)
		}
	}
	_, err = a.offerMore(most, Name, replaced(a.tree, sounding), "all names that sound alike")
	return err
}

func soundOf(term string) query.Node { return &query.Word{Field: "sounds", Text: term} }

// commonest returns a spelling of a name that far more cables have than the query's, "" if
// there is none: that which most have, where one with two other letters must be in four
// times as many cables as one with a single one.
func (a *asker) commonest(l leaf, term string) (string, error) {
	total, err := a.count(soundOf(term))
	if err != nil || total == 0 || total < farCommoner*l.total {
		return "", err
	}
	words, err := a.sampled(l, term)
	if err != nil {
		return "", err
	}
	near, err := a.nearTerms("", term)
	if err != nil {
		return "", err
	}
	for _, t := range near {
		if isSpelling(term, t.Term) {
			words = append(words, t.Term)
		}
	}
	spelling, most := "", 0.0
	for _, word := range words {
		n, differ := a.inDictionary(&query.Word{Text: word}), float64(query.Distance(term, word))
		if likely := float64(n) / (differ * differ); n >= farCommoner*l.total && likely > most {
			spelling, most = word, likely
		}
	}
	return spelling, nil
}

// sampled returns the spellings of a name that are commonest in the snippets of some cables
// with names that sound like it: an index has no list of the words that sound alike.
func (a *asker) sampled(l leaf, term string) ([]string, error) {
	others := &query.And{Nodes: []query.Node{soundOf(term), &query.Not{Node: l.Node}}}
	res, err := a.searcher.Search(a.ctx, index.Request{Query: others, Limit: sampleHits, Snippets: sampleSnippets})
	if err != nil {
		return nil, err
	}
	seen := map[string]int{}
	for _, hit := range res.Hits {
		for _, word := range marked(hit) {
			if isSpelling(term, word) {
				seen[word]++
			}
		}
	}
	list := slices.SortedFunc(maps.Keys(seen), func(s, t string) int { return cmp.Or(cmp.Compare(seen[t], seen[s]), cmp.Compare(s, t)) })
	return list[:min(sampleNames, len(list))], nil
}

// marked returns the words that match in the snippets of a hit, each once.
func marked(hit index.Hit) []string {
	words := map[string]bool{}
	for _, s := range hit.Snippets {
		for _, m := range s.Matches {
			for _, t := range analyzer.Terms(s.Text[m.Start:m.End]) {
				if t.Kind == analyzer.Word {
					words[t.Text] = true
				}
			}
		}
	}
	return slices.Collect(maps.Keys(words))
}

// isSpelling reports whether a word sounds like a name and may be a spelling of it: half
// of the letters but one may differ, and four at most. Many words that sound alike are
// other names: sudan is no spelling of sadam.
func isSpelling(name, word string) bool {
	differ := query.Distance(name, word)
	return soundAlike(name, word) && differ > 0 && differ <= min(utf8.RuneCountInString(name)/2-1, 4)
}
