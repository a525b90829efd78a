package main

import (
	"slices"
	"strings"
	"testing"
	"unicode"
)

// TestWords holds that no two ranks are spelt alike, whatever their case.
func TestWords(t *testing.T) {
	skipShort(t)
	v := words()
	seen := make(map[string]uint32, 400_000)
	check := func(rank uint32) {
		word := string(v.append(nil, rank))
		folded := strings.ToLower(word)
		if !isAcronym(word) { // of letters that no syllables make
			if other, ok := seen[folded]; ok && int(other) >= len(everyday) {
				t.Errorf("ranks %d and %d are both %q", other, rank, word)
			}
			seen[folded] = rank
		}
		if strings.IndexFunc(word, func(r rune) bool { return r > unicode.MaxASCII || !unicode.IsLetter(r) }) >= 0 || word == "" {
			t.Errorf("rank %d is %q", rank, word)
		}
	}
	for rank := range uint32(250_000) {
		check(rank)
	}
	for rank := uint32(1<<24 - 20_000); rank < 1<<24+20_000; rank++ {
		check(rank)
	}
	for rank := uint32(lastRank - 20_000); rank <= lastRank; rank++ {
		check(rank)
	}
}

func isAcronym(word string) bool { return len(word) == 3 && word == strings.ToUpper(word) }

func TestEveryday(t *testing.T) {
	for i, word := range everyday {
		if slices.Contains(everyday[:i], word) {
			t.Errorf("%q is listed twice", word)
		}
	}
	firsts := map[string]bool{}
	for _, f := range followers {
		if !slices.Contains(everyday, f.word) || !slices.Contains(everyday, f.next) || firsts[f.word] {
			t.Errorf("%q %q: expected two listed words, the first in no other pair", f.word, f.next)
		}
		firsts[f.word] = true
	}
}

// TestDraw holds the words drawn to their frequencies.
func TestDraw(t *testing.T) {
	v := words()
	var r random
	r.reset(1, 1)
	const n = 2_000_000
	counts := make([]int, listed)
	habit, bound := uint32(0), false
	for range n {
		rank := habit
		if !bound {
			rank = v.draw(&r)
		}
		habit, bound = v.after(&r, rank)
		counts[min(rank, listed-1)]++
	}
	total := 0.0
	for rank := range listed - 1 {
		total += frequency(float64(rank + 1))
	}
	for _, rank := range []int{0, 1, 2, 9, 49, 99, 199, 499, 999} {
		got, want := float64(counts[rank])/n, frequency(float64(rank+1))/total
		if got < want*.85 || got > want*1.25 {
			t.Errorf("rank %d: share %.3g, want %.3g", rank, got, want)
		}
	}
	got, want := float64(counts[listed-1])/n, frequency(listed)*listed/(tailExponent-1)
	if got < want*.9 || got > want*1.1 {
		t.Errorf("beyond the list: share %.3g, want %.3g", got, want)
	}
}

func TestSpread(t *testing.T) {
	var r random
	r.reset(1, 1)
	s := spread{{0, 10}, {.5, 20}, {1, 100}}
	below, n := 0, 100_000
	for range n {
		x := s.draw(&r)
		if x < 10 || x > 100 {
			t.Fatalf("drew %v", x)
		}
		if x < 20 {
			below++
		}
	}
	if share := float64(below) / float64(n); share < .49 || share > .51 {
		t.Errorf("%.3f are below the median", share)
	}
}

func TestChoice(t *testing.T) {
	var r random
	r.reset(1, 1)
	c := choose(weight[string]{"often", 3}, weight[string]{"never", 0}, weight[string]{"once", 1})
	counts := map[string]int{}
	for range 40_000 {
		counts[c.draw(&r)]++
	}
	if counts["never"] > 0 || counts["often"] < 29_000 || counts["often"] > 31_000 || counts["once"] < 9_000 {
		t.Errorf("drew %v", counts)
	}
}
