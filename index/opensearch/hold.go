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

	mu    sync.Mutex
	lease lease
	at    revision
	err   error
}

// hold renews a lease until it is released.
func hold(c *client, a address, l lease, at revision) *holder {
	ctx, stop := context.WithCancel(context.Background())
	h := &holder{client: c, addr: a, stop: stop, done: make(chan struct{}), lease: l, at: at}
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
	at, err := h.write(ctx, at, next)
	h.mu.Lock()
	defer h.mu.Unlock()
	switch {
	case errors.Is(err, errChanged):
		h.err = errLost
	case err == nil:
		h.lease, h.at = next, at
	}
}

// write writes the lease. If the answer to an earlier write was lost, the cluster has the
// lease at another revision than at, and it is still the holder's.
func (h *holder) write(ctx context.Context, at revision, next lease) (revision, error) {
	at, err := h.client.writeState(ctx, h.addr, leaseID, &at, next)
	if err != errChanged {
		return at, err
	}
	var now lease
	at, _, err = h.client.readState(ctx, h.addr, leaseID, &now)
	switch {
	case err != nil:
		return at, err
	case now.ID != h.lease.ID:
		return at, errChanged
	}
	return h.client.writeState(ctx, h.addr, leaseID, &at, next)
}

// errLost reports that a writer did not renew its lease in time.
var errLost = errors.New("this job could not reach the cluster for too long, and another indexer may write now: run it again")

// failure returns an error if the lease may have ended.
func (h *holder) failure() error {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.err == nil && h.lease.age() > leaseTime {
		h.err = errLost
	}
	return h.err
}

// age returns the time since the holder renewed the lease. The steady clock stops while the
// machine sleeps, and the other one may be set back.
func (l lease) age() time.Duration {
	return max(time.Since(l.Renewed), time.Now().Round(0).Sub(l.Renewed.Round(0)))
}

// release gives the lease back. It reports whether the lease ended: if the cluster is out
// of reach, it has to be taken from the holder.
func (h *holder) release() bool {
	h.stop()
	<-h.done
	if h.failure() != nil {
		return true
	}
	ctx, stop := context.WithTimeout(context.Background(), leaseTime)
	defer stop()
	given := h.lease
	given.ID = ""
	_, err := h.write(ctx, h.at, given)
	return err == nil
}
