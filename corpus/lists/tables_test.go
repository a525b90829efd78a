package lists

import (
	"crypto/sha256"
	"strings"
	"testing"
)

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

func TestSum(t *testing.T) {
	long := strings.Repeat("a table\n", 5000)
	for _, tables := range [][]string{nil, {""}, {"a", "", "b"}, {long, "x", long[1:]}} {
		if Sum(tables...) != sha256.Sum256([]byte(strings.Join(tables, ""))) {
			t.Errorf("Sum of %d tables of %d bytes", len(tables), len(strings.Join(tables, "")))
		}
	}
}
