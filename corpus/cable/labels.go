package cable

import "strings"

// labelOf reads the label at the start of the line s, after a pilcrow, a dash or a
// portion mark. It returns the kind of the zone that it opens and the length of
// all; n is 0 if there is none.
func (h *headerReader) labelOf(s string) (kind PieceKind, n int) {
	skip := labelIndent(s)
	kind, n = h.labelHere(s[skip:])
	if n == 0 {
		return 0, 0
	}
	return kind, skip + n
}

// labelIndent returns the length of what may precede a label.
func labelIndent(s string) int {
	i := 0
	for i < len(s) && i < 12 {
		switch {
		case isLetter(s[i]) && upper(s[i]) != 'A':
			return i
		case strings.IndexByte(" \t-.,:;\"'*", s[i]) >= 0:
			i++
		case strings.HasPrefix(s[i:], "¶"):
			i += len("¶")
		case s[i] == '(':
			_, n, known := markAt(s[i:])
			if !known {
				return i
			}
			i += n
		case hasPrefixFold(s[i:], "A. REF") || hasPrefixFold(s[i:], "A) REF"):
			i += len("A.")
		default:
			return i
		}
	}
	return i
}

// labelHere reads the label that s begins with; n is 0 if there is none.
func (h *headerReader) labelHere(s string) (kind PieceKind, n int) {
	if len(s) < 3 {
		return 0, 0
	}
	switch upper(s[0]) {
	case 'E', 'F':
		if n = eoLabel(s); n > 0 && !(h.zones.eo.found && h.current == PieceClassifiedBy) {
			return PieceEO, n
		}
	case 'T', 'A', 'I':
		if n = messageClassified(s); n > 0 {
			return PieceClassifiedBy, n
		}
		return PieceTAGS, tagsLabel(s)
	case 'S', 'U':
		return PieceSubject, subjectLabel(s)
	case 'R':
		if n = refLabel(s); n > 0 {
			if h.zones.refs.found && isSentence(s) {
				return 0, 0 // "REFTEL HAS ASKED …" below the REF line
			}
			return PieceRefs, n
		}
		if h.current == PieceClassifiedBy {
			return 0, 0
		}
		if hasPrefixFold(s, "REASON") && strings.IndexByte(s[:min(len(s), 12)], ':') > 0 {
			return PieceClassifiedBy, len("REASON")
		}
	case '0', '1', '2', '3', '4', '5', '6', '7', '8', '9':
		if h.current == PieceClassification || h.current == PieceCaption {
			return PieceEO, bareOrder(s)
		}
	case 'B', 'C', 'D':
		if n = refLabel(s); n > 0 && !h.zones.refs.found {
			return PieceRefs, n
		}
		if n = classifiedLabel(s); n > 0 {
			return PieceClassifiedBy, n
		}
		if h.current != PieceClassifiedBy && !h.zones.eo.found && hasPrefixFold(s, "DECL:") {
			return PieceEO, len("DECL:")
		}
	}
	return 0, 0
}

// eoLabel returns the length of the label of "E.O. 12958", "EO 12958",
// "E.0. 12958" or "Executive Order …", without the number; 0 if there is none.
// Every order on classification has five digits and begins with 1.
func eoLabel(s string) int {
	i := 0
	if hasPrefixFold(s, "EXECUTIVE ORDER") {
		i = len("EXECUTIVE ORDER")
	} else {
		i = 1
		i += dots(s[i:])
		if i >= len(s) || upper(s[i]) != 'O' && !(s[i] == '0' && s[1] == '.') {
			return 0
		}
		i++
	}
	j := i + dots(s[i:])
	if j < len(s) && s[j] == ':' {
		return j
	}
	if number := orderNumber(s[j:]); number == "" || digits(s[j:]) != 5 && !knownOrder(number) {
		return 0
	}
	return j
}

// orderNumber returns the number of an order that s begins with, letters misread
// for digits repaired; "" if there is none.
func orderNumber(s string) string {
	if digitLikes(s) != 5 {
		return ""
	}
	if number := digitsOf(s[:5]); number[0] == '1' {
		return number
	}
	return ""
}

// knownOrder reports whether number is an order on classification.
func knownOrder(number string) bool {
	switch number {
	case "10501", "11652", "12065", "12356", "12958", "13292", "13526":
		return true
	}
	return false
}

// bareOrder reads an order whose label was misread as digits: "5011652: 8". It
// returns the offset of the number, 0 if there is none.
func bareOrder(s string) int {
	n := digits(s)
	if n < 6 || n > 8 || n == len(s) || s[n] != ':' {
		return 0
	}
	if knownOrder(s[n-5 : n]) {
		return n - 5
	}
	return 0
}

// dots returns how many dots and blanks s starts with.
func dots(s string) int {
	i := 0
	for i < len(s) && (s[i] == '.' || s[i] == ' ') {
		i++
	}
	return i
}

// tagsLabel returns the length of the label TAGS or, before a colon, of a
// misspelling of it; 0 if there is none.
func tagsLabel(s string) int {
	n := letters(s)
	if n < 3 || n > 5 {
		return 0
	}
	for _, w := range [...]string{"TAGS", "TAG", "AGS"} {
		if hasWordFold(s, w) {
			return n
		}
	}
	if n < len(s) && s[n] == ':' && (near(s[:n], "TAGS", 1) || isUpper(s[0]) && strings.HasSuffix(s[:n], "AGS")) {
		return n
	}
	return 0
}

// subjectLabel returns the length of the label SUBJECT or of a misspelling of it;
// 0 if there is none. Without a colon it must be in capitals.
func subjectLabel(s string) int {
	word := s[:letters(s)]
	rest := s[len(word):]
	if n := spacedPrefix(s, "SUBJECT"); n > len(word) && n < len(s) && s[n] == ':' {
		return n // "SUBJEC T:"
	}
	if len(word) < 3 || hasPrefixFold(rest, " TO ") {
		return 0
	}
	known := equalFold(word, "SUBJ") || equalFold(word, "UBJECT") || near(word, "SUBJECT", 1)
	if gap := blanks(rest); gap < len(rest) && (rest[gap] == ':' || rest[gap] == ';') {
		if known || equalFold(word, "SUB") || len(word) == 7 && rest[gap] == ':' && isUpper(word[1]) && near(word, "SUBJECT", 2) {
			return len(word)
		}
	}
	if known && isUpper(word[1]) && (rest == "" || rest[0] == ' ' || rest[0] == '.') {
		return len(word)
	}
	return 0
}

// refLabel returns the length of the label REF, REFS, REF(S), REFTEL, REFTELS,
// REFERENCE, REFERENCES or REFREF; 0 if there is none.
func refLabel(s string) int {
	word := s[:letters(s)]
	switch len(word) {
	case 3, 4, 6, 7, 9, 10:
	default:
		return 0
	}
	if !isRefWord(word) && !(len(word) <= 4 && len(word) < len(s) && s[len(word)] == ':' && isUpper(word[0]) && nearAll(word, "REF", 1)) {
		return 0
	}
	n := len(word)
	if hasPrefixFold(s[n:], "(S)") {
		n += len("(S)")
	}
	rest := s[n:]
	if rest == "" || strings.IndexByte(":.;)", rest[0]) >= 0 {
		return n
	}
	// Without a colon what follows must look like the start of the list.
	rest = rest[blanks(rest):]
	if rest == "" || strings.IndexByte(":([-", rest[0]) >= 0 || isDigit(rest[0]) || isRefItem(rest) || isUpper(rest[0]) && isUpper(word[1]) {
		return n
	}
	return 0
}

// isRefWord reports whether word is a label of references.
func isRefWord(word string) bool {
	if !hasPrefixFold(word, "REF") {
		return false
	}
	for _, w := range [...]string{"REF", "REFS", "REFTEL", "REFTELS", "REFREF", "REFERENCE", "REFERENCES"} {
		if equalFold(word, w) {
			return true
		}
	}
	return false
}

// messageClassified returns the length of "This message classified by" or the
// like; 0 if there is none.
func messageClassified(s string) int {
	if !hasPrefixFold(s, "THIS ") {
		return 0
	}
	for _, w := range [...]string{"THIS MESSAGE ", "THIS CABLE ", "THIS TELEGRAM ", "THIS MESSAGE IS ", "THIS MESSAGE WAS "} {
		if hasPrefixFold(s, w) {
			if n := classifiedLabel(s[len(w):]); n > 0 {
				return len(w) + n
			}
		}
	}
	return 0
}

// classifiedLabel returns the length of the label "Classified By", "Derived from"
// or "Declassify on", or of a "BY:" without its first word; 0 if there is none.
func classifiedLabel(s string) int {
	if strings.HasPrefix(s, "BY: ") && strings.Contains(s[:min(len(s), 300)], "REASON") {
		return len("BY")
	}
	word := s[:letters(s)]
	if len(word) > len("CLASSIFIED") && hasSuffixFold(word, "BY") {
		word = word[:len(word)-2]
	}
	rest := s[len(word):]
	gap := blanks(rest)
	rest = rest[gap:]
	switch {
	case hasPrefixFold(rest, "BY") && (near(word, "CLASSIFIED", 1) || equalFold(word, "CLASS")):
	case equalFold(word, "DERIVED") && (hasPrefixFold(rest, "FROM") || hasPrefixFold(rest, "BY")):
	case (equalFold(word, "DECLASSIFY") || equalFold(word, "DECLAS")) && hasPrefixFold(rest, "ON"):
	default:
		return 0
	}
	return len(word) + gap + 2
}

// letterSet returns a set of letters: a bit for each from A on.
func letterSet(letters string) (set uint64) {
	for i := range len(letters) {
		set |= 1 << (letters[i] - 'A')
	}
	return set
}

// The letters with which labels begin within a line.
var (
	orderLetters      = letterSet("E")
	tagsLetters       = letterSet("TtA")
	subjectLetters    = letterSet("Ss")
	refLetters        = letterSet("Rr")
	declLetters       = letterSet("D") // of the E.O. or REF
	classifiedLetters = letterSet("Cc")
)

// openLabels returns the set of the letters with which labels within a line begin that
// may still count. Most letters of a header are below the labels that they begin.
func (h *headerReader) openLabels() uint64 {
	set := classifiedLetters
	if !h.zones.eo.found && h.current != PieceSubject {
		set |= orderLetters | declLetters
	}
	if !h.zones.tags.found {
		set |= tagsLetters
	}
	if !h.zones.subject.found {
		set |= subjectLetters
	}
	if !h.zones.refs.found {
		set |= refLetters | declLetters
	}
	return set
}

// labelInside reads a label within a line at the offset at of the text, if it has
// a form that running text does not have. Its first byte is one of openLabels.
func (h *headerReader) labelInside(text string, at, end int) (kind PieceKind, n int) {
	c, s := text[at], text[at:end]
	if upper(c) == 'C' && h.zones.refs.found && !hasPrefixFold(s, "CLAS") {
		return 0, 0
	}
	kind, n = h.labelHere(s)
	if n == 0 {
		return 0, 0
	}
	before := text[at-1]
	apart := isBlank(before) || !isLetter(before) && !isDigit(before) && before != '/' && before != '(' && before != '-'
	colon := n < len(s) && s[n] == ':'
	switch kind {
	case PieceEO:
		return kind, keepIf(n, h.current != PieceSubject && !h.zones.eo.found && (isUpper(c) || apart))
	case PieceTAGS:
		if c == 'A' || !hasPrefixFold(s, "TAGS") {
			return kind, keepIf(n, apart && colon && h.current == PieceEO && !h.zones.tags.found)
		}
		return kind, keepIf(n, !h.zones.tags.found && (colon || apart && h.current == PieceEO && isUpper(s[1])))
	case PieceSubject:
		return kind, keepIf(n, colon && !h.zones.subject.found && n >= 4)
	case PieceRefs:
		if !apart {
			if !colon || h.current != PieceSubject || h.zones.refs.found || !strings.HasPrefix(s, "REF") {
				return 0, 0
			}
			rest := s[n+1:]
			rest = rest[blanks(rest):]
			return kind, keepIf(n, rest != "" && (isRefItem(rest) || h.isReference(rest[:min(len(rest), 40)]))) // PRIMEREF: A. …
		}
		return kind, keepIf(n, apart && !h.zones.refs.found && (colon || isUpper(s[1]) && h.current == PieceSubject && isRefItem(s[n+blanks(s[n:]):])))
	case PieceClassifiedBy:
		glued := strings.HasPrefix(s, "Classified By")
		return kind, keepIf(n, (apart || glued) && hasPrefixFold(s, "CLAS") && h.seenAnyLabel)
	}
	return 0, 0
}

// keepIf returns n if ok, else 0.
func keepIf(n int, ok bool) int {
	if ok {
		return n
	}
	return 0
}
