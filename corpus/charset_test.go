package corpus

import (
	"testing"
	"unicode/utf8"
)

func TestCharset(t *testing.T) {
	tests := []struct {
		name, in, want, charset string
	}{
		{"ASCII", "Cafe", "Cafe", "utf-8"},
		{"UTF-8", "Café “so” ¶1.", "Café “so” ¶1.", "utf-8"},
		{"Latin-1", "Caf\xe9 Se\xf1or \xb61.", "Café Señor ¶1.", "windows-1252"},
		{"CP-1252", "\x93so\x94 \x96 \x80 5", "“so” – € 5", "windows-1252"},
		{"CP-1252 with a pair that UTF-8 has, too", "CAF\xc9\x94 \x93so\x94", "CAFÉ” “so”", "windows-1252"},
		{"bytes that CP-1252 leaves open", "a\x81\x8d\x8f\x90\x9d\xff", "a\u0081\u008d\u008f\u0090\u009dÿ", "windows-1252"},
		{"a stranger in UTF-8", "Café “so” \x93no\x94", "Café “so” “no”", "utf-8"},
		{"a sequence cut short", "“so” Caf\xc3", "“so” CafÃ", "utf-8"},
		{"the character for what cannot be read", "a\ufffdb", "a\ufffdb", "utf-8"},
		{"NUL", "a\x00\xe9", "a\x00é", "windows-1252"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			cs := charsetOf([]byte(tt.in))
			got := cs.decode([]byte(tt.in))
			if got != tt.want || cs.String() != tt.charset {
				t.Errorf("%q is %q in %s, want %q in %s", tt.in, got, cs, tt.want, tt.charset)
			}
			if !utf8.ValidString(got) {
				t.Errorf("%q is no UTF-8", got)
			}
		})
	}
}

func TestLineFeeds(t *testing.T) {
	tests := []struct{ in, want string }{
		{"", ""},
		{"a\nb", "a\nb"},
		{"a\r\nb\rc\n", "a\nb\nc\n"},
		{"\r\r\n\n\r", "\n\n\n\n"},
		{"\r", "\n"},
	}
	for _, tt := range tests {
		if got := lineFeeds(tt.in); got != tt.want {
			t.Errorf("lineFeeds(%q) = %q, want %q", tt.in, got, tt.want)
		}
	}
}
