package cable

import (
	"strings"

	"reftel/corpus/dtg"
)

// Some pages come as one line: a text layer or a web page without its line ends.
// Their header is split into the lines that it had.
//
//	… PAGE 01 STATE 311722 ORIGIN L-03 INFO OCT-01 … O 281605Z DEC 76 FM SECSTATE
//	WASHDC TO USDEL SECRETARY CONFIDENTIAL STATE 311722 E O 11652 GDS TAGS SOPN …

const (
	minFlat     = 200  // minimum length in bytes of a line that may hold a header
	maxFlat     = 6000 // number of its bytes that are searched
	maxFlatLead = 60   // maximum number of lines above it
)

// flatLabels are the words that begin a line of a header, in order. Those that are
// past the classification line begin one only there, the others only above it.
var flatLabels = []struct {
	word string
	past bool // the classification line
}{
	{"Message Text ", false}, {"PAGE 0", false}, {"ORIGIN ", false}, {"ACTION ", false}, {"INFO ", false},
	{"DRAFTED BY ", false}, {"APPROVED BY ", false}, {"---------", false}, {"FM ", false}, {"TO ", false},
	{"E O 1", true}, {"E.O. 1", true}, {"EO 1", true}, {"TAGS", true}, {"SUBJECT", true}, {"SUBJ", true}, {"REF ", true}, {"REF:", true},
	{"REFTEL", true},
}

// addFlat splits the line l into the lines of its header and adds them to the
// table. If l holds no header it adds nothing and returns false.
func (f *formReader) addFlat(l line) bool {
	s := f.text[l.in:min(l.end, l.in+maxFlat)]
	cuts := flatCuts(s)
	if len(cuts) == 0 {
		return false
	}
	start := l.start
	for _, cut := range append(cuts, l.next-l.in) {
		next := l.in + cut
		part := line{start: start, in: start, end: min(next, l.end), next: next, flat: true}
		for part.end > part.start && isBlank(f.text[part.end-1]) {
			part.end--
		}
		for part.in < part.end && isBlank(f.text[part.in]) {
			part.in++
		}
		if part.in == part.end {
			part.kind = lineBlank
		}
		f.addLine(part)
		start = next
	}
	return true
}

// flatCuts returns the offsets in s at which the lines of a header begin. There
// are none unless s has a DTG followed by FM and TO, then a classification line
// followed by TAGS.
func flatCuts(s string) []int {
	fm := needle{" FM ", 1}.index(s)
	if fm < 0 {
		return nil
	}
	from := max(0, fm-60)
	_, at, _, ok := dtg.Find(s[from:fm+1], 0)
	if !ok {
		return nil
	}
	at = precedenceStart(s, from+at)
	class := flatClass(s, fm)
	if class < 0 || indexFold(s[class:], " TAGS") < 0 || !strings.Contains(s[fm:class], " TO ") {
		return nil
	}
	var cuts []int
	for i := 1; i < len(s); i++ {
		switch {
		case i == at, i == class:
			cuts = append(cuts, i)
			continue
		case s[i-1] != ' ':
			continue
		}
		for _, label := range flatLabels {
			if label.past == (i > class) && strings.HasPrefix(s[i:], label.word) {
				cuts = append(cuts, i)
				if label.word[0] == 'M' {
					cuts = append(cuts, i+len(label.word))
				}
				break
			}
		}
		if n := len(cuts); n > 0 && cuts[n-1] == i && strings.HasPrefix(s[i:], "SUBJ") {
			if end := flatEnd(s[i:], len("SUBJECT: ")); end > 0 {
				i += end
				cuts = append(cuts, i)
			}
			if strings.HasPrefix(s[i:], "REF") {
				if end := flatEnd(s[i:], len("REF: ")+1); end > 0 {
					cuts = append(cuts, i+end)
				}
			}
			break
		}
	}
	return cuts
}

// precedenceStart returns the offset of the precedence letters before the group
// at the offset at.
func precedenceStart(s string, at int) int {
	for at >= 2 && s[at-1] == ' ' && strings.IndexByte("ZOPR", s[at-2]) >= 0 && (at == 2 || s[at-3] == ' ') {
		at -= 2
	}
	return at
}

// flatClass returns the offset of the classification line after the offset from:
// a classification, a post and its number; -1 if there is none.
func flatClass(s string, from int) int {
	for i := from; i < len(s); i++ {
		if s[i-1] != ' ' || strings.IndexByte("CSULT", s[i]) < 0 {
			continue
		}
		_, n, garbled := classWord(s[i:])
		if n == 0 || garbled {
			continue
		}
		rest := s[i+n:]
		if _, _, k := sectionOf(rest[blanks(rest):]); k > 0 {
			rest = rest[blanks(rest)+k:]
		}
		if h, k := readPost(rest); k > 0 && len(h.number) >= 1 {
			return i
		}
	}
	return -1
}

// flatEnd returns where the subject or the references at the start of s end: at
// REF or at the number or letter of a first paragraph, not before the offset
// from; 0 if neither is found.
func flatEnd(s string, from int) int {
	s = s[:min(len(s), 400)]
	end := 0
	for _, w := range [...]string{" REF ", " REF:", " REFTEL", " 1 ", " 1. ", " A ", " SUMMARY "} {
		if i := strings.Index(s[min(from, len(s)):], w); i >= 0 && (end == 0 || i+from < end) {
			end = i + from
		}
	}
	if end == 0 {
		return 0
	}
	return end + 1
}
