package analyzer

// A chunk is what stands between two gaps: one atom, or several bound
// by slashes, hyphens and apostrophes. Each atom is a part with a position of
// its own; the wholes nest:
//
//	code      EUR/al-Qa'ida     bound by / & ( )
//	compound      al-Qa'ida     bound by hyphens
//	name             Qa'ida     bound by apostrophes
//	broken        coop-⏎eration bound by a hyphen at the end of a line

// maxAtoms is the number of parts beyond which a chunk has no whole: rows of
// dots and slashes, addresses, pages run together.
const maxAtoms = 8

// maxTerm is the length in bytes at which terms are cut. A whole that would be
// longer is left out.
const maxTerm = 128

// A join is what binds an atom to the one before it. A higher one binds tighter.
type join uint8

const (
	joinNone join = iota
	joinCode
	joinHyphen
	joinApostrophe
	joinBreak
)

// An atom is a part of a chunk.
type atom struct {
	start, end int
	t0, t1     int // its term in the arena
	kind       Kind
	join       join
	sign       byte // the character of the join: '/', '&', '(' or '-'
	broken     bool // joined over a line end
	money      bool // a dollar sign stands before it
	close      int  // the end with the bracket that closes after it
	position   int
}

// readChunk reads the atoms of the chunk at pos.
func (s *Scanner) readChunk() {
	s.atoms = s.atoms[:0]
	next := atom{}
	for {
		a := s.readAtom()
		a.join, a.sign, a.broken = next.join, next.sign, next.broken
		a.close = a.end
		if a.sign == '(' && s.at(s.pos) == ')' {
			s.pos++
			a.close = s.pos
		}
		s.atoms = append(s.atoms, a)
		next = s.bind(&a)
		if next.join == joinNone || len(s.atoms) == maxAtoms {
			break
		}
	}
	whole := !s.long && next.join == joinNone
	s.long = next.join != joinNone
	if !whole {
		s.unbind()
	}
}

// unbind makes parts without wholes of the atoms.
func (s *Scanner) unbind() {
	for i := range s.atoms {
		s.atoms[i].join, s.atoms[i].broken = joinNone, false
	}
}

// bind looks for what binds the next atom to a, and moves to it. A join of
// joinNone is the end of the chunk.
func (s *Scanner) bind(a *atom) atom {
	i, soft := s.skipHidden(s.pos)
	switch c := s.at(i); {
	case c == '/':
		return s.bindTo(i+1+btoi(s.at(i+1) == '/'), joinCode, '/')
	case c == '&' && a.kind == Word && classes[s.at(i+1)] == classLetter:
		return s.bindTo(i+1, joinCode, '&')
	case c == '(' && (a.kind == Number || a.sign == '(') && s.bracketed(i+1):
		return s.bindTo(i+1, joinCode, '(')
	case c < 0x80 && classes[c] == classGap && !soft:
		return atom{}
	}
	r, n := decode(s.text[:s.limit], i)
	switch classOf(r) {
	case classHyphen:
		if next := s.bindTo(i+n, joinHyphen, '-'); next.join != joinNone {
			return next
		}
		return s.bindBroken(a, i+n, false)
	case classApostrophe:
		if s.letterBefore(a.end) && s.letterAt(i+n) {
			return s.bindTo(i+n, joinApostrophe, '\'')
		}
	default:
		if soft {
			return s.bindBroken(a, i, true)
		}
	}
	return atom{}
}

func btoi(b bool) int {
	if b {
		return 1
	}
	return 0
}

// bindTo moves to i and returns the join if a word begins there.
func (s *Scanner) bindTo(i int, j join, sign byte) atom {
	if !s.wordAt(i) {
		return atom{}
	}
	s.pos = i
	return atom{join: j, sign: sign}
}

// wordAt reports whether a letter or digit stands at i.
func (s *Scanner) wordAt(i int) bool {
	c := s.classAt(i)
	return c == classLetter || c == classDigit
}

func (s *Scanner) letterAt(i int) bool { return s.classAt(i) == classLetter }

// classAt returns the class of the character at i, classGap past the end.
func (s *Scanner) classAt(i int) class {
	if i >= s.limit {
		return classGap
	}
	if c := classes[s.text[i]]; c != classOther {
		return c
	}
	r, _ := decode(s.text[:s.limit], i)
	return classOf(r)
}

// letterBefore reports whether a letter, with or without marks, ends at i.
func (s *Scanner) letterBefore(i int) bool {
	return i > s.floor && classes[s.text[i-1]] != classDigit
}

// skipHidden moves over characters that are not there, and reports whether a
// soft hyphen was the last of them.
func (s *Scanner) skipHidden(i int) (next int, soft bool) {
	for s.at(i) >= 0x80 {
		r, n := decode(s.text[:s.limit], i)
		if classOf(r) != classHidden {
			break
		}
		soft = r == '\u00AD'
		i += n
	}
	return i, soft
}

// bracketed reports whether up to four letters or digits and a closing bracket
// stand at i: the (b) of 1.4(b), the (1999) of 1267(1999).
func (s *Scanner) bracketed(i int) bool {
	n := 0
	for n <= 4 && lower[s.at(i+n)] != 0 {
		n++
	}
	return n >= 1 && n <= 4 && s.at(i+n) == ')'
}

// emit queues the tokens of the chunk: at each atom the unit that begins in it,
// the wholes that begin with it, itself.
func (s *Scanner) emit() {
	s.number()
	for i := range s.atoms {
		a := &s.atoms[i]
		if a.money {
			s.pushMoney(a)
		}
		s.pushWholes(i)
		s.pushUnit(a)
		s.queue = append(s.queue, queued{
			Token: Token{Kind: a.kind, Position: a.position, Span: 1, Start: a.start, End: a.end},
			t0:    a.t0, t1: a.t1,
		})
	}
	if s.open == 0 && s.unit.start < s.pos {
		s.findUnit(s.pos)
	}
}

// number gives the atoms their positions. What follows a break over a line end
// shares the position of what stands before it.
func (s *Scanner) number() {
	for i := range s.atoms {
		if s.atoms[i].join != joinBreak {
			s.position++
		}
		s.atoms[i].position = s.position
	}
}

func (s *Scanner) pushMoney(a *atom) {
	t0 := len(s.arena)
	s.arena = append(s.arena, '$')
	s.arena = append(s.arena, s.arena[a.t0:a.t1]...)
	s.push(Token{Kind: Money, Position: a.position, Span: 1, Start: a.start - 1, End: a.end}, t0)
}

// pushWholes queues the wholes that begin with atom i, the longest first.
func (s *Scanner) pushWholes(i int) {
	if i+1 >= len(s.atoms) {
		return
	}
	for level := joinCode; level <= joinApostrophe; level++ {
		if i > 0 && s.atoms[i].join >= level {
			continue
		}
		last, found := i, false
		for last+1 < len(s.atoms) && s.atoms[last+1].join >= level {
			last++
			j := &s.atoms[last]
			found = found || j.join == level || level == joinHyphen && j.broken
		}
		if found {
			s.pushWhole(i, last, Code+Kind(level-joinCode))
		}
	}
	s.pushBroken(i)
}

// pushBroken queues the word that begins with atom i and goes on over a line end.
func (s *Scanner) pushBroken(i int) {
	last := i
	for last+1 < len(s.atoms) && s.atoms[last+1].broken {
		last++
	}
	if last > i && !s.atoms[i].broken {
		s.pushWhole(i, last, Broken)
	}
}

// pushWhole queues the atoms from i to last as one token.
func (s *Scanner) pushWhole(i, last int, kind Kind) {
	t0 := len(s.arena)
	for j := i; j <= last; j++ {
		a := &s.atoms[j]
		if j > i {
			s.arena = appendSign(s.arena, a, kind)
		}
		s.arena = append(s.arena, s.arena[a.t0:a.t1]...)
		if a.sign == '(' && j > i {
			s.arena = append(s.arena, ')')
		}
	}
	if len(s.arena)-t0 > maxTerm {
		s.arena = s.arena[:t0]
		return
	}
	first, end := &s.atoms[i], &s.atoms[last]
	s.push(Token{
		Kind: kind, Position: first.position, Span: end.position - first.position + 1,
		Start: first.start, End: end.close,
	}, t0)
}

// appendSign appends the sign between two atoms as the whole's term has it.
// Apostrophes are left out, so that Qa'ida and Qaida meet.
func appendSign(dst []byte, a *atom, whole Kind) []byte {
	switch {
	case whole == Broken || a.join == joinApostrophe:
		return dst
	case a.join == joinBreak:
		return append(dst, '-')
	}
	return append(dst, a.sign)
}

// pushUnit queues the unit that begins in a, and counts a's position to the
// unit that is open.
func (s *Scanner) pushUnit(a *atom) {
	if s.open > 0 && a.start >= s.unit.end {
		s.open = 0
		s.findUnit(a.start)
	}
	if s.open == 0 && s.unit.start < a.end {
		t0 := len(s.arena)
		s.arena = append(s.arena, s.unit.term...)
		s.push(Token{Kind: s.unit.kind, Position: a.position, Start: a.start, End: s.unit.end}, t0)
		s.open = len(s.queue)
	}
	if s.open > 0 && a.start < s.unit.end {
		unit := &s.queue[s.open-1]
		unit.Span = a.position - unit.Position + 1
	}
}
