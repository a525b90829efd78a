package query

import (
	"errors"
	"regexp/syntax"
	"strings"

	"reftel/index/field"
)

// Limits of regular expressions: the length, and the number of instructions that it
// means, which counted repetitions multiply.
const (
	MaxRegexp       = 1000
	MaxInstructions = 5000
)

// regexp reads a regular expression between slashes.
func (p *parser) regexp(sc scope, from int) (Node, *Error) {
	at := p.pos
	text, ok := p.slashed()
	switch {
	case !ok:
		return nil, p.fail(at, at+1, "the / of this expression is never closed", `/expression/; text that begins with / is looked for in quotes`)
	case text == "":
		return nil, p.fail(at, p.pos, "nothing stands between the slashes", "/munitions?/")
	case len(text) > MaxRegexp:
		return nil, p.fail(at, p.pos, "the expression is too long", "")
	case sc.computed:
		return nil, p.fail(at, p.pos, sc.name+" takes the whole MRN of a cable", "refby:08BRUSSELS1828")
	case sc.kind == field.Sound:
		return nil, p.fail(at, p.pos, sc.name+" takes whole names, without expressions", "it finds them however they are spelt")
	case sc.kind == field.Class || sc.kind == field.Prec:
		return nil, p.fail(at, p.pos, sc.name+" has no expressions", hintValues+valueNames(sc.kind))
	}
	if err := CheckRegexp(text); err != nil {
		return nil, p.fail(at, p.pos, err.Error(), "text that begins with / is looked for in quotes")
	}
	if err := p.pattern(at); err != nil {
		return nil, err
	}
	return &Regexp{Place{from, p.pos}, sc.name, text}, nil
}

// slashed steps over an expression and returns what stands between the slashes; false
// if the second is missing. A slash in it has a backslash before it.
func (s *scanner) slashed() (string, bool) {
	var b strings.Builder
	for i := s.pos + 1; i < len(s.text); i++ {
		switch c := s.text[i]; {
		case c == '/':
			s.pos = i + 1
			return b.String(), true
		case c == '\\' && i+1 < len(s.text):
			if i++; s.text[i] != '/' {
				b.WriteByte('\\')
			}
			b.WriteByte(s.text[i])
		default:
			b.WriteByte(c)
		}
	}
	return "", false
}

// escapeSlashes puts a backslash before the slashes of an expression.
func escapeSlashes(text string) string { return strings.ReplaceAll(text, "/", `\/`) }

// CheckRegexp returns an error unless text is a regular expression that words can be
// looked for by: one of Go without word boundaries, which the ends of a word are.
func CheckRegexp(text string) error {
	re, err := syntax.Parse(text, syntax.Perl)
	var bad *syntax.Error
	if errors.As(err, &bad) {
		return errors.New("the expression has a fault: " + bad.Code.String() + " " + quote(bad.Expr))
	}
	if err != nil {
		return err
	}
	if hasBoundary(re) {
		return errors.New(`\b and \B stand in the expression, which is of one word`)
	}
	if prog, err := syntax.Compile(re.Simplify()); err != nil || len(prog.Inst) > MaxInstructions {
		return errors.New("the expression is too large")
	}
	return nil
}

func hasBoundary(re *syntax.Regexp) bool {
	if re.Op == syntax.OpWordBoundary || re.Op == syntax.OpNoWordBoundary {
		return true
	}
	for _, sub := range re.Sub {
		if hasBoundary(sub) {
			return true
		}
	}
	return false
}
