package query

import (
	"slices"
	"testing"
)

func TestWalk(t *testing.T) {
	n, err := Parse("a (b OR -c) NOT (d e)")
	if err != nil {
		t.Fatal(err)
	}
	var all, top []string
	Walk(n, func(n Node) bool { all = append(all, n.String()); return true })
	want := []string{"a (b OR NOT c) NOT (d e)", "a", "b OR NOT c", "b", "NOT c", "c", "NOT (d e)", "d e", "d", "e"}
	if !slices.Equal(all, want) {
		t.Errorf("Walk visits %q, want %q", all, want)
	}
	Walk(n, func(n Node) bool {
		top = append(top, n.String())
		_, isAnd := n.(*And)
		return isAnd
	})
	if want := []string{"a (b OR NOT c) NOT (d e)", "a", "b OR NOT c", "NOT (d e)"}; !slices.Equal(top, want) {
		t.Errorf("Walk visits %q, want %q", top, want)
	}
}

func TestPositive(t *testing.T) {
	tests := []struct {
		query string
		want  []string
	}{
		{"a", []string{"a"}},
		{"-a", nil},
		{"a -b", []string{"a"}},
		{`a (b OR -c) NOT (d e) tags:X,Y "f g" h*`, []string{"a", "b", "tags:X", "tags:Y", `"f g"`, "h*"}},
		{"NOT NOT a", nil},
		{"missing:ref has:tags", []string{"has:tags"}},
		{"", []string{"*"}},
	}
	for _, tt := range tests {
		n, err := Parse(tt.query)
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		for leaf := range Positive(n) {
			got = append(got, leaf.String())
		}
		if !slices.Equal(got, tt.want) {
			t.Errorf("Positive of %q yields %q, want %q", tt.query, got, tt.want)
		}
	}
}

func TestPositiveStops(t *testing.T) {
	n, err := Parse("a (b OR c) d")
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for leaf := range Positive(n) {
		if got = append(got, leaf.String()); len(got) == 2 {
			break
		}
	}
	if want := []string{"a", "b"}; !slices.Equal(got, want) {
		t.Errorf("yielded %q, want %q", got, want)
	}
}
