package web

import (
	"context"
	"encoding/csv"
	"encoding/json"
	"errors"
	"iter"
	"strconv"
	"strings"
	"testing"
	"time"

	"reftel/index"
)

// TestExport: each form is a file of all hits of the state, in its order.
func TestExport(t *testing.T) {
	t.Parallel()
	s := newServer(t, sampleDocs())
	for form, test := range map[string]struct {
		name, kind string
		wants      []string
	}{
		"csv":     {"cables.csv", "text/csv; header=present; charset=utf-8", []string{"id,date,origin,classification,handling,tags,subject\n", "\n06VALLETTA1987,"}},
		"tsv":     {"cables.tsv", "text/tab-separated-values; charset=utf-8", []string{"id\tdate\t", "\n06VALLETTA1987\t"}},
		"jsonl":   {"cables.jsonl", "application/jsonl; charset=utf-8", []string{`{"id":"`, `"body":`}},
		"ids":     {"cables.txt", "text/plain; charset=utf-8", []string{"06VALLETTA1987\n", "!,"}},
		"bibtex":  {"cables.bib", "application/x-bibtex; charset=utf-8", []string{"@", "06VALLETTA1987"}},
		"csl":     {"cables.json", "application/vnd.citationstyles.csl+json; charset=utf-8", []string{"[\n", "06VALLETTA1987", "]\n"}},
		"chicago": {"cables.txt", "text/plain; charset=utf-8", []string{"cable 06VALLETTA1987, "}},
	} {
		res := do(s, request(s, "GET", "/export?q=munitions&f=classification%3DCONFIDENTIAL&sort=date&format="+form))
		body := bodyOf(t, res)
		if got := res.Header.Get("Content-Disposition"); res.StatusCode != 200 || got != `attachment; filename="`+test.name+`"` || res.Header.Get("Content-Type") != test.kind {
			t.Errorf("%s: status %d, %v", form, res.StatusCode, res.Header)
		}
		contains(t, form, body, test.wants...)
		if form == "csl" && !json.Valid([]byte(body)) {
			t.Error("csl is no JSON")
		}
	}
	page := getPage(t, s, "/?q=munitions&f=classification%3DCONFIDENTIAL&sort=date&page=1", 200)
	contains(t, "page", page, `<form id="export" class="export" action="/export" method="get" data-most="200"><input type="hidden" name="f" value="classification=CONFIDENTIAL">`,
		`<option value="csv" selected>`, `<option value="chicago">`, `<input type="checkbox" form="export" name="pick" value="06VALLETTA1987" aria-label="Choose 06VALLETTA1987">`)
	rows, err := csv.NewReader(strings.NewReader(getPage(t, s, "/export?format=csv&sort=id", 200))).ReadAll()
	if err != nil || len(rows) != 96 {
		t.Errorf("%d rows, error %v", len(rows), err)
	}
}

// TestExportChosen: the chosen cables, in the order of the page.
func TestExportChosen(t *testing.T) {
	t.Parallel()
	s := newServer(t, sampleDocs())
	if got := getPage(t, s, "/export?q=munitions&of=chosen&format=ids&pick=06VALLETTA1987&pick=06STATE221904", 200); got != "06VALLETTA1987\n06STATE221904\n" {
		t.Errorf("got %q", got)
	}
	for path, status := range map[string]int{
		"/export?of=chosen&format=ids": 400, "/export?format=xml": 400, "/export": 400, "/export?q=(&format=csv": 400, "/export?f=zzz&format=csv": 400,
	} {
		contains(t, path, getPage(t, s, path, status), `role="alert"`)
	}
	res := do(s, request(s, "GET", "/export?of=chosen&format=csv&pick=99NOWHERE1"))
	if got := res.Header.Get("Content-Disposition"); res.StatusCode == 200 || got != "" {
		t.Errorf("no such cable: status %d, %q", res.StatusCode, got)
	}
}

// A yielding snapshot yields hits of its own.
type yielding struct {
	*memory
	all iter.Seq2[index.Hit, error]
}

func (y yielding) Open(ctx context.Context) (index.Snapshot, error) {
	s, err := y.memory.Open(ctx)
	return yieldingSnapshot{s, y.all}, err
}

type yieldingSnapshot struct {
	index.Snapshot
	all iter.Seq2[index.Hit, error]
}

func (y yieldingSnapshot) All(context.Context, index.Request) iter.Seq2[index.Hit, error] {
	return y.all
}

// exported returns what a client gets of an export of some hits.
func exported(t *testing.T, all iter.Seq2[index.Hit, error]) string {
	t.Helper()
	address, s := listening(t, func(l *limits) { l.read, l.write = 150*time.Millisecond, 150*time.Millisecond })
	opened, err := newLive(yielding{s.live.source.(*memory), all})
	if err != nil {
		t.Fatal(err)
	}
	s.live.mu.Lock()
	old := s.live.now
	s.live.now = opened.now
	s.live.mu.Unlock()
	s.live.release(old)
	return sent(t, address, "GET /export?format=ids HTTP/1.1\r\nHost: "+address+"\r\nConnection: close\r\nCookie: "+s.cookie(s.keys.session).String()+"\r\n\r\n")
}

// TestLongExport: an export may take longer than other answers.
func TestLongExport(t *testing.T) {
	t.Parallel()
	long := strings.Repeat("A", 40_000)
	got := exported(t, func(yield func(index.Hit, error) bool) {
		for range 4 {
			time.Sleep(100 * time.Millisecond)
			if !yield(index.Hit{ID: long}, nil) {
				return
			}
		}
	})
	if n := strings.Count(got, "A"); n != 160_000 || !strings.HasSuffix(got, "0\r\n\r\n") {
		t.Errorf("%d bytes of hits, ending in %q", n, got[max(0, len(got)-20):])
	}
}

// TestExportFails: what fails before anything was sent is an error; afterwards the
// connection is cut, so that no client takes the file for whole.
func TestExportFails(t *testing.T) {
	t.Parallel()
	for _, first := range []int{0, 100_000} {
		got := exported(t, func(yield func(index.Hit, error) bool) {
			if first == 0 || yield(index.Hit{ID: strings.Repeat("A", first)}, nil) {
				yield(index.Hit{}, errors.New("the disk is gone"))
			}
		})
		whole := strings.HasSuffix(got, "0\r\n\r\n") || strings.Contains(got, "Content-Length")
		if isError := strings.HasPrefix(got, "HTTP/1.1 500") && strings.Contains(got, "the disk is gone"); isError != (first == 0) || whole != (first == 0) {
			t.Errorf("after %d bytes: %.300s", first, got)
		}
	}
}

// TestCitePage: a cable, or a paragraph with its text, in each style.
func TestCitePage(t *testing.T) {
	t.Parallel()
	s := newServer(t, sampleDocs())
	contains(t, "cable", getPage(t, s, "/cable?id=06VALLETTA1987", 200), `href="/cite?id=06VALLETTA1987"`, `href="/cite?id=06VALLETTA1987&amp;para=2"`)
	page := getPage(t, s, "/cite?id=2006VALLETTA01987", 200)
	wellFormed(t, "cite", page)
	contains(t, "whole", page, "cable 06VALLETTA1987", "@", "&#34;id&#34;", "!With its text")
	page = getPage(t, s, "/cite?id=2006VALLETTA01987&para=2", 200)
	wellFormed(t, "cite", page)
	contains(t, "a paragraph", page, "With its text", "“(C) ", "para. 2", `data-copy="quotation"`)
	getPage(t, s, "/cite?id=2006VALLETTA01987&para=x", 400)
	getPage(t, s, "/cite?id=99NOWHERE1", 404)
}

// TestPicked: the cables that are chosen stay so on other pages, whose forms and links to
// pages have them.
func TestPicked(t *testing.T) {
	t.Parallel()
	s := newServer(t, sampleDocs())
	ids := strings.Fields(getPage(t, s, "/export?format=ids&sort=id", 200))
	here, away := ids[20], ids[0] // on the second page, on the first
	path := "/?sort=id&page=2&pick=" + here + "&pick=" + away + "&pick=" + here
	page := getPage(t, s, path, 200)
	wellFormed(t, path, page)
	box := `<input type="checkbox" form="export" name="pick" value="`
	contains(t, path, page, box+here+`" checked`, box+ids[21]+`" aria`, "<span>2 chosen, 1 of them not on this page</span>", `<a href="/?page=2&amp;sort=id">Forget the choice</a>`,
		`<a rel="next" href="/?page=3&amp;pick=`+here+"&amp;pick="+away+`&amp;sort=id">`,
		`data-most="200"><input type="hidden" name="sort" value="id"><input type="hidden" name="pick" value="`+away+`">`,
		`formaction="/" name="page" value="2">Keep the choice`)
	if n := strings.Count(page, "pick="+away); n != 2 {
		t.Errorf("%d links have the choice, want 2: the others would weigh too much", n)
	}
	contains(t, "a facet", getPage(t, s, "/facet?name=tags&pick="+away, 200), `<a href="/?pick=`+away+`">Back`, `<input type="hidden" name="pick" value="`+away+`">`)
	contains(t, "a cable", getPage(t, s, "/cable?id="+here+"&pick="+away, 200), `<a href="/?pick=`+away+`">Back`)
	contains(t, "none", getPage(t, s, "/?sort=id", 200), `class="picked" hidden>`, "!pick=")
	if got := getPage(t, s, "/export?of=chosen&format=ids&pick="+here+"&pick="+away, 200); got != here+"\n"+away+"\n" {
		t.Errorf("saved: %q", got)
	}
	many := "/?"
	for i := range mostPicked + 1 {
		many += "&pick=" + strconv.Itoa(i)
	}
	getPage(t, s, many, 400)
}
