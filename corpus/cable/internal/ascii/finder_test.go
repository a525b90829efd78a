package ascii

import "testing"

func TestFinder(t *testing.T) {
	for _, tt := range []struct{ word, s string }{
		{"DECLASSIFIED", "Jane Roe Declassified/Released"},
		{"DECLASSIFIED", "dDECLASSIFIEd"},
		{"DECLASSIFIED", "DECLASSIFIE"},
		{"ANANAS", "anananas"},
		{"A.B", "xa.b"},
		{"A", ""},
	} {
		if got, want := NewFinder(tt.word).Index(tt.s), IndexFold(tt.s, tt.word); got != want {
			t.Errorf("index of %q in %q = %d, want %d", tt.word, tt.s, got, want)
		}
	}
}

func FuzzFinder(f *testing.F) {
	f.Add("ANANAS", "banananas")
	f.Add("A.B", "xA.b")
	f.Fuzz(func(t *testing.T, word, s string) {
		if word == "" || len(word) > 255 || HasLower(word) {
			t.Skip()
		}
		if got, want := NewFinder(word).Index(s), IndexFold(s, word); got != want {
			t.Errorf("index of %q in %q = %d, want %d", word, s, got, want)
		}
	})
}
