package main

import (
	"iter"
	"strings"
)

// rows yields the lines of a text with their numbers, from 1, each split at its tabs. It
// leaves out empty lines and those that begin with #.
func rows(text string) iter.Seq2[int, []string] {
	return func(yield func(int, []string) bool) {
		number := 0
		for line := range strings.Lines(text) {
			number++
			line = strings.TrimRight(line, "\r\n")
			if line == "" || line[0] == '#' {
				continue
			}
			if !yield(number, strings.Split(line, "\t")) {
				return
			}
		}
	}
}
