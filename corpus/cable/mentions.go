package cable

import "reftel/corpus/mrn"

// findMentions returns the MRNs in content outside the spans skip, which are in
// order, each once and in order, and without self. Year is that of the cable,
// for MRNs that name none; one whose number is above that of the cable itself
// is of the year before.
func findMentions(content string, skip []Span, year int, self string) []string {
	own, _ := mrn.Parse(self, 0)
	r := refReader{year: year, self: own, selfID: self}
	var out []string
	from := 0
	for _, s := range skip {
		if s.Start > from && s.End <= len(content) {
			out = r.mentions(out, content[:s.Start], from)
		}
		from = max(from, s.End)
	}
	return r.mentions(out, content, from)
}

// mentions appends the MRNs of text from there on.
func (r *refReader) mentions(out []string, text string, from int) []string {
	for from < len(text) && len(out) < maxMentions {
		m, start, end, ok := mrn.Find(text, from, r.year)
		if !ok {
			break
		}
		from = end
		if m.Year == r.year && isLetter(text[start]) && text[end-1] != ')' && r.younger(m) {
			m.Year-- // it names no year
		}
		if id := m.String(); id != r.selfID {
			out = appendOnce(out, id)
		}
	}
	return out
}

// maxMentions bounds what a text of nothing but MRNs can cost.
const maxMentions = 1000
