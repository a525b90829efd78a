package hint

import (
	"cmp"
	"context"
	"slices"
	"strings"
	"unicode/utf8"

	"reftel/analyzer"
	"reftel/index"
	"reftel/index/query"
)

// A NameForm is a word of the index that sounds like a name, and may be a spelling of it.
type NameForm struct {
	Term string
	// Cables is the number of cables that have it.
	Cables int
	// First and Last are the years of the oldest and the newest one, "" if none has a date.
	First, Last string
	// Posts are those that sent most of them.
	Posts []index.FacetValue
}

// The greatest numbers of spellings of a word, and of posts of each.
const (
	mostSpellings = 30
	mostPosts     = 3
)

// A NameSpellings are the spellings of a word of a name, most cables first.
type NameSpellings struct {
	Word      string
	Spellings []NameForm
}

// Spellings returns the spellings of each word of a name that cables have.
func Spellings(ctx context.Context, s index.Searcher, name string) ([]NameSpellings, error) {
	var list []NameSpellings
	for _, w := range analyzer.NameWords(name) {
		found, err := spellingsOf(ctx, s, w.Term)
		if err != nil {
			return nil, err
		}
		list = append(list, NameSpellings{w.Term, found})
	}
	return list, nil
}

// spellingsOf reads all words of the index: it has no list of those that sound alike.
func spellingsOf(ctx context.Context, s index.Searcher, word string) ([]NameForm, error) {
	var likely []index.TermCount
	n := 0
	for term, count := range s.Terms("", "") {
		if n++; n%1024 == 0 && ctx.Err() != nil {
			return nil, ctx.Err()
		}
		if couldBe(word, term) && (term == word || soundAlike(word, term)) {
			likely = append(likely, index.TermCount{Term: term, Count: count})
		}
	}
	slices.SortStableFunc(likely, func(a, b index.TermCount) int { return cmp.Compare(b.Count, a.Count) })
	var list []NameForm
	for _, t := range likely[:min(len(likely), mostSpellings)] {
		found, err := spelling(ctx, s, word, t.Term)
		if err != nil {
			return nil, err
		}
		if found.Cables > 0 {
			list = append(list, found)
		}
	}
	slices.SortStableFunc(list, func(a, b NameForm) int { return cmp.Compare(b.Cables, a.Cables) })
	return list, nil
}

// couldBe reports whether a term has about the letters of a word: half of them may differ.
// Of the words that sound alike, others are usually other names.
func couldBe(word, term string) bool {
	n, m := utf8.RuneCountInString(word), utf8.RuneCountInString(term)
	most := max(n/2, 1)
	return m <= n+most && n <= m+most && query.Distance(word, term) <= most
}

// spelling describes the cables that have a term as a name.
func spelling(ctx context.Context, s index.Searcher, word, term string) (NameForm, error) {
	var named query.Node = &query.Word{Text: term, Exact: true}
	if term != word {
		named = &query.And{Nodes: []query.Node{named, soundOf(word)}}
	}
	res, err := s.Search(ctx, index.Request{
		Query: named, Facets: []index.FacetRequest{{Name: "year", Size: -1}, {Name: "origin", Size: mostPosts}},
	})
	if err != nil {
		return NameForm{}, err
	}
	found := NameForm{Term: term, Cables: res.Total, Posts: res.Facets[1].Values}
	for _, year := range res.Facets[0].Values {
		if found.First == "" || year.Value < found.First {
			found.First = year.Value
		}
		found.Last = max(found.Last, year.Value)
	}
	return found, nil
}

// Joined returns the query for all spellings of all words of a name.
func Joined(list []NameSpellings) string {
	var words []string
	for _, w := range list {
		var terms []string
		for _, s := range w.Spellings {
			terms = append(terms, "="+s.Term)
		}
		text := strings.Join(terms, " OR ")
		if len(terms) > 1 && len(list) > 1 {
			text = "(" + text + ")"
		}
		if text != "" {
			words = append(words, text)
		}
	}
	return strings.Join(words, " ")
}
