package search

import (
	"slices"
	"strings"
	"sync"

	"reftel/analyzer"
)

// A recentReadings keeps the readings of the words of recent queries: hints and a refined
// query ask for the same words again, and finding the spellings of a word takes longer than
// finding the cables that have it. It is safe for concurrent use.
type recentReadings struct {
	mu   sync.Mutex
	list map[readingKey]reading
}

// mostReadings is the greatest number of readings kept.
const mostReadings = 1 << 10

func (r *recentReadings) get(key readingKey) (reading, bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	found, ok := r.list[key]
	return found, ok
}

func (r *recentReadings) add(key readingKey, of reading) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.list == nil || len(r.list) == mostReadings {
		r.list = map[readingKey]reading{}
	}
	r.list[key] = of
}

// inflections returns the terms that a plain word finds: itself, and its
// inflections that occur, in British and American spelling. typed is the word as
// typed.
func (c *lookup) inflections(typed, term string) ([]string, error) {
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
		found, err := c.fitting(TextField, prefix, func(t string) bool { return t == v || analyzer.SameInflection(v, t) })
		if err != nil {
			return nil, err
		}
		terms = append(terms, found...)
	}
	return distinct(terms), nil
}

// A compoundReading gathers the spellings of a compound: joined, with a hyphen,
// apart.
type compoundReading struct {
	*lookup
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
func (c *lookup) compound(r reading, typed, term string, halves *analyzer.Split) (reading, error) {
	b := compoundReading{lookup: c, reading: r}
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

// letters removes all characters except letters and digits.
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
// that they have joined, and the regular ones. Looking up each is much faster than
// scanning the dictionary at each split.
func (b *compoundReading) formsOf(word string) []string {
	forms := append([]string{word}, b.terms...)
	if b.inflects {
		forms = append(forms, analyzer.Inflections(word)...)
	}
	return distinct(forms)
}

// split adds one way to divide a word, if texts have it with a hyphen or the query
// names it, or if the halves are likely to be one word.
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

// spelt matches documents that have a word in any of its spellings, of which some are
// several words in a row. They count as one word: two spellings at one place
// (cease-fire is a term and two words) count once.
type spelt struct {
	anyOf
	phrases []*phrase // the parts of anyOf
	// typed reports which of them are the form that was typed, in any spelling.
	typed  []bool
	rank   *ranking
	places []uint32
}

func (m *spelt) score() (float64, error) {
	typed, others := m.occurrences()
	return m.rank.scoreForms(typed, others, m.at)
}

// occurrences returns how often the current document has the form that was typed, and
// the others.
func (m *spelt) occurrences() (typed, others int) {
	typed = m.count(func(i int) bool { return m.typed[i] })
	return typed, m.count(func(int) bool { return true }) - typed
}

// count returns the number of places of those parts in the current document that are
// wanted.
func (m *spelt) count(wanted func(part int) bool) int {
	m.places = m.places[:0]
	for i, p := range m.phrases {
		if m.ats[i] == m.at && wanted(i) {
			m.places = append(m.places, p.places...)
		}
	}
	slices.Sort(m.places)
	return len(slices.Compact(m.places))
}

// spelt matches what a reading finds in a zone. Its weight is that of the commonest
// spelling of one term; the number of documents with a row is not known before they
// are read.
func (c *compiler) spelt(z zone, r reading) (matches, error) {
	rows := slices.Clone(r.rows)
	for _, t := range r.terms {
		rows = append(rows, []queryWord{{term: t}})
	}
	df, bound, typed := 0, 0, 0
	m := &spelt{}
	for _, row := range rows {
		least, err := c.leastCount(z.field, row)
		if err != nil {
			return nil, err
		}
		if bound = max(bound, least); len(row) == 1 {
			df = max(df, least)
			if r.isTyped(row) {
				typed = max(typed, least)
			}
		}
		p, err := c.sequence(z, row)
		if err != nil {
			return nil, err
		}
		if p == nil {
			continue
		}
		m.parts, m.phrases, m.typed = append(m.parts, p), append(m.phrases, p), append(m.typed, r.isTyped(row))
	}
	hyphenated, err := c.greatestCount(z.field, r.hyphenated)
	if err != nil || len(m.parts) == 0 {
		return none{}, err
	}
	if df = max(df, hyphenated); df == 0 {
		df = bound
	}
	m.ats = make([]uint32, len(m.parts))
	m.rank = c.ranking(z.field, inverseFrequency(df, c.docs))
	if typed > 0 {
		m.rank.typed = inverseFrequency(typed, c.docs)
		m.rank.setBound()
	}
	return m, nil
}

// leastCount returns the number of documents that have the rarest word of a row.
func (l *lookup) leastCount(name string, row []queryWord) (int, error) {
	least := l.docs
	for i, w := range row {
		t, err := l.term(name, w.term)
		if err != nil {
			return 0, err
		}
		// A leaf that has only the terms of an index has no documents.
		if least = min(least, t.count); i == 0 && l.docs == 0 {
			least = t.count
		}
	}
	return least, nil
}
