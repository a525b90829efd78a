package cable

import (
	"errors"
	"regexp"
	"strings"
	"sync"

	"reftel/corpus"
	"reftel/corpus/mrn"
	"reftel/corpus/post"
	"reftel/corpus/tags"
)

// ErrNoCable is returned by Reader.Recognize for a record that is not a cable.
var ErrNoCable = errors.New("no cable: expected a date-time group, an FM or TO line, a classification line, a page header, or labels such as TAGS and SUBJECT")

// Recognize returns nil if the record is a cable, else ErrNoCable. A record with an
// id is a cable, because archives name the cables they hold. Otherwise the text
// must have a line that only cables have, or two different signs that other texts
// may also have. An MRN within a sentence is not a sign.
func (r *Reader) Recognize() error {
	if r.rec.ID != "" || (recognizer{&r.begin().reading}).isCable() {
		return nil
	}
	return ErrNoCable
}

// A recognizer decides whether a record is a cable.
type recognizer struct{ *reading }

// isCable reports whether the text is that of a cable.
func (r recognizer) isCable() bool {
	if len(r.rec.Facts) > 0 {
		return r.rec.Format == corpus.HTML || r.hasCableLines()
	}
	return archiveReader(r).coverAt() >= 0 || len(r.c.Facts) > 0 || archiveReader(r).attributesAt() >= 0 || r.hasCableLines()
}

// hasCableLines reports whether the lines of the text are those of a cable.
func (r recognizer) hasCableLines() bool {
	var weak signs
	for _, l := range r.all {
		if l.in == l.end || l.start >= r.factsAt {
			continue
		}
		s := r.text[l.in:l.end]
		switch l.form {
		case formPage, formPost:
			return true
		}
		if isCableLine(s) {
			return true
		}
		if weak |= weakSigns(s, l.form); weak.several() {
			return true
		}
	}
	x := extentReader{reading: r.reading}
	for _, s := range x.collectStarts(len(r.text)) {
		if s.id.Number != "" && x.hasHeader(s.opening) {
			return true
		}
	}
	return false
}

// These are compiled when they are first used, since few starts of a program use them.
var (
	// dtgLine is a date-time group on its line, as sent or scanned.
	dtgLine = sync.OnceValue(func() *regexp.Regexp {
		return regexp.MustCompile(`^(?:[ZOPRYB] ){0,4}[0-9OIl]{6,7} ?[Z2] ?(?:JAN|FEB|MAR|APR|MAY|JUN|JUL|AUG|SEP|OCT|NOV|DEC)[A-Z]* ?(?:\d\d|$)|^(?:[ZOPR] ){1,4}\d{6} ?Z\b`)
	})
	// orderLine is an E.O. line, mrnLabel a label whose value is an MRN, and
	// spacedOut a classification printed with blanks between its letters.
	orderLine = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`(?i)^E\.? ?[O0]\.? ?:? ?1\d{4} ?:`) })
	mrnLabel  = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`(?i)^(?:MRN|Document Number|Canonical ID): *(\S.*)`) })
	spacedOut = sync.OnceValue(func() *regexp.Regexp {
		return regexp.MustCompile(`^(?:C O N F I D E N T I A L|S E C R E T|U N C L A S|L I M I T E D  ?O F F I C I A L)\b`)
	})
	// stations are words of the names of addressees.
	stations = sync.OnceValue(func() *regexp.Regexp {
		return regexp.MustCompile(`\b(?:AMEMBASSY|AMCONSUL|AMCONGEN|USMISSION|USINT|USLO|SECSTATE|SECDEF|WHITEHOUSE|USUN|RU[A-Z]{4,5}/[A-Z])`)
	})
)

// isCableLine reports whether only cables have a line like s.
func isCableLine(s string) bool {
	switch upper(s[0]) {
	case 'Z', 'O', 'P', 'R', 'Y', 'B', '0', '1', '2', '3':
		if dtgLine().MatchString(s) || isCableID(s) {
			return true
		}
	case '4', '5', '6', '7', '8', '9':
		return isCableID(s)
	}
	switch s[0] {
	case 'F', 'T', 'I', 'E':
		if isLabelledStation(s) || orderLine().MatchString(s) {
			return true
		}
		return strings.HasPrefix(s, "TAGS") && isTagsLine(s[4:])
	case 'e':
		return orderLine().MatchString(s)
	case 'S':
		return strings.HasPrefix(s, "SUBJECT:") || strings.HasPrefix(s, "SUBJ:") || spacedOut().MatchString(s)
	case 'U':
		return isUnclas(s) || spacedOut().MatchString(s)
	case 'C', 'L':
		return spacedOut().MatchString(s) || hasPrefixFold(s, "Classified by:")
	case 'V':
		return strings.HasPrefix(s, "VZCZC")
	case 'D':
		return strings.HasPrefix(s, "DE RU") || isMRNLabel(s)
	case 'M':
		return isMRNLabel(s)
	case 'R':
		return strings.HasPrefix(s, "REF:") && isRefItem(strings.TrimSpace(s[4:]))
	}
	return strings.HasPrefix(s, "ZNY ") || strings.HasPrefix(s, "ZNR ")
}

// isLabelledStation reports whether s is an FM, TO or INFO line, possibly misread
// in a scan.
func isLabelledStation(s string) bool {
	for _, w := range [...]string{"FM ", "EM ", "TO ", "INFO "} {
		rest, ok := strings.CutPrefix(s, w)
		if !ok {
			continue
		}
		rest = strings.TrimSpace(rest)
		if len(rest) < 3 || !upperOnly(rest) {
			return false
		}
		if stations().MatchString(rest) {
			return true
		}
		_, known := post.Lookup(strings.TrimRight(rest, " 0123456789"))
		return known && w != "TO " && w != "INFO "
	}
	return false
}

// isTagsLine reports whether s, what follows the label TAGS, has a known code.
func isTagsLine(s string) bool {
	for word := range strings.FieldsFuncSeq(s, func(r rune) bool { return strings.ContainsRune(" :,;\t", r) }) {
		if (len(word) == 2 || len(word) == 4) && upperOnly(word) && len(tags.Meanings(word)) > 0 {
			return true
		}
	}
	return false
}

// isUnclas reports whether s begins with UNCLAS, which only cables have.
func isUnclas(s string) bool {
	rest, ok := strings.CutPrefix(s, "UNCLAS")
	return ok && (rest == "" || isBlank(rest[0])) && upperOnly(s[:min(len(s), 30)])
}

// isCableID reports whether the line s is an MRN with its year and nothing else.
func isCableID(s string) bool {
	if len(s) > 30 || !isDigit(s[0]) || !upperOnly(s) || strings.IndexByte(s, '\t') >= 0 {
		return false
	}
	m, err := mrn.Parse(s, 0)
	if err != nil || m.Year == 0 {
		return false
	}
	_, known := post.Lookup(m.Post)
	return known
}

// isMRNLabel reports whether s is a label with an MRN.
func isMRNLabel(s string) bool {
	m := mrnLabel().FindStringSubmatch(s)
	if m == nil {
		return false
	}
	_, err := mrn.Parse(strings.TrimSpace(m[1]), 0)
	return err == nil
}

// signs is a set of features that cables have and other texts may have.
type signs uint8

const (
	signSubject signs = 1 << iota
	signTags
	signRef
	signBanner
	signMark
	signRelease
	signOrder
	signEnd
)

// several reports whether the set has at least two signs.
func (s signs) several() bool { return s&(s-1) != 0 }

// weakSigns returns the signs that the line s shows.
func weakSigns(s string, f form) (found signs) {
	switch f {
	case formBanner:
		if upperOnly(s) && letters(s) > 2 {
			found |= signBanner
		}
	case formStamp:
		if isReleaseStamp(s) || isReleaseNotice(s) {
			found |= signRelease
		}
	case formEnd:
		if strings.HasPrefix(s, "NNNN") {
			found |= signEnd
		}
	}
	if len(s) < 4 {
		return found
	}
	switch upper(s[0]) {
	case 'S', 'U':
		if n := subjectLabel(s); n > 0 && n < len(s) && s[n] == ':' {
			found |= signSubject
		}
	case 'T':
		if hasPrefixFold(s, "TAGS:") {
			found |= signTags
		}
	case 'R':
		if n := refLabel(s); n > 0 && n < len(s) && s[n] == ':' {
			found |= signRef
		}
	case 'E':
		if eoLabel(s) > 0 {
			found |= signOrder
		}
	}
	if m, ok := parseMarker(s); ok && m.mark != "" && len(s) > m.end {
		found |= signMark
	}
	return found
}
