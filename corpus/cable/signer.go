package cable

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"reftel/corpus/cable/classifiedby"
)

// maxTail is how much of the end of a cable may hold its signature and what
// archives and relays put behind it.
const maxTail = 2000

// maxNotice is how long a line behind the signature may be.
const maxNotice = 200

// parseSigners returns the names that sign the tail of a cable, as written.
// The signature stands on the last line, or after the last sentence; behind it
// come page furniture, "NNNN", notes of the relay and the address of a web
// site. Tail may be the whole text.
func parseSigners(tail string) []string {
	if len(tail) > maxTail {
		tail = tail[len(tail)-maxTail:]
		tail = tail[min(len(tail), wordLen(tail)):] // it may begin inside a word
	}
	if strings.Contains(tail, "\u2028") {
		tail = strings.ReplaceAll(tail, "\u2028", "\n")
	}
	for tail != "" {
		start := strings.LastIndexByte(strings.TrimRight(tail, "\n"), '\n') + 1
		line := trimSignature(tail[start:])
		above := tail[:start]
		if !behindSignature(line) {
			return signersIn(line, above)
		}
		tail = above
	}
	return nil
}

// trimSignature takes off a line what stands around a signature.
func trimSignature(line string) string {
	if i := strings.LastIndex(line, " NNNN "); i >= 0 {
		line = line[:i]
	}
	for {
		t := strings.Trim(line, " \t\r\n\f\v\\\"#>*=,")
		if n := len(t); n > 2 && t[n-1] == '.' && (t[n-2] == '.' || t[n-2] == ' ' || t[n-2] == ',') && !strings.HasSuffix(t, "...") || strings.HasSuffix(t, " ...") {
			t = strings.TrimRight(t, ". ")
		}
		for _, w := range [...]string{" Nnnn", " BT", " (ACTING)", ", ACTING"} {
			t = strings.TrimSuffix(t, w)
		}
		t = withoutRun(withoutDate(t))
		for _, w := range [...]string{"UNCLASSIFIED", "CONFIDENTIAL", "SECRET", "SIPDIS", "LIMITED OFFICIAL USE"} {
			t = strings.TrimSuffix(t, " "+w)
		}
		if t == line {
			return t
		}
		line = t
	}
}

// withoutRun removes a last word that is a run of N or Y from a line.
func withoutRun(line string) string {
	at := wordStart(line, len(line))
	if word := line[at:]; at > 0 && len(word) > 1 && (onlyOf(word, "N") || onlyOf(word, "Y")) {
		return strings.TrimRight(line[:at], " ")
	}
	return line
}

// withoutDate removes what one archive put behind the signature from a line: a
// number, a date and sometimes a time ("ROE 0 12/18/2007 10:33").
func withoutDate(line string) string {
	date := strings.TrimRight(line, "0123456789:")
	if !strings.HasSuffix(date, " ") || !strings.Contains(line[len(date):], ":") {
		date = line
	}
	date = strings.TrimRight(date, " ")
	at := wordStart(date, len(date))
	if !isDate(date[at:]) {
		return line
	}
	rest := strings.TrimRight(date[:at], " ")
	if n := wordStart(rest, len(rest)); n > 0 && len(rest)-n < 3 && digits(rest[n:]) == len(rest)-n {
		rest = strings.TrimRight(rest[:n], " ")
	}
	return rest
}

// isDate reports whether word is a date with a year of four digits:
// "12/18/2007".
func isDate(word string) bool {
	for range 2 {
		n := digits(word)
		if n == 0 || n > 2 || n == len(word) || word[n] != '/' {
			return false
		}
		word = word[n+1:]
	}
	return len(word) == 4 && digits(word) == 4
}

// behindSignature reports a trimmed line that may follow the signature.
func behindSignature(line string) bool {
	switch {
	case len(line) > maxNotice:
		return false
	case line == "" || line == "BT" || line[0] == '#' && digits(line[1:]) == len(line)-1 || digits(line) == len(line) || strings.Trim(line, ".,-_ ") == "" || strings.Trim(line, "NnXxYy ") == "":
		return true
	case hasPrefixFold(line, "NNNN"), hasPrefixFold(line, "NOTE BY"), hasPrefixFold(line, "CLASSIFICATION:"), hasPrefixFold(line, "NOTE: NOT PASSED"), hasPrefixFold(line, "END CABLE"),
		hasPrefixFold(line, "DECLASSIFIED"), hasPrefixFold(line, "CABLE ENDS"), strings.HasSuffix(line, "END OF DOCUMENT"), hasPrefixFold(line, "MISSING SECTION"):
		return true
	case furnitureLine(line), webLine(line):
		return true
	}
	return recordName(line)
}

// webLine reports a line of the notice that some posts put at the end:
// "Visit … Classified Web Site at http://…".
func webLine(line string) bool {
	for _, w := range [...]string{"HTTP:", "CLASSIFIED WEB", "SGOV.GOV", "GOV/WIKI", "/PORTAL:"} {
		if i := indexFold(line, w); i >= 0 {
			return lastName(line) == ""
		}
	}
	return false
}

// recordName reports a line with an archive's name of the record:
// "2004CARACA01540 - UNCLASSIFIED".
func recordName(line string) bool {
	n := digits(line)
	if n != 4 && n != 2 {
		return false
	}
	post := letters(line[n:])
	return post >= 4 && digits(line[n+post:]) >= 4
}

// signersIn takes the signature off a line. A line that is a name may have
// another above it.
func signersIn(line, above string) []string {
	if isSignature(line) || smallSignature(line, above) {
		names := splitSigners(strings.TrimRight(line, "."))
		if len(names) == 1 {
			if first := signerAbove(above); first != "" && !strings.EqualFold(first, names[0]) {
				names = []string{first, names[0]}
			}
		}
		return names
	}
	if name := lastName(line); name != "" {
		return splitSigners(name)
	}
	return nil
}

// splitSigners parts "ROE/DOE". A name that stands twice is one.
func splitSigners(line string) []string {
	if strings.HasPrefix(line, "XXXX") {
		line = strings.TrimLeft(line, "X")
	}
	line = strings.Trim(line, "/ \f\v")
	if first, second, ok := strings.Cut(line, "/"); ok {
		return []string{strings.TrimSpace(first), strings.TrimSpace(second)}
	}
	if n := len(line) / 2; len(line)%2 == 1 && line[n] == ' ' && line[:n] == line[n+1:] {
		line = line[:n]
	}
	return []string{line}
}

// The lengths in bytes of the longest word and line that are read as a name.
const (
	maxNameWord  = 40
	maxSignature = 130
)

// smallSignature reports a signature in small letters: a word alone on its
// line, after a line that ends the text.
func smallSignature(line, above string) bool {
	above = strings.TrimRight(above, " \t\r\n\\")
	return len(line) >= 4 && len(line) <= maxNameWord && line[0]-'a' < 26 && letters(line) == len(line) && above != "" && afterSentence(above) && !unsigned[strings.ToUpper(line)]
}

// signerAbove returns the name that a line above the last one holds, if it is
// one word in capitals after the end of a sentence or an empty line.
func signerAbove(above string) string {
	start := strings.LastIndexByte(strings.TrimRight(above, "\n"), '\n') + 1
	name := strings.TrimSpace(above[start:])
	if name == "" || strings.IndexByte(name, ' ') >= 0 || !isSignature(name) || hasLower(name) {
		return ""
	}
	before := strings.TrimRight(above[:start], " \t\r\n\\")
	if before == "" || !endsSentence(before) {
		return ""
	}
	return name
}

func endsSentence(s string) bool {
	return strings.IndexByte(".?!)\":", s[len(s)-1]) >= 0 || strings.HasSuffix(s, "”")
}

// isSignature reports a line that is a name: one to three words that begin
// with a capital or are particles.
func isSignature(line string) bool {
	if len(line) > maxSignature {
		return false
	}
	words, capitals := 0, 0
	for w := range strings.FieldsSeq(line) {
		words++
		kind := signatureWord(strings.TrimRight(w, ".,"))
		if kind == classifiedby.WordOther || words > 3 {
			return false
		}
		if kind == classifiedby.WordName {
			capitals++
		}
	}
	if strings.HasSuffix(line, ".") && !hasSuffixFold(line, "JR.") && (hasLower(line) || words > 1) {
		return false
	}
	return capitals > 0 && (len(line) > 2 || len(line) == 2 && !keepsCapitals(line) && !hasLower(line))
}

// signatureWord says what a word does in a signature.
func signatureWord(w string) classifiedby.WordKind {
	if w == "" || len(w) > maxNameWord {
		return classifiedby.WordOther
	}
	switch kind := classifiedby.Lookup(w); kind {
	case classifiedby.WordParticle, classifiedby.WordSuffix:
		return kind
	case classifiedby.WordStop, classifiedby.WordPrep, classifiedby.WordAnd:
		return classifiedby.WordOther
	case classifiedby.WordTitle:
		if w == "MC" { // "MC CLOSKEY"
			return classifiedby.WordParticle
		}
		if !classifiedby.IsSurname(w) {
			return classifiedby.WordOther
		}
	}
	r, size := utf8.DecodeRuneInString(w)
	if !unicode.IsUpper(r) || unsigned[strings.ToUpper(w)] {
		return classifiedby.WordOther
	}
	if size == len(w) {
		return classifiedby.WordInitial
	}
	for _, r := range w[size:] {
		if !unicode.IsLetter(r) && r != '\'' && r != '’' && r != '-' && r != '/' && r != '`' {
			return classifiedby.WordOther
		}
	}
	if redacted(w) {
		return classifiedby.WordOther
	}
	return classifiedby.WordName
}

// unsigned are the words that stand alone at the end of cables, and are no
// names.
var unsigned = func() map[string]bool {
	m := map[string]bool{}
	for w := range strings.FieldsSeq(`
		ACTION ADDRESSEES APPENDIX ATTACHMENT ATTACHMENTS BACKGROUND BEGIN BIO CLASSIFIED COMMENT COMMENTS CONCLUSION CONSIDERED CONTENTS COPY CORRECTION DETAILS
		EMBASSY END ENDS ENTIRE EXDIS GUIDANCE INFO INTRODUCTION LIMDIS MINIMIZE MINIMIZED NEXT NIL NODIS NOFORN NONE NOTAL NOTE NOTES OBJECTIVE OBJECTIVES
		PAGE PARA PARAGRAPH PART PASSED POINTS POST QUESTION QUESTIONS QUOTE RECEIVED RECOMMENDATION REF REFTEL REGARDS REPORT REQUEST SECTION SENSITIVE SEPTEL SIPDIS STADIS STEPS
		SUBJECT SUMMARY TAGS TEL TEXT UNCLAS UNCLASSIFIED CONFIDENTIAL SECRET UNQUOTE XXXX`) {
		m[w] = true
	}
	return m
}()

// lastName returns the name that follows the last sentence of a line: capitals
// after text in mixed case, or words with a capital after a full stop.
func lastName(line string) string {
	if line == "" {
		return ""
	}
	if strings.HasSuffix(line, ".") {
		return lastSentence(line[:len(line)-1])
	}
	for n, at := 0, len(line); n < 3; n++ {
		at = wordStart(line, at)
		if at == 0 || signatureWord(line[at:wordEnd(line, at)]) == classifiedby.WordOther {
			return ""
		}
		name, before := line[at:], strings.TrimRight(line[:at], " \t")
		if afterSentence(before) && isSignature(name) && (!hasLower(name) || !abbreviated(before)) {
			return name
		}
		if n == 0 && !hasLower(name) && capitalsSign(name, before) {
			return withParticle(line, at)
		}
		at = len(before)
	}
	return ""
}

func wordEnd(s string, start int) int {
	return start + wordLen(s[start:])
}

// lastSentence returns the name that is a sentence of its own at the end of a
// line: "… has cleared this message. Roe."
func lastSentence(line string) string {
	at := wordStart(line, len(line))
	name, before := line[at:], strings.TrimRight(line[:at], " \t")
	if before != "" && letters(name) == len(name) && isSignature(name) && afterSentence(before) && !abbreviated(before) {
		return name
	}
	return ""
}

// afterSentence reports that text before a name is at its end: with a mark of
// punctuation, with "END COMMENT" and its like, with the mark of a section.
func afterSentence(before string) bool {
	if before == "" || strings.HasSuffix(before, "”") || strings.HasSuffix(before, "XXXX") {
		return true
	}
	if strings.IndexByte(".?!)\"*/>]", before[len(before)-1]) >= 0 {
		return true
	}
	at := wordStart(before, len(before))
	switch last := before[at:]; {
	case isDigit(last[0]):
		return at > 3 && hasSuffixFold(before[:at], " OF ")
	case at > 3 && hasSuffixFold(before[:at], "END "):
		return endedParts[strings.ToUpper(strings.TrimRight(last, "."))]
	default:
		return last == "CONSIDERED" || last == "UNQUOTE"
	}
}

// endedParts are the parts of a cable that END closes.
var endedParts = map[string]bool{
	"COMMENT": true, "COMMENTS": true, "FYI": true, "MESSAGE": true, "NOTE": true, "POINTS": true, "QUOTE": true, "REPORT": true, "SUMMARY": true, "TEXT": true, "TRANSLATION": true,
}

// abbreviated reports that the point before a name in mixed case ends an
// abbreviation: "Mr.".
func abbreviated(before string) bool {
	last := before[wordStart(before, len(before)):]
	if last[len(last)-1] != '.' {
		return false
	}
	switch strings.TrimRight(last, ".") {
	case "Mr", "Mrs", "Ms", "Dr", "Sen", "Rep", "Gen", "Col", "Amb", "St", "Gov", "Prof", "U.S", "No", "Lt", "Maj", "Capt":
		return true
	}
	return len(last) == 2 && isUpper(last[0])
}

// capitalsSign reports whether a word in capitals at the end of a line is a
// signature though no sentence ends before it: the line is in mixed case, the
// word is none of the acronyms, and it does not follow another name.
func capitalsSign(name, before string) bool {
	if len(name) < 4 || keepsCapitals(name) || !hasLower(before) {
		return false
	}
	last := before[wordStart(before, len(before)):]
	return hasLower(last) || keepsCapitals(last) || strings.IndexByte(last, '/') > 0
}

// withParticle returns the end of line from at on, with the particle before it.
func withParticle(line string, at int) string {
	before := wordStart(line, at)
	if word := line[before:wordEnd(line, before)]; classifiedby.Lookup(word) == classifiedby.WordParticle && word != "a" {
		return line[before:]
	}
	return line[at:]
}
