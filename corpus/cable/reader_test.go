package cable

import (
	"reflect"
	"testing"

	"github.com/google/go-cmp/cmp"

	"reftel/corpus"
)

// checkReader holds a Reader, which reads the lines once, to what readers do that do one
// thing each.
func checkReader(t *testing.T, rec corpus.Record) {
	t.Helper()
	r := NewReader(rec)
	if got, want := r.Recognize(), recognize(rec); got != want {
		t.Errorf("Recognize returns %v, alone %v", got, want)
	}
	var got []corpus.Record
	for i, part := range r.Split() {
		got = append(got, part.Record())
		if c := part.Parse(); !reflect.DeepEqual(c, Parse(part.Record())) {
			t.Errorf("part %d, %s, is parsed otherwise after Split", i, c.ID)
		}
	}
	if want := Split(rec); !reflect.DeepEqual(got, want) {
		t.Errorf("Split returns %d records, alone %d others", len(got), len(want))
	}
}

// BenchmarkReader does what an indexing job does with a record.
func BenchmarkReader(b *testing.B) {
	records, size := benchRecords(b)
	b.SetBytes(size)
	b.ReportAllocs()
	for b.Loop() {
		for _, rec := range records {
			r := NewReader(rec)
			_ = r.Recognize()
			for _, part := range r.Split() {
				part.ParseWithoutBody()
			}
		}
	}
}

// TestParseWithoutBody: nothing but the body of a cable with paragraphs is left out.
func TestParseWithoutBody(t *testing.T) {
	t.Parallel()
	for _, text := range append(fuzzSeeds(t), "UNCLAS OSLO 1\n\nTHE HARBOUR WAS CALM.\n") {
		rec := corpus.Record{Body: text}
		want := Parse(rec)
		if len(want.Paragraphs) > 0 {
			want.Body = ""
		}
		if diff := cmp.Diff(want, NewReader(rec).ParseWithoutBody()); diff != "" {
			t.Errorf("%.40q: %s", text, diff)
		}
		if again := Parse(rec); len(again.Paragraphs) > 0 && again.Body == "" {
			t.Errorf("%.40q: the next Parse leaves out the body", text)
		}
	}
}
