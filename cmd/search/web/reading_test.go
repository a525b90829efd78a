package web

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"reftel/cmd/search/saved"
)

// savedSearch returns a search for the tests of what is saved.
func savedSearch(query string, filters ...string) saved.Search {
	return saved.Search{Query: query, Filters: filters}
}

// TestReading: a cable is put on the list, with notes on it and on paragraphs, which its
// page, the list and the Markdown show.
func TestReading(t *testing.T) {
	t.Parallel()
	s := newServer(t, sampleDocs())
	cable := "/cable?id=2006VALLETTA01987&q=anvil"
	contains(t, "empty", getPage(t, s, "/reading", 200), "It is empty")
	contains(t, "cable", getPage(t, s, cable, 200), "Put on the reading list", `aria-label="Note on paragraph 2"`, `aria-label="Note on the cable"`,
		`name="back" value="/cable?id=06VALLETTA1987&amp;q=anvil&amp;text=1#p2"`)

	leads(t, s, "/cable?id=06VALLETTA1987&q=anvil#p2", "/reading/note", "id", "2006VALLETTA01987", "paragraph", "2", "note", " Why the whole world?\r\n<b>Odd</b> ",
		"back", "/cable?id=06VALLETTA1987&q=anvil#p2")
	leads(t, s, "/reading", "/reading", "id", "06STATE221904")
	leads(t, s, "/reading", "/reading/note", "id", "06STATE221904", "note", "The request", "back", "https://evil.example/cable")

	page := getPage(t, s, cable, 200)
	wellFormed(t, "cable", page)
	contains(t, "noted", page, "This cable is on the", "!Put on the reading list", "Why the whole world?\n&lt;b&gt;Odd&lt;/b&gt;</p>", "Change the note")
	page = getPage(t, s, "/reading", 200)
	wellFormed(t, "reading", page)
	contains(t, "reading", page, "2 cables, the latest first", `<a href="/cable?id=06VALLETTA1987#p2">¶2</a>`, "MALTA EXPLAINS WHY IT INVITED THE WORLD", "&lt;b&gt;Odd", "The request", "cable 06VALLETTA1987")
	if a, b := strings.Index(page, "06STATE221904"), strings.Index(page, "06VALLETTA1987"); a > b {
		t.Error("the latest is not first")
	}

	res := do(s, request(s, "GET", "/reading.md"))
	if got := res.Header.Get("Content-Disposition"); got != `attachment; filename="reading-list.md"` {
		t.Errorf("Content-Disposition %q", got)
	}
	text := bodyOf(t, res)
	contains(t, "markdown", text, "# Reading list\n\n## 06VALLETTA1987: MALTA EXPLAINS WHY IT INVITED THE WORLD\n\n", "\n### ¶2\n\n> (C) ", ", para. 2.\n\nWhy the whole world?\n&lt;b&gt;Odd&lt;/b&gt;\n\n## 06STATE221904", "The request")

	leads(t, s, "/reading", "/reading/note", "id", "06VALLETTA1987", "paragraph", "2", "note", "")
	contains(t, "note removed", getPage(t, s, "/reading", 200), "!whole world", "MALTA EXPLAINS")
	leads(t, s, "/reading", "/reading/remove", "id", "06VALLETTA1987")
	contains(t, "removed", getPage(t, s, "/reading", 200), "1 cable, the latest first", "!MALTA EXPLAINS")
}

// TestReadingElsewhere: what the index does not hold stays on the list with its citation.
func TestReadingElsewhere(t *testing.T) {
	t.Parallel()
	s := newServer(t, ports(1, 1))
	err := s.options.Saved.ChangeReading(func(l *saved.List) error {
		l.Add("99NOWHERE1", "Embassy *Nowhere*, cable 99NOWHERE1", time.Unix(0, 0))
		l.SetNote("99NOWHERE1", saved.Note{Paragraph: 4, Text: "gone"})
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	contains(t, "page", getPage(t, s, "/reading", 200), "Embassy *Nowhere*, cable 99NOWHERE1", "This index does not hold it", "¶4", "gone", "!href=\"/cable?id=99")
	contains(t, "markdown", getPage(t, s, "/reading.md", 200), "## 99NOWHERE1\n\nEmbassy \\*Nowhere\\*, cable 99NOWHERE1\n\n### ¶4\n\ngone\n")
}

// TestReadingMistakes: what is refused, and a list that can't be read.
func TestReadingMistakes(t *testing.T) {
	t.Parallel()
	s := newServer(t, ports(1, 1))
	for _, test := range []struct {
		status int
		fields []string
	}{
		{404, []string{"id", "08QUITO2", "note", "x"}},
		{400, []string{"id", "", "note", "x"}},
		{400, []string{"id", "08QUITO1", "note", "x", "paragraph", "-1"}},
		{400, []string{"id", "08QUITO1", "note", strings.Repeat("x", mostNote+1)}},
	} {
		if res := post(s, "/reading/note", test.fields...); res.StatusCode != test.status {
			t.Errorf("%.60v: status %d", test.fields, res.StatusCode)
		}
	}
	path := filepath.Join(string(s.options.Saved), "reading.json")
	if _, err := os.Stat(path); err == nil {
		t.Error("something was kept")
	}
	if err := os.WriteFile(path, []byte("{"), 0o600); err != nil {
		t.Fatal(err)
	}
	getPage(t, s, "/reading", 500)
	contains(t, "cable", getPage(t, s, "/cable?id=08QUITO1", 200), "The crane stands", "reading.json")
}

func TestMarkdown(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"a_b *c* <d> [e](f) #g":    `a\_b \*c\* &lt;d&gt; \[e\](f) \#g`,
		"1. a\n- b\n  + c\nd - e.": "1\\. a\n\\- b\n  \\+ c\nd - e.",
		"":                         "",
	} {
		if got := markdown(text); got != want {
			t.Errorf("%q: got %q, want %q", text, got, want)
		}
	}
}
