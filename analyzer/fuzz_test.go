package analyzer

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"reftel/corpus/cable"
	"reftel/index/field"
)

// checkTokens scans t and holds its tokens to what they promise.
func checkTokens(t Text) error {
	type place struct {
		kind       Kind
		start, end int
	}
	var s Scanner
	s.Reset(t)
	from, to := max(t.From, 0), len(t.Text)
	if t.To > 0 {
		to = min(to, t.To)
	}
	seen := map[place]bool{}
	last, position := Token{Start: -1}, 0
	for s.Next() {
		tok := *s.Token()
		fail := func(what string) error {
			return fmt.Errorf("%s %q [%d:%d] at %d+%d after %v [%d:%d]: %s", tok.Kind, tok.Term, tok.Start, tok.End,
				tok.Position, tok.Span, last.Kind, last.Start, last.End, what)
		}
		p := place{tok.Kind, tok.Start, tok.End}
		switch {
		case tok.Start < from || tok.Start >= tok.End || tok.End > to:
			return fail("stands outside the text")
		case tok.Start < last.Start:
			return fail("starts before the token before it")
		case len(tok.Term) == 0 || len(tok.Term) > maxTerm:
			return fail("has a term of wrong length")
		case tok.Position < position || tok.Position > position+1:
			return fail("leaves out positions or goes back")
		case tok.Span < 1:
			return fail("spans nothing")
		case seen[p]:
			return fail("shares its place with another of its kind")
		case inFurniture(t.Furniture, tok.Start) || inFurniture(t.Furniture, tok.End-1):
			return fail("begins or ends in furniture")
		case !standsFor(t, tok):
			return fail("stands for other words")
		}
		seen[p] = true
		position = tok.Position
		last = tok
	}
	return nil
}

// standsFor reports whether a token's term is the letters and digits of its
// place. A unit's is in a form of its own, and a long one is cut.
func standsFor(t Text, tok Token) bool {
	words := t.Text[tok.Start:tok.End]
	if tok.Kind.Unit() || len(words) >= maxTerm {
		return true
	}
	for _, f := range slices.Backward(t.Furniture) {
		if tok.Start <= f.Start && f.End <= tok.End {
			words = words[:f.Start-tok.Start] + words[f.End-tok.Start:]
		}
	}
	got := letters(string(tok.Term))
	return got == letters(Fold(words)) || got == letters(Fold(withoutPossessives(words)))
}

// withoutPossessives takes the 's off words inside a whole: year's-end.
func withoutPossessives(words string) string {
	var s Scanner
	s.text, s.limit = words, len(words)
	var out strings.Builder
	for i := 0; i < len(words); {
		_, n := decode(words, i)
		if s.classAt(i) == classApostrophe && lower[s.at(i+n)] == 's' && !s.wordAt(i+n+1) {
			n++
		} else {
			out.WriteString(words[i : i+n])
		}
		i += n
	}
	return out.String()
}

// letters returns text without what stands between words and parts.
func letters(text string) string {
	return strings.Map(func(r rune) rune {
		if c := classOf(r); c == classLetter || c == classDigit || c == classMark {
			return r
		}
		return -1
	}, text)
}

func inFurniture(spans []cable.Span, i int) bool {
	for _, f := range spans {
		if f.Start <= i && i < f.End {
			return true
		}
	}
	return false
}

func FuzzScanner(f *testing.F) {
	for _, test := range scanTests {
		f.Add(test.text, 0, 0, 0, 0)
	}
	for _, test := range furnitureTests {
		f.Add(test.text, 0, 0, 3, 9)
	}
	f.Add("coop-\n2 of 3\neration 041412Z DEC 08/12/02/2018 al-Qa'ida's", 2, 50, 5, 12)
	f.Fuzz(func(t *testing.T, text string, from, to, a, b int) {
		in := Text{Text: text, From: from, To: to, Date: cableDate}
		if 0 <= a && a < b && b <= len(text) {
			in.Furniture = []cable.Span{{Start: a, End: b}}
			if c := b + (b - a); c < len(text) {
				in.Furniture = append(in.Furniture, cable.Span{Start: c, End: min(len(text), c+3)})
			}
		}
		if err := checkTokens(in); err != nil {
			t.Errorf("%q: %v", text, err)
		}
	})
}

func FuzzFold(f *testing.F) {
	for _, test := range scanTests {
		f.Add(test.text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		for i := 0; i < len(text); {
			r, n := decode(text, i)
			if n < 1 {
				t.Fatalf("%q at %d: no progress", text, i)
			}
			form, class := appendRune(nil, r)
			if word := class == classLetter || class == classDigit; word && len(form) == 0 {
				t.Errorf("%q is part of a word and folds to nothing", r)
			}
			if again := Fold(string(form)); len(form) > 0 && again != string(form) {
				t.Errorf("%q folds to %q, and that to %q", r, form, again)
			}
			i += n
		}
		if once := Fold(text); utf8.ValidString(text) && Fold(once) != once {
			t.Errorf("%q folds to %q, and that to %q", text, once, Fold(once))
		}
	})
}

func FuzzStem(f *testing.F) {
	for _, test := range inflectionTests {
		f.Add(test.a, test.b)
	}
	f.Fuzz(func(t *testing.T, a, b string) {
		a, b = Fold(a), Fold(b)
		if SameInflection(a, b) != SameInflection(b, a) {
			t.Errorf("%q and %q: one way only", a, b)
		}
		if p := StemPrefix(a); p != "" && a != b && SameInflection(a, b) && !strings.HasPrefix(b, p) {
			t.Errorf("%q is a form of %q, but does not begin with %q", b, a, p)
		}
	})
}

func FuzzCodes(f *testing.F) {
	for _, test := range codeTests {
		f.Add(uint8(test.kind), test.value)
	}
	f.Fuzz(func(t *testing.T, kind uint8, value string) {
		k := field.Kind(kind)
		for _, code := range Codes(k, value) {
			if code == "" {
				t.Errorf("Codes(%d, %q): an empty term", k, value)
			}
		}
		for _, all := range QueryCodes(k, value) {
			if len(all) == 0 {
				t.Errorf("QueryCodes(%d, %q): an alternative without terms", k, value)
			}
		}
	})
}

func FuzzBleve(f *testing.F) {
	for _, test := range scanTests {
		f.Add([]byte(test.text))
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		position, start := 0, 0
		for _, tok := range (cableAnalyzer{}).Analyze(text) {
			if tok.Start < start || tok.Start >= tok.End || tok.End > len(text) || tok.Position < position {
				t.Fatalf("%q: %v", text, tok)
			}
			position, start = tok.Position, tok.Start
		}
	})
}
