package opensearch

import (
	"context"
	"encoding/json"
	"errors"
	"hash/maphash"
	"io"
	"iter"
	"net/http"
	"time"

	"reftel/index"
)

// The numbers of hits of a page. Hits are used as they arrive, so that one is in memory; the
// cluster has a page in its memory, which so has no more hits than have about pageBytes.
const (
	pageDocs  = 500
	pageIDs   = 5000
	pageBytes = 16 << 20
)

const (
	// keepPoint is how long a cluster keeps a point in time after the last request for it.
	keepPoint = "5m"
	// endTime bounds how long it may take to end a point in time.
	endTime = 2 * time.Second
)

// A pager reads the hits of a query page by page, of a point in time if there are several.
// If its point in time is lost with a node, it goes on at another one, after the last hit.
type pager struct {
	searcher *Searcher
	query    obj
	req      index.Request
	most     int // hits of a page
	size     int // of the next page
	// pinned reports whether pages are of a point in time, point, "" if it is to be made.
	pinned bool
	point  string
	after  any // the place of the last hit
	// seen are the hashes of the ids of all hits by relevance: at another point in time they
	// have other scores.
	seen map[uint64]struct{}
}

// pages yields the hits of a query in the order of a request, from its After on.
func (s *Searcher) pages(ctx context.Context, q obj, req index.Request) iter.Seq2[foundHit, error] {
	return func(yield func(foundHit, error) bool) {
		p := newPager(s, q, req)
		defer p.end(ctx)
		for more := true; more; {
			var err error
			if more, err = p.page(ctx, yield); err != nil {
				yield(foundHit{}, s.explained(err))
				return
			}
		}
	}
}

func newPager(s *Searcher, q obj, req index.Request) *pager {
	p := &pager{searcher: s, query: q, req: req, most: pageDocs, seen: map[uint64]struct{}{}}
	if req.Parts == index.IDOnly {
		p.most = pageIDs
	}
	wanted := req.Offset + req.Limit
	p.size = p.most
	if req.Limit >= 0 {
		p.size = max(1, min(p.most, wanted))
	}
	if req.After != nil {
		p.after = afterOf(req.Sort, *req.After)
	}
	// The documents of a publication do not change, but their scores do while a job adds others.
	p.pinned = byScore(req.Sort) && (req.Limit < 0 || wanted > p.size)
	return p
}

// page yields the hits of the next page. It reports whether there may be more.
func (p *pager) page(ctx context.Context, yield func(foundHit, error) bool) (more bool, err error) {
	c := p.searcher.client
	err = c.retry(ctx, func() (again bool, err error) {
		if p.pinned && p.point == "" {
			if again, err := p.open(ctx); err != nil {
				return again, err
			}
		}
		data, kind, err := encoded(p.body())
		if err != nil {
			return false, err
		}
		size, got := p.size, 0
		again, err = c.try(ctx, "POST", p.path(), data, kind, func(r io.Reader) error {
			counted := &countingReader{Reader: r}
			defer func() { p.resize(counted.n, got) }()
			return readHits(counted, func(f foundHit) error {
				got++
				p.after = f.Sort
				if p.isNew(&f) && !yield(f, nil) {
					return errStopped
				}
				return nil
			})
		})
		if err == errStopped {
			return false, nil
		}
		if err != nil {
			return p.failed(again, err), err
		}
		more = got == size
		return false, nil
	})
	p.pinned = true
	return more, err
}

// failed prepares for another try after an error. It reports whether that may help.
func (p *pager) failed(again bool, err error) bool {
	if isStatus(err, http.StatusTooManyRequests) { // perhaps for want of memory
		p.size = max(1, p.size/2)
	}
	if p.point == "" {
		return again
	}
	p.point = "" // whose node may be gone
	if byScore(p.req.Sort) {
		p.after = nil
		if p.req.After != nil {
			p.after = afterOf(p.req.Sort, *p.req.After)
		}
	}
	return again || isStatus(err, http.StatusNotFound)
}

// isNew reports whether a hit was not yielded yet.
func (p *pager) isNew(f *foundHit) bool {
	if !p.pinned || !byScore(p.req.Sort) {
		return true
	}
	id := f.Source.ID
	if p.req.Parts == index.IDOnly {
		id = f.id()
	}
	h := maphash.String(idSeed, id)
	_, seen := p.seen[h]
	p.seen[h] = struct{}{}
	return !seen
}

// resize sets the size of the next page after one of some bytes.
func (p *pager) resize(bytes, hits int) {
	if hits > 0 {
		p.size = max(1, min(p.most, pageBytes*hits/max(bytes, 1)))
	}
}

// path returns the path of a search for a page.
func (p *pager) path() string {
	path := "/_search?"
	if p.point == "" {
		path = "/" + p.searcher.docs() + "/_search?preference=reftel&"
	}
	if byScore(p.req.Sort) {
		path += "search_type=dfs_query_then_fetch"
	}
	return path
}

// body returns the search for the next page.
func (p *pager) body() obj {
	body := obj{"query": p.query, "size": p.size, "sort": sortOf(p.req.Sort), "track_total_hits": false, "track_scores": byScore(p.req.Sort)}
	if p.req.Parts == index.IDOnly { // of columns: the stored documents are not read
		body["stored_fields"], body["docvalue_fields"] = "_none_", arr{idField, sinceField}
	}
	if p.point != "" {
		body["pit"] = obj{"id": p.point, "keep_alive": keepPoint}
	}
	if p.after != nil {
		body["search_after"] = p.after
	}
	return body
}

// open makes a point in time.
func (p *pager) open(ctx context.Context) (again bool, err error) {
	var res struct {
		ID string `json:"pit_id"`
	}
	path := "/" + p.searcher.docs() + "/_search/point_in_time?keep_alive=" + keepPoint + "&preference=reftel"
	again, err = p.searcher.client.try(ctx, "POST", path, nil, "", into(&res))
	p.point = res.ID
	return again, err
}

// end ends the point in time. If that fails, it ends by itself.
func (p *pager) end(ctx context.Context) {
	if p.point == "" {
		return
	}
	ctx, stop := context.WithTimeout(context.WithoutCancel(ctx), endTime)
	defer stop()
	_ = p.searcher.client.do(ctx, "DELETE", "/_search/point_in_time", obj{"pit_id": arr{p.point}}, nil)
}

// A countingReader counts the bytes that are read.
type countingReader struct {
	io.Reader
	n int
}

func (r *countingReader) Read(b []byte) (int, error) {
	n, err := r.Reader.Read(b)
	r.n += n
	return n, err
}

// errStopped ends the reading of an answer.
var errStopped = errors.New("no more hits are wanted")

// readHits reads the answer to a search, and calls each with every hit when it is read.
func readHits(r io.Reader, each func(foundHit) error) error {
	d := json.NewDecoder(r)
	d.UseNumber()
	var res searchResponse
	return eachMember(d, func(name string) error {
		switch name {
		case "_shards":
			return errors.Join(d.Decode(&res.Shards), res.err())
		case "timed_out":
			return errors.Join(d.Decode(&res.TimedOut), res.err())
		case "hits":
			return eachMember(d, func(name string) error {
				if name == "hits" {
					return eachHit(d, each)
				}
				return d.Decode(new(json.RawMessage))
			})
		}
		return d.Decode(new(json.RawMessage))
	})
}

// eachMember calls f with the name of each member of an object, which reads the value.
func eachMember(d *json.Decoder, f func(name string) error) error {
	if err := expect(d, json.Delim('{')); err != nil {
		return err
	}
	for d.More() {
		name, err := d.Token()
		if err != nil {
			return err
		}
		if err := f(name.(string)); err != nil {
			return err
		}
	}
	return expect(d, json.Delim('}'))
}

// eachHit calls f with each hit of a list.
func eachHit(d *json.Decoder, f func(foundHit) error) error {
	if err := expect(d, json.Delim('[')); err != nil {
		return err
	}
	for d.More() {
		var hit foundHit
		if err := d.Decode(&hit); err != nil {
			return err
		}
		if err := f(hit); err != nil {
			return err
		}
	}
	return expect(d, json.Delim(']'))
}

// expect reads a token, which must be a delimiter.
func expect(d *json.Decoder, want json.Delim) error {
	got, err := d.Token()
	if err == nil && got != want {
		err = errForeign
	}
	return err
}
