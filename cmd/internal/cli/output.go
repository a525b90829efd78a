package cli

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"strings"
	"unicode"
	"unicode/utf16"
	"unicode/utf8"
)

// Clean returns text that is safe to print on a terminal: without the characters that a
// terminal obeys instead of showing them, and without those that hide text or change its
// order. Line ends and tabs stay.
func Clean(s string) string {
	return strings.Map(func(r rune) rune {
		if r != '\n' && r != '\t' && isControl(r) {
			return -1
		}
		return r
	}, s)
}

// Line returns text on one line, safe to print on a terminal: each run of blanks,
// line ends and tabs becomes one blank.
func Line(s string) string { return strings.Join(strings.Fields(Clean(s)), " ") }

// isControl reports whether a terminal obeys or hides a character: the controls
// (ECMA-48), what Unicode calls default ignorable (joiners, soft hyphens, tags,
// variation selectors, fillers) and the other format characters, such as those of
// direction (UAX 9); but not the Arabic number signs, which are visible.
func isControl(r rune) bool {
	switch {
	case r < 0x7f:
		return r < 0x20
	case r < 0xa0:
		return true
	}
	return unicode.In(r, unicode.Other_Default_Ignorable_Code_Point, unicode.Variation_Selector) ||
		unicode.Is(unicode.Cf, r) && !unicode.Is(unicode.Prepended_Concatenation_Mark, r)
}

// Object writes a value as JSON on one line. It escapes the characters that Clean
// removes, but not those that only JSON in HTML must escape.
func Object(w io.Writer, v any) error {
	var text bytes.Buffer
	enc := json.NewEncoder(&text)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(v); err != nil {
		return err
	}
	_, err := w.Write(escape(text.Bytes()))
	return err
}

// escape replaces the characters that Clean removes by JSON escapes. The controls below
// U+0020 are escaped already; the others occur in strings only.
func escape(text []byte) []byte {
	if !bytes.ContainsFunc(text, escaped) {
		return text
	}
	var out []byte
	for len(text) > 0 {
		r, size := utf8.DecodeRune(text)
		if escaped(r) {
			for _, unit := range utf16.AppendRune(nil, r) {
				out = fmt.Appendf(out, `\u%04x`, unit)
			}
		} else {
			out = append(out, text[:size]...)
		}
		text = text[size:]
	}
	return out
}

func escaped(r rune) bool { return r != '\n' && isControl(r) }
