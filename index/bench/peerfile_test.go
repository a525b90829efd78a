package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// TestWritePeerFile: peers get parsed fields and the text that search looks in,
// without furniture, markers and transmission lines.
func TestWritePeerFile(t *testing.T) {
	dir := t.TempDir()
	from, to := filepath.Join(dir, "from.csv"), filepath.Join(dir, "to.tsv")
	write(t, from, `"1","3/4/2008 14:03","08ROME12","Embassy Rome","CONFIDENTIAL","08ROME9","VZCZCXRO
R 041403Z MAR 08
FM AMEMBASSY ROME
TO SECSTATE WASHDC 0001
AMEMBASSY PARIS
","C O N F I D E N T I A L ROME 000012

E.O. 12958: DECL: 03/04/2018
TAGS: PREL, MARR, IT, FR
SUBJECT: THE \"BLUE\" LAMP

1. (C) The lamp of the
CONFIDENTIAL

ROME 00000012 001.2 OF 002

embassy	is C:\\ blue.
"
`)
	cables, text, err := writePeerFile(t.Context(), from, to)
	if err != nil || cables != 1 {
		t.Fatalf("%d cables, %v", cables, err)
	}
	got, err := os.ReadFile(to)
	if err != nil {
		t.Fatal(err)
	}
	columns := strings.Split(strings.TrimSuffix(string(got), "\n"), "\t")
	body := columns[len(columns)-1]
	want := []string{"08ROME12", "20080304", `THE "BLUE" LAMP`, "PREL\x1fMARR\x1fIT\x1fFR", "Italy\x1fFrance", "ROME", "CONFIDENTIAL", "2008",
		"SECSTATE WASHDC\x1fAMEMBASSY PARIS"}
	if diff := cmp.Diff(want, columns[:len(columns)-1]); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
	words := strings.Join(strings.FieldsFunc(strings.ReplaceAll(body, `\n`, " "), func(r rune) bool { return r == ' ' }), " ")
	if !strings.HasSuffix(words, `SUBJECT: THE "BLUE" LAMP The lamp of the embassy\tis C:\\ blue.`) || strings.Contains(words, "SECSTATE") {
		t.Errorf("body: %s", words)
	}
	unescaped := strings.NewReplacer(`\n`, "\n", `\t`, "\t", `\\`, `\`).Replace(strings.Join(columns, ""))
	if text != int64(len(unescaped)) {
		t.Errorf("%d bytes of text, want %d", text, len(unescaped))
	}
}
