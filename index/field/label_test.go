package field

import (
	"testing"
	"time"
)

func TestLabel(t *testing.T) {
	at := time.Date(2008, 12, 4, 0, 0, 0, 0, time.UTC)
	for _, test := range []struct{ facet, value, want string }{
		{"tags", "PARM", "Arms Controls and Disarmament"},
		{"tags", "BE", "Belgium"},
		{"tags", "ZQXJ", "ZQXJ"},
		{"origin", "BRUSSELS", "Embassy Brussels"},
		{"origin", "NOWHERE", "NOWHERE"},
		{"precedence", "O", "IMMEDIATE"},
		{"year", "2008", "2008"},
	} {
		f, _ := LookupFacet(test.facet)
		if got := f.Label(test.value, at); got != test.want {
			t.Errorf("%s %s: %q, want %q", test.facet, test.value, got, test.want)
		}
	}
	tagFacet, _ := LookupFacet("tags")
	then := tagFacet.Label("UR", at.AddDate(-25, 0, 0))
	if now := tagFacet.Label("UR", at); now == "UR" || now != then {
		t.Errorf("a code of another period has the name %q, want %q", now, then)
	}
}
