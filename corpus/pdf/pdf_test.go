package pdf

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"reftel/corpus"
	"reftel/corpus/pdf/pdftest"
)

// reader is the one of all tests: starting PDFium takes a while.
var reader = New(Options{})

func TestMain(m *testing.M) {
	code := m.Run()
	reader.Close()
	os.Exit(code)
}

// pages returns the pages of a file.
func pages(t testing.TB, r *Reader, file []byte) ([]corpus.Page, error) {
	t.Helper()
	var list []corpus.Page
	for page, err := range r.Pages(t.Context(), bytes.NewReader(file), int64(len(file))) {
		if err != nil {
			return list, err
		}
		list = append(list, page)
	}
	return list, nil
}

// onePage returns the text of a page.
func onePage(t testing.TB, p pdftest.Page) string {
	t.Helper()
	list, err := pages(t, reader, pdftest.File{Pages: []pdftest.Page{p}}.Bytes())
	if err != nil {
		t.Fatal(err)
	}
	if len(list) != 1 || list[0].Err != nil {
		t.Fatalf("got %+v", list)
	}
	return list[0].Text
}

const telegram = `R 031510Z MAR 09
FM AMEMBASSY QUITO
TO RUEHC/SECSTATE WASHDC ROUTINE 1234
BT
C O N F I D E N T I A L QUITO 000799

E.O. 12958: DECL: 03/03/2019
TAGS: ETRD, EC
SUBJECT: TWO CRANES FOR THE PORT OF MANTA

1. (C) THE PORT OF MANTA BOUGHT TWO CRANES (ONE OF THEM \USED).`

func TestText(t *testing.T) {
	got := onePage(t, pdftest.Lines(strings.Split(telegram, "\n")...))
	if got != telegram {
		t.Errorf("got\n%s\nwant\n%s", got, telegram)
	}
}

func TestRotated(t *testing.T) {
	for _, rotate := range []int{0, 90, 180, 270} {
		for _, angle := range []float64{0, 90, 180, 270} {
			p := pdftest.Page{Rotate: rotate}
			for i, line := range strings.Split(telegram, "\n") {
				x, y := 150.0, 600-11*float64(i)
				switch angle {
				case 90:
					x, y = 650-y, x
				case 180:
					x, y = 500-x, 700-y
				case 270:
					x, y = y-200, 700-x
				}
				p.Texts = append(p.Texts, pdftest.Text{X: x, Y: y, Angle: angle, S: line})
			}
			if got := onePage(t, p); got != telegram {
				t.Errorf("page turned by %d, text by %g:\n%s", rotate, angle, got)
			}
		}
	}
}

// A cover sheet has labels on the left and values on the right.
func TestCover(t *testing.T) {
	labels := []string{"MRN:", "Date/DTG:", "From:", "Action:", "E.O.:", "TAGS:", "Subject:"}
	values := []string{"09 QUITO 799", "Mar 03, 2009 / 031510Z MAR 09", "AMEMBASSY QUITO", "WASHDC, SECSTATE ROUTINE",
		"12958", "ETRD, EC", "TWO CRANES FOR THE PORT OF MANTA"}
	var p pdftest.Page
	for i := range labels {
		p.Texts = append(p.Texts, pdftest.Text{X: 72, Y: 700 - 12*float64(i), S: labels[i]})
	}
	for i := range values {
		p.Texts = append(p.Texts, pdftest.Text{X: 180, Y: 700 - 12*float64(i), S: values[i]})
	}
	got := strings.Split(onePage(t, p), "\n")
	if len(got) != len(labels) {
		t.Fatalf("%d lines: %q", len(got), got)
	}
	for i, line := range got {
		if strings.Join(strings.Fields(line), " ") != labels[i]+" "+values[i] {
			t.Errorf("line %d is %q", i, line)
		}
	}
}

func TestColumns(t *testing.T) {
	var p pdftest.Page
	p.Texts = append(p.Texts, pdftest.Text{X: 200, Y: 740, S: "SUMMARY OF THE YEAR"})
	var left, right []string
	for i := range 20 {
		left = append(left, fmt.Sprintf("left line %02d of the first column", i))
		right = append(right, fmt.Sprintf("right line %02d of the second one", i))
		y := 700 - 12*float64(i)
		p.Texts = append(p.Texts, pdftest.Text{X: 60, Y: y, Size: 7, S: left[i]}, pdftest.Text{X: 320, Y: y, Size: 7, S: right[i]})
	}
	got := strings.Join(strings.Fields(onePage(t, p)), " ")
	want := "SUMMARY OF THE YEAR " + strings.Join(left, " ") + " " + strings.Join(right, " ")
	if got != want {
		t.Errorf("got\n%s", got)
	}
}

func TestScanned(t *testing.T) {
	stamp := pdftest.Text{X: 60, Y: 770, S: "UNCLASSIFIED U.S. Department of State Case No. F-2014-20439 Doc No. C05762379"}
	list, err := pages(t, reader, pdftest.File{Pages: []pdftest.Page{
		{Image: true},
		{Image: true, Texts: []pdftest.Text{stamp}},
		{Texts: []pdftest.Text{stamp}},
		pdftest.Lines(strings.Split(telegram, "\n")...),
		{},
	}}.Bytes())
	if err != nil {
		t.Fatal(err)
	}
	for i, want := range []bool{true, true, false, false, false} {
		if list[i].Scanned != want {
			t.Errorf("page %d: scanned %v, want %v", i+1, list[i].Scanned, want)
		}
	}
	if list[1].Text != stamp.S || list[4].Text != "" {
		t.Errorf("texts %q, %q", list[1].Text, list[4].Text)
	}
}

// many returns a file of n pages, of 50 lines each.
func many(n int) []byte { return manyOf(n, 50) }

func manyOf(n, most int) []byte {
	var f pdftest.File
	for i := range n {
		lines := strings.Split(strings.ReplaceAll(telegram, "000799", fmt.Sprintf("%06d", i+1)), "\n")
		for len(lines) < most {
			lines = append(lines, "THE CRANES STAND ON THE QUAY AND NOBODY KNOWS WHO IS TO PUT THEM UP")
		}
		f.Pages = append(f.Pages, pdftest.Lines(lines...))
	}
	return f.Bytes()
}

func TestRejected(t *testing.T) {
	whole := many(5)
	for _, test := range []struct {
		name string
		file []byte
		want error
	}{
		{"encrypted", pdftest.File{Pages: []pdftest.Page{pdftest.Lines("SECRET")}, Encrypted: true}.Bytes(), errEncrypted},
		{"header only", []byte("%PDF-1.4\n"), errDamaged},
		{"junk", []byte("%PDF-1.4\n" + strings.Repeat("junk ", 1000)), errDamaged},
		{"first bytes", whole[:300], errDamaged},
		{"cut short", whole[:len(whole)*2/3], errDamaged},
		{"no table", whole[:bytes.LastIndex(whole, []byte("xref\n0"))], errDamaged},
		{"no end", whole[:bytes.LastIndex(whole, []byte("startxref"))], errCut},
		{"no end mark", whole[:bytes.LastIndex(whole, []byte("%%EOF"))], nil},
	} {
		t.Run(test.name, func(t *testing.T) {
			list, err := pages(t, reader, test.file)
			if err != test.want {
				t.Errorf("%d pages, error %v, want %v", len(list), err, test.want)
			}
			for _, p := range list {
				if p.Text == "" && p.Err == nil {
					t.Errorf("empty page")
				}
			}
		})
	}
}

func TestManyPages(t *testing.T) {
	n := 2000
	if testing.Short() {
		n = 200
	}
	file := manyOf(n, 0)
	start := time.Now()
	list, err := pages(t, reader, file)
	if err != nil || len(list) != n {
		t.Fatalf("%d pages: %v", len(list), err)
	}
	t.Logf("%d bytes, %.0f pages/s", len(file), float64(n)/time.Since(start).Seconds())
	for i, p := range list {
		if !strings.Contains(p.Text, fmt.Sprintf("QUITO %06d", i+1)) {
			t.Fatalf("page %d is\n%s", i+1, p.Text)
		}
	}
}

func TestTooManyPages(t *testing.T) {
	r := New(Options{})
	defer r.Close()
	r.limits.pages = 4
	if _, err := pages(t, r, many(5)); err == nil || !strings.Contains(err.Error(), "5 pages") {
		t.Errorf("error %v", err)
	}
}

// bombs are files that take too much.
func bombs() map[string][]byte {
	blank := strings.Repeat(" ", 1<<20)
	return map[string][]byte{
		// 200 MB of blanks in 200 kB.
		"flate": pdftest.File{Pages: []pdftest.Page{{Content: strings.Repeat(blank, 200)}}}.Bytes(),
		// 2³⁰ forms.
		"forms":   pdftest.File{Pages: []pdftest.Page{{}}, Nested: 30}.Bytes(),
		"nesting": pdftest.File{Pages: []pdftest.Page{{Content: strings.Repeat("[", 5<<20)}}}.Bytes(),
		"states":  pdftest.File{Pages: []pdftest.Page{{Content: strings.Repeat("q ", 5<<20)}}}.Bytes(),
		"paths":   pdftest.File{Pages: []pdftest.Page{{Content: strings.Repeat("0 0 m 9 9 l S\n", 5<<20)}}}.Bytes(),
		"letters": pdftest.File{Pages: []pdftest.Page{{Content: "BT /F1 1 Tf 1 0 0 1 0 0 Tm\n" + strings.Repeat("(xxxxxxxxxxxxxxxxxxxxxxxx) Tj 1 0 Td\n", 1<<20)}}}.Bytes(),
	}
}

func TestBombs(t *testing.T) {
	if testing.Short() {
		t.Skip("takes a while")
	}
	r := New(Options{Memory: 512 << 20})
	defer r.Close()
	for name, file := range bombs() {
		start := time.Now()
		r.limits.page = 3 * time.Second
		if name == "nesting" { // it is read to its end
			r.limits.page = time.Minute
		}
		list, err := pages(t, r, file)
		took := time.Since(start)
		t.Logf("%s: %d bytes, %d pages, %v, %v", name, len(file), len(list), took.Round(time.Millisecond), err)
		if took > 2*time.Minute {
			t.Errorf("%s took %v", name, took)
		}
		if name == "nesting" {
			if err != nil || len(list) != 1 || list[0].Text != "" {
				t.Errorf("%s: %v, %+v", name, err, list)
			}
		} else if !errors.Is(err, corpus.ErrMemory) && err != errLate {
			t.Errorf("%s: error %v", name, err)
		}
	}
	// The next file is read as if nothing had happened.
	r.limits.page = time.Minute
	if list, err := pages(t, r, many(3)); err != nil || len(list) != 3 {
		t.Errorf("%d pages, %v", len(list), err)
	}
}

func TestLate(t *testing.T) {
	if testing.Short() {
		t.Skip("takes a while")
	}
	r := New(Options{})
	defer r.Close()
	r.limits.page = 200 * time.Millisecond
	if _, err := pages(t, r, bombs()["letters"]); err != errLate {
		t.Errorf("error %v", err)
	}
}

func TestCancel(t *testing.T) {
	ctx, cancel := context.WithTimeout(t.Context(), 200*time.Millisecond)
	defer cancel()
	file := many(2000)
	start := time.Now()
	var last error
	for _, err := range reader.Pages(ctx, bytes.NewReader(file), int64(len(file))) {
		last = err
	}
	if last != context.DeadlineExceeded {
		t.Errorf("error %v", last)
	}
	if took := time.Since(start); took > 2*time.Second {
		t.Errorf("took %v", took)
	}
}

func TestConcurrent(t *testing.T) {
	t.Parallel()
	for range 4 {
		t.Run("", func(t *testing.T) {
			t.Parallel()
			if list, err := pages(t, reader, many(3)); err != nil || len(list) != 3 {
				t.Errorf("%d pages, %v", len(list), err)
			}
		})
	}
}

// A folder that can't be written is no obstacle.
func TestNoCache(t *testing.T) {
	if testing.Short() {
		t.Skip("compiles PDFium")
	}
	file := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	r := New(Options{Cache: filepath.Join(file, "cache")})
	defer r.Close()
	if list, err := pages(t, r, many(1)); err != nil || len(list) != 1 {
		t.Errorf("%d pages, %v", len(list), err)
	}
}

// With little memory and nothing compiled, the module is interpreted.
func TestInterpreter(t *testing.T) {
	if testing.Short() {
		t.Skip("takes a while")
	}
	r := New(Options{Memory: 256 << 20, Cache: t.TempDir()})
	defer r.Close()
	start := time.Now()
	list, err := pages(t, r, many(20))
	if err != nil || len(list) != 20 {
		t.Fatalf("%d pages, %v", len(list), err)
	}
	t.Logf("20 pages in %v", time.Since(start))
}

func BenchmarkPages(b *testing.B) {
	const n = 50
	file := many(n)
	if _, err := pages(b, reader, file); err != nil {
		b.Fatal(err)
	}
	b.ReportAllocs()
	b.SetBytes(int64(len(file)))
	for b.Loop() {
		if list, err := pages(b, reader, file); err != nil || len(list) != n {
			b.Fatalf("%d pages, %v", len(list), err)
		}
	}
	b.ReportMetric(float64(n*b.N)/b.Elapsed().Seconds(), "pages/s")
}
