package cable

import (
	"slices"
	"strings"
	"testing"
)

func TestFindMentions(t *testing.T) {
	t.Parallel()
	const text = "REF: OSLO 1\n\n1. As in STATE 125512, 07 RIGA 45 and STATE 125512, see 08OSLO9.\n2. OSLO 456 and (RIGA 12) say so; in 2008 OSLO 900 did."
	ref := strings.Index(text, "\n")
	for _, tt := range []struct {
		name string
		skip []Span
		self string
		want []string
	}{
		{"all", nil, "", []string{"08OSLO1", "08STATE125512", "07RIGA45", "08OSLO9", "08OSLO456", "08RIGA12", "08OSLO900"}},
		{"without the block of references", []Span{{0, ref}}, "", []string{"08STATE125512", "07RIGA45", "08OSLO9", "08OSLO456", "08RIGA12", "08OSLO900"}},
		{"without itself", []Span{{0, ref}}, "08OSLO456", []string{"08STATE125512", "07RIGA45", "08OSLO9", "08RIGA12", "08OSLO900"}},
		{"a younger one", []Span{{0, ref}}, "08OSLO100", []string{"08STATE125512", "07RIGA45", "08OSLO9", "07OSLO456", "08RIGA12", "08OSLO900"}},
		{"nothing left", []Span{{0, len(text)}}, "", nil},
		{"spans beyond the end", []Span{{0, ref}, {ref, 10 * len(text)}}, "", nil},
	} {
		if got := findMentions(text, tt.skip, 2008, tt.self); !slices.Equal(got, tt.want) {
			t.Errorf("%s: got %q, want %q", tt.name, got, tt.want)
		}
	}
}

func FuzzFindMentions(f *testing.F) {
	f.Add("As in STATE 125512 and 07 RIGA 45.", 3, 9, 2008, "08OSLO4")
	f.Fuzz(func(t *testing.T, text string, from, to, year int, self string) {
		seen := map[string]bool{}
		for _, id := range findMentions(text, []Span{{from, to}}, year, self) {
			if id == "" || id == self || seen[id] {
				t.Errorf("mention %q", id)
			}
			seen[id] = true
		}
	})
}

func BenchmarkFindMentions(b *testing.B) {
	text := strings.Repeat("The fish swam all day in May 2008 and were not seen again until noon, as STATE 125512 says.\n", 80)
	b.ReportAllocs()
	b.SetBytes(int64(len(text)))
	for b.Loop() {
		findMentions(text, nil, 2008, "08OSLO456")
	}
}
