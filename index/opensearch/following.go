package opensearch

import (
	"context"
	"math"

	"reftel/index"
)

// following returns the number of documents that come after the place of a request, given its
// search and the number of all.
func (s *Searcher) following(ctx context.Context, search obj, req index.Request, total int) (int, error) {
	q := search["query"].(obj)
	if filter := search["post_filter"]; filter != nil {
		q = obj{"bool": obj{"must": q, "filter": filter}}
	}
	key := orderKey(req.After.ID)
	later := obj{"range": obj{orderField: obj{"gt": key}}}
	switch req.Sort {
	case index.ByID, index.InIndexOrder:
		return s.total(ctx, obj{"bool": obj{"filter": []obj{q, later}}}, nil)
	case index.ByDate, index.ByDateDesc:
		return s.total(ctx, obj{"bool": obj{"filter": []obj{q, laterDate(req, later)}}}, nil)
	}
	// Scores are numbers of 32 bits.
	score := float32(req.After.Score)
	higher, err := s.total(ctx, q, math.Nextafter32(score, math.MaxFloat32))
	if err != nil {
		return 0, err
	}
	notLater := obj{"bool": obj{"must": q, "filter": obj{"range": obj{orderField: obj{"lte": key}}}}}
	equal, err := s.total(ctx, notLater, score)
	if err != nil {
		return 0, err
	}
	both, err := s.total(ctx, notLater, math.Nextafter32(score, math.MaxFloat32))
	return total - higher - (equal - both), err
}

// laterDate matches the documents that come after the place of a request by date.
func laterDate(req index.Request, later obj) obj {
	undated := obj{"bool": obj{"must_not": obj{"exists": obj{"field": dateField}}}}
	if req.After.Date.IsZero() {
		return obj{"bool": obj{"filter": []obj{undated, later}}}
	}
	at := formatDate(req.After.Date)
	beyond := obj{"gt": at}
	if req.Sort == index.ByDateDesc {
		beyond = obj{"lt": at}
	}
	same := obj{"bool": obj{"filter": []obj{{"term": obj{dateField: at}}, later}}}
	return anyOf([]obj{undated, same, {"range": obj{dateField: beyond}}})
}

// total returns the number of documents that a query matches with at least a score, nil for
// any.
func (s *Searcher) total(ctx context.Context, q obj, least any) (int, error) {
	body := obj{"query": q, "size": 0, "track_total_hits": true}
	if least != nil {
		body["min_score"] = least
	}
	var res searchResponse
	err := s.search(ctx, body, &res)
	return res.Hits.Total.Value, err
}
