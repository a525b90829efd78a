// Package refs reads the block of references of a cable: the entries after
// REF, each with its label, its kind and, for a cable, its canonical MRN.
//
//	REF: A. OSLO 123 (NOTAL)        A  cable  08OSLO123  NOTAL
//	     B. 07 RIGA 45, 46          B  cable  07RIGA45
//	                                B  cable  07RIGA46
//	     C. ROE-DOE E-MAIL 3/4/08   C  email
package refs

import (
	"strings"
	"time"

	"reftel/corpus/cable/internal/ascii"
	"reftel/corpus/dtg"
	"reftel/corpus/mrn"
)

// A Ref is an entry of the REF block.
type Ref struct {
	Label string    `json:"label,omitempty"` // "A"
	Kind  string    `json:"kind"`            // "cable", "email", "dtg", "report", "book" or "other"
	ID    string    `json:"id,omitempty"`    // canonical MRN, for kind cable and an airgram
	Time  time.Time `json:"time,omitzero"`   // UTC, for kind dtg
	Raw   string    `json:"raw"`
	Notes []string  `json:"notes,omitempty"` // "NOTAL", "AND PREVIOUS"
}

// Parse reads a block of references, with or without its label. year is the
// year of the citing cable and self its canonical id; both date MRNs without a
// year. The block may contain page furniture, and other text may follow it.
func Parse(block string, year int, self string) []Ref {
	r := refReader{s: flattenRefs(block), year: year}
	if self != "" {
		r.self, _ = mrn.Parse(self, year)
		r.selfID = self
	}
	r.s = r.s[cutRefLabel(r.s):]
	r.s = r.s[:refsEnd(r.s)]
	r.entries()
	return r.refs
}

// A refReader scans a flattened block of references.
type refReader struct {
	s      string
	year   int
	self   mrn.MRN
	selfID string
	refs   []Ref

	label   string   // of the current entry
	prev    mrnMatch // the last MRN of the previous segment
	lookups int      // fuzzy lookups of names so far
}

// These limits bound the cost of damaged text. The longest real block has 34
// references.
const (
	maxRefs    = 200
	maxLookups = 12
	maxOther   = 160 // bytes of a reference of no known kind
	maxRemark  = 60  // bytes of text after an MRN, unless in parentheses
)

// entries splits the block at its labels and reads each entry.
func (r *refReader) entries() {
	labels := labelReader{s: r.s}
	from := 0
	for {
		at, end, label := labels.next()
		r.entry(withoutRef(strings.TrimSpace(r.s[from:at])))
		if at == len(labels.s) || len(r.refs) >= maxRefs {
			return
		}
		r.label, from, r.prev = label, end, mrnMatch{}
	}
}

// withoutRef removes a REF before the next label from the end of an entry.
func withoutRef(entry string) string {
	for _, w := range [...]string{" REF", " REFTEL"} {
		if ascii.HasSuffixFold(entry, w) {
			return strings.TrimRight(entry[:len(entry)-len(w)], " ")
		}
	}
	return entry
}

// entry reads the text under a label. Semicolons separate references.
func (r *refReader) entry(s string) {
	for s != "" {
		seg := s
		if i := semicolon(s); i >= 0 {
			seg, s = s[:i], s[i+1:]
		} else {
			s = ""
		}
		if seg = strings.Trim(seg, " ,-."); seg != "" {
			r.segment(seg)
		}
	}
}

// semicolon returns the index of the first semicolon outside of parentheses
// that close, or -1.
func semicolon(s string) int {
	i := strings.IndexByte(s, ';')
	if i < 0 {
		return -1
	}
	if open := strings.LastIndexByte(s[:i], '('); open >= 0 && strings.IndexByte(s[open:i], ')') < 0 {
		if end := strings.IndexAny(s[i:], "()"); end >= 0 && s[i+end] == ')' {
			next := semicolon(s[i+end:])
			if next < 0 {
				return -1
			}
			return i + end + next
		}
	}
	return i
}

// segment reads the MRNs of a segment, or a reference of another kind.
func (r *refReader) segment(seg string) {
	if r.cables(seg) {
		return
	}
	if words := ascii.Letters(seg); words == len(seg) && (len(seg) < 4 || ascii.HasWordFold(seg, "REFTEL")) {
		return // a stray label or "and"
	}
	if r.continuation(seg) {
		return
	}
	if m, ok := r.wholeMRN(seg); ok {
		r.add(Ref{Kind: "cable", ID: m.String(), Raw: seg, Notes: notesIn(seg)})
		return
	}
	ref := Ref{Kind: refKind(seg), Raw: seg, Notes: notesIn(seg)}
	if ref.Kind == "other" && len(seg) > maxOther {
		return // prose
	}
	if ref.Kind == "other" {
		ref.ID = airgram(seg, r.year)
	}
	if ref.Kind == "other" || ref.Kind == "report" {
		if t, ok := r.dtgIn(seg); ok && ref.ID == "" {
			ref.Kind, ref.Time = "dtg", t
		}
	}
	r.add(ref)
}

// add appends a reference, unless it repeats one under the same label or is the
// citing cable itself, whose MRN comes from furniture.
func (r *refReader) add(ref Ref) {
	ref.Label = r.label
	if ref.Kind == "cable" && ref.ID == "" {
		ref.Kind = "other" // a number without value: "000 RIGA"
	}
	if ref.Raw = strings.TrimSpace(ref.Raw); ref.Raw == "" {
		return
	}
	if ref.ID != "" && ref.ID == r.selfID {
		return
	}
	for _, have := range r.refs {
		if ref.ID != "" && have.ID == ref.ID && have.Label == ref.Label {
			return
		}
	}
	r.refs = append(r.refs, ref)
}

// dtgIn returns the time of the date-time group in a segment. A group without a
// year takes the citing cable's.
func (r *refReader) dtgIn(seg string) (time.Time, bool) {
	d, _, _, ok := dtg.Find(seg, 0)
	if ok && !d.HasYear() {
		d, ok = d.InYear(r.year)
	}
	return d.Time, ok && d.HasYear()
}

// cables adds the MRNs of a segment and reports whether there are any.
func (r *refReader) cables(seg string) bool {
	found := false
	var last mrnMatch
	for at := 0; at < len(seg); {
		m, ok := r.nextMRN(seg, at)
		if !ok {
			break
		}
		if found {
			r.cable(seg, last, m.start)
		}
		last, found, at = m, true, m.end
		for {
			next, ok := r.nextInList(seg, last)
			if !ok {
				break
			}
			r.cable(seg, last, next.start)
			last, at = next, next.end
		}
	}
	if found {
		r.cable(seg, last, len(seg))
		r.prev = last
	}
	return found
}

// continuation reads a segment that consists of one number and continues the previous
// MRN: "OSLO 123; 124".
func (r *refReader) continuation(seg string) bool {
	number, end := serialAt(seg, 0)
	if r.prev.post == "" || number == "" || end < len(seg) {
		return false
	}
	m := r.prev
	m.start, m.end, m.number = 0, end, number
	r.cable(seg, m, len(seg))
	return true
}

// cable adds the reference for a match. to is the start of the next match.
func (r *refReader) cable(seg string, m mrnMatch, to int) {
	if len(r.refs) >= maxRefs {
		return
	}
	if m.year == 0 {
		m.year = r.yearOfDate(seg[m.end:to])
	}
	if after := strings.TrimLeft(seg[m.end:to], " "); len(after) > maxRemark && after[0] != '(' {
		to = m.end // prose
	}
	raw := trimRaw(seg[m.start:to])
	ref := Ref{Kind: "cable", ID: r.dated(m).String(), Raw: raw, Notes: notesIn(seg[m.end:to])}
	r.add(ref)
}

// trimRaw removes what joins a reference to the next one.
func trimRaw(s string) string {
	s = strings.TrimRight(s, " ,&/-_(+")
	if strings.HasSuffix(s, ")") && strings.IndexByte(s, '(') < 0 {
		s = strings.TrimRight(s, ") ")
	}
	for _, w := range [...]string{" AND", " THRU", " THROUGH", " WITH"} {
		if ascii.HasSuffixFold(s, w) {
			return strings.TrimRight(s[:len(s)-len(w)], " ,")
		}
	}
	return s
}

// dated returns the MRN of a match. A missing year is the citing cable's, or
// the year before if the number is higher than the citing cable's own: a cable
// cannot refer to a later one.
func (r *refReader) dated(m mrnMatch) mrn.MRN {
	id := mrn.MRN{Year: m.year, Post: m.post, Number: m.number}
	if m.year != 0 || r.year == 0 {
		return id
	}
	id.Year = r.year
	if Younger(id, r.self) {
		id.Year--
	}
	return id
}

// Younger reports whether id has the post and the year of self and a higher
// number, so that self cannot refer to it.
func Younger(id, self mrn.MRN) bool {
	return id.Post == self.Post && id.Year == self.Year && higher(id.Number, self.Number)
}

// higher reports whether a > b for numbers without leading zeros.
func higher(a, b string) bool {
	return len(a) > len(b) || len(a) == len(b) && a > b
}

// notesIn returns the notes in the text after a reference.
func notesIn(s string) []string {
	var notes []string
	if ascii.IndexFold(s, "NOTAL") >= 0 {
		notes = append(notes, "NOTAL")
	}
	if ascii.IndexFold(s, "PREVIOUS") >= 0 {
		notes = append(notes, "AND PREVIOUS")
	}
	return notes
}

// refKind returns the kind of a segment without an MRN.
func refKind(seg string) string {
	for _, k := range [...]struct {
		kind  string
		words []string
	}{
		{"email", []string{"EMAIL", "E-MAIL", "E MAIL"}},
		{"book", []string{" FAM", " FAH", "HANDBOOK", "GUIDEBOOK", " CFR", " USC ", "INA ", "MANUAL"}},
		{"report", []string{"IIR", "REPORT", "DAILY", "POINT", "INCSR", "HOTR", "TD-3", "TDX", "OSC ", "BULLETIN", "BRIEF"}},
	} {
		for _, w := range k.words {
			if i := ascii.IndexFold(seg, w); i >= 0 && (i == 0 || !ascii.IsLetter(seg[i]) || !ascii.IsLetter(seg[i-1])) {
				return k.kind
			}
		}
	}
	return "other"
}

// airgram returns the MRN of the airgram that s begins with ("STATE A-6343, JULY
// 25, 1973"), "" if it names none.
func airgram(s string, year int) string {
	m, at, _, ok := mrn.Find(s, 0, year)
	if !ok || at > 0 || m.Number[0] != 'A' {
		return ""
	}
	return m.String()
}
