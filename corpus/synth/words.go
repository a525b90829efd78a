package main

import (
	"math"
	"sync"
)

// Words are numbered by rank: 0 is the commonest. The first are everyday words,
// the rest are made of syllables from their number, so that there is no end to
// them and nothing to keep but the commonest.

const (
	// listed ranks have a table of frequencies and spellings; what is beyond
	// is drawn by its power law and spelt when needed.
	listedBits = 14
	listed     = 1 << listedBits
	// lastRank bounds what is drawn: the codes of four syllables have room.
	lastRank    = 1<<26 - 1
	firstBursty = 110
	firstRare   = 5000
)

// A kind of word: bursty and rare ones are what a cable is about, and come
// again in the same cable.
type kind uint8

const (
	common kind = iota
	bursty
	rare
	kinds
)

func kindOf(rank uint32) kind {
	switch {
	case rank < firstBursty:
		return common
	case rank < firstRare:
		return bursty
	}
	return rare
}

// An aliasSlot is a slot of the alias method: the slot's own rank below the
// limit, the other from there on.
type aliasSlot struct{ limit, other uint32 }

// A follower is the word that often comes after another.
type follower struct {
	rank  uint32
	limit uint32 // in 2^32: how often
}

// A vocabulary holds the words; it does not change once made.
type vocabulary struct {
	slots  [listed]aliasSlot
	spelt  string   // the listed words, one after the other
	starts []uint32 // of the words in spelt
	next   []follower
}

// words is the vocabulary, made once.
var words = sync.OnceValue(newVocabulary)

// newVocabulary makes the words and their frequencies.
func newVocabulary() *vocabulary {
	v := &vocabulary{next: make([]follower, len(everyday))}
	p := frequencies()
	v.follow(p)
	v.alias(p)
	v.spell()
	return v
}

// frequencies returns the share of each listed rank but the last, which stands
// for all beyond. Their sum is 1.
func frequencies() []float64 {
	p := make([]float64, listed)
	sum := 0.0
	for r := range p[:listed-1] {
		p[r] = frequency(float64(r + 1))
		sum += p[r]
	}
	// The integral of the power law from here on.
	p[listed-1] = frequency(listed) * listed / (tailExponent - 1)
	sum += p[listed-1]
	for r := range p {
		p[r] /= sum
	}
	return p
}

// frequency returns the share of the word of the 1-based rank r, on straight
// lines between the measured points when both axes are logarithms.
func frequency(r float64) float64 {
	last := len(rankShares) - 1
	if r >= rankShares[last].rank {
		return rankShares[last].share * math.Pow(r/rankShares[last].rank, -tailExponent)
	}
	i := 1
	for rankShares[i].rank < r {
		i++
	}
	a, b := rankShares[i-1], rankShares[i]
	slope := math.Log(b.share/a.share) / math.Log(b.rank/a.rank)
	return a.share * math.Pow(r/a.rank, slope)
}

// follow sets what follows what, and takes from each follower's frequency what
// it gets in that way.
func (v *vocabulary) follow(p []float64) {
	ranks := map[string]uint32{}
	for r, word := range everyday {
		ranks[word] = uint32(r)
	}
	gained := map[uint32]float64{}
	for _, f := range followers {
		from, to := ranks[f.word], ranks[f.next]
		v.next[from] = follower{to, uint32(f.share * (1 << 32))}
		gained[to] += p[from] * f.share
	}
	for r, g := range gained {
		p[r] = max(p[r]-g, p[r]/20)
	}
}

// alias fills the slots by Vose's method.
func (v *vocabulary) alias(p []float64) {
	sum := 0.0
	for _, share := range p {
		sum += share
	}
	scaled := make([]float64, listed)
	var small, large []uint32
	for r, share := range p {
		scaled[r] = share / sum * listed
		if scaled[r] < 1 {
			small = append(small, uint32(r))
		} else {
			large = append(large, uint32(r))
		}
	}
	for len(small) > 0 && len(large) > 0 {
		s, l := small[len(small)-1], large[len(large)-1]
		small = small[:len(small)-1]
		v.slots[s] = aliasSlot{uint32(scaled[s] * (1<<32 - 1)), l}
		scaled[l] -= 1 - scaled[s]
		if scaled[l] < 1 {
			large = large[:len(large)-1]
			small = append(small, l)
		}
	}
	for _, r := range append(small, large...) {
		v.slots[r] = aliasSlot{1<<32 - 1, r}
	}
}

func (v *vocabulary) spell() {
	var b []byte
	v.starts = make([]uint32, 0, listed+1)
	for r := range uint32(listed) {
		v.starts = append(v.starts, uint32(len(b)))
		if int(r) < len(everyday) {
			b = append(b, everyday[r]...)
		} else {
			b = invent(b, r)
		}
	}
	v.starts = append(v.starts, uint32(len(b)))
	v.spelt = string(b)
}

// draw returns the rank of a word.
func (v *vocabulary) draw(r *random) uint32 {
	u := r.bits()
	rank := uint32(u >> (64 - listedBits))
	if s := v.slots[rank]; uint32(u) >= s.limit {
		rank = s.other
	}
	if rank == listed-1 {
		return beyond(r)
	}
	return rank
}

// beyond draws a rank that is not listed, by the power law.
func beyond(r *random) uint32 {
	x := listed * math.Pow(1-r.unit(), -1/(tailExponent-1))
	return uint32(min(x, lastRank))
}

// append appends the spelling of the word.
func (v *vocabulary) append(dst []byte, rank uint32) []byte {
	if rank < listed {
		return append(dst, v.spelt[v.starts[rank]:v.starts[rank+1]]...)
	}
	return invent(dst, rank)
}

// after returns the word that follows this one by habit, if this time one does.
func (v *vocabulary) after(r *random, rank uint32) (uint32, bool) {
	if int(rank) >= len(v.next) || v.next[rank].limit == 0 {
		return 0, false
	}
	return v.next[rank].rank, uint32(r.bits()) < v.next[rank].limit
}

// Syllables are an onset and a vowel; a word ends with a coda. No onset and no
// coda holds a vowel, so different numbers never make the same word.
var (
	onsets = [16]string{"", "b", "d", "f", "g", "k", "l", "m", "n", "p", "r", "s", "t", "v", "sh", "tr"}
	vowels = [8]string{"a", "e", "i", "o", "u", "ai", "ea", "io"}
	codas  = [8]string{"", "n", "r", "s", "l", "t", "nd", "x"}
)

// The classes of invented words; each has letters of its own.
const (
	acronymEvery = 14 // one in so many is an acronym of three letters
	nameEvery    = 3  // one in so many begins with a capital
	acronyms     = 26 * 26 * 26
)

// isName reports whether the invented word is a name.
func isName(rank uint32) bool { return int(rank) >= len(everyday) && rank%nameEvery == 0 }

// invent appends the word of a rank.
func invent(dst []byte, rank uint32) []byte {
	if k := rank / acronymEvery; rank%acronymEvery == 1 && k < acronyms {
		k = k * 10007 % acronyms
		return append(dst, byte('A'+k/676), byte('A'+k/26%26), byte('A'+k%26))
	}
	start := len(dst)
	dst = syllables(dst, rank)
	if isName(rank) {
		dst[start] -= 'a' - 'A'
	}
	return dst
}

// syllables spells a rank: of the first two in five in two syllables, then all
// in three, at last in four. The odd factors scatter neighbouring ranks over
// the alphabet.
func syllables(dst []byte, rank uint32) []byte {
	five, rest := uint64(rank/5), uint64(rank%5)
	switch {
	case rank < 5<<15 && rest < 2:
		return spell(dst, (2*five+rest)*81_001&(1<<17-1), 2)
	case rank < 5<<15:
		return spell(dst, (3*five+rest-2)*10_368_889&(1<<24-1), 3)
	case rank < 1<<24:
		return spell(dst, uint64(rank)*10_368_889&(1<<24-1), 3)
	default:
		return spell(dst, uint64(rank)*1_327_217_885&(1<<31-1), 4)
	}
}

// spell appends the word of a code of 7 bits a syllable and 3 for the end.
func spell(dst []byte, code uint64, n int) []byte {
	for i := range n {
		onset := onsets[code&15]
		if i > 0 && onset == "" {
			onset = "h"
		}
		dst = append(append(dst, onset...), vowels[code>>4&7]...)
		code >>= 7
	}
	return append(dst, codas[code&7]...)
}
