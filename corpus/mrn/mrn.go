// Package mrn holds the message reference number, the name by which cables
// refer to one another: year, post and number.
package mrn

import "fmt"

// An MRN is a message reference number.
type MRN struct {
	// Year is the full year; 0 is unknown.
	Year int
	// Post is the canonical code of the post, see package post; a name that is
	// no known post stands as it is, without blanks.
	Post string
	// Number has no leading zeros: "1828"; "A50" is an airgram's.
	Number string
}

// Parse reads an MRN in any spelling. Year is that of the citing cable, for
// MRNs that name none; 0 leaves it unknown.
func Parse(s string, year int) (MRN, error) { return MRN{}, fmt.Errorf("no MRN: %q", s) }

// String returns the canonical form: "08BRUSSELS1828"; "BRUSSELS1828" where
// the year is unknown, "" without a post.
func (m MRN) String() string { return "" }

// Canonical returns an archive's id in canonical form, or the id trimmed and
// in upper case where it is no MRN.
func Canonical(id string) string { return id }

// Find returns the next MRN of a known post in text at or after from, and the
// bytes [start, end) that it takes; ok is false if there is none.
func Find(text string, from, year int) (m MRN, start, end int, ok bool) { return MRN{}, 0, 0, false }
