package analyzer

import "strings"

// readAtom reads the part at pos, where a letter or a digit stands, and moves
// past it.
func (s *Scanner) readAtom() atom {
	a := atom{start: s.pos, t0: len(s.arena)}
	if classes[s.text[s.pos]] == classDigit {
		s.readNumber(&a)
	} else if !s.readAcronym(&a) && !s.readSpaced(&a) {
		s.readWord(&a, s.pos)
	}
	s.readTail(&a)
	a.t1 = len(s.arena)
	return a
}

// readWord reads letters, digits and what hides among them from i on.
func (s *Scanner) readWord(a *atom, i int) {
	a.kind, a.end = Word, i
	for i < s.limit {
		n := 1
		if c := lower[s.text[i]]; c != 0 {
			s.arena = append(s.arena, c)
		} else if s.text[i] < 0x80 {
			break
		} else {
			var r rune
			var c class
			r, n = decode(s.text[:s.limit], i)
			s.arena, c = appendRune(s.arena, r)
			if c == classHidden {
				i += n
				continue
			}
			if c != classLetter && c != classDigit && c != classMark {
				break
			}
		}
		i += n
		a.end = i
		s.cut(a.t0)
	}
	s.pos = a.end
}

// cut keeps the term that began at t0 within maxTerm.
func (s *Scanner) cut(t0 int) {
	if len(s.arena)-t0 > maxTerm {
		s.arena = s.arena[:t0+maxTerm]
	}
}

// readNumber reads digits with the punctuation inside them. Where letters
// follow directly it is a word: "16th", "041412Z".
func (s *Scanner) readNumber(a *atom) {
	a.kind = Number
	a.money = a.start > s.floor && s.text[a.start-1] == '$'
	i := s.slashed(a.start)
	if i > a.start {
		s.arena = append(s.arena, s.text[a.start:i]...)
	} else {
		i = s.readDigits(a)
	}
	a.end, s.pos = i, i
	if s.letterAt(i) {
		s.readWord(a, i)
		a.money = false
	}
}

// readDigits reads digits, with points and colons between them and without the
// commas of thousands.
func (s *Scanner) readDigits(a *atom) (end int) {
	i, group, whole := a.start, 0, true
	for {
		c := s.at(i)
		switch {
		case classes[c] == classDigit:
			s.arena = append(s.arena, c)
			group++
		case (c == '.' || c == ':') && classes[s.at(i+1)] == classDigit:
			s.arena = append(s.arena, c)
			whole = false
		case c == ',' && whole && group <= 3 && s.digits(i+1) == 3:
			group = 0
		default:
			return i
		}
		s.cut(a.t0)
		i++
	}
}

// digits counts the digits at i, up to 5.
func (s *Scanner) digits(i int) int {
	n := 0
	for n < 5 && classes[s.at(i+n)] == classDigit {
		n++
	}
	return n
}

// slashed returns the end of the date or fraction at i, i itself if there is
// none: 12/02/2018, 9/11, 2008/12/02. Other numbers with a slash between them
// are two.
func (s *Scanner) slashed(i int) int {
	var widths [3]int
	n, j := 0, i
	if i > s.floor && s.text[i-1] == '/' {
		return i
	}
	for n < len(widths) {
		widths[n] = s.digits(j)
		j += widths[n]
		n++
		if s.at(j) != '/' || classes[s.at(j+1)] != classDigit || n == len(widths) {
			break
		}
		j++
	}
	if n < 2 || s.wordAt(j) || s.at(j) == '/' || !slashWidths(widths, n) {
		return i
	}
	return j
}

// slashWidths reports whether the numbers of digits are those of a date or a
// fraction.
func slashWidths(w [3]int, n int) bool {
	small := func(k int) bool { return k == 1 || k == 2 }
	if n == 2 {
		return small(w[0]) && small(w[1])
	}
	return small(w[1]) && (small(w[0]) && (w[2] == 2 || w[2] == 4) || w[0] == 4 && small(w[2]))
}

// readAcronym reads single letters with a point after each but perhaps the
// last: "U.S.", "E.O", and the few that also occur with a blank inside.
func (s *Scanner) readAcronym(a *atom) bool {
	i, n := a.start, 0
	for classes[s.at(i)] == classLetter && !s.wordAt(i+1) {
		n++
		s.arena = append(s.arena, lower[s.text[i]])
		s.cut(a.t0)
		i++
		if s.at(i) != '.' {
			break
		}
		i++
	}
	if n == 1 && s.blankAcronym(i) {
		s.arena = append(s.arena, lower[s.text[i+1]])
		n, i = 2, i+3
	}
	if n < 2 {
		s.arena = s.arena[:a.t0]
		return false
	}
	a.kind, a.end, s.pos = Acronym, i, i
	return true
}

// blankAcronym reports whether "X. Y." ends at i+3, its first point before i,
// for an X Y that is an acronym and not the initials of a person.
func (s *Scanner) blankAcronym(i int) bool {
	if s.text[i-1] != '.' || s.at(i) != ' ' || s.at(i+2) != '.' || s.wordAt(i+3) {
		return false
	}
	switch string([]byte{lower[s.text[i-2]], lower[s.text[i+1]]}) {
	case "us", "un", "uk", "eo", "eu":
		return true
	}
	return false
}

// readTail reads what an apostrophe adds to a word: the s of a possessive is
// skipped, the rest of a contraction ("don't") belongs to the word.
func (s *Scanner) readTail(a *atom) {
	if s.classAt(s.pos) != classApostrophe {
		return
	}
	_, n := decode(s.text[:s.limit], s.pos)
	i := s.pos + n
	j := i
	for j-i < 3 && lower[s.at(j)] != 0 {
		j++
	}
	if s.wordAt(j) || s.classAt(j) == classApostrophe && s.letterAt(j+1) {
		return
	}
	switch tail := s.text[i:j]; {
	case strings.EqualFold(tail, "s"):
		s.pos = j
	case s.letterBefore(a.end) && contraction(tail):
		s.arena = append(s.arena, '\'')
		for _, c := range []byte(tail) {
			s.arena = append(s.arena, lower[c])
		}
		a.end, s.pos = j, j
		s.cut(a.t0)
	}
}

// contraction reports whether a word may end in an apostrophe and tail.
func contraction(tail string) bool {
	for _, t := range [...]string{"t", "re", "ve", "ll", "d", "m"} {
		if strings.EqualFold(tail, t) {
			return true
		}
	}
	return false
}
