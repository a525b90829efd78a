package opensearch

import (
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"reftel/index"
)

// A pagedCluster has numbered documents, whose order keys are their numbers and whose ids are
// listed from columns.
type pagedCluster struct {
	docs int
	// onSearch answers the search with a number, from 1, itself and returns true, or not.
	onSearch func(n int, search pagedSearch, w http.ResponseWriter) bool

	mu       sync.Mutex
	searches []pagedSearch
	points   int // points in time that are open
}

type pagedSearch struct {
	Size  int   `json:"size"`
	After []any `json:"search_after"`
	PIT   *struct {
		ID string `json:"id"`
	} `json:"pit"`
}

func (p *pagedCluster) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if strings.HasSuffix(r.URL.Path, "/_search/point_in_time") {
		p.points++
		if r.Method == http.MethodDelete {
			p.points -= 2
		}
		fmt.Fprintf(w, `{"pit_id":"point%d"}`, len(p.searches))
		return
	}
	var search pagedSearch
	if err := json.NewDecoder(r.Body).Decode(&search); err != nil {
		w.WriteHeader(http.StatusBadRequest)
		return
	}
	p.searches = append(p.searches, search)
	if p.onSearch != nil && p.onSearch(len(p.searches), search, w) {
		return
	}
	io.WriteString(w, pageStart)
	for i, hit := range p.page(search) {
		if i > 0 {
			io.WriteString(w, ",")
		}
		io.WriteString(w, hit)
	}
	io.WriteString(w, "]}}")
}

const pageStart = `{"took":1,"timed_out":false,"_shards":{"total":1,"failed":0},"hits":{"max_score":null,"hits":[`

// page returns the hits of a page.
func (p *pagedCluster) page(search pagedSearch) []string {
	first := 0
	if search.After != nil {
		first = int(search.After[len(search.After)-1].(float64)) + 1
	}
	var list []string
	for i := first; i < p.docs && len(list) < search.Size; i++ {
		list = append(list, fmt.Sprintf(`{"_score":1,"fields":{"id":["ID%d"],"since":[1]},"sort":[1,%d]}`, i, i))
	}
	return list
}

// searcherOf returns a searcher of a fake cluster.
func searcherOf(t *testing.T, h http.Handler) *Searcher {
	t.Helper()
	server := httptest.NewServer(h)
	t.Cleanup(server.Close)
	c, err := newClient(nodesOf(t, server.URL), access{})
	if err != nil {
		t.Fatal(err)
	}
	return newSearcher(c, address{}, publication{Index: "i"})
}

// lostPoint answers a search of a point in time that was lost with its node.
func lostPoint(w http.ResponseWriter) bool {
	status(404, `{"error":{"root_cause":[{"type":"search_context_missing_exception","reason":"No search context found for id [7]"}]}}`)(w, nil)
	return true
}

// cut sends the beginning of a page of some hits, and then ends the connection.
func cut(hits []string, w http.ResponseWriter) bool {
	conn, buf, err := w.(http.Hijacker).Hijack()
	if err != nil {
		panic(err)
	}
	fmt.Fprintf(buf, "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 100000\r\n\r\n%s%s", pageStart, strings.Join(hits, ","))
	_ = buf.Flush()
	_ = conn.(*net.TCPConn).Close()
	return true
}

// TestPages: an export has each hit once, whatever node is lost meanwhile, and a point in time
// only if it has several pages.
func TestPages(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name     string
		docs     int
		sort     index.Sort
		onSearch func(n int, search pagedSearch, w http.ResponseWriter) bool
		points   []string // of the searches
	}{
		{name: "one page", docs: 3, sort: index.ByID, points: []string{""}},
		{name: "two pages", docs: pageIDs + 3, sort: index.ByID, points: []string{"", "point1"}},
		{name: "by relevance", docs: pageIDs + 3, sort: index.ByRelevance, points: []string{"point0", "point0"}},
		{
			name: "point lost", docs: 2*pageIDs + 3, sort: index.ByID, points: []string{"", "point1", "point1", "point3"},
			onSearch: func(n int, _ pagedSearch, w http.ResponseWriter) bool { return n == 3 && lostPoint(w) },
		},
		{
			name: "point lost, by relevance", docs: pageIDs + 3, sort: index.ByRelevance, points: []string{"point0", "point0", "point2", "point2"},
			onSearch: func(n int, _ pagedSearch, w http.ResponseWriter) bool { return n == 2 && lostPoint(w) },
		},
		{
			name: "cut in a page", docs: 9, sort: index.ByID, points: []string{"", ""},
			onSearch: func(n int, search pagedSearch, w http.ResponseWriter) bool {
				return n == 1 && cut((&pagedCluster{docs: 4}).page(search), w)
			},
		},
		{
			name: "too much", docs: pageIDs / 2, sort: index.ByID, points: []string{"", "", "point2"},
			onSearch: func(n int, _ pagedSearch, w http.ResponseWriter) bool {
				if n > 1 {
					return false
				}
				status(429, `{"error":{"type":"circuit_breaking_exception","reason":"Data too large"}}`)(w, nil)
				return true
			},
		},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			cluster := &pagedCluster{docs: tt.docs, onSearch: tt.onSearch}
			ids, err := searcherOf(t, cluster).IDs(t.Context(), index.Request{Sort: tt.sort, Limit: -1})
			if err != nil {
				t.Fatal(err)
			}
			for i, id := range ids {
				if id != fmt.Sprintf("ID%d", i) {
					t.Fatalf("hit %d is %s", i, id)
				}
			}
			if len(ids) != tt.docs {
				t.Errorf("%d hits, want %d", len(ids), tt.docs)
			}
			var points []string
			for _, search := range cluster.searches {
				point := ""
				if search.PIT != nil {
					point = search.PIT.ID
				}
				points = append(points, point)
			}
			if !slices.Equal(points, tt.points) {
				t.Errorf("the searches are of the points in time %q, want %q", points, tt.points)
			}
		})
	}
}

// TestPagesAsTheyCome: a hit is yielded while the cluster is still sending the next one, so
// that a page is not in memory.
func TestPagesAsTheyCome(t *testing.T) {
	t.Parallel()
	yielded := make(chan bool)
	s := searcherOf(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		hits := (&pagedCluster{docs: 2}).page(pagedSearch{Size: 2})
		io.WriteString(w, pageStart+hits[0]+",")
		w.(http.Flusher).Flush()
		select {
		case <-yielded:
		case <-time.After(10 * time.Second):
			return
		}
		io.WriteString(w, hits[1]+"]}}")
	}))
	n := 0
	for _, err := range s.All(t.Context(), index.Request{Sort: index.ByID, Limit: -1, Parts: index.IDOnly}) {
		if err != nil {
			t.Fatal(err)
		}
		if n++; n == 1 {
			close(yielded)
		}
	}
	if n != 2 {
		t.Errorf("%d hits, want 2", n)
	}
}

// TestPageBytes: after a page of large documents, the next one has fewer.
func TestPageBytes(t *testing.T) {
	t.Parallel()
	p := newPager(&Searcher{}, nil, index.Request{Limit: -1, Sort: index.ByID})
	for _, tt := range []struct{ bytes, hits, want int }{
		{4 << 20, 500, 500},
		{64 << 20, 500, 125},
		{125 << 20, 125, 16},
		{3 * pageBytes, 1, 1},
		{1 << 10, 1, 500},
		{0, 0, 500},
	} {
		if p.resize(tt.bytes, tt.hits); p.size != tt.want {
			t.Errorf("after %d bytes of %d hits a page has %d, want %d", tt.bytes, tt.hits, p.size, tt.want)
		}
	}
}

// TestLimit: no search asks for what a limit leaves out.
func TestLimit(t *testing.T) {
	t.Parallel()
	cluster := &pagedCluster{docs: 100}
	n := 0
	for _, err := range searcherOf(t, cluster).All(t.Context(), index.Request{Sort: index.ByID, Limit: 7, Offset: 3, Parts: index.IDOnly}) {
		if err != nil {
			t.Fatal(err)
		}
		n++
	}
	if n != 7 || len(cluster.searches) != 1 || cluster.searches[0].Size != 10 {
		t.Errorf("%d hits of the searches %+v, want 7 of one for 10", n, cluster.searches)
	}
}

// FuzzReadHits: an answer that is not JSON is an error.
func FuzzReadHits(f *testing.F) {
	f.Add(pageStart + `{"_score":1,"fields":{"id":["a"]},"sort":[1]}]}}`)
	f.Add(halfAnswer)
	f.Add(`{"hits":[`)
	f.Fuzz(func(t *testing.T, text string) {
		err := readHits(strings.NewReader(text), func(foundHit) error { return nil })
		bad := json.NewDecoder(strings.NewReader(text)).Decode(new(json.RawMessage))
		if bad != nil && err == nil {
			t.Errorf("%q: no error, want %v", text, bad)
		}
	})
}
