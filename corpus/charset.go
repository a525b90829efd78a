package corpus

import (
	"bytes"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"
)

// A charset says how the bytes of a record are to be read.
type charset uint8

const (
	utf8Clean charset = iota
	// utf8Mixed is UTF-8 into which other bytes were pasted.
	utf8Mixed
	windows1252
)

// String returns the name that Record.Encoding gives.
func (c charset) String() string {
	if c == windows1252 {
		return "windows-1252"
	}
	return "utf-8"
}

// charsetOf tells the charset of a record. Text in CP-1252 has next to no
// byte sequences that are good UTF-8 beyond ASCII ("É”" is one), so where
// there are more good ones than bad bytes, the bad bytes are the strangers.
func charsetOf(b []byte) charset {
	if utf8.Valid(b) {
		return utf8Clean
	}
	good, bad := 0, 0
	for i := 0; i < len(b); {
		if b[i] < utf8.RuneSelf {
			i++
			continue
		}
		r, n := utf8.DecodeRune(b[i:])
		if r == utf8.RuneError && n == 1 {
			bad++
		} else {
			good++
		}
		i += n
	}
	if good > bad {
		return utf8Mixed
	}
	return windows1252
}

// decode returns the bytes as valid UTF-8.
func (c charset) decode(b []byte) string {
	switch c {
	case utf8Mixed:
		return decodeBytes(b, func(b []byte) (rune, int) {
			if r, n := utf8.DecodeRune(b); n > 1 {
				return r, n
			}
			return cp1252(b[0]), 1
		})
	case windows1252:
		return decodeBytes(b, func(b []byte) (rune, int) { return cp1252(b[0]), 1 })
	}
	return string(b)
}

// cp1252 returns the character of a byte. The five that CP-1252 leaves open are
// the control characters that Latin-1 has there.
func cp1252(b byte) rune {
	if r := charmap.Windows1252.DecodeByte(b); r != utf8.RuneError {
		return r
	}
	return rune(b)
}

// decodeBytes copies ASCII and takes all else from next.
func decodeBytes(b []byte, next func([]byte) (rune, int)) string {
	var out strings.Builder
	out.Grow(len(b) + len(b)/16)
	for i := 0; i < len(b); {
		if b[i] < utf8.RuneSelf {
			out.WriteByte(b[i])
			i++
			continue
		}
		r, n := next(b[i:])
		out.WriteRune(r)
		i += n
	}
	return out.String()
}

// lineFeeds makes LF of the CR and CR LF in a string that did not come through
// a buffer: entities and escapes can write them, too.
func lineFeeds(s string) string {
	if strings.IndexByte(s, '\r') < 0 {
		return s
	}
	b := []byte(s)
	return string(b[:unixLines(b)])
}

var byteOrderMark = []byte("\xef\xbb\xbf")

// hasMark reports whether b begins with the mark that archives joined by cat
// hold in the middle, too.
func hasMark(b []byte) bool { return bytes.HasPrefix(b, byteOrderMark) }
