// Package mrn holds the message reference number, the name by which cables
// refer to one another: year, post and number.
//
//	08BRUSSELS1828
//
// That is the canonical form, after the Cablegate ids: two digits of the year
// (four where two would mean another: those of 1966 to 2065 have two), the
// post's code (package post), the number without zeros. Airgrams have a number
// of their own: 73BANGKOK-A50.
//
// Texts write BRUSSELS 001828, 08 BRUSSELS 1828, 2008 Brussels 1828 or BRUSSELS
// 1828 (08), the National Archives 1974STATE150591, and both misspell the post.
// All of that is read here.
package mrn

import (
	"errors"
	"fmt"
	"strconv"
	"strings"

	"reftel/corpus/dtg"
	"reftel/corpus/post"
)

// An MRN is a message reference number.
type MRN struct {
	// Year is the full year; 0 is unknown.
	Year int
	// Post is the canonical code of the post, see package post; a name that is
	// no known post stands as it is, by its letters in upper case.
	Post string
	// Number has no leading zeros: "1828"; "A50" is an airgram's.
	Number string
}

// String returns the canonical form: "08BRUSSELS1828"; "BRUSSELS1828" where
// the year is unknown, "" without a post or a number.
func (m MRN) String() string {
	if m.Post == "" || m.Number == "" {
		return ""
	}
	s := m.Post + m.Number
	if isLetter(m.Number[0]) {
		s = m.Post + "-" + m.Number
	}
	if m.Year == 0 {
		return s
	}
	return dtg.ShortYear(m.Year) + s
}

// Parse reads an MRN in any spelling, with the year before or after the rest or
// without it. Year is that of the citing cable, 0 if it is unknown: an MRN that
// names no year is of that year, and so is one that names a later, for no cable
// cites a younger one.
//
// Misspelt posts are mended where one post alone can be meant; a name that is
// no post is taken as it is if the MRN names its year. The error says what was
// expected; the MRN is then zero.
func Parse(s string, year int) (MRN, error) {
	f, ok := split(s)
	if !ok {
		return MRN{}, parseError(s, errForm)
	}
	m, err := f.mrn(year)
	if err != nil {
		return MRN{}, parseError(s, err)
	}
	return m, nil
}

// mrn reads the parts of an MRN in a cable of that year.
func (f form) mrn(citing int) (MRN, error) {
	number := strings.TrimLeft(f.number, "0")
	if number == "" || len(number) > maxDigits {
		return MRN{}, errNumber
	}
	named, ok := fullYear(f.year, f.places)
	if !ok {
		return MRN{}, errYear
	}
	year := citedYear(named, citing)
	code, airgram := findPost(f, year)
	if code == "" {
		return MRN{}, errPost
	}
	if airgram {
		number = "A" + number
	}
	return MRN{Year: year, Post: code, Number: number}, nil
}

var (
	errForm   = errors.New("expected year, post and number such as 08BRUSSELS1828")
	errNumber = errors.New("expected a number above zero of at most 8 digits")
	errYear   = errors.New("expected a year from 1800 to 2199, of two or four digits")
	errPost   = errors.New("expected the name of a post")
)

// parseError quotes no more of a text than a message has room for.
func parseError(s string, err error) error {
	const room = 40
	s = strings.TrimSpace(s)
	if len(s) > room {
		s = s[:room] + "…"
	}
	return fmt.Errorf("message reference number %q: %w", s, err)
}

// Canonical returns an archive's id in canonical form, or the id trimmed and in
// upper case where it is no MRN. An id of another kind, such as doc-17, is left
// alone: without a year the post must be a known one, and one that is not known
// counts only in the form of digits, letters, digits.
func Canonical(id string) string {
	asItStands := strings.ToUpper(strings.TrimSpace(id))
	f, ok := split(id)
	if !ok {
		return asItStands
	}
	m, err := f.mrn(0)
	if err != nil || !f.names(m) && !isGlued(asItStands) {
		return asItStands
	}
	return m.String()
}

// names reports whether the name in a form is that of a post: without a year
// one of its names, else an abbreviation or a misspelling, too.
func (f form) names(m MRN) bool {
	if m.Year == 0 {
		_, ok := post.Lookup(f.name)
		return ok
	}
	_, ok := post.Lookup(m.Post)
	return ok
}

// isGlued reports whether an id is a year, letters and a number, and no more.
func isGlued(id string) bool {
	letters := strings.TrimLeft(id, "0123456789")
	number := strings.TrimLeft(letters, "ABCDEFGHIJKLMNOPQRSTUVWXYZ")
	return len(letters) < len(id) && len(number) < len(letters) && strings.Trim(number, "0123456789") == ""
}

// The years that an MRN can name.
const (
	firstYear = 1800
	lastYear  = 2199
)

// maxDigits is the length of the longest number: the eight digits of a page
// line, without zeros.
const maxDigits = 8

// fullYear returns the year that two or four places name, 0 for no digits. Of
// the places the first may be a letter O that is not among the digits.
func fullYear(digits string, places int) (year int, ok bool) {
	if digits == "" {
		return 0, true
	}
	year, err := strconv.Atoi(digits)
	if err == nil && places == 2 {
		year = dtg.FullYear(year)
	}
	return year, err == nil && isYear(year)
}

func isYear(year int) bool { return year >= firstYear && year <= lastYear }

// citedYear returns the year of an MRN that names one, or 0, in a cable of
// the year citing, or 0.
func citedYear(named, citing int) int {
	if !isYear(citing) || named != 0 && named <= citing {
		return named
	}
	return citing
}
