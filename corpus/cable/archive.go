package cable

import (
	"slices"
	"strings"
	"time"

	"reftel/corpus/cable/classifiedby"
	"reftel/corpus/cable/refs"
	"reftel/corpus/lists"
	"reftel/corpus/mrn"
	"reftel/corpus/tags"
)

// fillFromFacts sets the fields that the text lacks from the archive's facts.
func (a archiveReader) fillFromFacts() {
	if len(a.c.Facts) == 0 {
		return
	}
	c := a.c
	if list := a.fact("Concepts"); list != "" {
		c.Concepts = splitConcepts(list)
	}
	if c.From == "" {
		c.From = a.fact("From")
	}
	if c.From == "" && len(a.rec.Facts) > 0 {
		c.From = a.rec.Origin
	}
	if len(c.To) == 0 {
		c.To = coverAddressees(a.fact("Action", "To"))
	}
	if len(c.Info) == 0 {
		c.Info = coverAddressees(a.fact("Info"))
	}
	a.exemptFromFacts()
	by := a.fact("Classified By")
	if reason := a.fact("Reason"); reason != "" {
		by += " REASON: " + reason
	}
	if len(c.ClassifiedBy) == 0 && by != "" {
		c.ClassifiedBy, c.Reasons, c.DerivedFrom = classifiedby.Parse("Classified By: " + by)
	}
	if c.Declassify == nil {
		if decl := a.fact("Declassify On"); decl != "" {
			_, c.Declassify = parseDeclassify("E.O. 13526: DECL: " + decl)
		} else if order := a.fact("E.O.", "E.O"); len(order) > 6 {
			_, c.Declassify = parseDeclassify("E.O. " + order)
		}
	}
	if c.EO == "" {
		if order := a.fact("E.O.", "E.O", "Executive Order"); len(order) >= 5 && orderNumber(order) != "" {
			c.EO = order[:5]
		}
	}
	a.tagsFromFacts()
	if c.Subject == "" {
		c.Subject, c.SubjectMark = parseSubject(a.factLines("Subject", "Title"))
		c.Title = titleOf(c.Subject)
	}
	if len(c.Refs) == 0 {
		if list := a.factLines("Reference", "References", "Reference(s)", "Ref"); list != "" {
			c.Refs = refs.Parse("REF: "+list, a.year, c.ID)
		}
	}
	if len(c.Signers) == 0 {
		c.Signers = parseSigners(a.fact("Signature"))
	}
	for word := range strings.FieldsFuncSeq(a.fact("Captions", "Original Handling Restrictions", "Handling Restrictions"), isComma) {
		if handling, n := captionWord(strings.TrimSpace(word)); n > 0 && handling != "" {
			c.Handling = append(c.Handling, handling)
		}
	}
	c.Handling = lists.Distinct(c.Handling)
}

// isComma reports whether r separates the values of a fact.
func isComma(r rune) bool { return r == ',' || r == ';' || r == '|' }

// exemptFromFacts adds the exempted addressees of a cover (XMT) to the last of its
// INFO addressees.
func (a archiveReader) exemptFromFacts() {
	xmt := a.fact("XMT")
	if n := len(a.c.Info); xmt != "" && n > 0 {
		last := &a.c.Info[n-1]
		for _, to := range coverAddressees(xmt) {
			last.Exempt = append(last.Exempt, to.Name)
		}
		last.Exempt = lists.Distinct(last.Exempt)
	}
}

// splitConcepts splits the archive's terms at commas, semicolons and bars.
func splitConcepts(s string) []string {
	var list []string
	for word := range strings.FieldsFuncSeq(s, isComma) {
		list = append(list, strings.Join(strings.Fields(word), " "))
	}
	return lists.Distinct(list)
}

// tagsFromFacts adds the archive's TAGS that the text does not have.
func (a archiveReader) tagsFromFacts() {
	line := a.fact("TAGS")
	if line == "" {
		return
	}
	var found []tags.Tag
	if strings.Contains(line, " - ") || strings.Contains(line, "|") {
		// PlusD gives the meaning of each: "EC - Ecuador | ETRD - Foreign Trade".
		var codes []string
		for part := range strings.SplitSeq(line, "|") {
			code, _, named := strings.Cut(part, " - ")
			if code = strings.TrimSpace(code); !named && strings.Contains(code, ", ") {
				found = append(found, tags.Tag{Code: strings.ToUpper(strings.Trim(code, "()")), Kind: tags.Person})
				continue
			}
			codes = append(codes, code)
		}
		line = strings.Join(codes, ", ")
	}
	for part := range strings.SplitSeq(line, ",") {
		found = append(found, a.archiveTags(strings.TrimSpace(part))...)
	}
	a.addTags(found)
}

// addTags adds the tags that the cable does not have.
func (a archiveReader) addTags(found []tags.Tag) {
	have := make(map[string]bool, len(a.c.Tags))
	for _, t := range a.c.Tags {
		have[t.Code] = true
	}
	for _, t := range found {
		if !have[t.Code] {
			have[t.Code] = true
			a.c.Tags = append(a.c.Tags, t)
		}
	}
}

// archiveTags reads the text between two commas of the archive's TAGS. Several
// words are one term ("UNITED FRUIT") unless one of them is a known code.
func (a archiveReader) archiveTags(part string) []tags.Tag {
	list := tags.ParseLine(part, a.c.Date)
	known := slices.ContainsFunc(list, func(t tags.Tag) bool { return t.Kind != tags.Term && t.Kind != tags.Unknown && t.Kind != tags.Person })
	if len(list) < 2 || known {
		return list
	}
	return []tags.Tag{{Code: strings.ToUpper(part), Kind: tags.Term}}
}

// idFromFacts reads the id that the archive states. It becomes the cable's own if
// the record has none, else an alias if it differs.
func (a archiveReader) idFromFacts() {
	stated := a.fact("MRN", "Document Number", "Canonical ID")
	if stated == "" {
		return
	}
	id := trimCopy(stated)
	m, err := mrn.Parse(id, 0)
	if err != nil {
		return
	}
	if a.own.Number == "" {
		a.own = m
	}
	if a.c.ID == "" {
		a.c.ID = mrn.Canonical(id)
	} else if canonical := mrn.Canonical(id); canonical != a.c.ID {
		a.c.Aliases = appendOnce(a.c.Aliases, canonical)
	}
	if a.c.ID != id && strings.IndexByte(id, ' ') < 0 {
		a.c.Aliases = appendOnce(a.c.Aliases, id)
	}
	if a.year == 0 {
		a.year = m.Year
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

// dateFromFacts reads the date that the archive states.
func (a archiveReader) dateFromFacts() {
	if a.archived.precision != "" {
		return
	}
	if t := a.rec.Date.UTC(); len(a.rec.Facts) > 0 && t.Hour()+t.Minute() > 0 {
		a.archived.date, a.archived.precision = t, "minute" // from a synopsis
		return
	}
	if s := a.fact("Date/DTG"); s != "" {
		a.archived.date, a.archived.precision, _ = coverDate(s)
		a.archived.dtg = a.archived.precision == "minute"
		return
	}
	s := a.fact("Draft Date", "Sent Date", "Date")
	if s == "" {
		return
	}
	s = titleMonths(s)
	for _, form := range archiveDates {
		if t, err := time.Parse(form.layout, s); err == nil {
			a.archived.date, a.archived.precision = t, form.precision
			return
		}
	}
	if day, _, ok := strings.Cut(s, ","); ok {
		if t, err := time.Parse("2006 January 2", day); err == nil {
			a.archived.date, a.archived.precision = t, "day"
		}
	}
}

// titleMonths returns s with its months as time.Parse expects them: "03 MAR 1975"
// as "03 Mar 1975".
func titleMonths(s string) string {
	words := strings.Fields(s)
	for i, w := range words {
		if len(w) == 3 && letters(w) == 3 {
			words[i] = w[:1] + strings.ToLower(w[1:])
		}
	}
	return strings.Join(words, " ")
}

// archiveClassification returns the classification that the archive states.
func (a archiveReader) archiveClassification() string {
	if a.rec.Classification != "" {
		return a.rec.Classification
	}
	return a.fact("Original Classification", "Classification")
}

// bannerClass returns the classification of the banners above a cover or above the
// page headers of the text. It ignores the banners of a release, which stand
// beside its stamps.
func (a archiveReader) bannerClass() string {
	if class := a.coverClass(); class != "" {
		return class
	}
	for _, i := range a.formed {
		if a.all[i].form != formPage && a.all[i].form != formPageHalf || a.all[i].start < a.first {
			continue
		}
		if above := a.textAbove(i); above >= 0 && a.all[above].form == formBanner {
			if class, n, _ := classWord(a.lineOf(above)); n > 0 {
				return class
			}
		}
	}
	return ""
}

// coverClass returns the classification of the banners above a cover. It ignores
// UNCLASSIFIED, which is that of the release.
func (a archiveReader) coverClass() string {
	if a.coverTop == 0 {
		return ""
	}
	for _, i := range a.formed {
		if i >= a.coverTop {
			break
		}
		if class, n, _ := classWord(a.lineOf(i)); a.all[i].form == formBanner && n > 0 && class != unclassified {
			return class
		}
	}
	return ""
}
