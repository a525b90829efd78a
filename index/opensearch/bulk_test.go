package opensearch

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"
)

// A fakeCluster answers requests from a list of functions, the last one for all others.
type fakeCluster struct {
	mu      sync.Mutex
	answers []http.HandlerFunc
	bodies  []string
}

func (f *fakeCluster) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	body, _ := io.ReadAll(r.Body)
	f.mu.Lock()
	f.bodies = append(f.bodies, string(body))
	answer := f.answers[0]
	if len(f.answers) > 1 {
		f.answers = f.answers[1:]
	}
	f.mu.Unlock()
	answer(w, r)
}

// fake returns a client of a fake cluster.
func fake(t *testing.T, answers ...http.HandlerFunc) (*client, *fakeCluster) {
	t.Helper()
	f := &fakeCluster{answers: answers}
	server := httptest.NewServer(f)
	t.Cleanup(server.Close)
	c, err := newClient(nodesOf(t, server.URL), access{})
	if err != nil {
		t.Fatal(err)
	}
	return c, f
}

// nodesOf returns the nodes of a cluster of one.
func nodesOf(t *testing.T, at string) []*url.URL {
	t.Helper()
	node, err := url.Parse(at)
	if err != nil {
		t.Fatal(err)
	}
	return []*url.URL{node}
}

func status(code int, body string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		w.WriteHeader(code)
		io.WriteString(w, body)
	}
}

// items answers a bulk request: the status of each action.
func items(codes ...int) http.HandlerFunc {
	var list []string
	for i, code := range codes {
		failure := ""
		if code >= 300 {
			failure = fmt.Sprintf(`,"error":{"type":"t","reason":"reason %d"}`, code)
		}
		list = append(list, fmt.Sprintf(`{"index":{"_id":"id%d","status":%d%s}}`, i, code, failure))
	}
	failed := slices.ContainsFunc(codes, func(code int) bool { return code >= 300 })
	return status(200, fmt.Sprintf(`{"errors":%v,"items":[%s]}`, failed, strings.Join(list, ",")))
}

// sendActions sends three actions, and returns the lines of each request.
func sendActions(t *testing.T, answers ...http.HandlerFunc) (requests []string, err error) {
	t.Helper()
	c, f := fake(t, answers...)
	b := newBulker(t.Context(), c)
	defer b.close()
	for _, name := range []string{"a", "b", "c"} {
		b.add(action{lines: []byte(name + "\n"), create: name == "c"})
	}
	err = b.flush()
	for _, body := range f.bodies {
		requests = append(requests, strings.ReplaceAll(body, "\n", ""))
	}
	return requests, err
}

// TestBulk: a busy cluster is asked again for what it refused only, and any other refusal
// of an action is an error.
func TestBulk(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name    string
		answers []http.HandlerFunc
		sent    string
		err     string
	}{
		{"done", []http.HandlerFunc{items(200, 201, 201)}, "abc", ""},
		{"one again", []http.HandlerFunc{items(200, 429, 201), items(503), items(201)}, "abc b b", ""},
		{"all again", []http.HandlerFunc{status(503, ""), status(429, `{"error":"busy"}`), items(201, 201, 201)}, "abc abc abc", ""},
		{"there already", []http.HandlerFunc{items(200, 201, 409)}, "abc", ""},
		{"conflict", []http.HandlerFunc{items(409, 201, 201)}, "abc", "cable id0: the cluster answered 409 t: reason 409"},
		{"refused", []http.HandlerFunc{items(201, 400, 201)}, "abc", "cable id1: the cluster answered 400 t: reason 400"},
		{"too large", []http.HandlerFunc{status(413, ""), items(201), items(201, 201)}, "abc a bc", ""},
		{"forbidden", []http.HandlerFunc{status(403, `{"error":{"type":"security","reason":"no"}}`)}, "abc", "the cluster answered 403 security: no"},
		{"lost node", []http.HandlerFunc{status(500, lostNodeAnswer), items(201, 201, 201)}, "abc abc", ""},
		{"lost node of an action", []http.HandlerFunc{
			status(200, `{"errors":true,"items":[{"index":{"status":201}},{"index":{"status":500,"error":{"type":"node_not_connected_exception"}}},{"index":{"status":201}}]}`), items(201),
		}, "abc b", ""},
		{"broken node", []http.HandlerFunc{status(500, `{"error":{"type":"x","reason":"bug"}}`)}, "abc", "the cluster answered 500 x: bug"},
		{"fewer answers", []http.HandlerFunc{items(429)}, "abc", "the cluster gave 1 answers to 3 actions"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			sent, err := sendActions(t, tt.answers...)
			if got := strings.Join(sent, " "); got != tt.sent {
				t.Errorf("sent %q, want %q", got, tt.sent)
			}
			if fmt.Sprint(err) != tt.err && (err != nil || tt.err != "") {
				t.Errorf("error %v, want %q", err, tt.err)
			}
		})
	}
}

// TestBulkSize: a request has no more than bulkBytes and one action.
func TestBulkSize(t *testing.T) {
	t.Parallel()
	c, f := fake(t, func(w http.ResponseWriter, r *http.Request) { io.WriteString(w, `{"errors":false}`) })
	b := newBulker(t.Context(), c)
	defer b.close()
	const actions, size = 64, 300 << 10
	for range actions {
		b.add(action{lines: []byte(strings.Repeat("x", size-1) + "\n")})
	}
	if err := b.flush(); err != nil {
		t.Fatal(err)
	}
	lines := 0
	for _, body := range f.bodies {
		if len(body) >= bulkBytes+size {
			t.Errorf("a request of %d bytes", len(body))
		}
		lines += strings.Count(body, "\n")
	}
	if lines != actions {
		t.Errorf("%d actions were sent, want %d", lines, actions)
	}
}

// halfAnswer is the answer to a request of which one shard failed.
const halfAnswer = `{"_shards":{"total":2,"failed":1,"failures":[{"reason":{"type":"x","reason":"node left"}}]},"hits":{"hits":[]}}`

// lostNodeAnswer is the answer to a request that a node passed on to one that went away.
const lostNodeAnswer = `{"error":{"type":"search_phase_execution_exception","reason":"all shards failed","root_cause":[
	{"type":"node_disconnected_exception","reason":"[n2] disconnected"}]},"status":500}`

// unconnectedAnswer is the same of a node that was not connected any more.
const unconnectedAnswer = `{"error":{"type":"search_phase_execution_exception","reason":"","phase":"fetch","grouped":true,
	"failed_shards":[],"root_cause":[],"caused_by":{"type":"node_not_connected_exception","reason":"[n2] Node not connected"}},"status":500}`

// TestLostNode: a search that fails because a node went away is sent again, alone or with
// others.
func TestLostNode(t *testing.T) {
	t.Parallel()
	const whole = `{"_shards":{"total":2,"failed":0},"hits":{"total":{"value":7},"hits":[]}}`
	c, _ := fake(t, status(500, lostNodeAnswer), status(500, unconnectedAnswer), status(200, whole),
		status(200, `{"responses":[`+lostNodeAnswer+`]}`), status(200, `{"responses":[`+unconnectedAnswer+`]}`), status(200, `{"responses":[`+whole+`]}`))
	s := newSearcher(c, address{}, publication{Index: "i"})
	var res searchResponse
	if err := s.search(t.Context(), obj{}, &res); err != nil || res.Hits.Total.Value != 7 {
		t.Errorf("alone: total %d, error %v", res.Hits.Total.Value, err)
	}
	b, total := batch{searcher: s}, 0
	err := b.add(t.Context(), "i", obj{}, func(res *searchResponse) error { total = res.Hits.Total.Value; return nil })
	if err = errors.Join(err, b.send(t.Context())); err != nil || total != 7 {
		t.Errorf("with others: total %d, error %v", total, err)
	}
}

// TestFailedShards: an answer that lacks a part is asked for again, and is an error if that
// does not help.
func TestFailedShards(t *testing.T) {
	t.Parallel()
	const whole = `{"_shards":{"total":2,"failed":0},"hits":{"total":{"value":7},"hits":[]}}`
	c, _ := fake(t, status(200, halfAnswer), status(200, halfAnswer), status(200, whole))
	s := newSearcher(c, address{}, publication{Index: "i"})
	var res searchResponse
	if err := s.search(t.Context(), obj{}, &res); err != nil || res.Hits.Total.Value != 7 {
		t.Errorf("total %d, error %v", res.Hits.Total.Value, err)
	}
	var answer searchResponse
	if err := json.Unmarshal([]byte(halfAnswer), &answer); err != nil {
		t.Fatal(err)
	}
	if got, want := fmt.Sprint(answer.err()), "the cluster answered 503: 1 of 2 shards failed: node left"; got != want {
		t.Errorf("error %q, want %q", got, want)
	}
}

// TestPause: pauses double up to a limit, and are drawn, so that clients do not come back all
// at once.
func TestPause(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		try        int
		least, top time.Duration
	}{
		{1, 50 * time.Millisecond, 100 * time.Millisecond},
		{2, 100 * time.Millisecond, 200 * time.Millisecond},
		{3, 200 * time.Millisecond, 400 * time.Millisecond},
		{6, 1600 * time.Millisecond, 3200 * time.Millisecond},
		{7, 2500 * time.Millisecond, 5 * time.Second},
		{mostTries, 2500 * time.Millisecond, 5 * time.Second},
	} {
		drawn := map[time.Duration]bool{}
		for range 100 {
			d := pause(tt.try)
			drawn[d] = true
			if d < tt.least || d > tt.top {
				t.Fatalf("try %d waits for %v, want %v to %v", tt.try, d, tt.least, tt.top)
			}
		}
		if len(drawn) < 10 {
			t.Errorf("try %d has %d pauses of 100", tt.try, len(drawn))
		}
	}
}

// TestPauses: a request is sent again after its pauses, and not before.
func TestPauses(t *testing.T) {
	t.Parallel()
	var mu sync.Mutex
	var at []time.Time
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		mu.Lock()
		defer mu.Unlock()
		if r.Method == http.MethodPost { // else the transport asks whether the node is back
			at = append(at, time.Now())
		}
		if len(at) < 4 {
			status(503, "{}")(w, r)
			return
		}
		status(200, "{}")(w, r)
	}))
	defer server.Close()
	c, err := newClient(nodesOf(t, server.URL), access{})
	if err != nil {
		t.Fatal(err)
	}
	err = c.do(t.Context(), "POST", "/", obj{}, nil)
	mu.Lock()
	defer mu.Unlock()
	if err != nil || len(at) != 4 {
		t.Fatalf("%d requests, error %v, want 4", len(at), err)
	}
	for i, least := range []time.Duration{50 * time.Millisecond, 100 * time.Millisecond, 200 * time.Millisecond} {
		if d := at[i+1].Sub(at[i]); d < least {
			t.Errorf("request %d came after %v, want %v at least", i+2, d, least)
		}
	}
}

// TestPatience: a search waits shortly for a cluster that has gone away, if all its nodes
// have, and a job as long as for one that is busy.
func TestPatience(t *testing.T) {
	t.Parallel()
	closed := httptest.NewServer(nil)
	closed.Close()
	gone, err := newClient(nodesOf(t, closed.URL), access{})
	if err != nil {
		t.Fatal(err)
	}
	gone.reached.Store(true)
	gone.patience = 200 * time.Millisecond
	begun := time.Now()
	if err := gone.do(t.Context(), "GET", "/", nil, nil); !isRefused(err) {
		t.Errorf("error %v, want that of a refused connection", err)
	}
	if took := time.Since(begun); took > 5*time.Second {
		t.Errorf("the error took %v", took)
	}
	served := httptest.NewServer(status(200, "{}"))
	defer served.Close()
	half, err := newClient(append(nodesOf(t, closed.URL), nodesOf(t, served.URL)...), access{})
	if err != nil {
		t.Fatal(err)
	}
	half.patience = 1
	for range 4 { // each node is the first one for some
		if err := half.do(t.Context(), "GET", "/", nil, nil); err != nil {
			t.Errorf("one node of two answers: %v", err)
		}
	}
	s := Store{URL: serve(t, (*httptest.Server).Start, found(t, publication{Index: "i", Version: Version()})) + "/cables"}
	if of := open(t, s); of.client.patience != searchPatience {
		t.Errorf("a search waits for %v, want %v", of.client.patience, searchPatience)
	}
	if w, _ := writerOn(t, nil); w.client.patience != 0 {
		t.Errorf("a job waits for %v, want as long as for a busy cluster", w.client.patience)
	} else if err := w.Close(); err != nil {
		t.Error(err)
	}
}
