// Package lists holds what the readers of cables, the analyzers and the index do
// alike with lists of values.
package lists

import (
	"slices"
	"strings"
)

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

// Row returns what follows a key and a tab in the line of a table that begins with them. The
// lines are in the order of their keys, each of which ends in a tab. Nothing of the table is
// kept in memory: a table of 2,000 lines as a map takes half a millisecond to make.
func Row(table, key string) (rest string, found bool) {
	for table != "" {
		from := strings.LastIndexByte(table[:len(table)/2], '\n') + 1
		line, after, _ := strings.Cut(table[from:], "\n")
		at, rest, _ := strings.Cut(line, "\t")
		switch c := strings.Compare(key, at); {
		case c == 0:
			return rest, true
		case c < 0:
			table = table[:from]
		default:
			table = after
		}
	}
	return "", false
}
