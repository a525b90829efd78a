package post

import (
	"bytes"
	"slices"
)

// prefixes are the words for a kind of post that addressee lines and archives
// put before its name, as letters. A longer one stands before its own beginning.
var prefixes = [][]byte{
	[]byte("AMEMBASSY"), []byte("AMEMB"), []byte("USEMBASSY"), []byte("AMERICANEMBASSY"), []byte("EMBASSY"),
	[]byte("AMCONSULATE"), []byte("AMCONSUL"), []byte("AMCONGEN"), []byte("AMERICANCONSULATE"), []byte("USCONSULATE"),
	[]byte("CONSULATEGENERAL"), []byte("CONSULATE"), []byte("CONGEN"), []byte("AMLEGATION"),
	[]byte("USMISSIONTO"), []byte("USMISSION"), []byte("MISSION"), []byte("USOFFICE"), []byte("USLO"),
	[]byte("USINTERESTSSECTION"), []byte("USINT"), []byte("REO"), []byte("RRT"), []byte("APP"), []byte("DIR"),
}

// suffixes are the places of departments, as letters.
var suffixes = [][]byte{[]byte("WASHINGTONDC"), []byte("WASHDC"), []byte("WASHINGTON"), []byte("WASH")}

// known returns the post that has the spelling key, as it is or without a word
// before or after the name.
func (t *tables) known(key []byte, most Use) (int, bool) {
	if i, ok := t.spelled(key, most); ok {
		return i, true
	}
	rest := withoutPrefix(key)
	if len(rest) < len(key) {
		if i, ok := t.spelled(rest, most); ok {
			return i, true
		}
	}
	for _, s := range suffixes {
		if head, ok := bytes.CutSuffix(rest, s); ok {
			if i, ok := t.spelled(head, most); ok && t.posts[i].Kind == "department" {
				return i, true
			}
		}
	}
	return t.withCountry(rest, most)
}

func (t *tables) spelled(key []byte, most Use) (int, bool) {
	s, ok := t.spellings[string(key)]
	return s.post, ok && s.use <= most
}

// withCountry reads a name that its own country follows, by code or by name:
// MADRIDSP, PARISFRANCE.
func (t *tables) withCountry(key []byte, most Use) (int, bool) {
	for n := 4; n < len(key)-1; n++ {
		i, ok := t.spelled(key[:n], most)
		if ok && (slices.Contains(t.posts[i].tags, string(key[n:])) || slices.Contains(t.countries[string(key[n:])], i)) {
			return i, true
		}
	}
	return 0, false
}

// withoutPrefix takes the word for a kind of post off a name; a name that is
// nothing else stays.
func withoutPrefix(key []byte) []byte {
	for _, p := range prefixes {
		if rest, ok := bytes.CutPrefix(key, p); ok && len(rest) > 1 {
			return rest
		}
	}
	return key
}
