package corpus

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"
)

func TestJSON(t *testing.T) {
	a, b := `{"id":"08QUITO1","body":"A"}`, `{"id":"08QUITO2","body":"B"}`
	one, two := `1 08QUITO1 "" "A"`, `1 08QUITO2 "" "B"`
	tests := []struct {
		name    string
		archive string
		want    []string
	}{
		{"array", "[" + a + "," + b + "]", []string{one, two}},
		{"array over lines", "[\n" + a + ",\n" + b + "\n]\n", []string{`2 08QUITO1 "" "A"`, `3 08QUITO2 "" "B"`}},
		{"objects over lines", "{\n \"id\": \"08QUITO1\",\n \"body\": \"A\"\n}\n{\n \"id\": \"08QUITO2\",\n \"body\": \"B\"\n}", []string{one, `5 08QUITO2 "" "B"`}},
		{"wrapped", `{"count": 2, "cables": [` + a + "," + b + "]}", []string{one, two}},
		{"wrapped twice", `{"took":3,"hits":{"total":2,"hits":[{"_index":"x","_source":` + a + `},{"_source":` + b + `}]}}`, []string{one, two}},
		{"by id", `{"08QUITO1":` + a + `,"08QUITO2":` + b + `}`, []string{one, two}},
		{"wrapped, a line each", `{"cable":` + a + "}\n" + `{"cable":` + b + "}\n", []string{one, `2 08QUITO2 "" "B"`}},
		{"two on a line", a + b, []string{one, two}},
		{"brackets in strings", `[{"id":"a","body":"]}\"{["},` + b + "]", []string{`1 a "" "]}\"{["`, two}},
		{"damaged element", "[" + a + `,{"id":"x","body":7 7},` + b + "]", []string{one, "! -:1: expected a JSON object: invalid character '7' after object key:value pair", two}},
		{"cut short", "[" + a + `,{"id":"x","body":"y`, []string{one, "! -:1: the JSON ends too early"}},
		{"one without a text", "[" + a + `,{"id":"x"},` + b + "]", []string{one, `! -:1: no text: expected "body", "text" or "base64"`, two}},
		{"none with a text", `[{"id":"x"},{"id":"y"},{"id":"z"}]`, []string{`! -:1: no text: expected "body", "text" or "base64"`}},
		{"the first without a text", `[{"id":"x"},` + b + "]", []string{`! -:1: no text: expected "body", "text" or "base64"`, two}},
		{"no objects", `[1, "two", [3]]`, []string{"! -:1: " + errNoRecords.Error()}},
		{"empty array", `[]`, []string{"! -:1: " + errNoRecords.Error()}},
		{"a project's settings", "{\n  \"name\": \"x\",\n  \"dependencies\": {\"a\": \"1\"},\n  \"scripts\": {\"b\": \"c\"}\n}", []string{`! -:3: no text: expected "body", "text" or "base64"`}},
		{"aliases", `[{"MRN":"08QUITO1","full_text":"A"}]`, []string{one}},
		{"number of a row", `[{"id":17,"text":"A"},{"id":"18","text":"B"}]`, []string{`1  "" "A"`, `1  "" "B"`}},
		{"the best of several ids", `[{"id":"17","refid":"08QUITO1","content":"A"}]`, []string{one}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			checkBrief(t, read(t, tt.archive, Options{}), tt.want...)
			checkAnyBytes(t, []byte(tt.archive), Options{})
			checkAnyBytes(t, []byte(tt.archive), Options{Format: JSONL})
		})
	}
}

// A text is no JSONL because its first line is JSON.
func TestJSONInText(t *testing.T) {
	for _, text := range []string{
		`{"schema":"ocr/v1","pages":1}` + "\n\nUNCLAS QUITO 000214\n\nSUBJECT: CRANE\n",
		"{\n \"schema\": \"ocr/v1\"\n}\n\nUNCLAS QUITO 000214\n",
		"[1] UNCLAS QUITO 000214\n",
	} {
		checkBrief(t, read(t, text, Options{}), fmt.Sprintf(`1  "" %q`, text))
	}
}

func TestJSONRecord(t *testing.T) {
	archive := `[{"doc_id":"1975QUITO00417","authored":"1975-03-03 15:10:00","from":"Quito","original_classification":"SECRET",` +
		`"refs":["75STATE1"],"Subject":"CRANE","concepts":["PORTS","TRADE"],"message":"BT","page":3,"colour":"red"}]`
	want := []event{{Record: Record{
		Source: Source{Path: "-", Line: 1}, Format: JSONL, ID: "1975QUITO00417",
		Date: time.Date(1975, 3, 3, 15, 10, 0, 0, time.UTC), Origin: "Quito", Classification: "SECRET",
		References: []string{"75STATE1"}, Facts: []Fact{{"Subject", "CRANE"}, {"Concepts", "PORTS, TRADE"}},
		Body: "BT", Encoding: "utf-8",
	}}}
	if diff := cmp.Diff(want, read(t, archive, Options{})); diff != "" {
		t.Errorf("record (-want +got):\n%s", diff)
	}
}

// Keys that are not understood are noted once a file, and reject nothing.
func TestUnknownKeys(t *testing.T) {
	root := tree(t, map[string]string{
		"a.jsonl": strings.Repeat(`{"id":"a","text":"b","page":3,"colour":"red","page":4}`+"\n", 3) + `{"text":"c","more":null}`,
		"b.json":  `[{"id":"a","text":"b","source":{"path":"x"},"number":7}]`,
	})
	var notes []string
	records := 0
	visitor := Visitor{Note: func(n Note) { notes = append(notes, strings.TrimPrefix(n.String(), root)) }}
	for _, err := range open(t, root, Options{}).Visit(context.Background(), visitor) {
		if err != nil {
			t.Error(err)
		}
		records++
	}
	if want := []string{"/a.jsonl: keys that are not understood: page, colour"}; cmp.Diff(want, notes) != "" || records != 5 {
		t.Errorf("%d records, notes %q", records, notes)
	}
}

// An array is read record by record, whatever its length, and an object that is
// longer than a record may be is entered.
func TestJSONLimit(t *testing.T) {
	object := `{"id":"08QUITO1","body":"` + strings.Repeat("word ", 100) + `"}`
	long := `{"id":"08QUITO2","body":"` + strings.Repeat("word ", 1000) + `"}`
	archive := `{"pad":"` + strings.Repeat("x", 3000) + `","cables":[` + object + strings.Repeat(","+object, 2000) + "," + long + "," + object + "]}"
	events := read(t, archive, Options{MaxRecord: 1000})
	records, rejected := 0, []string{}
	for _, e := range events {
		if e.Error == "" {
			records++
		} else {
			rejected = append(rejected, e.Error)
		}
	}
	if want := []string{"-:1: record is longer than the limit of 1000 bytes"}; records != 2002 || cmp.Diff(want, rejected) != "" {
		t.Errorf("%d records, rejected %q", records, rejected)
	}
	deep := strings.Repeat(`{"a":[`, 100_000)
	if events := read(t, deep, Options{MaxRecord: 1 << 20}); len(events) != 1 {
		t.Errorf("%d events of nested objects", len(events))
	}
}

func FuzzJSON(f *testing.F) {
	object := `{"id":"a","date":"2008","refs":["b"],"body":"c\r\n"}`
	fuzz(f, Auto, "["+object+",\n"+object+"]", `{"x":{"y":[`+object+`,{"id":7}]}}`, "{\n\"text\":\n\"a\"\n}\n{\"text", "[[{}]", `{"a":{"b":{"c":{"text":"\ud800\""}}}}`)
}

// unquoteJSON must agree with the standard library.
func FuzzUnquoteJSON(f *testing.F) {
	for _, s := range []string{`"a"`, `"\n\t\r\b\f\"\\\/"`, `"\\n"`, `"\u00e9\ud83d\ude00\ud800"`, `"a\\\"b\u0041"`, `""`} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		var want string
		if s == "" || s[0] != '"' || !utf8.ValidString(s) || json.Unmarshal([]byte(s), &want) != nil {
			t.Skip()
		}
		if got := unquoteJSON([]byte(s)); s[len(s)-1] == '"' && got != want {
			t.Errorf("%s: got %q, want %q", s, got, want)
		}
	})
}
