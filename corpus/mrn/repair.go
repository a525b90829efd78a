package mrn

import (
	"regexp"
	"strings"
	"sync"
	"unicode/utf8"

	"reftel/corpus/post"
)

// Repair returns the MRN that an archive's id stands for if the id is damaged,
// and reports whether it is. Archives took ids from texts in which the section
// line or the classification was joined to the MRN, the year was doubled, or the
// post misspelt:
//
//	08ECTION01OF02MANAMA492    08MANAMA492
//	09EFTOLONDON2240           09LONDON2240
//	7575LIBREVILLE1895         75LIBREVILLE1895
//	03BISHTEK1234              03BISHKEK1234
//
// The post must be a known one. An id that is another spelling of an MRN, such
// as 2008BRUSSELS01828, is not damaged.
func Repair(id string) (MRN, bool) {
	if len(id) > maxLength {
		return MRN{}, false
	}
	id = withoutMark(compact(id))
	year, rest, damaged := damagedYear(id)
	if year == 0 {
		return MRN{}, false
	}
	if bare, ok := cutSection(rest); ok {
		rest, damaged = bare, true
	}
	name, number, captioned := nameAndNumber(rest)
	if name == "" {
		return MRN{}, false
	}
	p, ok := post.LookupMRN(name, year)
	if !ok {
		damaged = true
		if p, ok = withoutCaption(name, year); !ok {
			p, ok = post.Resolve(name, year)
		}
	}
	return MRN{Year: year, Post: p.Code, Number: number}, ok && (damaged || captioned)
}

// compact returns an id in upper case and without blanks, as most ids are.
func compact(id string) string {
	for i := range len(id) {
		if c := id[i]; c <= ' ' || c >= utf8.RuneSelf || c-'a' < 26 {
			return strings.Join(strings.Fields(strings.ToUpper(id)), "")
		}
	}
	return id
}

// withoutDigits returns s without the digits at its end.
func withoutDigits(s string) string {
	for s != "" && isDigit(s[len(s)-1]) {
		s = s[:len(s)-1]
	}
	return s
}

// isCapitals reports whether s has capital letters only.
func isCapitals(s string) bool {
	for i := range len(s) {
		if s[i]-'A' >= 26 {
			return false
		}
	}
	return true
}

// withoutMark cuts the mark of a source in PlusD off an id: _A to _E.
func withoutMark(id string) string {
	if n := len(id) - 2; n > 0 && id[n] == '_' && isLetter(id[n+1]) {
		return id[:n]
	}
	return id
}

// sectionNumber matches a year whose section number follows at once:
// 0801OF02MANAMA492.
var sectionNumber = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`^\d\d([O0]?\d[OGQCD0][FEP][O0]?\d)`) })

// damagedYear cuts the year off the start of an id. The year may be written
// twice, if that makes no year of its own: 7575, 082008; not 2020.
func damagedYear(id string) (year int, rest string, damaged bool) {
	n := digitRun(id, 0)
	rest = id[n:]
	if n == 2 || n == 4 {
		if year, ok := fullYear(id[:n], n); ok {
			return year, rest, false
		}
	}
	if sectionNumber().MatchString(id) {
		year, _ = fullYear(id[:2], 2)
		return year, id[2:], true
	}
	for _, at := range [...]int{2, 4} {
		if second := n - at; second == 2 || second == 4 {
			year, ok := fullYear(id[:at], at)
			again, ok2 := fullYear(id[at:n], second)
			if ok && ok2 && year == again {
				return year, rest, true
			}
		}
	}
	return 0, "", false
}

// sectionLine matches a section line before a post or after a number, with its
// word, its numbers and OF read as they may have been by a scanner.
var (
	sectionBefore = sync.OnceValue(func() *regexp.Regexp {
		return regexp.MustCompile(`^([A-Z015]*?)[-/]?[O0]?\d{1,2}[OGQCD0][FEP][O0]?\d{1,2}([A-Z]{2}.*)$`)
	})
	sectionAfter = sync.OnceValue(func() *regexp.Regexp {
		return regexp.MustCompile(`^([A-Z]+\d+?)([A-Z][A-Z015]*?)[O0]?\d{1,2}[OGQCD0][FEP][O0]?\d{1,2}$`)
	})
)

// cutSection cuts a section line off the rest of an id and reports whether there
// was one.
func cutSection(rest string) (bare string, ok bool) {
	if isCapitals(withoutDigits(rest)) {
		return rest, false // a name and a number, as nearly always
	}
	if m := sectionBefore().FindStringSubmatch(rest); m != nil && isSectionWord(m[1]) {
		return m[2], true
	}
	if m := sectionAfter().FindStringSubmatch(rest); m != nil && m[2] != "" && isSectionWord(m[2]) {
		return m[1], true
	}
	return rest, false
}

// isSectionWord reports whether a word is SECTION or its end with at most one
// letter wrong, perhaps after captions, or nothing.
func isSectionWord(w string) bool {
	w = lookalikes.Replace(w)
	for _, c := range captions {
		w = strings.TrimPrefix(w, c)
	}
	const section = "SECTION"
	return w == "" || len(w) <= len(section)+1 && common(w, section) >= max(2, len(w)-1)
}

var lookalikes = strings.NewReplacer("0", "O", "1", "I", "5", "S")

// common returns the length of the longest common subsequence of a and b.
func common(a, b string) int {
	row := make([]int, len(b)+1)
	for i := range len(a) {
		diagonal := 0
		for j := range len(b) {
			above := row[j+1]
			if a[i] == b[j] {
				row[j+1] = diagonal + 1
			} else {
				row[j+1] = max(above, row[j])
			}
			diagonal = above
		}
	}
	return row[len(b)]
}

// nameAndNumber splits the rest of an id, and reports whether captions followed
// the number.
func nameAndNumber(rest string) (name, number string, captioned bool) {
	name = withoutDigits(rest)
	if len(name) == len(rest) {
		for _, c := range captions {
			if bare, ok := strings.CutSuffix(rest, c); ok {
				name, number, _ = nameAndNumber(bare)
				return name, number, true
			}
		}
		return "", "", false
	}
	number = strings.TrimLeft(rest[len(name):], "0")
	if number == "" || len(number) > maxDigits || len(name) < 2 || !isCapitals(name) {
		return "", "", false
	}
	return name, number, false
}
