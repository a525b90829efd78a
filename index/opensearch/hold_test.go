package opensearch

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"reftel/index"
)

// found answers a request for a document of the state.
func found(t *testing.T, doc any) http.HandlerFunc {
	t.Helper()
	data, err := json.Marshal(doc)
	if err != nil {
		t.Fatal(err)
	}
	return status(200, fmt.Sprintf(`{"_seq_no":7,"_primary_term":1,"found":true,"_source":%s}`, data))
}

var (
	notFound = status(404, `{"found":false}`)
	written  = status(200, `{"_seq_no":8,"_primary_term":1}`)
	conflict = status(409, `{"error":{"type":"version_conflict_engine_exception","reason":"changed"}}`)
)

// leaseOf returns a lease with an id that was renewed some time ago.
func leaseOf(id string, ago time.Duration) lease {
	return lease{ID: id, Host: "elsewhere", PID: 1, Renewed: time.Now().Add(-ago)}
}

// TestRenew: a lease is lost if another writer has it, and is not if the answer to an earlier
// renewal was.
func TestRenew(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name    string
		answers []http.HandlerFunc
		want    error
	}{
		{"renewed", []http.HandlerFunc{written}, nil},
		{"lost answer", []http.HandlerFunc{conflict, found(t, leaseOf("A", time.Second)), found(t, leaseOf("A", time.Second)), written}, nil},
		{"taken", []http.HandlerFunc{conflict, found(t, leaseOf("B", 0))}, errLost},
		{"given back by another", []http.HandlerFunc{conflict, found(t, leaseOf("", 0))}, errLost},
		{"refused", []http.HandlerFunc{status(400, "{}")}, nil},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			c, _ := fake(t, tt.answers...)
			h := &holder{client: c, addr: address{name: "x"}, lease: leaseOf("A", time.Second)}
			h.renew()
			if err := h.failure(); err != tt.want {
				t.Errorf("error %v, want %v", err, tt.want)
			}
		})
	}
}

// TestLeaseAge: a lease also ends while the machine of its holder sleeps.
func TestLeaseAge(t *testing.T) {
	t.Parallel()
	l := lease{Renewed: time.Now().Round(0).Add(-time.Hour)}
	if age := l.age(); age < time.Hour {
		t.Errorf("age %v, want an hour", age)
	}
	h := &holder{lease: l}
	if err := h.failure(); err != errLost {
		t.Errorf("error %v, want %v", err, errLost)
	}
}

// TestTakeLease takes leases of other machines.
func TestTakeLease(t *testing.T) {
	usual, renewal := leaseTime, leaseRenewal
	t.Cleanup(func() { leaseTime, leaseRenewal = usual, renewal })
	leaseTime, leaseRenewal = 100*time.Millisecond, time.Millisecond
	for _, tt := range []struct {
		name    string
		old     http.HandlerFunc
		wants   bool
		answers []http.HandlerFunc
	}{
		{"none", notFound, true, []http.HandlerFunc{written}},
		{"given back", found(t, leaseOf("", 0)), true, []http.HandlerFunc{written}},
		{"held", found(t, leaseOf("B", 0)), false, nil},
		{"ended", found(t, leaseOf("B", time.Hour)), true, []http.HandlerFunc{written}},
		{"ended, of a clock ahead", found(t, leaseOf("B", -time.Hour)), true, []http.HandlerFunc{written}},
		{"renewed, of a clock behind", found(t, leaseOf("B", time.Hour)), false, []http.HandlerFunc{conflict, found(t, leaseOf("B", time.Hour))}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			c, f := fake(t, append([]http.HandlerFunc{tt.old}, tt.answers...)...)
			own := leaseOf("A", time.Minute)
			_, err := c.takeLease(t.Context(), address{name: "x", nodes: nodesOf(t, "http://127.0.0.1")}, &own)
			var locked *index.LockedError
			if tt.wants && err != nil || !tt.wants && !errors.As(err, &locked) {
				t.Fatalf("error %v, taken %v wanted", err, tt.wants)
			}
			if !tt.wants {
				return
			}
			var sent lease
			if err := json.NewDecoder(strings.NewReader(f.bodies[len(f.bodies)-1])).Decode(&sent); err != nil {
				t.Fatal(err)
			}
			if age := time.Since(sent.Renewed); age > 30*time.Second || !sent.Renewed.Equal(own.Renewed) {
				t.Errorf("the lease that was taken was renewed %v ago", age)
			}
		})
	}
}
