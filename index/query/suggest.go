package query

import (
	"fmt"
	"strings"
	"unicode/utf8"

	"reftel/index/field"
)

// otherNames are names that people know the fields by, such as those of an archive's
// columns.
var otherNames = map[string]string{
	"author":       "signed",
	"classifiedby": "by",
	"declassify":   "decl",
	"day":          "date",
	"path":         "source",
	"post":         "from",
	"recipient":    "to",
	"sender":       "from",
	"sent":         "date",
	"text":         "body",
	"time":         "dtg",
	"title":        "subject",
}

// A name is a misspelling of another if a third of its letters differ, and two
// at most. No field has a longer name than maxNameLen.
const (
	maxNameLen = 24
	maxEdits   = 2
)

// suggest returns a hint that names the field nearest to a name that is none.
func suggest(name string) string {
	nearest, meant := meantField(name)
	if !meant {
		return fmt.Sprintf("%s; the nearest field is %q", hintColon, nearest+":")
	}
	return fmt.Sprintf("did you mean %q?", nearest+":")
}

// meantField returns the field nearest to a name that is none, and reports whether the
// name is probably a misspelling of it.
func meantField(name string) (nearest string, meant bool) {
	nearest, edits := nearestField(strings.ToLower(name))
	return nearest, edits <= maxEdits && 3*edits <= utf8.RuneCountInString(name)
}

// nearestField returns the field whose name or alias, or other name, takes the
// fewest edits to be made from name, and how many.
func nearestField(name string) (nearest string, edits int) {
	name = cutRunes(name, maxNameLen)
	edits = maxNameLen + 1
	try := func(candidate, field string) {
		if n := Distance(name, candidate); n < edits {
			nearest, edits = field, n
		}
	}
	for _, f := range field.All() {
		try(f.Name, f.Name)
		for _, a := range f.Aliases {
			try(a, f.Name)
		}
	}
	try("has", "has")
	try("missing", "missing")
	if known, ok := otherNames[name]; ok {
		return known, 0
	}
	return nearest, edits
}

func cutRunes(s string, n int) string {
	for i := range s {
		if n--; n < 0 {
			return s[:i]
		}
	}
	return s
}

// Distance returns the number of letters to insert, delete, replace or swap
// with their neighbour to make b from a.
func Distance(a, b string) int {
	s, t := []rune(a), []rune(b)
	var before, above []int
	row := make([]int, len(t)+1)
	for j := range row {
		row[j] = j
	}
	for i := 1; i <= len(s); i++ {
		before, above, row = above, row, make([]int, len(t)+1)
		row[0] = i
		for j := 1; j <= len(t); j++ {
			cost := 1
			if s[i-1] == t[j-1] {
				cost = 0
			}
			row[j] = min(above[j]+1, row[j-1]+1, above[j-1]+cost)
			if i > 1 && j > 1 && s[i-1] == t[j-2] && s[i-2] == t[j-1] {
				row[j] = min(row[j], before[j-2]+1)
			}
		}
	}
	return row[len(t)]
}
