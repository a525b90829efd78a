package cable

import "strings"

// The summary of a cable is a section, or a paragraph with a label of its own:
//
//	SUMMARY                       ¶1. (C) Summary. Talks began and
//	-------                       will go on. End summary.
//	¶1. (C) Talks began …
//
// A summary may have several paragraphs; "END SUMMARY" or the next section's
// heading says where it stops.

// maxSummaryStart and maxSummary are how many paragraphs may precede a summary
// and how many it may have.
const (
	maxSummaryStart = 6
	maxSummary      = 12
)

// A summaryPart is the part of a paragraph's text that belongs to the summary.
type summaryPart struct{ para, from, to int }

// summaryParts returns the parts of a cable's summary, without its label and
// without "End summary"; none if the cable has no summary.
func summaryParts(paras []Paragraph) []summaryPart {
	first, labelled := summaryStart(paras)
	last, cut := summaryEnd(paras, max(first, 0))
	switch {
	case first < 0 && last < 0:
		return nil
	case first < 0:
		first = firstNumbered(paras, last)
	case last < 0:
		last, cut = lastOfSection(paras, first, labelled), -1
	}
	var parts []summaryPart
	for i := first; i <= last; i++ {
		part := summaryPart{para: i, to: len(paras[i].Text)}
		if i == last && cut >= 0 {
			part.to = cut
		}
		if i == first {
			part.from = part.to - len(afterSummaryLabel(paras[i].Text[:part.to]))
		}
		parts = append(parts, part)
	}
	return parts
}

// summaryText returns the text of a summary: lines as in the cable, none empty.
func summaryText(paras []Paragraph, parts []summaryPart) string {
	var b strings.Builder
	n := 0
	for _, p := range parts {
		n += p.to - p.from + len("\n")
	}
	b.Grow(n)
	for _, p := range parts {
		appendLines(&b, paras[p.para].Text[p.from:p.to])
	}
	return b.String()
}

// afterSummaryLabel returns the text of a summary without its label and the
// portion mark behind that.
func afterSummaryLabel(text string) string {
	text = text[summaryLabel(text):]
	text = text[blanks(text):]
	_, n, _ := markAt(text)
	return text[n:]
}

// summaryStart returns the paragraph that the summary starts with, -1 if there
// is none, and whether the label stands in its text.
func summaryStart(paras []Paragraph) (first int, labelled bool) {
	for i := 0; i < len(paras) && i < maxSummaryStart; i++ {
		if summaryLabel(paras[i].Text) > 0 {
			return i, true
		}
		if indexFold(paras[i].Heading, "SUMMAR") >= 0 {
			return i, false
		}
	}
	return -1, false
}

// summaryLabel returns the length of the label at the start of a paragraph:
// "SUMMARY:", "Begin summary and comment.", "SUMMARY -------"; 0 if there is
// none.
func summaryLabel(text string) int {
	i := span(text, "-=_* \n\t[(")
	for _, before := range [...]string{"BEGIN", "EXECUTIVE", "INTRODUCTION AND", "INTRODUCTION/"} {
		if hasPrefixFold(text[i:], before) {
			i += len(before)
			i += blanks(text[i:])
		}
	}
	word := letters(text[i:])
	if word > len("SUMMARYS") || word < len("SUMMAY") || !near(text[i:i+word], "SUMMARY", 1) {
		return 0
	}
	i += word
	i += moreLabel(text[i:])
	mark := 0
	for _, r := range text[i:] {
		if !strings.ContainsRune(" \n\t:.,;-=_*)]‐–—", r) {
			break
		}
		mark += len(string(r))
	}
	if mark == 0 || strings.TrimLeft(text[i:i+mark], " \n") == "" && isProseAfter(text[i+mark:]) {
		return 0
	}
	return i + mark
}

// moreLabel returns the length of what a label names beside the summary: "AND
// COMMENT", "AND ACTION REQUEST", "CONTINUED".
func moreLabel(s string) int {
	i := blanks(s)
	for _, w := range [...]string{"(CONTINUED)", "CONTINUED"} {
		if hasPrefixFold(s[i:], w) {
			return i + len(w)
		}
	}
	switch {
	case hasWordFold(s[i:], "AND"):
		i += len("and")
	case i < len(s) && (s[i] == '&' || s[i] == '/'):
		i++
	default:
		return 0
	}
	for _, w := range [...]string{
		"COMMENTS", "COMMENT", "ACTION REQUESTS", "ACTION REQUEST", "INTRODUCTION", "BACKGROUND", "TABLE OF CONTENTS",
		"RECOMMENDATIONS", "RECOMMENDATION", "ANALYSIS", "CONCLUSION", "OVERVIEW", "GUIDANCE",
	} {
		if n := blanks(s[i:]); hasWordFold(s[i+n:], w) {
			return i + n + len(w)
		}
	}
	return 0
}

// isProseAfter reports whether "Summary" is but the first word of a sentence:
// what follows it goes on in small letters.
func isProseAfter(s string) bool {
	return s != "" && s[0]-'a' < 26
}

// summaryEnd returns the paragraph, from there on, that "END SUMMARY" stands
// in, and where; -1 if it is nowhere near.
func summaryEnd(paras []Paragraph, from int) (last, cut int) {
	for i := from; i < len(paras) && i < from+maxSummary; i++ {
		if cut := endSummary(paras[i].Text); cut >= 0 {
			return i, cut
		}
	}
	return -1, -1
}

// summaryRests are spellings of SUMMARY without its first letter, which may be small.
var summaryRests = [...]needle{{"ummary", 5}, {"UMMARY", 5}, {"UMMAY", 4}}

// endSummary returns where "End summary" begins in a text, in any case and
// with a line end inside; -1 if it does not stand there.
func endSummary(text string) int {
	for _, rest := range summaryRests {
		for from := 0; ; {
			i := rest.index(text[from:])
			if i < 0 {
				break
			}
			i += from
			after := text[i+len(rest.word):]
			after = after[blanks(after):]
			if at := endBefore(text, i-1); at >= 0 && (!isProseAfter(after) || hasWordFold(after, "AND")) {
				return at
			}
			from = i + len(rest.word)
		}
	}
	return -1
}

// endBefore returns where "END" begins that stands before the S at i; -1 if it
// does not. "End of summary" and a bracket before it are read, too.
func endBefore(text string, i int) int {
	if i < 4 || text[i]|0x20 != 's' || !isBlank(text[i-1]) {
		return -1
	}
	i = trimRightBlanks(text, i-min(i, 20), i)
	if i > 3 && hasPrefixFold(text[i-2:], "OF") && isBlank(text[i-3]) {
		i = trimRightBlanks(text, i-min(i, 20), i-2)
	}
	if i < 3 || !hasPrefixFold(text[i-3:], "END") || i > 3 && isLetter(text[i-4]) {
		return -1
	}
	i -= 3
	for i > 0 && strings.IndexByte("([/-", text[i-1]) >= 0 {
		i--
	}
	return i
}

// firstNumbered returns the paragraph with which a summary without a label
// starts: the first with a number.
func firstNumbered(paras []Paragraph, last int) int {
	for i := 0; i < last; i++ {
		if paras[i].Number > 0 {
			return i
		}
	}
	return last
}

// lastOfSection returns the last paragraph of a summary that no "END SUMMARY"
// closes: the label's own, or the section's where the heading of another
// follows.
func lastOfSection(paras []Paragraph, first int, labelled bool) int {
	if labelled {
		return first
	}
	for i := first + 1; i < len(paras) && i < first+maxSummary; i++ {
		if paras[i].Heading != "" {
			return i - 1
		}
	}
	return first
}

// appendLines appends the lines of text that are not empty, without blanks
// around them and without rules.
func appendLines(b *strings.Builder, text string) {
	for text != "" {
		var line string
		line, text = cutLine(text)
		line = trimLine(line)
		if line == "" || isDashes(line) {
			continue
		}
		if b.Len() > 0 {
			b.WriteByte('\n')
		}
		b.WriteString(line)
	}
}
