package cli

import (
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"reftel/corpus/pdf/pdftest"
)

// memoryFor is what TestPDF lets indexer use. Starting PDFium for the first time
// on a machine takes 340 MB of it.
const memoryFor = 512 << 20

// pdfText is the text of cable i with the lines that a telegram has above it.
func pdfText(i int) string {
	return "P 041412Z DEC 08\nFM AMEMBASSY PARIS\nTO SECSTATE WASHDC\n\n" + cableText(i)
}

// pdfPages returns the pages of cable i: its second paragraph goes on over the
// break, and each page has stamps.
func pdfPages(i int) []pdftest.Page {
	const stamp = "UNCLASSIFIED  U.S. Department of State Case No. F-2014-20439 Doc No. C05762379 Date: 06/30/2015"
	before, after, _ := strings.Cut(pdfText(i), "harbour")
	return pdftest.Split(stamp + "\n\n" + before + "harbour where the cranes\n\nPage 1 of 2\n" + stamp +
		"\f" + stamp + "\n\nstand" + after + "\n\nPage 2 of 2\n" + stamp)
}

func pdfOf(pages ...pdftest.Page) string { return string(pdftest.File{Pages: pages}.Bytes()) }

// turnedPages returns pages with text that runs upwards, turned so that readers
// show it upright.
func turnedPages(pages []pdftest.Page) []pdftest.Page {
	for i := range pages {
		pages[i].Rotate = 90
		for j, t := range pages[i].Texts {
			pages[i].Texts[j].X, pages[i].Texts[j].Y, pages[i].Texts[j].Angle = pdftest.Height-t.Y, t.X, 90
		}
	}
	return pages
}

// TestPDF: each of ten PDF files, and one in an archive, gives the cables that it
// holds or one clear line.
func TestPDF(t *testing.T) {
	needTime(t)
	t.Parallel()
	const many = 2000
	var several, thousands []pdftest.Page
	for i := range 3 {
		several = append(several, pdfPages(300+i)...)
	}
	for i := range many {
		thousands = append(thousands, pdftest.Split(pdfText(10000+i))...)
	}
	columns := pdfPages(200)
	for i := range 20 {
		y := 300 - 12*float64(i)
		columns[1].Texts = append(columns[1].Texts,
			pdftest.Text{X: 60, Y: y, Size: 7, S: fmt.Sprintf("left line %02d of the first column", i)},
			pdftest.Text{X: 320, Y: y, Size: 7, S: fmt.Sprintf("right line %02d of the second one", i)})
	}
	text := pdfOf(pdfPages(100)...)
	dir := hostileFolder(t, map[string]string{
		"01-text.pdf":      text,
		"02-columns.pdf":   pdfOf(columns...),
		"03-turned.pdf":    pdfOf(turnedPages(pdfPages(250))...),
		"04-several.pdf":   pdfOf(several...),
		"05-partly.pdf":    pdfOf(append(pdfPages(400), pdftest.Page{Image: true})...),
		"06-scanned.pdf":   pdfOf(pdftest.Page{Image: true}, pdftest.Page{Image: true}),
		"07-encrypted.pdf": string(pdftest.File{Pages: pdfPages(500), Encrypted: true}.Bytes()),
		"08-truncated.pdf": text[:len(text)*2/3],
		"09-many.pdf":      pdfOf(thousands...),
		"10-bomb.pdf":      string(pdftest.File{Pages: pdfPages(600), Nested: 30}.Bytes()),
		"11-packed.zip":    zipOf(t, file{"releases/cable.pdf", pdfOf(pdfPages(700)...)}),
	})
	index := filepath.Join(t.TempDir(), "index")
	out, errs, used := runMeasured(t, "--progress", "never", "--index", index, "--memory", fmt.Sprint(memoryFor), "--jobs", "2", dir)
	// On a busy machine the bomb meets the limit of time first.
	const tooMuch = "10-bomb.pdf: PDF takes more memory than the limit of 134217728 bytes for one file: the rest is not read; --memory raises it"
	errs = strings.Replace(errs, "10-bomb.pdf: PDF takes too long: the rest is not read", tooMuch, 1)
	checkRejected(t, errs, dir, []string{
		"DIR/05-partly.pdf:page 3: 1 of 3 pages: scanned pages without a text layer; run OCR first (for example ocrmypdf)",
		"DIR/06-scanned.pdf: scanned pages without a text layer; run OCR first (for example ocrmypdf)",
		"DIR/07-encrypted.pdf: encrypted PDF; decrypt it first (for example qpdf --decrypt)",
		"DIR/08-truncated.pdf: damaged PDF, or one that was cut short; get it again",
		"DIR/" + tooMuch,
	})
	t.Logf("%d MB of memory used: %s", used>>20, out)
	if used > memoryFor {
		t.Errorf("%d MB of memory used", used>>20)
	}
	ids := slices.Concat(good, idsOf(100, 101), idsOf(200, 201), idsOf(250, 251), idsOf(300, 303),
		idsOf(400, 401), idsOf(700, 701), idsOf(10000, 10000+many))
	checkFound(t, index, ids)
	for query, want := range map[string]int{
		`"harbour where the cranes stand"`:                8,
		`"left line 05 of the first column left line 06"`: 1,
		`"right line 05 of the second one right line 06"`: 1,
		`"Doc No"`: 0,
	} {
		if got := len(found(t, index, query)); got != want {
			t.Errorf("%s finds %d cables, want %d", query, got, want)
		}
	}
	shown, stderr, code := command(t, "", "search", "show", "--index", index, idsOf(301, 302)[0])
	if want := filepath.Join(dir, "04-several.pdf") + ":page 3"; code != Done || !strings.Contains(shown, want) {
		t.Errorf("no %q in what show prints:\n%s%s", want, shown, stderr)
	}
}
