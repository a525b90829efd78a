package opensearch

import (
	"fmt"
	"testing"
)

// TestWaitForRequests: the requests of a job that was killed are waited for.
func TestWaitForRequests(t *testing.T) {
	t.Parallel()
	l := newLease()
	tasks := func(id string) string {
		return fmt.Sprintf(`{"nodes":{"n":{"tasks":{"n:1":{"action":"indices:data/write/bulk","headers":{"X-Opaque-Id":%q}}}}}}`, id)
	}
	c, f := fake(t, status(200, tasks(l.ID)), status(200, tasks("other")), status(200, tasks(l.ID)), status(200, `{"nodes":{}}`))
	if err := c.waitForRequests(t.Context(), l.ID); err != nil || len(f.bodies) != 5 {
		t.Errorf("%d requests, error %v, want 5", len(f.bodies), err)
	}
	c, _ = fake(t, status(403, "{}"))
	if err := c.waitForRequests(t.Context(), l.ID); !isStatus(err, 403) {
		t.Errorf("error %v, want 403", err)
	}
}

// TestAtWork: a cluster says of whom a task is.
func TestAtWork(t *testing.T) {
	t.Parallel()
	c, _, err := newStore(t, "").connect()
	if err != nil {
		t.Fatal(err)
	}
	l := newLease()
	c.header.Set(opaqueHeader, l.ID)
	// The list has itself.
	if busy, err := c.atWork(t.Context(), l.ID, "*"); err != nil || !busy {
		t.Errorf("busy %v, error %v", busy, err)
	}
	if busy, err := c.atWork(t.Context(), newLease().ID, "*"); err != nil || busy {
		t.Errorf("another lease: busy %v, error %v", busy, err)
	}
}
