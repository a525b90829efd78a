package corpus

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// columns7 is a record without the column of references.
func columns7(n int) string {
	return fmt.Sprintf(`"%d","12/4/2008 14:12","08QUITO%d","Embassy Quito","SECRET","H","B"`+"\n", n, n)
}

func TestTable(t *testing.T) {
	tabs := func(s string) string { return strings.ReplaceAll(s, `","`, "\"\t\"") }
	header := `"identifier","date_sent","office","classification","subject","header","body"` + "\n"
	named := func(n int) string {
		return fmt.Sprintf(`"08QUITO%d","2008-03-03 15:10:00","Embassy Quito","SECRET","CRANE","H","B, ""so""`+"\n2\"\n", n)
	}
	const list = "a list of cables without their text: "
	tests := []struct {
		name    string
		archive string
		want    []string
	}{
		{"header row", header + named(1) + named(2), []string{`2 08QUITO1 "H" "B, \"so\"\n2"`, `4 08QUITO2 "H" "B, \"so\"\n2"`}},
		{"header row, CR LF", strings.ReplaceAll(header+named(1), "\n", "\r\n"), []string{`2 08QUITO1 "H" "B, \"so\"\n2"`}},
		{"header row alone", header, []string{"! -: empty: holds no record"}},
		{"header row without quotes", "MRN;Text\n08QUITO1;B\n08QUITO2;\"C;\n\"\n", []string{`2 08QUITO1 "" "B"`, `3 08QUITO2 "" "C;\n"`}},
		{"a name that has no meaning", "kennung,text\n08QUITO1,B\n", []string{`2 08QUITO1 "" "B"`}},
		{"header row of the dump", `"number","date","id","origin","class","refs","header","body"` + "\n" + row(1), []string{`2 08QUITO1 "H" "B"`}},
		{"too few columns", header + named(1) + "\"x\",\"y\"\n" + named(2), []string{`2 08QUITO1 "H" "B, \"so\"\n2"`, "! -:4: expected 7 columns, found 2", `5 08QUITO2 "H" "B, \"so\"\n2"`}},
		{"tabs", tabs(row(1) + row(2)), []string{`1 08QUITO1 "H" "B"`, `2 08QUITO2 "H" "B"`}},
		{"tabs and a header row", tabs(header + named(1)), []string{`2 08QUITO1 "H" "B, \"so\"\n2"`}},
		{"seven columns", columns7(1) + columns7(2) + columns7(3), []string{"! -:1: expected 8 columns, found 7"}},
		{"seven columns, tabs", tabs(columns7(1) + columns7(2) + columns7(3)), []string{"! -: " + list + "found 7 columns and no text"}},
		{"long texts in seven columns, tabs", tabs(strings.Replace(columns7(1), `"B"`, `"`+strings.Repeat("word ", 50)+`"`, 1) + columns7(2)),
			[]string{"! -: expected 8 columns, or a header row that names the id and the text; found 7 columns"}},
		{"no texts", "id,date,subject,tags\n08QUITO1,2008-03-03,CRANE,ECON\n", []string{"! -: " + list + "expected a column named body, text or content, found id, date, subject, tags"}},
		{"overview of AAD", "https://aad.example.org/pdf?rid=1,01/02/1974,1974QUITO00214,D740001-0001,QUITO,BANANA CRANE,\"ETRD, EC\",STATE\n",
			[]string{"! -: " + list + "found 8 columns and no text"}},
		{"prose", "From Quito, subject to change\nand then, in the text\n", []string{`1  "" "From Quito, subject to change\nand then, in the text\n"`}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			checkBrief(t, read(t, tt.archive, Options{}), tt.want...)
			checkAnyBytes(t, []byte(tt.archive), Options{})
			checkAnyBytes(t, []byte(tt.archive), Options{Format: CSV})
		})
	}
}

func TestTableRecord(t *testing.T) {
	archive := "Body,Film Number,Drafted,MRN,From,References,Class\n\"BT\",D740001-0001,03 MAR 1974,74QUITO214,QUITO,\"74STATE1, 74LIMA2\",SECRET\n"
	want := []event{{Record: Record{
		Source: Source{Path: "-", Line: 2}, Format: CSV, ID: "74QUITO214",
		Date: time.Date(1974, 3, 3, 0, 0, 0, 0, time.UTC), Origin: "QUITO", Classification: "SECRET",
		References: []string{"74STATE1", "74LIMA2"}, Facts: []Fact{{"Film Number", "D740001-0001"}}, Body: "BT", Encoding: "utf-8",
	}}}
	if diff := cmp.Diff(want, read(t, archive, Options{})); diff != "" {
		t.Errorf("record (-want +got):\n%s", diff)
	}
}

// RFC 4180 doubles quotes and knows no escapes. Texts that escape quotes
// themselves, or hold a backslash at the end of a column, are read as meant.
func TestBackslashes(t *testing.T) {
	start := `"7","12/4/2008 14:12","08QUITO7","Embassy Quito","SECRET","",`
	tests := []struct {
		name    string
		archive string
		want    []string
	}{
		{"doubled behind a backslash", start + `"H","said ""a"" and \""b\"" twice, C:\."` + "\n" + row(2), []string{`1 08QUITO7 "H" "said \"a\" and \"b\" twice, C:\\."`, `2 08QUITO2 "H" "B"`}},
		{"doubled behind a backslash, before a comma", start + `"H","said \""b\"", twice"` + "\n", []string{`1 08QUITO7 "H" "said \"b\", twice"`}},
		{"record that ends in a backslash", start + `"H","C:\"` + "\n" + row(2), []string{`1 08QUITO7 "H" "C:\\"`, `2 08QUITO2 "H" "B"`}},
		{"column that ends in a backslash", start + `"C:\","B"` + "\n" + row(2), []string{`1 08QUITO7 "C:\\" "B"`, `2 08QUITO2 "H" "B"`}},
		{"last record that ends in a backslash", row(1) + start + `"H","C:\"` + "\n", []string{`1 08QUITO1 "H" "B"`, `2 08QUITO7 "H" "C:\\"`}},
		{"escaped quote at the end of a column", start + `"\"a\",","\"b\""` + "\n" + row(2), []string{`1 08QUITO7 "\"a\"," "\"b\""`, `2 08QUITO2 "H" "B"`}},
		{"escaped quote at the end of a line", start + `"a \"` + "\nb\",\"\\\"\n\"\n" + row(2), []string{`1 08QUITO7 "a \"\nb" "\"\n"`, `4 08QUITO2 "H" "B"`}},
		{"named columns", "id,text\n\"08QUITO1\",\"C:\\\"\n\"08QUITO2\",\"D\"\n", []string{`2 08QUITO1 "" "C:\\"`, `3 08QUITO2 "" "D"`}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			checkBrief(t, read(t, tt.archive, Options{}), tt.want...)
			checkAnyBytes(t, []byte(tt.archive), Options{})
		})
	}
}

func FuzzTable(f *testing.F) {
	fuzz(f, Auto, "id\tdate\ttext\n08QUITO1\t1/2/2008\t\"a\t\"\"b\"\"\nc\"\n", "MRN;Body\n08QUITO1;\"C:\\\"\n08QUITO2;x\n",
		strings.ReplaceAll(row(1)+row(2), ",", "|"), columns7(1)+columns7(2), "\"id\",\"text\"\r\n\"a\",\"\\\"\"b\\\"\", c\"\r\n")
}
