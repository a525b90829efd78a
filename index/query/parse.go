package query

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"

	"reftel/index/field"
)

// What a query may have. The limits keep the tree and the engine's work within
// bounds; no query that a person types comes near them.
const (
	// MaxDepth is the number of parentheses and NOTs within each other.
	MaxDepth = 200
	// MaxTerms is the number of words, values and phrases.
	MaxTerms = 4096
	// MaxPatterns is the number of words with *, ? or ~ and of regular expressions:
	// each may stand for thousands of words, and an engine may look through all words
	// for it.
	MaxPatterns = 256
	// MaxDistance is the greatest number after NEAR/, ADJ/ and "a b"~. Parts of a text
	// that are not one text stand farther apart.
	MaxDistance = 99
)

// Parse reads a query. An empty one, or one of blanks, is All. The error is an
// *Error that says where the text is no query; text that is not UTF-8 or has
// control characters other than blanks is none.
func Parse(text string) (Node, error) {
	if err := checkText(text); err != nil {
		return nil, err
	}
	p := parser{scanner: scanner{text: text}}
	p.advance()
	if p.tok.kind == endToken {
		return &All{Place{0, len(text)}}, nil
	}
	n, err := p.or()
	if err == nil && p.tok.kind == closeToken {
		err = p.fail(p.tok.from, p.tok.to, "there is no ( for this )", hintParen)
	}
	if err != nil {
		return nil, err
	}
	return n, nil
}

// checkText returns an error for bytes that no query has.
func checkText(text string) error {
	for i, r := range text {
		switch {
		case r == utf8.RuneError && strings.HasPrefix(text[i:], string(utf8.RuneError)):
		case r == utf8.RuneError:
			return &Error{Text: text, Pos: i, End: i + 1, Msg: fmt.Sprintf("the byte 0x%02x is not UTF-8", text[i]), Hint: "the terminal may be set to another encoding; ? stands for any one letter"}
		case unicode.IsControl(r) && !isBlank(r):
			return &Error{Text: text, Pos: i, End: i + utf8.RuneLen(r), Msg: fmt.Sprintf("the control character %U cannot be looked for", r)}
		}
	}
	return nil
}

const (
	hintParen = `a parenthesis in the text itself is looked for in quotes: "1.4 (b)"`
	hintColon = "text with a colon is looked for in quotes"
	hintUpper = "to look for the word itself write it in lower case"
)

// A parser holds the place in a query. Its methods are named for what they
// read; each begins at tok and leaves tok at what follows.
type parser struct {
	scanner
	tok   token
	prev  token // the one before tok
	end   int   // where what stands before tok ends
	group scope // the field of the group that tok is in
	depth int

	terms, patterns int
}

func (p *parser) advance() {
	p.prev, p.end = p.tok, p.pos
	p.tok = p.next()
}

func (p *parser) fail(from, to int, msg, hint string) *Error {
	return &Error{Text: p.text, Pos: from, End: to, Msg: msg, Hint: hint}
}

func (p *parser) or() (Node, *Error) {
	from := p.tok.from
	n, err := p.and()
	nodes := []Node{n}
	for err == nil && p.tok.kind == orToken {
		p.advance()
		n, err = p.and()
		nodes = append(nodes, n)
	}
	if err != nil || len(nodes) == 1 {
		return n, err
	}
	return &Or{Place: Place{from, p.end}, Nodes: nodes}, nil
}

func (p *parser) and() (Node, *Error) {
	from := p.tok.from
	n, err := p.not()
	nodes := []Node{n}
	for err == nil && p.continuesAnd() {
		if p.tok.kind == andToken {
			p.advance()
		}
		n, err = p.not()
		nodes = append(nodes, n)
	}
	if err != nil || len(nodes) == 1 {
		return n, err
	}
	return &And{Place{from, p.end}, nodes}, nil
}

func (p *parser) continuesAnd() bool {
	switch p.tok.kind {
	case endToken, closeToken, orToken:
		return false
	}
	return true
}

func (p *parser) not() (Node, *Error) {
	switch p.tok.kind {
	case notToken:
		return p.negation()
	case minusToken, plusToken:
		return p.signed()
	case openToken, termToken:
		return p.near()
	}
	return nil, p.missing()
}

// leaf reads a group or a term.
func (p *parser) leaf() (Node, *Error) {
	if p.tok.kind == openToken {
		return p.parens()
	}
	return p.term()
}

// missing returns the error of a place where an operand should be.
func (p *parser) missing() *Error {
	tok, prev := p.tok, p.prev
	switch prev.kind {
	case andToken, orToken, notToken, nearToken:
		op := p.text[prev.from:prev.to]
		return p.fail(prev.from, prev.to, "nothing follows "+op, hintUpper)
	}
	switch {
	case tok.kind == nearToken && prev.kind != endToken && prev.kind != openToken:
		return p.fail(tok.from, tok.to, "the words of "+p.text[tok.from:tok.to]+" stand right before and after it", "write -(a NEAR/5 b)")
	case tok.kind == andToken || tok.kind == orToken || tok.kind == nearToken:
		op := p.text[tok.from:tok.to]
		return p.fail(tok.from, tok.to, "nothing stands before "+op, hintUpper)
	case prev.kind == openToken && tok.kind == closeToken:
		return p.fail(prev.from, tok.to, "nothing stands in the parentheses", hintParen)
	case prev.kind == openToken:
		return p.unclosed(prev)
	}
	return p.fail(tok.from, tok.to, "there is no ( for this )", hintParen)
}

func (p *parser) negation() (Node, *Error) {
	from := p.tok.from
	if err := p.enter(); err != nil {
		return nil, err
	}
	p.advance()
	n, err := p.not()
	p.leave()
	if err != nil {
		return nil, err
	}
	return &Not{Place{from, p.end}, n}, nil
}

// enter counts a level of depth, which leave takes back.
func (p *parser) enter() *Error {
	if err := p.room(1, p.tok.from); err != nil {
		return err
	}
	p.depth++
	return nil
}

func (p *parser) leave() { p.depth-- }

// room returns an error if there is no room for so many levels more. What
// prints with parentheses or NOT must have it too, so that it can be read again.
func (p *parser) room(levels, at int) *Error {
	if p.depth+levels > MaxDepth {
		return p.fail(at, at, fmt.Sprintf("more than %d groups stand within each other", MaxDepth), "")
	}
	return nil
}

// signed reads -x and +x. Words are wanted anyway, so that +x is x.
func (p *parser) signed() (Node, *Error) {
	sign := p.tok
	p.advance()
	if p.tok.from != sign.to || p.tok.kind != termToken && p.tok.kind != openToken {
		c := p.text[sign.from:sign.to]
		return nil, p.fail(sign.from, sign.to, "a "+c+" wants a word, a quote or a ( right after it", `a sign in the text itself is looked for in quotes: "a - b"`)
	}
	if err := p.enter(); err != nil {
		return nil, err
	}
	n, err := p.leaf()
	p.leave()
	if err != nil || sign.kind == plusToken {
		return n, err
	}
	return &Not{Place{sign.from, p.end}, n}, nil
}

func (p *parser) parens() (Node, *Error) {
	open := p.tok
	if err := p.enter(); err != nil {
		return nil, err
	}
	p.advance()
	n, err := p.or()
	p.leave()
	if err != nil {
		return nil, err
	}
	if p.tok.kind != closeToken {
		return nil, p.unclosed(open)
	}
	p.advance()
	return n, nil
}

func (p *parser) unclosed(open token) *Error {
	return p.fail(open.from, open.to, "this ( is never closed", hintParen)
}

// term reads a word, a quoted text or a value, with its field or in that of
// the group.
func (p *parser) term() (Node, *Error) {
	from := p.tok.from
	var n Node
	var err *Error
	switch name := p.fieldName(); {
	case name == "":
		n, err = p.list(p.group, from)
	case p.group.para:
		return p.inPara(name, from)
	case p.group.name != "":
		err = p.fail(from, p.pos, fmt.Sprintf("the field %s stands in the group of %s", quote(name), p.group.name), "a group has one field; "+hintColon)
	default:
		return p.inField(name, from)
	}
	if err != nil {
		return nil, err
	}
	p.advance()
	return n, nil
}

// fieldName steps over the name of a field and its colon; in a group of paths
// there is none, since C:\ begins a path, and neither in the address of a cable.
func (p *parser) fieldName() string {
	if p.group.kind == field.Path || p.group == (scope{}) && isAddress(p.text[p.pos:]) {
		return ""
	}
	return p.name()
}

// inField reads what stands after the name of a field and its colon.
func (p *parser) inField(name string, from int) (Node, *Error) {
	sc, err := p.scope(name, from)
	if err != nil {
		return nil, err
	}
	if sc.para {
		return p.para(sc, from)
	}
	if p.at('(') {
		return p.inGroup(sc)
	}
	n, err := p.list(sc, from)
	if err != nil {
		return nil, err
	}
	p.advance()
	return n, nil
}

// inGroup reads the group after the name of a field and its colon.
func (p *parser) inGroup(sc scope) (Node, *Error) {
	outer := p.group
	p.tok = p.next()
	p.group = sc
	n, err := p.parens()
	p.group = outer
	return n, err
}

// list reads one value, or several with commas between them.
func (p *parser) list(sc scope, from int) (Node, *Error) {
	var nodes []Node
	for at := from; ; at = p.pos {
		if err := p.checkValue(sc, at); err != nil {
			return nil, err
		}
		n, err := p.value(sc, at)
		if err != nil {
			return nil, err
		}
		if nodes = append(nodes, n); sc.name == "" || !p.take(",") {
			break
		}
	}
	if err := p.ended(); err != nil {
		return nil, err
	}
	if len(nodes) == 1 {
		return nodes[0], nil
	}
	return &Or{Place: Place{from, p.pos}, Nodes: nodes}, p.room(1, from)
}

// checkValue returns an error unless a value of the field begins here. Its
// place begins at from, with the name of the field if it is the first.
func (p *parser) checkValue(sc scope, from int) *Error {
	inner := nameLen(p.text[p.pos:])
	if err := p.checkSigns(sc, from); err != nil {
		return err
	}
	switch {
	case sc.name == "":
	case p.pos == len(p.text) || p.atBlank() || p.at(')') || p.at(','):
		return p.noValue(p.text[from:p.pos], from)
	case sc.kind == field.Path:
	case p.at('-') || p.at('+'):
		return p.fail(p.pos, p.pos+1, "a sign stands before the value", fmt.Sprintf("write it before the field: %c%s:", p.text[p.pos], sc.name))
	case inner > 0:
		return p.fail(p.pos, p.pos+inner+1, fmt.Sprintf("the field %s stands in the value of %s", quote(p.text[p.pos:p.pos+inner]), sc.name), hintColon)
	}
	return nil
}

// noValue returns the error of a name, a colon and nothing, or of a comma and
// nothing.
func (p *parser) noValue(name string, from int) *Error {
	if name == "" {
		return p.fail(p.pos, p.pos, "a value should stand here", "write no blank after the comma of a list")
	}
	hint := "write the value right after the colon"
	if f, ok := field.Lookup(strings.TrimSuffix(name, ":")); ok {
		hint += ": " + f.Example
	}
	return p.fail(from, p.pos, "no value follows "+name, hint)
}

// ended returns an error unless a term can end here.
func (p *parser) ended() *Error {
	r, size := p.peek()
	switch {
	case size == 0 || isBlank(r) || r == ')':
		return nil
	case r == '~':
		return p.fail(p.pos, p.pos+size, "a ~ stands after a value", `a distance stands after words in quotes: "a b"~5`)
	case r == '*' || r == '?':
		return p.fail(p.pos, p.pos+size, "a quoted text has no "+string(r), "a word has: munition*, wi?d*")
	case isQuote(r):
		return p.fail(p.pos, p.pos+size, "a quote stands in a word", `write a blank before it, or \" for the sign itself`)
	}
	return p.fail(p.pos, p.pos+size, fmt.Sprintf("%s stands right after the end of a value", quote(string(r))), "write a blank before it")
}
