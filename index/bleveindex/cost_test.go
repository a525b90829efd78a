package bleveindex

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"

	"reftel/corpus"
	contract "reftel/index"
)

// A document is weighed before it is indexed: by its words, its distinct words and its
// values.
func TestWeigh(t *testing.T) {
	if testing.Short() {
		t.Skip("weighs megabytes of words")
	}
	t.Parallel()
	dir := t.TempDir()
	w, err := OpenWriter(dir, contract.WriterOptions{Memory: 256 << 20, Jobs: 1})
	if err != nil {
		t.Fatal(err)
	}
	defer w.Close()
	many := func(size int, word func(i int) string) string {
		var b strings.Builder
		b.WriteString("UNCLAS PARIS 001234\n\nTAGS: FR\nSUBJECT: LOG\n\n1. (U) ")
		for i := 0; b.Len() < size; i++ {
			b.WriteString(word(i) + " ")
		}
		return b.String()
	}
	distinct := func(i int) string { return "X" + fmt.Sprintf("%x", i) + "Q" }
	usual := func(i int) string { return "X" + fmt.Sprintf("%x", i*i%20_011) + "Q" }
	addressee := func(i int) string { return fmt.Sprintf("\nTO AMEMBASSY PLACE%d", i) }
	for _, tt := range []struct {
		name     string
		text     string
		heavy    bool
		tooLarge bool
	}{
		{"small", many(5_000, distinct), false, false},
		{"usual", many(600_000, usual), false, false},
		{"long", many(4_000_000, usual), false, false},
		{"distinct", many(2_500_000, distinct), true, false},
		{"long and distinct", many(4_000_000, distinct), false, true},
		{"addressees", "R 041412Z DEC 08\nFM AMEMBASSY PARIS" + many(12_000_000, addressee)[len("UNCLAS PARIS 001234\n\nTAGS: FR\nSUBJECT: LOG\n\n1. (U) "):] + "\n" + many(100, distinct), false, true},
	} {
		doc := contract.Documents(corpus.Record{Body: tt.text})[0]
		heavy, err := w.weigh(context.Background(), doc)
		var size *contract.SizeError
		if errors.As(err, &size) != tt.tooLarge || err == nil && heavy != tt.heavy {
			t.Errorf("%s: heavy %v, %v", tt.name, heavy, err)
		}
	}
}
