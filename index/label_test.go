package index_test

import (
	"testing"
	"time"

	"reftel/index"
)

func TestLabel(t *testing.T) {
	at := time.Date(2008, 12, 4, 0, 0, 0, 0, time.UTC)
	for _, test := range []struct{ facet, value, want string }{
		{"tags", "PARM", "Arms Controls and Disarmament"},
		{"tags", "BE", "Belgium"},
		{"tags", "UR", index.Label("tags", "UR", at.AddDate(-25, 0, 0))},
		{"tags", "ZQXJ", "ZQXJ"},
		{"origin", "BRUSSELS", "Embassy Brussels"},
		{"origin", "NOWHERE", "NOWHERE"},
		{"precedence", "O", "IMMEDIATE"},
		{"year", "2008", "2008"},
	} {
		if got := index.Label(test.facet, test.value, at); got != test.want {
			t.Errorf("%s %s: %q, want %q", test.facet, test.value, got, test.want)
		}
	}
	if index.Label("tags", "UR", at) == "UR" {
		t.Error("a code of another period has no name")
	}
}
