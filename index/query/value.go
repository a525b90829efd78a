package query

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"

	"reftel/index/field"
)

// A scope is the field that a value is in. Its zero value is all text.
type scope struct {
	name string // canonical
	kind field.Kind
	// presence says that the values are names of fields: has:x, missing:x.
	presence presence
	// computed says that an engine has no list of the values.
	computed bool
	// para says that the values are in para:( ).
	para bool
}

type presence uint8

const (
	valued presence = iota
	has
	missing
)

// scope returns the scope of a field's name, which stands at from.
func (p *parser) scope(name string, from int) (scope, *Error) {
	switch strings.ToLower(name) {
	case "has":
		return scope{name: "has", presence: has}, nil
	case "missing":
		return scope{name: "missing", presence: missing}, nil
	}
	f, err := p.lookup(name, from)
	if f.Kind == field.Group {
		return scope{para: true}, err
	}
	return scope{name: f.Name, kind: f.Kind, computed: f.Computed}, err
}

// lookup returns the field of this name, which stands at from.
func (p *parser) lookup(name string, from int) (field.Field, *Error) {
	f, ok := field.Lookup(name)
	switch {
	case !ok:
		return f, p.fail(from, from+len(name), "there is no field "+quote(name), suggest(name))
	case f.Of != "":
		f.Name = f.Of
	}
	return f, nil
}

// value reads one value of a scope; the node's place begins at from.
func (p *parser) value(sc scope, from int) (Node, *Error) {
	if p.terms++; p.terms > MaxTerms {
		return nil, p.fail(p.pos, p.pos, fmt.Sprintf("the query has more than %d words and values", MaxTerms), "")
	}
	switch {
	case sc.presence != valued:
		return p.fieldPresence(sc, from)
	case p.at('/') && sc.kind != field.Path && !sc.kind.IsTime():
		return p.regexp(sc, from)
	case sc.kind == field.Mark:
		return p.mark(sc, from)
	case sc.kind.HasRanges():
		return p.ranged(sc, from)
	case p.atQuote():
		return p.phrase(sc, from)
	case sc.name != "" && p.pos < len(p.text) && strings.IndexByte("[<>", p.text[p.pos]) >= 0:
		return nil, p.fail(p.pos, p.pos+1, sc.name+" has no ranges", "dates, class, mark and prec have; a sign in the text itself is looked for in quotes")
	}
	return p.word(sc, from)
}

// fieldPresence reads the name of a field after has: or missing:.
func (p *parser) fieldPresence(sc scope, from int) (Node, *Error) {
	at := p.pos
	name, _ := p.scanner.word(true)
	if name == "" {
		return nil, p.fail(from, p.pos, "the name of a field should stand here", "has:tags, missing:subject")
	}
	f, err := p.lookup(name, at)
	if err != nil {
		return nil, err
	}
	if f.Computed {
		return nil, p.fail(at, p.pos, f.Name+" takes the MRN of a cable", f.Example)
	}
	place := Place{from, p.pos}
	if sc.presence == missing {
		return &Not{place, &Has{place, f.Name}}, p.room(2, from) // a list of them is an Or of Nots
	}
	return &Has{place, f.Name}, nil
}

func (p *parser) phrase(sc scope, from int) (Node, *Error) {
	text, err := p.quotedText()
	if err != nil {
		return nil, err
	}
	if err := p.searchable(sc, text, from); err != nil {
		return nil, err
	}
	slop, err := p.slop(sc)
	if err != nil {
		return nil, err
	}
	n := &Phrase{Place{from, p.pos}, sc.name, text, slop}
	if sc == (scope{}) && slop == 0 {
		return bare(n, text, true), nil
	}
	return n, nil
}

// slop reads the ~5 after a phrase.
func (p *parser) slop(sc scope) (int, *Error) {
	if !p.at('~') {
		return 0, nil
	}
	from := p.pos
	p.pos += 1 + distanceDigits(p.text[p.pos+1:])
	if sc.kind != field.Text {
		return 0, p.fail(from, p.pos, sc.name+" has no words at a distance", "it is looked for as a whole")
	}
	return p.distance(p.text[from+1:p.pos], from, `"a b"~5`)
}

// quotedText reads a quoted text that is not empty.
func (p *parser) quotedText() (string, *Error) {
	from := p.pos
	_, size := p.peek()
	text, ok := p.quoted()
	switch {
	case !ok:
		return "", p.fail(from, from+size, "this quote is never closed", `write \" to look for the sign itself`)
	case text == "":
		return "", p.fail(from, p.pos, "nothing stands between the quotes", "")
	}
	return text, nil
}

// searchable returns an error for a text in which no word can be found.
func (p *parser) searchable(sc scope, text string, from int) *Error {
	switch {
	case sc.kind == field.Sound && strings.IndexFunc(text, unicode.IsLetter) < 0:
		return p.fail(from, p.pos, quote(text)+" has no letter to sound like", "leave it out")
	case sc.kind != field.Text || strings.IndexFunc(text, isSearchable) >= 0:
		return nil
	}
	return p.fail(from, p.pos, fmt.Sprintf("%s has no letter or digit to look for", quote(text)), "leave it out")
}

func isSearchable(r rune) bool { return unicode.IsLetter(r) || unicode.IsNumber(r) }

// word reads a word with all that may be at its ends: = * ? ~1.
func (p *parser) word(sc scope, from int) (Node, *Error) {
	at := p.pos
	raw, open := p.scanner.word(sc.name != "")
	if open >= 0 {
		return nil, p.fail(open, open+1, "this ( is never closed in its word", hintParen+"; before a group write a blank")
	}
	w := readWord(raw)
	if msg, hint := w.fault(); msg != "" {
		return nil, p.fail(at, p.pos, msg, hint)
	}
	if sc.computed && (w.expands() || w.star) {
		return nil, p.fail(at, p.pos, sc.name+" takes the whole MRN of a cable", "refby:08BRUSSELS1828")
	}
	if sc.kind == field.Sound && w.expands() {
		return nil, p.fail(at, p.pos, sc.name+" takes whole names, without *, ? or ~", "it finds them however they are spelt")
	}
	if text := w.text.String(); text != "" && !w.inner {
		if err := p.searchable(sc, text, at); err != nil {
			return nil, err
		}
	}
	if w.expands() {
		if err := p.pattern(at); err != nil {
			return nil, err
		}
	}
	n := w.node(sc, Place{from, p.pos})
	if plain, ok := n.(*Word); ok && sc == (scope{}) && !plain.Exact {
		return bare(n, plain.Text, false), nil
	}
	return n, nil
}

// pattern counts a word that may stand for others.
func (p *parser) pattern(at int) *Error {
	if p.patterns++; p.patterns > MaxPatterns {
		return p.fail(at, p.pos, fmt.Sprintf("the query has more than %d words with *, ? or ~ and /expressions/", MaxPatterns), "")
	}
	return nil
}

// A wordForm is a word taken apart.
type wordForm struct {
	exact   bool            // = stands before it
	text    strings.Builder // the characters that stand for themselves
	pattern strings.Builder // Wildcard.Text, without a star at the end
	star    bool            // a star stands at the end
	inner   bool            // a star or ? stands elsewhere
	fuzzy   bool            // ~ stands after it
	edits   string          // what follows the ~
}

func readWord(raw string) *wordForm {
	var w wordForm
	raw, w.exact = strings.CutPrefix(raw, "=")
	raw, w.edits, w.fuzzy = cutEdits(raw)
	for len(raw) > 0 {
		n := escaped(raw, 0)
		r, size := utf8.DecodeRuneInString(raw[min(n, 1):])
		w.add(r, n > 0)
		raw = raw[max(n, size):]
	}
	return &w
}

// add takes the next character of the word, which a backslash quotes or not.
func (w *wordForm) add(r rune, quoted bool) {
	if r == '*' && !quoted {
		w.star = true
		return
	}
	if w.star {
		w.pattern.WriteByte('*')
		w.star, w.inner = false, true
	}
	if r == '?' && !quoted {
		w.pattern.WriteByte('?')
		w.inner = true
		return
	}
	w.text.WriteRune(r)
	if r == '*' || r == '?' || r == '\\' {
		w.pattern.WriteByte('\\')
	}
	w.pattern.WriteRune(r)
}

// cutEdits cuts a ~ and the digits after it off the end of a word.
func cutEdits(raw string) (word, edits string, ok bool) {
	word = strings.TrimRight(raw, digits)
	edits = raw[len(word):]
	word, ok = strings.CutSuffix(word, "~")
	if backslashes := len(word) - len(strings.TrimRight(word, `\`)); !ok || backslashes%2 == 1 {
		return raw, "", false
	}
	return word, edits, true
}

// expands reports whether the word stands for others that are spelt otherwise.
func (w *wordForm) expands() bool {
	return w.fuzzy || w.inner || w.star && w.text.Len() > 0
}

// fault says what a word has that do not go together.
func (w *wordForm) fault() (msg, hint string) {
	wild, empty := w.star || w.inner, w.text.Len() == 0
	switch {
	case w.fuzzy && wild:
		return "a word has * and ?, or ~, and not both", ""
	case w.exact && (w.fuzzy || wild):
		return "the word after = has no *, ? or ~", "= finds the word just as it stands"
	case w.fuzzy && empty:
		return "no word stands before ~", "word~1 finds words that differ in one letter"
	case w.fuzzy && w.edits != "1" && w.edits != "2":
		return "the number of letters that may differ is 1 or 2", "word~1, word~2"
	case w.exact && empty:
		return "no word follows =", "=word finds the word without its inflections"
	}
	return "", ""
}

func (w *wordForm) node(sc scope, place Place) Node {
	text := w.text.String()
	switch {
	case w.fuzzy:
		return &Fuzzy{place, sc.name, text, int(w.edits[0] - '0')}
	case w.inner && w.star:
		return &Wildcard{place, sc.name, w.pattern.String() + "*"}
	case w.inner:
		return &Wildcard{place, sc.name, w.pattern.String()}
	case w.star && text != "":
		return &Prefix{place, sc.name, text}
	case w.star && sc.name != "":
		return &Has{place, sc.name}
	case w.star:
		return &All{place}
	}
	if sc.name == "" && !w.exact {
		text = noOperator(text) // para:OR is read as it is printed
	}
	return &Word{place, sc.name, text, w.exact}
}
