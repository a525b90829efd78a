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

// send sends the searches, again if one failed for reasons that may pass, and uses the
// answers if there are all.
func (b *batch) send(ctx context.Context) error {
	if len(b.use) == 0 {
		return nil
	}
	for try := 1; ; try++ {
		list, err := b.sendOnce(ctx)
		if err == nil {
			return b.finish(list)
		}
		if try == mostTries || !isPassing(err) {
			return b.searcher.explained(err)
		}
		if err := sleep(ctx, pause(try)); err != nil {
			return err
		}
	}
}

// sendOnce sends the searches once. The error is that of the first one that failed.
func (b *batch) sendOnce(ctx context.Context) ([]searchResponse, error) {
	var res struct {
		Responses []searchResponse `json:"responses"`
	}
	if err := b.searcher.client.do(ctx, "POST", "/_msearch", b.lines, &res); err != nil {
		return nil, err
	}
	if len(res.Responses) != len(b.use) {
		return nil, fmt.Errorf("the cluster gave %d answers to %d searches", len(res.Responses), len(b.use))
	}
	for i := range res.Responses {
		if err := res.Responses[i].err(); err != nil {
			return nil, err
		}
	}
	return res.Responses, nil
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
	return errors.As(err, &answer) && mayPass(answer.Status)
}
