package main

import (
	"encoding/csv"
	"os"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// TestEncode: what the archive escapes comes out as it was meant.
func TestEncode(t *testing.T) {
	dir := t.TempDir()
	from, to := filepath.Join(dir, "from.csv"), filepath.Join(dir, "to.csv")
	write(t, from, `"1","3/4/2008 14:03","08ROME12","Embassy Rome","CONFIDENTIAL","08ROME9","VZCZCXRO","SUBJECT: THE \"BLUE\" LAMP

1. (C) A \\ B, AND
C."
"2","3/5/2008 14:03","08ROME13","Embassy Rome","SECRET","","","1. (S) D."
`)
	text, err := encode(t.Context(), from, to)
	if err != nil {
		t.Fatal(err)
	}
	f, err := os.Open(to)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	got, err := csv.NewReader(f).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	want := [][]string{
		{"08ROME12", "2008-03-04 14:03:00", "Embassy Rome", "CONFIDENTIAL", `THE "BLUE" LAMP`, "SUBJECT: THE \"BLUE\" LAMP\n\n1. (C) A \\ B, AND\nC."},
		{"08ROME13", "2008-03-05 14:03:00", "Embassy Rome", "SECRET", "", "1. (S) D."},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
	var bytes int64
	for _, row := range want {
		for _, column := range row {
			bytes += int64(len(column))
		}
	}
	if text != bytes {
		t.Errorf("%d bytes of text, want %d", text, bytes)
	}
}

func TestEncodeBadRecord(t *testing.T) {
	dir := t.TempDir()
	from := filepath.Join(dir, "from.csv")
	write(t, from, `"1","3/4/2008 14:03","08ROME12","Embassy Rome"`+"\n")
	if _, err := encode(t.Context(), from, filepath.Join(dir, "to.csv")); err == nil {
		t.Error("a record of four columns was taken")
	}
}
