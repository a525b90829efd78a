package query

import "testing"

func TestQuestion(t *testing.T) {
	for text, want := range map[string]string{
		"happened Quito?":       "Quito",
		"what happened Quito??": "Quito",
		"tags:ECON body:Quito?": "body:Quito",
		"crane -harbour?":       "harbour",
		"(crane OR harbour?)":   "harbour",
		"Quito?":                "",
		"Quito? happened":       "",
		"happened Qu?to?":       "",
		"happened Quit*?":       "",
		"happened ?":            "",
		`happened "Quito?"`:     "",
		`happened Quito\?`:      "",
		`happened q\*uito?`:     "",
		"happened Quito":        "",
		"":                      "",
	} {
		n, err := Parse(text)
		if err != nil {
			if want != "" {
				t.Errorf("%s: %v", text, err)
			}
			continue
		}
		got := ""
		if w := Question(n); w != nil {
			got = WithoutQuestion(w).String()
		}
		if got != want {
			t.Errorf("%s: got %q, want %q", text, got, want)
		}
	}
}
