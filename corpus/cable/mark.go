package cable

import "strings"

// Classification values, lowest first: see Classifications.
const (
	unclassified = "UNCLASSIFIED"
	officialUse  = "LIMITED OFFICIAL USE"
	fouo         = "FOR OFFICIAL USE ONLY"
	sensitive    = "SENSITIVE BUT UNCLASSIFIED"
	confidential = "CONFIDENTIAL"
	secret       = "SECRET"
	topSecret    = "TOP SECRET"
)

// markLevels are the levels of portion marks, by 5 FAH-1 H-246 and by what is
// seen in cables.
var markLevels = []struct{ spelling, mark, class string }{
	{"U", "U", unclassified},
	{"C", "C", confidential},
	{"S", "S", secret},
	{"SBU", "SBU", sensitive},
	{"TS", "TS", topSecret},
	{"LOU", "LOU", officialUse},
	{"FOUO", "FOUO", fouo},
	{"UNCLAS", "U", unclassified},
	{"UNCLASSIFIED", "U", unclassified},
	{"CONFIDENTIAL", "C", confidential},
	{"SECRET", "S", secret},
}

// markControls are what may follow the level, and the caption that it means.
var markControls = []struct{ spelling, mark, handling string }{
	{"NF", "NF", "NOFORN"},
	{"NOFORN", "NF", "NOFORN"},
	{"OC", "OC", "ORCON"},
	{"ORCON", "OC", "ORCON"},
	{"NC", "NC", "NOCONTRACT"},
	{"NOCONTRACT", "NC", "NOCONTRACT"},
	{"FGI", "FGI", "FGI"},
	{"LIMDIS", "LIMDIS", "LIMDIS"},
	{"EXDIS", "EXDIS", "EXDIS"},
	{"NODIS", "NODIS", "NODIS"},
	{"SI", "SI", "SI"},
	{"ENTIRE TEXT", "", ""},
}

// Mark reads a portion mark, with or without its parentheses, in any of the
// spellings of cables: "(S//NF)", "c-nf", "S//Rel to NATO, ISAF". It returns
// the mark in canonical form ("S/NF", "S/REL NATO, ISAF"), the classification
// that it stands for (one of Classifications) and its handling captions
// ("NOFORN", "REL NATO, ISAF"). ok is false, and all else empty, if s is no
// portion mark.
func Mark(s string) (mark, classification string, handling []string, ok bool) {
	if s == "" || !isLetter(s[0]) || !isLetter(s[len(s)-1]) {
		s = strings.Trim(s, " \t\r\n()[]{}/")
	}
	for _, l := range markLevels {
		if !hasPrefixFold(s, l.spelling) {
			continue
		}
		rest := s[len(l.spelling):]
		if rest == "" {
			return l.mark, l.class, nil, true
		}
		if isLetter(rest[0]) {
			continue
		}
		if mark, class, handling, ok := markWith(l.mark, l.class, rest); ok {
			return mark, class, handling, true
		}
	}
	return "", "", nil, false
}

// markWith reads the controls after the level of a mark.
func markWith(level, class, rest string) (mark, classification string, handling []string, ok bool) {
	mark, classification = level, class
	for {
		rest = strings.TrimLeft(rest, " \t\r\n/-,")
		switch {
		case rest == "":
			return mark, classification, handling, true
		case hasPrefixFold(rest, "REL"):
			list, ok := releasableTo(rest)
			return mark + "/" + list, classification, append(handling, list), ok
		case hasWordFold(rest, "FOUO") && level == "U":
			mark, classification, rest = "U/FOUO", fouo, rest[len("FOUO"):]
			continue
		}
		n := 0
		for _, c := range markControls {
			if hasWordFold(rest, c.spelling) {
				n = len(c.spelling)
				if c.mark != "" {
					mark += "/" + c.mark
					handling = append(handling, c.handling)
				}
				break
			}
		}
		if n == 0 {
			return "", "", nil, false
		}
		rest = rest[n:]
	}
}

// releasableTo reads "REL TO NATO, ISAF", "Releasable to Italy" and the like.
func releasableTo(s string) (list string, ok bool) {
	s = strings.ToUpper(s)
	word := s[:letters(s)]
	if word != "REL" && word != "RELEASABLE" {
		return "", false
	}
	s = strings.TrimPrefix(strings.TrimSpace(s[len(word):])+" ", "TO ")
	names := strings.FieldsFunc(strings.ReplaceAll(s, " AND ", ","), func(r rune) bool { return r == ',' || r == '/' })
	kept := names[:0]
	for _, name := range names {
		if name = strings.Join(strings.Fields(name), " "); name != "" {
			kept = append(kept, name)
		}
	}
	if len(kept) == 0 || len(kept) > 12 {
		return "", false
	}
	return "REL " + strings.Join(kept, ", "), true
}

// maxMarkLength is the number of bytes within which a portion mark is closed.
const maxMarkLength = 40

// markAt reads the portion mark in parentheses that s begins with. It returns
// the mark as written and the bytes that it takes, 0 if there is none. Known
// is false for a short word in capitals that is no known mark, such as "(SE)".
func markAt(s string) (mark string, n int, known bool) {
	if s == "" || s[0] != '(' && s[0] != '[' && s[0] != '{' {
		return "", 0, false
	}
	if len(s) < 3 {
		return "", 0, false
	}
	switch c := upper(s[1]); c {
	case 'U', 'C', 'S', 'T', 'L', 'F', ' ':
	default:
		return "", 0, false
	}
	s = s[:min(len(s), maxMarkLength)]
	end := 2
	for end < len(s) && s[end] != ')' && s[end] != ']' && s[end] != '}' {
		end++
	}
	if end == len(s) {
		return "", 0, false
	}
	inner := s[1:end]
	if end == 2 {
		return inner, 3, upper(s[1]) == 'U' || upper(s[1]) == 'C' || upper(s[1]) == 'S'
	}
	if _, _, _, ok := Mark(inner); ok {
		return inner, end + 1, true
	}
	return inner, end + 1, false
}
