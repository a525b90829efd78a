package opensearch

import (
	"encoding/json"
	"strings"
	"testing"
	"unicode/utf8"

	"reftel/corpus"
	"reftel/index"
	"reftel/index/search"
)

func FuzzAppendText(f *testing.F) {
	for _, s := range []string{"", "plain", `a "quoted" \ text`, "two\nlines\tand\r\x01\x1f\x7f", "São Tomé – €", "broken \xff\xc3"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		var got string
		if err := json.Unmarshal(appendText(nil, s), &got); err != nil {
			t.Fatalf("%q: %v", s, err)
		}
		if utf8.ValidString(s) && got != s {
			t.Errorf("got %q, want %q", got, s)
		}
	})
}

func TestDocumentAction(t *testing.T) {
	doc := index.Documents(corpus.Record{ID: "08QUITO1", Body: "UNCLAS QUITO 000001\n\nSUBJECT: A \"PORT\"\n\n1. (U) SUMMARY: Grain. END SUMMARY.\n"})[0]
	a, words, err := documentAction(search.NewTermReader(), "name-000001-write-a", "08QUITO1~2", doc, 2, 5)
	if err != nil {
		t.Fatal(err)
	}
	first, second, _ := strings.Cut(string(a.lines), "\n")
	if want := `{"index":{"_index":"name-000001-write-a","_id":"08QUITO1~2"}}`; first != want {
		t.Errorf("first line %s, want %s", first, want)
	}
	var body struct {
		ID           string
		Since, Until int
		Record       stored
		Lead         []string
	}
	if err := json.Unmarshal([]byte(second), &body); err != nil {
		t.Fatal(err)
	}
	if body.ID != "08QUITO1" || body.Since != 2 || body.Until != 5 || body.Record.Record.Body != doc.Record.Body {
		t.Errorf("body %+v", body)
	}
	if len(body.Lead) == 0 || len(words) == 0 {
		t.Errorf("lead %q, terms %v", body.Lead, words)
	}
}
