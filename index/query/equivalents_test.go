package query

import (
	"strings"
	"testing"
)

func TestEquivalents(t *testing.T) {
	t.Parallel()
	for _, test := range []struct{ query, want string }{
		{`munitions`, `munitions`},
		{`DPRK`, `(DPRK OR "north korea" OR "democratic people's republic of korea")`},
		{`dprk missiles`, `(dprk OR "north korea" OR "democratic people's republic of korea") missiles`},
		{`north korea missiles`, `(north korea OR =dprk OR "democratic people's republic of korea") missiles`},
		{`Honduran coup`, `(Honduran OR =honduras OR =hondurans) coup`},
		{`GOE`, `(GOE OR "government of egypt" OR "egyptian government" OR "government of ecuador" OR "ecuadorian government" OR ` +
			`"government of ethiopia" OR "ethiopian government")`},
		{`government of Egypt`, `(government of Egypt OR =goe tags:EG OR "egyptian government")`},
		{`MFA`, `(MFA OR "ministry of foreign affairs" OR "foreign ministry")`},
		{`mfa pm`, `mfa pm`}, // small letters are no abbreviation of three
		{`subject:libya`, `(subject:libya OR subject:=libyan OR subject:=libyans)`},
		{`=DPRK "north korea" "DPRK"`, `=DPRK "north korea" "DPRK"`},
		{`tags:EG from:Egypt`, `tags:EG from:Egypt`},
		{`-Honduras`, `NOT (Honduras OR =honduran OR =hondurans)`},
		{`talks NEAR/3 Libya`, `talks NEAR/3 (Libya OR =libyan OR =libyans)`},
		{`para:(government of Egypt)`, `para:(government of (Egypt OR =egyptian OR =egyptians))`},
		{`north subject:korea`, `north subject:korea`},
		{`a OR UAE`, `a OR (UAE OR "united arab emirates")`},
	} {
		n, err := Parse(test.query)
		if err != nil {
			t.Fatalf("%s: %v", test.query, err)
		}
		got := Equivalents(n).String()
		if strings.Trim(got, "()") != strings.Trim(test.want, "()") {
			t.Errorf("%s:\n got %s\nwant %s", test.query, got, test.want)
		}
	}
}

// TestEquivalentsTable: each form is written as a query reads it, and has another.
func TestEquivalentsTable(t *testing.T) {
	t.Parallel()
	for text, meanings := range equivalents() {
		if text == "" || strings.ContainsAny(text, `"@()`) || len(strings.Fields(text)) > longestForm {
			t.Errorf("form %q", text)
		}
		for _, forms := range meanings {
			if len(forms) < 2 {
				t.Errorf("%q has no equivalent", text)
			}
		}
	}
}

func FuzzEquivalents(f *testing.F) {
	for _, text := range []string{`government of egypt -DPRK`, `PM NEAR/3 UK`, `para:(GOE x)`} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		n, err := Parse(text)
		if err != nil {
			return
		}
		if _, err := Parse(Equivalents(n).String()); err != nil {
			t.Errorf("%q: %v", text, err)
		}
	})
}
