package tags

import (
	"strings"
	"sync"
	"time"
)

// Nearest returns the code that a misspelt one stands for at a date: SENV for ESENV, MOPS for
// MOPPS, UNESCO for UNDESCO. That is the one known code, valid at the date, that differs by a
// letter inserted, lost or changed or by two neighbours swapped; of several the one used ten times
// as often as any other. A swap is the surest sign: ENGR is ENRG although EAGR is near, too. Nearest
// reports false for known codes and words, and where it can't tell.
//
// To correct nothing that is right, it does not touch
//
//   - codes of two or three letters, which are countries and organisations;
//   - the first letter of a code, which is its category, unless a letter was inserted before it:
//     GTIP is an office, not KTIP;
//   - letters changed or swapped, unless they make a frequent code, used in 10 cables of 6,712:
//     ASIA is a word, not ASIG;
//   - K and three letters, which may be a program that the dictionary lacks, unless a swap alone
//     makes a known one of them.
//
// Of organisations it returns those of five letters or more, for shorter names are too similar.
func Nearest(code string, at time.Time) (string, bool) {
	return nearest(upper(strings.TrimSpace(code)), yearOf(at))
}

// nearest is Nearest for a code in upper case.
func nearest(code string, year int) (string, bool) {
	const shortest, longest = 4, 12
	if len(code) < shortest || len(code) > longest || !letters(code) || dict()[code] != nil {
		return "", false
	}
	if best, ok := nearestBy(code, year, func(e edit) bool { return e == swapped }); ok || programForm(code) {
		return best, ok
	}
	return nearestBy(code, year, func(e edit) bool { return e != same && e != far })
}

// nearestBy returns the code that is by far the most used of those that one of the edits may have
// made.
func nearestBy(code string, year int, isOne func(edit) bool) (string, bool) {
	const farMore, common = 10, 10
	best, most, second := "", 0, 0
	for _, l := range correctable() {
		e, at := edited(code, l.text)
		if !isOne(e) || programForm(code) && !programForm(l.text) {
			continue
		}
		switch n := l.uses(year); {
		case n > most && mayMean(code, e, at, l) && (n >= common || e != changed && e != swapped || year < fipsYear):
			best, most, second = l.text, n, max(second, most)
		default:
			second = max(second, n)
		}
	}
	if best == "" || most < farMore*second {
		return "", false
	}
	return best, true
}

// correctable are the codes that a misspelt one can mean: subjects, programs, and organisations
// with names of five letters or more.
var correctable = sync.OnceValue(func() []*lexeme {
	const longName = 5
	var codes []*lexeme
	for _, l := range sorted() {
		if l.major() || l.entries[0].Kind == Org && len(l.text) >= longName && letters(l.text) {
			codes = append(codes, l)
		}
	}
	return codes
})

// mayMean reports whether an edit may have made the code of a known one. Codes that it rules out
// still count as others that might be meant.
func mayMean(code string, e edit, at int, l *lexeme) bool {
	const longName = 6
	switch e {
	case changed:
		return at > 0 && (l.major() || len(code) >= longName)
	case lost:
		return at > 0
	}
	return true
}

// programForm reports whether a code has the form of a program's: K and three letters.
func programForm(code string) bool { return len(code) == 4 && code[0] == 'K' }

// uses returns how often a code was used in the years of a date: the number of cables that have
// it, and at least one before 1980, when the codes were others than in the cables counted. It is 0
// for a code that was not valid.
func (l *lexeme) uses(year int) int {
	e := l.meaning(year)
	switch {
	case e == nil || !e.holds(year):
		return 0
	case year < fipsYear:
		return e.Seen + 1
	}
	return e.Seen
}

// An edit is what was done to a word.
type edit uint8

const (
	same edit = iota
	inserted
	lost
	changed
	swapped
	far // more than one of these
)

// edited returns the edit that makes got of want, and the place in got.
func edited(got, want string) (e edit, at int) {
	for at < len(got) && at < len(want) && got[at] == want[at] {
		at++
	}
	rest, right := got[at:], want[at:]
	switch {
	case rest == right:
		return same, at
	case len(rest) == len(right)+1 && rest[1:] == right:
		return inserted, at
	case len(rest)+1 == len(right) && rest == right[1:]:
		return lost, at
	case len(rest) != len(right):
		return far, at
	case rest[1:] == right[1:]:
		return changed, at
	case len(rest) > 1 && rest[0] == right[1] && rest[1] == right[0] && rest[2:] == right[2:]:
		return swapped, at
	}
	return far, at
}

// near reports whether one word is the other or one edit away from it.
func near(a, b string) bool {
	e, _ := edited(a, b)
	return e != far
}
