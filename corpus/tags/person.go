package tags

import (
	"strings"
	"unicode"
)

// fullNames completes names that archives print without the initial which the TAGS of the
// time have (general knowledge). Each is given with the years in which it was used.
var fullNames = []struct {
	short, full string
	from, until int
}{
	{"STEINBERG, JAMES", "STEINBERG, JAMES B.", 2001, 2014},
	{"BUSH, GEORGE", "BUSH, GEORGE W.", 2001, 2014},
}

// fullName returns the name as the TAGS of the year have it.
func fullName(name string, year int) string {
	for _, n := range fullNames {
		if n.short == name && year >= n.from && year < n.until {
			return n.full
		}
	}
	return name
}

// personAt returns the person that begins at token i, written without parentheses and comma:
// surname, given name and perhaps an initial; and the number of tokens, 0 if there is none. A
// known given name tells, or the place after OVIP (visits of prominent persons).
func (r *reader) personAt(i int) (name string, n int) {
	if i+1 >= len(r.tokens) {
		return "", 0
	}
	a, b := &r.tokens[i], &r.tokens[i+1]
	switch known := b.lex.is(given); {
	case !isName(b):
		return "", 0
	case isName(a) && (known || r.visit && !b.hard):
	case isAcronym(a) && known && r.visit:
	default:
		return "", 0
	}
	name = a.s + ", " + b.s
	if i+2 < len(r.tokens) && isInitial(&r.tokens[i+2]) {
		return name + " " + r.tokens[i+2].s, 3
	}
	return fullName(name, r.year), 2
}

// isName reports whether a token can be part of a person's name.
func isName(t *token) bool {
	const shortest = 2
	return !t.person && len(t.s) >= shortest && !t.lex.isCode() && !t.lex.is(word|term|adjective|end|with) &&
		!strings.ContainsAny(t.s, "/&.0123456789")
}

// isAcronym reports whether a token is the code of an organisation that may be a surname: DOE.
func isAcronym(t *token) bool {
	return t.lex.isCode() && len(t.s) > 2 && t.lex.entries[0].Kind == Org && letters(t.s)
}

func isInitial(t *token) bool {
	return !t.hard && (len(t.s) == 1 || len(t.s) == 2 && t.s[1] == '.')
}

// persons adds the persons of a pair of parentheses: "DOE, JANE", or several with semicolons
// between. Without a comma they are persons only after OVIP. It reports whether they are persons.
func (s *scanner) persons(inner string) bool {
	comma := strings.Contains(inner, ",")
	if !comma && !s.afterVisit() {
		return false
	}
	for name := range strings.SplitSeq(inner, ";") {
		if !s.isPerson(name) {
			return false
		}
	}
	for name := range strings.SplitSeq(inner, ";") {
		s.hard = true
		s.add(token{s: personName(name), person: true})
	}
	return true
}

// afterVisit reports whether OVIP was read, and nothing but persons since.
func (s *scanner) afterVisit() bool {
	i := len(s.tokens) - 1
	for i >= 0 && s.tokens[i].person {
		i--
	}
	return i >= 0 && s.tokens[i].s == "OVIP"
}

// isPerson reports whether text in parentheses is a name: letters, and not codes only.
func (s *scanner) isPerson(text string) bool {
	words, codes := 0, 0
	for w := range fields(text) {
		l := s.dict[trim(w)]
		if !hasLetter(w) || strings.ContainsAny(w, "0123456789/:") || l.is(word|term|adjective|caption) {
			return false
		}
		if words++; l.isCode() {
			codes++
		}
	}
	return words > codes
}

// fields yields the words of a text in upper case, without commas.
func fields(text string) func(func(string) bool) {
	return func(yield func(string) bool) {
		isGap := func(r rune) bool { return r == ',' || r < ' ' || unicode.IsSpace(r) }
		for w := range strings.FieldsFuncSeq(upper(text), isGap) {
			if !yield(w) {
				return
			}
		}
	}
}

// personName returns a name in the form "DOE, JANE Q."; a name without a comma gets one after its
// first word.
func personName(text string) string {
	surname, rest, comma := strings.Cut(text, ",")
	surname, rest = joinFields(surname), joinFields(rest)
	if !comma {
		surname, rest, _ = strings.Cut(surname, " ")
	}
	if surname == "" || rest == "" {
		return surname + rest
	}
	return surname + ", " + rest
}

func joinFields(text string) string {
	var words []string
	for w := range fields(text) {
		words = append(words, w)
	}
	return strings.Join(words, " ")
}
