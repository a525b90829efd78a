package dtg

import (
	"fmt"
	"slices"
	"strings"
	"testing"
)

// mark returns text with brackets round all that Find finds, each followed by
// its canonical form.
func mark(text string) string {
	var out strings.Builder
	last := 0
	for d, start, end, ok := Find(text, 0); ok; d, start, end, ok = Find(text, end) {
		fmt.Fprintf(&out, "%s[%s=%s%s]", text[last:start], text[start:end], d.Precedence, d)
		last = end
	}
	return out.String() + text[last:]
}

var findTests = []struct{ name, want string }{
	{"a line", "O R [141052Z MAY 09=141052Z MAY 09] ZDK"},
	{"mixed case", "SECDEF MSG DTG [301601z Sep 08=301601Z SEP 08], para 2"},
	{"four digits", "as of [041412Z DEC 2008=041412Z DEC 08]."},
	{"precedence glued", "SECDEF [R162245Z OCT 08=R162245Z OCT 08]"},
	{"immediate glued", "REF [O162245Z OCT 08=O162245Z OCT 08]"},
	{"two letters glued", "[op162245z oct 08=OP162245Z OCT 08]"},
	{"letter O is a digit", "[O42245Z OCT 08=042245Z OCT 08]"},
	{"letters are digits", "[RO4l245Z OCT O8=R041245Z OCT 08]"},
	{"across a line end", "DTG [041412Z\n  DEC 08=041412Z DEC 08] refers"},
	{"not across two", "DTG 041412Z\n\nDEC 08"},
	{"blanks", "[25 1346 Z JUN 7 3=251346Z JUN 73] in a reproduction"},
	{"slash", "[04/1412Z DEC 08=041412Z DEC 08]"},
	{"no blanks", "([041412ZDEC08=041412Z DEC 08])"},
	{"glued to the next line", "P [011218Z AUG 08=011218Z AUG 08]FM NOBODY"},
	{"glued to INFO", "P [011218Z AUG 08=011218Z AUG 08]INFO NOBODY"},
	{"no year", "your [041412Z DEC=041412Z DEC] refers"},
	{"no year before a number", "your [041412Z DEC=041412Z DEC] 123 and"},
	{"no year before another number", "your [041412Z DEC=041412Z DEC] 1412 and"},
	{"may is a verb", "PAGE 02 291400Z MAY HAVE"},
	{"may with year", "[291400Z MAY 08=291400Z MAY 08]"},
	{"two in a row", "[041412Z DEC 08=041412Z DEC 08]/[041413Z DEC 08=041413Z DEC 08]"},
	{"second one", "321412Z DEC 08, then [041412Z DEC 08=041412Z DEC 08]"},
	{"zone", "[041412I DEC 08=041412I DEC 08] and [041412l dec 08=041412L DEC 08]"},
	{"extra digit", "[041412Z4 DEC 08=041412Z DEC 08]"},
	{"seconds", "[04141230Z DEC 08=041412Z DEC 08]"},
	{"after a section", "SECTION 01 OF 02 [041412Z DEC 08=041412Z DEC 08]"},
	{"after a letter beyond ASCII", "“[041412Z DEC 08=041412Z DEC 08]”"},
	{"zone J", "041412J DEC 08"},
	{"no month", "PAGE 02 HARARE 09966 01 OF 03 291310Z HARBOUR"},
	{"word goes on", "041412Z DECEMBERS 08, 041412Z DECLASSIFY"},
	{"digits before", "1041412Z DEC 08"},
	{"digits more", "0414123Z DEC 08"},
	{"word before", "X041412Z DEC 08, REPOR041412Z DEC 08"},
	{"label after a number", "STATE 196409 B. STATE 197039"},
	{"plain date", "on 04 DEC 08 and DEC 2008"},
	{"all letters", "OIIOIOZ DEC 08"},
	{"spaced number", "[031234Z JUN=031234Z JUN] 1 2"},
	{"nothing", ""},
}

func TestFind(t *testing.T) {
	for _, tt := range findTests {
		text := unmark(tt.want)
		if got := mark(text); got != tt.want {
			t.Errorf("%s: %q\n got %s\nwant %s", tt.name, text, got, tt.want)
		}
	}
}

// unmark takes the brackets of the table away.
func unmark(s string) string {
	var out strings.Builder
	for {
		before, rest, found := strings.Cut(s, "[")
		out.WriteString(before)
		if !found {
			return out.String()
		}
		inside, after, _ := strings.Cut(rest, "]")
		text, _, _ := strings.Cut(inside, "=")
		out.WriteString(text)
		s = after
	}
}

func TestFindFrom(t *testing.T) {
	const text = "R041412Z DEC 08"
	for _, from := range []int{-5, 0} {
		d, start, end, ok := Find(text, from)
		if !ok || text[start:end] != text || d.String() != "041412Z DEC 08" {
			t.Errorf("Find from %d = %v %v, want %s", from, d, ok, text)
		}
	}
	for _, from := range []int{1, 2, len(text), len(text) + 9} {
		if d, _, _, ok := Find(text, from); ok {
			t.Errorf("Find from %d = %v, want none", from, d)
		}
	}
}

func TestFindRepairs(t *testing.T) {
	d, _, _, ok := Find("ref O4l412Z DEC 08", 0)
	if want := (letterO | letterI).messages(); !ok || !slices.Equal(d.Repairs, want) {
		t.Errorf("repairs = %q %v, want %q", d.Repairs, ok, want)
	}
}

func TestFindAllocatesNothing(t *testing.T) {
	text := prose(4 << 10)
	if n := testing.AllocsPerRun(10, func() { findAll(text) }); n != 0 {
		t.Errorf("%v allocations, want none", n)
	}
}

func TestNextDigit(t *testing.T) {
	for length := range 20 {
		for place := range length {
			text := []byte(strings.Repeat("/", length))
			text[place] = '0' + byte(place%10)
			for from := range place + 1 {
				if got := NextDigit(string(text), from); got != place {
					t.Errorf("NextDigit(%q, %d) = %d, want %d", text, from, got, place)
				}
			}
		}
		if text := strings.Repeat(":\x80\xff", length); NextDigit(text, 0) != len(text) {
			t.Errorf("NextDigit(%q) finds one", text)
		}
	}
}

// prose is text such as cables have, with numbers but without a group.
func prose(size int) string {
	const text = "2. (C) The minister said on 4 December that 1,200 tons (about 3 percent) would leave by 15:30; " +
		"see PARIS 1501 and para 7.\n\tHe had no comment on the other offer, nor did his colleagues from the two parties, " +
		"who had met the visitors at length and agreed to go on talking in the new year.\n"
	return strings.Repeat(text, size/len(text)+1)[:size]
}

func findAll(text string) (n int) {
	for _, _, end, ok := Find(text, 0); ok; _, _, end, ok = Find(text, end) {
		n++
	}
	return n
}

func BenchmarkFind(b *testing.B) {
	plain := prose(1 << 20)
	for name, text := range map[string]string{
		"prose":   plain,
		"letters": strings.Map(noDigit, plain),
		"digits":  strings.Repeat("123456 ", 1<<17),
		"groups":  strings.Repeat("R 041412Z DEC 08 ZDK and so on\n", 1<<15),
	} {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			b.SetBytes(int64(len(text)))
			for b.Loop() {
				findAll(text)
			}
		})
	}
}

func noDigit(r rune) rune {
	if '0' <= r && r <= '9' {
		return 'x'
	}
	return r
}

func BenchmarkParse(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		if _, err := Parse("O R 041412Z DEC 08 ZDK"); err != nil {
			b.Fatal(err)
		}
	}
}
