package cable

import (
	"slices"
	"strings"
	"time"

	"reftel/corpus/cable/refs"
	"reftel/corpus/mrn"
	"reftel/corpus/tags"
)

// fillFromFacts takes from the archive's facts what the text lacks.
func (p *parser) fillFromFacts() {
	if len(p.c.Facts) == 0 {
		return
	}
	c := p.c
	if list := p.fact("Concepts"); list != "" {
		c.Concepts = splitConcepts(list)
	}
	if c.From == "" {
		c.From = p.fact("From")
	}
	if c.From == "" && len(p.rec.Facts) > 0 {
		c.From = p.rec.Origin
	}
	if len(c.To) == 0 {
		c.To = coverAddressees(p.fact("Action", "To"))
	}
	if len(c.Info) == 0 {
		c.Info = coverAddressees(p.fact("Info"))
	}
	p.exemptFromFacts()
	if c.EO == "" {
		if order := p.fact("E.O.", "E.O", "Executive Order"); len(order) >= 5 && digits(order) == 5 {
			c.EO = order[:5]
		}
	}
	p.tagsFromFacts()
	if c.Subject == "" {
		c.Subject, c.SubjectMark = parseSubject(p.factLines("Subject", "Title"))
		c.Title = titleOf(c.Subject)
	}
	if len(c.Refs) == 0 {
		if list := p.factLines("Reference", "References", "Reference(s)", "Ref"); list != "" {
			c.Refs = refs.Parse("REF: "+list, p.year, c.ID)
		}
	}
	if len(c.Signers) == 0 {
		c.Signers = parseSigners(p.fact("Signature"))
	}
	for word := range strings.FieldsFuncSeq(p.fact("Captions", "Original Handling Restrictions", "Handling Restrictions"), isComma) {
		if handling, n := captionWord(strings.TrimSpace(word)); n > 0 && handling != "" {
			c.Handling = appendOnce(c.Handling, handling)
		}
	}
}

func isComma(r rune) bool { return r == ',' || r == ';' || r == '|' }

// exemptFromFacts takes the exempted addressees of a cover (XMT) into the last
// of its INFO addressees.
func (p *parser) exemptFromFacts() {
	xmt := p.fact("XMT")
	if n := len(p.c.Info); xmt != "" && n > 0 {
		for _, a := range coverAddressees(xmt) {
			p.c.Info[n-1].Exempt = appendOnce(p.c.Info[n-1].Exempt, a.Name)
		}
	}
}

// splitConcepts returns the archive's terms, which commas or bars part.
func splitConcepts(s string) []string {
	var list []string
	for word := range strings.FieldsFuncSeq(s, isComma) {
		if word = strings.Join(strings.Fields(word), " "); word != "" {
			list = appendOnce(list, word)
		}
	}
	return list
}

// tagsFromFacts adds the archive's TAGS that the text does not have.
func (p *parser) tagsFromFacts() {
	line := p.fact("TAGS")
	if line == "" {
		return
	}
	if strings.Contains(line, " - ") || strings.Contains(line, "|") {
		// PlusD gives the meaning of each: "EC - Ecuador | ETRD - Foreign Trade".
		var codes []string
		for part := range strings.SplitSeq(line, "|") {
			code, _, _ := strings.Cut(part, " - ")
			codes = append(codes, strings.TrimSpace(code))
		}
		line = strings.Join(codes, ", ")
	}
	for part := range strings.SplitSeq(line, ",") {
		for _, tag := range p.archiveTags(strings.TrimSpace(part)) {
			if !slices.ContainsFunc(p.c.Tags, func(t tags.Tag) bool { return t.Code == tag.Code }) {
				p.c.Tags = append(p.c.Tags, tag)
			}
		}
	}
}

// archiveTags reads what stands between two commas of the archive's TAGS: one
// term of several words ("UNITED FRUIT"), unless one of them is a known code.
func (p *parser) archiveTags(part string) []tags.Tag {
	list := tags.ParseLine(part, p.c.Date)
	known := slices.ContainsFunc(list, func(t tags.Tag) bool { return t.Kind != tags.Term && t.Kind != tags.Unknown && t.Kind != tags.Person })
	if len(list) < 2 || known {
		return list
	}
	return []tags.Tag{{Code: strings.ToUpper(part), Kind: tags.Term}}
}

// idFromFacts takes the id that the archive states, if the record has none.
func (p *parser) idFromFacts() {
	stated := p.fact("MRN", "Document Number", "Canonical ID")
	if stated == "" {
		return
	}
	id := stated
	if n := len(id); n > 2 && id[n-2] == '_' {
		id = id[:n-2]
	}
	m, err := mrn.Parse(id, 0)
	if err != nil {
		return
	}
	if p.own.Number == "" {
		p.own = m
	}
	if p.c.ID == "" {
		p.c.ID = mrn.Canonical(id)
	} else if canonical := mrn.Canonical(id); canonical != p.c.ID {
		p.c.Aliases = appendOnce(p.c.Aliases, canonical)
	}
	if p.c.ID != id && strings.IndexByte(id, ' ') < 0 {
		p.c.Aliases = appendOnce(p.c.Aliases, id)
	}
	if p.year == 0 {
		p.year = m.Year
	}
}

// archiveDates are the forms of the dates in the facts of archives.
var archiveDates = []struct{ layout, precision string }{
	{"2006 January 2, 15:04 (Monday)", "minute"},
	{"2006 January 2, 15:04", "minute"},
	{"2006 January 2", "day"},
	{"02 Jan 2006", "day"},
	{"2-Jan-2006 15:04:05", "minute"},
}

// dateFromFacts takes the date that the archive states.
func (p *parser) dateFromFacts() {
	if p.archived.precision != "" {
		return
	}
	if t := p.rec.Date.UTC(); len(p.rec.Facts) > 0 && t.Hour()+t.Minute() > 0 {
		p.archived.date, p.archived.precision = t, "minute" // as a synopsis has it
		return
	}
	if s := p.fact("Date/DTG"); s != "" {
		p.archived.date, p.archived.precision, _ = coverDate(s)
		p.archived.dtg = p.archived.precision == "minute"
		return
	}
	s := p.fact("Draft Date", "Sent Date", "Date")
	s = titleMonths(s)
	for _, form := range archiveDates {
		if t, err := time.Parse(form.layout, s); err == nil {
			p.archived.date, p.archived.precision = t, form.precision
			return
		}
	}
	if day, _, ok := strings.Cut(s, ","); ok {
		if t, err := time.Parse("2006 January 2", day); err == nil {
			p.archived.date, p.archived.precision = t, "day"
		}
	}
}

// titleMonths returns s with its words as time.Parse knows months: "03 MAR
// 1975" as "03 Mar 1975".
func titleMonths(s string) string {
	words := strings.Fields(s)
	for i, w := range words {
		if len(w) == 3 && letters(w) == 3 {
			words[i] = w[:1] + strings.ToLower(w[1:])
		}
	}
	return strings.Join(words, " ")
}

// archiveClassification returns what the archive says of the classification.
func (p *parser) archiveClassification() string {
	if p.rec.Classification != "" {
		return p.rec.Classification
	}
	return p.fact("Original Classification", "Classification")
}

// bannerClass returns the classification of the banners at the page headers of
// a text that has no classification line. Those of a release are none: they
// stand beside its stamps.
func (p *parser) bannerClass() string {
	if class := p.coverClass(); class != "" {
		return class
	}
	for _, i := range p.formed {
		if p.all[i].form != formPage && p.all[i].form != formPageHalf || p.all[i].start < p.first {
			continue
		}
		if above := p.textAbove(i); above >= 0 && p.all[above].form == formBanner {
			if class, n, _ := classWord(p.lineOf(above)); n > 0 {
				return class
			}
		}
	}
	return ""
}

// coverClass returns the classification of the banners above a cover; the
// release's own is UNCLASSIFIED.
func (p *parser) coverClass() string {
	if p.coverTop == 0 {
		return ""
	}
	for _, i := range p.formed {
		if i >= p.coverTop {
			break
		}
		if class, n, _ := classWord(p.lineOf(i)); p.all[i].form == formBanner && n > 0 && class != unclassified {
			return class
		}
	}
	return ""
}
