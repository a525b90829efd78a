package corpus

import (
	"fmt"
	"strings"
	"unicode/utf8"
)

// File names are bytes: they need not be UTF-8, and may hold characters that a
// terminal acts upon or does not show. In a Source they are written so that two
// names are equal only if their bytes are:
//
//	caf\xe9.txt       a byte that is not UTF-8
//	a\x0ab.txt        each byte of a control or invisible character
//	a\x5cxe9.txt      a backslash that would be read as one of these
//
// All other names are written as they are.

const hexDigits = "0123456789abcdef"

// EscapeName returns the written form of a file name or path.
func EscapeName(name string) string {
	if isPlainName(name) {
		return name
	}
	var out strings.Builder
	for len(name) > 0 {
		r, size := utf8.DecodeRuneInString(name)
		_, escape := escapedByte(name)
		if escape || r == utf8.RuneError && size == 1 || isHiddenRune(r) {
			for i := range size {
				fmt.Fprintf(&out, `\x%02x`, name[i])
			}
		} else {
			out.WriteString(name[:size])
		}
		name = name[size:]
	}
	return out.String()
}

// UnescapeName returns the name or path of which EscapeName returns the written
// form.
func UnescapeName(written string) string {
	if !strings.Contains(written, `\x`) {
		return written
	}
	var out []byte
	for i := 0; i < len(written); {
		if b, ok := escapedByte(written[i:]); ok {
			out = append(out, b)
			i += len(`\xff`)
			continue
		}
		out = append(out, written[i])
		i++
	}
	return string(out)
}

// escapedByte returns the byte whose escape s begins with.
func escapedByte(s string) (byte, bool) {
	if len(s) < len(`\xff`) || s[:2] != `\x` {
		return 0, false
	}
	high, low := strings.IndexByte(hexDigits, s[2]), strings.IndexByte(hexDigits, s[3])
	return byte(high<<4 | low), high >= 0 && low >= 0
}

// isPlainName reports whether a name is written as it is. Nearly all are.
func isPlainName(name string) bool {
	for _, r := range name {
		if r == utf8.RuneError || isHiddenRune(r) {
			return false
		}
	}
	return !strings.Contains(name, `\x`)
}

// isHiddenRune reports whether a character of a name is escaped: controls, and
// what has no width or turns the direction of text. The list is fixed, as an
// index keeps the written names.
func isHiddenRune(r rune) bool {
	switch {
	case r < ' ', r >= 0x7f && r < 0xa0, r == 0xad, r == 0x61c, r == 0x180e, r == 0xfeff,
		r >= 0x200b && r <= 0x200f, r >= 0x2028 && r <= 0x202e, r >= 0x2060 && r <= 0x206f,
		r >= 0xfff9 && r <= 0xfffb, r >= 0xe0000 && r <= 0xe007f:
		return true
	}
	return false
}
