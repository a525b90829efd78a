package opensearch

import (
	"cmp"
	"context"
	"fmt"
	"iter"
	"slices"
	"strings"
	"sync"
	"unicode/utf8"

	"reftel/index"
	"reftel/index/query"
	"reftel/index/search"
)

// The terms of the text fields are kept as documents of an index of their own, because a
// cluster can't list the terms of a text field. It may have terms that no document has any
// more. The terms of coded fields are aggregated.
//
// Package search looks terms up one by one. So that this takes a few requests only, a query
// is read in rounds: a round answers unknown terms as missing and notes them, they are
// fetched together, and the query is read again, until a round knows all.

// A vocabulary is what is known of the terms of a snapshot. It is safe for concurrent use.
type vocabulary struct {
	searcher *Searcher
	mu       sync.Mutex
	has      map[string]bool
	ranges   map[rangeKey][]search.Entry
	counts   map[countKey]int
	size     int // of all three, in terms
}

// A rangeKey names the terms of a field from from to before to; "" is no bound. With a
// pattern, it names those of all terms of a text field that the pattern may match.
type rangeKey struct {
	field, from, to string
	pattern         pattern
}

// A pattern is a text with * and ?, or one to which terms have a number of edits.
type pattern struct {
	text  string
	edits int
}

// query returns the query of the terms that the pattern matches.
func (p pattern) query() obj {
	if p.edits == 0 {
		return obj{"wildcard": obj{termField: obj{"value": p.text}}}
	}
	return obj{"fuzzy": obj{termField: obj{"value": p.text, "fuzziness": p.edits, "transpositions": true, "rewrite": "constant_score"}}}
}

// A countKey names a term of a field.
type countKey struct{ field, term string }

// mostKnown is the number of terms after which a vocabulary forgets all.
const mostKnown = 1 << 21

func (v *vocabulary) forget() {
	v.has, v.ranges, v.counts, v.size = map[string]bool{}, map[rangeKey][]search.Entry{}, map[countKey]int{}, 0
}

// A round is a leaf without documents, for reading a query once.
type round struct {
	*vocabulary
	ctx context.Context
	// eager fetches what is unknown at once, instead of noting it.
	eager bool
	// uncounted answers each term as one without documents.
	uncounted bool

	wantMu     sync.Mutex
	wantHas    map[string]bool
	wantRanges map[rangeKey]bool
	wantCounts map[countKey]bool
}

func (v *vocabulary) round(ctx context.Context) *round {
	return &round{vocabulary: v, ctx: ctx, wantHas: map[string]bool{}, wantRanges: map[rangeKey]bool{}, wantCounts: map[countKey]bool{}}
}

// mostRounds bounds the rounds of a query, which need one more for each step of
// package search that depends on the answer to one before.
const mostRounds = 12

// rounds calls read with a leaf until no term was unknown to it.
func (v *vocabulary) rounds(ctx context.Context, read func(r *round) error) error {
	v.mu.Lock()
	if v.size > mostKnown {
		v.forget()
	}
	v.mu.Unlock()
	for n := 1; ; n++ {
		r := v.round(ctx)
		r.eager = n >= mostRounds
		err := read(r)
		if len(r.wantHas)+len(r.wantRanges)+len(r.wantCounts) == 0 {
			return err
		}
		if err := r.fetch(); err != nil {
			return err
		}
	}
}

// fetch fetches what the round noted.
func (r *round) fetch() error {
	if err := r.fetchHas(); err != nil {
		return err
	}
	for key := range r.wantRanges {
		if err := r.fetchRange(r.ctx, key); err != nil {
			return err
		}
	}
	return r.fetchCounts()
}

// termsAtOnce is the number of terms of a request.
const termsAtOnce = 1000

func (r *round) fetchHas() error {
	list := make([]string, 0, len(r.wantHas))
	for t := range r.wantHas {
		list = append(list, t)
	}
	for part := range slices.Chunk(list, termsAtOnce) {
		found, err := r.searcher.wordPage(r.ctx, terms(termField, part), "", len(part))
		if err != nil {
			return err
		}
		is := map[string]bool{}
		for _, t := range found {
			is[t] = true
		}
		r.mu.Lock()
		for _, t := range part {
			r.has[t] = is[clip(t)]
		}
		r.size += len(part)
		r.mu.Unlock()
	}
	return nil
}

// pageOfTerms is the number of terms that are fetched at once.
const pageOfTerms = 10000

// fetchRange fetches the terms of a range.
func (v *vocabulary) fetchRange(ctx context.Context, key rangeKey) error {
	list := []search.Entry{}
	if isTextField(key.field) {
		for term, err := range v.searcher.wordsOf(ctx, key) {
			if err != nil {
				return err
			}
			list = append(list, search.Entry{Term: term, Count: 1})
		}
	} else {
		var err error
		if list, err = v.searcher.codesIn(ctx, key.field, key.from, key.to); err != nil {
			return err
		}
	}
	v.mu.Lock()
	defer v.mu.Unlock()
	v.ranges[key] = list
	v.size += len(list)
	if !isTextField(key.field) {
		for _, e := range list {
			v.counts[countKey{key.field, e.Term}] = e.Count
		}
	}
	return nil
}

func (r *round) fetchCounts() error {
	list := make([]countKey, 0, len(r.wantCounts))
	for key := range r.wantCounts {
		list = append(list, key)
	}
	for part := range slices.Chunk(list, termsAtOnce) {
		counts, err := r.searcher.countTerms(r.ctx, part)
		if err != nil {
			return err
		}
		r.mu.Lock()
		for i, key := range part {
			r.counts[key] = counts[i]
		}
		r.size += len(part)
		r.mu.Unlock()
	}
	return nil
}

func isTextField(name string) bool { return name == textField || name == subjectField }

// The methods of search.Leaf. It has no documents.
var _ search.Leaf = (*round)(nil)

// Docs implements search.Leaf.
func (r *round) Docs() int { return 0 }

// Live implements search.Leaf.
func (r *round) Live(uint32) bool { return false }

// Dict implements search.Leaf.
func (r *round) Dict(name string) (search.Dict, error) { return &dict{round: r, field: name}, nil }

// Stats implements search.Leaf.
func (r *round) Stats() (search.Stats, error) { return search.NoStats(), nil }

// Lengths implements search.Leaf.
func (r *round) Lengths(string) search.NumberColumn { return search.NumberColumn{} }

// Dates implements search.Leaf.
func (r *round) Dates() search.DateColumn { return search.DateColumn{} }

// Ranks implements search.Leaf.
func (r *round) Ranks() search.NumberColumn { return search.NumberColumn{} }

// Key implements search.Leaf.
func (r *round) Key(uint32) ([]byte, error) { return nil, index.ErrNotFound }

// Column implements search.Leaf.
func (r *round) Column(string) (*search.Column, error) { return nil, index.ErrNotFound }

// Zones implements search.Leaf.
func (r *round) Zones(uint32, search.ZoneDepth, *search.Zones) error { return index.ErrNotFound }

// ID implements search.Leaf.
func (r *round) ID(uint32) (string, error) { return "", index.ErrNotFound }

// Find implements search.Leaf.
func (r *round) Find(string) (doc uint32, found bool, err error) { return 0, false, nil }

// Stored implements search.Leaf.
func (r *round) Stored(uint32) (index.Document, error) { return index.Document{}, index.ErrNotFound }

// A dict is the terms of a field, or those that a pattern may match.
type dict struct {
	*round
	field   string
	pattern pattern
}

var _ search.Narrower = (*dict)(nil)

// Narrow implements search.Narrower.
func (d *dict) Narrow(n query.Node, text string) search.Dict {
	if !isTextField(d.field) {
		return d
	}
	switch n := n.(type) {
	case *query.Wildcard:
		return &dict{d.round, d.field, pattern{text: text}}
	case *query.Fuzzy:
		return &dict{d.round, d.field, pattern{text, n.Edits}}
	}
	return d
}

// Contains implements search.Dict.
func (d *dict) Contains(term string) (bool, error) {
	d.mu.Lock()
	has, known := d.has[term]
	d.mu.Unlock()
	if known {
		return has, nil
	}
	d.wantMu.Lock()
	d.wantHas[term] = true
	d.wantMu.Unlock()
	if !d.eager {
		return false, nil
	}
	if err := d.settle(d.fetchHas); err != nil {
		return false, err
	}
	return d.Contains(term)
}

// settle fetches what is noted at once.
func (d *dict) settle(fetch func() error) error {
	d.wantMu.Lock()
	defer d.wantMu.Unlock()
	err := fetch()
	clear(d.wantHas)
	clear(d.wantRanges)
	clear(d.wantCounts)
	return err
}

// Terms implements search.Dict.
func (d *dict) Terms(a search.Automaton, from, to string) iter.Seq2[string, error] {
	return func(yield func(string, error) bool) {
		list, err := d.entries(from, to)
		if err != nil {
			yield("", err)
			return
		}
		for _, e := range list {
			if (a == nil || accepts(a, e.Term)) && !yield(e.Term, nil) {
				return
			}
		}
	}
}

// accepts reports whether an automaton accepts a term.
func accepts(a search.Automaton, term string) bool {
	state := a.Start()
	for i := range len(term) {
		if !a.CanMatch(state) {
			return false
		}
		state = a.Accept(state, term[i])
	}
	return a.IsMatch(state)
}

// Entries implements search.Dict. The counts of a text field are 1.
func (d *dict) Entries(from, to string) iter.Seq2[search.Entry, error] {
	return func(yield func(search.Entry, error) bool) {
		list, err := d.entries(from, to)
		if err != nil {
			yield(search.Entry{}, err)
			return
		}
		for _, e := range list {
			if !yield(e, nil) {
				return
			}
		}
	}
}

// entries returns the terms of a range, none if it is unknown.
func (d *dict) entries(from, to string) ([]search.Entry, error) {
	key := d.covering(from, to)
	d.mu.Lock()
	list, known := d.ranges[key]
	d.mu.Unlock()
	switch {
	case known:
		first, _ := slices.BinarySearchFunc(list, from, byTerm)
		last := len(list)
		if to != "" {
			last, _ = slices.BinarySearchFunc(list, to, byTerm)
		}
		return list[first:max(first, last)], nil
	case d.eager:
		if err := d.fetchRange(d.ctx, key); err != nil {
			return nil, err
		}
		return d.entries(from, to)
	}
	d.wantMu.Lock()
	d.wantRanges[key] = true
	d.wantMu.Unlock()
	return nil, nil
}

func byTerm(e search.Entry, term string) int { return cmp.Compare(e.Term, term) }

// covering returns the range that is fetched for a range. For a pattern, package search
// asks for several ranges that share a prefix: these are fetched as one.
func (d *dict) covering(from, to string) rangeKey {
	name := d.field
	if name == subjectField {
		name = textField // which has all terms of the subject
	}
	if d.pattern != (pattern{}) {
		return rangeKey{field: name, pattern: d.pattern}
	}
	prefix := from
	if end := search.AfterPrefix(from); from == "" || to != end {
		prefix = common(from, to)
	}
	return rangeKey{field: name, from: prefix, to: search.AfterPrefix(prefix)}
}

// common returns what two texts begin with.
func common(a, b string) string {
	n := 0
	for n < len(a) && n < len(b) && a[n] == b[n] {
		n++
	}
	for n > 0 && !utf8.ValidString(a[:n]) {
		n--
	}
	return a[:n]
}

// List implements search.Dict. The list has a count only.
func (d *dict) List(term string) (search.List, error) {
	if d.uncounted {
		return nil, nil
	}
	key := countKey{d.field, term}
	d.mu.Lock()
	n, known := d.counts[key]
	d.mu.Unlock()
	switch {
	case known && n == 0:
		return nil, nil
	case known:
		return countOnly(n), nil
	}
	d.wantMu.Lock()
	d.wantCounts[key] = true
	d.wantMu.Unlock()
	if !d.eager {
		return nil, nil
	}
	if err := d.settle(d.fetchCounts); err != nil {
		return nil, err
	}
	return d.List(term)
}

// Load implements search.Dict.
func (d *dict) Load(_ string, _ search.Depth, b *search.Block) error {
	b.Reset()
	return nil
}

// countOnly is a list of which only the length is known.
type countOnly int

// Count implements search.List.
func (n countOnly) Count() int { return int(n) }

// Postings implements search.List.
func (n countOnly) Postings(search.Depth) (search.Postings, error) { return noPostings{}, nil }

// Load implements search.List.
func (n countOnly) Load(_ search.Depth, b *search.Block) error {
	b.Reset()
	return nil
}

// noPostings are the postings of a leaf without documents.
type noPostings struct{}

// Advance implements search.Postings.
func (noPostings) Advance(uint32) (uint32, error) { return search.End, nil }

// Frequency implements search.Postings.
func (noPostings) Frequency() uint32 { return 0 }

// AppendPositions implements search.Postings.
func (noPostings) AppendPositions(list []uint32) []uint32 { return list }

// wordPage returns at most size terms of the text fields that a query matches, in order,
// those after a term.
func (s *Searcher) wordPage(ctx context.Context, q obj, after string, size int) ([]string, error) {
	body := obj{
		"query": obj{"bool": obj{"filter": q}}, "size": size, "_source": false, "track_total_hits": false,
		"docvalue_fields": arr{termField}, "sort": arr{termField},
	}
	if after != "" {
		body["search_after"] = arr{after}
	}
	var res searchResponse
	if err := s.client.do(ctx, "POST", "/"+s.words()+"/_search", body, &res); err != nil {
		return nil, err
	}
	if err := res.err(); err != nil {
		return nil, err
	}
	list := make([]string, len(res.Hits.Hits))
	for i, h := range res.Hits.Hits {
		if values := h.Fields[termField]; len(values) > 0 {
			list[i], _ = values[0].(string)
		}
	}
	return list, nil
}

// wordsIn yields the terms of the text fields from from to before to, in order.
func (s *Searcher) wordsIn(ctx context.Context, from, to string, page int) iter.Seq2[string, error] {
	bounds := obj{}
	if from != "" {
		bounds["gte"] = from
	}
	if to != "" && utf8.ValidString(to) {
		bounds["lt"] = to
	}
	q := obj{"match_all": obj{}}
	if len(bounds) > 0 {
		q = obj{"range": obj{termField: bounds}}
	}
	return func(yield func(string, error) bool) {
		for term, err := range s.wordPages(ctx, q, page) {
			if err == nil && to != "" && term >= to || !yield(term, err) {
				return
			}
		}
	}
}

// wordsOf yields the terms of the text fields that a key names, in order.
func (s *Searcher) wordsOf(ctx context.Context, key rangeKey) iter.Seq2[string, error] {
	if key.pattern != (pattern{}) {
		return s.wordPages(ctx, key.pattern.query(), pageOfTerms)
	}
	return s.wordsIn(ctx, key.from, key.to, pageOfTerms)
}

// wordPages yields the terms of the text fields that a query matches, in order. It reads
// page of them at first, and then more at once.
func (s *Searcher) wordPages(ctx context.Context, q obj, page int) iter.Seq2[string, error] {
	return func(yield func(string, error) bool) {
		for after := ""; ; {
			list, err := s.wordPage(ctx, q, after, page)
			if err != nil {
				yield("", err)
				return
			}
			for _, term := range list {
				if !yield(term, nil) {
					return
				}
			}
			if len(list) < page {
				return
			}
			after = list[len(list)-1]
			page = min(10*page, pageOfTerms)
		}
	}
}

// codesIn returns the terms of a coded field from from to before to, with the numbers of
// documents that have them. The two must be the bounds of a prefix.
func (s *Searcher) codesIn(ctx context.Context, name, from, to string) ([]search.Entry, error) {
	f := codePrefix + name
	q := obj{"exists": obj{"field": f}}
	if from != "" {
		q = obj{"prefix": obj{f: from}}
	}
	list, err := s.composite(ctx, s.live(q), f)
	list = slices.DeleteFunc(list, func(e search.Entry) bool { return !strings.HasPrefix(e.Term, from) })
	return list, err
}

// composite returns all values of a keyword field in the documents that a query matches, in
// order, with the numbers of these documents.
func (s *Searcher) composite(ctx context.Context, q obj, name string) ([]search.Entry, error) {
	var list []search.Entry
	var after any
	for {
		agg := obj{"size": pageOfTerms, "sources": arr{obj{"v": obj{"terms": obj{"field": name}}}}}
		if after != nil {
			agg["after"] = after
		}
		var res searchResponse
		body := obj{"query": q, "size": 0, "track_total_hits": false, "aggs": obj{"all": obj{"composite": agg}}}
		if err := s.search(ctx, body, &res); err != nil {
			return nil, err
		}
		page := res.Aggregations["all"]
		for _, b := range page.Buckets {
			key, ok := b.Key.(map[string]any)
			term, isText := key["v"].(string)
			if !ok || !isText {
				return nil, fmt.Errorf("the cluster answered with a value %v of %s", b.Key, name)
			}
			list = append(list, search.Entry{Term: term, Count: b.Count})
		}
		if after = page.After; after == nil || len(page.Buckets) < pageOfTerms {
			return list, nil
		}
	}
}

// countTerms returns the numbers of live documents that have each of some terms.
func (s *Searcher) countTerms(ctx context.Context, keys []countKey) ([]int, error) {
	var lines []byte
	for _, key := range keys {
		name := key.field
		if !isTextField(name) {
			name = codePrefix + name
		}
		body := obj{"size": 0, "track_total_hits": true, "query": s.live(obj{"term": obj{name: clip(key.term)}})}
		var err error
		if lines, err = appendLines(lines, obj{}, body); err != nil {
			return nil, err
		}
	}
	var res struct {
		Responses []searchResponse `json:"responses"`
	}
	if err := s.client.do(ctx, "POST", "/"+s.docs()+"/_msearch", lines, &res); err != nil {
		return nil, err
	}
	if len(res.Responses) != len(keys) {
		return nil, fmt.Errorf("the cluster gave %d answers to %d searches", len(res.Responses), len(keys))
	}
	counts := make([]int, len(keys))
	for i, r := range res.Responses {
		if err := r.err(); err != nil {
			return nil, err
		}
		counts[i] = r.Hits.Total.Value
	}
	return counts, nil
}

// appendLines appends values as lines of JSON.
func appendLines(lines []byte, values ...any) ([]byte, error) {
	for _, v := range values {
		data, err := marshal(v)
		if err != nil {
			return nil, err
		}
		lines = append(lines, data...)
	}
	return lines, nil
}
