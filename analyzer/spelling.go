package analyzer

import (
	_ "embed"
	"slices"
	"strings"
	"sync"
)

// spelling.txt has the pairs of British and American spellings that no rule
// gives. Its groups follow "American and British English spelling differences"
// in Wikipedia.
//
//go:embed spelling.txt
var spellingText string

// A spellingPair is a line of spelling.txt: a part of a word.
type spellingPair struct {
	british, american string
	start, end        bool // of the word
}

var spellingPairs = sync.OnceValue(func() []spellingPair {
	var pairs []spellingPair
	for line := range strings.Lines(spellingText) {
		british, american, ok := strings.Cut(strings.TrimSpace(line), " ")
		if !ok || strings.HasPrefix(line, "#") {
			continue
		}
		p := spellingPair{american: american}
		british, p.start = strings.CutPrefix(british, "^")
		p.british, p.end = strings.CutSuffix(british, "$")
		pairs = append(pairs, p)
	}
	return pairs
})

// replace returns word with from, a spelling of the pair, replaced by to. It
// reports false if the word does not have it.
func (p *spellingPair) replace(word, from, to string) (string, bool) {
	switch {
	case p.start && !strings.HasPrefix(word, from), p.end && !strings.HasSuffix(word, from):
		return word, false
	case p.start && p.end:
		return to, word == from
	case p.end:
		return strings.TrimSuffix(word, from) + to, true
	}
	at := strings.Index(word, from)
	if at < 0 {
		return word, false
	}
	return word[:at] + to + word[at+len(from):], true
}

// iseEndings are what may follow the letters is of -ise, yseEndings the letters
// ys of -yse.
var (
	iseEndings = []string{"e", "es", "ed", "ing", "er", "ers", "ation", "ations", "ational", "able", "ably"}
	yseEndings = []string{"e", "es", "ed", "ing", "er", "ers"}
)

// onlyIse are the ends of what stands before is in words that have no z in any
// English: advertise, advise. A word must be all of those after a ^.
var onlyIse = []string{
	"advert", "adv", "appr", "ar", "ass", "^cer", "chast", "^chem", "circumc", "compr", "comprom", "conc", "^dem", "^den", "desp", "dev", "^el",
	"enterpr", "^exc", "exerc", "expert", "franch", "improv", "^inc", "^ir", "merchand", "^mort", "parad", "prec", "prem", "prom", "^repr",
	"rev", "sunr", "superv", "surm", "surpr", "telev", "treat", "upr", "^val", "w",
}

// leastIse is the length of the shortest stem before -ise: below are prise and
// size, rise and wise.
const leastIse = 3

// izeAt returns the index of the s of -ise or -yse in a word that may have a z
// there, else -1.
func izeAt(word string, sign byte) int {
	for _, kind := range [...]struct {
		letters string
		endings []string
	}{{"i" + string(sign), iseEndings}, {"y" + string(sign), yseEndings}} {
		for _, e := range kind.endings {
			stem, ok := strings.CutSuffix(word, kind.letters+e)
			if !ok || len(stem) < leastIse {
				continue
			}
			if kind.letters[0] == 'y' && strings.HasSuffix(stem, "l") || kind.letters[0] == 'i' && takesIze(stem) {
				return len(stem) + 1
			}
		}
	}
	return -1
}

// takesIze reports whether a stem may have -ize as well as -ise.
func takesIze(stem string) bool {
	if strings.IndexByte("aeou", stem[len(stem)-1]) >= 0 {
		return false // raise, noise, cruise
	}
	return !slices.ContainsFunc(onlyIse, func(s string) bool {
		if whole, ok := strings.CutPrefix(s, "^"); ok {
			return stem == whole
		}
		return strings.HasSuffix(stem, s)
	})
}

// American returns the American spelling of a folded word: organisation is
// organization, colour is color. Most words are their own.
func American(word string) string {
	for _, p := range spellingPairs() {
		word, _ = p.replace(word, p.british, p.american)
	}
	if at := izeAt(word, 's'); at >= 0 {
		word = word[:at] + "z" + word[at+1:]
	}
	return word
}

// Varieties returns a folded word of a query and its other spellings, British
// and American: organisation and organization. They are what American makes one
// word of.
func Varieties(word string) []string {
	if len(word) < minVariety || len(word) > maxStem || !isLetters(word) {
		return []string{word}
	}
	american := American(word)
	list := []string{word}
	add := func(w string) {
		if !slices.Contains(list, w) && American(w) == american {
			list = append(list, w)
		}
	}
	add(american)
	for i := 0; i < len(list) && len(list) < maxVarieties; i++ {
		if at := izeAt(list[i], 'z'); at >= 0 {
			add(list[i][:at] + "s" + list[i][at+1:])
		}
		for _, p := range spellingPairs() {
			if w, ok := p.replace(list[i], p.american, p.british); ok {
				add(w)
			}
		}
	}
	return list
}

// minVariety is the length of the shortest word with two spellings, grey;
// maxVarieties bounds the spellings of a word.
const minVariety, maxVarieties = 4, 8
