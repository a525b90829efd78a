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

// names names the spellings of a name that are far commoner than the query's.
func (a *asker) names() error {
	parts, err := a.parts()
	if err != nil {
		return err
	}
	for _, l := range parts {
		name, text, ok := textWord(l.Node)
		terms := analyzer.Terms(text)
		if !ok || name != "" || l.total > commonName || len(terms) != 1 || utf8.RuneCountInString(terms[0].Text) < shortestName {
			continue
		}
		if err := a.offerName(l, terms[0].Text); err != nil {
			return err
		}
	}
	return nil
}

func (a *asker) offerName(l leaf, term string) error {
	sounding := &query.Word{Field: "sounds", Text: term}
	total, err := a.count(sounding)
	if err != nil || total == 0 || total < farCommoner*l.total {
		return err
	}
	commonest, cables, err := a.commonest(sounding, l.Node, term)
	if err != nil || commonest == "" || cables < farCommoner*l.total {
		return err
	}
	_, text, _ := textWord(l.Node)
	if _, err = a.offerMore(a.total, Name, with(a.tree, l.Node, respelt(l.Node, commonest)), `a commoner spelling of "%s" is "%s"`, text, commonest); err != nil {
		return err
	}
	_, err = a.offerMore(a.total, Name, with(a.tree, l.Node, sounding), `all names that sound like "%s"`, text)
	return err
}

// commonest returns the spelling of a name that most cables have, other than the query's,
// and how many have it. It looks for spellings in the snippets of some cables, since an
// index has no list of the words that sound alike.
func (a *asker) commonest(sounding, own query.Node, term string) (spelling string, cables int, err error) {
	others := &query.And{Nodes: []query.Node{sounding, &query.Not{Node: own}}}
	res, err := a.searcher.Search(a.ctx, index.Request{Query: others, Limit: sampleHits, Snippets: sampleSnippets})
	if err != nil {
		return "", 0, err
	}
	seen := map[string]int{}
	for _, hit := range res.Hits {
		for _, word := range marked(hit) {
			if soundAlike(term, word) && isSpelling(term, word) {
				seen[word]++
			}
		}
	}
	list := slices.SortedFunc(maps.Keys(seen), func(s, t string) int { return cmp.Or(cmp.Compare(seen[t], seen[s]), cmp.Compare(s, t)) })
	for _, word := range list[:min(sampleNames, len(list))] {
		n, err := a.count(&query.Word{Text: word})
		if err != nil {
			return "", 0, err
		}
		if n > cables {
			spelling, cables = word, n
		}
	}
	return spelling, cables, nil
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

// isSpelling reports whether a word that sounds like a name may be a spelling of it: a
// third of the letters may differ. Many words that sound alike are other names.
func isSpelling(name, word string) bool {
	differ := query.Distance(strings.ToLower(name), word)
	return differ > 0 && differ <= (utf8.RuneCountInString(name)+2)/3
}
