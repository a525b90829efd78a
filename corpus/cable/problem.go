package cable

import (
	"fmt"
	"slices"
	"strings"
)

// The kinds of problems. The list is closed: problem kinds are values of a
// facet.
const (
	ProblemID          = "id-conflict"        // the text's MRN is not the archive's
	ProblemNoID        = "id-missing"         // neither archive nor text gives an MRN
	ProblemDate        = "date-conflict"      // the archive's date is days away from the cable's own
	ProblemNoDate      = "date-missing"       // nothing gives a date
	ProblemDTG         = "dtg-damaged"        // a DTG line that is none, or one that was repaired
	ProblemJulianDay   = "julian-day"         // the DE line and the DTG name different days
	ProblemJulianTime  = "julian-time"        // the DE line and the DTG name the same day, but different minutes
	ProblemYear        = "year-conflict"      // the DTG's year is not the id's
	ProblemOrigin      = "origin-conflict"    // the DE line's routing indicator, FM and the id's post differ
	ProblemClass       = "class-conflict"     // the text's classification has another rank than the archive's
	ProblemNoClass     = "class-missing"      // no classification line
	ProblemPortion     = "portion-conflict"   // the highest portion mark has another rank than the whole
	ProblemMark        = "mark-unknown"       // a portion mark that is no known one
	ProblemCaption     = "caption-repaired"   // a caption or classification that was garbled
	ProblemSection     = "section-gap"        // a section that is missing or one too many
	ProblemParagraph   = "paragraph-gap"      // numbers that are left out, repeated or out of order
	ProblemNumber      = "paragraph-repaired" // a paragraph's number that was misread
	ProblemDuplicate   = "duplicate-text"     // the record holds the cable more than once
	ProblemForeign     = "foreign-text"       // the record holds another cable, too
	ProblemPartial     = "partial-extract"    // the archive says that it has an extract only
	ProblemCut         = "text-cut"           // the text ends short or could not be read
	ProblemNoTags      = "tags-missing"       // no TAGS line
	ProblemTag         = "tags-misspelt"      // a TAGS code that is none and stands for another
	ProblemNoSubject   = "subject-missing"    // no subject line
	ProblemNoParagraph = "text-missing"       // no text under the header
)

// maxProblems is the number of problems of one kind that a cable lists. A text
// that is damaged all over is no better known from more of them.
const maxProblems = 20

// problem notes a problem at the byte offset at of the text; -1 is the whole.
func (r *reading) problem(kind string, at int, format string, args ...any) {
	same := 0
	for _, have := range r.c.Problems {
		if have.Kind == kind {
			same++
		}
	}
	if same >= maxProblems {
		return
	}
	message := format
	if len(args) > 0 {
		message = fmt.Sprintf(format, args...)
	}
	r.c.Problems = append(r.c.Problems, Problem{Kind: kind, Message: message})
	r.places = append(r.places, at)
}

// placeProblems sets the lines of the problems and sorts them by line.
func (r *reading) placeProblems() {
	if len(r.places) == 0 {
		return
	}
	order := make([]int, len(r.places))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(i, j int) int { return r.places[i] - r.places[j] })
	sorted := make([]Problem, 0, len(order))
	line, from := 1, 0
	for _, i := range order {
		problem := r.c.Problems[i]
		if at := min(r.places[i], len(r.text)); at >= 0 {
			line += strings.Count(r.text[from:at], "\n")
			from = at
			problem.Line = line
		}
		sorted = append(sorted, problem)
	}
	r.c.Problems = sorted
}
