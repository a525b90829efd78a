package analyzer

import (
	"testing"

	"reftel/corpus/cable"
)

func TestFurnitureLeavesNoGap(t *testing.T) {
	const text = "closer page 2 ties"
	var s Scanner
	s.Reset(Text{Text: text, Furniture: []cable.Span{{Start: 7, End: 13}}})
	for i, want := range []string{"closer", "ties"} {
		if !s.Next() {
			t.Fatalf("ends before %q", want)
		}
		if got := s.Token(); string(got.Term) != want || got.Position != i+1 {
			t.Errorf("got %q at %d, want %q at %d", got.Term, got.Position, want, i+1)
		}
	}
	if s.Next() {
		t.Errorf("unexpected %q", s.Token().Term)
	}
}
