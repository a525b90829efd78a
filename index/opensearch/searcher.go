package opensearch

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"iter"
	"maps"
	"math"
	"net/http"
	"runtime"
	"slices"
	"strconv"
	"time"

	"golang.org/x/sync/errgroup"

	"reftel/corpus/cable"
	"reftel/corpus/mrn"
	"reftel/index"
	"reftel/index/field"
	"reftel/index/query"
	"reftel/index/search"
)

// A Searcher is an index.Snapshot over a publication of an index on a cluster.
type Searcher struct {
	client *client
	addr   address
	at     publication
	vocabulary
}

var (
	_ index.Snapshot    = (*Searcher)(nil)
	_ index.Speller     = (*Searcher)(nil)
	_ index.Remote      = (*Searcher)(nil)
	_ index.Highlighter = (*Searcher)(nil)
)

// newSearcher returns a searcher of a publication.
func newSearcher(c *client, addr address, at publication) *Searcher {
	s := &Searcher{client: c, addr: addr, at: at}
	s.vocabulary.searcher = s
	s.forget()
	return s
}

// docs and words return the names of the indexes of documents and of terms.
func (s *Searcher) docs() string  { return s.at.Index }
func (s *Searcher) words() string { return s.at.Index + "-words" }

// live limits a query to the documents of the publication.
func (s *Searcher) live(q obj) obj {
	return obj{"bool": obj{
		"must":     q,
		"filter":   obj{"range": obj{sinceField: obj{"lte": s.at.Number}}},
		"must_not": obj{"range": obj{untilField: obj{"lte": s.at.Number}}},
	}}
}

// search sends a search of the documents.
func (s *Searcher) search(ctx context.Context, body obj, res *searchResponse) error {
	return s.searchHits(ctx, body, index.Request{}, res)
}

// searchHits sends the search for the hits of a request.
func (s *Searcher) searchHits(ctx context.Context, body obj, req index.Request, res *searchResponse) error {
	// The same copy of each shard answers all searches of a searcher: copies differ in
	// what is deleted, and so in scores.
	path := "/" + s.docs() + "/_search?search_type=dfs_query_then_fetch&preference=reftel"
	if req.Explain {
		path += "&include_named_queries_score=true"
	}
	return s.searchAt(ctx, path, body, res)
}

// searchAt sends a search, again if a part of it failed for reasons that may pass.
func (s *Searcher) searchAt(ctx context.Context, path string, body obj, res *searchResponse) error {
	return s.explained(s.client.whole(ctx, path, body, res))
}

// explained returns what an error of a search means to a user.
func (s *Searcher) explained(err error) error {
	var answer *responseError
	if errors.As(err, &answer) && answer.Type == "too_many_nested_clauses" {
		return fmt.Errorf("the query has too many words for the cluster: make it shorter (%w)", err)
	}
	if isStatus(err, http.StatusNotFound) {
		return fmt.Errorf("publication %s of %s is no longer there: search again", s.at.Snapshot, s.addr)
	}
	return err
}

// Close implements index.Searcher.
func (s *Searcher) Close() error {
	s.client.close()
	return nil
}

// A compiled is a query as the cluster takes it.
type compiled struct {
	query obj
	// placed are queries whose scores are those of where words stand.
	placed []obj
	// parts are the parts of scores that queries are named for.
	parts []index.ScorePart
	light *search.Highlights
}

// scored returns the query with all its scores.
func (c *compiled) scored() obj {
	if len(c.placed) == 0 {
		return c.query
	}
	return obj{"bool": obj{"must": c.query, "should": c.placed}}
}

// compile translates the query of a request.
func (s *Searcher) compile(ctx context.Context, req index.Request) (compiled, error) {
	n := req.Query
	if n == nil {
		n = &query.All{}
	}
	var c compiled
	err := s.rounds(ctx, n, func(r *round) error {
		words := search.NewResolver(ctx, []search.Leaf{r})
		tree, err := words.Rewrite(n)
		if err != nil {
			return err
		}
		t := &translator{ctx: ctx, searcher: s, words: words, round: r, named: req.Explain}
		c.light = words.Highlights(tree)
		if c.query, err = t.node(tree); err == nil && byScore(req.Sort) {
			c.placed, err = t.placement(tree)
		}
		c.parts = t.parts
		return err
	})
	return c, err
}

// mostAtOnce is the greatest number of hits of an answer, and mostFrom that up to which a
// cluster counts hits from the first one on.
const (
	mostAtOnce = 1000
	mostFrom   = 10000
)

// Search implements index.Searcher.
func (s *Searcher) Search(ctx context.Context, req index.Request) (*index.Result, error) {
	begun := time.Now()
	c, err := s.compile(ctx, req)
	if err != nil {
		return nil, err
	}
	filters, err := s.filters(ctx, req.Filters)
	if err != nil {
		return nil, err
	}
	body := obj{
		"query": s.live(c.scored()), "track_total_hits": true, "sort": sortOf(req.Sort), "track_scores": true,
		"_source": true,
	}
	if q := filters.all(""); q != nil {
		body["post_filter"] = q
	}
	if req.After != nil {
		body["search_after"] = afterOf(req.Sort, *req.After)
	}
	if aggs := aggregations(req, filters); len(aggs) > 0 {
		body["aggs"] = aggs
	}
	var res searchResponse
	out := &index.Result{}
	if out.Hits, err = s.firstHits(ctx, body, req, c, &res); err != nil {
		return nil, err
	}
	out.Total = res.Hits.Total.Value
	if out.Facets, err = s.facets(ctx, req, c, filters, &res); err != nil {
		return nil, err
	}
	if req.Timeline != "" {
		if err := timeline(req, &res, out); err != nil {
			return nil, err
		}
	}
	if req.Table != nil {
		if out.Table, err = s.table(ctx, req, c, filters); err != nil {
			return nil, err
		}
	}
	following := out.Total
	if req.After != nil {
		if following, err = s.following(ctx, body, req, out.Total); err != nil {
			return nil, err
		}
	}
	out.More = max(following-req.Offset-len(out.Hits), 0)
	if req.Explain {
		if out.Explained, err = s.explain(ctx, req.Query); err != nil {
			return nil, err
		}
	}
	out.Took = time.Since(begun)
	return out, nil
}

// firstHits returns the hits of a request, and sets res to the first answer of its search. It
// asks for a limited number at once, so that the documents of few are in memory.
func (s *Searcher) firstHits(ctx context.Context, body obj, req index.Request, c compiled, res *searchResponse) ([]index.Hit, error) {
	skip, left := req.Offset, req.Limit
	if left < 0 {
		left = math.MaxInt - skip
	}
	if req.After == nil && skip+min(left, mostAtOnce) <= mostFrom {
		body["from"], skip = skip, 0
	}
	var list []index.Hit
	for page := res; ; page = new(searchResponse) {
		size := min(skip+left, mostAtOnce)
		body["size"] = size
		if err := s.searchHits(ctx, body, req, page); err != nil {
			return nil, err
		}
		found := page.Hits.Hits
		skipped := min(skip, len(found))
		hits, err := s.hits(ctx, found[skipped:], c, req.Snippets)
		if err != nil {
			return nil, err
		}
		list = append(list, hits...)
		skip, left = skip-skipped, left-len(hits)
		if len(found) < size || left == 0 {
			return list, nil
		}
		body = maps.Clone(body)
		delete(body, "aggs")
		delete(body, "from")
		body["search_after"] = found[size-1].Sort
	}
}

// hits makes hits of documents, on all cores: to parse a cable and to look for its snippets
// takes longer than the cluster's answer takes to read.
func (s *Searcher) hits(ctx context.Context, found []foundHit, c compiled, snippets int) ([]index.Hit, error) {
	if len(found) == 0 {
		return nil, ctx.Err()
	}
	list := make([]index.Hit, len(found))
	var group errgroup.Group
	group.SetLimit(runtime.GOMAXPROCS(0))
	for i, f := range found {
		group.Go(func() error {
			if err := ctx.Err(); err != nil {
				return err
			}
			doc := f.document()
			hit := index.NewHit(doc)
			hit.Score, hit.ScoreParts = f.score(), f.scoreParts(c.parts)
			var err error
			if snippets > 0 {
				hit.Snippets, err = c.light.Snippets(doc, snippets)
			}
			list[i] = hit
			return err
		})
	}
	return list, group.Wait()
}

// id returns the id of the cable of a hit that has no more of it.
func (f *foundHit) id() string {
	if len(f.Fields[idField]) == 0 {
		return ""
	}
	id, _ := f.Fields[idField][0].(string)
	return id
}

// since returns the publication that added such a hit.
func (f *foundHit) since() int {
	if len(f.Fields[sinceField]) == 0 {
		return 0
	}
	n, _ := f.Fields[sinceField][0].(json.Number)
	since, _ := strconv.Atoi(n.String())
	return since
}

func (f *foundHit) score() float64 {
	if f.Score == nil {
		return 0
	}
	return *f.Score
}

// scoreParts returns the parts of the score of a hit, of which those of a word in a field are
// one, in their order in the query.
func (f *foundHit) scoreParts(parts []index.ScorePart) []index.ScorePart {
	var list []index.ScorePart
	for i, p := range parts {
		p.Score = f.Matched[strconv.Itoa(i)]
		at := slices.IndexFunc(list, func(other index.ScorePart) bool { return other.Word == p.Word && other.In == p.In })
		switch {
		case p.Score == 0:
		case at >= 0:
			list[at].Score += p.Score
		default:
			list = append(list, p)
		}
	}
	return list
}

// document returns the parsed document of a hit.
func (f *foundHit) document() index.Document {
	doc := f.Source.Record.documentOf(f.Source.ID)
	doc.Cable = cable.Parse(doc.Record)
	doc.Cable.Versions = doc.Versions
	return doc
}

// byScore reports whether a sort is by relevance.
func byScore(sort index.Sort) bool {
	switch sort {
	case index.ByDate, index.ByDateDesc, index.ByID, index.InIndexOrder:
		return false
	}
	return true
}

// sortOf returns the order of a sort. Equal hits are in the order of their ids.
func sortOf(sort index.Sort) arr {
	byID := obj{orderField: "asc"}
	switch sort {
	case index.ByDate, index.ByDateDesc:
		order := "asc"
		if sort == index.ByDateDesc {
			order = "desc"
		}
		return arr{obj{dateField: obj{"order": order, "missing": "_last", "numeric_type": "date"}}, byID}
	case index.ByID, index.InIndexOrder:
		return arr{byID}
	}
	return arr{obj{"_score": "desc"}, byID}
}

// afterOf returns the sort values of a place.
func afterOf(sort index.Sort, p index.Place) arr {
	key := orderKey(p.ID)
	switch sort {
	case index.ByDate, index.ByDateDesc:
		switch {
		case !p.Date.IsZero():
			return arr{p.Date.UnixMilli(), key}
		case sort == index.ByDate:
			return arr{json.Number("9223372036854775807"), key}
		}
		return arr{json.Number("-9223372036854775808"), key}
	case index.ByID, index.InIndexOrder:
		return arr{key}
	}
	return arr{p.Score, key}
}

// All implements index.Searcher. The hits are those of one point in time.
func (s *Searcher) All(ctx context.Context, req index.Request) iter.Seq2[index.Hit, error] {
	return func(yield func(index.Hit, error) bool) {
		skip, left := req.Offset, req.Limit
		for f, err := range s.stream(ctx, req) {
			switch {
			case err != nil:
				yield(index.Hit{}, err)
				return
			case skip > 0:
				skip--
				continue
			case left == 0:
				return
			}
			left--
			if !yield(f.export(req.Parts), nil) || left == 0 {
				return
			}
		}
	}
}

// export returns the wanted parts of a hit.
func (f *foundHit) export(parts index.Parts) index.Hit {
	if parts == index.IDOnly {
		return index.Hit{ID: f.id(), Score: f.score()}
	}
	doc := f.document()
	hit := index.NewHit(doc)
	hit.Score = f.score()
	if parts == index.Complete {
		hit.Document = &doc
	}
	return hit
}

// stream yields all hits of a request from its After on, without its limits.
func (s *Searcher) stream(ctx context.Context, req index.Request) iter.Seq2[foundHit, error] {
	return func(yield func(foundHit, error) bool) {
		c, err := s.compile(ctx, req)
		if err != nil {
			yield(foundHit{}, err)
			return
		}
		filters, err := s.filters(ctx, req.Filters)
		if err != nil {
			yield(foundHit{}, err)
			return
		}
		q := s.live(c.scored())
		if f := filters.all(""); f != nil {
			q = obj{"bool": obj{"must": q, "filter": f}}
		}
		for f, err := range s.pages(ctx, q, req) {
			if !yield(f, err) || err != nil {
				return
			}
		}
	}
}

// IDs returns the ids of all hits of a request in its order.
func (s *Searcher) IDs(ctx context.Context, req index.Request) ([]string, error) {
	req.Parts = index.IDOnly
	var ids []string
	for hit, err := range s.All(ctx, req) {
		if err != nil {
			return nil, err
		}
		ids = append(ids, hit.ID)
	}
	return ids, nil
}

// Get implements index.Searcher.
func (s *Searcher) Get(ctx context.Context, id string) (index.Document, error) {
	tries := []string{id, mrn.Canonical(id)}
	if m, ok := mrn.FromName(id); ok { // the name of a file, or an address
		tries = append(tries, m.String())
		id = m.String()
	}
	for _, try := range slices.Compact(tries) {
		f, err := s.stored(ctx, try)
		if err == nil {
			return f.document(), nil
		}
		if !errors.Is(err, index.ErrNotFound) {
			return index.Document{}, err
		}
	}
	f, _ := field.Lookup("id")
	t := &translator{ctx: ctx, searcher: s}
	found, err := s.first(ctx, t.code(f.Kind, "id", id))
	if err != nil {
		return index.Document{}, fmt.Errorf("%w: %s", err, id)
	}
	return found.document(), nil
}

// stored returns the document with exactly this id.
func (s *Searcher) stored(ctx context.Context, id string) (*foundHit, error) {
	f, err := s.first(ctx, obj{"term": obj{idField: clip(id)}})
	if errors.Is(err, index.ErrNotFound) {
		return nil, fmt.Errorf("%w: %s", err, id)
	}
	return f, err
}

// first returns the first document, in the order of ids, that a query matches.
func (s *Searcher) first(ctx context.Context, q obj) (*foundHit, error) {
	var res searchResponse
	body := obj{"query": s.live(q), "size": 1, "sort": sortOf(index.ByID), "track_total_hits": false}
	if err := s.search(ctx, body, &res); err != nil {
		return nil, err
	}
	if len(res.Hits.Hits) == 0 {
		return nil, index.ErrNotFound
	}
	return &res.Hits.Hits[0], nil
}

// Terms implements index.Searcher.
func (s *Searcher) Terms(name, prefix string) iter.Seq2[string, int] {
	return func(yield func(string, int) bool) {
		of, _, isText := search.ZoneOf(name)
		if !isText {
			list, err := s.codesIn(context.Background(), of, prefix)
			for _, e := range list {
				if err != nil || !yield(e.Term, e.Count) {
					return
				}
			}
			return
		}
		const firstPage, mostCounted = 1, 500
		var page []countKey
		size := firstPage
		flush := func() bool {
			counts, err := s.countTerms(context.Background(), page)
			if err != nil {
				return false
			}
			for _, key := range page {
				if n := counts[key]; n > 0 && !yield(key.term, n) {
					return false
				}
			}
			page, size = page[:0], min(10*size, mostCounted)
			return true
		}
		key := rangeKey{field: of, prefix: prefix}
		for term, err := range s.wordPages(context.Background(), key.query(), "", firstPage) {
			if err != nil {
				return
			}
			if page = append(page, countKey{of, term}); len(page) == size && !flush() {
				return
			}
		}
		if len(page) > 0 {
			flush()
		}
	}
}

// over calls read with a searcher over the terms of the index, of which the words of a query
// name some.
func (s *Searcher) over(ctx context.Context, n query.Node, read func(*search.Searcher) error) error {
	return s.rounds(ctx, n, func(r *round) error {
		engine, err := search.New([]search.Leaf{r})
		if err != nil {
			return err
		}
		return read(engine)
	})
}

// Remote implements index.Remote.
func (*Searcher) Remote() bool { return true }

// Near implements index.Speller.
func (s *Searcher) Near(ctx context.Context, name, text string, edits, limit int) (list []index.TermCount, err error) {
	err = s.over(ctx, &query.All{}, func(engine *search.Searcher) (err error) {
		list, err = engine.Near(ctx, name, text, edits, limit)
		return err
	})
	return list, err
}

// Highlight implements index.Highlighter.
func (s *Searcher) Highlight(ctx context.Context, n query.Node, doc index.Document) (list []cable.Span, err error) {
	err = s.over(ctx, n, func(engine *search.Searcher) (err error) {
		list, err = engine.Highlight(ctx, n, doc)
		return err
	})
	return list, err
}

// explain returns a query as it was understood.
func (s *Searcher) explain(ctx context.Context, n query.Node) (e *index.Explained, err error) {
	err = s.over(ctx, n, func(engine *search.Searcher) (err error) {
		e, err = engine.Explain(ctx, n)
		return err
	})
	return e, err
}

// versionsOf yields the documents that a query matches, whether the publication has them or
// not.
func (s *Searcher) versionsOf(ctx context.Context, q obj) iter.Seq2[foundHit, error] {
	return s.pages(ctx, q, index.Request{Sort: index.ByID, Limit: -1})
}
