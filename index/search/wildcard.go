package search

import (
	"slices"
	"strings"
	"unicode/utf8"
)

// A wildcard is the automaton of a pattern in which * is any run of bytes and ? any one
// character; a backslash takes the next character as it is. Vellum's automata of
// regular expressions are built completely, which takes a second and then fails for
// *a????????; the states of this one are made as the dictionary reaches them.
type wildcard struct {
	// prefix is the part of the pattern before its first * or ?.
	prefix string
	// piece is the longest text between * and ?.
	piece string
	steps []step
	// states are the places in steps that may have been reached, each in order, and
	// numbers the states by these. State 0 has none and never matches.
	states  []places
	numbers map[string]int
	// next caches Accept: 1 more than the state, by state and byte.
	next [][256]int32
}

// A step is a byte of the pattern, a * or a ?.
type step struct {
	kind byte // 'b' is a byte
	b    byte
}

// places are indexes into steps, 2 bytes each; so they are a key of a map.
type places []byte

// longestPattern is the greatest length of a pattern.
const longestPattern = 1<<16 - 2

// mostCached is the number of states that next caches.
const mostCached = 1 << 10

func newWildcard(pattern string) *wildcard {
	w := &wildcard{numbers: map[string]int{}}
	quoted, piece := false, ""
	for i := range len(pattern) {
		b := pattern[i]
		switch {
		case !quoted && b == '\\':
			quoted = true
			continue
		case !quoted && (b == '*' || b == '?'):
			w.steps = append(w.steps, step{kind: b})
			piece = ""
		default:
			if !w.begun() {
				w.prefix += string([]byte{b})
			}
			w.steps = append(w.steps, step{'b', b})
			if piece += string([]byte{b}); len(piece) > len(w.piece) {
				w.piece = piece
			}
		}
		quoted = false
	}
	w.state(nil)
	w.state(w.add(nil, 0))
	return w
}

// begun reports whether the pattern has had a * or ?.
func (w *wildcard) begun() bool { return len(w.steps) > len(w.prefix) }

// add adds a place to a list, and the places that are reached from it without a byte.
func (w *wildcard) add(to places, at int) places {
	for {
		if n := len(to); n >= 2 && int(to[n-2])<<8|int(to[n-1]) >= at {
			return to // it is there, since places are added in order
		}
		to = append(to, byte(at>>8), byte(at))
		if at == len(w.steps) || w.steps[at].kind != '*' {
			return to
		}
		at++
	}
}

// state returns the number of the state with some places.
func (w *wildcard) state(p places) int {
	if n, ok := w.numbers[string(p)]; ok {
		return n
	}
	n := len(w.states)
	w.numbers[string(p)] = n
	w.states = append(w.states, slices.Clone(p))
	if n < mostCached {
		w.next = append(w.next, [256]int32{})
	}
	return n
}

// Start implements Automaton.
func (w *wildcard) Start() int { return 1 }

// CanMatch implements Automaton.
func (w *wildcard) CanMatch(state int) bool { return state != 0 }

// IsMatch implements Automaton.
func (w *wildcard) IsMatch(state int) bool {
	p := w.states[state]
	n := len(p)
	return n > 0 && int(p[n-2])<<8|int(p[n-1]) == len(w.steps)
}

// WillAlwaysMatch implements Automaton.
func (w *wildcard) WillAlwaysMatch(state int) bool {
	return w.IsMatch(state) && len(w.steps) > 0 && w.steps[len(w.steps)-1].kind == '*'
}

// Accept implements Automaton.
func (w *wildcard) Accept(state int, b byte) int {
	if state < mostCached {
		if n := w.next[state][b]; n > 0 {
			return int(n - 1)
		}
	}
	n := w.state(w.follow(w.states[state], b))
	if state < mostCached {
		w.next[state][b] = int32(n + 1)
	}
	return n
}

// follow returns the places that a byte leads to from a list of places.
func (w *wildcard) follow(from places, b byte) places {
	var buf [64]byte
	to := places(buf[:0])
	for i := 0; i < len(from); i += 2 {
		at := int(from[i])<<8 | int(from[i+1])
		if at > 0 && w.steps[at-1].kind == '?' && !utf8.RuneStart(b) {
			to = w.add(to, at) // the rest of the character that ? took
		}
		if at == len(w.steps) {
			continue
		}
		switch s := w.steps[at]; {
		case s.kind == '*':
			to = w.add(to, at)
		case s.kind == '?' && utf8.RuneStart(b), s.kind == 'b' && s.b == b:
			to = w.add(to, at+1)
		}
	}
	return to
}

// fits reports whether the whole of a term fits the pattern.
func (w *wildcard) fits(term string) bool {
	state := w.Start()
	for i := range len(term) {
		if state = w.Accept(state, term[i]); state == 0 {
			return false
		}
	}
	return w.IsMatch(state)
}

// among returns the terms of a list that fit, in their order. If more than maxExpansion
// fit, it may leave out some, but returns more than maxExpansion.
func (w *wildcard) among(all []string, tick func() error) ([]string, error) {
	var list []string
	for _, t := range all {
		if err := tick(); err != nil {
			return nil, err
		}
		if !strings.Contains(t, w.piece) || !w.fits(t) {
			continue
		}
		if list = append(list, t); len(list) > maxExpansion {
			break
		}
	}
	return list, nil
}
