package query

import (
	"fmt"
	"strings"
	"unicode/utf8"

	"reftel/corpus/dtg"
	"reftel/corpus/mrn"
	"reftel/index/field"
)

// bare returns what a word or phrase outside of fields stands for: a DTG is a value of
// the field dtg, an MRN the cable and those that cite it. All else is n itself.
//
//	041412ZDEC08  "041412Z DEC 08"  041412Z
//	09STATE15113  2009STATE15113  "STATE 15113"  09STATE15113.html
//	https://example.org/cable/2009/02/09STATE15113.html
func bare(n Node, text string, quoted bool) Node {
	place := Place{n.Start(), n.End()}
	if d, err := dtg.Parse(text); err == nil && d.Precision == dtg.Minute && len(d.Repairs)+len(d.Signals) == 0 {
		span := d.Range()
		return &DateRange{place, "dtg", spanText(span), span}
	}
	if pattern, err := dtg.ParsePattern(text); err == nil && text[0] <= '9' {
		return &TimePattern{place, "dtg", pattern}
	}
	if _, ok := bareMRN(text, quoted); ok {
		return &Cited{place, text, quoted}
	}
	return n
}

// bareMRN returns the MRN that a word or phrase is. In a word the year stands first;
// a phrase may be one without a year. It is one of a known post. A short number may be
// of a year (Paris 2015), so that it is read as texts are; in a long one case does not
// count.
func bareMRN(text string, quoted bool) (mrn.MRN, bool) {
	if m, ok := mrn.FromName(text); ok {
		return m, true
	}
	if long := strings.TrimRight(text, digits); len(text)-len(long) > 4 {
		text = strings.ToUpper(text)
	}
	m, start, end, ok := mrn.Find(text, 0, 0)
	return m, ok && quoted && start == 0 && end == len(text)
}

// isAddress reports whether text begins with the address of an archive's page of a cable.
func isAddress(text string) bool {
	n := nameLen(text)
	if n == 0 || !strings.HasPrefix(text[n:], "://") {
		return false
	}
	s := scanner{text: text}
	word, _ := s.word(false)
	_, ok := mrn.FromName(word)
	return ok
}

// MRN returns the message reference number.
func (n *Cited) MRN() mrn.MRN {
	m, _ := bareMRN(n.Text, n.Quoted)
	return m
}

// plain returns the word or phrase that was written.
func (n *Cited) plain() Node {
	if n.Quoted {
		return &Phrase{Place: n.Place, Text: n.Text}
	}
	return &Word{Place: n.Place, Text: n.Text}
}

// comparisons are the signs that people write after the name of a field in the place
// of a colon.
const comparisons = "<>="

// comparisonAt returns where in a word one of these stands right after the name of a
// field, 0 if none does.
func comparisonAt(text string) int {
	n := strings.IndexAny(text, comparisons)
	if n <= 0 || nameLen(text[:n]+":") != n {
		return 0
	}
	if _, ok := field.Lookup(text[:n]); !ok {
		return 0
	}
	return n
}

// checkSigns returns an error for a word that begins with ! and for date>2008. Other
// query languages have these.
func (p *parser) checkSigns(sc scope, from int) *Error {
	rest := p.text[p.pos:]
	if sc.kind == field.Path {
		return nil
	}
	if after, ok := strings.CutPrefix(rest, "!"); ok && after != "" && !isBlank(firstRune(after)) {
		return p.fail(p.pos, p.pos+1, "! does not exclude", "write -"+printable(p.text[from:p.pos]+firstWord(after)))
	}
	if n := comparisonAt(firstWord(rest)); sc.name == "" && n > 0 {
		value := strings.TrimPrefix(firstWord(rest[n:]), "=")
		return p.fail(p.pos+n, p.pos+n+1, "no colon stands after "+rest[:n], fmt.Sprintf("write %s; text with such a sign is looked for in quotes", printable(rest[:n]+":"+value)))
	}
	return nil
}

func firstRune(text string) rune {
	r, _ := utf8.DecodeRuneInString(text)
	return r
}

// firstWord returns the text up to the first blank.
func firstWord(text string) string {
	if i := strings.IndexFunc(text, isBlank); i >= 0 {
		return text[:i]
	}
	return text
}
