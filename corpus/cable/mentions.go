package cable

import (
	"slices"

	"reftel/corpus/cable/refs"
	"reftel/corpus/mrn"
)

// findMentions returns the MRNs in content outside the spans skip, which are in
// order, each once and in order, and without self. Year is that of the cable,
// for MRNs that name none; one whose number is above that of the cable itself
// is of the year before.
func findMentions(content string, skip []Span, year int, self string) []string {
	own, _ := mrn.Parse(self, 0)
	var buf [16]mrn.MRN
	found := buf[:0]
	from := 0
	for _, s := range skip {
		if s.Start > from {
			found = appendMentions(found, content[:min(s.Start, len(content))], from, year, own)
		}
		from = max(from, s.End)
	}
	found = appendMentions(found, content, from, year, own)
	var ids []string
	for _, m := range found {
		if id := m.String(); id != self {
			ids = appendOnce(ids, id)
		}
	}
	return ids
}

// appendMentions appends the MRNs of text from there on.
func appendMentions(found []mrn.MRN, text string, from, year int, own mrn.MRN) []mrn.MRN {
	for from < len(text) && len(found) < maxMentions {
		m, start, end, ok := mrn.Find(text, from, year)
		if !ok {
			break
		}
		from = end
		if m.Year == year && isLetter(text[start]) && text[end-1] != ')' && refs.Younger(m, own) {
			m.Year-- // it names no year
		}
		if !slices.Contains(found, m) {
			found = append(found, m)
		}
	}
	return found
}

// maxMentions bounds what a text of nothing but MRNs can cost.
const maxMentions = 1000
