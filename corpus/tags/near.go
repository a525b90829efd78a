package tags

// Meant returns the code that a misspelt one stands for: ENRG for ENGR, PGOV for PGOC. That is the
// subject or program one letter or one swap of letters away, if it is by far the most frequent
// of such in real cables. It reports false for codes of the dictionary and where it can't tell.
func Meant(code string) (string, bool) {
	const shortest, longest, farMore = 3, 6, 10
	code = upper(code)
	if len(code) < shortest || len(code) > longest || !letters(code) || dict()[code] != nil {
		return "", false
	}
	var best *lexeme
	most, second := 0, 0
	for _, l := range sorted() {
		if !l.major() || !near(code, l.text) {
			continue
		}
		switch n := l.entries[len(l.entries)-1].Seen; {
		case n > most:
			best, most, second = l, n, most
		default:
			second = max(second, n)
		}
	}
	if best == nil || most < farMore*second {
		return "", false
	}
	return best.text, true
}

// near reports whether one letter added, left out or changed, or two neighbours swapped, make b
// of a; or nothing.
func near(a, b string) bool {
	if len(a) > len(b) {
		a, b = b, a
	}
	i := 0
	for i < len(a) && a[i] == b[i] {
		i++
	}
	switch {
	case i == len(a):
		return len(b)-len(a) <= 1
	case len(b) == len(a)+1:
		return a[i:] == b[i+1:]
	case len(a) != len(b):
		return false
	}
	return a[i+1:] == b[i+1:] ||
		i+1 < len(a) && a[i] == b[i+1] && a[i+1] == b[i] && a[i+2:] == b[i+2:]
}
