package opensearch

import (
	"bufio"
	"fmt"
	"io"
	"maps"
	"net/http"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/opensearch-project/opensearch-go/v4/opensearchtransport"

	"reftel/index"
	"reftel/index/query"
)

// A tookCounter counts requests, and adds up what a cluster says that searches took.
type tookCounter struct {
	http.RoundTripper
	ms, requests atomic.Int64
}

var tookField = regexp.MustCompile(`^\{(?:"pit_id":"[^"]*",)?"took":(\d+)`)

func (c *tookCounter) RoundTrip(req *http.Request) (*http.Response, error) {
	res, err := c.RoundTripper.RoundTrip(req)
	if err != nil {
		return res, err
	}
	const longestStart = 1000 // the id of a point in time is before what the search took
	body := bufio.NewReaderSize(res.Body, longestStart)
	start, _ := body.Peek(longestStart)
	res.Body = readCloser{body, res.Body}
	if m := tookField.FindSubmatch(start); m != nil {
		n, _ := strconv.Atoi(string(m[1]))
		c.ms.Add(int64(n))
	}
	c.requests.Add(1)
	return res, nil
}

type readCloser struct {
	io.Reader
	io.Closer
}

// counted returns a client of the nodes of a searcher that counts its requests.
func counted(t testing.TB, of *Searcher) (*client, *tookCounter) {
	t.Helper()
	counter := &tookCounter{RoundTripper: access{}.roundTripper()}
	transport, err := opensearchtransport.New(opensearchtransport.Config{URLs: of.addr.nodes, Transport: counter, DisableRetry: true})
	if err != nil {
		t.Fatal(err)
	}
	return &client{transport: transport}, counter
}

// TestRequests counts the requests of searches that know no terms yet. The terms that words
// may stand for are asked for at once.
func TestRequests(t *testing.T) {
	s := newStore(t, "")
	if err := runJob(s, archive(t, 300)); err != nil {
		t.Fatal(err)
	}
	of := open(t, s)
	c, counter := counted(t, of)
	for _, test := range []struct {
		query string
		most  int64
	}{
		{"*", 1},
		{`"grain envoy"`, 2},
		{"class:U", 1},
		{"minister", 2},
		{"grain envoy delegations", 2},
		{"body:minister", 2},
		{"minister NEAR/5 visit", 2},
		{"para:(minister visit)", 2},
		{"minis*", 2},
		{"ministre~1", 2},
		{"cease-fire OR cease fire", 2},
	} {
		tree, err := query.Parse(test.query)
		if err != nil {
			t.Fatal(err)
		}
		counter.requests.Store(0)
		facets := []index.FacetRequest{{Name: "tags", Size: 8}, {Name: "year", Size: 8}}
		if _, err := newSearcher(c, of.addr, of.at).Search(t.Context(), index.Request{Query: tree, Limit: 10, Snippets: 3, Facets: facets}); err != nil {
			t.Fatal(err)
		}
		if n := counter.requests.Load(); n > test.most {
			t.Errorf("%s: %d requests, want at most %d", test.query, n, test.most)
		}
	}
}

// TestOneSearchCounts: the documents of many terms are counted by one search.
func TestOneSearchCounts(t *testing.T) {
	t.Parallel()
	const answer = `{"responses":[{"_shards":{"total":1,"failed":0},"aggregations":{"counts":{"buckets":[{"doc_count":3},{"doc_count":0},{"doc_count":1}]}}}]}`
	c, f := fake(t, status(200, answer))
	keys := []countKey{{textField, "grain"}, {textField, "envoy"}, {"tags", "PREL"}}
	got, err := newSearcher(c, address{}, publication{Index: "i"}).countTerms(t.Context(), keys)
	if err != nil {
		t.Fatal(err)
	}
	want := map[countKey]int{keys[0]: 3, keys[1]: 0, keys[2]: 1}
	if !maps.Equal(got, want) {
		t.Errorf("counted %v, want %v", got, want)
	}
	if lines := strings.Count(f.bodies[0], "\n"); len(f.bodies) != 1 || lines != 2 {
		t.Errorf("%d requests of which the first has %d lines, want one of two", len(f.bodies), lines)
	}
}

// TestIDsOfColumns: to list ids, a cluster does not read what documents store.
func TestIDsOfColumns(t *testing.T) {
	t.Parallel()
	const answer = `{"pit_id":"p","_shards":{"total":1,"failed":0},"hits":{"hits":[{"fields":{"id":["08QUITO1"],"since":[2]},"sort":["a"]}]}}`
	c, f := fake(t, status(200, answer))
	ids, err := newSearcher(c, address{}, publication{Index: "i"}).IDs(t.Context(), index.Request{Limit: -1, Sort: index.ByID})
	if err != nil || !slices.Equal(ids, []string{"08QUITO1"}) {
		t.Errorf("ids %v, error %v", ids, err)
	}
	if body := f.bodies[0]; !strings.Contains(body, `"stored_fields":"_none_"`) || strings.Contains(body, `"_source"`) {
		t.Errorf("the search reads documents: %s", body)
	}
}

// TestCommonWordsPlaced: of words that most cables have, no search asks where they stand, which
// takes long.
func TestCommonWordsPlaced(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		have   int // of 100 cables
		placed bool
	}{{10, true}, {50, true}, {51, false}, {95, false}} {
		r := &routes{answers: map[string]http.HandlerFunc{
			"POST /_msearch": status(200, fmt.Sprintf(`{"responses":[{"aggregations":{"counts":{"buckets":[{"doc_count":%d},{"doc_count":%d}]}}}]}`, tt.have, tt.have)),
		}}
		s := searcherOf(t, r)
		s.at.Cables = 100
		tree, err := query.Parse(`"of the"`)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := s.Search(t.Context(), index.Request{Query: tree, Limit: 10}); err != nil {
			t.Fatal(err)
		}
		sent := r.sent("POST /i/_search")
		if placed := len(sent) == 1 && strings.Contains(sent[0], `"intervals"`); placed != tt.placed {
			t.Errorf("a phrase in %d of 100 cables: asked where it stands %v, want %v", tt.have, placed, tt.placed)
		}
	}
}
