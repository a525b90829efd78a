package hint

import (
	"cmp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"reftel/analyzer"
	"reftel/index"
	"reftel/index/field"
	"reftel/index/query"
)

const (
	// shortestNear is the length of the shortest word for which others are looked for, and
	// shortestFar that of one in which two letters may differ.
	shortestNear, shortestFar = 3, 5
	// shortestFree is the length from which on words with two other letters need not sound
	// the same.
	shortestFree = 7
	// longestNear is the length of the longest such word.
	longestNear = 40
	// nearTerms is the number of terms that an engine is asked for, and nearHints that of
	// the hints made of them for one word.
	nearTerms, nearHints = 100, 2
	// farLess is how many times less likely a term may be than the most likely.
	farLess = 20
)

// nearWords names the words of cables that are spelt almost like a word that no cable has.
func (a *asker) nearWords() error {
	absent, err := a.absent()
	if err != nil {
		return err
	}
	found := map[query.Node][]string{}
	for _, l := range absent {
		name, text, ok := textWord(l.Node)
		if !ok {
			continue
		}
		if found[l.Node], err = a.near(name, analyzer.Fold(text)); err != nil {
			return err
		}
		if len(found[l.Node]) > 0 {
			a.likely[l.Node] = respelt(l.Node, found[l.Node][0])
		}
	}
	if len(a.likely) > 1 {
		if _, err := a.offerMore(a.total, Spelling, replaced(a.tree, a.likely), "no cable has some of the words; these are spelt almost alike"); err != nil {
			return err
		}
	}
	for _, l := range absent {
		if err := a.offerNear(l.Node, found[l.Node]); err != nil {
			return err
		}
	}
	return nil
}

// offerNear offers the query with a word in other spellings; if that finds nothing, the
// first of these alone.
func (a *asker) offerNear(n query.Node, terms []string) error {
	_, text, _ := textWord(n)
	offered := false
	for _, term := range terms {
		ok, err := a.offerMore(a.total, Spelling, with(a.tree, n, respelt(n, term)), `no cable has "%s"; did you mean "%s"?`, text, term)
		if err != nil {
			return err
		}
		offered = offered || ok
	}
	if offered || len(terms) == 0 {
		return nil
	}
	_, err := a.offer(Spelling, respelt(n, terms[0]), `no cable has "%s"; did you mean "%s"?`, text, terms[0])
	return err
}

// textWord returns the field and the text of a word of text; false for other nodes.
func textWord(n query.Node) (name, text string, ok bool) {
	switch n := n.(type) {
	case *query.Word:
		name, text = n.Field, n.Text
	case *query.Phrase:
		name, text = n.Field, n.Text
	}
	return name, text, text != "" && isText(name) && !strings.ContainsFunc(text, unicode.IsSpace)
}

func isText(name string) bool {
	f, _ := field.Lookup(name)
	return name == "" || f.Kind == field.Text
}

// respelt returns a word or phrase with another text, in the case of the old one.
func respelt(n query.Node, text string) query.Node {
	switch n := n.(type) {
	case *query.Word:
		return &query.Word{Field: n.Field, Text: inCase(n.Text, text), Exact: n.Exact}
	case *query.Phrase:
		return &query.Phrase{Field: n.Field, Text: inCase(n.Text, text)}
	}
	return nil
}

// inCase returns a text in capitals, in small letters or with the first letters of its
// words in capitals, as typed is.
func inCase(typed, text string) string {
	first, _ := utf8.DecodeRuneInString(typed)
	switch {
	case strings.ToUpper(typed) == typed && strings.ToLower(typed) != typed:
		return strings.ToUpper(text)
	case !unicode.IsUpper(first):
		return strings.ToLower(text)
	}
	out := []rune(strings.ToLower(text))
	for i, r := range out {
		if i == 0 || !unicode.IsLetter(out[i-1]) {
			out[i] = unicode.ToUpper(r)
		}
	}
	return string(out)
}

// near returns the terms of a field that are spelt almost like one that it does not have,
// the most likely first: one letter differs, it sounds the same, more cables have it.
func (a *asker) near(name, text string) ([]string, error) {
	terms, err := a.nearTerms(name, text)
	if err != nil {
		return nil, err
	}
	length := utf8.RuneCountInString(text)
	weights := map[string]int{}
	for _, t := range terms {
		differ, same := query.Distance(text, t.Term), soundAlike(text, t.Term)
		if startsWord(t.Term) && (differ == 1 || same || length >= shortestFree) {
			weights[t.Term] = weight(t.Count, differ == 1, same)
		}
	}
	var list []string
	for t := range weights {
		list = append(list, t)
	}
	slices.SortFunc(list, func(s, t string) int { return cmp.Or(cmp.Compare(weights[t], weights[s]), cmp.Compare(s, t)) })
	list = list[:min(nearHints, len(list))]
	return slices.DeleteFunc(list, func(t string) bool { return farLess*weights[t] < weights[list[0]] }), nil
}

// nearTerms returns the terms of a field that differ from a text in one or two letters.
// Numbers have none: another number means something else.
func (a *asker) nearTerms(name, text string) ([]index.TermCount, error) {
	speller, ok := a.searcher.(index.Speller)
	length := utf8.RuneCountInString(text)
	if !ok || length < shortestNear || length > longestNear || strings.ContainsFunc(text, unicode.IsDigit) {
		return nil, nil
	}
	key := [2]string{name, text}
	if terms, known := a.nearby[key]; known {
		return terms, nil
	}
	edits := 1
	if length >= shortestFar {
		edits = 2
	}
	terms, err := speller.Near(a.ctx, name, text, edits, nearTerms)
	if err == nil {
		a.nearby[key] = terms
	}
	return terms, err
}

// weight returns how likely a term is meant: ten times more if only one letter differs,
// and if it sounds the same.
func weight(cables int, close, same bool) int {
	for _, is := range []bool{close, same} {
		if is {
			cables *= 10
		}
	}
	return cables
}

// startsWord reports whether a term begins with a letter or digit. Others are no values,
// but what engines add to them.
func startsWord(term string) bool {
	r, _ := utf8.DecodeRuneInString(term)
	return unicode.IsLetter(r) || unicode.IsNumber(r)
}

// soundAlike reports whether two words sound the same.
func soundAlike(a, b string) bool {
	sounds := analyzer.Sounds(strings.ToLower(b))
	return slices.ContainsFunc(analyzer.Sounds(strings.ToLower(a)), func(s string) bool { return slices.Contains(sounds, s) })
}
