package cable

import (
	"reflect"
	"testing"

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
				part.Parse()
			}
		}
	}
}
