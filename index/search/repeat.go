package search

import (
	"iter"
	"math/rand/v2"
	"slices"
)

// Archives hold many copies of one cable that differ in a few words, and state the
// subject of a cable again. Of such a passage only the rows of words and the
// paragraphs that differ are indexed. Phrases of up to gramLen words are found as if
// all were indexed.

// gramLen is the length of the rows of words that are compared.
const gramLen = 32

// repeats records the passages of a document.
type repeats struct {
	// grams are the hashes of the rows of gramLen words in the passages so far, nil
	// if the document has one text.
	grams map[uint64]struct{}
	// ends are the numbers of words at which the passages so far end.
	ends []int
	// work is the number of words that the search for short passages may still compare.
	work int
	// Scratch space: need are the words of a passage to index, known those in a row
	// that an earlier passage has.
	need, known []bool
	row         []uint64
	steps       []int
}

// Limits for documents of very many texts, beyond which words are indexed again.
const (
	mostGrams = 1 << 18
	mostWork  = 1 << 24
	// mostPlaces bounds how many places of a short passage are compared.
	mostPlaces = 8
)

func (r *repeats) begin(several bool) {
	r.grams, r.ends, r.work = nil, r.ends[:0], mostWork
	if several {
		r.grams = map[uint64]struct{}{}
	}
}

// remember notes the words of a passage, which begin at first.
func (g *gatherer) remember(first int) {
	r := &g.seenBefore
	r.ends = append(r.ends, len(g.words))
	if r.grams == nil || len(r.grams) > mostGrams {
		return
	}
	for _, gram := range g.grams(g.words[first:]) {
		r.grams[gram] = struct{}{}
	}
}

// prune removes those words of a passage that add nothing, and reports whether any
// are left. The words begin at first, the passage's zones at before.
func (g *gatherer) prune(p *passage, first int, before zoneLengths) bool {
	words := g.words[first:]
	if p.kind == factPassage || len(words) < gramLen {
		if len(words) == 0 || g.repeated(words) {
			g.keep(first, func(int) bool { return false })
			return false
		}
		return true
	}
	r := &g.seenBefore
	r.need, r.known = cleared(r.need, len(words)), cleared(r.known, len(words))
	need, known := 0, 0 // ends of what is set
	for i, gram := range g.grams(words) {
		if _, ok := r.grams[gram]; ok {
			known = set(r.known, max(i, known), i+gramLen)
		} else {
			need = set(r.need, max(i, need), i+gramLen)
		}
	}
	g.wholeParagraphs(words, before.paragraphs)
	return g.keep(first, func(i int) bool { return r.need[i] })
}

func cleared(list []bool, n int) []bool {
	list = slices.Grow(list[:0], n)[:n]
	clear(list)
	return list
}

// set sets a part of a list, and returns its end.
func set(list []bool, from, to int) int {
	for i := from; i < to; i++ {
		list[i] = true
	}
	return to
}

// wholeParagraphs extends the needed words by the paragraphs that have a word in no
// known row. Of the paragraphs from before on it removes those that are not whole: an
// earlier text has them, and parts of them are not paragraphs.
func (g *gatherer) wholeParagraphs(words []Word, before int) {
	r, zones := &g.seenBefore, &g.found.zones
	next, kept := before, before
	for i := 0; i < len(words); {
		end := i + 1
		for end < len(words) && words[end].zone&startsPart == 0 {
			end++
		}
		if words[i].zone&inParagraph != 0 {
			if slices.Contains(r.known[i:end], false) {
				set(r.need, i, end)
			}
			if !slices.Contains(r.need[i:end], false) {
				zones.Paragraphs[kept] = zones.Paragraphs[next]
				kept++
			}
			next++
		}
		i = end
	}
	zones.Paragraphs = zones.Paragraphs[:kept]
}

// keep removes the words of a passage that are not needed, and reports whether any are
// left.
func (g *gatherer) keep(first int, want func(i int) bool) bool {
	to := first
	names := g.named
	g.named = g.named[:0]
	for i, w := range g.words[first:] {
		named := len(names) > 0 && names[0] == first+i
		if named {
			names = names[1:]
		}
		if !want(i) {
			continue
		}
		if named {
			g.named = append(g.named, to)
		}
		g.words[to] = w
		to++
	}
	g.words = g.words[:to]
	return to > first
}

// gramSeed is random, so that the author of a cable can't predict the hashes of grams.
var gramSeed = rand.Uint64() | 1

// mix returns a hash of a number.
func mix(x uint64) uint64 {
	x = (x ^ x>>31) * gramSeed
	return (x ^ x>>29) * 0x9e3779b97f4a7c15
}

// gramPower is gramSeed to the power of gramLen-2.
var gramPower = func() uint64 {
	power := uint64(1)
	for range gramLen - 2 {
		power *= gramSeed
	}
	return power
}()

// grams yields the rows of gramLen words, by the index of the first, as hashes of
// the words, of their distances, and of their zones.
func (g *gatherer) grams(words []Word) iter.Seq2[int, uint64] {
	return func(yield func(int, uint64) bool) {
		if len(words) < gramLen {
			return
		}
		// A row is the hash of its first word, and a rolling hash of the steps to
		// the others (Karp and Rabin).
		word := func(i int) uint64 { return uint64(words[i].Term)<<32 | uint64(words[i].zone) }
		row := slices.Grow(g.seenBefore.row[:0], 2*len(words))[:2*len(words)]
		g.seenBefore.row = row
		firsts, steps := row[:len(words)], row[len(words):]
		for i := range words {
			firsts[i] = mix(word(i))
			if i > 0 {
				steps[i] = mix(firsts[i] + uint64(words[i].Position-words[i-1].Position))
			}
		}
		hash := uint64(0)
		for i := 1; i < len(words); i++ {
			if i >= gramLen {
				hash -= steps[i-gramLen+1] * gramPower
			}
			hash = hash*gramSeed + steps[i]
			if at := i - gramLen + 1; at >= 0 && !yield(at, hash^firsts[at]) {
				return
			}
		}
	}
}

// repeated reports whether words stand in the same order and in the same zones in an
// earlier passage.
func (g *gatherer) repeated(words []Word) bool {
	r := &g.seenBefore
	from := 0
	for _, end := range r.ends {
		if r.work -= end - from; r.work < 0 {
			return false
		}
		if g.repeatedIn(g.words[from:end], words) {
			return true
		}
		from = end
	}
	return false
}

func (g *gatherer) repeatedIn(earlier, words []Word) bool {
	places := 0
	for at := range g.seenBefore.occurrences(earlier, words) {
		if sameZones(earlier[at:], words) {
			return true
		}
		if places++; places == mostPlaces {
			break
		}
	}
	return false
}

// sameZones reports whether some words have at their earlier places the zones that they
// have, and do not stand in more paragraphs there.
func sameZones(earlier, words []Word) bool {
	for i, w := range words {
		e := earlier[i].zone
		switch {
		case w.zone&^e&(inBody|inSubject|inSummary|inParagraph) != 0,
			w.zone&inParagraph != 0 && w.zone>>markShift != e>>markShift,
			i > 0 && e&startsPart != 0 && w.zone&startsPart == 0:
			return false
		}
	}
	return true
}

// inRanges reports whether one of the ranges, which are in order, has a position.
func inRanges(ranges []Range, position uint32) bool {
	i, _ := slices.BinarySearchFunc(ranges, position, func(r Range, position uint32) int {
		if r.End <= position {
			return -1
		}
		return 1
	})
	return i < len(ranges) && ranges[i].Start <= position
}

// occurrences yields the indexes at which some words stand in text, at the same
// distances from each other (Knuth, Morris and Pratt).
func (r *repeats) occurrences(text, words []Word) iter.Seq[int] {
	// A step is a word and its distance from the one before.
	step := func(words []Word, i int) Word {
		return Word{Term: words[i].Term, Position: words[i].Position - words[i-1].Position}
	}
	return func(yield func(int) bool) {
		if len(words) == 1 {
			for i, w := range text {
				if w.Term == words[0].Term && !yield(i) {
					return
				}
			}
			return
		}
		// The first word has no distance, so look for the steps after it.
		n := len(words) - 1
		back := slices.Grow(r.steps[:0], n+1)[:n+1] // back[i] is the longest border of the first i steps
		clear(back)
		r.steps = back
		for i, k := 1, 0; i < n; i++ {
			for k > 0 && step(words, i+1) != step(words, k+1) {
				k = back[k]
			}
			if step(words, i+1) == step(words, k+1) {
				k++
			}
			back[i+1] = k
		}
		for i, k := 1, 0; i < len(text); i++ {
			for k > 0 && (k == n || step(text, i) != step(words, k+1)) {
				k = back[k]
			}
			if step(text, i) == step(words, k+1) {
				k++
			}
			if at := i - n; k == n && text[at].Term == words[0].Term && !yield(at) {
				return
			}
		}
	}
}
