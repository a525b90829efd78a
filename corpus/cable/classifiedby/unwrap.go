package classifiedby

import (
	"strings"
	"unicode/utf8"

	"reftel/corpus/cable/internal/ascii"
)

// hardWrap is the column at which the message system of the 2000s broke the
// Classified By line, even inside words ("for reas / ons"). A space at the
// break moves to the start of the next line.
const hardWrap = 71

// unwrapClassifiedBy joins the lines of a block with single spaces, up to the
// start of the text. It drops page furniture and rejoins words broken by the
// hard wrap.
func unwrapClassifiedBy(block string) string {
	u := unwrapper{}
	u.b.Grow(min(len(block), 512))
	gap := false
	for rest := block; rest != ""; {
		var line string
		line, rest = ascii.CutLine(rest)
		trimmed := ascii.TrimLine(line)
		switch {
		case trimmed == "":
			gap = u.b.Len() > 0
			continue
		case ascii.FurnitureLine(trimmed):
			continue
		case u.b.Len() > 0 && (ascii.StartsText(trimmed) || gap && !u.continues(trimmed)), u.b.Len() > 4*maxNameZone:
			return u.b.String()
		}
		u.line(line)
		gap = false
	}
	return u.b.String()
}

// An unwrapper joins wrapped lines.
type unwrapper struct {
	b    strings.Builder
	last string // the last word
	col  int    // the column of its end
}

// line appends the words of a line.
func (u *unwrapper) line(line string) {
	label := max(ascii.IndexClassifiedBy(line), 0)
	col := -1 // column of i, in characters from the label
	for i := 0; i < len(line); {
		if ascii.IsBlank(line[i]) || line[i] == '\\' {
			i++
			continue
		}
		n := ascii.WordLen(line[i:])
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

// continues reports whether a line after a blank line continues the block.
func (u *unwrapper) continues(line string) bool {
	rest := line
	if ascii.HasWordFold(rest, "FOR") {
		rest = rest[3+ascii.Blanks(rest[3:]):]
	}
	switch {
	case ascii.SpacedPrefix(rest, "REASON") > 0, ascii.SectionNumber(rest) > 0, ascii.LetterGroup(rest) > 0 && !ascii.IsUpper(rest[1]):
		return true
	case ascii.HasPrefixFold(line, "DERIVED FROM"), ascii.HasPrefixFold(line, "DECLASSIFY"):
		return true
	case ascii.IndexClassifiedBy(line) == 0, ascii.HasPrefixFold(u.last, "CLASSIF") && ascii.HasWordFold(line, "BY"):
		return true
	}
	if i := ascii.IndexFold(line, "REASON"); i > 0 && givesSection(line[i+len("reason"):]) {
		return true
	}
	n := min(len(u.last), len("REASON"))
	return n > 0 && ascii.HasPrefixFold("REASON", strings.ToUpper(u.last[:n])) && n < len("REASON") && ascii.HasPrefixFold(line, "REASON"[n:])
}

// givesSection reports whether s, the text after "reason", starts with a
// section: "s: 1.4".
func givesSection(s string) bool {
	if s != "" && s[0]|0x20 == 's' {
		s = s[1:]
	}
	return ascii.SectionNumber(s[ascii.Span(s, " :,;-"):]) > 0
}

// joins reports whether the hard wrap broke a word into prev and next. Known
// words are not joined. Words in capitals are joined only across a line end.
func joins(prev, next string, lineEnd bool) bool {
	a, b := prev[len(prev)-1], next[0]
	switch {
	case !ascii.IsLetter(a) || !ascii.IsLetter(b):
		return false
	case knownWord(next):
		return false
	case !ascii.IsUpper(b):
		return true
	case !ascii.IsUpper(a):
		return false
	}
	return lineEnd && !knownWord(prev)
}

// knownWord reports whether word is known in Classified By lines.
func knownWord(word string) bool {
	n := ascii.Letters(word)
	if ascii.HasPrefixFold(word[:n], "REASON") {
		return true
	}
	var buf [24]byte
	folded, ok := ascii.FoldWord(buf[:], word[:n])
	return ok && nameWords[string(folded)] != WordOther
}
