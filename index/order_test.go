package index

import (
	"slices"
	"testing"
)

func TestIDOrder(t *testing.T) {
	want := []string{"1966QUITO7", "73BANGKOK2", "73BANGKOKA3", "08LAPAZ100", "08QUITO9", "08QUITO10", "09ATHENS1", "10ATHENS1", "NOID0123456789AB", "letter-7"}
	got := slices.Clone(want)
	slices.Reverse(got)
	slices.SortFunc(got, func(a, b string) int { return OrderOf(a).Compare(OrderOf(b)) })
	if !slices.Equal(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
}
