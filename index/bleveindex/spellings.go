package bleveindex

import (
	"math"
	"slices"
	"strings"

	index "github.com/blevesearch/bleve_index_api"

	"reftel/analyzer"
)

// inflections returns the terms that a plain word finds: itself, and its
// inflections that occur, in British and American spelling. typed is the word as
// typed.
func (c *compiler) inflections(typed, term string) ([]string, error) {
	if !analyzer.Inflects(typed) {
		return []string{term}, nil
	}
	var terms []string
	for _, v := range analyzer.Varieties(term) {
		prefix := analyzer.StemPrefix(v)
		if prefix == "" {
			terms = append(terms, v)
			continue
		}
		found, err := c.dictionary(fieldText, prefix, func(t string) bool { return t == v || analyzer.SameInflection(v, t) }, maxExpansion)
		if err != nil {
			return nil, err
		}
		terms = append(terms, found...)
	}
	return distinct(terms), nil
}

func distinct(terms []string) []string {
	slices.Sort(terms)
	return slices.Compact(terms)
}

// A compoundReading gathers the spellings of a compound: joined, with a hyphen,
// apart.
type compoundReading struct {
	*compiler
	reading
	// typed are the first halves that the query names, in all spellings: none for
	// a joined word.
	typed []string
	// inflects reports whether inflections are wanted, known whether the index has
	// the word joined.
	inflects, known bool
}

// compound adds to a reading the other spellings of a word without a hyphen, or
// of the two halves that a hyphen joins in the query.
func (c *compiler) compound(r reading, typed, term string, halves *analyzer.Split) (reading, error) {
	b := compoundReading{compiler: c, reading: r}
	if halves != nil {
		typed, term = strings.Map(letters, typed), halves.Joined()
		b.typed = analyzer.Varieties(halves.First)
	}
	if s, ok := analyzer.Designation(term); ok {
		return b.designation(s)
	}
	b.inflects = analyzer.Inflects(typed)
	forms, err := c.inflections(typed, term)
	if err != nil {
		return r, err
	}
	b.terms = append(b.terms, forms...)
	if b.known, err = c.hasAny(forms); err != nil {
		return r, err
	}
	words := []string{term}
	if b.inflects {
		words = analyzer.Varieties(term)
	}
	for _, word := range words {
		if err := b.word(typed, word); err != nil {
			return r, err
		}
	}
	if halves != nil && len(b.rows) == 0 && len(b.hyphenated) == 0 {
		b.row(halves.First, halves.Second)
	}
	b.terms = distinct(b.terms)
	return b.reading, nil
}

// letters drops what is no letter or digit.
func letters(r rune) rune {
	if r == '-' || r == '‐' || r == '‑' || r == '–' || r == '−' {
		return -1
	}
	return r
}

// word adds the spellings of one joined word.
func (b *compoundReading) word(typed, word string) error {
	prefix := word
	if stem := analyzer.StemPrefix(word); b.inflects && stem != "" {
		prefix = stem
	}
	forms := b.formsOf(word)
	for _, s := range analyzer.Splits(typed, word) {
		if len(s.First) >= len(prefix) {
			break // the rest is an ending
		}
		first, err := b.has(s.First)
		if err != nil {
			return err
		}
		isTyped := slices.Contains(b.typed, s.First)
		if !first && !isTyped {
			continue
		}
		if err := b.split(s, forms, isTyped); err != nil {
			return err
		}
	}
	return nil
}

// formsOf returns a word and the inflections that texts may have with a hyphen: those
// that they have joined, and the regular ones. To ask for each is much faster than to
// look through the dictionary at each split.
func (b *compoundReading) formsOf(word string) []string {
	forms := append([]string{word}, b.terms...)
	if b.inflects {
		forms = append(forms, analyzer.Inflections(word)...)
	}
	return distinct(forms)
}

// split adds one way to take a word apart, if texts have it with a hyphen or the
// query names it, or if the halves are likely to be one word.
func (b *compoundReading) split(s analyzer.Split, forms []string, isTyped bool) error {
	var hyphenated []string
	for _, form := range forms {
		second, ok := strings.CutPrefix(form, s.First)
		if !ok || second == "" {
			continue
		}
		t := analyzer.Split{First: s.First, Second: second}.Hyphenated()
		has, err := b.has(t)
		if err != nil {
			return err
		}
		if has {
			hyphenated = append(hyphenated, t)
		}
	}
	b.hyphenated = append(b.hyphenated, hyphenated...)
	if b.known && s.Distinct() {
		b.terms = append(b.terms, hyphenated...)
		return nil
	}
	seconds := []string{s.Second}
	for _, t := range hyphenated {
		seconds = append(seconds, t[len(s.First)+1:])
	}
	for _, t := range b.terms {
		if second, ok := strings.CutPrefix(t, s.First); ok && second != "" && second[0] != '-' {
			seconds = append(seconds, second)
		}
	}
	if len(hyphenated) == 0 && !isTyped {
		if ok, err := b.hasAny(seconds); !ok || err != nil {
			return err
		}
		if !s.Likely() {
			return nil
		}
	}
	for _, second := range seconds {
		b.row(s.First, second)
	}
	return nil
}

// designation adds the spellings of the name of a type: F-16, F16, F 16, and
// their plurals.
func (b *compoundReading) designation(s analyzer.Split) (reading, error) {
	apart := !s.Distinct()
	for _, second := range [...]string{s.Second, s.Second + "s"} {
		b.terms = append(b.terms, s.First+second, s.First+"-"+second)
		if apart {
			b.row(s.First, second)
		}
	}
	return b.reading, nil
}

// row adds two words in a row, once.
func (b *compoundReading) row(first, second string) {
	row := []queryWord{{first, 0}, {second, 1}}
	if !slices.ContainsFunc(b.rows, func(r []queryWord) bool { return slices.Equal(r, row) }) {
		b.rows = append(b.rows, row)
	}
}

// has reports whether a text has a term.
func (c *compiler) has(term string) (bool, error) {
	if c.dict == nil {
		contains, ok := c.reader.(index.IndexReaderContains)
		if !ok {
			found, err := c.dictionary(fieldText, term, func(t string) bool { return t == term }, 0)
			return len(found) > 0, err
		}
		err := openTerms(c.reader, fieldText, nil, nil)
		if err != nil {
			return false, err
		}
		if c.dict, err = contains.FieldDictContains(fieldText); err != nil {
			return false, err
		}
	}
	return c.dict.Contains([]byte(term))
}

func (c *compiler) hasAny(terms []string) (bool, error) {
	for _, t := range terms {
		if ok, err := c.has(t); ok || err != nil {
			return ok, err
		}
	}
	return false, nil
}

// spelt matches documents that hold a word in any of its spellings, of which
// some are several words in a row. They count as one word: what two spellings
// read at one place (cease-fire is a term and two words) counts once.
type spelt struct {
	anyOf
	phrases []*phrase // the parts of anyOf
	idf     float64
	lengths []uint32
	mean    float64
	places  []uint32
}

func (m *spelt) score() (float64, error) {
	m.places = m.places[:0]
	for i, p := range m.phrases {
		if m.ats[i] == m.at {
			m.places = append(m.places, p.places...)
		}
	}
	slices.Sort(m.places)
	n := len(slices.Compact(m.places))
	return m.idf * saturate(float64(n), m.lengths[m.at], m.mean), nil
}

// spelt matches what a reading finds in an engine field. Its weight is that of the
// commonest spelling of one term; the number of documents with a row is not known
// before they are read.
func (c *compiler) spelt(engineField string, r reading, within func(uint32, uint64) bool) (matches, error) {
	rows := slices.Clone(r.rows)
	for _, t := range r.terms {
		rows = append(rows, []queryWord{{term: t}})
	}
	var df, bound uint64
	m := &spelt{}
	for _, row := range rows {
		p, err := c.sequence(engineField, row, within)
		if err != nil {
			return nil, err
		}
		least := uint64(math.MaxUint64)
		for _, w := range p.firsts {
			least = min(least, w.term.count())
		}
		if least == 0 {
			continue
		}
		m.parts, m.phrases = append(m.parts, p), append(m.phrases, p)
		if bound = max(bound, least); len(row) == 1 {
			df = max(df, least)
		}
	}
	hyphenated, err := c.greatestCount(engineField, r.hyphenated)
	if err != nil {
		return nil, err
	}
	df = max(df, hyphenated)
	if len(m.parts) == 0 {
		return none{}, nil
	}
	if df == 0 {
		df = bound
	}
	m.ats = make([]uint32, len(m.parts))
	m.idf = inverseFrequency(df, c.cols.docs)
	m.lengths, m.mean = c.lengths(engineField)
	return m, nil
}
