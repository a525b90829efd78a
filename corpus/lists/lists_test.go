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
