package web

import (
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"

	"reftel/index"
)

// ports returns cables on harbours, with numbers from first on.
func ports(first, n int) []index.Document {
	texts := map[string]string{}
	for i := range n {
		id := fmt.Sprintf("08QUITO%d", first+i)
		texts[id] = strings.Replace(harbour("The crane stands."), "000001", fmt.Sprintf("%06d", first+i), 1)
	}
	return documents(texts)
}

// TestSavedSearch: a search is saved with its whole state, says what is new in it, and
// forgets that when the user has seen it.
func TestSavedSearch(t *testing.T) {
	t.Parallel()
	s := newServer(t, ports(1, 2))
	m := s.live.source.(*memory)
	page := getPage(t, s, search("q", "crane", "f", "classification=UNCLASSIFIED", "sort", "date", "page", "1"), 200)
	contains(t, "the form", page, `<form action="/saved" method="post">`, `<input type="hidden" name="f" value="classification=UNCLASSIFIED">`, `href="/saved"`)
	contains(t, "none", getPage(t, s, "/saved", 200), "There are none")

	leads(t, s, "/saved", "/saved", "name", "port", "q", "crane OR pier", "f", "classification=UNCLASSIFIED", "without", "signed", "from", "", "sort", "date")
	kept, err := s.options.Saved.Search("port")
	if got := fmt.Sprint(kept); err != nil || got != "{(crane OR pier) missing:signed [classification=UNCLASSIFIED] [] date}" {
		t.Errorf("saved %s, error %v", got, err)
	}
	leads(t, s, "/saved", "/saved", "name", "port", "q", "crane", "f", "classification=UNCLASSIFIED", "sort", "date")
	page = getPage(t, s, "/saved", 200)
	wellFormed(t, "saved", page)
	contains(t, "saved", page, "<h2>port</h2>", ">2 cables</a>, none new", `href="/?f=classification%3DUNCLASSIFIED&amp;q=crane&amp;sort=date"`)
	contains(t, "no news", getPage(t, s, "/saved/news?name=port", 200), "Nothing is new in port", "!Mark")

	m.publish("000002", ports(1, 62), nil)
	s.live.refresh(t.Context())
	contains(t, "changed", getPage(t, s, "/saved", 200), ">62 cables</a>", "60 new", `href="/saved/news?name=port"`)
	page = getPage(t, s, "/saved/news?name=port", 200)
	wellFormed(t, "news", page)
	contains(t, "news", page, "60 new in port", "08QUITO3", "!08QUITO1<", "Mark these 50 as seen", "Mark all 60 as seen", `name="snapshot" value="000002"`)
	leads(t, s, "/saved", "/saved/seen", "name", "port", "id", "08QUITO3", "id", "08QUITO4")
	contains(t, "two seen", getPage(t, s, "/saved/news?name=port", 200), "58 new in port", "!08QUITO3<")
	if res := post(s, "/saved/seen", "name", "port", "all", "1", "snapshot", "000001"); res.StatusCode != http.StatusConflict {
		t.Errorf("all of another snapshot: status %d", res.StatusCode)
	}
	leads(t, s, "/saved", "/saved/seen", "name", "port", "all", "1", "snapshot", "000002")
	contains(t, "all seen", getPage(t, s, "/saved", 200), "none new")

	leads(t, s, "/saved", "/saved/remove", "name", "port")
	leads(t, s, "/saved", "/saved/remove", "name", "port")
	contains(t, "removed", getPage(t, s, "/saved", 200), "There are none")
}

// TestSavedMistakes: what can't be saved, and saved searches that this program can't make.
func TestSavedMistakes(t *testing.T) {
	t.Parallel()
	s := newServer(t, ports(1, 1))
	for _, test := range []struct {
		path   string
		fields []string
		status int
		want   string
	}{
		{"/saved", []string{"name", "../x", "q", "crane"}, 400, "letters, digits, - . and _ only"},
		{"/saved", []string{"name", "", "q", "crane"}, 400, "letters, digits, - . and _ only"},
		{"/saved", []string{"name", "x", "q", "(crane"}, 400, "^"},
		{"/saved", []string{"name", "x", "f", "zzz=1"}, 400, "expected FACET=VALUE"},
		{"/saved/seen", []string{"name", "none", "id", "08QUITO1"}, 404, "no saved search of this name"},
		{"/saved/seen", []string{"name", "a/b"}, 400, "letters, digits"},
		{"/saved/remove", []string{"name", "../../x"}, 400, "letters, digits"},
	} {
		res := post(s, test.path, test.fields...)
		body := bodyOf(t, res)
		if res.StatusCode != test.status || !strings.Contains(body, test.want) {
			t.Errorf("%s %v: status %d\n%s", test.path, test.fields, res.StatusCode, body)
		}
	}
	getPage(t, s, "/saved/news?name=none", 404)
	if names := s.options.Saved.Names(); names != nil {
		t.Errorf("saved: %v", names)
	}
	if err := s.options.Saved.Put("odd", savedSearch("<b>(", "zzz=1")); err != nil {
		t.Fatal(err)
	}
	page := getPage(t, s, "/saved", 200)
	contains(t, "odd", page, "&lt;b&gt;(", "expected FACET=VALUE", "!>0 cables", `value="odd"`)
}

// TestPostedOnly: what changes something is a form with its token.
func TestPostedOnly(t *testing.T) {
	t.Parallel()
	s := newServer(t, ports(1, 1))
	for _, path := range []string{"/saved", "/saved/seen", "/saved/remove", "/reading", "/reading/note", "/reading/remove"} {
		for _, form := range []string{"", "form=x"} {
			r := request(s, "POST", path+"?name=x&id=08QUITO1", "Content-Type", "application/x-www-form-urlencoded", "Sec-Fetch-Site", "same-origin")
			r.Body = io.NopCloser(strings.NewReader(form + "&name=x&q=crane&id=08QUITO1&note=a"))
			if res := do(s, r); res.StatusCode != http.StatusForbidden {
				t.Errorf("%s with %q: status %d", path, form, res.StatusCode)
			}
		}
	}
	if list, err := s.options.Saved.Reading(); err != nil || list != nil || s.options.Saved.Names() != nil {
		t.Errorf("something was saved: %v, %v", list, s.options.Saved.Names())
	}
}

// TestNothingOfTheUser: readers on other machines see nothing of what the user keeps.
func TestNothingOfTheUser(t *testing.T) {
	t.Parallel()
	s := newServer(t, sampleDocs())
	leads(t, s, "/cable?id=06VALLETTA1987", "/reading/note", "id", "06VALLETTA1987", "note", "who?", "back", "/cable?id=06VALLETTA1987")
	remote, err := New(&memory{t: t, name: "000001", docs: sampleDocs()}, Options{
		Addr: host, Saved: s.options.Saved, Remote: &Remote{Password: "a long password"},
	})
	if err != nil {
		t.Fatal(err)
	}
	defer remote.Close()
	for path, status := range map[string]int{
		"/saved": 404, "/saved/news?name=x": 404, "/reading": 404, "/reading.md": 404, "/cable?id=06VALLETTA1987": 200, "/?q=munitions": 200,
	} {
		contains(t, path, getPage(t, remote, path, status), "!who?", "!/saved", "!/reading", "!Save this search")
	}
	for _, path := range []string{"/saved", "/saved/seen", "/saved/remove", "/reading", "/reading/note", "/reading/remove"} {
		if res := post(remote, path, "id", "06VALLETTA1987", "name", "x", "q", "crane", "note", "a"); res.StatusCode != 404 && res.StatusCode != 405 {
			t.Errorf("POST %s: status %d", path, res.StatusCode)
		}
	}
	if list, err := s.options.Saved.Reading(); err != nil || len(list) != 1 {
		t.Errorf("the reading list is %v, error %v", list, err)
	}
}
