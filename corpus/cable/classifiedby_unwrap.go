package cable

import (
	"strings"
	"unicode/utf8"
)

// hardWrap is the column at which the message system of the 2000s broke the
// Classified By line, inside words as well ("for reas / ons"). The blank that
// it broke at, if any, starts the next line.
const hardWrap = 71

// unwrapClassifiedBy joins the lines of a block into one with single blanks,
// up to where the text begins. Page furniture is left out and a word that the
// hard wrap broke is whole again.
func unwrapClassifiedBy(block string) string {
	u := unwrapper{}
	u.b.Grow(min(len(block), 512))
	gap := false
	for rest := block; rest != ""; {
		var line string
		line, rest = cutLine(rest)
		trimmed := trimLine(line)
		switch {
		case trimmed == "":
			gap = u.b.Len() > 0
			continue
		case furnitureLine(trimmed):
			continue
		case u.b.Len() > 0 && (startsText(trimmed) || gap && !u.continues(trimmed)), u.b.Len() > 4*maxNameZone:
			return u.b.String()
		}
		u.line(line)
		gap = false
	}
	return u.b.String()
}

// An unwrapper puts words together again.
type unwrapper struct {
	b    strings.Builder
	last string // the last word
	col  int    // the column at which it ended
}

// line appends the words of a line.
func (u *unwrapper) line(line string) {
	label := max(indexLabel(line), 0)
	col := -1 // of the byte i, in characters from the label on
	for i := 0; i < len(line); {
		if isBlank(line[i]) || line[i] == '\\' {
			i++
			continue
		}
		n := wordLen(line[i:])
		word := line[i : i+n]
		switch {
		case u.b.Len() == 0:
		case col < 0:
			if u.col != hardWrap || i > 0 || !joins(u.last, word, true) {
				u.b.WriteByte(' ')
			}
		default:
			if u.col != hardWrap || i-1 != col || !joins(u.last, word, false) {
				u.b.WriteByte(' ')
			}
		}
		u.b.WriteString(word)
		i += n
		u.last, col = word, i
		u.col = utf8.RuneCountInString(line[min(label, i):i])
	}
}

// continues reports whether a line goes on with the block though a blank line
// stands before it.
func (u *unwrapper) continues(line string) bool {
	rest := line
	if hasWordFold(rest, "FOR") {
		rest = rest[3+blanks(rest[3:]):]
	}
	switch {
	case spacedPrefix(rest, "REASON") > 0, sectionNumber(rest) > 0, letterGroup(rest) > 0 && !isUpper(rest[1]):
		return true
	case hasPrefixFold(line, "DERIVED FROM"), hasPrefixFold(line, "DECLASSIFY"):
		return true
	case indexLabel(line) == 0, hasPrefixFold(u.last, "CLASSIF") && hasWordFold(line, "BY"):
		return true
	}
	n := min(len(u.last), len("REASON"))
	return n > 0 && hasPrefixFold("REASON", strings.ToUpper(u.last[:n])) && n < len("REASON") && hasPrefixFold(line, "REASON"[n:])
}

// indexLabel returns where the label stands in a line, -1 if it does not.
func indexLabel(line string) int {
	start, _ := findClassifiedBy(line, 0)
	return start
}

// joins reports whether the hard wrap broke a word into prev and next. Words
// that are whole by themselves are not joined; over a line end the column
// alone says enough for those in capitals.
func joins(prev, next string, lineEnd bool) bool {
	a, b := prev[len(prev)-1], next[0]
	switch {
	case !isLetter(a) || !isLetter(b):
		return false
	case knownWord(next):
		return false
	case !isUpper(b):
		return true
	case !isUpper(a):
		return false
	}
	return lineEnd && !knownWord(prev)
}

// knownWord reports a word that Classified By lines are made of, the "reasons"
// included.
func knownWord(word string) bool {
	n := letters(word)
	if hasPrefixFold(word[:n], "REASON") {
		return true
	}
	var buf [24]byte
	folded, ok := foldWord(buf[:], word[:n])
	return ok && nameWords[string(folded)] != wordOther
}

// startsText reports whether a line is no part of a block of the header: a
// numbered paragraph, a rule, a heading or another line of the header.
func startsText(line string) bool {
	switch c := line[0]; {
	case c == '-' || c == '=' || c == '_':
		return len(line) > 2 && line[1] == c && line[2] == c || strings.HasPrefix(line, "- -")
	case strings.HasPrefix(line, "¶"):
		return true
	case isDigit(c):
		n := digits(line)
		return n <= 2 && n < len(line) && (line[n] == '.' || line[n] == ',') && sectionNumber(line) == 0 && indexLabel(line) < 0
	case c == '(':
		n := markLen(line)
		return n > 0 && indexLabel(line[n:]) < 0
	case c|0x20 == 's':
		return hasWordFold(line, "SUMMARY") || hasPrefixFold(line, "SUBJECT:") || hasPrefixFold(line, "SUBJ:")
	}
	return hasPrefixFold(line, "TAGS:") || hasPrefixFold(line, "REF:") || hasPrefixFold(line, "BEGIN SUMMARY")
}
