package opensearch

import (
	"context"
	"errors"
	"fmt"
)

// A batch is searches that are sent as one request.
type batch struct {
	searcher *Searcher
	lines    []byte
	use      []func(*searchResponse) error
}

// mostSearches is the number of searches of a request.
const mostSearches = 1000

// add adds a search of an index, and what is done with its answer. It sends the request if
// that is full.
func (b *batch) add(ctx context.Context, name string, body obj, use func(*searchResponse) error) error {
	var err error
	if b.lines, err = appendLines(b.lines, obj{"index": name, "preference": "reftel"}, body); err != nil {
		return err
	}
	if b.use = append(b.use, use); len(b.use) == mostSearches {
		return b.send(ctx)
	}
	return nil
}

// send sends the searches, again if one failed for reasons that may pass. It uses the answers
// when it has all.
func (b *batch) send(ctx context.Context) error {
	if len(b.use) == 0 {
		return nil
	}
	var list []searchResponse
	err := b.searcher.client.retry(ctx, func() (again bool, err error) {
		list, again, err = b.sendOnce(ctx)
		return again, err
	})
	if err != nil {
		return b.searcher.explained(err)
	}
	return b.finish(list)
}

// sendOnce sends the searches once. It reports whether they may be sent again if one failed.
func (b *batch) sendOnce(ctx context.Context) (list []searchResponse, again bool, err error) {
	data, kind, err := encoded(b.lines)
	if err != nil {
		return nil, false, err
	}
	var res struct {
		Responses []searchResponse `json:"responses"`
	}
	if again, err := b.searcher.client.try(ctx, "POST", "/_msearch", data, kind, into(&res)); err != nil {
		return nil, again, err
	}
	if len(res.Responses) != len(b.use) {
		return nil, false, fmt.Errorf("the cluster gave %d answers to %d searches", len(res.Responses), len(b.use))
	}
	err = firstError(res.Responses)
	return res.Responses, isPassing(err), err
}

// firstError returns the error of the first search that failed.
func firstError(list []searchResponse) error {
	for i := range list {
		if err := list[i].err(); err != nil {
			return err
		}
	}
	return nil
}

// finish uses the answers, after which the batch is empty.
func (b *batch) finish(list []searchResponse) error {
	use := b.use
	b.lines, b.use = b.lines[:0], nil
	for i, f := range use {
		if err := f(&list[i]); err != nil {
			return err
		}
	}
	return nil
}

// isPassing reports whether an answer of the cluster is one that may be another soon.
func isPassing(err error) bool {
	var answer *responseError
	return errors.As(err, &answer) && answer.mayPass()
}
