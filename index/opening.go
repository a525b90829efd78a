package index

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"reftel/corpus/cable"
)

// mostOpening is the greatest length of an Opening in characters.
const mostOpening = 160

// opening returns the first sentence of a cable's text, cut at a word if it is long; "" if
// it has no text.
func opening(c *cable.Cable) string {
	for _, p := range c.Paragraphs {
		if text := sentence(p.Text); text != "" {
			return text
		}
	}
	for _, u := range c.Unplaced {
		if text := sentence(u.Text); text != "" {
			return text
		}
	}
	return ""
}

// sentence returns the first sentence of a text, blanks folded.
func sentence(text string) string {
	var b strings.Builder
	n := 0
	for word := range strings.FieldsSeq(text) {
		if n += utf8.RuneCountInString(word) + 1; n > mostOpening {
			return strings.TrimSpace(b.String() + " …")
		}
		if b.Len() > 0 {
			b.WriteByte(' ')
		}
		b.WriteString(word)
		if endsSentence(word) {
			break
		}
	}
	return b.String()
}

// endsSentence reports whether a word is the last of a sentence: it ends with a full stop
// and is neither an initial nor an abbreviation such as U.S.
func endsSentence(word string) bool {
	word = strings.TrimRight(word, `"”’)`)
	if strings.HasSuffix(word, "?") || strings.HasSuffix(word, "!") {
		return true
	}
	stem, stop := strings.CutSuffix(word, ".")
	letters := strings.IndexFunc(stem, unicode.IsLetter) >= 0
	return stop && !strings.Contains(stem, ".") && (utf8.RuneCountInString(stem) > 3 || letters && utf8.RuneCountInString(stem) > 2 && !unicode.IsUpper(firstRune(stem)))
}

func firstRune(s string) rune {
	r, _ := utf8.DecodeRuneInString(s)
	return r
}
