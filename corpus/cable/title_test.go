package cable

import (
	"strings"
	"testing"
	"unicode/utf8"
)

var titleTests = []struct{ subject, want string }{
	{"FISH IN THE SEA", "Fish in the Sea"},
	{"THE FISH OF THE NORTH - AN OVERVIEW", "The Fish of the North - An Overview"},
	{"FISH: THE BIG ONE", "Fish: The Big One"},
	{"FISH 2007: JANE ROE -- THE WOMAN WHO MIGHT SWIM", "Fish 2007: Jane Roe -- The Woman Who Might Swim"},
	{"FISH? A QUESTION", "Fish? A Question"},
	{"WHAT ARE FISH FOR", "What Are Fish For"},
	{"\"THE FISH\" AND THE SEA (A STUDY)", "\"The Fish\" and the Sea (A Study)"},
	{"ROE SAYS \"NO\" AND SWIMS", "Roe Says \"No\" and Swims"},
	{"UK ON U.S.-IRAN TALKS", "UK on U.S.-Iran Talks"},
	{"FISHERY TREATY REGIME (FTRX): TALKS", "Fishery Treaty Regime (FTRX): Talks"},
	{"FISH (AGAIN) AND BIRDS (PART TWO)", "Fish (Again) and Birds (Part Two)"},
	{"CWS/BWC AND CHAD/SUDAN/EUFOR: A/S ROE'S VISIT", "CWS/BWC and Chad/Sudan/EUFOR: A/S Roe's Visit"},
	{"COTE D'IVOIRE, N'DJAMENA AND O'ROE DON'T SWIM", "Cote D'Ivoire, N'Djamena and O'Roe Don't Swim"},
	{"GOL'S FISH; THE PNG'ING OF ROE", "GOL's Fish; the PNG'ing of Roe"},
	{"BRAZIL,S FISH, SIR", "Brazil's Fish, Sir"},
	{"RE-ENERGIZING DUAL-USE FISH ON THE 63RD DAY OF THE 1990S", "Re-Energizing Dual-Use Fish on the 63rd Day of the 1990s"},
	{"CAFTA-DR, F-16 AND G8: TWO NGOS AND DOD'S DR. ROE", "CAFTA-DR, F-16 and G8: Two NGOs and DoD's Dr. Roe"},
	{"WWII, PART II AND CHAPTER VI", "WWII, Part II and Chapter VI"},
	{"SENATOR MCROE GOES FISHING", "Senator McRoe Goes Fishing"},
	{"XXXXXXXXXXXX ON MbZ AND FISH", "XXXXXXXXXXXX on MbZ and Fish"},
	{"ROE FISH Q AND A", "Roe Fish Q and A"},
	{"ROE FISH Q&A", "Roe Fish Q&A"},
	{"fish in the north sea", "Fish in the North Sea"},
	{"Fish Is Good in the UK", "Fish Is Good in the UK"},
	{"Fish and THE UN", "Fish and THE UN"},
	{"CÔTE D’ÉMERAUDE: ÉTUDE", "Côte D’Émeraude: Étude"},
	{"12/04/2008", "12/04/2008"},
	{"", ""},
}

func TestTitleOf(t *testing.T) {
	t.Parallel()
	for _, tt := range titleTests {
		if got := titleOf(tt.subject); got != tt.want {
			t.Errorf("titleOf(%q) = %q, want %q", tt.subject, got, tt.want)
		}
	}
}

func FuzzTitleOf(f *testing.F) {
	for _, tt := range titleTests {
		f.Add(tt.subject)
	}
	f.Fuzz(func(t *testing.T, subject string) {
		title := titleOf(subject)
		if utf8.ValidString(subject) && !utf8.ValidString(title) {
			t.Errorf("titleOf(%q) = %q", subject, title)
		}
		if isASCII(subject) && !strings.EqualFold(title, subject) && !strings.Contains(subject, ",") {
			t.Errorf("titleOf(%q) = %q: other letters", subject, title)
		}
	})
}

func isASCII(s string) bool {
	return strings.IndexFunc(s, func(r rune) bool { return r >= utf8.RuneSelf }) < 0
}

func BenchmarkTitleOf(b *testing.B) {
	subject := "ANYTOWN COMPUTER STRIKES, BOUND FOR OSLO, WERE NOT ABOUT UN FISH, MINISTER SAYS"
	b.ReportAllocs()
	b.SetBytes(int64(len(subject)))
	for b.Loop() {
		titleOf(subject)
	}
}
