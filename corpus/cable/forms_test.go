package cable

import (
	"strings"
	"testing"
)

// FuzzReleaseStamp holds that a text without releaseWords has no release stamp, and that
// these are found wherever they are.
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
		for _, w := range releaseWords {
			if text := s + w + s; !mayHaveReleaseStamps(text) {
				t.Errorf("%q has none of the release words", text)
			}
			if text := s + strings.ToLower(w); !mayHaveReleaseStamps(text) {
				t.Errorf("%q has none of the release words", text)
			}
		}
	})
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
