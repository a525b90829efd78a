package mrn

import (
	"regexp"
	"strings"
	"sync"

	"reftel/corpus/post"
)

// glued matches an MRN in one word with the year first, as ids and names of files have it. It
// is compiled when it is first used, as the others here: few starts of a program use them.
var glued = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`^(?:18|19|20|21)?[0-9]{2}[A-Z][A-Z-]*?-?A?[0-9]+$`) })

// FromName returns the MRN that an id, the name of a file or the address of an archive's
// page is of, and reports whether it is of one with a year and a known post:
//
//	09STATE15113    1974STATE150591_b.html    https://example.org/cable/2009/02/09STATE15113.html
func FromName(name string) (MRN, bool) {
	if len(name) > 4*maxLength {
		return MRN{}, false
	}
	name, _, _ = strings.Cut(name, "#")
	name = name[strings.LastIndexAny(name, `/\`)+1:]
	if at := strings.IndexByte(name, '.'); at > 0 {
		name = name[:at]
	}
	id := withoutMark(strings.ToUpper(name))
	if m, ok := Repair(id); ok {
		return m, true
	}
	if !glued().MatchString(id) {
		return MRN{}, false
	}
	m, err := Parse(id, 0)
	if err != nil || m.Year == 0 {
		return MRN{}, false
	}
	if _, known := post.LookupMRN(m.Post, m.Year); !known {
		return MRN{}, false
	}
	return m, true
}
