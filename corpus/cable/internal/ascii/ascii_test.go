package ascii

import (
	"strings"
	"testing"
	"unicode/utf8"
)

func TestPrefixes(t *testing.T) {
	for _, tt := range []struct {
		s, word               string
		prefix, whole, suffix bool
		index, spaced         int
	}{
		{s: "Fish soup", word: "FISH", prefix: true, whole: true, index: 0, spaced: 4},
		{s: "fishes", word: "FISH", prefix: true, index: 0, spaced: 4},
		{s: "f i sh", word: "FISH", index: -1, spaced: 6},
		{s: "a FISH", word: "FISH", suffix: true, index: 2},
		{s: "fis", word: "FISH", index: -1},
		{s: "", word: "FISH", index: -1},
	} {
		if got := HasPrefixFold(tt.s, tt.word); got != tt.prefix {
			t.Errorf("HasPrefixFold(%q, %q) = %v", tt.s, tt.word, got)
		}
		if got := HasWordFold(tt.s, tt.word); got != tt.whole {
			t.Errorf("HasWordFold(%q, %q) = %v", tt.s, tt.word, got)
		}
		if got := HasSuffixFold(tt.s, tt.word); got != tt.suffix {
			t.Errorf("HasSuffixFold(%q, %q) = %v", tt.s, tt.word, got)
		}
		if got := IndexFold(tt.s, tt.word); got != tt.index {
			t.Errorf("IndexFold(%q, %q) = %d, want %d", tt.s, tt.word, got, tt.index)
		}
		if got := SpacedPrefix(tt.s, tt.word); got != tt.spaced {
			t.Errorf("SpacedPrefix(%q, %q) = %d, want %d", tt.s, tt.word, got, tt.spaced)
		}
	}
}

func TestFurnitureLine(t *testing.T) {
	for line, want := range map[string]bool{
		"PAGE 02        HARARE  03759  01 OF 03  111533Z": true,
		"BRUSSELS 00001828  002 OF 003":                   true,
		"BRUSSELS 00001828  002.2 OF 003":                 true,
		"C O N F I D E N T I A L":                         true,
		"SIPDIS":                                          true,
		"BRUSSELS 00001828":                               false,
		"PAGE OF SHAME":                                   false,
		"SECRET FISHES":                                   false,
	} {
		if got := FurnitureLine(line); got != want {
			t.Errorf("FurnitureLine(%q) = %v", line, got)
		}
	}
}

func TestFindClassifiedBy(t *testing.T) {
	for _, tt := range []struct {
		text       string
		start, end int
	}{
		{"Classified By: DCM", 0, 13},
		{"1. Classifed by DCM", 3, 15},
		{"declassified by DCM", -1, -1},
		{"classified", -1, -1},
		{"Class by class", -1, -1},
	} {
		if start, end := FindClassifiedBy(tt.text, 0); start != tt.start || end != tt.end {
			t.Errorf("FindClassifiedBy(%q) = %d, %d, want %d, %d", tt.text, start, end, tt.start, tt.end)
		}
	}
}

func TestOrder(t *testing.T) {
	for s, want := range map[string]string{
		"E.O. 12958: DECL": "12958", "EO 1I652": "11652", "E.0. 12598": "12958", "Executive Order 13526": "13526",
		"E.O. 99": "", "EGO 12958": "",
	} {
		got := ""
		if n := OrderLabel(s); n > 0 {
			got, _ = OrderNumber(s[n:])
		}
		if got != want {
			t.Errorf("order in %q = %q, want %q", s, got, want)
		}
	}
}

func TestEditDistance(t *testing.T) {
	for _, tt := range []struct {
		a, b string
		want int
	}{
		{"OFFICER", "OFFICER", 0}, {"OFFICEER", "OFFICER", 1}, {"OFICER", "OFFICER", 1}, {"OFFCIER", "OFFICER", 1},
		{"COUNSLEOR", "COUNSELOR", 1}, {"AMABASADOR", "AMBASSADOR", 2}, {"", "A", 1},
	} {
		if got := EditDistance(tt.a, tt.b, 2); got != tt.want {
			t.Errorf("EditDistance(%q, %q) = %d, want %d", tt.a, tt.b, got, tt.want)
		}
	}
	if got := EditDistance("FISHES", "OFFICER", 2); got <= 2 {
		t.Errorf("editDistance of unlike words = %d", got)
	}
}

// FuzzHelpers holds every length that a helper returns within its argument.
func FuzzHelpers(f *testing.F) {
	for _, s := range []string{"", "Fish", "E.O. 1I652", "(C) fish", "1.4 (b)", "PAGE 02 OSLO 123", "BRUSSELS 00001828  002 OF 003", "Classifed by", "1. (C)", "\xffé"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		for name, n := range map[string]int{
			"Letters": Letters(s), "Digits": Digits(s), "Blanks": Blanks(s), "Span": Span(s, "ab"), "WordLen": WordLen(s), "WordStart": WordStart(s, len(s)),
			"SpacedPrefix": SpacedPrefix(s, "REASON"), "SectionMark": SectionMark(s), "MarkLen": MarkLen(s), "SectionNumber": SectionNumber(s),
			"LetterGroup": LetterGroup(s), "IndexClassifiedBy": max(IndexClassifiedBy(s), 0), "OrderLabel": OrderLabel(s),
		} {
			if n < 0 || n > len(s) {
				t.Errorf("%s(%q) = %d", name, s, n)
			}
		}
		if c := Clip(s, 3); utf8.ValidString(s) && !utf8.ValidString(c) || len(c) > 3 {
			t.Errorf("Clip(%q, 3) = %q", s, c)
		}
		if line, rest := CutLine(s); len(line)+len(rest) > len(s) {
			t.Errorf("CutLine(%q) = %q, %q", s, line, rest)
		}
	})
}

// plainDistance is EditDistance by its definition, from the whole table and without
// limit.
func plainDistance(a, b string) int {
	d := make([][]int, len(a)+1)
	for i := range d {
		d[i] = make([]int, len(b)+1)
		for j := range d[i] {
			switch {
			case i == 0:
				d[i][j] = j
			case j == 0:
				d[i][j] = i
			default:
				d[i][j] = min(d[i-1][j], d[i][j-1], d[i-1][j-1]) + 1
				if a[i-1] == b[j-1] {
					d[i][j] = d[i-1][j-1]
				}
				if i > 1 && j > 1 && a[i-1] == b[j-2] && a[i-2] == b[j-1] {
					d[i][j] = min(d[i][j], d[i-2][j-2]+1)
				}
			}
		}
	}
	return d[len(a)][len(b)]
}

func FuzzEditDistance(f *testing.F) {
	f.Add("SECTION", "ESCTIONS", 2)
	f.Add("CONFIDENTIAL", "CONTIDENTLAL", 2)
	f.Add("AB", "\x01\x02", 1)
	f.Fuzz(func(t *testing.T, a, b string, limit int) {
		if limit < 0 || limit > 5 || len(a) > MaxWord || len(b) > MaxWord {
			t.Skip()
		}
		if got, want := EditDistance(a, b, limit), min(plainDistance(a, b), limit+1); got != want {
			t.Errorf("distance of %q and %q up to %d = %d, want %d", a, b, limit, got, want)
		}
	})
}

func FuzzJoinWords(f *testing.F) {
	for _, s := range []string{"", " ", "AMEMBASSY ROME", "AMEMBASSY  ROME", " ROME", "ROME\t", "a\u00a0b", "a\vb", "a\x01b"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		if got, want := JoinWords(s), strings.Join(strings.Fields(s), " "); got != want {
			t.Errorf("JoinWords(%q) = %q, want %q", s, got, want)
		}
	})
}
