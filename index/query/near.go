package query

import (
	"fmt"
	"strconv"
	"strings"

	"reftel/index/field"
)

// near reads a group or a term, and those that NEAR and ADJ join to it.
func (p *parser) near() (Node, *Error) {
	from := p.tok.from
	n, err := p.leaf()
	if err != nil || p.tok.kind != nearToken {
		return n, err
	}
	near := &Near{Nodes: []Node{n}}
	for p.tok.kind == nearToken {
		tok := p.tok
		step, err := p.step()
		if err != nil {
			return nil, err
		}
		if p.advance(); p.tok.kind != openToken && p.tok.kind != termToken {
			return nil, p.afterNear(tok)
		}
		if n, err = p.leaf(); err != nil {
			return nil, err
		}
		near.Nodes, near.Steps = append(near.Nodes, n), append(near.Steps, step)
	}
	near.Place = Place{from, p.end}
	return near, p.checkNear(near)
}

// afterNear returns the error of what stands after NEAR and is no word.
func (p *parser) afterNear(near token) *Error {
	switch p.tok.kind {
	case minusToken, plusToken, notToken:
		op := p.text[near.from:near.to]
		return p.fail(p.tok.from, p.tok.to, op+" has words and phrases on both sides", "exclude both together: -(a "+op+" b)")
	}
	return p.missing()
}

// step reads the distance of NEAR/5 and ADJ/5.
func (p *parser) step() (Step, *Error) {
	op, number, _ := strings.Cut(p.text[p.tok.from:p.tok.to], "/")
	n, err := p.distance(number, p.tok.from, op+"/5")
	return Step{Distance: n, Ordered: op == "ADJ"}, err
}

// distance reads the number of a distance, which begins with its sign at from.
func (p *parser) distance(number string, from int, example string) (int, *Error) {
	n, err := strconv.Atoi(number)
	if err != nil || n < 1 || n > MaxDistance {
		return 0, p.fail(from, p.pos, fmt.Sprintf("a distance is from 1 to %d", MaxDistance), "write "+example+"; para:( … ) finds words in one paragraph")
	}
	return n, nil
}

// checkNear returns an error unless the nodes of a Near can have positions, and puts
// the words in them that were read as something else.
func (p *parser) checkNear(n *Near) *Error {
	fields := map[string]bool{}
	for i := range n.Nodes {
		node, ok := wordsOnly(n.Nodes[i], fields)
		if !ok {
			return p.fail(n.Nodes[i].Start(), n.Nodes[i].End(), "NEAR and ADJ join words and phrases, and OR of them in parentheses", "a NEAR/5 (b OR c)")
		}
		n.Nodes[i] = node
	}
	if len(fields) > 1 {
		return p.fail(n.From, n.To, "the words of NEAR and ADJ are in one field", "subject:(a NEAR/5 b)")
	}
	return p.room(1, n.From)
}

// wordsOnly returns an operand of NEAR, with bare ids as the words that they are, and
// whether it has words only. It collects the fields of these.
func wordsOnly(n Node, fields map[string]bool) (Node, bool) {
	name := ""
	switch leaf := n.(type) {
	case *Or:
		ok := true
		for i := range leaf.Nodes {
			var is bool
			leaf.Nodes[i], is = wordsOnly(leaf.Nodes[i], fields)
			ok = ok && is
		}
		return n, ok
	case *Cited:
		n = leaf.plain()
	case *Word:
		name = leaf.Field
	case *Phrase:
		if leaf.Slop > 0 {
			return n, false
		}
		name = leaf.Field
	case *Prefix:
		name = leaf.Field
	case *Wildcard:
		name = leaf.Field
	case *Fuzzy:
		name = leaf.Field
	case *Regexp:
		name = leaf.Field
	default:
		return n, false
	}
	fields[name] = true
	f, _ := field.Lookup(name)
	return n, f.Kind == field.Text
}

// para reads what stands after para and its colon.
func (p *parser) para(sc scope, from int) (Node, *Error) {
	if p.group != (scope{}) {
		return nil, p.fail(from, p.pos, "para: stands in a group", "write it beside the group")
	}
	if p.pos == len(p.text) || p.atBlank() || p.at(')') {
		return nil, p.noValue(p.text[from:p.pos], from)
	}
	if n := nameLen(p.text[p.pos:]); n > 0 {
		return nil, p.fail(p.pos, p.pos+n, "a field stands in para without parentheses", "write para:( … )")
	}
	if p.at('(') {
		n, err := p.inGroup(sc)
		if err != nil {
			return nil, err
		}
		return &Para{Place{from, p.end}, n}, nil
	}
	if err := p.enter(); err != nil {
		return nil, err
	}
	n, err := p.list(sc, p.pos)
	p.leave()
	if err != nil {
		return nil, err
	}
	p.advance()
	return &Para{Place{from, p.end}, n}, nil
}

// inPara reads a field in para:( … ): only mark can stand there.
func (p *parser) inPara(name string, from int) (Node, *Error) {
	sc, err := p.scope(name, from)
	if err != nil {
		return nil, err
	}
	if sc.kind != field.Mark && sc.presence == valued {
		return nil, p.fail(from, p.pos-1, "a paragraph has no field "+quote(name), "para:( … ) has words and mark:; write "+printable(name)+": beside it")
	}
	at := p.pos
	var n Node
	if p.at('(') {
		n, err = p.inGroup(sc)
	} else if n, err = p.list(sc, from); err == nil {
		p.advance()
	}
	if err != nil {
		return nil, err
	}
	bad := false
	Walk(n, func(n Node) bool {
		has, ok := n.(*Has)
		bad = bad || ok && has.Field != "mark"
		return true
	})
	if bad {
		return nil, p.fail(at, p.end, "a paragraph has only a mark", "write "+printable(p.text[from:p.end])+" beside para:( … )")
	}
	return n, nil
}
