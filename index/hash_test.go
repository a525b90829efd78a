package index

import (
	"crypto/sha256"
	"fmt"
	"strings"
	"testing"
	"time"

	"reftel/corpus"
	"reftel/index/catalog"
)

// TestHashOf holds the hash to its definition: the indexes that there are know their
// records by it.
func TestHashOf(t *testing.T) {
	date := time.Date(2008, 12, 4, 14, 12, 0, 0, time.UTC)
	for _, rec := range []corpus.Record{
		{},
		{Body: "flax"},
		{ID: "08OSLO1", Date: date, Origin: "Embassy \"Oslo\"", Classification: "SECRET", References: []string{"08OSLO2", "é"}, Header: "VZCZC", Body: "text\n"},
		{ID: "08OSLO1", Facts: []corpus.Fact{{Name: "TAGS", Value: "NO"}, {Name: "To", Value: "\u2028"}}, Body: "text"},
		{ID: "08OSLO1", Body: strings.Repeat("flax\n", maxHashBuffer/5+1)},
		{ID: "08OSLO2", Body: "short after long"},
	} {
		h := sha256.New()
		if rec.Facts != nil {
			fmt.Fprintf(h, "facts %q\n", rec.Facts)
		}
		fmt.Fprintf(h, "%q %q %q %q %q\n", rec.ID, rec.Date.Format(time.RFC3339), rec.Origin, rec.Classification, rec.References)
		fmt.Fprintf(h, "%s\n\n%s", rec.Header, rec.Body)
		if got, want := HashOf(rec), catalog.Hash(h.Sum(nil)[:16]); got != want {
			t.Errorf("hash of %s %.20q = %s, want %s", rec.ID, rec.Body, got, want)
		}
	}
}

func BenchmarkHashOf(b *testing.B) {
	rec := corpus.Record{ID: "08OSLO1", Origin: "Embassy Oslo", Header: strings.Repeat("TO SECSTATE WASHDC\n", 20), Body: strings.Repeat("The flax keeps.\n", 500)}
	b.SetBytes(int64(len(rec.Header) + len(rec.Body)))
	b.ReportAllocs()
	for b.Loop() {
		HashOf(rec)
	}
}
