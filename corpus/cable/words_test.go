package cable

import (
	"bytes"
	"strings"
	"testing"
)

// plainWords returns the words of s in upper case, as the comment on wordSet
// describes them.
func plainWords(s string) []string {
	split := func(r rune) bool {
		return r < 0x80 && !strings.ContainsRune("0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ", r)
	}
	upper := func(w string) string {
		return string(bytes.Map(func(r rune) rune {
			if 'a' <= r && r <= 'z' {
				return r - 'a' + 'A'
			}
			return r
		}, []byte(w)))
	}
	var words []string
	for _, w := range strings.FieldsFunc(strings.ToValidUTF8(s, "é"), split) {
		words = append(words, upper(w))
	}
	return words
}

// holdsAll is the oracle of wordSet: it compares each word with each.
func holdsAll(text, s string) bool {
	have := plainWords(text)
	for _, w := range plainWords(s) {
		found := false
		for _, h := range have {
			found = found || h == w
		}
		if !found {
			return false
		}
	}
	return true
}

func TestWordSet(t *testing.T) {
	t.Parallel()
	var many strings.Builder // more words than a new set has slots
	for i := range 2 * firstSlots {
		many.WriteString(strings.Repeat("x", i%7) + string(rune('a'+i%26)) + string(rune('0'+i/26%10)) + string(rune('0'+i/260)) + " ")
	}
	ahead := strings.Repeat("seed ", readAhead) // more than is read at first
	var set wordSet                             // one for all, as it is used for one cable after the other
	for _, tt := range []struct {
		text, s string
		want    bool
	}{
		{"", "", true},
		{"", "flax", false},
		{"The flax-seed mill.", "MILL (flax) the", true},
		{"The flax-seed mill.", "flaxseed", false},
		{"The flax-seed mill.", "fla", false},
		{"Café 12", "CAFé", true},
		{"Café 12", "cafe", false},
		{many.String(), many.String(), true},
		{many.String(), many.String() + "flax", false},
		{"flax", many.String(), false},
		{ahead + "Mill, flax. RYE oats Corn beans 12é", "12é beans corn OATS rye flax mill", true},
		{ahead + "Mill, flax.", "flax mil", false},
		{ahead + "Mill, flax.", "lax", false},
		{ahead + "Mill flaxmill flax mill", "barley wheat", false},
	} {
		if holdsAll(tt.text, tt.s) != tt.want {
			t.Fatalf("the oracle fails for %.40q in %.40q", tt.s, tt.text)
		}
		set.reset(tt.text)
		if got := set.hasAll(tt.s); got != tt.want {
			t.Errorf("words of %.40q: has all of %.40q = %v", tt.text, tt.s, got)
		}
	}
}

func FuzzWordSet(f *testing.F) {
	f.Add("The flax-seed mill.", "MILL flax")
	f.Add("Café", "CAFÉ")
	f.Fuzz(func(t *testing.T, text, s string) {
		text, s = strings.ToValidUTF8(text, ""), strings.ToValidUTF8(s, "")
		if len(text)%2 == 1 {
			text = strings.Repeat("seed ", readAhead) + text
		}
		var set wordSet
		set.reset(text)
		if got, want := set.hasAll(s), holdsAll(text, s); got != want {
			t.Errorf("words of %q: has all of %q = %v, want %v", text, s, got, want)
		}
	})
}

func BenchmarkWordSet(b *testing.B) {
	text := strings.Repeat("The alderman of ward 12 said that the flax would keep until the spring. ", 100)
	var set wordSet
	b.SetBytes(int64(len(text)))
	b.ReportAllocs()
	for b.Loop() {
		set.reset(text)
		set.readTo(len(text))
	}
}
