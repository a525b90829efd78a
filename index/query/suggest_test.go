package query

import (
	"testing"

	"reftel/index/field"
)

func TestSuggest(t *testing.T) {
	tests := []struct{ name, want string }{
		{"tgas", `did you mean "tags:"?`},
		{"tagss", `did you mean "tags:"?`},
		{"SUBJET", `did you mean "subject:"?`},
		{"calss", `did you mean "class:"?`},
		{"mising", `did you mean "missing:"?`},
		{"countrys", `did you mean "geo:"?`},
		{"precedence", `did you mean "prec:"?`},
		{"origin", `did you mean "from:"?`},
		{"xyzzyxyzzy", hintColon + `; the nearest field is "year:"`},
	}
	for _, tt := range tests {
		if got := suggest(tt.name); got != tt.want {
			t.Errorf("suggest(%q) = %s, want %s", tt.name, got, tt.want)
		}
	}
}

func TestOtherNamesAreOfFields(t *testing.T) {
	for name, of := range otherNames {
		if f, ok := field.Lookup(of); !ok || f.Name != of {
			t.Errorf("%q stands for %q, which is no field", name, of)
		}
		if _, ok := field.Lookup(name); ok {
			t.Errorf("%q is a field itself", name)
		}
	}
}

func TestDistance(t *testing.T) {
	tests := []struct {
		a, b string
		want int
	}{
		{"", "", 0}, {"", "abc", 3}, {"abc", "", 3}, {"abc", "abc", 0},
		{"tgas", "tags", 1}, {"tag", "tags", 1}, {"subjct", "subject", 1},
		{"kitten", "sitting", 3}, {"größe", "grosse", 3},
	}
	for _, tt := range tests {
		if got := Distance(tt.a, tt.b); got != tt.want {
			t.Errorf("Distance(%q, %q) = %d, want %d", tt.a, tt.b, got, tt.want)
		}
	}
}
