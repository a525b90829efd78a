package opensearch

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"sync"
)

// A bulk request has at most bulkBytes of lines, if no single action has more.
const bulkBytes = 4 << 20

// bulkSenders is the number of bulk requests that are sent at once, and bulkQueue that of
// those that wait.
const (
	bulkSenders = 3
	bulkQueue   = 2
)

// An action is a line, or two, of a bulk request.
type action struct {
	lines []byte
	// create is an action that may find its document there already.
	create bool
}

// A bulker sends actions in bulk requests. After the first error it drops all, until flush
// returns it.
type bulker struct {
	client *client
	holder *holder // of the lease, nil for none: nothing is sent without it
	ctx    context.Context
	queue  chan []action
	closed sync.Once

	mu      sync.Mutex
	pending []action
	size    int
	err     error
	active  sync.WaitGroup // requests that are queued or sent
}

func newBulker(ctx context.Context, c *client) *bulker {
	b := &bulker{client: c, ctx: ctx, queue: make(chan []action, bulkQueue)}
	for range bulkSenders {
		go func() {
			for list := range b.queue {
				b.fail(b.send(list))
				b.active.Done()
			}
		}()
	}
	return b
}

// close ends the senders. Nothing may be added afterwards.
func (b *bulker) close() { b.closed.Do(func() { close(b.queue) }) }

// add adds an action. It waits while many are under way.
func (b *bulker) add(a action) {
	b.mu.Lock()
	b.pending = append(b.pending, a)
	b.size += len(a.lines)
	var full []action
	if b.size >= bulkBytes {
		full = b.take()
	}
	b.mu.Unlock()
	if full != nil {
		b.queue <- full
	}
}

// take returns the pending actions as a request. The caller holds mu.
func (b *bulker) take() []action {
	list := b.pending
	b.pending, b.size = nil, 0
	if len(list) > 0 {
		b.active.Add(1)
	}
	return list
}

// flush waits until all actions are done, and returns the first error.
func (b *bulker) flush() error {
	b.mu.Lock()
	list := b.take()
	b.mu.Unlock()
	if len(list) > 0 {
		b.queue <- list
	}
	b.active.Wait()
	return b.failure()
}

func (b *bulker) fail(err error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.err == nil {
		b.err = err
	}
}

// failure returns the first error.
func (b *bulker) failure() error {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.err
}

// A bulkResponse is the answer to a bulk request.
type bulkResponse struct {
	Errors bool                  `json:"errors"`
	Items  []map[string]bulkItem `json:"items"`
}

type bulkItem struct {
	ID     string          `json:"_id"`
	Status int             `json:"status"`
	Error  json.RawMessage `json:"error"`
}

// send sends actions, and those again that a busy cluster refused.
func (b *bulker) send(list []action) error {
	for try := 1; len(list) > 0; try++ {
		if err := b.failure(); err != nil {
			return nil
		}
		if try > 1 {
			if err := sleep(b.ctx, pause(try-1)); err != nil {
				return err
			}
		}
		if b.holder != nil {
			if err := b.holder.failure(); err != nil {
				return err
			}
		}
		again, err := b.sendOnce(list)
		if isStatus(err, http.StatusRequestEntityTooLarge) && len(list) > 1 {
			half := len(list) / 2
			return errors.Join(b.send(list[:half]), b.send(list[half:]))
		}
		if err != nil || try < mostTries || len(again) == 0 {
			if err != nil {
				return err
			}
			list = again
			continue
		}
		reason := fmt.Sprintf("it refused %d of %d documents %d times", len(again), len(list), try)
		return b.client.explain(&responseError{Status: http.StatusTooManyRequests, Reason: reason})
	}
	return nil
}

// sendOnce sends actions, and returns those that it may send again.
func (b *bulker) sendOnce(list []action) (again []action, err error) {
	var parts [][]byte
	for _, a := range list {
		parts = append(parts, a.lines)
	}
	var res bulkResponse
	if err := b.client.do(b.ctx, "POST", "/_bulk?require_alias=true&filter_path=errors,items.*.status,items.*.error,items.*._id", slices.Concat(parts...), &res); err != nil {
		return nil, err
	}
	if !res.Errors {
		return nil, nil
	}
	if len(res.Items) != len(list) {
		return nil, fmt.Errorf("the cluster gave %d answers to %d actions", len(res.Items), len(list))
	}
	for i, named := range res.Items {
		for _, item := range named {
			e := newResponseError(item.Status, item.Error)
			switch {
			case item.Status < http.StatusMultipleChoices, item.Status == http.StatusNotFound && item.Error == nil:
			case item.Status == http.StatusConflict && list[i].create:
			case e.mayPass():
				again = append(again, list[i])
			case item.Status == http.StatusNotFound: // the next writer removed the alias
				return nil, errLost
			default:
				return nil, b.client.explain(fmt.Errorf("cable %s: %w", item.ID, e))
			}
		}
	}
	return again, nil
}
