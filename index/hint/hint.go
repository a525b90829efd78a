// Package hint says how parts of a query were read, and what else to ask when it finds
// few cables or none:
//
//	khodorkovsky trial    no cable has "khodorkovsky"; did you mean "khodorkovskiy"?
//	                      12 cables: khodorkovskiy trial
//
// Each hint is a query with the number of cables that it finds. The package asks an
// index.Searcher only; what is spelt like a word it asks an engine that is an
// index.Speller.
package hint

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"
	"unicode/utf8"

	"reftel/analyzer"
	"reftel/index"
	"reftel/index/query"
)

// A Hint is a query to ask instead, or a query for what a part of the query was read as.
type Hint struct {
	Kind Kind `json:"kind"`
	// Message is plain text of at most MessageWidth columns.
	Message string `json:"message"`
	Query   string `json:"query"`
	// Total is the number of cables that Query finds, with the filters of the request.
	Total int `json:"total"`
}

// MessageWidth is the greatest width of a message: a line of 80 columns without the
// "search: hint: " before it.
const MessageWidth = 66

// A Kind says what a hint is about.
type Kind string

// The kinds of hints.
const (
	Word     Kind = "word"     // a word that no cable has: the query without it
	Spelling Kind = "spelling" // a word that is spelt almost like one that no cable has
	Name     Kind = "name"     // a commoner spelling of a name
	Value    Kind = "value"    // a value was read as another; a value near one that no cable has
	Operator Kind = "operator" // a word or sign was not read as an operator
	Drop     Kind = "drop"     // the query without a part
	Tags     Kind = "tags"     // TAGS codes by the words of their names
	Undated  Kind = "undated"  // cables without a date
)

const (
	// Few is the number of cables from which on a query gets no hints what else to ask.
	Few = 10
	// Most is the greatest number of hints of a query.
	Most = 5
	// Limit is the time that hints may take in an index of at least limitedIndex cables;
	// of a searcher that is an index.Remote, the time of the search if that took longer. In
	// a smaller one no query takes long, and the hints do not depend on the speed of the
	// machine.
	Limit        = 20 * time.Millisecond
	limitedIndex = 10_000
	// maxLeaves is the number of words, values and parts of a query that are looked at.
	maxLeaves = 8
	// maxNodes is the number of nodes of the longest query that gets hints: each hint asks
	// about as much as the query did.
	maxNodes = 100
)

// A source adds hints of one kind.
type source struct {
	add func(*asker) error
	// always reports whether it has hints for queries that find many cables, too.
	always bool
}

// sources are in the order in which they are asked: what is useful, and what takes little
// time, first.
var sources = []source{
	{(*asker).read, true},
	{(*asker).readSign, true},
	{(*asker).smallOperators, true},
	{(*asker).cited, true},
	{(*asker).nearValues, false},
	{(*asker).withoutAbsent, false},
	{(*asker).nearWords, false},
	{(*asker).names, false},
	{(*asker).tagNames, false},
	{(*asker).undated, false},
	{(*asker).apart, false},
	{(*asker).anywhere, false},
	{(*asker).drops, false},
}

// ranks are the places of kinds in the order of hints.
var ranks = map[Kind]int{Value: 1, Operator: 1, Spelling: 2, Name: 3, Tags: 4, Word: 5, Undated: 6, Drop: 7}

// For returns the hints for a request with its result, the most useful first. The query of
// each finds cables, and is not the request's. If an error or the time limit ends it, it
// returns the hints so far; the time limit is no error. A query of more than a hundred nodes
// gets no hints.
func For(ctx context.Context, s index.Searcher, req index.Request, res *index.Result) ([]Hint, error) {
	if req.Query == nil {
		req.Query = &query.All{}
	}
	if isLong(req.Query) {
		return nil, nil
	}
	a := &asker{
		ctx: ctx, searcher: s, tree: req.Query, filters: req.Filters, total: res.Total,
		totals: map[string]int{}, offered: map[string]bool{req.Query.String(): true},
		likely: map[query.Node]query.Node{}, nearby: map[[2]string][]index.TermCount{},
	}
	most := Limit
	if r, ok := s.(index.Remote); ok && r.Remote() {
		most = max(most, res.Took)
	}
	cancel, err := a.limit(most)
	if err != nil {
		return nil, err
	}
	defer cancel()
	err = a.askAll()
	slices.SortStableFunc(a.hints, func(h, i Hint) int { return ranks[h.Kind] - ranks[i.Kind] })
	return a.hints, unlimited(ctx, err)
}

// isLong reports whether a query has more than maxNodes nodes.
func isLong(n query.Node) bool {
	count := 0
	query.Walk(n, func(query.Node) bool {
		count++
		return count <= maxNodes
	})
	return count > maxNodes
}

func (a *asker) askAll() error {
	for _, source := range sources {
		if a.done || len(a.hints) == Most || a.total >= Few && !source.always {
			continue
		}
		if err := source.add(a); err != nil {
			return err
		}
	}
	return nil
}

// limit limits the time of the asker if the index is large.
func (a *asker) limit(most time.Duration) (context.CancelFunc, error) {
	cables, err := a.count(&query.All{})
	cancel := func() {}
	if cables >= limitedIndex {
		at := time.Now().Add(most)
		a.ctx, cancel = context.WithDeadline(a.ctx, at)
		a.ctx = deadline{a.ctx, at}
	}
	return cancel, err
}

// A deadline is a context that ends at a time. The timer of its Context may be late by 10 ms
// and more while all cores search.
type deadline struct {
	context.Context
	at time.Time
}

// Err implements context.Context.
func (d deadline) Err() error {
	if err := d.Context.Err(); err != nil || time.Now().Before(d.at) {
		return err
	}
	return context.DeadlineExceeded
}

// unlimited returns an error unless it is that of a time limit.
func unlimited(ctx context.Context, err error) error {
	if ctx.Err() == nil && errors.Is(err, context.DeadlineExceeded) {
		return nil
	}
	return err
}

// An asker gathers the hints of one request.
type asker struct {
	ctx      context.Context
	searcher index.Searcher
	tree     query.Node
	filters  []index.Filter
	total    int // cables that the request finds
	hints    []Hint
	totals   map[string]int                  // by query, without filters
	offered  map[string]bool                 // queries of the hints, and the request's
	done     bool                            // no other hints are wanted
	leaves   []leaf                          // see parts
	likely   map[query.Node]query.Node       // what misspelt words most likely are
	nearby   map[[2]string][]index.TermCount // see nearTerms
}

// offer adds a hint if its query finds cables and is not the query of another hint, and
// reports whether it did.
func (a *asker) offer(kind Kind, n query.Node, format string, args ...string) (bool, error) {
	return a.offerMore(-1, kind, n, format, args...)
}

// offerMore is offer for a query that must find more than some cables.
func (a *asker) offerMore(than int, kind Kind, n query.Node, format string, args ...string) (bool, error) {
	if n == nil || len(a.hints) == Most || a.wantsAbsent(n) || a.offered[n.String()] {
		return false, nil
	}
	text := n.String()
	parsed, err := query.Parse(text)
	if err != nil {
		return false, nil // it is beyond a limit of the query language
	}
	total, err := a.search(parsed, a.filters)
	if err != nil || total == 0 || total <= than {
		return false, err
	}
	a.offered[text] = true
	a.hints = append(a.hints, Hint{kind, message(format, args), text, total})
	return true, nil
}

// count returns the number of cables that a query finds without the filters of the request.
func (a *asker) count(n query.Node) (int, error) {
	key := n.String()
	if total, ok := a.totals[key]; ok {
		return total, nil
	}
	total, err := a.search(n, nil)
	if err == nil {
		a.totals[key] = total
	}
	return total, err
}

func (a *asker) search(n query.Node, filters []index.Filter) (int, error) {
	res, err := a.searcher.Search(a.ctx, index.Request{Query: n, Filters: filters})
	if err != nil {
		return 0, err
	}
	return res.Total, nil
}

// A leaf is a word, value or other part of a query that cables must have, or one of
// several of which they must have one.
type leaf struct {
	query.Node
	// total is the number of cables that have it, or of those that have its commonest
	// form.
	total int
}

// parts returns the first leaves of the query.
func (a *asker) parts() ([]leaf, error) {
	if a.leaves != nil {
		return a.leaves, nil
	}
	var list []leaf
	for n := range query.Positive(a.tree) {
		if len(list) == maxLeaves {
			break
		}
		total := a.inDictionary(n)
		if total == 0 {
			var err error
			if total, err = a.count(n); err != nil {
				return nil, err
			}
		}
		list = append(list, leaf{n, total})
	}
	a.leaves = list
	return list, nil
}

// inDictionary returns the number of cables that have a word of text as it is. That is
// much faster than to count those with its other forms.
func (a *asker) inDictionary(n query.Node) int {
	name, text, ok := textWord(n)
	terms := analyzer.Terms(text)
	if !ok || len(terms) != 1 {
		return 0
	}
	for term, cables := range a.searcher.Terms(name, terms[0].Text) {
		if term == terms[0].Text && name != "body" {
			return cables
		}
		break
	}
	return 0
}

// absent returns the leaves that no cable has.
func (a *asker) absent() ([]leaf, error) {
	parts, err := a.parts()
	var list []leaf
	for _, l := range parts {
		if l.total == 0 {
			list = append(list, l)
		}
	}
	return list, err
}

// wantsAbsent reports whether a tree wants a leaf of the query that is known to be in no
// cable.
func (a *asker) wantsAbsent(n query.Node) bool {
	return slices.ContainsFunc(conjuncts(n), func(part query.Node) bool {
		return slices.ContainsFunc(a.leaves, func(l leaf) bool { return l.Node == part && l.total == 0 })
	})
}

// message formats a message, with its arguments cut so that it fits into MessageWidth.
func message(format string, args []string) string {
	for most := MessageWidth; ; most-- {
		list := make([]any, len(args))
		for i, arg := range args {
			list[i] = shortened(arg, most)
		}
		if text := fmt.Sprintf(format, list...); utf8.RuneCountInString(text) <= MessageWidth || most == 1 {
			return text
		}
	}
}

// shortened returns a text of at most so many characters.
func shortened(text string, most int) string {
	if utf8.RuneCountInString(text) <= most {
		return text
	}
	return string([]rune(text)[:most-1]) + "…"
}
