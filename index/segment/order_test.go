package segment

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"
)

// TestOrderOf orders few and many names, of which some share their first eight bytes, and
// compares the order with that of the names.
func TestOrderOf(t *testing.T) {
	t.Parallel()
	rng := rand.New(rand.NewPCG(1, 2))
	for _, n := range []int{0, 1, 20, 511, 512, 5000} {
		seen := map[string]bool{"": true}
		names := []string{""}[:min(n, 1)]
		for len(names) < n {
			name := fmt.Sprintf("%c%d", rune(rng.IntN(400)+1), rng.IntN(1000*n))
			if rng.IntN(3) == 0 {
				name = "harbours" + name
			}
			if !seen[name] {
				seen[name] = true
				names = append(names, name)
			}
		}
		order, places := orderOf(names)
		var got []string
		for place, id := range order {
			got = append(got, names[id])
			if places[id] != uint32(place) {
				t.Fatalf("of %d names: %q has the place %d, want %d", n, names[id], places[id], place)
			}
		}
		if !slices.Equal(got, slices.Sorted(slices.Values(names))) {
			t.Errorf("%d names are not in order", n)
		}
	}
}
