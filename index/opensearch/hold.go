package opensearch

import (
	"context"
	"errors"
	"sync"
	"time"
)

// A holder holds a lease and renews it.
type holder struct {
	client *client
	addr   address
	stop   context.CancelFunc
	done   chan struct{}

	mu      sync.Mutex
	lease   lease
	at      revision
	renewed time.Time // by this machine's steady clock
	err     error
}

// hold renews a lease until it is released.
func hold(c *client, a address, l lease, at revision) *holder {
	ctx, stop := context.WithCancel(context.Background())
	h := &holder{client: c, addr: a, stop: stop, done: make(chan struct{}), lease: l, at: at, renewed: time.Now()}
	go func() {
		defer close(h.done)
		for sleep(ctx, leaseRenewal) == nil {
			h.renew() // to its end: what it changed must be known
		}
	}()
	return h
}

// renew renews the lease. One that another writer took is lost.
func (h *holder) renew() {
	begun := time.Now()
	h.mu.Lock()
	next, at := h.lease, h.at
	h.mu.Unlock()
	next.Renewed = begun.UTC()
	ctx, stop := context.WithTimeout(context.Background(), leaseTime)
	defer stop()
	at, err := h.client.writeState(ctx, h.addr, leaseID, &at, next)
	h.mu.Lock()
	defer h.mu.Unlock()
	switch {
	case errors.Is(err, errChanged):
		h.err = errLost
	case err == nil:
		h.lease, h.at, h.renewed = next, at, begun
	}
}

// errLost reports that a writer did not renew its lease in time.
var errLost = errors.New("this job was away from the cluster for too long, and another indexer may write now: run it again")

// failure returns an error if the lease may have ended.
func (h *holder) failure() error {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.err == nil && time.Since(h.renewed) > leaseTime {
		h.err = errLost
	}
	return h.err
}

// release gives the lease back.
func (h *holder) release() {
	h.stop()
	<-h.done
	if h.failure() != nil {
		return
	}
	ctx, stop := context.WithTimeout(context.Background(), leaseTime)
	defer stop()
	given := h.lease
	given.ID = ""
	// If this fails, the lease ends by itself.
	_, _ = h.client.writeState(ctx, h.addr, leaseID, &h.at, given)
}
