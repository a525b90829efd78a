package main

import (
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
)

// An output is what one goroutine writes while another one looks.
type output struct {
	mu   sync.Mutex
	text strings.Builder
}

func (o *output) Write(b []byte) (int, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.text.Write(b)
}

// take returns what was written since it was last called.
func (o *output) take() string {
	o.mu.Lock()
	defer o.mu.Unlock()
	defer o.text.Reset()
	return o.text.String()
}

// control is what a terminal obeys; of all else it shows the letters.
var control = regexp.MustCompile("\x1b\\[([0-9]*)([A-Za-z])|.|\n|\r")

// shown returns what a terminal of so many columns shows after an output: its
// lines down to the last that is not empty.
func shown(text string, columns int) string {
	lines := [][]byte{nil}
	row, column := 0, 0
	down := func() {
		if row++; row == len(lines) {
			lines = append(lines, nil)
		}
	}
	for _, m := range control.FindAllStringSubmatch(text, -1) {
		switch {
		case m[0] == "\r":
			column = 0
		case m[0] == "\n":
			down()
			column = 0
		case m[2] == "A":
			n, _ := strconv.Atoi(m[1])
			row = max(row-n, 0)
		case m[2] == "J":
			lines = lines[:row+1]
			lines[row] = lines[row][:min(column, len(lines[row]))]
		case m[2] != "":
			return "unknown control: " + strconv.Quote(m[0])
		default:
			if column == columns {
				down()
				column = 0
			}
			line := &lines[row]
			for len(*line) <= column {
				*line = append(*line, ' ')
			}
			(*line)[column] = m[0][0]
			column++
		}
	}
	var b strings.Builder
	for _, line := range lines {
		b.WriteString(string(line) + "\n")
	}
	return strings.TrimRight(b.String(), "\n") + "\n"
}

func TestShown(t *testing.T) {
	for text, want := range map[string]string{
		"abc\rx":                   "xbc\n",
		"abc\ndef\n\x1b[1A\x1b[Jg": "abc\ng\n",
		"abcdefgh":                 "abcde\nfgh\n", // does not fit into a line
		"one\n^C\x1b[1A\x1b[J":     "on\n",
		"\x1b[31mred":              "unknown control: \"\\x1b[31m\"",
	} {
		if got := shown(text, 5); got != want {
			t.Errorf("%q: got %q, want %q", text, got, want)
		}
	}
}

// frames returns the live lines of an output.
func frames(text string) []string {
	var all []string
	for _, line := range strings.Split(text, "\n") {
		if at := strings.LastIndexByte(strings.TrimSuffix(line, "\r"), '\r'); at >= 0 {
			all = append(all, strings.Trim(line[at:], "\r"))
		}
	}
	return slices.DeleteFunc(all, func(line string) bool { return strings.HasPrefix(line, "indexer: ") })
}
