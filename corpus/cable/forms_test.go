package cable

import (
	"strings"
	"testing"
)

// FuzzReleaseStamp holds that a text without releaseWords has no release stamp.
func FuzzReleaseStamp(f *testing.F) {
	for _, s := range []string{
		"Jane P. Doe Declassified/Released US Department of State EO Systematic Review 20 Mar 2014",
		"DECLASSIFIED AND APPROVED FOR RELEASE 2014", "declassified and approVed for release", "review", "V",
	} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		if isReleaseStamp(s) && !mayHaveReleaseStamps(s) {
			t.Errorf("%q is a release stamp without its words", s)
		}
		fold := strings.ToUpper(s)
		if want := strings.Contains(fold, releaseWords[0].word) || strings.Contains(fold, releaseWords[1].word); isASCII(s) && mayHaveReleaseStamps(s) != want {
			t.Errorf("%q has release words: %v, want %v", s, !want, want)
		}
	})
}

func isASCII(s string) bool {
	for i := range len(s) {
		if s[i] >= 0x80 {
			return false
		}
	}
	return true
}

// FuzzOpensCaption holds that a line whose first two letters are not of opensCaption
// begins with no caption.
func FuzzOpensCaption(f *testing.F) {
	for _, s := range []string{"SIPDIS", "NOFORN", "REL TO USA", "SS E C R E T", "UNCLAS", "C O N F I D E N T I A L", "CCONFIDENTIAL", "CABLE"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		if len(s) < 2 || !isUpper(s[0]) || !isUpper(s[1]) || opensCaption[s[0]-'A']&(1<<(s[1]-'A')) != 0 {
			return
		}
		if _, n := captionWord(s); n > 0 {
			t.Errorf("%q begins with a caption of %d bytes", s, n)
		}
		if _, n, _ := classWord(s); n > 0 {
			t.Errorf("%q begins with a classification of %d bytes", s, n)
		}
	})
}
