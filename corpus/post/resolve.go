package post

import "strings"

// LookupMRN returns the post that name means in an MRN of the year, 0 if unknown.
// It is Lookup with the abbreviations that only MRNs use (BA, POS). Taipei is the
// embassy until 1979 and the Institute after that.
func LookupMRN(name string, year int) (Post, bool) {
	var buf [maxName]byte
	key, ok := appendKey(buf[:0], afterSlash(name))
	if !ok {
		return Post{}, false
	}
	t := load()
	if i, ok := t.known(key, forMRNs); ok {
		return t.inYear(i, year), true
	}
	return t.byRouting(key)
}

// Resolve returns the post that name means in an MRN of the year. Beyond
// LookupMRN, it accepts a country for its embassy (BRAZIL), a truncated name
// (HALIF), and a name with one letter inserted, missing, wrong or swapped
// (BISHTEK, WELLINGOTN), each if exactly one post fits.
func Resolve(name string, year int) (Post, bool) {
	if p, ok := LookupMRN(name, year); ok {
		return p, true
	}
	var buf [maxName]byte
	key, ok := appendKey(buf[:0], name)
	if !ok {
		return Post{}, false
	}
	t := load()
	i, ok := t.guess(withoutPrefix(key))
	if !ok {
		return Post{}, false
	}
	return t.inYear(i, year), true
}

// inYear returns the i-th post, or the one that took over its name by the year.
func (t *tables) inYear(i, year int) Post {
	if l, ok := t.later[t.posts[i].Code]; ok && year >= l.year {
		i = l.post
	}
	return t.posts[i].Post
}

// Bare returns the letters of a name in upper case without a word for the kind
// of post: "BLABLA" of "Embassy Blabla". It is empty for text that can't be a name:
// no letters, digits other than zero, far too long.
func Bare(name string) string {
	var buf [maxName]byte
	key, ok := appendKey(buf[:0], name)
	if !ok {
		return ""
	}
	return string(withoutPrefix(key))
}

// guess returns the post that an unknown name means.
func (t *tables) guess(key []byte) (int, bool) {
	if i, ok := t.embassyIn(string(key)); ok {
		return i, true
	}
	if i, ok := t.nearest(key, minPrefix, strings.HasPrefix); ok {
		return i, true
	}
	return t.nearest(key, minNear, oneEdit)
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

// The lengths of the shortest words that can be a truncated name and a misspelt
// name. The name itself must have five letters: too many names of four are one
// letter away from another word.
const (
	minPrefix = 5
	minNear   = 4
	minTarget = 5
)

// nearest returns the post with a spelling like key, if it is the only one.
func (t *tables) nearest(key []byte, shortest int, like func(spelling, key string) bool) (int, bool) {
	if len(key) < shortest {
		return 0, false
	}
	found, name := -1, string(key)
	for s, of := range t.spellings {
		if of.use == Short || of.use == Number || len(s) < minTarget || of.post == found || !like(s, name) {
			continue
		}
		if found >= 0 {
			return 0, false
		}
		found = of.post
	}
	return found, found >= 0
}

// oneEdit reports whether b is a with one letter inserted, deleted or replaced,
// or two neighbours swapped.
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
