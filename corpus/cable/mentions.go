package cable

import (
	"slices"

	"reftel/corpus/mrn"
)

// findMentions returns the MRNs in content outside the spans skip, which are in
// order, each once and in order, and without self. Year is that of the cable,
// for MRNs that name none; one whose number is above that of the cable itself
// is of the year before.
func findMentions(content string, skip []Span, year int, self string) []string {
	own, _ := mrn.Parse(self, 0)
	r := refReader{year: year, self: own, selfID: self}
	var buf [16]mrn.MRN
	found := buf[:0]
	from := 0
	for _, s := range skip {
		if s.Start > from {
			found = r.mentions(found, content[:min(s.Start, len(content))], from)
		}
		from = max(from, s.End)
	}
	found = r.mentions(found, content, from)
	var ids []string
	for _, m := range found {
		if id := m.String(); id != self {
			ids = appendOnce(ids, id)
		}
	}
	return ids
}

// mentions appends the MRNs of text from there on.
func (r *refReader) mentions(found []mrn.MRN, text string, from int) []mrn.MRN {
	for from < len(text) && len(found) < maxMentions {
		m, start, end, ok := mrn.Find(text, from, r.year)
		if !ok {
			break
		}
		from = end
		if m.Year == r.year && isLetter(text[start]) && text[end-1] != ')' && r.younger(m) {
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
