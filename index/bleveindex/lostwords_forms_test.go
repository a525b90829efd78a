package bleveindex_test

import (
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// The forms of this file are the test's own: what it takes for transmission
// lines and for furniture, and what it takes for a word. None of it is shared
// with the parser.
//
// What is decided here:
//   - The archive's sentence "This record is a partial extract …", the row of
//     another archive above a second copy, the frame of a mail and the cover's
//     "Dissemination Rule" are furniture, and so are the Message Attributes that
//     describe a record's release, as its stamps do. Titles on a cover and the other
//     Attributes are not.
//   - Lines of offices with their copies (ACTION EB-11, INFO OCT-01), the relay's
//     line of dashes and a bare number above it are transmission lines. DRAFTED BY,
//     APPROVED BY and clearances are text: they name people.
//   - The words of a classification line are those of class:. The number of a
//     paragraph with its mark, and a single digit, are no words.
//   - A word that a line end or furniture parts may be found joined; of one that
//     ends in ".." its beginning will do.

// Parts of expressions. Each stands for an upper-case form; (?i) is set where
// scans have others.
const (
	rClass = `(?:U ?N ?C ?L ?A ?S(?: ?S ?I ?F ?I ?E ?D)?|C ?O ?N ?[FT] ?I ?D ?E ?N ?[TI] ?I ?A ?[LI]|` +
		`S ?E ?C ?R ?E ?[TI]|SENSITIVE BUT UNCLASSIFIED|L ?I ?M ?I ?T ?E ?D\s+O ?F ?F ?I ?C ?I ?A ?L\s+U ?S ?E|SBU)`
	rCaption = `(?:SIPDIS|STPDTS|SIPDTS|NODIS|EXDIS|LIMDIS|STADIS|NOFORN|SENSITIVE|FOUO|FOR OFFICIAL USE ONLY|NOT FOR INTERNET DISTRIBUTION)`
	rBanner  = `"?` + rClass + `(?:\s*/\s*` + rCaption + `|\s*//\s*[A-Z]{2,7}(?: [A-Z]{2,8}){0,3})*(?:\s+PTQ\w{4,6})?"?[,.-]*`
	rPost    = `(?:[A-Z.']{2,6} ){0,2}[A-Z.'-]+`
	rNumber  = `[\dC][\d.]{2,7}`
	rSection = `(?:\s+\d{1,2} OF \d{1,2})?`
	rTime    = `(?:\s+[\dOIl]{6}[A-Z\d])?`
	rMark    = `\((?:U|C|S|TS|SBU|LOU|FOUO|UNCLAS|N)(?:[-/ ,]+[A-Za-z]+)*[/ ]*\)`
	rDate    = `\d{1,2} (?i:JAN|FEB|MAR|APR|MAY|JUN|JUL|AUG|SEP|OCT|NOV|DEC)[A-Za-z]* \d{4}`
)

// A furnitureForm is an expression for a form of furniture. Of one with a group,
// the group is furniture. Texts without the hint are not searched, which saves
// most of the time.
type furnitureForm struct {
	hint string
	*regexp.Regexp
}

// furnitureForms are what is cut out of a text wherever it stands, in this
// order: first what runs over lines.
var furnitureForms = []furnitureForm{
	// Stamps: one line, or in a running text.
	{"US Department of State", regexp.MustCompile(`(?m)[A-Z][\w'.-]+(?:[ \t]+[A-Z][\w'.-]*){0,3}[ \t]+Declassified[/ ]Released[ \t]+US Department of State[ \t]+EO Systematic Review[ \t]+` + rDate + `(?:[ \t]+Message Text)?`)},
	// The review block of a release, and the head of its pages.
	{"REVIEW AUTHORITY", regexp.MustCompile(`(?m)^\s*UNITED STATES DEPARTMENT OF ?STATE\s*\n\s*REVIEW AUTHORITY:.*\n\s*DATE/CASE ID:.*$`)},
	{"", regexp.MustCompile(`(?m)^\s*(?:RELEASED? IN (?:FULL|PART)|Declassified in Full / Released? in (?:Full|Part)|Released? in (?:Full|Part)).*$`)},
	{"Acting-Director", regexp.MustCompile(`(?m)^.{3,40}, Acting-Director\s*$`)},
	{"", regexp.MustCompile(`(?m)^\s*(?:US Department of State|\d{1,2}/\d{1,2}/20\d\d|Page \d+ of \d+|E\d{1,3}|[A-Z]{1,3}-20\d\d-\d{5}|[A-Z\d]-0\d{10})\s*$`)},
	{"", regexp.MustCompile(`(?m)^\s*(?:<< END OF DOCUMENT >>|Dissemination Rule:|Archive Copy)\s*$|\bMessage (?:Text|Attributes)\b`)},
	// What AAD says of the release of a record, over several lines.
	{"Message Attributes", regexp.MustCompile(`(?m)^(?:Automatic Decaptioning|Capture Date|Current [A-Z][\w ]+|Decaption (?:Date|Note)|Disposition [\w ]+|Review [\w ]+|Markings|I?Secure|Status|Type|(?:Page|Line) Count|Copy|Document (?:Source|Unique ID)|Errors|Image Path|Retention|SAS ID):.*(?:\n[ \t\x00].*|\n$)*`)},
	{"Message Attributes", regexp.MustCompile(`(?m)^[A-Z][A-Za-z ]+: n/a$`)},
	// Page headers on two lines and on one, with the banners and section breaks
	// that stand around them.
	{"PAGE", regexp.MustCompile(`(?m)(?:` + rBanner + `\s+)?PAGE[ \t]+\d{1,3}(?:[ \t]+` + rPost + `)?\s*\n(?:\s*(?:ACTION|ORIGIN)[ \t].*\n)?\s*(?:` + rPost + `[ \t]+)?` + rNumber + `(?:[ \t]+[A-Z]{4,6}[ \t]+\d{5,6})?` + rSection + rTime + `[ \t]*$`)},
	{"PAGE", regexp.MustCompile(`(?:` + rBanner + `\s+)?PAGE[ \t]+\d{1,3}[ \t]+R[A-Z]{4,7}\d{4}[ \t]+` + rClass + `(?:[ \t]+` + rPost + `[ \t]+` + rNumber + `)?`)},
	{"PAGE", regexp.MustCompile(`(?:` + rBanner + `\s+)?PAGE[ \t]+\d{1,3}[ \t]+` + rPost + `[ \t]+` + rNumber + `(?:[ \t]+[A-Z]{4,6}[ \t]+\d{5,6})?` + rSection + rTime)},
	{"PAGE", regexp.MustCompile(`(?m)^\s*PAGE[ \t]+\w{1,3}(?:[ \t]+` + rPost + `[ \t]+\d[\d. ]+)?\s*$`)},
	{"", regexp.MustCompile(`(?m)^\s*` + rPost + `[ \t]+\d{5,6}` + rSection + `[ \t]+\d{6}[Z\d]\s*$`)},
	// The classification line of a further section.
	{"SECTION", regexp.MustCompile(`(?m)^\s*` + rClass + `\b.*\bSECTION\s+(?:0?[2-9]|[1-9]\d)\s+OF\s+\d+.*$`)},
	{" 00", regexp.MustCompile(`(?:\b|\d)((?:` + rPost + `|[A-Z][a-z]+)[ \t]+\d{8}[ \t]+\d{3}(?:\.\d+)? (?:OF|of) (?:\d{3}|\d*\.\.+))`)},
	{"", regexp.MustCompile(`(?m)^\s*` + rBanner + `(?:\s+` + rBanner + `)*\s*$`)},
	{"", regexp.MustCompile(`(?m)^\s*(?:` + rBanner + `[ \t]*)?(?:` + rCaption + `[ \t,./]*)+\s*$`)},
	{"", regexp.MustCompile(`(?m)^\s*(?:N{2,5}|NAN|INN)\s*$`)},
	// What archives print above an extract. It is the archive's word, not the
	// cable's, and has its own kind of problem (partial-extract).
	{"partial", regexp.MustCompile(`This\s+record\s+is\s+a\s+partial\s+extract\s+of\s+the\s+original\s+cable\.|The\s+full\s+text\s+of\s+the\s+original\s+cable\s+is\s+not\s+available\.`)},
	// The row of another archive above a second copy of the text, and the frame of
	// a mail in which a cable was sent on.
	{"", regexp.MustCompile(`(?m)^\d{1,6},\d{1,2}/\d{1,2}/\d{4} \d{1,2}:\d\d,\d\d[A-Z]+\d+,"?(?:Embassy|Consulate|Mission|USUN|UN)[^",]*"?,[A-Z/\s]*,[\dA-Z|]*,"?`)},
	{"", regexp.MustCompile(`(?m)^[\d,/ ]*(?:\d{1,2}:\d\d,)?\d\d[A-Z]+\d+,(?:Embassy|Consulate|Mission|Secretary)[^,\n]*,[^,\n]*,[^,"\n]*,?(?:VZCZC\w*)?"?`)},
	{"", regexp.MustCompile(`(?m)^(?:id: \d+|date: [\d/]+ [\d:]+|refid: \w+|origin: .*|classification: [A-Z/ ]+|destination:.*|header:|-+ header ends -+)\s*$`)},
	{"", regexp.MustCompile(`(?m)^\s*\d{3,6}\s*\n\s*(?:(?:\d{4}-\d\d-\d\d(?: \d\d:\d\d:\d\d)?|\d\d[A-Z]+\d+|(?:Embassy|Consulate|Mission) [A-Z][A-Za-z. ]*|[A-Z/ ]*` + rClass + `[A-Z/ ]*)?\s*\n)+`)},
	{"", regexp.MustCompile(`(?m)^(?:\d{3,6}\t)?\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\t\d\d[A-Z]+\d+\t(?:[^\t\n]*\t){3}`)},
	{"", regexp.MustCompile(`(?m)^(?:CLASSIFICATION: [A-Z/ ]+\s*$|SOURCE: CBLEXCLS\.\d+|MISC:\s*$|DESTINATION:)`)},
	{"", regexp.MustCompile(`(?m)^\d{1,2}/\d{1,2}/\d{4} \d{1,2}:\d\d\s*$`)},
	{"Cable dated:", regexp.MustCompile(`(?:ID:\d+ )?Cable dated:\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d`)},
	{"", regexp.MustCompile(`(?mi)^[\W_]*(?:cable ends|end cable text|end of cable)[\W_]*$`)},
	{"", regexp.MustCompile(`(?m)^[\W_]*(?:N{4}\s+)?(?:\d{4}[A-Z]+\d{5} - )?Classification: [A-Z/ ]+[\W_]*$`)},
	{"PGP", regexp.MustCompile(`-----BEGIN PGP [\s\S]*?-----END PGP [A-Z ]*-----`)},
}

// lineForms are the transmission lines of FORMAT 1 that say what they are.
var lineForms = []*regexp.Regexp{
	regexp.MustCompile(`^VZCZC`),
	regexp.MustCompile(`^(?:[ZOPRY]{2}\s+)?R[A-Z]{4,7}(\s+R[A-Z]{3,7})*$`),
	regexp.MustCompile(`^DE\s+R[A-Z]{3,7}\b`),
	regexp.MustCompile(`^ZN[RY]\s`),
	regexp.MustCompile(`^BT$`),
	regexp.MustCompile(`^GR\s*\d*$`),
	regexp.MustCompile(`^[Nn]{4,}$`),
	regexp.MustCompile(`^#\d{4}$`),
	// The relay's line above the DTG, and the number of a page's copy.
	regexp.MustCompile(`^-[-\s]{2,}[\dA-F\slZ/]*$`),
	regexp.MustCompile(`^(?:\d{2}|\d{5,6}(?:\s?/\d{2})?|\d{6}Z(?:/\d\d)?)$`),
	// The offices that got copies, with how many: ACTION EB-11, INFO OCT-01.
	regexp.MustCompile(`^(?:(?:ACTION|ORIGIN|INFO)\s+)?[(\s]*(?:[A-Z\d]{1,5}\s?-\s?[\dOI]{2}[\s)]*)+(?:/\s?\d{3}\s*[A-Z]?)?$`),
	regexp.MustCompile(`^(?:INFO|[/1]\s?\d{3}\s*[A-Z]?)$`),
	regexp.MustCompile(`^(?:\([A-Z]+\)\s*)?/\s?\d{3}\s*[A-Z]?$`),
}

var (
	dtgLine = regexp.MustCompile(`^(?:\W{0,2}|J:\s*|(?:[ZOPRY0]\s+){1,3})[\dlIO]{5,6}\s?[A-Z\d]?\s+(?i:JAN|FEB|MAR|APR|MAY|JUN|JUL|AUG|SEP|OCT|NOV|DEC)[A-Z]*\s+\d\s?\d(?:\d\d)?(?:\b|FM)`)
	// The same in a text without line ends.
	flowingDTG      = regexp.MustCompile(`(?:^| )(?:[ZOPR] ){1,2}\d{6}Z [A-Z]{3} \d\d(?: Z[A-Z]{2}\d?)* FM `)
	fmLine          = regexp.MustCompile(`^(?:FM|EM)\s`)
	listLine        = regexp.MustCompile(`^(?:TO|T0|INFO|DINFO|XMT|ZEN)\s`)
	notAddressee    = regexp.MustCompile(`[a-z]|: |:$|^\w+:|\. |^\d{1,2}\.|\.$|^(?:E\.?O\.?|TAGS|SUBJ|REF|DEPT FOR|STATE FOR)\b`)
	startsClass     = regexp.MustCompile(`^` + rClass + `\b`)
	preambleDate    = regexp.MustCompile(`^(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun) [A-Z][a-z]{2} \d\d \d\d:\d\d:\d\d [+-]\d{4} \d{4}$`)
	longDate        = regexp.MustCompile(`^(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day, \d{1,2} [A-Z][a-z]+ \d{4}, \d\d:\d\d$`)
	coverLabel      = regexp.MustCompile(`^(?:MRN|Date/DTG|From|Action|E\.O\.?|TAGS|Captions|Reference|Subject|Signature|Drafted By|Cleared By|Approved By|Released By|Info|XMT):`)
	coverStation    = regexp.MustCompile(`^(?:(?:From|Action|Info):|[A-Z][A-Z, ]+ (?:FLASH|IMMEDIATE|PRIORITY|ROUTINE|Routine)$|Unknown$)`)
	mrnText         = regexp.MustCompile(`\b\d\d [A-Z]{3,}(?: [A-Z]+)? \d{1,6}\b`)
	coverDate       = regexp.MustCompile(`[A-Z][a-z]{2} \d\d, \d{4} / \d{6}Z [A-Za-z]{3} \d\d`)
	paragraphNumber = regexp.MustCompile(`^[\W_]*\d{1,3}[.)]`)
	markedNumber    = regexp.MustCompile(`\b\d{1,3}\s*[.,)]?\s*` + rMark + `|` + rMark + `\s*\d{1,3}\.`)
	sectionLine     = regexp.MustCompile(`(?m)^\s*` + rClass + `\b.*\bSECTION\s+\d+\s+OF\s+\d+`)
	attributeLine   = regexp.MustCompile(`^[A-Z][A-Za-z]+(?: [A-Za-z]+){0,3}:`)
)

// A rawLine is a line of a record, with its number.
type rawLine struct {
	number int
	text   string
}

// cutMark stands where furniture was: a word may go on behind it.
const cutMark = "\x00"

// cutFurniture blanks what is furniture; line ends and offsets stay.
func cutFurniture(text string) string {
	cut := []byte(text)
	for _, form := range furnitureForms {
		if !strings.Contains(text, form.hint) {
			continue
		}
		for _, at := range form.FindAllSubmatchIndex(cut, -1) {
			span := cut[at[len(at)-2]:at[len(at)-1]]
			mark := cutMark[0]
			for i, c := range span {
				if c != '\n' {
					span[i], mark = mark, ' '
				}
			}
		}
	}
	return string(cut)
}

// textLines returns the lines of a record in which every word must be found. The
// lines of the header are transmission lines, whatever comes first.
func textLines(header, body string) []rawLine {
	return append(cutTransmission(linesOf(header), true), cutPreamble(cutTransmission(linesOf(body), false))...)
}

func linesOf(text string) []rawLine {
	text = flowingDTG.ReplaceAllString(text, " ")
	text = correctedCopy.ReplaceAllString(text, "corrected")
	text = strings.NewReplacer("\\\n", "\n", "\r\n", "\n", "\r", "\n", "\u2028", "\n", "\u2029", "\n", "\u00ad", "").Replace(text)
	var lines []rawLine
	for i, line := range strings.Split(cutFurniture(text), "\n") {
		lines = append(lines, rawLine{i + 1, strings.TrimSpace(line)})
	}
	return lines
}

// cutTransmission leaves out the transmission lines. Addressees are lines of
// capitals behind TO, INFO or XMT below an FM line; an empty line does not end
// them, a classification line does.
func cutTransmission(lines []rawLine, list bool) []rawLine {
	var kept []rawLine
	header := 0
	for _, line := range lines {
		header--
		switch s := strings.TrimSpace(strings.ReplaceAll(line.text, cutMark, "")); {
		case matchesAny(lineForms, s):
		case dtgLine.MatchString(s):
			header = 4
		case fmLine.MatchString(s):
			header = 4
		case s == "":
			kept = append(kept, line) // may have a cut mark
		case header > 0 && listLine.MatchString(s):
			header, list = 4, true
		case list && isAddressee(s):
			header = 4
			if _, class, ok := strings.Cut(s, "\t"); ok {
				list = false
				kept = append(kept, rawLine{line.number, class})
			}
		default:
			list = false
			kept = append(kept, line)
		}
	}
	return kept
}

// isAddressee reports whether a line of a list has the form of an addressee, or
// of one that the classification line was run into behind a tab.
func isAddressee(s string) bool {
	name, class, ok := strings.Cut(s, "\t")
	return len(name) <= 75 && !notAddressee.MatchString(name) && !startsClass.MatchString(name) && (!ok || startsClass.MatchString(class))
}

// captions may stand alone within a sentence where a page of a scan began.
var captions = map[string]bool{"sipdis": true, "noforn": true, "nodis": true, "exdis": true, "sensitive": true}

func matchesAny(forms []*regexp.Regexp, s string) bool {
	for _, form := range forms {
		if form.MatchString(s) {
			return true
		}
	}
	return false
}

// cutPreamble leaves out the id, date, classification and origin of a mirror's
// five lines, the labels of a cover and of the Message Attributes, and the
// numbers of paragraphs. Titles and values stay.
func cutPreamble(lines []rawLine) []rawLine {
	var kept []rawLine
	for i := 0; i < len(lines); i++ {
		s := lines[i].text
		if i == 2 && preambleDate.MatchString(s) {
			kept = kept[1:2]                 // the title; before it is the id
			i += min(2, len(lines)-i-1)      // classification and origin follow
			if i >= 4 && len(lines) == i+1 { // a stub
				break
			}
			continue
		}
		if longDate.MatchString(s) || coverStation.MatchString(s) {
			continue
		}
		if label := coverLabel.FindString(s); label != "" {
			s = s[len(label):]
		} else if label := attributeLine.FindString(s); label != "" && len(label) < 32 {
			s = s[len(label):]
		}
		s = cutNumber(coverDate.ReplaceAllString(s, ""))
		kept = append(kept, rawLine{lines[i].number, s})
	}
	return kept
}

// cutNumber leaves out the number of a paragraph, and its mark.
func cutNumber(s string) string {
	s = markedNumber.ReplaceAllString(s, "")
	if n := len(paragraphNumber.FindString(s)); n > 0 && (n == len(s) || s[n] < '0' || s[n] > '9') {
		return s[n:]
	}
	return s
}

// A need is a word that must be found, and the other ways to find it: as the
// whole that it is a part of, or joined over a line end.
type need struct {
	word    string
	instead []string
	cut     bool // "Couns...": the text breaks off within the word
	line    int
}

// wordsOf returns the words of lines, each once.
func wordsOf(lines []rawLine) []need {
	var needs []need
	seen := map[string]bool{}
	before, broken := "", false // the chunk before, and whether the word may go on
	from := 0                   // the needs of the chunk before
	for _, line := range lines {
		text := startsClass.ReplaceAllString(line.text, "") // its words are class:'s
		text = spacedOut.ReplaceAllStringFunc(text, func(s string) string { return strings.ReplaceAll(s, " ", "") })
		mrns := mrnText.FindAllString(text, -1) // as values of id: and ref:
		for _, chunk := range strings.Fields(text) {
			if strings.HasPrefix(chunk, cutMark) {
				broken = true
				if chunk = chunk[len(cutMark):]; chunk == "" {
					continue
				}
			}
			whole := strings.TrimFunc(chunk, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) })
			instead := append([]string{whole}, mrns...)
			if broken {
				over := joined(before, chunk)
				instead = append(instead, over)
				for i := from; i < len(needs); i++ {
					needs[i].instead = append(needs[i].instead, over)
				}
			}
			from = len(needs)
			for _, word := range runs(chunk) {
				if !seen[word] && !digit(word) {
					seen[word] = true
					needs = append(needs, need{word, instead, strings.HasSuffix(chunk, ".."), line.number})
				}
			}
			before, broken = chunk, false
		}
		broken = broken || strings.HasSuffix(before, "-")
	}
	return needs
}

// digit reports whether a word is one digit: the number of a paragraph or an
// entry of a list, which is no word.
func digit(word string) bool { return len(word) == 1 && word[0] >= '0' && word[0] <= '9' }

// spacedOut is a word whose letters are parted by blanks, correctedCopy two.
var (
	spacedOut     = regexp.MustCompile(`(?i)\b(?:[A-Z] ){2,}[A-Z]\b`)
	correctedCopy = regexp.MustCompile(`C O R R E C T E D\s+C O P Y`)
)

// joined is the word of which a line end or furniture made two.
func joined(before, after string) string {
	a, b := runs(before), runs(after)
	if len(a) == 0 || len(b) == 0 {
		return ""
	}
	return a[len(a)-1] + b[0]
}

// runs returns the runs of letters and digits, in lower case, without accents.
func runs(s string) []string {
	var list []string
	var b strings.Builder
	flush := func() {
		if b.Len() > 0 {
			list = append(list, b.String())
			b.Reset()
		}
	}
	for _, r := range norm.NFD.String(s) {
		switch {
		case unicode.Is(unicode.Mn, r), unicode.Is(unicode.Cf, r):
		case r == utf8.RuneError:
			flush()
		case unicode.IsLetter(r), unicode.IsDigit(r):
			b.WriteRune(unicode.ToLower(r))
		default:
			flush()
		}
	}
	flush()
	return list
}
