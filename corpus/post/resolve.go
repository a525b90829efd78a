package post

import "strings"

// Resolve returns the post that name means in an MRN of that year, 0 if it is
// unknown. Beyond what Lookup reads, it takes abbreviations that only MRNs have
// (BA, POS), a country for its embassy (BRAZIL), a name cut short (HALIF) and
// one letter too many, too few, wrong or changed round (BISHTEK, WELLINGOTN):
// the last three where just one post can be meant. Taipei is the embassy until
// 1979 and the Institute from then on.
func Resolve(name string, year int) (Post, bool) {
	var buf [maxName]byte
	key, ok := appendKey(buf[:0], name)
	if !ok {
		return Post{}, false
	}
	t := load()
	i, ok := t.resolve(key)
	if !ok {
		return Lookup(name)
	}
	if l, ok := t.later[t.posts[i].Code]; ok && year >= l.year {
		i = l.post
	}
	return t.posts[i].Post, true
}

// Bare returns the letters of a name in upper case, without the word for a kind
// of post before it: "BLABLA" of "Embassy Blabla". It is empty for what Lookup
// could not read either: no letters, other digits than zeros, far too long.
func Bare(name string) string {
	var buf [maxName]byte
	key, ok := appendKey(buf[:0], name)
	if !ok {
		return ""
	}
	return string(withoutPrefix(key))
}

func (t *tables) resolve(key []byte) (int, bool) {
	if i, ok := t.known(key, forMRNs); ok {
		return i, true
	}
	rest := withoutPrefix(key)
	if i, ok := t.embassyIn(string(rest)); ok {
		return i, true
	}
	if i, ok := t.nearest(rest, strings.HasPrefix); ok {
		return i, true
	}
	return t.nearest(rest, oneEdit)
}

// embassyIn returns the one embassy in a country.
func (t *tables) embassyIn(country string) (int, bool) {
	found := -1
	for _, i := range t.countries[country] {
		if t.posts[i].Kind != "embassy" {
			continue
		}
		if found >= 0 {
			return 0, false
		}
		found = i
	}
	return found, found >= 0
}

// minNear is the length of the shortest names that are compared with others:
// of four letters, too many are one letter from another word.
const minNear = 5

// nearest returns the one post that has a spelling like key.
func (t *tables) nearest(key []byte, like func(spelling, key string) bool) (int, bool) {
	if len(key) < minNear {
		return 0, false
	}
	found, name := -1, string(key)
	for s, of := range t.spellings {
		if of.use == Short || of.use == Number || len(s) < minNear || of.post == found || !like(s, name) {
			continue
		}
		if found >= 0 {
			return 0, false
		}
		found = of.post
	}
	return found, found >= 0
}

// oneEdit reports whether b is a with one letter added, left out or replaced,
// or two neighbours changed round.
func oneEdit(a, b string) bool {
	if len(a) < len(b) {
		a, b = b, a
	}
	i := 0
	for i < len(b) && a[i] == b[i] {
		i++
	}
	switch len(a) - len(b) {
	case 0:
		if i == len(a) {
			return false
		}
		return a[i+1:] == b[i+1:] || i+2 <= len(a) && a[i] == b[i+1] && a[i+1] == b[i] && a[i+2:] == b[i+2:]
	case 1:
		return a[i+1:] == b[i:]
	}
	return false
}
