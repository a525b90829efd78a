package pdf

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"strings"
	"unicode"

	"github.com/klippa-app/go-pdfium/enums"
	pdferrors "github.com/klippa-app/go-pdfium/errors"
	"github.com/klippa-app/go-pdfium/references"
	"github.com/klippa-app/go-pdfium/requests"

	"reftel/corpus"
)

// open opens a file and returns the number of its pages.
func (w *worker) open(f *file) (int, error) {
	doc, err := w.pdf.FPDF_LoadCustomDocument(&requests.FPDF_LoadCustomDocument{Reader: f, Size: f.size})
	if err != nil {
		return 0, crashed(err, pdferrors.ErrPassword, pdferrors.ErrSecurity, pdferrors.ErrFormat, pdferrors.ErrFile, pdferrors.ErrUnknown)
	}
	w.doc = doc.Document
	n, err := w.pdf.FPDF_GetPageCount(&requests.FPDF_GetPageCount{Document: w.doc})
	switch {
	case err != nil:
		return 0, crashed(err)
	case n.PageCount == 0:
		return 0, errPage
	}
	return n.PageCount, nil
}

// page reads the page of an index. It returns errPage if the page is damaged
// but others may be good.
func (w *worker) page(index, maxChars int) (corpus.Page, error) {
	p, err := w.pdf.FPDF_LoadPage(&requests.FPDF_LoadPage{Document: w.doc, Index: index})
	switch {
	case err == pdferrors.ErrPage:
		return corpus.Page{}, errPage
	case err != nil:
		return corpus.Page{}, crashed(err)
	}
	page := requests.Page{ByReference: &p.Page}
	frames, letters, err := w.words(page, maxChars)
	if err != nil {
		return corpus.Page{}, err
	}
	var result corpus.Page
	var parts []string
	for _, f := range frames {
		if s := text(f.words, f.tight); s != "" {
			parts = append(parts, s)
		}
	}
	result.Text = strings.Join(parts, "\n\n")
	if letters < maxStamps {
		if result.Scanned, err = w.isPicture(page); err != nil {
			return corpus.Page{}, crashed(err)
		}
	}
	if _, err := w.pdf.FPDF_ClosePage(&requests.FPDF_ClosePage{Page: p.Page}); err != nil {
		return corpus.Page{}, crashed(err)
	}
	return result, nil
}

// maxStamps is how many letters the stamps of a release have on a page: it is
// three times the usual one of the Department of State.
const maxStamps = 300

// A frame is words that run in one direction, in a frame in which they are
// upright.
type frame struct {
	words []word
	bytes int  // of their texts
	tight bool // the edges of words are those of the ink
}

// A glyphs is the letters of a page, in the order of the file.
type glyphs struct {
	w    *worker
	page references.FPDF_TEXTPAGE
	err  error // the first
}

// words returns the words of a page by their direction, the usual one first,
// and the number of letters. A call of the module costs 1.7 µs, so that few are
// made: two a word, not three a letter.
func (w *worker) words(page requests.Page, maxChars int) (frames []frame, letters int, err error) {
	t, err := w.pdf.FPDFText_LoadPage(&requests.FPDFText_LoadPage{Page: page})
	if err != nil {
		return nil, 0, crashed(err)
	}
	n, err := w.pdf.FPDFText_CountChars(&requests.FPDFText_CountChars{TextPage: t.TextPage})
	switch {
	case err != nil:
		return nil, 0, crashed(err)
	case n.Count > maxChars:
		return nil, 0, fmt.Errorf("PDF with %d letters on a page: more than the limit of %d", n.Count, maxChars)
	}
	g := glyphs{w: w, page: t.TextPage}
	turned := [4]frame{1: {tight: true}, 3: {tight: true}}
	all := g.letters(n.Count)
	quarter := -1 // of the line; -1 is unknown
	for i := 0; i < len(all) && g.err == nil; i++ {
		switch r := all[i]; {
		case r == '\n' || r == '\r':
			quarter = -1
			continue
		case isGap(r):
			continue
		}
		start := i
		for i+1 < len(all) && !isGap(all[i+1]) && !isHyphen(all[i]) {
			i++
		}
		letters += i + 1 - start
		if quarter < 0 {
			quarter = g.quarter(start)
		}
		wd := g.word(start, i, quarter)
		wd.text = wordText(all[start : i+1])
		turned[quarter].words = append(turned[quarter].words, wd)
		turned[quarter].bytes += len(wd.text)
	}
	if g.err == nil {
		_, g.err = w.pdf.FPDFText_ClosePage(&requests.FPDFText_ClosePage{TextPage: t.TextPage})
	}
	if g.err != nil {
		return nil, 0, crashed(g.err)
	}
	frames = turned[:]
	slices.SortStableFunc(frames, func(a, b frame) int { return cmp.Compare(b.bytes, a.bytes) })
	return frames, letters, nil
}

// isGap reports whether r stands between words. PDFium adds blanks and line
// ends where the file has none.
func isGap(r rune) bool { return r == 0 || r == unicode.ReplacementChar || unicode.IsSpace(r) }

// isHyphen reports whether r is what PDFium makes of the hyphen at the end of a
// line, behind which it gives the next line without a gap.
func isHyphen(r rune) bool { return r == 0x2 || r == 0xfffe }

// ligatures are the letters that fonts join.
var ligatures = map[rune]string{'ﬀ': "ff", 'ﬁ': "fi", 'ﬂ': "fl", 'ﬃ': "ffi", 'ﬄ': "ffl", 'ﬅ': "st", 'ﬆ': "st"}

// wordText returns letters as text.
func wordText(letters []rune) string {
	var b strings.Builder
	for _, r := range letters {
		switch s, ok := ligatures[r]; {
		case ok:
			b.WriteString(s)
		case isHyphen(r):
			b.WriteByte('-')
		case !unicode.IsControl(r):
			b.WriteRune(r)
		}
	}
	return b.String()
}

// letters returns the n letters of the page.
func (g *glyphs) letters(n int) []rune {
	if n == 0 {
		return nil
	}
	t, err := g.w.pdf.FPDFText_GetText(&requests.FPDFText_GetText{TextPage: g.page, Count: n})
	if err != nil {
		g.fail(err)
		return nil
	}
	all := []rune(strings.TrimRight(t.Text, "\x00"))
	if len(all) == n {
		return all
	}
	// The text leaves out letters that stand for none.
	all = all[:0]
	for i := 0; i < n && g.err == nil; i++ {
		r, err := g.w.pdf.FPDFText_GetUnicode(&requests.FPDFText_GetUnicode{TextPage: g.page, Index: i})
		if err != nil {
			g.fail(err)
			return nil
		}
		all = append(all, rune(min(r.Unicode, unicode.MaxRune)))
	}
	return all
}

// quarter returns how many quarter turns counterclockwise a letter has.
func (g *glyphs) quarter(i int) int {
	angle, err := g.w.pdf.FPDFText_GetCharAngle(&requests.FPDFText_GetCharAngle{TextPage: g.page, Index: i})
	if err != nil {
		g.fail(err)
		return 0
	}
	// PDFium counts clockwise.
	return (4 - int(math.Round(float64(angle.CharAngle)/(math.Pi/2)))%4) & 3
}

// word returns the word of the letters from first to last, without its text.
func (g *glyphs) word(first, last, quarter int) word {
	if quarter%2 == 1 {
		return g.inkWord(first, last, quarter)
	}
	a := g.box(first)
	b := a
	if last > first {
		b = g.box(last)
	}
	ax, ay := turn(a.Left, a.Bottom, quarter)
	bx, by := turn(a.Right, a.Top, quarter)
	cx, _ := turn(b.Left, b.Bottom, quarter)
	dx, _ := turn(b.Right, b.Top, quarter)
	return word{x0: min(ax, bx, cx, dx), x1: max(ax, bx, cx, dx), y: min(ay, by), h: math.Abs(ay - by)}
}

// A box is that of a letter as its font gives it: as wide as the letter's step,
// and as high as a line, so that its lower edge serves as baseline.
type box struct{ Left, Bottom, Right, Top float64 }

func (g *glyphs) box(i int) box {
	b, err := g.w.pdf.FPDFText_GetLooseCharBox(&requests.FPDFText_GetLooseCharBox{TextPage: g.page, Index: i})
	if err != nil {
		g.fail(err)
		return box{}
	}
	return box{float64(b.Rect.Left), float64(b.Rect.Bottom), float64(b.Rect.Right), float64(b.Rect.Top)}
}

// inkToLine is the height of a line in heights of a capital letter.
const inkToLine = 1.5

// inkWord is word from the boxes of the ink: PDFium gives no others to text that
// runs up or down.
func (g *glyphs) inkWord(first, last, quarter int) word {
	origin, err := g.w.pdf.FPDFText_GetCharOrigin(&requests.FPDFText_GetCharOrigin{TextPage: g.page, Index: first})
	if err != nil {
		g.fail(err)
		return word{}
	}
	w := word{x0: math.Inf(1), x1: math.Inf(-1)}
	for _, i := range [...]int{first, last} {
		b, err := g.w.pdf.FPDFText_GetCharBox(&requests.FPDFText_GetCharBox{TextPage: g.page, Index: i})
		if err != nil {
			g.fail(err)
			return word{}
		}
		ax, ay := turn(b.Left, b.Bottom, quarter)
		bx, by := turn(b.Right, b.Top, quarter)
		w.x0, w.x1, w.h = min(w.x0, ax, bx), max(w.x1, ax, bx), max(w.h, inkToLine*math.Abs(ay-by))
	}
	_, w.y = turn(origin.X, origin.Y, quarter)
	return w
}

// turn returns a place of the page in a frame that has turned counterclockwise.
func turn(x, y float64, quarter int) (float64, float64) {
	switch quarter {
	case 1:
		return y, -x
	case 2:
		return -x, -y
	case 3:
		return -y, x
	}
	return x, y
}

func (g *glyphs) fail(err error) {
	if g.err == nil {
		g.err = err
	}
}

// maxPictures is how many objects of a page are looked at to find a picture.
const maxPictures = 200

// isPicture reports whether pictures cover half of the page or more. What is
// drawn through a form counts as one.
func (w *worker) isPicture(page requests.Page) (bool, error) {
	n, err := w.pdf.FPDFPage_CountObjects(&requests.FPDFPage_CountObjects{Page: page})
	if err != nil {
		return false, err
	}
	frame, err := w.pdf.FPDF_GetPageBoundingBox(&requests.FPDF_GetPageBoundingBox{Page: page})
	if err != nil {
		return false, err
	}
	whole := area(frame.Rect.Left, frame.Rect.Bottom, frame.Rect.Right, frame.Rect.Top)
	covered := 0.0
	for i := range min(n.Count, maxPictures) {
		object, err := w.pdf.FPDFPage_GetObject(&requests.FPDFPage_GetObject{Page: page, Index: i})
		if err != nil {
			return false, err
		}
		kind, err := w.pdf.FPDFPageObj_GetType(&requests.FPDFPageObj_GetType{PageObject: object.PageObject})
		if err != nil {
			return false, err
		}
		if kind.Type != enums.FPDF_PAGEOBJ_IMAGE && kind.Type != enums.FPDF_PAGEOBJ_FORM {
			continue
		}
		b, err := w.pdf.FPDFPageObj_GetBounds(&requests.FPDFPageObj_GetBounds{PageObject: object.PageObject})
		if err != nil {
			return false, err
		}
		covered += area(b.Left, b.Bottom, b.Right, b.Top)
	}
	return covered > 0 && covered >= whole/2, nil
}

func area(left, bottom, right, top float32) float64 {
	return math.Abs(float64(right-left) * float64(top-bottom))
}
