package corpus

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// row is a good record with that number, and the header "H" and body "B".
func row(n int) string {
	return fmt.Sprintf(`"%d","12/4/2008 14:12","08QUITO%d","Embassy Quito","SECRET","","H","B"`+"\n", n, n)
}

func TestCSV(t *testing.T) {
	start := `"7","12/4/2008 14:12","08QUITO7","Embassy Quito","SECRET","",`
	tests := []struct {
		name    string
		archive string
		want    []string
	}{
		{"two", row(1) + row(2), []string{`1 08QUITO1 "H" "B"`, `2 08QUITO2 "H" "B"`}},
		{"no line end at the end", strings.TrimSpace(row(1)), []string{`1 08QUITO1 "H" "B"`}},
		{"blank lines between", "\n" + row(1) + "\n\n" + row(2) + "\n", []string{`2 08QUITO1 "H" "B"`, `5 08QUITO2 "H" "B"`}},
		{"lines in columns", start + "\"TO\nFM\",\"A\n\nB\n\"\n" + row(2), []string{`1 08QUITO7 "TO\nFM" "A\n\nB\n"`, `6 08QUITO2 "H" "B"`}},
		{"CR LF", strings.ReplaceAll(start+"\"TO\nFM\",\"A\n\nB\"\n"+row(2), "\n", "\r\n"), []string{`1 08QUITO7 "TO\nFM" "A\n\nB"`, `5 08QUITO2 "H" "B"`}},
		{"CR", strings.ReplaceAll(start+"\"TO\nFM\",\"A\n\nB\"\n"+row(2), "\n", "\r"), []string{`1 08QUITO7 "TO\nFM" "A\n\nB"`, `5 08QUITO2 "H" "B"`}},
		{"escapes", start + `"a \"b\" \\","\"\\\\n \n"` + "\n", []string{`1 08QUITO7 "a \"b\" \\" "\"\\\\n \\n"`}},
		{"doubled quotes", start + `"a ""b"" c",""""` + "\n", []string{`1 08QUITO7 "a \"b\" c" "\""`}},
		{"an escaped quote that ends a column", start + `"a\"","\"b\""` + "\n", []string{`1 08QUITO7 "a\"" "\"b\""`}},
		{"quotes not escaped", start + `"a "b" c","d "e""` + "\n" + row(2), []string{`1 08QUITO7 "a \"b\" c" "d \"e\""`, `2 08QUITO2 "H" "B"`}},
		{"no quotes", `3,12/4/2008 14:12,08QUITO3,Embassy Quito,SECRET,,H,B "so" \x` + "\n" + row(2), []string{`1 08QUITO3 "H" "B \"so\" \\x"`, `2 08QUITO2 "H" "B"`}},
		{"NUL", start + "\"a\x00b\",\"\x00\"\n", []string{`1 08QUITO7 "a\x00b" "\x00"`}},
		{"byte order marks of joined files", "\ufeff" + row(1) + "\ufeff" + row(2), []string{`1 08QUITO1 "H" "B"`, `2 08QUITO2 "H" "B"`}},
		{"too few columns", row(1) + `"2","12/4/2008 14:12","08QUITO2"` + "\n" + row(3), []string{`1 08QUITO1 "H" "B"`, "! -:2: expected 8 columns, found 3", `3 08QUITO3 "H" "B"`}},
		{"too many columns", strings.Replace(row(1), "\n", `,"more"`+"\n", 1) + row(2), []string{"! -:1: expected 8 columns, found 9", `2 08QUITO2 "H" "B"`}},
		{"two bad ones are two", row(1) + "\"x\",\"y\"\n\"z\"\n" + row(2), []string{`1 08QUITO1 "H" "B"`, "! -:2: expected 8 columns, found 2", "! -:3: expected 8 columns, found 1", `4 08QUITO2 "H" "B"`}},
		{"lines of none are one", row(1) + "lost lines\nof some text\n\n, that is\n" + row(2), []string{`1 08QUITO1 "H" "B"`, "! -:2: expected 8 columns, found 1", `6 08QUITO2 "H" "B"`}},
		{"header row", `"number","date","id","origin","class","refs","header","body"` + "\n" + row(1), []string{`2 08QUITO1 "H" "B"`}},
		{"a line of text with seven commas", row(1) + "x\n2005, a, b, c, d, e, f, g\n" + row(2), []string{`1 08QUITO1 "H" "B"`, "! -:2: expected 8 columns, found 1", `! -:3: expected a date in the second column, found " a"`, `4 08QUITO2 "H" "B"`}},
		{"quote without end", row(1) + start + "\"H\",\"B\nand on\n" + row(3) + row(4), []string{`1 08QUITO1 "H" "B"`, "! -:2: quoted column has no end before the record at line 4", `4 08QUITO3 "H" "B"`, `5 08QUITO4 "H" "B"`}},
		{"column cut short", row(1) + `"2","12/4/20` + "\n" + row(3), []string{`1 08QUITO1 "H" "B"`, "! -:2: quoted column has no end before the record at line 3", `3 08QUITO3 "H" "B"`}},
		{"quote without start", row(1) + start + `H","B"` + "\n" + row(3), []string{`1 08QUITO1 "H" "B"`, `2 08QUITO7 "H\"" "B"`, `3 08QUITO3 "H" "B"`}},
		{"no end at the end", row(1) + start + "\"H\",\"B\nand on", []string{`1 08QUITO1 "H" "B"`, "! -:2: quoted column has no end"}},
		{"cut after a column", row(1) + start, []string{`1 08QUITO1 "H" "B"`, "! -:2: expected 8 columns, found 7"}},
		{"a record quoted in a text is none", start + `"H","he sent` + "\n" + `\"1\",\"12/4/2008 14:12\",\"x\""` + "\n", []string{`1 08QUITO7 "H" "he sent\n\"1\",\"12/4/2008 14:12\",\"x\""`}},
		{"impossible date", strings.Replace(row(1), "12/4/2008", "2/31/2008", 1), []string{`1 08QUITO1 "H" "B"`}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			events := read(t, tt.archive, Options{Format: CSV})
			checkBrief(t, events, tt.want...)
			checkAnyBytes(t, []byte(tt.archive), Options{Format: CSV})
			checkAnyBytes(t, []byte(tt.archive), Options{})
		})
	}
}

func TestCSVRecord(t *testing.T) {
	archive := `"12","11/9/2000 3:01","00QUITO77","Embassy Quito","SECRET//NOFORN","99STATE1|| 99LIMA2 ","VZCZC","BT"`
	want := []event{{Record: Record{
		Source: Source{Path: "-", Line: 1}, Format: CSV, ID: "00QUITO77",
		Date: time.Date(2000, 11, 9, 3, 1, 0, 0, time.UTC), Origin: "Embassy Quito",
		Classification: "SECRET//NOFORN", References: []string{"99STATE1", "99LIMA2"},
		Header: "VZCZC", Body: "BT", Encoding: "utf-8",
	}}}
	if diff := cmp.Diff(want, read(t, archive, Options{})); diff != "" {
		t.Errorf("record (-want +got):\n%s", diff)
	}
}

// A rejected record is kept whole, so that it can be mended.
func TestCSVRaw(t *testing.T) {
	bad := `"2","12/4/2008 14:12","08QUITO2" spoilt` + "\nby lines\nof text"
	events := read(t, row(1)+bad+"\n"+row(3), Options{})
	if len(events) != 3 || events[1].Raw != bad+"\n" {
		t.Errorf("raw %q, want %q", events[1].Raw, bad)
	}
}

func TestCSVLimit(t *testing.T) {
	long := fmt.Sprintf(`"2","12/4/2008 14:12","08QUITO2","","","","","%s`, strings.Repeat("word\n", 200_000))
	want := []string{`1 08QUITO1 "H" "B"`, "! -:2: record is longer than the limit of 5000 bytes", `%d 08QUITO3 "H" "B"`, `%d 08QUITO4 "H" "B"`}
	tests := []struct {
		name    string
		archive string
		line    int
	}{
		{"with an end", row(1) + long + "\"\n" + row(3) + row(4), 200_003},
		{"without an end", row(1) + long + row(3) + row(4), 200_002},
		{"without lines", row(1) + strings.ReplaceAll(long, "\n", " ") + "\"\n" + row(3) + row(4), 3},
		{"all commas", row(1) + "2" + strings.Repeat(",", 1_000_000) + "\n" + row(3) + row(4), 3},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			want := append([]string(nil), want...)
			want[2], want[3] = fmt.Sprintf(want[2], tt.line), fmt.Sprintf(want[3], tt.line+1)
			events := read(t, tt.archive, Options{MaxRecord: 5000})
			checkBrief(t, events, want...)
			if n := len(events[1].Raw); n != min(rawLimit, n) || n < 5000 {
				t.Errorf("%d raw bytes", n)
			}
		})
	}
}

func TestIsStart(t *testing.T) {
	tests := []struct {
		line         string
		quoted, bare bool
	}{
		{`"2","12/4/2008 14:12","08QUITO1"`, true, true},
		{`"251287","2/28/2010 9:05","`, true, true},
		{`"2","12/4/2008 14:12:59","`, true, true},
		{`"2","2008-12-04 14:12","`, true, true},
		{`2,12/4/2008 14:12,08QUITO1`, false, true},
		{`"2","12/4/2008 14:12"`, false, false},
		{`"2","12/4/2008","08QUITO1"`, false, false},
		{`"2a","12/4/2008 14:12","`, false, false},
		{`\"2\",\"12/4/2008 14:12\",\"`, false, false},
		{`"","12/4/2008 14:12","`, false, false},
		{``, false, false},
	}
	for _, tt := range tests {
		if got := isStart([]byte(tt.line)); got != tt.quoted {
			t.Errorf("isStart(%q) = %v", tt.line, got)
		}
		if got := isPlainStart([]byte(tt.line)); got != tt.bare {
			t.Errorf("isPlainStart(%q) = %v", tt.line, got)
		}
	}
}

// randomText is made of what may trouble a CSV reader, and of what it may not.
func randomText(rng *rand.Rand, most int) string {
	pieces := []string{`"`, `\`, ",", "\n", `","`, "\"\n\"", `\"`, `""`, "\x00", "é", "¶1. (C)", "word ", "12/4/2008 14:12", "7", "\u2028", "{", "<"}
	var b strings.Builder
	for range rng.IntN(most) {
		b.WriteString(pieces[rng.IntN(len(pieces))])
	}
	return b.String()
}

// writeRow writes columns as the layout wants them.
func writeRow(b *strings.Builder, columns ...string) {
	escape := strings.NewReplacer(`\`, `\\`, `"`, `\"`)
	for i, c := range columns {
		if i > 0 {
			b.WriteByte(',')
		}
		b.WriteString(`"` + escape.Replace(c) + `"`)
	}
	b.WriteByte('\n')
}

// TestCSVReadsWhatWasWritten writes archives of random columns and reads them.
func TestCSVReadsWhatWasWritten(t *testing.T) {
	rng := rand.New(rand.NewPCG(3, 2008))
	for range 300 {
		var archive strings.Builder
		var want []event
		for n := range 1 + rng.IntN(30) {
			date := time.Date(1966+rng.IntN(45), time.Month(1+rng.IntN(12)), 1+rng.IntN(28), rng.IntN(24), rng.IntN(60), 0, 0, time.UTC)
			rec := Record{
				Source: Source{Path: "-", Line: 1 + strings.Count(archive.String(), "\n")},
				Format: CSV, Date: date, Encoding: "utf-8",
				ID: randomText(rng, 5), Origin: randomText(rng, 5), Classification: randomText(rng, 5),
				Header: randomText(rng, 50), Body: randomText(rng, 200),
			}
			writeRow(&archive, fmt.Sprint(n+1), date.Format("1/2/2006 15:04"), rec.ID, rec.Origin, rec.Classification, "", rec.Header, rec.Body)
			want = append(want, event{Record: rec})
		}
		if diff := cmp.Diff(want, read(t, archive.String(), Options{})); diff != "" {
			t.Fatalf("archive %q (-want +got):\n%s", archive.String(), diff)
		}
	}
}

// One damaged place costs one record or two, wherever it is.
func TestCSVDamage(t *testing.T) {
	t.Parallel()
	var archive strings.Builder
	const rows = 12
	for n := range rows {
		writeRow(&archive, fmt.Sprint(n+1), "12/4/2008 14:12", fmt.Sprintf("08QUITO%d", n), "", "", "", "FM\nTO", "a \"b\" c,\nd\\\n\n")
	}
	whole := archive.String()
	for at := range len(whole) {
		for _, damaged := range []string{whole[:at] + whole[at+1:], whole[:at] + `"` + whole[at:], whole[:at] + "\n" + whole[at:], whole[:at] + "\\" + whole[at:]} {
			good := 0
			for _, e := range read(t, damaged, Options{Format: CSV}) {
				if e.Error == "" {
					good++
				}
			}
			if good < rows-2 || good > rows {
				t.Fatalf("damage at byte %d: %d records of %d", at, good, rows)
			}
		}
	}
}

// The encoding of one record says nothing of the next.
func TestCharsetIsOfTheRecord(t *testing.T) {
	archive := `"1","12/4/2008 14:12","a","","","","","` + "Caf\xe9" + `"` + "\n" +
		`"2","12/4/2008 14:12","b","","","","","Café"` + "\n"
	events := read(t, archive, Options{})
	checkBrief(t, events, `1 a "" "Café"`, `2 b "" "Café"`)
	if a, b := events[0].Record.Encoding, events[1].Record.Encoding; a != "windows-1252" || b != "utf-8" {
		t.Errorf("encodings %s, %s", a, b)
	}
}

// plainUnescape is unescape by its definition, byte after byte.
func plainUnescape(s string) string {
	var out strings.Builder
	for s != "" {
		switch {
		case strings.HasPrefix(s, `\""`):
			s = s[2:]
		case (s[0] == '\\' || s[0] == '"') && len(s) > 1 && (s[1] == '"' || s[1] == s[0]):
			s = s[1:]
		}
		out.WriteByte(s[0])
		s = s[1:]
	}
	return out.String()
}

func FuzzUnescape(f *testing.F) {
	for _, s := range []string{"", "flax", `a \"word\"`, `a ""word""`, `\""`, `\\`, `\`, `"`, `C:\tmp "x" \" \\" ""`} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		if got, want := string(new(csvReader).unescape([]byte(s))), plainUnescape(s); got != want {
			t.Errorf("unescape(%q) = %q, want %q", s, got, want)
		}
	})
}
