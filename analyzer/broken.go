package analyzer

import (
	_ "embed"
	"strings"
	"sync"

	"reftel/corpus/cable"
)

// common.txt has the 2,400 or so words that most cables use, folded, and some
// prefixes.
//
//go:embed common.txt
var commonText string

var common = sync.OnceValue(func() map[string]bool {
	words := strings.Fields(commonText)
	m := make(map[string]bool, len(words))
	for _, w := range words {
		m[w] = true
	}
	return m
})

// bindBroken looks past the end of the line at i, after a hyphen, for the rest
// of the word, and moves to it.
//
// Of 60 hyphens at the end of a line in 1,669 cables, five broke a word and the
// others were hyphens of a compound (anti-⏎terrorism). So it takes a sign for a
// broken word, which is of one position: the halves join to a common word
// (other-⏎wise), or neither half is one (juris-⏎diction). Where the case of the
// letters changes it is a compound anyway. A soft hyphen always breaks.
func (s *Scanner) bindBroken(a *atom, i int, soft bool) atom {
	if a.kind != Word || !s.letterBefore(a.end) {
		return atom{}
	}
	next, limit, rest, ok := s.nextLine(i)
	if !ok {
		return atom{}
	}
	compound := !soft && s.compound(a, s.text[next:limit])
	if limit != s.limit {
		s.enter(next, rest)
	}
	s.pos = next
	if compound {
		return atom{join: joinHyphen, sign: '-', broken: true}
	}
	return atom{join: joinBreak, broken: true}
}

// maxLineEnds is the number of line ends that may stand inside a broken word.
const maxLineEnds = 2

// nextLine returns the place of the letter that follows the line end at i, past
// furniture, with the end of its stretch and the furniture from there on.
func (s *Scanner) nextLine(i int) (next, limit int, rest []cable.Span, ok bool) {
	limit, rest = s.limit, s.rest
	for lines := 0; ; lines = 1 {
		var n int
		i, n = skipLineEnds(s.text[:limit], i)
		lines += n
		if i < limit {
			r, _ := decode(s.text[:limit], i)
			return i, limit, rest, lines >= 1 && lines <= maxLineEnds && classOf(r) == classLetter
		}
		if limit >= s.to {
			return 0, 0, nil, false
		}
		i, limit, rest = stretch(limit, s.to, rest)
	}
}

// skipLineEnds moves over blanks and counts the line ends among them.
func skipLineEnds(text string, i int) (next, lines int) {
	for i < len(text) {
		switch c := text[i]; {
		case c == '\n':
			lines++
		case c == ' ' || c == '\t' || c == '\r':
		case strings.HasPrefix(text[i:], "\u2028") || strings.HasPrefix(text[i:], "\u2029"):
			lines++
			i += 2
		default:
			return i, lines
		}
		i++
	}
	return i, lines
}

// compound reports whether the hyphen between a and text is that of a compound.
func (s *Scanner) compound(a *atom, text string) bool {
	if capital(text, 0) && (!capital(s.text, a.end-1) || classes[byteAt(text, 1)] == classLetter && !capital(text, 1)) {
		return true
	}
	var space [64]byte
	joined := append(space[:0], s.arena[a.t0:a.t1]...)
	for i := 0; i < len(text) && len(joined) < len(space) && classes[text[i]] == classLetter; i++ {
		joined = append(joined, lower[text[i]])
	}
	words, half := common(), a.t1-a.t0
	return (words[string(joined[:half])] || words[string(joined[half:])]) && !words[string(joined)]
}

// capital reports whether an ASCII capital stands at i.
func capital(text string, i int) bool {
	c := byteAt(text, i)
	return 'A' <= c && c <= 'Z'
}
