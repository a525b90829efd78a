package lists

import (
	"fmt"
	"slices"
	"strings"
	"testing"
)

func TestDistinct(t *testing.T) {
	var many, each []string
	for i := range 40 {
		each = append(each, fmt.Sprint(i))
		many = append(many, fmt.Sprint(i), fmt.Sprint(i/2), "")
	}
	for _, tt := range []struct{ all, want []string }{
		{nil, nil},
		{[]string{"", ""}, nil},
		{strings.Fields("b a b c a"), strings.Fields("b a c")},
		{many, each},
	} {
		if got := Distinct(tt.all); !slices.Equal(got, tt.want) {
			t.Errorf("Distinct(%q) = %q, want %q", tt.all, got, tt.want)
		}
	}
}

func TestRow(t *testing.T) {
	const table = "B\tb\nBA\tba\tmore\nBAB\t\nD\td\n"
	for key, want := range map[string]string{"B": "b", "BA": "ba\tmore", "BAB": "", "D": "d"} {
		for _, end := range []string{"\n", ""} {
			if got, ok := Row(strings.TrimSuffix(table, "\n")+end, key); got != want || !ok {
				t.Errorf("Row(%q) = %q, %v, want %q", key, got, ok, want)
			}
		}
	}
	for _, key := range []string{"", "A", "C", "E", "BAA", "b", "B\tb"} {
		if got, ok := Row(table, key); got != "" || ok {
			t.Errorf("Row(%q) = %q, %v, want none", key, got, ok)
		}
	}
	if _, ok := Row("", ""); ok {
		t.Error("an empty table has a row")
	}
}
