package pdf

import (
	"encoding/binary"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"
)

// layout returns the words of a picture of a page, in which a letter is 5 points
// wide and a line 10 high. Words of a line that stand apart by one blank are in
// one run.
func layout(picture string) []word {
	var words []word
	for i, line := range strings.Split(strings.Trim(picture, "\n"), "\n") {
		for at := 0; at < len(line); {
			if line[at] == ' ' {
				at++
				continue
			}
			end := at + strings.IndexByte(line[at:]+" ", ' ')
			words = append(words, word{
				text: line[at:end], x0: 5 * float64(at), x1: 5 * float64(end), y: 700 - 10*float64(i), h: 10,
			})
			at = end
		}
	}
	return words
}

func TestLines(t *testing.T) {
	for _, test := range []struct{ name, page, want string }{
		{name: "text", page: `
1. (C) THE PORT OF MANTA BOUGHT
TWO CRANES.

  A TABLE     1998   1999
  CRANES         1      2
`},
		{name: "page header", page: `
CONFIDENTIAL
PAGE 02        QUITO  01214  031522Z

TWO CRANES STAND ON THE QUAY.
`},
		{name: "cover", page: `
MRN:       09 QUITO 799
Date/DTG:  Mar 03, 2009 / 031510Z MAR 09
From:      AMEMBASSY QUITO
Action:    WASHDC, SECSTATE ROUTINE
E.O.:      12958
TAGS:      ETRD, EC
Captions:  SIPDIS
Reference: 09 QUITO 512
Subject:   TWO CRANES FOR THE PORT OF MANTA
`},
		{name: "columns", page: `
                A YEAR OF CRANES
The port of Manta bought     The mayor says that the
two cranes last year, of     quay is too narrow for
which the second stands      either, and that he said
in pieces on the quay to     so at the time. The firm
this day. Nobody knows       that sold them has gone
who is to put it up, or      to another port.
where.
Page 1 of 2
`, want: `
A YEAR OF CRANES
The port of Manta bought
two cranes last year, of
which the second stands
in pieces on the quay to
this day. Nobody knows
who is to put it up, or
where.
Page 1 of 2
The mayor says that the
quay is too narrow for
either, and that he said
so at the time. The firm
that sold them has gone
to another port.
`},
	} {
		t.Run(test.name, func(t *testing.T) {
			if test.want == "" {
				test.want = test.page
			}
			words := layout(test.page)
			got, want := text(words, false), strings.Trim(test.want, "\n")
			if strings.TrimSpace(got) != want {
				t.Errorf("got\n%s\nwant\n%s", got, want)
			}
			// The order in the file does not matter.
			slices.Reverse(words)
			if got := text(words, false); strings.TrimSpace(got) != want {
				t.Errorf("in reverse, got\n%s\nwant\n%s", got, want)
			}
		})
	}
}

// The lines of a crooked scan rise or fall by less than half of their height.
func TestCrooked(t *testing.T) {
	const page = `
1. (C) THE PORT OF MANTA BOUGHT TWO CRANES, OF WHICH THE SECOND STANDS
IN PIECES ON THE QUAY. NOBODY KNOWS WHO IS TO PUT IT TOGETHER, OR WHEN.
2. (C) THE MAYOR SAYS THAT THE QUAY IS TOO NARROW FOR EITHER OF THE TWO
CRANES.
`
	for _, slope := range []float64{-0.012, -0.005, 0.005, 0.012} {
		words := layout(page)
		for i := range words {
			words[i].y += slope * words[i].x0
		}
		if got, want := text(words, false), strings.Trim(page, "\n"); got != want {
			t.Errorf("slope %g:\n%s", slope, got)
		}
	}
}

// No word is lost, and none is made, wherever the words are.
func FuzzLines(f *testing.F) {
	for _, page := range []string{"A B\nC  D", "MRN:  09 QUITO 799\nFrom: QUITO", strings.Repeat("a column of text    and another one\n", 10)} {
		var data []byte
		for _, w := range layout(page) {
			for _, v := range []float64{w.x0, w.x1 - w.x0, w.y} {
				data = binary.BigEndian.AppendUint16(data, uint16(int16(v)))
			}
			data = append(data, byte(w.h), w.text[0])
		}
		f.Add(data, false)
	}
	f.Fuzz(func(t *testing.T, data []byte, tight bool) {
		var words []word
		var want []string
		for ; len(data) >= 8; data = data[8:] {
			v := func(i int) float64 { return float64(int16(binary.BigEndian.Uint16(data[i:]))) }
			w := word{text: strings.Repeat(string('A'+data[7]%26), 1+int(data[7]/26)), x0: v(0), x1: v(0) + v(2), y: v(4), h: float64(data[6])}
			words = append(words, w)
			want = append(want, w.text)
		}
		s := text(words, tight)
		got := strings.Fields(s)
		slices.Sort(got)
		slices.Sort(want)
		if !slices.Equal(got, want) {
			t.Errorf("words %q became %q", want, s)
		}
		if most := 64 + len(words)*(maxBlanks+12); len(s) > most || !utf8.ValidString(s) {
			t.Errorf("%d bytes of %d words", len(s), len(words))
		}
	})
}
