package main

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"reftel/index/query"
)

// TestBuiltInQuestions: search understands them, and they are of all kinds.
func TestBuiltInQuestions(t *testing.T) {
	list, err := new(options).questions()
	if err != nil {
		t.Fatal(err)
	}
	names := map[string]bool{}
	for _, q := range list {
		if names[q.Name] {
			t.Errorf("two questions are named %s", q.Name)
		}
		names[q.Name] = true
		if _, err := query.Parse(q.Query); err != nil {
			t.Errorf("%s: %v", q.Name, err)
		}
	}
	for _, name := range []string{"rare word", "common word", "two words", "phrase", "TAGS and date", "all facets of a common word"} {
		if !names[name] {
			t.Errorf("no question is named %s", name)
		}
	}
}

func TestParseQuestions(t *testing.T) {
	got, err := parseQuestions("my.txt", "# mine\n\nphrase\t\"of the\"\t\"of the\"\r\nplain\tgovernment\nfacets\t*\t\t--facet all --limit 3")
	if err != nil {
		t.Fatal(err)
	}
	want := []question{
		{Name: "phrase", Query: `"of the"`, Match: `"of the"`},
		{Name: "plain", Query: "government"},
		{Name: "facets", Query: "*", Flags: []string{"--facet", "all", "--limit", "3"}},
	}
	for i := range got {
		if len(got[i].Flags) == 0 {
			got[i].Flags = nil
		}
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
}

func TestParseQuestionsError(t *testing.T) {
	const expected = ": expected name, query, match and flags separated by tabs, found "
	for _, test := range []struct{ text, want string }{
		{"a\tb\nalone\n", "my.txt:2" + expected + `"alone"`},
		{"# c\n\tb\n", "my.txt:2" + expected + `"\tb"`},
		{"a\t\tb\n", "my.txt:1" + expected + `"a\t\tb"`},
		{"a\tb\tc\td\te", "my.txt:1" + expected + `"a\tb\tc\td\te"`},
		{"# none\n", "my.txt: no questions: expected lines of name, query, match and flags separated by tabs"},
	} {
		if _, err := parseQuestions("my.txt", test.text); err == nil || err.Error() != test.want {
			t.Errorf("%q: got %v, want %s", test.text, err, test.want)
		}
	}
}
