package web

import (
	"bytes"
	"context"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"testing"

	"reftel/cmd/internal/cli"
	"reftel/cmd/search/saved"
	"reftel/corpus"
	"reftel/corpus/sample"
	"reftel/index"
	"reftel/index/indextest"
)

// A memory is a Source of documents in memory.
type memory struct {
	t    *testing.T
	mu   sync.Mutex
	name string
	docs []index.Document
	err  error
	open []*counted
}

// A counted is a snapshot that knows whether it was closed.
type counted struct {
	index.Snapshot
	index.Speller
	index.Highlighter
	name   string
	closed bool
}

func (c *counted) Publication() (index.Publication, error) {
	p, err := c.Snapshot.Publication()
	p.Snapshot = c.name
	return p, err
}

func (c *counted) Close() error { c.closed = true; return c.Snapshot.Close() }

func (m *memory) Open(context.Context) (index.Snapshot, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.err != nil {
		return nil, m.err
	}
	var data bytes.Buffer
	if _, err := indextest.Segment(m.t, m.docs).WriteTo(&data); err != nil {
		return nil, err
	}
	s, err := cli.OpenBytes(data.Bytes())
	if err != nil {
		return nil, err
	}
	m.open = append(m.open, &counted{Snapshot: s, Speller: s.(index.Speller), Highlighter: s.(index.Highlighter), name: m.name})
	return m.open[len(m.open)-1], nil
}

func (m *memory) Current() (string, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.name, nil
}

// publish makes another snapshot the published one.
func (m *memory) publish(name string, docs []index.Document, err error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.name, m.docs, m.err = name, docs, err
}

var sampleDocs = sync.OnceValue(func() []index.Document {
	var docs []index.Document
	for rec, err := range sample.Records(context.Background()) {
		if err != nil {
			panic(err)
		}
		docs = append(docs, index.Documents(rec)...)
	}
	return docs
})

// documents parses texts as records of an archive, each with an id.
func documents(texts map[string]string) []index.Document {
	var docs []index.Document
	for id, text := range texts {
		docs = append(docs, index.Documents(corpus.Record{ID: id, Body: text, Source: corpus.Source{Path: "test/" + id}})...)
	}
	return docs
}

// host is the address of the servers of tests.
const host = "127.0.0.1:4711"

func newServer(t *testing.T, docs []index.Document) *Server {
	t.Helper()
	s, err := New(&memory{t: t, name: "000001", docs: docs}, Options{Addr: host, Saved: saved.Folder(t.TempDir())})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(s.Close)
	return s
}

// request makes a request of a browser that has entered. Headers are names and values.
func request(s *Server, method, path string, headers ...string) *http.Request {
	r := httptest.NewRequest(method, path, nil)
	r.Host = host
	r.AddCookie(s.cookie(s.keys.session))
	for i := 0; i+1 < len(headers); i += 2 {
		r.Header.Set(headers[i], headers[i+1])
	}
	return r
}

// post posts a form, of names and values, with its token.
func post(s *Server, path string, fields ...string) *http.Response {
	v := url.Values{"form": {s.keys.form}}
	for i := 0; i+1 < len(fields); i += 2 {
		v.Add(fields[i], fields[i+1])
	}
	r := request(s, "POST", path, "Content-Type", "application/x-www-form-urlencoded", "Origin", "null", "Sec-Fetch-Site", "same-origin")
	r.Body = io.NopCloser(strings.NewReader(v.Encode()))
	return do(s, r)
}

// leads posts a form that must lead to a page.
func leads(t *testing.T, s *Server, to, path string, fields ...string) {
	t.Helper()
	res := post(s, path, fields...)
	if got := res.Header.Get("Location"); res.StatusCode != http.StatusSeeOther || got != to {
		t.Errorf("%s %v: status %d, leads to %q, want %q:\n%s", path, fields, res.StatusCode, got, to, bodyOf(t, res))
	}
}

func do(s *Server, r *http.Request) *http.Response {
	w := httptest.NewRecorder()
	s.ServeHTTP(w, r)
	return w.Result()
}

// getPage returns the body of a page, which must have a status.
func getPage(t *testing.T, s *Server, path string, status int) string {
	t.Helper()
	res := do(s, request(s, "GET", path))
	body := bodyOf(t, res)
	if res.StatusCode != status {
		t.Fatalf("%s: status %d, want %d:\n%s", path, res.StatusCode, status, body)
	}
	return body
}

func bodyOf(t *testing.T, res *http.Response) string {
	t.Helper()
	body, err := io.ReadAll(res.Body)
	if err != nil {
		t.Fatal(err)
	}
	return string(body)
}

// contains reports what a page lacks, and what it has in spite of a "!" before it.
func contains(t *testing.T, name, page string, wants ...string) {
	t.Helper()
	for _, want := range wants {
		text, absent := strings.CutPrefix(want, "!")
		if strings.Contains(page, text) == absent {
			t.Errorf("%s: want %s", name, want)
		}
	}
}

// search is the path of the search page with parameters, names and values.
func search(params ...string) string {
	v := url.Values{}
	for i := 0; i+1 < len(params); i += 2 {
		v.Add(params[i], params[i+1])
	}
	return "/?" + v.Encode()
}
