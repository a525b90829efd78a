package search

import (
	"encoding/binary"
	"errors"
	"regexp/syntax"
	"slices"
	"strings"
	"unicode/utf8"

	"reftel/analyzer"
	"reftel/index/field"
	"reftel/index/query"
)

// A regular is the automaton of a regular expression, which must match a whole term. Its
// states, the sets of instructions that may be next, are made as the dictionary reaches
// them: vellum's own automata are built completely before the first term is read.
type regular struct {
	prog    *syntax.Prog
	states  []regularState
	numbers map[string]int
	// next caches Accept: 1 more than the state, by state and byte.
	next [][256]int32
	// tick is called now and then. After its error, or with too many states, err is set
	// and no state matches.
	tick func() error
	err  error
}

// A regularState is a set of instructions, and the bytes so far of the next character.
type regularState struct {
	at      []uint32 // in order
	partial string
	matches bool
}

// mostStates is the greatest number of states of an automaton, each with at most
// query.MaxInstructions instructions. An expression that needs more takes about a second.
const mostStates = 1 << 13

// errStates reports that an automaton needs too many states.
var errStates = errors.New("too many states")

// parseRegexp returns the program of an expression over the terms of a field of the
// index, and a text that all its matches begin with. Case does not count, and a letter
// with an accent stands for the one without.
func parseRegexp(name, text string) (prog *syntax.Prog, prefix string, err error) {
	re, err := syntax.Parse(text, syntax.Perl|syntax.FoldCase)
	if err != nil {
		return nil, "", err
	}
	re = re.Simplify()
	foldLiterals(re)
	prog, err = syntax.Compile(re)
	prefix = strings.ToLower(literalPrefix(re))
	if f, ok := field.Lookup(name); ok && f.Kind != field.Text {
		prefix = strings.ToUpper(prefix)
	}
	return prog, prefix, err
}

func foldLiterals(re *syntax.Regexp) {
	if re.Op == syntax.OpLiteral {
		var folded []rune
		for _, r := range re.Rune {
			f := []rune(analyzer.Fold(string(r)))
			if len(f) == 0 {
				f = []rune{r}
			}
			folded = append(folded, f...)
		}
		re.Rune = folded
	}
	for _, sub := range re.Sub {
		foldLiterals(sub)
	}
}

// literalPrefix returns the literal that an expression begins with.
func literalPrefix(re *syntax.Regexp) string {
	switch {
	case re.Op == syntax.OpLiteral:
		return string(re.Rune)
	case re.Op == syntax.OpCapture:
		return literalPrefix(re.Sub[0])
	case re.Op == syntax.OpConcat && len(re.Sub) > 1 && re.Sub[0].Op == syntax.OpBeginText:
		return literalPrefix(re.Sub[1])
	case re.Op == syntax.OpConcat:
		return literalPrefix(re.Sub[0])
	}
	return ""
}

func newRegular(prog *syntax.Prog, tick func() error) *regular {
	a := &regular{prog: prog, numbers: map[string]int{}, tick: tick}
	a.state(nil, "")
	var set instructions
	set.add(a.prog, uint32(prog.Start), syntax.EmptyBeginText|syntax.EmptyBeginLine)
	a.state(set.list, "")
	return a
}

// instructions is a set of instructions.
type instructions struct {
	list []uint32
	seen map[uint32]bool
}

// add adds an instruction, or those that it leads to without a character, where the
// given conditions hold. A condition of the end stays in the set.
func (s *instructions) add(prog *syntax.Prog, pc uint32, holds syntax.EmptyOp) {
	if s.seen == nil {
		s.seen = map[uint32]bool{}
	}
	stack := []uint32{pc}
	for len(stack) > 0 {
		pc, stack = stack[len(stack)-1], stack[:len(stack)-1]
		if s.seen[pc] {
			continue
		}
		s.seen[pc] = true
		switch i := &prog.Inst[pc]; i.Op {
		case syntax.InstAlt, syntax.InstAltMatch:
			stack = append(stack, i.Out, i.Arg)
		case syntax.InstCapture, syntax.InstNop:
			stack = append(stack, i.Out)
		case syntax.InstEmptyWidth:
			switch need := syntax.EmptyOp(i.Arg); {
			case need&^holds == 0:
				stack = append(stack, i.Out)
			case need&^(holds|atEnd) == 0:
				s.list = append(s.list, pc)
			}
		case syntax.InstFail:
		default:
			s.list = append(s.list, pc)
		}
	}
}

const atEnd = syntax.EmptyEndText | syntax.EmptyEndLine

// state returns the number of a state.
func (a *regular) state(at []uint32, partial string) int {
	slices.Sort(at)
	key := make([]byte, 0, 4*len(at)+len(partial))
	for _, pc := range at {
		key = binary.LittleEndian.AppendUint32(key, pc)
	}
	key = append(append(key, '|'), partial...)
	if n, ok := a.numbers[string(key)]; ok {
		return n
	}
	if len(a.states) > mostStates {
		a.err = errStates
		return 0
	}
	n := len(a.states)
	a.numbers[string(key)] = n
	a.states = append(a.states, regularState{at, partial, partial == "" && a.ends(at)})
	if n < mostCached {
		a.next = append(a.next, [256]int32{})
	}
	return n
}

// ends reports whether a term may end at some instructions.
func (a *regular) ends(at []uint32) bool {
	var set instructions
	for _, pc := range at {
		set.add(a.prog, pc, atEnd)
	}
	return slices.ContainsFunc(set.list, func(pc uint32) bool { return a.prog.Inst[pc].Op == syntax.InstMatch })
}

// failure returns why the search for an expression ended early.
func (a *regular) failure(n query.Node) error {
	if a.err == errStates {
		return &PartError{n, "is too complex to be looked for", "make it shorter, or use fewer *, + and {}"}
	}
	return a.err
}

// Start implements Automaton.
func (a *regular) Start() int { return 1 }

// CanMatch implements Automaton.
func (a *regular) CanMatch(state int) bool { return state != 0 && a.err == nil }

// IsMatch implements Automaton.
func (a *regular) IsMatch(state int) bool { return a.err == nil && a.states[state].matches }

// WillAlwaysMatch implements Automaton.
func (a *regular) WillAlwaysMatch(int) bool { return false }

// Accept implements Automaton.
func (a *regular) Accept(state int, b byte) int {
	if a.err == nil {
		a.err = a.tick()
	}
	if a.err != nil || state == 0 {
		return 0
	}
	if state < mostCached {
		if n := a.next[state][b]; n > 0 {
			return int(n - 1)
		}
	}
	n := a.follow(state, b)
	if state < mostCached {
		a.next[state][b] = int32(n + 1)
	}
	return n
}

// follow returns the state that a byte leads to.
func (a *regular) follow(state int, b byte) int {
	from := &a.states[state]
	char := from.partial + string([]byte{b})
	if !utf8.FullRuneInString(char) {
		return a.state(slices.Clone(from.at), char)
	}
	r, _ := utf8.DecodeRuneInString(char)
	var set instructions
	for _, pc := range from.at {
		if i := &a.prog.Inst[pc]; isRune(i.Op) && i.MatchRune(r) {
			set.add(a.prog, i.Out, 0)
		}
	}
	return a.state(set.list, "")
}

func isRune(op syntax.InstOp) bool {
	switch op {
	case syntax.InstRune, syntax.InstRune1, syntax.InstRuneAny, syntax.InstRuneAnyNotNL:
		return true
	}
	return false
}
