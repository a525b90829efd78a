// Package lists holds what the readers of cables, the analyzers and the index do
// alike with lists of values.
package lists

import "slices"

// few is the number of values up to which comparing each with all is quicker than
// a table.
const few = 16

// Distinct returns the values of all without duplicates and zero values, in order
// of first use. Its cost is linear: a damaged cable may have 300,000 addressees.
func Distinct[T comparable](all []T) []T {
	var zero T
	var out []T
	var seen map[T]bool
	if len(all) > few {
		seen = make(map[T]bool, len(all))
	}
	for i, v := range all {
		if v == zero || seen[v] || seen == nil && slices.Contains(out, v) {
			continue
		}
		if out == nil {
			out = make([]T, 0, len(all)-i)
		}
		if out = append(out, v); seen != nil {
			seen[v] = true
		}
	}
	return out
}
