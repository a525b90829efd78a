package search

import (
	"cmp"
	"slices"
	"strings"

	"reftel/analyzer"
	"reftel/index"
	"reftel/index/field"
	"reftel/index/query"
)

// mostExplained is the number of terms that are listed of one word.
const mostExplained = 40

// explain returns a query, as it was rewritten, with what its words stand for.
func (c *lookup) explain(n query.Node) (index.Explained, error) {
	e := index.Explained{Kind: kindOf(n), Text: n.String(), From: n.Start(), To: n.End()}
	for _, part := range below(n) {
		p, err := c.explain(part)
		if err != nil {
			return e, err
		}
		e.Parts = append(e.Parts, p)
	}
	e.Field = leafField(n)
	terms, err := c.explainTerms(n)
	slices.SortStableFunc(terms, func(a, b index.ExplainedTerm) int { return cmp.Compare(b.Cables, a.Cables) })
	if len(terms) > mostExplained {
		e.More = len(terms) - mostExplained
		terms = terms[:mostExplained]
	}
	e.Terms = terms
	return e, err
}

func below(n query.Node) []query.Node {
	switch n := n.(type) {
	case *query.And:
		return n.Nodes
	case *query.Or:
		return n.Nodes
	case *query.Near:
		return n.Nodes
	case *query.Not:
		return []query.Node{n.Node}
	case *query.Para:
		return []query.Node{n.Node}
	}
	return nil
}

func kindOf(n query.Node) string {
	switch n := n.(type) {
	case *query.All:
		return "all"
	case *query.And:
		return "and"
	case *query.Or:
		if n.Equivalent {
			return "equivalents"
		}
		return "or"
	case *query.Not:
		return "not"
	case *query.Near:
		return "near"
	case *query.Para:
		return "para"
	case *query.Prefix:
		return "prefix"
	case *query.Wildcard:
		return "pattern"
	case *query.Fuzzy:
		return "fuzzy"
	case *query.Regexp:
		return "expression"
	case *query.Has:
		return "has"
	case *query.DateRange, *query.TimePattern:
		return "date"
	case *query.ValueRange:
		return "range"
	case *query.Cited:
		return "cable"
	}
	switch _, isText := zoneOf(fieldOf(n)); {
	case !isText:
		return "value"
	case isPhrase(n):
		return "phrase"
	}
	return "word"
}

func isPhrase(n query.Node) bool {
	_, ok := n.(*query.Phrase)
	return ok
}

// leafField returns the field of a leaf.
func leafField(n query.Node) string {
	switch n := n.(type) {
	case *query.Has:
		return n.Field
	case *query.DateRange:
		return n.Field
	case *query.TimePattern:
		return n.Field
	case *query.ValueRange:
		return n.Field
	}
	return fieldOf(n)
}

// explainTerms returns what a leaf stands for.
func (c *lookup) explainTerms(n query.Node) ([]index.ExplainedTerm, error) {
	name := fieldOf(n)
	z, isText := zoneOf(name)
	switch n := n.(type) {
	case *query.Word:
		if isText {
			r, err := c.reading(n)
			if err != nil {
				return nil, err
			}
			return c.explainReading(z, r, n.Text)
		}
		return c.explainValue(name, n.Text)
	case *query.Phrase:
		if isText {
			return c.explainReading(z, phraseReading(n.Text), n.Text)
		}
		return c.explainValue(name, n.Text)
	case *query.Cited:
		var all []index.ExplainedTerm
		for _, f := range [...]string{"id", "ref", "mentions"} {
			terms, err := c.explainValue(f, n.MRN().String())
			if err != nil {
				return nil, err
			}
			all = append(all, terms...)
		}
		return all, nil
	case *query.ValueRange:
		var all []index.ExplainedTerm
		for _, v := range n.Values {
			all = append(all, index.ExplainedTerm{Term: v, Why: "in the range"})
		}
		return all, c.countValues(n, all)
	}
	why, ok := expandedWhy(n)
	if !ok {
		return nil, nil
	}
	e, err := c.expansion(z.field, n)
	if err != nil {
		return nil, err
	}
	var all []index.ExplainedTerm
	for _, term := range e.terms {
		count, err := c.countOf(z.field, term)
		if err != nil {
			return nil, err
		}
		all = append(all, index.ExplainedTerm{Term: term, Cables: count, Why: why})
	}
	return all, nil
}

// expandedWhy returns why a term is among those that a node expands to.
func expandedWhy(n query.Node) (string, bool) {
	switch n := n.(type) {
	case *query.Prefix:
		return "begins with " + n.Text, true
	case *query.Wildcard:
		return "fits the pattern", true
	case *query.Fuzzy:
		return [...]string{1: "differs in one letter", 2: "differs in at most two letters"}[n.Edits], true
	case *query.Regexp:
		return "matches the expression", true
	}
	return "", false
}

func (c *lookup) countOf(name, term string) (int, error) {
	t, err := c.term(name, term)
	if err != nil {
		return 0, err
	}
	return t.count, nil
}

// countValues sets the counts of the values of a range.
func (c *lookup) countValues(n *query.ValueRange, all []index.ExplainedTerm) error {
	f, _ := field.Lookup(n.Field)
	for i, v := range n.Values {
		term := v
		if f.Kind == field.Mark {
			term = markRank(v)
		} else if codes := analyzer.Codes(f.Kind, v); len(codes) > 0 {
			term = codes[0]
		}
		var err error
		if all[i].Cables, err = c.countOf(n.Field, term); err != nil {
			return err
		}
	}
	return nil
}

// explainReading explains what a word or phrase finds in a zone.
func (c *lookup) explainReading(z zone, r reading, typed string) ([]index.ExplainedTerm, error) {
	written := rowOf(analyzer.Terms(typed))
	var all []index.ExplainedTerm
	for _, row := range r.rows {
		count, err := c.leastCount(z.field, row)
		if err != nil {
			return nil, err
		}
		why := "written as two words"
		if slices.Equal(row, written) {
			why = "as written"
		}
		all = append(all, index.ExplainedTerm{Term: rowText(row), Row: len(row) > 1, Cables: count, Why: why})
	}
	for _, term := range r.terms {
		count, err := c.countOf(z.field, term)
		if err != nil {
			return nil, err
		}
		all = append(all, index.ExplainedTerm{Term: term, Cables: count, Why: whySpelt(term, typed, written)})
	}
	if mark, ok := markOf(&query.Word{Text: typed}); ok && z.field == TextField {
		count, err := c.countOf("mark", mark)
		if err != nil {
			return nil, err
		}
		all = append(all, index.ExplainedTerm{Term: mark, Cables: count, Why: "a portion mark"})
	}
	return all, nil
}

func rowText(row []queryWord) string {
	var words []string
	for _, w := range row {
		words = append(words, w.term)
	}
	return strings.Join(words, " ")
}

// whySpelt returns why a word stands for a term.
func whySpelt(term, typed string, written []queryWord) string {
	own := strings.ReplaceAll(rowText(written), " ", "")
	switch {
	case term == own && len(written) == 1:
		return "as written"
	case strings.ContainsAny(term, "-/") || len(written) > 1:
		return "written as one word"
	case analyzer.SameInflection(own, term):
		return "an inflection"
	case slices.Contains(analyzer.Varieties(own), term):
		return "British and American spelling"
	}
	return "an inflection in another spelling"
}

// explainValue explains what a value of a coded field finds.
func (c *lookup) explainValue(name, value string) ([]index.ExplainedTerm, error) {
	f, _ := field.Lookup(name)
	if f.Kind == field.Sound {
		return c.explainSounds(name, value)
	}
	if f.Computed {
		return nil, nil
	}
	code := analyzer.FoldCode(f.Kind, value)
	var all []index.ExplainedTerm
	for _, terms := range analyzer.QueryCodes(f.Kind, value) {
		least := c.docs
		for _, t := range terms {
			count, err := c.countOf(name, t)
			if err != nil {
				return nil, err
			}
			least = min(least, count)
		}
		all = append(all, index.ExplainedTerm{Term: name + ":" + strings.Join(terms, " + "), Cables: least, Why: whyCode(f, strings.Join(terms, " "), code)})
	}
	return all, nil
}

// whyCode returns why a value of a field stands for a code.
func whyCode(f field.Field, term, code string) string {
	switch meant, isMeant := analyzer.MeantTag(code); {
	case term == code:
		return "as written"
	case f.Kind == field.Tag && isMeant && term == meant:
		return "the code that it is most likely meant to be"
	case f.Kind == field.Tag:
		return "a code with these words in its name"
	case f.Kind == field.Country:
		return "a country of this name"
	case f.Kind == field.Station && strings.HasPrefix(term, "@"):
		return "the post of this name"
	}
	return "another form of the value"
}

func (c *lookup) explainSounds(name, value string) ([]index.ExplainedTerm, error) {
	var all []index.ExplainedTerm
	for _, w := range analyzer.NameWords(value) {
		for _, code := range w.Sounds {
			count, err := c.countOf(name, code)
			if err != nil {
				return nil, err
			}
			all = append(all, index.ExplainedTerm{Term: code, Cables: count, Why: "the sound of " + w.Term})
		}
	}
	return all, nil
}
