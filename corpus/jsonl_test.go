package corpus

import (
	"encoding/json"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

func TestJSONL(t *testing.T) {
	tests := []struct {
		name    string
		archive string
		want    []string
	}{
		{"text", `{"id":"08QUITO1","text":"FM QUITO\nBT"}`, []string{`1 08QUITO1 "" "FM QUITO\nBT"`}},
		{"body", `{"id":"08QUITO1","header":"FM","body":"BT"}` + "\n", []string{`1 08QUITO1 "FM" "BT"`}},
		{"body before text", `{"text":"T","body":"B"}`, []string{`1  "" "B"`}},
		{"header alone", `{"header":"H"}`, []string{`1  "H" ""`}},
		{"empty text", `{"id":"a","text":""}`, []string{`1 a "" ""`}},
		{"base64", `{"base64":"Q2Fm6Q0KWA==","source":{"path":"x"},"reason":"y"}`, []string{`1  "" "Café\nX"`}},
		{"blank lines", "\n  \n" + `{"text":"a"}` + "\n\n" + `{"text":"b"}` + "\n \n", []string{`3  "" "a"`, `5  "" "b"`}},
		{"CR LF", `{"text":"a"}` + "\r\n" + `{"text":"b\r\nc\rd"}` + "\r\n", []string{`1  "" "a"`, `2  "" "b\nc\nd"`}},
		{"bytes of CP-1252", `{"text":"` + "Caf\xe9 \x93so\x94" + `"}`, []string{`1  "" "Café “so”"`}},
		{"half a surrogate", `{"text":"a\ud800b"}`, []string{`1  "" "a` + "\ufffd" + `b"`}},
		{"nulls", `{"id":null,"date":null,"references":null,"body":null,"text":"a"}`, []string{`1  "" "a"`}},
		{"bad lines between", `{"text":"a"}` + "\nnonsense\n{\"text\":\n" + `{"text":"b"}`, []string{`1  "" "a"`,
			"! -:2: expected a JSON object",
			"! -:3: expected a JSON object: unexpected end of JSON input", `4  "" "b"`}},
		{"bad first line", "nonsense\n" + `{"text":"b"}`, []string{"! -:1: expected a JSON object", `2  "" "b"`}},
		{"no object", `{"text":"a"}` + "\n[1]\n7", []string{`1  "" "a"`, "! -:2: expected a JSON object, found array", "! -:3: expected a JSON object, found number"}},
		{"wrong kinds", `{"id":["7"],"text":"a"}` + "\n" + `{"references":"x","text":"a"}`, []string{
			`! -:1: expected "id" to be a string, found array`, `! -:2: expected "references" to be a list of strings, found string`}},
		{"no text", `{"id":"a"}`, []string{`! -:1: no text: expected "body", "text" or "base64"`}},
		{"no date", `{"text":"a","date":"soon"}`, []string{`! -:1: date "soon": expected 2008-12-04T14:12:00Z or 2008-12-04`}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			checkBrief(t, read(t, tt.archive, Options{}), tt.want...)
			checkAnyBytes(t, []byte(tt.archive), Options{})
		})
	}
}

func TestJSONLRecord(t *testing.T) {
	archive := `{"id":"08QUITO1","date":"2008-12-04T15:12:00+01:00","origin":"Embassy Quito","classification":"SECRET",` +
		`"references":["08STATE1","","08LIMA2"],"header":"FM","body":"BT","score":1.5,"tags":["PARM"]}`
	want := []event{{Record: Record{
		Source: Source{Path: "-", Line: 1}, Format: JSONL, ID: "08QUITO1",
		Date: time.Date(2008, 12, 4, 14, 12, 0, 0, time.UTC), Origin: "Embassy Quito", Classification: "SECRET",
		References: []string{"08STATE1", "08LIMA2"}, Facts: []Fact{{"TAGS", "PARM"}}, Header: "FM", Body: "BT", Encoding: "utf-8",
	}}}
	if diff := cmp.Diff(want, read(t, archive, Options{})); diff != "" {
		t.Errorf("record (-want +got):\n%s", diff)
	}
}

func TestJSONLLimit(t *testing.T) {
	archive := `{"text":"a"}` + "\n" + `{"text":"` + strings.Repeat("long ", 1<<18) + `"}` + "\n" + `{"text":"b"}` + "\n"
	events := read(t, archive, Options{MaxRecord: 100})
	checkBrief(t, events, `1  "" "a"`, "! -:2: record is longer than the limit of 100 bytes", `3  "" "b"`)
	if n := len(events[1].Raw); n != 100 {
		t.Errorf("%d raw bytes, want 100", n)
	}
}

// checkJSON holds a record to its form in the store.
func checkJSON(t *testing.T, rec Record) {
	t.Helper()
	b, err := json.Marshal(rec)
	if err != nil {
		t.Fatal(err)
	}
	var back Record
	if err := json.Unmarshal(b, &back); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(rec, back); diff != "" {
		t.Errorf("record through JSON (-want +got):\n%s", diff)
	}
}
