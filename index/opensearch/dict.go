package opensearch

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"iter"
	"maps"
	"slices"
	"strings"
	"sync"
	"unicode/utf8"

	"reftel/analyzer"
	"reftel/index"
	"reftel/index/query"
	"reftel/index/search"
)

// The terms of the text fields are kept as documents of an index of their own, because a
// cluster can't list the terms of a text field. It may have terms that no document has any
// more. The terms of coded fields are aggregated.
//
// Package search looks terms up one by one. So that this takes a few requests only, a query
// is read in rounds: a round answers unknown terms as missing and notes them, with those
// that are asked for if these are there. They are fetched together, and the query is read
// again, until a round knows all: mostly the second one does.

// A vocabulary is what is known of the terms of a snapshot. It is safe for concurrent use.
type vocabulary struct {
	searcher *Searcher
	mu       sync.Mutex
	has      map[string]bool
	ranges   map[rangeKey][]search.Entry
	counts   map[countKey]int
	size     int // of all three, in terms
}

// A rangeKey names the terms of a field that begin with a prefix. With a pattern, it names
// those of all terms of a text field that the pattern may match.
type rangeKey struct {
	field, prefix string
	pattern       pattern
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
	// assumed are unknown terms that are answered as if they were there, and likely those
	// of unknown ranges, in order. Both are nil in a round whose answers count.
	assumed map[string]bool
	likely  []string

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

// rounds calls read with a leaf until no term was unknown to it. The last call counts.
// Words of the query n tell which terms may be asked for.
func (v *vocabulary) rounds(ctx context.Context, n query.Node, read func(r *round) error) error {
	v.mu.Lock()
	if v.size > mostKnown {
		v.forget()
	}
	v.mu.Unlock()
	for i := 1; ; i++ {
		r := v.round(ctx)
		r.eager = i >= mostRounds
		err := read(r)
		if r.wanted() == 0 {
			return err
		}
		if !r.eager {
			r.noteLikely(n, read)
		}
		if err := r.fetch(); err != nil {
			return err
		}
	}
}

// wanted returns the number of terms and ranges that the round noted.
func (r *round) wanted() int {
	r.wantMu.Lock()
	defer r.wantMu.Unlock()
	return len(r.wantHas) + len(r.wantRanges) + len(r.wantCounts)
}

// incomplete reports whether the answers of the round do not count.
func (r *round) incomplete() bool { return r.assumed != nil || r.wanted() > 0 }

// mostLikelySteps is the number of steps for which terms are noted ahead.
const mostLikelySteps = 4

// noteLikely notes what is asked for if the terms noted so far are there, so that one request
// fetches what several steps ask for.
func (r *round) noteLikely(n query.Node, read func(r *round) error) {
	likely := likelyTerms(n)
	for range mostLikelySteps {
		next := r.round(r.ctx)
		next.assumed, next.likely = maps.Clone(r.wantHas), likely
		_ = read(next) // which is read again when the terms are known
		before := r.wanted()
		maps.Copy(r.wantHas, next.wantHas)
		maps.Copy(r.wantRanges, next.wantRanges)
		maps.Copy(r.wantCounts, next.wantCounts)
		if r.wanted() == before {
			return
		}
	}
}

// likelyTerms returns terms that the words of a query may stand for, in order.
func likelyTerms(n query.Node) []string {
	var list []string
	query.Walk(n, func(n query.Node) bool {
		w, ok := n.(*query.Word)
		if !ok || w.Exact {
			return true
		}
		parts := analyzer.Terms(w.Text)
		if halves, ok := analyzer.Halves(parts); ok {
			parts = append(parts, analyzer.Term{Text: halves.Joined()})
		}
		for _, t := range parts {
			for _, v := range analyzer.Varieties(t.Text) {
				list = append(append(list, v), analyzer.Inflections(v)...)
			}
		}
		return true
	})
	slices.Sort(list)
	return slices.Compact(list)
}

// fetch fetches what the round noted.
func (r *round) fetch() error {
	b := &batch{searcher: r.searcher}
	if err := errors.Join(r.fetchHas(b), r.fetchRanges(b), r.fetchCounts(b)); err != nil {
		return err
	}
	return b.send(r.ctx)
}

// termsAtOnce is the number of terms of a request.
const termsAtOnce = 1000

// fetchHas adds the searches for the terms that the round noted.
func (r *round) fetchHas(b *batch) error {
	list := slices.Collect(maps.Keys(r.wantHas))
	for part := range slices.Chunk(list, termsAtOnce) {
		err := b.add(r.ctx, r.searcher.words(), wordSearch(terms(termField, part), "", len(part)), func(res *searchResponse) error {
			is := map[string]bool{}
			for _, t := range res.words() {
				is[t] = true
			}
			r.mu.Lock()
			defer r.mu.Unlock()
			for _, t := range part {
				r.has[t] = is[clip(t)]
			}
			r.size += len(part)
			return nil
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// fetchRanges adds the searches for the ranges that the round noted. Those of coded fields
// are fetched at once.
func (r *round) fetchRanges(b *batch) error {
	for key := range r.wantRanges {
		if err := r.fetchRange(r.ctx, b, key); err != nil {
			return err
		}
	}
	return nil
}

// The numbers of terms that are fetched at first, and then at once.
const (
	firstTerms  = 1000
	pageOfTerms = 10000
)

// fetchRange fetches the terms of a range. Those of a text are in the answer to a batch, if
// they are few.
func (v *vocabulary) fetchRange(ctx context.Context, b *batch, key rangeKey) error {
	if !isTextField(key.field) {
		list, err := v.searcher.codesIn(ctx, key.field, key.prefix)
		if err == nil {
			v.learn(key, list)
		}
		return err
	}
	q := key.query()
	return b.add(ctx, v.searcher.words(), wordSearch(q, "", firstTerms), func(res *searchResponse) error {
		found := res.words()
		if len(found) == firstTerms {
			for term, err := range v.searcher.wordPages(ctx, q, found[firstTerms-1], pageOfTerms) {
				if err != nil {
					return err
				}
				found = append(found, term)
			}
		}
		list := make([]search.Entry, len(found))
		for i, term := range found {
			list[i] = search.Entry{Term: term, Count: 1}
		}
		v.learn(key, list)
		return nil
	})
}

// learn notes the terms of a range.
func (v *vocabulary) learn(key rangeKey, list []search.Entry) {
	v.mu.Lock()
	defer v.mu.Unlock()
	v.ranges[key] = list
	v.size += len(list)
	if !isTextField(key.field) {
		for _, e := range list {
			v.counts[countKey{key.field, e.Term}] = e.Count
		}
	}
}

// fetchCounts adds the searches for the counts that the round noted.
func (r *round) fetchCounts(b *batch) error {
	return r.searcher.addCounts(r.ctx, b, slices.Collect(maps.Keys(r.wantCounts)), func(key countKey, n int) {
		r.mu.Lock()
		defer r.mu.Unlock()
		r.counts[key] = n
		r.size++
	})
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

// ZoneTexts implements search.Leaf.
func (r *round) ZoneTexts() *search.Texts { return search.TextsOf(nil) }

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
		return d.assumed[term], nil
	}
	if err := d.settle(); err != nil {
		return false, err
	}
	return d.Contains(term)
}

// settle fetches what is noted at once.
func (d *dict) settle() error {
	d.wantMu.Lock()
	defer d.wantMu.Unlock()
	err := d.fetch()
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
	if known {
		first, _ := slices.BinarySearchFunc(list, from, byTerm)
		last := len(list)
		if to != "" {
			last, _ = slices.BinarySearchFunc(list, to, byTerm)
		}
		return list[first:max(first, last)], nil
	}
	d.wantMu.Lock()
	d.wantRanges[key] = true
	d.wantMu.Unlock()
	if !d.eager {
		return d.likelyIn(from, to), nil
	}
	if err := d.settle(); err != nil {
		return nil, err
	}
	return d.entries(from, to)
}

func byTerm(e search.Entry, term string) int { return cmp.Compare(e.Term, term) }

// likelyIn returns the likely terms of a range.
func (d *dict) likelyIn(from, to string) []search.Entry {
	var list []search.Entry
	for _, t := range d.likely {
		if t >= from && (to == "" || t < to) {
			list = append(list, search.Entry{Term: t, Count: 1})
		}
	}
	return list
}

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
	return rangeKey{field: name, prefix: prefix}
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
	if err := d.settle(); err != nil {
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

// Places implements search.Postings.
func (noPostings) Places(p *search.Places) error {
	p.Set(nil)
	return nil
}

// wordSearch returns the search for at most size terms of the text fields that a query
// matches, in order, those after a term.
func wordSearch(q obj, after string, size int) obj {
	body := obj{
		"query": obj{"bool": obj{"filter": q}}, "size": size, "_source": false, "stored_fields": "_none_", "track_total_hits": false,
		"sort": arr{termField},
	}
	if after != "" {
		body["search_after"] = arr{after}
	}
	return body
}

// words returns the terms of the answer to a wordSearch.
func (r *searchResponse) words() []string {
	list := make([]string, len(r.Hits.Hits))
	for i, h := range r.Hits.Hits {
		if len(h.Sort) > 0 {
			list[i], _ = h.Sort[0].(string)
		}
	}
	return list
}

// query returns the query of the terms of the text fields that the key names.
func (k rangeKey) query() obj {
	if k.pattern != (pattern{}) {
		return k.pattern.query()
	}
	if k.prefix == "" {
		return obj{"match_all": obj{}}
	}
	return obj{"prefix": obj{termField: k.prefix}}
}

// wordPages yields the terms of the text fields that a query matches, in order, those after
// a term. It reads page of them at first, and then more at once.
func (s *Searcher) wordPages(ctx context.Context, q obj, after string, page int) iter.Seq2[string, error] {
	return func(yield func(string, error) bool) {
		for {
			var res searchResponse
			err := s.searchAt(ctx, "/"+s.words()+"/_search", wordSearch(q, after, page), &res)
			if err != nil {
				yield("", err)
				return
			}
			list := res.words()
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

// codesIn returns the terms of a coded field that begin with a prefix, with the numbers of
// documents that have them.
func (s *Searcher) codesIn(ctx context.Context, name, prefix string) ([]search.Entry, error) {
	f := codePrefix + name
	q := obj{"exists": obj{"field": f}}
	if prefix != "" {
		q = obj{"prefix": obj{f: prefix}}
	}
	list, err := s.composite(ctx, s.live(q), f)
	list = slices.DeleteFunc(list, func(e search.Entry) bool { return !strings.HasPrefix(e.Term, prefix) })
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

// countedAtOnce is the number of terms that one search counts.
const countedAtOnce = 100

// addCounts adds the searches for the numbers of live documents that have each of some terms.
// One search counts many: to begin a search takes a node longer than to count a term.
func (s *Searcher) addCounts(ctx context.Context, b *batch, keys []countKey, use func(countKey, int)) error {
	for part := range slices.Chunk(keys, countedAtOnce) {
		filters := make([]obj, len(part))
		for i, key := range part {
			name := key.field
			if !isTextField(name) {
				name = codePrefix + name
			}
			filters[i] = obj{"term": obj{name: clip(key.term)}}
		}
		body := obj{
			"size": 0, "track_total_hits": false, "query": unscored(s.live(obj{"match_all": obj{}})),
			"aggs": obj{"counts": obj{"filters": obj{"filters": filters}}},
		}
		err := b.add(ctx, s.docs(), body, func(res *searchResponse) error {
			list := res.Aggregations["counts"].Buckets
			if len(list) != len(part) {
				return fmt.Errorf("the cluster counted %d of %d terms", len(list), len(part))
			}
			for i, key := range part {
				use(key, list[i].Count)
			}
			return nil
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// countTerms returns the numbers of live documents that have each of some terms.
func (s *Searcher) countTerms(ctx context.Context, keys []countKey) (map[countKey]int, error) {
	b := &batch{searcher: s}
	counts := map[countKey]int{}
	if err := s.addCounts(ctx, b, keys, func(key countKey, n int) { counts[key] = n }); err != nil {
		return nil, err
	}
	return counts, b.send(ctx)
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
