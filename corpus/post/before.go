package post

import (
	"sync"
	"unicode"
	"unicode/utf8"
)

// A Match is a name of a post in a text.
type Match struct {
	// Code is the post's.
	Code string
	// Start is where the name begins.
	Start int
	// Use reports whether the spelling is that of a name or of an abbreviation.
	Use Use
}

// Before returns the post whose name ends text[:end]: of several the longest.
// A name begins at a word, or after the digits of a year. Between its words
// stand blanks, a line end, a hyphen, an apostrophe or a point, or nothing;
// case and accents do not count. It takes no more steps than the longest name
// has letters and allocates nothing.
func Before(text string, end int) (Match, bool) {
	if end < 0 || end > len(text) {
		return Match{}, false
	}
	return suffixTree().match(text, end)
}

// A tree holds spellings from their last letter to the first: a node is a
// letter, its path to the root what follows it.
type tree struct {
	nodes []node
	codes []string
}

type node struct {
	next [26]uint16 // nodes of the letter before, 0 for none
	post int16      // into codes where a spelling begins here, -1 for none
	use  Use
	gap  bool // a spelling has a blank before this letter
}

// suffixTree builds the tree at the first call.
var suffixTree = sync.OnceValue(func() *tree {
	t := load()
	tr := &tree{nodes: make([]node, 1, 5000)}
	tr.nodes[0].post = -1
	for _, p := range t.posts {
		tr.codes = append(tr.codes, p.Code)
	}
	for _, written := range t.written {
		tr.add(t, written)
	}
	return tr
})

// add puts a spelling into the tree.
func (tr *tree) add(t *tables, written string) {
	key, _ := appendKey(nil, written)
	at := 0
	for i, k := len(written), len(key); k > 0; {
		i--
		for i > 0 && !utf8.RuneStart(written[i]) {
			i--
		}
		if c := written[i]; !isLetter(c) && c < utf8.RuneSelf {
			tr.nodes[at].gap = true
			continue
		}
		k--
		at = tr.child(at, key[k]-'A')
	}
	s := t.spellings[string(key)]
	tr.nodes[at].post, tr.nodes[at].use = int16(s.post), s.use
}

// child returns the node of a letter under a node, made if need be.
func (tr *tree) child(at int, letter byte) int {
	if next := tr.nodes[at].next[letter]; next != 0 {
		return int(next)
	}
	next := len(tr.nodes)
	tr.nodes = append(tr.nodes, node{post: -1})
	tr.nodes[at].next[letter] = uint16(next)
	return next
}

// match walks the tree from the end of a name back to its beginning.
func (tr *tree) match(text string, end int) (m Match, ok bool) {
	at, i := uint16(0), end
	for {
		letter, size := letterBefore(text, i)
		if letter == 0 {
			gap := gapBefore(text, i)
			if gap == 0 || at == 0 || !tr.nodes[at].gap {
				return m, ok
			}
			i -= gap
			letter, size = letterBefore(text, i)
		}
		if letter == 0 {
			return m, ok
		}
		if at = tr.nodes[at].next[letter-'A']; at == 0 {
			return m, ok
		}
		i -= size
		if n := &tr.nodes[at]; n.post >= 0 && wordStart(text, i) {
			m, ok = Match{Code: tr.codes[n.post], Start: i, Use: n.use}, true
		}
	}
}

// letterBefore returns the letter that ends text[:i] in upper case, without its
// accent, and its size in bytes; 0 if there is none. A zero beside a letter is
// an O.
func letterBefore(text string, i int) (letter byte, size int) {
	if i == 0 {
		return 0, 0
	}
	c := text[i-1]
	switch {
	case isLetter(c):
		return c &^ 0x20, 1
	case c == '0' && besideLetter(text, i-1):
		return 'O', 1
	case c < utf8.RuneSelf:
		return 0, 0
	}
	_, size = utf8.DecodeLastRuneInString(text[:i])
	letter, _ = foldAt(text[i-size:])
	return letter, size
}

// maxGap is the number of bytes that may stand between two words of a name.
const maxGap = 8

// gapBefore returns the length of the blanks and marks that end text[:i], 0 if
// there are none or too many.
func gapBefore(text string, i int) int {
	n, lines := 0, 0
	for n <= maxGap && n < i {
		switch c := text[i-n-1]; {
		case c == '\n':
			if lines++; lines > 1 {
				return 0
			}
		case c == ' ' || c == '\t' || c == '\r' || c == '-' || c == '.' || c == '\'' || c == '`':
		case c == 0x99 && n+3 <= i && text[i-n-3:i-n] == "’":
			n += 2
		default:
			return n
		}
		n++
	}
	return 0
}

// wordStart reports whether a word begins at i: no letter stands before it. A
// digit may, the year of an MRN.
func wordStart(text string, i int) bool {
	if i == 0 || isLetter(text[i-1]) {
		return i == 0
	}
	if text[i-1] < utf8.RuneSelf {
		return true
	}
	r, _ := utf8.DecodeLastRuneInString(text[:i])
	return !unicode.IsLetter(r)
}
