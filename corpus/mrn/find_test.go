package mrn

import (
	"fmt"
	"strings"
	"testing"
)

// mark returns text with brackets round all that Find finds in a cable of
// that year, each followed by its canonical form.
func mark(text string, year int) string {
	var out strings.Builder
	last := 0
	for m, start, end, ok := Find(text, 0, year); ok; m, start, end, ok = Find(text, end, year) {
		fmt.Fprintf(&out, "%s[%s=%s]", text[last:start], text[start:end], m)
		last = end
	}
	return out.String() + text[last:]
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

var findTests = []struct {
	name string
	year int
	want string
}{
	{"plain", 2008, "see [BRUSSELS 1828=08BRUSSELS1828]."},
	{"zeros", 2008, "UNCLAS [BRUSSELS 001828=08BRUSSELS1828]\nSIPDIS"},
	{"several words", 2008, "[LA PAZ 2974=08LAPAZ2974] and [RIO DE JANEIRO 12=08RIODEJANEIRO12]"},
	{"capitals and not", 2008, "see [La Paz 2974=08LAPAZ2974] and [São Paulo 276=08SAOPAULO276]"},
	{"no year known", 0, "see [BRUSSELS 1828=BRUSSELS1828]"},
	{"year before", 2008, "[07 BRUSSELS 1828=07BRUSSELS1828], [2006 Brussels 28=06BRUSSELS28], [07BRUSSELS1828=07BRUSSELS1828]"},
	{"year before, lower case", 2008, "b. [05 berlin 3726=05BERLIN3726]\nc. [05 state 211408=05STATE211408]"},
	{"year with apostrophe", 2009, "['08 BUENOS AIRES 1491=08BUENOSAIRES1491]"},
	{"year with letter O", 2006, "C. [O4 SAN JOSE 2872=04SANJOSE2872]"},
	{"year across a line end", 2006, "(see [05 San\nJose 944=05SANJOSE944])"},
	{"year after", 2009, "[ASUNCION 701 (08)=08ASUNCION701] and [QUITO 1905-03=03QUITO1905]"},
	{"archive's ids", 0, "[1974STATE150591_b=74STATE150591] and [2001VATICA03507=01VATICAN3507]"},
	{"list of ids", 2009, "[08QUITO1=08QUITO1]|[09LIMA2=09LIMA2]"},
	{"glued", 2008, "[STATE125512=08STATE125512] but ROME12"},
	{"labels", 2008, "A. [PARIS 1501=08PARIS1501] ¶B. [PARIS 15=08PARIS15] (C) [OSLO 7=08OSLO7]"},
	{"marks", 2008, "[STATE: 73097=08STATE73097], [BAGHDAD #3565=08BAGHDAD3565]"},
	{"across a line end", 2008, "(E) [STATE\n     148514=08STATE148514]"},
	{"numbers that share a post", 2007, "[Kabul 692=07KABUL692]/317/274 and [GUANGZHOU 11657=07GUANGZHOU11657],7743"},
	{"airgram", 1973, "[73BANGKOK-A50=73BANGKOK-A50], [MANILA A-12=73MANILA-A12]"},
	{"no airgram any more", 2008, "TRIPOLI A-10"},
	{"short forms", 1975, "[BANGKO 12345=75BANGKOK12345]"},
	{"short forms of other years", 2008, "GEORGE 12345"},
	{"abbreviations", 2008, "BA 1485 and [07 BA 1485=07BUENOSAIRES1485]"},
	{"aliases", 2008, "[SECSTATE 74879=08STATE74879], [UNVIE 544=08UNVIEVIENNA544], [USUN NEW YORK 12=08USUNNEWYORK12]"},
	{"Taipei", 2008, "[TAIPEI 123=08AITTAIPEI123]"},

	// What is not its year.
	{"no younger", 2005, "12 [STATE 96625=05STATE96625]"},
	{"page", 2002, "PAGE 01 [ROME 01196=02ROME1196] 01 OF 02 082030Z"},
	{"section", 2005, "SECTION 01 OF 02 [BRUSSELS 001256=05BRUSSELS1256]"},
	{"page in a sentence", 2006, "signed in 2003  [BERN 00000141=06BERN141] 002 OF 004   was"},
	{"date before", 2007, "E-MAIL OF 05/06/05 [TALLINN 347=07TALLINN347] and MAY 05 [TALLINN 348=07TALLINN348]"},
	{"number before", 2007, "1,007 [TALLINN 347=07TALLINN347] 107 [TALLINN 348=07TALLINN348]"},
	{"word before", 2007, "X05 [TALLINN 347=07TALLINN347]"},

	// Other numbers.
	{"year of an event", 2008, "Beijing 2008 and Bonn 1999"},
	{"month", 2008, "in PARIS 12 DECEMBER and Paris 3 May"},
	{"quantity", 2008, "STATE 50 PERCENT, Panama 300 million, PARIS 12%"},
	{"fraction", 2008, "PARIS 1.5, PARIS 1,500, PARIS 12:30, PARIS 12/04, PARIS 10-12"},
	{"lower case", 2008, "the state 1200 and nice 12, but [state 104741=08STATE104741]"},
	{"small number in a sentence", 2008, "in Paris 12 men, IN PARIS 12 MEN, from State 12."},
	{"word glued", 2008, "PARIS 12TH, PARIS 041412Z DEC 08"},
	{"other posts' words", 2008, "IN 2003, SEE 12, COMPARIS 1501, EL SALVADOR 14, Paseo de la Victoria 3650"},
	{"agencies", 2008, "DEA 12 agents"},
	{"addressees", 2008, "RUEHBS/AMEMBASSY BRUSSELS 1234\nAMCONSUL SAO PAULO 99"},
	{"tables", 2008, "Lima          1423     33"},
	{"paragraph apart", 2008, "Lima\n\n1423"},
	{"cut short", 2008, "ROME 00001..."},
	{"zeros only", 2008, "LIMA 0000"},
	{"long number", 2008, "LIMA 12345678901"},
	{"nothing", 2008, ""},
}

func TestFind(t *testing.T) {
	for _, tt := range findTests {
		if got := mark(unmark(tt.want), tt.year); got != tt.want {
			t.Errorf("%s: %q\n got %s\nwant %s", tt.name, unmark(tt.want), got, tt.want)
		}
	}
}

func TestFindFrom(t *testing.T) {
	const text = "08 LIMA 12"
	for from, want := range map[int]string{-1: "08LIMA12", 0: "08LIMA12", 3: "LIMA12", 4: "", 8: "", len(text): "", 99: ""} {
		m, _, _, ok := Find(text, from, 0)
		if ok != (want != "") || m.String() != want {
			t.Errorf("Find from %d = %v %v, want %q", from, m, ok, want)
		}
	}
}

func TestFindAllocatesNothing(t *testing.T) {
	text := prose(4 << 10)
	Find(text, 0, 2008)
	if n := testing.AllocsPerRun(10, func() { findAll(text) }); n != 0 {
		t.Errorf("%v allocations, want none", n)
	}
}

// prose is text such as cables have, with numbers and places but without an MRN.
func prose(size int) string {
	const text = "2. (C) The minister said on 4 December that 1,200 tons (about 3 percent) would leave by 15:30; " +
		"he had been in Paris and in London, in 2003, and see para 7.\n\tHe had no comment on the other offer, nor did his colleagues from " +
		"the two parties, who had met the visitors at length and agreed to go on talking in the new year.\n"
	return strings.Repeat(text, size/len(text)+1)[:size]
}

func findAll(text string) (n int) {
	for _, _, end, ok := Find(text, 0, 2008); ok; _, _, end, ok = Find(text, end, 2008) {
		n++
	}
	return n
}

func FuzzFind(f *testing.F) {
	for _, tt := range findTests {
		f.Add(unmark(tt.want), tt.year)
	}
	f.Fuzz(func(t *testing.T, text string, year int) {
		last := 0
		for m, start, end, ok := Find(text, 0, year); ok; m, start, end, ok = Find(text, end, year) {
			if start < last || end <= start || end > len(text) {
				t.Fatalf("%q: found at [%d, %d) after %d", text, start, end, last)
			}
			last = end
			again, err := Parse(m.String(), 0)
			if err != nil || again != m {
				t.Errorf("%q has %v, and that is %v (%v)", text, m, again, err)
			}
			if m.Year > year && isYear(year) {
				t.Errorf("%q in a cable of %d is %v", text[start:end], year, m)
			}
		}
	})
}

func BenchmarkFind(b *testing.B) {
	for name, text := range map[string]string{
		"prose":  prose(1 << 20),
		"digits": strings.Repeat("1234 ", 1<<18),
		"posts":  strings.Repeat("IN PARIS 12 MEN ", 1<<16),
		"mrns":   strings.Repeat("see 07 LA PAZ 2974 and so on\n", 1<<15),
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
