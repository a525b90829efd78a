package classifiedby

import (
	"strings"
	"unicode/utf8"

	"reftel/corpus/cable/internal/ascii"
	"reftel/corpus/post"
)

// maxNameTokens is the limit on the words of a zone.
const maxNameTokens = 48

// A nameToken is a word of a name zone.
type nameToken struct {
	start, end int // without surrounding punctuation
	kind       WordKind
	apart      bool // follows a comma or similar
}

// A nameRun is a candidate for a name: a run of words.
type nameRun struct {
	from, to int // tokens
	score    int
}

// namesIn returns the people in a name zone: "TITLE NAME", "NAME, TITLE,
// OFFICE", or several joined by "and".
func namesIn(zone string) []Person {
	var buf [maxNameTokens]nameToken
	tokens := nameTokens(buf[:0], zone)
	settleNames(zone, tokens)
	var runBuf [8]nameRun
	runs := nameRuns(runBuf[:0], zone, tokens)
	best := bestRun(runs)
	if best < 0 {
		return nil
	}
	people := make([]Person, 0, 1)
	from := 0
	for i := best; i < len(runs); i++ {
		if i > best && !joinedTo(tokens, runs[i]) {
			continue
		}
		to := len(tokens)
		if next := nextJoined(tokens, runs, i+1); next >= 0 {
			to = titleStart(tokens, runs[i].to, runs[next].from)
		}
		people = append(people, personAt(zone, tokens, runs[i], from, to))
		from = to
	}
	return people
}

// nameTokens splits a zone into words and looks up the kind of each.
func nameTokens(tokens []nameToken, zone string) []nameToken {
	apart := false
	for i := 0; i < len(zone) && len(tokens) < cap(tokens); {
		c := zone[i]
		if !isNameByte(c) {
			apart = apart || strings.IndexByte(",;:()?", c) >= 0 || c == '-'
			i++
			continue
		}
		end := nameTokenEnd(zone, i)
		if n := gluedTitle(zone[i:end]); n > 0 {
			end = i + n
		}
		tok := nameToken{start: i, end: end, apart: apart}
		tok.kind = wordKindOf(zone[i:end])
		tokens = append(tokens, tok)
		apart = end < len(zone) && (zone[end] == '.' && !isSaint(zone[i:end]) || zone[end] == '/') && tok.kind == WordName
		i = end
	}
	return tokens
}

// isSaint reports whether word is the "St" of a name.
func isSaint(word string) bool { return len(word) == len("St") && ascii.HasPrefixFold(word, "ST") }

// gluedTitle returns the length of the title or the name at the start of a word
// that joins both: "AmbassadorJane", "DCM/Jane", "Roe/DCM". It returns 0 for
// other words. Names are in mixed case.
func gluedTitle(word string) int {
	if i := strings.IndexByte(word, '/'); i > 0 && i+1 < len(word) && strings.IndexByte(word[i+1:], '/') < 0 {
		left, right := word[:i], word[i+1:]
		if Lookup(left) == WordTitle && mixedName(right) {
			return i + 1
		}
		if Lookup(right) == WordTitle && mixedName(left) {
			return i
		}
		return 0
	}
	for i := 4; i < len(word); i++ {
		if ascii.IsUpper(word[i]) && ascii.HasLower(word[i-1:i]) {
			if Lookup(word[:i]) == WordTitle && Lookup(word) == WordOther && mixedName(word[i:]) {
				return i
			}
			return 0
		}
	}
	return 0
}

// mixedName reports whether word is capitalized like a name and is no known
// word.
func mixedName(word string) bool {
	return len(word) > 2 && ascii.IsUpper(word[0]) && ascii.Letters(word) == len(word) && !ascii.HasUpper(word[1:]) && wordKindOf(word) == WordName
}

// isNameByte reports whether a word can start with c.
func isNameByte(c byte) bool { return ascii.IsLetter(c) || ascii.IsDigit(c) || c >= utf8.RuneSelf }

// nameTokenEnd returns the end of the word at i. Before a letter, points,
// hyphens, slashes and apostrophes belong to the word, and so does a comma
// typed for an apostrophe ("d,Affaires", "O,Hara").
func nameTokenEnd(zone string, i int) int {
	start := i
	for ; i < len(zone); i++ {
		c := zone[i]
		if isNameByte(c) {
			continue
		}
		inside := i+1 < len(zone) && isNameByte(zone[i+1]) && strings.IndexByte(".-/'&`", c) >= 0
		if inside || c == ',' && i == start+1 && strings.IndexByte("dDO", zone[start]) >= 0 && i+1 < len(zone) && ascii.IsLetter(zone[i+1]) {
			continue
		}
		if c == '/' && start < i { // "A/ Pol"
			return i + 1
		}
		break
	}
	return i
}

// wordKindOf returns the kind of a word. An unknown word is a name if it is
// capitalized and has no digits.
func wordKindOf(word string) WordKind {
	if strings.IndexByte(word, '/') >= 0 || strings.IndexByte(word, '&') >= 0 {
		return WordTitle
	}
	if word == "Mc" {
		return WordParticle // in capitals it is a minister counselor
	}
	var buf [24]byte
	folded, ok := ascii.FoldWord(buf[:], word)
	if ok {
		if kind, known := nameWords[string(folded)]; known {
			return kind
		}
		if hyphen := strings.IndexByte(word, '-'); hyphen > 0 && hyphenTitle(word, hyphen) {
			return WordTitle
		}
		if compoundTitle(string(folded)) || misspeltTitle(string(folded)) {
			return WordTitle
		}
	}
	return shapeOf(word)
}

// hyphenTitle reports whether a part of a hyphenated word is a title:
// "Minister-Counselor".
func hyphenTitle(word string, hyphen int) bool {
	for {
		var buf [24]byte
		part, ok := ascii.FoldWord(buf[:], word[:hyphen])
		if ok && (nameWords[string(part)] == WordTitle || misspeltTitle(string(part)) || len(word) == 3 && hyphen == 1) {
			return true // "M-C" as well
		}
		if hyphen == len(word) {
			return false
		}
		word = word[hyphen+1:]
		if hyphen = strings.IndexByte(word, '-'); hyphen < 0 {
			hyphen = len(word)
		}
	}
}

// shapeOf returns the kind of an unknown word by its letters. A zero counts as
// the letter O.
func shapeOf(word string) WordKind {
	upper, lower, other, zeros := 0, 0, 0, 0
	for i := 0; i < len(word); i++ {
		switch c := word[i]; {
		case c == '0':
			upper++
			zeros++
		case ascii.IsUpper(c):
			upper++
		case ascii.IsLetter(c) || c >= utf8.RuneSelf:
			lower++
		case ascii.IsDigit(c):
			other++
		}
	}
	switch {
	case other > 0 || zeros > 1 && zeros == upper+lower || ascii.Redacted(word) || word[0] >= utf8.RuneSelf && upper+lower < 4:
		return WordOther
	case lower == 0 && upper <= 2 && (upper == 1 || strings.IndexByte(word, '.') > 0):
		return WordInitial
	case upper == 0:
		return WordOther
	}
	return WordName
}

// settleNames corrects kinds that depend on the whole zone: in mixed case,
// short words in capitals are acronyms; without any capitals, words are names.
func settleNames(zone string, tokens []nameToken) {
	mixed, capitals := false, false
	for _, t := range tokens {
		if t.kind == WordName {
			capitals = true
			mixed = mixed || ascii.HasLower(zone[t.start:t.end])
		}
	}
	for i := range tokens {
		t := &tokens[i]
		word := zone[t.start:t.end]
		switch {
		case t.kind == WordTitle && isSurname(zone, tokens, i, IsSurname(word)):
			t.kind = WordName
		case t.kind == WordName && mixed && len(word) <= 4 && isAcronym(word) && !isSurname(zone, tokens, i, true):
			t.kind = WordTitle
		case t.kind == WordOther && !capitals && len(word) > 2 && ascii.Letters(word) == len(word) && !ascii.HasUpper(word) && !ascii.Redacted(word):
			t.kind = WordName
		case t.kind == WordOther && firstName(zone, tokens, i):
			t.kind = WordName
		case t.kind == WordInitial && afterCharge(zone, tokens, i):
			t.kind = WordTitle
		}
	}
}

// isSurname reports whether token i, which may be a title, is the surname of
// the first name before it: no other name stands on either side, and no title
// right after it.
func isSurname(zone string, tokens []nameToken, i int, known bool) bool {
	if !known || i == 0 || tokens[i].apart || i+1 < len(tokens) && !tokens[i+1].apart && (tokens[i+1].kind == WordTitle || inName(tokens[i+1].kind) && tokens[i+1].kind != WordSuffix) {
		return false
	}
	first := i - 1
	for first > 0 && tokens[first].kind == WordInitial && !tokens[first].apart {
		first--
	}
	t := tokens[first]
	word := zone[t.start:t.end]
	return (t.kind == WordName || t.kind == WordInitial) && !isPost(word) && !(len(word) <= 4 && ascii.HasLower(zone) && isAcronym(word) && t.kind == WordName) &&
		(first == 0 || t.apart || !inName(tokens[first-1].kind))
}

// firstName reports whether token i is a first name in lower case: it follows
// a title and precedes a surname.
func firstName(zone string, tokens []nameToken, i int) bool {
	word := zone[tokens[i].start:tokens[i].end]
	return i > 0 && i+1 < len(tokens) && len(word) > 2 && ascii.Letters(word) == len(word) && !ascii.HasUpper(word) && !ascii.Redacted(word) &&
		tokens[i-1].kind == WordTitle && tokens[i+1].kind == WordName && !tokens[i+1].apart && (i+2 == len(tokens) || tokens[i+2].apart || !inName(tokens[i+2].kind))
}

// afterCharge reports whether token i is part of "A.I." after a chargé.
func afterCharge(zone string, tokens []nameToken, i int) bool {
	word := zone[tokens[i].start:tokens[i].end]
	if word[0]|0x20 != 'a' && (word[0]|0x20 != 'i' || i == 0 || tokens[i-1].kind != WordTitle || zone[tokens[i-1].start]|0x20 != 'a') {
		return false
	}
	if len(word) == 1 && word[0]|0x20 == 'a' && (i+1 == len(tokens) || zone[tokens[i+1].start]|0x20 != 'i' || tokens[i+1].end-tokens[i+1].start > 1) {
		return false
	}
	for j := i - 1; j >= 0 && j >= i-2; j-- {
		w := zone[tokens[j].start:tokens[j].end]
		if ascii.HasPrefixFold(w, "CHARGE") || ascii.HasPrefixFold(w, "CDA") || ascii.HasSuffixFold(w, "AFFAIRES") {
			return true
		}
	}
	return false
}

// isAcronym reports whether word consists of capitals.
func isAcronym(word string) bool {
	for i := 0; i < len(word); i++ {
		if !ascii.IsUpper(word[i]) {
			return false
		}
	}
	return true
}

// nameRuns returns the candidates for a name, with scores.
func nameRuns(runs []nameRun, zone string, tokens []nameToken) []nameRun {
	for i := 0; i < len(tokens) && len(runs) < cap(runs); {
		if !inName(tokens[i].kind) {
			i++
			continue
		}
		to := i + 1
		for to < len(tokens) && inName(tokens[to].kind) && (!tokens[to].apart || tokens[to].kind == WordSuffix || surnameFirst(zone, tokens, i, to) || nickname(zone, tokens, to)) {
			to++
		}
		if run, ok := scoreRun(zone, tokens, i, to); ok {
			runs = append(runs, run)
		}
		i = to
	}
	return runs
}

// nickname reports whether the token at to is a name in parentheses between
// two others, "Jane (Jan) Roe", or the one after it.
func nickname(zone string, tokens []nameToken, to int) bool {
	inside := func(i int) bool {
		t := tokens[i]
		return t.kind == WordName && t.start > 0 && zone[t.start-1] == '(' && t.end < len(zone) && zone[t.end] == ')'
	}
	if inside(to) {
		return to+1 < len(tokens) && tokens[to+1].kind == WordName && strings.TrimLeft(zone[tokens[to].end:tokens[to+1].start], " )") == ""
	}
	return inside(to-1) && strings.TrimLeft(zone[tokens[to-1].end:tokens[to].start], " )") == ""
}

// surnameFirst reports whether the token at to is the first name after a
// surname at the start of the zone: "Roe, Jane, Ambassador".
func surnameFirst(zone string, tokens []nameToken, from, to int) bool {
	if from != 0 || to != 1 || to+1 >= len(tokens) || zone[tokens[0].end] != ',' || tokens[0].kind != WordName || tokens[1].kind != WordName {
		return false
	}
	next := tokens[to+1]
	if next.kind == WordInitial && !next.apart && to+2 < len(tokens) {
		next = tokens[to+2]
	}
	return next.apart && next.kind == WordTitle
}

func inName(k WordKind) bool {
	return k == WordName || k == WordInitial || k == WordSuffix || k == WordParticle || k == WordPlace
}

// scoreRun trims words that cannot start or end a name, and scores the rest.
func scoreRun(zone string, tokens []nameToken, from, to int) (nameRun, bool) {
	afterTitle := from > 0 && tokens[from-1].kind == WordTitle
	afterPrep := from > 0 && tokens[from-1].kind == WordPrep && !tokens[from].apart
	from, afterPrep = trimPlaces(zone, tokens, from, to, afterPrep)
	for from < to && tokens[from].kind == WordSuffix {
		from++
	}
	for to > from && tokens[to-1].kind == WordParticle {
		to--
	}
	names, words := 0, 0
	for _, t := range tokens[from:to] {
		if t.kind == WordName || t.kind == WordPlace {
			names++
		}
		if t.kind != WordSuffix {
			words++
		}
	}
	if from == to || names == 0 || !realName(zone, tokens[from:to]) {
		return nameRun{}, false
	}
	run := nameRun{from: from, to: to}
	if words >= 2 {
		run.score += 4
	} else if tokens[from].kind == WordPlace || to < len(tokens) && ascii.IsDigit(zone[tokens[to].start]) || isPost(zone[tokens[from].start:tokens[from].end]) {
		return nameRun{}, false
	}
	if afterTitle {
		run.score++
	}
	if afterPrep {
		run.score -= 3
	}
	if to < len(tokens) && tokens[to].kind == WordTitle && !tokens[to].apart {
		run.score -= 2
	} else {
		run.score += 2
	}
	return run, true
}

// trimPlaces removes places at the start of a run that end a title, if a name
// is left. afterPrep is false once a place is removed, since it was the object
// of the preposition.
func trimPlaces(zone string, tokens []nameToken, from, to int, afterPrep bool) (int, bool) {
	first := from
	for to-first > 2 && (tokens[first].kind == WordPlace || afterPrep && isPost(zone[tokens[first].start:tokens[first].end])) {
		first++
	}
	if names := to - first; first > from && names >= 2 && tokens[to-1].kind != WordPlace {
		return first, false
	}
	return from, afterPrep
}

func isPost(word string) bool {
	_, ok := post.Lookup(word)
	return ok
}

// realName reports whether a run has a word of two letters or more and was not
// cut off by an ellipsis.
func realName(zone string, run []nameToken) bool {
	if strings.HasPrefix(zone[run[len(run)-1].end:], "...") {
		return false
	}
	for _, t := range run {
		if (t.kind == WordName || t.kind == WordPlace) && t.end-t.start > 1 {
			return true
		}
	}
	return false
}

// bestRun returns the first run with the highest score, or -1.
func bestRun(runs []nameRun) int {
	best := -1
	for i, r := range runs {
		if r.score > 0 && (best < 0 || r.score > runs[best].score) {
			best = i
		}
	}
	return best
}

// joinedTo reports whether "and" precedes a run and its title.
func joinedTo(tokens []nameToken, run nameRun) bool {
	if run.score < 4 {
		return false
	}
	i := run.from - 1
	for i >= 0 && tokens[i].kind == WordTitle && !tokens[i+1].apart {
		i--
	}
	return i >= 0 && tokens[i].kind == WordAnd
}

// nextJoined returns the first run at or after from that "and" joins, or -1.
func nextJoined(tokens []nameToken, runs []nameRun, from int) int {
	for i := from; i < len(runs); i++ {
		if joinedTo(tokens, runs[i]) {
			return i
		}
	}
	return -1
}

// titleStart returns the last "and" between two names.
func titleStart(tokens []nameToken, from, to int) int {
	for i := to - 1; i >= from; i-- {
		if tokens[i].kind == WordAnd {
			return i
		}
	}
	return to
}

// personAt returns the person of a run, whose title is the rest of the tokens
// [from, to).
func personAt(zone string, tokens []nameToken, run nameRun, from, to int) Person {
	start, end := tokens[run.from].start, nameEnd(zone, tokens[run.to-1])
	stop := max(end, tokens[to-1].end)
	if stop < len(zone) && zone[stop] == ')' {
		stop++
	}
	before := trimTitle(zone[tokens[from].start:start])
	after := ""
	if hasTitle(tokens[run.to:to]) {
		after = trimTitle(zone[end:stop])
	}
	p := Person{Name: strings.TrimSpace(apostrophes(zone[start:end])), Title: before}
	switch {
	case before == "":
		p.Title = after
	case after != "":
		p.Title = before + ", " + after
	}
	p.Raw = strings.TrimRight(zone[tokens[from].start:stop], " ,;:-")
	return p
}

// apostrophes restores the apostrophe in "O,Hara".
func apostrophes(name string) string {
	if i := strings.IndexByte(name, ','); i > 0 && i+1 < len(name) && ascii.IsLetter(name[i+1]) {
		return name[:i] + "'" + name[i+1:]
	}
	return name
}

// hasTitle reports whether tokens contain a title or place.
func hasTitle(tokens []nameToken) bool {
	for _, t := range tokens {
		if t.kind == WordTitle || t.kind == WordPlace {
			return true
		}
	}
	return false
}

// nameEnd returns the end of the last word of a name, including the point of an
// abbreviation.
func nameEnd(zone string, last nameToken) int {
	abbreviated := last.kind == WordInitial || last.kind == WordSuffix && zone[last.end-1]|0x20 == 'r'
	if abbreviated && last.end < len(zone) && zone[last.end] == '.' {
		return last.end + 1
	}
	return last.end
}

// trimTitle removes surrounding punctuation and connecting words from a title.
func trimTitle(s string) string {
	for {
		s = strings.Trim(s, " ,;:-?\"'/")
		if strings.IndexByte(s, '(') < 0 {
			s = strings.TrimRight(s, ")")
		}
		s = strings.TrimRight(strings.TrimLeft(s, ".)"), "(")
		if n := len(s); n > 1 && s[0] == '(' && strings.IndexByte(s, ')') == n-1 {
			s = s[1 : n-1]
		}
		trimmed := trimWords(s)
		if trimmed == s {
			return strings.TrimSpace(s)
		}
		s = trimmed
	}
}

// trimWords removes one connecting word from each end of a title.
func trimWords(s string) string {
	for _, w := range [...]string{"FOR", "FO R", "F OR", "PER", "UNDER", "BASED ON", "AND", "F", "SE CTION", "SECTION", "BY"} {
		switch {
		case len(s) == len(w) && ascii.HasPrefixFold(s, w):
			return ""
		case ascii.HasSuffixFold(s, w) && s[len(s)-len(w)-1] == ' ':
			return s[:len(s)-len(w)]
		}
	}
	for _, w := range [...]string{"BY ", "AND ", "FOR ", "PER ", "(U) "} {
		if ascii.HasPrefixFold(s, w) {
			return s[len(w):]
		}
	}
	return s
}

// Readable returns the name in mixed case, with zeros read as the letter O:
// "THOMAS W. ROE, JR." becomes "Thomas W. Roe, Jr.". A name in mixed case is
// unchanged.
func (p Person) Readable() string {
	if ascii.HasLower(p.Name) {
		return p.Name
	}
	b := []byte(strings.ReplaceAll(p.Name, "0", "O"))
	for i := 0; i < len(b); {
		if !ascii.IsLetter(b[i]) {
			i++
			continue
		}
		n := ascii.Letters(string(b[i:]))
		lowerName(b[i:i+n], i > 0 && b[i-1] == '\'')
		i += n
	}
	return string(b)
}

// lowerName converts a word of a name to lower case, except its first letter,
// the letter after "Mc", and Roman numerals.
func lowerName(word []byte, afterApostrophe bool) {
	if nameWords[string(word)] == WordSuffix && word[0] == 'I' {
		return
	}
	from := 1
	if len(word) > 4 && string(word[:2]) == "MC" {
		word[1] |= 0x20
		from = 3
	}
	if afterApostrophe && len(word) == 1 {
		from = 0
	}
	for i := from; i < len(word); i++ {
		word[i] |= 0x20
	}
}
