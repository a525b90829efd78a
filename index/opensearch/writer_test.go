package opensearch

import (
	"context"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"reftel/corpus"
	"reftel/index"
)

// A routes answers requests by method and path; others are answered as done. It notes all.
type routes struct {
	answers map[string]http.HandlerFunc
	mu      sync.Mutex
	asked   []string
	bodies  []string
}

func (r *routes) ServeHTTP(w http.ResponseWriter, req *http.Request) {
	body, _ := io.ReadAll(req.Body)
	name := req.Method + " " + req.URL.Path
	r.mu.Lock()
	r.asked, r.bodies = append(r.asked, name), append(r.bodies, string(body))
	answer := r.answers[name]
	r.mu.Unlock()
	if answer == nil {
		answer = status(200, `{"_seq_no":9,"_primary_term":1,"errors":false,"pit_id":"p"}`)
	}
	answer(w, req)
}

// sent returns the bodies of the requests of a name.
func (r *routes) sent(name string) []string {
	r.mu.Lock()
	defer r.mu.Unlock()
	var list []string
	for i, asked := range r.asked {
		if asked == name {
			list = append(list, r.bodies[i])
		}
	}
	return list
}

// writerOn returns a writer that holds the lease A of a fake cluster and has something to
// publish after publication 1.
func writerOn(t *testing.T, answers map[string]http.HandlerFunc) (*Writer, *routes) {
	t.Helper()
	r := &routes{answers: answers}
	server := httptest.NewServer(r)
	t.Cleanup(server.Close)
	c, err := newClient(nodesOf(t, server.URL), access{})
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	w := &Writer{client: c, addr: address{name: "x", nodes: nodesOf(t, server.URL)}, ctx: ctx, cancel: cancel,
		added: map[string]addition{}, removed: map[string]bool{}, dirty: true, docs: "x-000001", number: 2,
		pub: publication{Index: "x-000001", Number: 1, Writer: "A"}}
	w.lease = "A"
	w.holder = hold(c, w.addr, leaseOf("A", 0), revision{})
	w.bulk = w.newBulker()
	w.pipe = newPipe(w, 2)
	return w, r
}

const (
	publicationPath = "/x-reftel-write/_doc/publication"
	bulkPath        = "POST /_bulk"
)

// TestCloseUnsure: a writer that is closed removes nothing if the cluster has a publication
// after the one that it knows: of this writer, to which the answer was lost, or of another.
func TestCloseUnsure(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		writer, docs string
		want         error
	}{
		{"A", "x-000001", nil},
		{"A", "x-000002", nil}, // a rebuild
		{"B", "x-000001", errChanged},
	} {
		w, r := writerOn(t, map[string]http.HandlerFunc{
			"PUT " + publicationPath:         conflict,
			"GET /x-reftel/_doc/publication": found(t, publication{Index: tt.docs, Number: 2, Writer: tt.writer}),
		})
		w.docs = tt.docs
		if err := w.Close(); err != tt.want {
			t.Errorf("%+v: error %v, want %v", tt, err, tt.want)
		}
		for _, asked := range r.asked {
			if strings.HasPrefix(asked, "DELETE ") || strings.Contains(asked, "/_") && !strings.Contains(asked, "/_doc/") {
				t.Errorf("%+v: request %s", tt, asked)
			}
		}
	}
}

// TestWithoutLease: a writer that lost its lease sends no documents, whatever waits.
func TestWithoutLease(t *testing.T) {
	t.Parallel()
	w, r := writerOn(t, nil)
	w.holder.stop()
	<-w.holder.done
	w.holder.lease.Renewed = time.Now().Add(-time.Hour)
	w.bulk.add(action{lines: []byte("late\n")})
	if err := w.bulk.flush(); !errors.Is(err, errLost) {
		t.Errorf("error %v, want %v", err, errLost)
	}
	if err := w.Close(); err != nil {
		t.Error(err)
	}
	if sent := r.sent(bulkPath); len(sent) > 0 {
		t.Errorf("sent %q", sent)
	}
}

// TestAddAgain: of two documents with one id the later one is sent when the cluster has the
// first, because requests may overtake each other.
func TestAddAgain(t *testing.T) {
	t.Parallel()
	w, r := writerOn(t, nil)
	for _, word := range []string{"first", "second"} {
		doc := index.Documents(corpus.Record{ID: "08QUITO1", Body: "UNCLAS QUITO 000001\n\n1. (U) " + word + ".\n"})
		if err := w.Add(t.Context(), doc); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.settle(); err != nil {
		t.Fatal(err)
	}
	sent := r.sent(bulkPath)
	if len(sent) != 2 || !strings.Contains(sent[0], "first") || strings.Contains(sent[0], "second") || !strings.Contains(sent[1], "second") {
		t.Errorf("%d requests: %q", len(sent), sent)
	}
	if err := w.Close(); err != nil {
		t.Error(err)
	}
}

// TestCreateGeneration: a generation is empty at first, even if a job that lost its lease
// left one with its name.
func TestCreateGeneration(t *testing.T) {
	t.Parallel()
	w, r := writerOn(t, nil)
	w.docs = "x-000002"
	if err := w.createGeneration(); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"/x-000002", "/x-000002-words"} {
		deleted, created := slices.Index(r.asked, "DELETE "+name), slices.Index(r.asked, "PUT "+name)
		if deleted < 0 || created < deleted {
			t.Errorf("%s: deleted %d, created %d in %q", name, deleted, created, r.asked)
		}
	}
	if err := w.Close(); err != nil {
		t.Error(err)
	}
}

// TestWholeRefresh: a refresh or a purge of which a shard failed is done again.
func TestWholeRefresh(t *testing.T) {
	t.Parallel()
	answers := map[string]http.HandlerFunc{}
	for _, name := range []string{"POST /x-000001/_refresh", "POST /x-000001/_forcemerge"} {
		failed := new(atomic.Bool)
		answers[name] = func(w http.ResponseWriter, r *http.Request) {
			if failed.CompareAndSwap(false, true) {
				status(200, halfAnswer)(w, r)
				return
			}
			status(200, `{"_shards":{"total":2,"failed":0}}`)(w, r)
		}
	}
	w, r := writerOn(t, answers)
	_, err := w.Purge(t.Context())
	if err := errors.Join(err, w.refresh("x-000001")); err != nil {
		t.Error(err)
	}
	for name := range answers {
		if n := len(r.sent(name)); n < 2 {
			t.Errorf("%s was sent %d times, want it again after the failure", name, n)
		}
	}
	if err := w.Close(); err != nil {
		t.Error(err)
	}
}

// TestCompact: the documents of all publications since the job began are kept for searches.
func TestCompact(t *testing.T) {
	t.Parallel()
	w, r := writerOn(t, nil)
	w.oldest, w.pub.Number = 2, 5
	for _, want := range []string{`{"until":{"lte":2}}`, `{"until":{"lte":5}}`} {
		if _, err := w.Compact(t.Context()); err != nil {
			t.Fatal(err)
		}
		sent := r.sent("POST /x-000001/_search")
		if last := sent[len(sent)-1]; !strings.Contains(last, want) {
			t.Errorf("%s was asked for, want %s", last, want)
		}
	}
	if err := w.Close(); err != nil {
		t.Error(err)
	}
}

// TestClaim: a writer first keeps the requests of the one before from the index, waits for
// those under way, and then removes what they left.
func TestClaim(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name   string
		before publication
		tasks  int
	}{
		{"closed", publication{Index: "x-000001", Number: 1, Writer: "B", Closed: true}, 0},
		{"killed", publication{Index: "x-000001", Number: 1, Writer: "B"}, 2},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			w, r := writerOn(t, map[string]http.HandlerFunc{"GET /x-reftel/_doc/publication": found(t, tt.before)})
			if err := w.claim(lease{ID: "A"}); err != nil {
				t.Fatal(err)
			}
			aliases := r.sent("POST /_aliases")
			for _, want := range []string{`"x-000001-write*"`, `"x-000001-write-a"`, `"x-000001-words-write*"`, `"x-000001-words-write-a"`} {
				if len(aliases) != 1 || !strings.Contains(aliases[0], want) {
					t.Errorf("the aliases that are set are %s, want %s", aliases, want)
				}
			}
			if n := len(r.sent("GET /_tasks")); n != tt.tasks {
				t.Errorf("the tasks were asked for %d times, want %d", n, tt.tasks)
			}
			order := []string{"PUT " + publicationPath, "POST /_aliases"}
			if tt.tasks > 0 {
				order = append(order, "GET /_tasks", "POST /x-000001/_refresh")
			}
			last := -1
			for _, name := range order {
				at := slices.Index(r.asked, name)
				if at < last {
					t.Errorf("%s is request %d, before the one that it must follow: %q", name, at, r.asked)
				}
				last = at
			}
			if err := w.Close(); err != nil {
				t.Error(err)
			}
		})
	}
}
