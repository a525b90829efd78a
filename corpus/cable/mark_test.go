package cable

import (
	"strings"
	"testing"
)

func TestMark(t *testing.T) {
	t.Parallel()
	tests := []struct {
		in, mark, class string
		handling        string // joined by "; "
	}{
		{"(C)", "C", "CONFIDENTIAL", ""},
		{"c", "C", "CONFIDENTIAL", ""},
		{"(C )", "C", "CONFIDENTIAL", ""},
		{"(U)", "U", "UNCLASSIFIED", ""},
		{"SBU", "SBU", "SENSITIVE BUT UNCLASSIFIED", ""},
		{"(TS)", "TS", "TOP SECRET", ""},
		{"LOU", "LOU", "LIMITED OFFICIAL USE", ""},
		{"(U//FOUO)", "U/FOUO", "FOR OFFICIAL USE ONLY", ""},
		{"FOUO", "FOUO", "FOR OFFICIAL USE ONLY", ""},
		{"(S/NF)", "S/NF", "SECRET", "NOFORN"},
		{"S//NF", "S/NF", "SECRET", "NOFORN"},
		{"C-NF", "C/NF", "CONFIDENTIAL", "NOFORN"},
		{"S NF", "S/NF", "SECRET", "NOFORN"},
		{"S/Noforn", "S/NF", "SECRET", "NOFORN"},
		{"SBU/NF", "SBU/NF", "SENSITIVE BUT UNCLASSIFIED", "NOFORN"},
		{"S/NF/OC", "S/NF/OC", "SECRET", "NOFORN; ORCON"},
		{"C - ENTIRE TEXT", "C", "CONFIDENTIAL", ""},
		{"C/REL ISAF", "C/REL ISAF", "CONFIDENTIAL", "REL ISAF"},
		{"S//Rel NATO, ISAF", "S/REL NATO, ISAF", "SECRET", "REL NATO, ISAF"},
		{"C//REL TO USA, KEN, GBR//", "C/REL USA, KEN, GBR", "CONFIDENTIAL", "REL USA, KEN, GBR"},
		{"S//REL MLT, GBR, AND GER", "S/REL MLT, GBR, GER", "SECRET", "REL MLT, GBR, GER"},
		{"C/REL NATO/AUS", "C/REL NATO, AUS", "CONFIDENTIAL", "REL NATO, AUS"},
		{"C/Releasable to Italy", "C/REL ITALY", "CONFIDENTIAL", "REL ITALY"},
		{"S/REL TO UNITED KINGDOM", "S/REL UNITED KINGDOM", "SECRET", "REL UNITED KINGDOM"},
	}
	for _, tt := range tests {
		mark, class, handling, ok := Mark(tt.in)
		if !ok || mark != tt.mark || class != tt.class || strings.Join(handling, "; ") != tt.handling {
			t.Errorf("Mark(%q) = %q, %q, %q, %t; want %q, %q, %q", tt.in, mark, class, handling, ok, tt.mark, tt.class, tt.handling)
		}
		if again, _, _, ok := Mark(mark); !ok || again != mark {
			t.Errorf("Mark(%q) = %q, %t: not canonical", mark, again, ok)
		}
	}
}

func TestMarkRefuses(t *testing.T) {
	t.Parallel()
	for _, in := range []string{"", "()", "A", "b", "SE", "SU", "U.S.", "Iran", "reftel", "c/o", "CIA", "S/REL", "S/REL TO", "C/XX", "1.4", "UN", "(("} {
		if mark, class, handling, ok := Mark(in); ok || mark != "" || class != "" || handling != nil {
			t.Errorf("Mark(%q) = %q, %q, %q, %t; want none", in, mark, class, handling, ok)
		}
	}
}

func TestParseMarker(t *testing.T) {
	t.Parallel()
	tests := []struct {
		in, rest   string
		number     int
		alt        int
		mark, none string
	}{
		{in: "1. (C) Text", number: 1, mark: "C", rest: "Text"},
		{in: "¶12. (S/NF) Text", number: 12, mark: "S/NF", rest: "Text"},
		{in: "- ¶1. (C) Text", number: 1, mark: "C", rest: "Text"},
		{in: "- 12. (C) Text", number: 12, alt: 2, mark: "C", rest: "Text"},
		{in: "2.(U) Text", number: 2, mark: "U", rest: "Text"},
		{in: "3) (SBU) Text", number: 3, mark: "SBU", rest: "Text"},
		{in: "¶4 (C) Text", number: 4, mark: "C", rest: "Text"},
		{in: "¶1. (C):  Text", number: 1, mark: "C", rest: "Text"},
		{in: "(SBU) 5. Text", number: 5, mark: "SBU", rest: "Text"},
		{in: "7. Text", number: 7, rest: "Text"},
		{in: "1. (SE) Text", number: 1, none: "SE", rest: "(SE) Text"},
		{in: "110. (C) Text", number: 110, alt: 10, mark: "C", rest: "Text"},
	}
	for _, tt := range tests {
		m, ok := parseMarker(tt.in)
		if !ok || m.number != tt.number || m.alt != tt.alt || m.mark != tt.mark || m.unknown != tt.none || tt.in[m.end:] != tt.rest {
			t.Errorf("parseMarker(%q) = %+v, %t, rest %q", tt.in, m, ok, tt.in[m.end:])
		}
	}
	for _, in := range []string{"", "-", "¶", "text", "1.4 (b)", "1,200 men", "2009 was", "0. (C)", "(a) text", "12 men", "(C)"} {
		if m, ok := parseMarker(in); ok {
			t.Errorf("parseMarker(%q) = %+v, want none", in, m)
		}
	}
}
