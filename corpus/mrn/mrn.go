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
// This package reads all of these.
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
	// Post is the canonical code of the post (see package post), or the letters
	// of an unknown name in upper case.
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
	year, hyphen := "", ""
	if m.Year != 0 {
		year = dtg.ShortYear(m.Year)
	}
	if isLetter(m.Number[0]) {
		hyphen = "-"
	}
	return year + m.Post + hyphen + m.Number
}

// Parse parses an MRN in any spelling, with the year first, last or missing. Year
// is the year of the citing cable, 0 if unknown. An MRN without a year gets that
// year, and so does one with a later year, because no cable cites a future one.
//
// A misspelt post is corrected if it can only mean one post. An unknown name is
// kept if the MRN has a year. The error says what was expected; the MRN is then
// zero.
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

// mrn returns the MRN that the parts form in a cable of the year citing.
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

// parseError quotes the start of a long text only.
func parseError(s string, err error) error {
	const room = 40
	s = strings.TrimSpace(s)
	if len(s) > room {
		s = s[:room] + "…"
	}
	return fmt.Errorf("message reference number %q: %w", s, err)
}

// Canonical returns an archive's id in canonical form. An id that is not an MRN,
// such as doc-17, is only trimmed and put in upper case: without a year the post
// must be known, and an unknown post counts only between digits. Damaged ids are
// repaired.
func Canonical(id string) string {
	canonical, _ := Mend(id)
	return canonical
}

// Mend is Canonical, and reports whether the id was repaired.
func Mend(id string) (canonical string, repaired bool) {
	if m, ok := Repair(id); ok {
		return m.String(), true
	}
	return asStated(id), false
}

// asStated returns an id that is not damaged in canonical form.
func asStated(id string) string {
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

// names reports whether the name in a form means a post. Without a year it must
// be a name of the post; with a year it may be an abbreviation or a misspelling.
func (f form) names(m MRN) bool {
	if m.Year == 0 {
		_, ok := post.Lookup(f.name)
		return ok
	}
	_, ok := post.Lookup(m.Post)
	return ok
}

// isGlued reports whether an id is digits, letters and digits only.
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

// fullYear returns the year that two or four places stand for, 0 for no digits.
// The first place may be a letter O, which is not among the digits.
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

// citedYear returns the year of an MRN that states the year named in a cable of
// the year citing; either may be 0 for unknown.
func citedYear(named, citing int) int {
	if !isYear(citing) || named != 0 && named <= citing {
		return named
	}
	return citing
}
