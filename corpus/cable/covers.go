package cable

import (
	"strings"

	"reftel/corpus"
	"reftel/corpus/mrn"
)

// splitCovers splits a record, such as a release of several cables, at its covers
// with a new MRN. The part whose cover has the record's id, else the first, keeps
// what the archive says. It returns nothing for a record of one part.
func (r *Reader) splitCovers() []corpus.Record {
	rec := r.rec
	if rec.Header != "" || len(rec.Facts) > 0 || !strings.Contains(rec.Body, "MRN:") {
		return nil
	}
	p := r.begin()
	cuts, own := []int{0}, 0
	var last mrn.MRN
	texts := 0
	for i := range p.all {
		if p.all[i].kind != lineBlank {
			texts++
		}
		m, ok := p.coverMRN(i)
		if !ok || sameNumber(m, last) {
			continue
		}
		if last.Number != "" || texts > maxCover {
			cuts = append(cuts, p.coverHead(i))
		}
		if sameNumber(m, p.own) {
			own = len(cuts) - 1
		}
		last = m
	}
	if len(cuts) == 1 {
		return nil
	}
	list := make([]corpus.Record, len(cuts))
	for i, from := range cuts {
		to := len(p.text)
		if i+1 < len(cuts) {
			to = cuts[i+1]
		}
		part := corpus.Record{Source: rec.Source, Format: rec.Format, Encoding: rec.Encoding}
		if i == own {
			part = rec
		}
		part.Source = p.sourceAt(from)
		part.Body = p.text[from:to]
		list[i] = part
	}
	return list
}

// sameNumber reports whether two MRNs have the same post and number.
func sameNumber(a, b mrn.MRN) bool { return a.Post == b.Post && a.Number == b.Number }

const (
	// coverReach is the number of lines below its MRN in which a cover has other
	// labels.
	coverReach = 20
	// minCoverLabels is the minimum number of these labels.
	minCoverLabels = 3
)

// coverMRN returns the MRN of a cover if the line i is its label. The value is
// beside the label or in a column below.
func (r *reading) coverMRN(i int) (m mrn.MRN, ok bool) {
	label, value := coverLabelOf(r.lineOf(i))
	if label == nil || label.name != "MRN" {
		return m, false
	}
	if m, err := mrn.Parse(r.lineOf(i)[value:], 0); err == nil {
		return m, r.coverLabels(i) >= minCoverLabels
	}
	for j := i + 1; j < len(r.all) && j < i+maxCover; j++ {
		s := r.lineOf(j)
		if label, _ := coverLabelOf(s); label != nil && label.name == "MRN" {
			break
		}
		if m, err := mrn.Parse(s, 0); err == nil {
			return m, r.coverLabels(i) >= minCoverLabels
		}
	}
	return m, false
}

// coverLabels returns the number of labels of a cover in the lines below i.
func (r *reading) coverLabels(i int) int {
	n := 0
	for j := i + 1; j < min(len(r.all), i+coverReach); j++ {
		if label, _ := coverLabelOf(r.lineOf(j)); label != nil {
			n++
		}
	}
	return n
}

// coverHead returns the offset of the cover whose MRN is in the line i: the start
// of its page, or of the labels and banners above the MRN.
func (r *reading) coverHead(i int) int {
	head := r.all[i].start
	for i--; i >= 0; i-- {
		l := r.all[i]
		label, _ := coverLabelOf(r.lineOf(i))
		switch {
		case l.form == formBreak:
			return l.next
		case l.kind == lineBlank:
		case label != nil && label.name != "Signature" || l.form == formBanner:
			head = l.start
		default:
			return head
		}
	}
	return head
}
