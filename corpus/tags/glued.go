package tags

// glued adds the codes that were run together in a token: KFRDCVISCMGT is KFRD CVIS CMGT. They
// must make up the whole token. A subject or program has to be among them, or all must be words
// of free terms and one a term itself, so that words of any language stay whole: PANAMA is not
// PA NA MA. One unknown group of four letters may stand among more known ones.
func (s *scanner) glued(w string) bool {
	const shortest = 5
	if len(w) < shortest || !letters(w) {
		return false
	}
	parts := s.split(w)
	if len(parts) < 2 {
		return false
	}
	if !s.plausible(parts) {
		return false
	}
	for _, p := range parts {
		s.add(p)
	}
	return true
}

// plausible reports whether the parts of a split are tags rather than pieces of a word.
func (s *scanner) plausible(parts []token) bool {
	const mostGeos = 2 // for each subject or program
	majors, geos, words, terms, unknown := 0, 0, 0, 0, 0
	for _, p := range parts {
		switch {
		case p.lex.major():
			if s.year < fipsYear || p.lex.used() {
				majors++
			}
		case p.lex == nil:
			unknown++
		case !p.lex.isCode():
			words++
		case len(p.s) == 2:
			geos++
		}
		if p.lex.is(term) {
			terms++
		}
	}
	return unknown <= 1 && unknown < majors && geos <= mostGeos*majors || words == len(parts) && terms > 0
}

// Costs of the parts of a split: the surest reading is the cheapest.
const (
	costMajor   = 2
	costGeo     = 3
	costOther   = 5
	costUnknown = 12
)

// cost returns the cost of a part of a split; false if it can't be one.
func (s *scanner) cost(part string, l *lexeme) (int, bool) {
	switch {
	case l.major():
		return costMajor, true
	case l.isCode() && len(part) == 2:
		e := l.meaning(s.year)
		return costGeo, e != nil && e.Kind == Geo && e.holds(s.year)
	case l.isCode() && len(part) > 2, l.is(word|term) && len(part) > 2:
		return costOther, true
	}
	return costUnknown, l == nil && len(part) == 4
}

// used reports whether the code of a subject or program is one that real cables were seen to use,
// or has the K of a program: AINT and MORG were not, and are pieces of COMPLAINT and MORGAN.
func (l *lexeme) used() bool {
	return l.text[0] == 'K' || l.entries[len(l.entries)-1].Seen > 0
}

// split parts a token at the least cost; nil if it can't be done. It takes time linear in the
// token's length: parts are short.
func (s *scanner) split(w string) []token {
	const longest, none = 12, 1 << 30
	var costs [257]int // costs[i] is that of the first i letters
	var from [257]int  // from[i] is where their last part starts
	for i := 1; i <= len(w); i++ {
		costs[i] = none
		for j := max(0, i-longest); j <= i-2; j++ {
			if costs[j] == none {
				continue
			}
			c, ok := s.cost(w[j:i], s.dict[w[j:i]])
			if ok && costs[j]+c < costs[i] {
				costs[i], from[i] = costs[j]+c, j
			}
		}
	}
	if costs[len(w)] >= none {
		return nil
	}
	n := 0
	for i := len(w); i > 0; i = from[i] {
		n++
	}
	parts := make([]token, n)
	for i := len(w); i > 0; i = from[i] {
		n--
		part := w[from[i]:i]
		parts[n] = token{s: part, lex: s.dict[part]}
	}
	return parts
}
