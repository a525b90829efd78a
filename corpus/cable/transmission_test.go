package cable

import (
	"slices"
	"strings"
	"testing"
)

func TestFormLetters(t *testing.T) {
	t.Parallel()
	for _, form := range slices.Concat(toForms[:], infoForms[:]) {
		if strings.IndexByte(formLetters, form[0]) < 0 {
			t.Errorf("formLetters lacks the first letter of %q", form)
		}
	}
}

func TestFunctionEnds(t *testing.T) {
	t.Parallel()
	for w := range functionWords {
		if _, function, _ := countWords(w); function != 1 {
			t.Errorf("%q is no function word", w)
		}
	}
}
