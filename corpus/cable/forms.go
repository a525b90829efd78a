package cable

import (
	"strings"

	"reftel/corpus"
	"reftel/corpus/cable/internal/ascii"
	"reftel/corpus/post"
)

// A form is the form of a line that no author wrote: a relay, an archive, a
// release or a scan put it between the lines of a cable (FORMAT 11).
type form uint8

const (
	formNone        form = iota
	formPage             // "PAGE 02        QUITO  01214  031522Z"
	formPageHalf         // "PAGE 02" or "PAGE 02 QUITO"; the rest is on a line below
	formPost             // "QUITO 01214 01 OF 02 031522Z", the rest of a page header
	formStamp            // "… Declassified/Released US Department of State …", "Released in Full"
	formSeparator        // "Message Text", "Message Attributes"
	formEnd              // "NNNN"
	formBanner           // "CONFIDENTIAL", "LIMITED OFFICIAL USE"
	formMaybeBanner      // "CONTIDENTIAL", "OFFICIAL USE": a banner only beside another form
	formBreak            // the form feed between two pages of a PDF file
	formOfPart           // of a part of a line: it is not known
)

const (
	maxForm   = 160 // maximum length of a line of a known form
	maxBanner = 60  // of a banner or the post of a page header
)

// mayHaveForm reports whether a line that begins with the byte c may have a form other
// than that of a release stamp. Most lines begin with another small letter.
func mayHaveForm(c byte) bool { return c-'a' >= 26 || c == 'p' || c == 'r' }

// formOf returns the form of a trimmed line from its text alone. Whether the line
// is furniture also depends on its neighbors; see settle. released reports whether
// the line may be a release stamp.
func formOf(s string, released bool) form {
	if s == corpus.PageBreak {
		return formBreak
	}
	if len(s) > maxForm || len(s) < 2 {
		return formNone
	}
	if s == "BT" {
		return formEnd
	}
	if c := s[0]; c-'a' < 26 && c != 'p' {
		if released && isReleaseStamp(s) || c == 'r' && isReleaseNotice(s) {
			return formStamp
		}
		return formNone
	}
	switch upper(s[0]) {
	case 'P':
		return pageForm(s)
	case 'N', 'I':
		if isEndOfMessage(s) {
			return formEnd
		}
	case 'M':
		if s == "Message Text" || s == "Message Attributes" {
			return formSeparator
		}
	}
	switch {
	case released && isReleaseStamp(s) || isStamp(s):
		return formStamp
	case len(s) > maxBanner:
		return formNone
	case isFurnitureLine(s) || isBrokenBanner(s):
		return formBanner
	case isFullPost(s):
		return formPost
	case isGarbledBanner(s):
		return formMaybeBanner
	case s[0] == '#' && digits(s[1:]) == len(s)-1 && len(s) <= 7:
		return formEnd // the serial below BT
	}
	return formNone
}

// isEndOfMessage reports whether s is the end of message of ACP 127 (format
// line 16): three to five N, or a misreading of NNN ("NAN", "INN").
func isEndOfMessage(s string) bool {
	if len(s) < 3 || len(s) > 5 {
		return false
	}
	n := strings.Count(s, "N")
	return n == len(s) || len(s) == 3 && n == 2 && (s == "NAN" || s == "INN" || s == "NNI" || s == "NIN" || s == "NHN" || s == "NMN")
}

// pageForm returns the form of a line that begins with PAGE: a page header, or a
// page count of a release ("Page 1 of 2").
func pageForm(s string) form {
	n := 0
	switch {
	case !hasPrefixFold(s, "PAGE") || len(s) < 6 || !isBlank(s[4]) && !isDigit(s[4]):
		return formNone
	case isPageCount(s[5:]):
		return formStamp
	}
	if _, n = readPage(s); n > 0 {
		if rest := strings.TrimSpace(s[n:]); rest == "" || isCaptions(rest) {
			return formPage
		}
		return formNone
	}
	rest := s[4+blanks(s[4:]):]
	d := pageDigits(rest)
	if d == 0 || d > 2 {
		return formNone
	}
	name := strings.TrimSpace(rest[d:])
	switch {
	case name == "", len(name) <= 20 && isPostName(name) && upperOnly(name):
		return formPageHalf
	case isDamagedPost(name):
		return formPage
	}
	return formNone
}

// isDamagedPost reports whether s may be a misread post and number:
// "TUNIS 0144. 1".
func isDamagedPost(s string) bool {
	if len(s) > 24 || !upperOnly(s) {
		return false
	}
	n, d := 0, 0
	for i := 0; i < len(s); i++ {
		switch {
		case isLetter(s[i]):
			n++
		case isDigit(s[i]):
			d++
		}
	}
	return d >= 3 && n >= 3 && 2*d >= n
}

// pageDigits returns the length of the page number that s begins with: up to three
// digits, or O, I and l for digits; 0 if there is none.
func pageDigits(s string) int {
	n := 0
	for n < len(s) && n < 3 && (isDigit(s[n]) || s[n] == 'O' || s[n] == 'I' || s[n] == 'l') {
		n++
	}
	if n == 0 || n < len(s) && !isBlank(s[n]) {
		return 0
	}
	return n
}

// upperOnly reports whether s has no lower-case ASCII letters.
func upperOnly(s string) bool {
	for i := 0; i < len(s); i++ {
		if isLetter(s[i]) && !isUpper(s[i]) {
			return false
		}
	}
	return true
}

// isPageCount reports whether s is a page count such as "1 of 2".
func isPageCount(s string) bool {
	s = s[blanks(s):]
	d := digits(s)
	if d == 0 || d > 3 {
		return false
	}
	s = s[d:]
	s = s[blanks(s):]
	if len(s) < 4 || s[:2] != "of" || !isBlank(s[2]) {
		return false
	}
	s = strings.TrimSpace(s[2:])
	return digits(s) > 0 && digits(s) <= 3 && digits(s) == len(s)
}

// isStamp reports whether s is a line that a release or an archive printed, other
// than a release stamp: who reviewed the cable, when, under which case.
func isStamp(s string) bool {
	switch c := s[0]; {
	case c == 'R' || c == 'r':
		return isReleaseNotice(s) || strings.HasPrefix(s, "REVIEW AUTHORITY")
	case c == 'D':
		return hasPrefixFold(s, "DATE/CASE ID") || s == "Dissemination Rule:" || isReleaseNotice(s)
	case c == 'A':
		return s == "Archive Copy"
	case c == 'U':
		return s == "US Department of State" || s == "U.S. Department of State" || isCaseStamp(s)
	case c == '"':
		t := strings.Trim(s, `"`)
		return t != "" && len(s) < 40 && isFurnitureLine(t)
	case c == '<' || c == '=' || c == '-':
		t := strings.Trim(s, "<>=- ")
		return t == "END OF DOCUMENT" || t == "CABLE ENDS" || t == "header ends"
	case isDigit(c):
		return isReleaseDate(s) || isCaseNumber(s)
	case c == '*':
		return strings.HasPrefix(s, "*** Current ")
	case c == 'E':
		return len(s) <= 4 && digits(s[1:]) == len(s)-1
	}
	return isCaseNumber(s)
}

// declassified finds the word of a release stamp, in any case. maxReleaser is how
// far from the start of its line it stands, after the name of a person.
var declassified = ascii.NewFinder("DECLASSIFIED")

const maxReleaser = 60

// isReleaseStamp reports whether s is like "Jane P. Doe Declassified/Released US Department of
// State EO Systematic Review 20 Mar 2014", with or without a name and the
// slash, and with any blanks.
func isReleaseStamp(s string) bool {
	i := declassified.Index(s[:min(len(s), maxReleaser+len("DECLASSIFIED"))])
	if i < 0 {
		return false
	}
	rest := strings.TrimLeft(s[i+len("DECLASSIFIED"):], " /\t")
	return hasPrefixFold(rest, "RELEASED") && indexFold(rest, "SYSTEMATIC REVIEW") > 0 ||
		hasPrefixFold(rest, "AND APPROVED FOR RELEASE") && len(s) < 80
}

// releaseWords are the words of which one is in each release stamp.
var releaseWords = [...]string{"SYSTEMATIC REVIEW", "AND APPROVED FOR RELEASE"}

// mayHaveReleaseStamps reports whether a text has releaseWords in any case, or, by
// chance, part of them. Most texts do not, so that none of their lines is searched
// for a stamp. Wherever the words are, one of each releaseStep runs of 8 bytes is
// within them, so that only these are compared.
func mayHaveReleaseStamps(text string) bool {
	for i := 0; i+8 <= len(text); i += releaseStep {
		if run := foldedRun(text[i:]); releaseRuns[runHash(run)] == run {
			return true
		}
	}
	return false
}

const releaseStep = len("SYSTEMATIC REVIEW") - 8 + 1

// releaseRuns has the runs within releaseWords at their hashes, which are distinct.
var releaseRuns = func() (table [256]uint64) {
	for _, words := range releaseWords {
		for i := range releaseStep {
			run := foldedRun(words[i:])
			table[runHash(run)] = run
		}
	}
	return table
}()

// foldedRun returns the first 8 bytes of s, letters in small letters.
func foldedRun(s string) uint64 {
	s = s[:8]
	run := uint64(s[0]) | uint64(s[1])<<8 | uint64(s[2])<<16 | uint64(s[3])<<24 |
		uint64(s[4])<<32 | uint64(s[5])<<40 | uint64(s[6])<<48 | uint64(s[7])<<56
	return run | 0x2020202020202020
}

func runHash(run uint64) uint64 { return run * 0x9e3779b97f4a7c15 >> 56 }

// isCaseStamp reports whether s is like "UNCLASSIFIED U.S. Department of State Case No. F-2014-20439
// Doc No. C05762379 Date: 06/30/2015", which the reading room of the Department
// prints at the top and the foot of each page.
func isCaseStamp(s string) bool {
	i := strings.Index(s, "U.S. Department of State")
	if i < 0 || i > 0 && !isFurnitureLine(strings.TrimSpace(s[:i])) {
		return false
	}
	return strings.Contains(s[i:], "Case No. ") && strings.Contains(s[i:], "Doc No. ")
}

// isReleaseNotice reports whether s is a notice such as "RELEASED IN FULL",
// "Release in Part" or "Declassified in Full / Release in Full".
func isReleaseNotice(s string) bool {
	for _, w := range [...]string{"RELEASED IN ", "RELEASE IN ", "DECLASSIFIED IN ", "DENIED IN "} {
		if hasPrefixFold(s, w) {
			rest := s[len(w):]
			return len(s) < 60 && (hasWordFold(rest, "FULL") || hasWordFold(rest, "PART")) && !strings.Contains(s, ". ")
		}
	}
	return false
}

// isReleaseDate reports whether the line s is a date such as "2/25/2026".
func isReleaseDate(s string) bool {
	if len(s) < 8 || len(s) > 10 || strings.Count(s, "/") != 2 || !onlyOf(s, "0123456789/") {
		return false
	}
	return len(s)-strings.LastIndexByte(s, '/') == 5
}

// isCaseNumber reports whether s is a number that releases print on each page:
// "CSP-2025-00040", "B-00002707027", "F-2010-12345", "C05123456".
func isCaseNumber(s string) bool {
	if len(s) < 9 || len(s) > 20 {
		return false
	}
	n := letters(s)
	if n > 4 || n > 0 && !isUpper(s[0]) || n == 0 && s[1] != '-' {
		return false
	}
	return onlyOf(s[n:], "0123456789-") && len(s)-n >= 8
}

// isFullPost reports whether s is the part of a page header below its PAGE:
// post, number, perhaps section, and time.
func isFullPost(s string) bool {
	if !isUpper(s[0]) || len(s) > maxBanner || len(s) < 15 {
		return false
	}
	last := s[len(s)-1]
	if last != 'Z' && last != '2' && last != '7' {
		return false
	}
	h, n := readPost(s)
	return n == len(s) && h.time != ""
}

// isBrokenBanner reports whether s is a banner followed by a stray mark of a scan
// or the number of a relay: "CONFIDENTIAL,", "CONFIDENTIAL     PTQ5501".
func isBrokenBanner(s string) bool {
	if len(s) > maxBanner {
		return false
	}
	last := s[len(s)-1]
	if isDigit(last) || last == 'Q' {
		end := len(s)
		for end > 0 && isDigit(s[end-1]) {
			end--
		}
		if t, ok := strings.CutSuffix(s[:end], " PTQ"); ok && t != "" {
			return isFurnitureLine(strings.TrimSpace(t))
		}
	}
	const marks = ".,;: "
	if len(s) >= 40 || strings.IndexByte(marks, last) < 0 || strings.HasSuffix(s, "...") {
		return false // "..." is a copy that was cut short
	}
	t := strings.TrimRight(s, marks)
	return t != "" && isFurnitureLine(t)
}

// addLine adds a line to the table.
func (f *formReader) addLine(l line) {
	if l.kind == lineText && (f.released || mayHaveForm(f.text[l.in])) {
		l.form = formOf(f.text[l.in:l.end], f.released)
		if l.form != formNone {
			f.formed = append(f.formed, len(f.all))
		}
	}
	f.all = append(f.all, l)
}

// isGarbledBanner reports whether s is a banner with up to two wrong letters, or
// half of one that a scan broke over two lines.
func isGarbledBanner(s string) bool {
	if s == "LIMITED" || s == "OFFICIAL USE" {
		return true
	}
	return len(s) >= 10 && len(s) <= 14 && letters(s) == len(s) && upperOnly(s) && (near(s, "CONFIDENTIAL", 2) || near(s, "UNCLASSIFIED", 2))
}

// A formReader makes the table of lines and finds those of known forms.
type formReader struct {
	*reading
	released bool // the text may have release stamps
}

// readLines makes the table of all lines of the text and marks those that are
// furniture whatever zone they are in.
func (f *formReader) readLines() {
	f.released = mayHaveReleaseStamps(f.text)
	if n := strings.Count(f.text, "\n") + 2; cap(f.all) < n {
		f.all = make([]line, 0, n)
	}
	for at := 0; at < len(f.text); {
		l := f.scan.line(at, len(f.text))
		at = l.next
		if l.kind == lineText && f.text[l.in] == '\f' && l.end-l.in > 1 {
			next := l.in + 1
			f.addLine(line{start: l.start, in: l.in, end: next, next: next})
			at = next
			continue
		}
		if l.kind == lineText && l.end-l.in >= minFlat && len(f.all) < maxFlatLead && f.addFlat(l) {
			continue
		}
		f.addLine(l)
	}
	f.settleMaybe()
	for _, i := range f.formed {
		f.settle(i)
	}
	f.settleBanners()
}

// settleMaybe decides which lines of formMaybeBanner are banners.
func (f *formReader) settleMaybe() {
	for _, i := range f.formed {
		if f.all[i].form == formMaybeBanner && f.besideForm(i) {
			f.all[i].form = formBanner
		}
	}
	for _, i := range f.formed {
		if f.all[i].form == formMaybeBanner {
			f.all[i].form = formNone
		}
	}
}

// settle makes furniture of the line i, which is of a known form, and of the
// lines that belong to it.
func (f *formReader) settle(i int) {
	l := &f.all[i]
	s := f.lineOf(i)
	switch l.form {
	case formPage:
		l.kind = lineFurniture
		h, _ := readPage(s)
		if f.notePage(h, l.in); h.time == "" {
			f.settleTime(i + 1)
		}
	case formPost:
		h, _ := readPost(s)
		if h.sections > 0 || f.besideForm(i) {
			l.kind = lineFurniture
			f.notePage(h, l.in)
		}
	case formPageHalf:
		f.settlePage(i)
	case formStamp:
		f.settleStamp(i, s)
	case formSeparator, formBreak:
		l.kind = lineFurniture
	case formEnd:
		if s[0] == 'N' && strings.Count(s, "N") == len(s) || f.besideForm(i) || s[0] == '#' && f.belowBreak(i) {
			l.kind = lineFurniture
		}
	}
}

// belowBreak reports whether the line above i is the break BT.
func (f *formReader) belowBreak(i int) bool {
	above := f.textAbove(i)
	return above >= 0 && f.lineOf(above) == "BT"
}

// maxPageParts is the maximum number of lines from PAGE to the post and number of
// a page header that a scan broke into lines.
const maxPageParts = 4

// settlePage makes furniture of the lines of a page header that begins with the
// line i: "PAGE 02" above "QUITO 01214 031522Z". On a first page the lines that
// say who acts on the cable may stand between them.
func (f *formReader) settlePage(i int) {
	first := strings.TrimSpace(f.text[f.all[i].in+len("PAGE") : f.all[i].end])
	name := first[pageDigits(first):]
	named := name != ""
	if _, known := post.Lookup(strings.TrimSpace(name)); !named || known {
		f.all[i].kind = lineFurniture
	}
	for j, n := i+1, 0; j < len(f.all) && n < maxPageParts; j++ {
		l := &f.all[j]
		if l.kind == lineBlank {
			continue
		}
		n++
		s := f.text[l.in:l.end]
		if n := digits(s); named && n >= 4 && n <= 6 && (n == len(s) || s[n] == ' ' && isPageTime(s[n+1:])) {
			f.all[i].kind, l.kind = lineFurniture, lineFurniture
			h, _ := readPage(f.lineOf(i) + " " + s)
			f.notePage(h, f.all[i].in)
			return
		}
		if h, ok := postLine(s); ok && !named {
			l.kind = lineFurniture
			f.notePage(h, l.in)
			f.settleTime(j + 1)
			return
		}
		if digits(s) != len(s) && !isDistribution(s) && l.form == formNone {
			return
		}
	}
}

// postLine reads the post and number of a page header if they are all of s.
func postLine(s string) (h pageHeader, ok bool) {
	if len(s) > 60 || !isUpper(s[0]) || !upperOnly(s) {
		return h, false
	}
	h, n := readPost(s)
	if n == 0 {
		// A letter for the first digit: "WELLIN C6126".
		i := strings.LastIndexByte(s, ' ')
		if i < 3 || len(s)-i < 5 || digits(s[i+2:]) != len(s)-i-2 || !isPostName(s[:i]) {
			return h, false
		}
		return pageHeader{post: squeeze(s[:i]), number: trimZeros("0" + s[i+2:])}, true
	}
	return h, strings.TrimSpace(s[n:]) == "" && h.post != ""
}

// settleTime makes furniture of the line i if it is the time of a page header.
func (f *formReader) settleTime(i int) {
	if i < len(f.all) && f.all[i].kind == lineText {
		if isPageTime(f.lineOf(i)) {
			f.all[i].kind = lineFurniture
		}
	}
}

// isPageTime reports whether s is the time of a page header: "031522Z".
func isPageTime(s string) bool {
	return len(s) == 7 && digitLikes(s) == 6 && s[6] == 'Z' && isDigit(s[5])
}

// settleStamp makes furniture of the line i, which has the form of a stamp. An
// ambiguous stamp must stand beside another stamp, banner or page header.
func (f *formReader) settleStamp(i int, s string) {
	l := &f.all[i]
	switch {
	case isReleaseNotice(s):
		f.settleRelease(i)
	case strings.HasPrefix(s, "REVIEW AUTHORITY"):
		f.settleAuthority(i)
	case isReleaseStamp(s), isCaseStamp(s), len(s) > 4 && s[0] == 'E', s[0] == '*', strings.IndexByte("<=-\"", s[0]) >= 0, hasPrefixFold(s, "DATE/CASE ID"):
	case !f.besideForm(i):
		return
	}
	l.kind = lineFurniture
}

// settleRelease makes furniture of the name of the person who released a text,
// between "Released in Full" in the line i and "US Department of State".
func (f *formReader) settleRelease(i int) {
	name := f.textAfter(i)
	if name < 0 || f.all[name].form != formNone || f.all[name].end-f.all[name].in > 60 {
		return
	}
	if next := f.textAfter(name); next >= 0 && hasSuffixFold(f.lineOf(next), "DEPARTMENT OF STATE") {
		f.all[name].kind = lineFurniture
	}
}

// settleAuthority makes furniture of "UNITED STATES DEPARTMENT OF STATE" above
// the review authority in the line i.
func (f *formReader) settleAuthority(i int) {
	for i--; i >= 0; i-- {
		l := &f.all[i]
		if l.kind == lineBlank {
			continue
		}
		if s := f.text[l.in:l.end]; hasPrefixFold(s, "UNITED STATES DEPARTMENT") && len(s) < 40 {
			l.kind = lineFurniture
		}
		return
	}
}

// besideForm reports whether the line before or after i, blank lines aside, is
// furniture or of a known form.
func (f *formReader) besideForm(i int) bool {
	above, below := f.textAbove(i), f.textAfter(i)
	return above >= 0 && (f.all[above].form != formNone || f.all[above].kind == lineFurniture) ||
		below >= 0 && (f.all[below].form != formNone || f.all[below].kind == lineFurniture)
}

// settleBanners makes furniture of the banners above and below other furniture.
func (f *formReader) settleBanners() {
	for n, i := range f.formed {
		if f.all[i].form == formBanner && f.all[i].kind == lineText && (f.bannerRun(n, -1) || f.bannerRun(n, 1)) {
			f.all[i].kind = lineFurniture
		}
	}
}

// bannerRun reports whether the banner of index n in formed, and the banners
// next to it in one direction, end at other furniture.
func (f *formReader) bannerRun(n, step int) bool {
	at := f.formed[n]
	for hops := 0; hops < 4; hops++ {
		var next int
		if step > 0 {
			next = f.textAfter(at)
		} else {
			next = f.textAbove(at)
		}
		switch {
		case next < 0 || f.all[next].form != formBanner && f.all[next].kind != lineFurniture:
			return false
		case f.all[next].kind == lineFurniture:
			return true
		}
		at = next
	}
	return false
}
