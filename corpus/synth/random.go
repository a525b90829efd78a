package main

import (
	"math/bits"
	"math/rand/v2"
	"sort"
)

// A random is a stream of chance that a seed and a number decide, so that each
// cable has its own whoever writes it.
type random struct{ pcg rand.PCG }

// reset starts the stream of that number.
func (r *random) reset(seed, number uint64) {
	r.pcg.Seed(seed, (number+1)*0x9e3779b97f4a7c15)
}

func (r *random) bits() uint64 { return r.pcg.Uint64() }

// below returns one of 0 to n-1; n is positive.
func (r *random) below(n int) int {
	hi, _ := bits.Mul64(r.bits(), uint64(n))
	return int(hi)
}

// unit returns a number from 0 up to, but not including, 1.
func (r *random) unit() float64 { return float64(r.bits()>>11) / (1 << 53) }

func (r *random) chance(p float64) bool { return r.unit() < p }

// one returns one of the list, each as likely.
func one[T any](r *random, list []T) T { return list[r.below(len(list))] }

// A spread is a distribution by some of its quantiles, smallest first. Between
// two of them all values are equally likely.
type spread []quantile

// A quantile says that this share of the values are at most at.
type quantile struct{ share, at float64 }

// draw returns a value between the first quantile and the last.
func (s spread) draw(r *random) float64 {
	u := s[0].share + r.unit()*(s[len(s)-1].share-s[0].share)
	i := 1
	for i < len(s)-1 && s[i].share < u {
		i++
	}
	low, high := s[i-1], s[i]
	return low.at + (high.at-low.at)*(u-low.share)/(high.share-low.share)
}

// count draws a whole number.
func (s spread) count(r *random) int { return int(s.draw(r)) }

// A choice is a list of which some are more likely than others.
type choice[T any] struct {
	values []T
	sums   []float64 // of the weights up to this value
}

// add adds a value with its weight, which is its count where it was measured.
func (c *choice[T]) add(value T, weight float64) {
	if n := len(c.sums); n > 0 {
		weight += c.sums[n-1]
	}
	c.values = append(c.values, value)
	c.sums = append(c.sums, weight)
}

// draw returns one of the values; there must be one.
func (c *choice[T]) draw(r *random) T {
	u := r.unit() * c.sums[len(c.sums)-1]
	return c.values[sort.Search(len(c.sums)-1, func(i int) bool { return c.sums[i] > u })]
}

// A weight is a value with its count.
type weight[T any] struct {
	value T
	count float64
}

func choose[T any](list ...weight[T]) *choice[T] {
	var c choice[T]
	for _, w := range list {
		c.add(w.value, w.count)
	}
	return &c
}
