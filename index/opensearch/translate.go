package opensearch

import (
	"context"
	"fmt"
	"strconv"

	"reftel/analyzer"
	"reftel/index"
	"reftel/index/field"
	"reftel/index/query"
	"reftel/index/search"
)

// A translator turns a query tree into a query of OpenSearch, as index/search compiles it
// to iterators: both match the same documents, and score them nearly alike.
type translator struct {
	ctx      context.Context
	searcher *Searcher
	words    *search.Resolver
	round    *round
	// named reports whether queries have the names of the parts of a score, which are the
	// places in parts.
	named bool
	parts []index.ScorePart
}

// Weights of the parts of a score: see index/search/ranking.go.
const (
	typedShare   = 0.25
	otherForms   = 0.7
	subjectBoost = 0.5
	exactFirst   = 100  // of the word itself among those of word~1
	citedFirst   = 1000 // of the cable whose MRN the query is
)

// part names a query whose score is a part of all scores: how often a word occurs in a field,
// or where it stands.
func (t *translator) part(q obj, word, in string) obj {
	if !t.named {
		return q
	}
	t.parts = append(t.parts, index.ScorePart{Word: word, In: in})
	return obj{"bool": obj{"must": q, "_name": strconv.Itoa(len(t.parts) - 1)}}
}

// unscored matches what a query matches, with the score 0.
func unscored(q obj) obj { return obj{"constant_score": obj{"filter": q, "boost": 0}} }

func everything() obj { return unscored(obj{"match_all": obj{}}) }

func nothing() obj { return obj{"match_none": obj{}} }

func anyOf(list []obj) obj {
	switch len(list) {
	case 0:
		return nothing()
	case 1:
		return list[0]
	}
	return obj{"bool": obj{"should": list, "minimum_should_match": 1}}
}

// bestOf matches what one of several queries matches, with the greatest score.
func bestOf(list []obj) obj {
	switch len(list) {
	case 0:
		return nothing()
	case 1:
		return list[0]
	}
	return obj{"dis_max": obj{"queries": list}}
}

func allOf(list []obj) obj {
	switch len(list) {
	case 0:
		return nothing()
	case 1:
		return list[0]
	}
	return obj{"bool": obj{"must": list}}
}

// weighted multiplies the score of a query.
func weighted(q obj, by float64) obj {
	return obj{"bool": obj{"must": q, "boost": by}}
}

// withScore matches what a filter matches, with the scores of other queries.
func withScore(filter obj, scores []obj) obj {
	return obj{"bool": obj{"must": everything(), "filter": filter, "should": scores}}
}

// terms matches documents that have any of some terms in a field.
func terms(name string, list []string) obj {
	if len(list) == 0 {
		return nothing()
	}
	clipped := make([]string, len(list))
	for i, t := range list {
		clipped[i] = clip(t)
	}
	return obj{"terms": obj{name: clipped}}
}

func (t *translator) node(n query.Node) (obj, error) {
	switch n := n.(type) {
	case *query.All:
		return everything(), nil
	case *query.And:
		return t.and(n.Nodes)
	case *query.Or:
		return t.or(n)
	case *query.Not:
		q, err := t.node(n.Node)
		return obj{"bool": obj{"must": everything(), "must_not": q}}, err
	case *query.Word:
		return t.word(n)
	case *query.Phrase:
		return t.phrase(n)
	case *query.Prefix:
		return t.expanded(n.Field, n)
	case *query.Wildcard:
		return t.expanded(n.Field, n)
	case *query.Regexp:
		return t.expanded(n.Field, n)
	case *query.Fuzzy:
		return t.fuzzy(n)
	case *query.Near, *query.Para:
		return t.scope(n)
	case *query.Cited:
		return t.cited(n)
	case *query.Has:
		return t.codes(hasField, []string{n.Field}), nil
	case *query.DateRange:
		return t.codes(n.Field, analyzer.RangeTerms(n.Span)), nil
	case *query.TimePattern:
		return t.codes(n.Field, analyzer.PatternTerms(n.Pattern)), nil
	case *query.ValueRange:
		return t.codes(n.Field, search.RangeTerms(n)), nil
	}
	return nil, fmt.Errorf("a query node of type %T is not known to the engine", n)
}

// codes matches documents that have any of some terms of a coded field.
func (t *translator) codes(name string, list []string) obj {
	if len(list) == 0 {
		return nothing()
	}
	return unscored(terms(codePrefix+name, list))
}

func (t *translator) nodes(list []query.Node) ([]obj, error) {
	parts := make([]obj, 0, len(list))
	for _, n := range list {
		q, err := t.node(n)
		if err != nil {
			return nil, err
		}
		parts = append(parts, q)
	}
	return parts, nil
}

func (t *translator) and(list []query.Node) (obj, error) {
	var want, not []query.Node
	for _, n := range list {
		if neg, ok := n.(*query.Not); ok {
			not = append(not, neg.Node)
		} else {
			want = append(want, n)
		}
	}
	parts, err := t.nodes(want)
	if err != nil {
		return nil, err
	}
	if len(not) == 0 {
		return allOf(parts), nil
	}
	negatives, err := t.nodes(not)
	if len(parts) == 0 {
		parts = []obj{everything()}
	}
	return obj{"bool": obj{"must": parts, "must_not": negatives}}, err
}

func (t *translator) or(n *query.Or) (obj, error) {
	if n.Equivalent {
		return t.equivalents(n)
	}
	parts, err := t.nodes(n.Nodes)
	return anyOf(parts), err
}

// equivalents matches what any of some ways of saying the same matches, of which the greatest
// score counts. So it is one part of the score.
func (t *translator) equivalents(n *query.Or) (obj, error) {
	named := t.named
	t.named = false
	parts, err := t.nodes(n.Nodes)
	t.named = named
	if err != nil {
		return nil, err
	}
	for i := 1; i < len(parts); i++ {
		parts[i] = weighted(parts[i], otherForms)
	}
	return t.part(bestOf(parts), n.String(), textField), nil
}

func (t *translator) word(n *query.Word) (obj, error) {
	name, part, isText := search.ZoneOf(n.Field)
	if !isText {
		return t.coded(n.Field, n.Text, n)
	}
	r, err := t.words.Word(n)
	if err != nil {
		return nil, err
	}
	q, err := t.reading(name, part, r, n)
	return t.orMark(n, q), err
}

func (t *translator) phrase(n *query.Phrase) (obj, error) {
	name, part, isText := search.ZoneOf(n.Field)
	switch {
	case n.Slop > 0 && !isText:
		return nil, fmt.Errorf("%s has no positions", n)
	case n.Slop > 0:
		return t.sloppy(name, part, n)
	case !isText:
		return t.coded(n.Field, n.Text, n)
	}
	q, err := t.reading(name, part, search.PhraseReading(n.Text), n)
	return t.orMark(n, q), err
}

// orMark also matches documents with paragraphs that have the portion mark which a word or
// phrase looks like.
func (t *translator) orMark(n query.Node, q obj) obj {
	mark, ok := search.MarkLike(n)
	if !ok {
		return q
	}
	return anyOf([]obj{q, t.codes("mark", []string{mark})})
}

// reading matches what a word or phrase, the node n, finds in a zone.
func (t *translator) reading(name string, part field.Zone, r search.Reading, n query.Node) (obj, error) {
	o := &operand{name, part, r.Terms, rowsOf(r)}
	if o.nothing() {
		return nothing(), nil
	}
	if _, limited := o.zone(); limited {
		rules, ok := o.rules()
		if !ok || o.wide() {
			return t.checked(n, t.anywhere(name, r), []obj{t.part(t.anywhere(name, r), n.String(), name)})
		}
		return withScore(t.intervals(name, anyRule(rules)), []obj{t.part(t.anywhere(name, r), n.String(), name)}), nil
	}
	q := t.anywhere(name, r)
	if name != textField || !r.Word && len(o.terms) == 0 && !oneWordRows(o.rows) {
		return t.part(q, n.String(), name), nil
	}
	scores := []obj{t.part(weighted(t.anywhere(subjectField, r), subjectBoost), n.String(), subjectField)}
	if r.Typed != "" {
		q = weighted(q, 1-typedShare)
		typed := weighted(t.anywhere(textField, search.Reading{Terms: []string{r.Typed}}), typedShare)
		scores = append(scores, t.part(typed, n.String(), textField))
	}
	return obj{"bool": obj{"must": t.part(q, n.String(), textField), "should": scores}}, nil
}

// oneWordRows reports whether all rows are of one word.
func oneWordRows(rows [][]search.RowWord) bool {
	for _, row := range rows {
		if len(row) > 1 {
			return false
		}
	}
	return true
}

// rowsOf returns the rows of a reading that have words.
func rowsOf(r search.Reading) [][]search.RowWord {
	var list [][]search.RowWord
	for _, row := range r.Rows {
		if len(row) > 0 {
			list = append(list, row)
		}
	}
	return list
}

func (t *translator) intervals(name string, rule obj) obj {
	return obj{"intervals": obj{name: rule}}
}

// manyTerms is the number of terms of a word from which it has no scores by frequency.
const manyTerms = 64

// anywhere matches what a reading finds in a whole field.
func (t *translator) anywhere(name string, r search.Reading) obj {
	var list []obj
	switch {
	case len(r.Terms) >= manyTerms:
		list = append(list, obj{"constant_score": obj{"filter": terms(name, r.Terms)}})
	case len(r.Terms) > 0:
		list = append(list, obj{"match": obj{name: obj{"query": stacked(r.Terms)}}})
	}
	for _, row := range rowsOf(r) {
		list = append(list, obj{"match_phrase": obj{name: obj{"query": rowText(row)}}})
	}
	return bestOf(list)
}

// coded matches a value of a coded field, which the node n asks for.
func (t *translator) coded(name, value string, n query.Node) (obj, error) {
	f, ok := field.Lookup(name)
	switch {
	case !ok:
		return nil, fmt.Errorf("no field %q", name)
	case f.Kind == field.Sound:
		return t.part(t.sounding(name, value), n.String(), textField), nil
	case f.Computed:
		return t.refby(n, value)
	}
	return t.code(f.Kind, name, value), nil
}

// code matches documents that have all terms of one of the alternatives of a value.
func (t *translator) code(kind field.Kind, name, value string) obj {
	var either []obj
	for _, list := range analyzer.QueryCodes(kind, value) {
		var every []obj
		for _, term := range list {
			every = append(every, t.codes(name, []string{term}))
		}
		either = append(either, allOf(every))
	}
	return anyOf(either)
}

// sounding matches documents with words that sound like those of a name. Words spelt as in
// the query score higher.
func (t *translator) sounding(name, value string) obj {
	var every []obj
	for _, w := range analyzer.NameWords(value) {
		sounds := obj{"constant_score": obj{"filter": terms(codePrefix+name, w.Sounds)}}
		every = append(every, obj{"bool": obj{"must": sounds, "should": t.anywhere(textField, search.Reading{Terms: []string{w.Term}})}})
	}
	return allOf(every)
}

// expanded matches any of the terms that a prefix, pattern or fuzzy word expands to.
func (t *translator) expanded(name string, n query.Node) (obj, error) {
	of, part, isText := search.ZoneOf(name)
	list, err := t.words.Expansion(name, n)
	switch {
	case err != nil:
		return nil, err
	case !isText:
		return t.codes(of, list), nil
	}
	return t.reading(of, part, search.Reading{Terms: list}, n)
}

func (t *translator) fuzzy(n *query.Fuzzy) (obj, error) {
	q, err := t.expanded(n.Field, n)
	name, _, isText := search.ZoneOf(n.Field)
	if err != nil || !isText {
		return q, err
	}
	exact := obj{"constant_score": obj{"filter": terms(name, []string{analyzer.Fold(n.Text)}), "boost": exactFirst}}
	exact = t.part(exact, n.String(), "first")
	return obj{"bool": obj{"must": q, "should": exact}}, nil
}

func (t *translator) cited(n *query.Cited) (obj, error) {
	var list []obj
	for _, name := range [...]string{"id", "ref", "mentions"} {
		value := n.MRN().String()
		if value == "" {
			value = n.Text
		}
		q, err := t.coded(name, value, n)
		if err != nil {
			return nil, err
		}
		if name == "id" {
			q = t.part(obj{"constant_score": obj{"filter": q, "boost": citedFirst}}, n.String(), "first")
		}
		list = append(list, q)
	}
	return anyOf(list), nil
}

// mostCiting is the greatest number of documents whose REF blocks a query may read for one
// value of refby.
const mostCiting = 1000

// refby matches the cables that the REF blocks of a cable name, in any of its texts.
func (t *translator) refby(n query.Node, value string) (obj, error) {
	if t.round.incomplete() { // it will be read again
		return nothing(), nil
	}
	f, _ := field.Lookup("id")
	ids, err := t.searcher.refsOf(t.ctx, t.code(f.Kind, "id", value), n)
	if err != nil {
		return nil, err
	}
	var list []string
	for _, id := range ids {
		for _, alternative := range analyzer.QueryCodes(f.Kind, id) {
			list = append(list, alternative...)
		}
	}
	return t.codes("id", list), nil
}

// sloppy matches a phrase with a slop.
func (t *translator) sloppy(name string, part field.Zone, n *query.Phrase) (obj, error) {
	rows := rowsOf(search.PhraseReading(n.Text))
	if len(rows) == 0 {
		return nothing(), nil
	}
	row := rows[0]
	if len(row) == 1 {
		return t.reading(name, part, search.Reading{Rows: rows[:1]}, n)
	}
	may := t.allWords(name, row)
	if rule, ok := slopRule(part, row, n.Slop); ok {
		return withScore(t.intervals(name, rule), []obj{t.part(may, n.String(), name)}), nil
	}
	wide := obj{"all_of": obj{"max_gaps": row[len(row)-1].Offset + n.Slop, "intervals": distinctRules(row)}}
	return t.checked(n, obj{"bool": obj{"filter": []obj{may, t.intervals(name, wide)}}}, []obj{t.part(may, n.String(), name)})
}

// allWords matches documents that have all words of a row.
func (t *translator) allWords(name string, row []search.RowWord) obj {
	var list []obj
	for _, w := range row {
		list = append(list, t.anywhere(name, search.Reading{Terms: []string{w.Term}}))
	}
	return allOf(list)
}

// distinctRules returns a rule for each term of a row.
func distinctRules(row []search.RowWord) []obj {
	var list []obj
	seen := map[string]bool{}
	for _, w := range row {
		if !seen[w.Term] {
			seen[w.Term] = true
			list = append(list, matchRule(w.Term))
		}
	}
	return list
}

// slopRule returns the rule of two words with a slop: the second follows the first after at
// most slop positions, or the first follows the second after two less. It returns false for
// other rows.
func slopRule(part field.Zone, row []search.RowWord, slop int) (obj, bool) {
	if len(row) != 2 || row[1].Offset != row[0].Offset+1 {
		return nil, false
	}
	first := &operand{part: part, terms: []string{row[0].Term}}
	second := &operand{part: part, terms: []string{row[1].Term}}
	bare := func(o *operand) obj { return matchRule(o.terms...) }
	firstRules, _ := first.rules()
	list := []obj{orderedRule(slop, firstRules[0], bare(second))}
	if slop >= 2 && row[0].Term != row[1].Term {
		secondRules, _ := second.rules()
		list = append(list, orderedRule(slop-2, secondRules[0], bare(first)))
	}
	return anyRule(list), true
}
