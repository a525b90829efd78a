package search

import (
	"fmt"
	"strings"

	"reftel/analyzer"
	"reftel/index/field"
	"reftel/index/query"
)

// A compiler turns a query tree into matches over one leaf.
type compiler struct {
	*lookup
	leaf Leaf
	at   int // index of the leaf
	// names requests that the matches of words know their words, for explanations.
	names bool
}

func (c *compiler) node(n query.Node) (matches, error) {
	m, err := c.compiled(n)
	if c.names && err == nil && isLeaf(n) {
		return &named{m, n.String()}, nil
	}
	return m, err
}

func (c *compiler) compiled(n query.Node) (matches, error) {
	switch n := n.(type) {
	case *query.All:
		return c.every(), nil
	case *query.And:
		return c.and(n.Nodes)
	case *query.Or:
		parts, err := c.nodes(n.Nodes)
		if n.Equivalent {
			return equivalents(parts), err
		}
		return newAnyOf(parts), err
	case *query.Not:
		m, err := c.node(n.Node)
		return &butNot{c.every(), m}, err
	case *query.Word:
		return c.word(n)
	case *query.Phrase:
		return c.phrase(n)
	case *query.Prefix:
		return c.expanded(n.Field, n)
	case *query.Wildcard:
		return c.expanded(n.Field, n)
	case *query.Fuzzy:
		return c.fuzzy(n)
	case *query.Regexp:
		return c.expanded(n.Field, n)
	case *query.Near, *query.Para:
		return c.scope(n)
	case *query.Cited:
		return c.cited(n)
	case *query.Has:
		return c.anyTerm(HasField, []string{n.Field})
	case *query.DateRange:
		return c.anyTerm(n.Field, analyzer.RangeTerms(n.Span))
	case *query.TimePattern:
		return c.anyTerm(n.Field, analyzer.PatternTerms(n.Pattern))
	case *query.ValueRange:
		return c.values(n)
	}
	return nil, fmt.Errorf("a query node of type %T is not known to the engine", n)
}

func (c *compiler) every() matches { return &every{leaf: c.leaf} }

// nodes compiles nodes. A repeated leaf of the tree is compiled once, and its score is
// multiplied by the number of times.
func (c *compiler) nodes(list []query.Node) ([]matches, error) {
	unique, times := uniqueLeaves(list)
	parts := make([]matches, 0, len(unique))
	for i, n := range unique {
		m, err := c.node(n)
		if err != nil {
			return nil, err
		}
		if times[i] > 1 {
			m = &scaled{m, float64(times[i])}
		}
		parts = append(parts, m)
	}
	return parts, nil
}

// equivalents matches what one of several ways to write a meaning matches. The ways that
// were not typed count as other forms of a word.
func equivalents(parts []matches) matches {
	for i := 1; i < len(parts); i++ {
		parts[i] = &scaled{parts[i], otherForms}
	}
	return newBestOf(parts)
}

// uniqueLeaves returns nodes without repeated leaves, and how often each is in list.
func uniqueLeaves(list []query.Node) (unique []query.Node, times []int) {
	places := map[string]int{}
	for _, n := range list {
		if isLeaf(n) {
			key := n.String()
			if i, ok := places[key]; ok {
				times[i]++
				continue
			}
			places[key] = len(unique)
		}
		unique, times = append(unique, n), append(times, 1)
	}
	return unique, times
}

func isLeaf(n query.Node) bool {
	switch n := n.(type) {
	case *query.And, *query.Or:
		return false
	case *query.Not:
		return isLeaf(n.Node)
	}
	return true
}

// and excludes the matches of the negative nodes from those of the others.
func (c *compiler) and(list []query.Node) (matches, error) {
	var want, not []query.Node
	for _, n := range list {
		if neg, ok := n.(*query.Not); ok {
			not = append(not, neg.Node)
		} else {
			want = append(want, n)
		}
	}
	parts, err := c.nodes(want)
	if err != nil {
		return nil, err
	}
	negatives, err := c.nodes(not)
	if err != nil {
		return nil, err
	}
	m := c.every()
	if len(parts) > 0 {
		m = newAllOf(parts, c.leaf.Docs())
	}
	if len(negatives) > 0 {
		m = &butNot{m, newAnyOf(negatives)}
	}
	return m, nil
}

// A zone is the place of the words of a text field: a field of the index, limited to
// the words that begin in a part of the text unless part is NoZone.
type zone struct {
	field string
	part  field.Zone
}

// zoneOf returns the zone of a text field; false for other fields.
func zoneOf(name string) (zone, bool) {
	if name == "" {
		return zone{field: TextField}, true
	}
	f, _ := field.Lookup(name)
	switch {
	case f.Kind != field.Text:
		return zone{field: name}, false
	case f.Zone == field.Subject:
		return zone{field: SubjectField}, true
	}
	return zone{TextField, f.Zone}, true
}

// limited reports whether the zone is a part of its field.
func (z zone) limited() bool { return z.part != field.NoZone }

// A zoneRanges reads the positions of one part of the text of documents of a leaf.
type zoneRanges struct {
	leaf  Leaf
	part  field.Zone
	zones Zones
}

// rangesOf returns the ranges of a zone, nil if it is a whole field.
func rangesOf(leaf Leaf, z zone) *zoneRanges {
	if !z.limited() {
		return nil
	}
	return &zoneRanges{leaf: leaf, part: z.part}
}

// of returns the ranges of a document. They are valid until the next call.
func (r *zoneRanges) of(doc uint32) ([]Range, error) {
	if r.part == field.Body {
		err := r.leaf.Zones(doc, BodyZones, &r.zones)
		return r.zones.Body, err
	}
	err := r.leaf.Zones(doc, SummaryZones, &r.zones)
	return r.zones.Summary, err
}

var (
	wholeText   = zone{field: TextField}
	subjectZone = zone{field: SubjectField}
)

// ranking returns the ranking of words with an inverse frequency in a field of the
// compiler's leaf. For sounds the lengths are those of the text.
func (c *compiler) ranking(name string, idf float64) *ranking {
	if name != SubjectField {
		name = TextField
	}
	r := &ranking{field: name, idf: idf, typed: idf, lengths: c.leaf.Lengths(name).Reader(), mean: c.means[name]}
	r.setBound()
	return r
}

func (c *compiler) word(n *query.Word) (matches, error) {
	z, isText := zoneOf(n.Field)
	if !isText {
		return c.coded(n.Field, n.Text, n)
	}
	r, err := c.reading(n)
	if err != nil {
		return nil, err
	}
	m, err := c.read(z, r)
	if err != nil || n.Exact {
		return m, err
	}
	return c.orMark(n.Field, n.Text, m)
}

// orMark also matches cables with paragraphs that have the portion mark which text
// looks like: marks are not words of the text, but readers see them there.
func (c *compiler) orMark(name, text string, m matches) (matches, error) {
	mark, ok := markIn(name, text)
	if !ok {
		return m, nil
	}
	marked, err := c.allTerms("mark", []string{mark})
	return newAnyOf([]matches{m, marked}), err
}

// markIn returns the portion mark that text looks like in a field with paragraphs.
func markIn(name, text string) (string, bool) {
	if f, _ := field.Lookup(name); name != "" && f.Zone != field.Body {
		return "", false
	}
	return analyzer.PortionMark(text)
}

// read matches what a word or phrase finds in a zone.
func (c *compiler) read(z zone, r reading) (matches, error) {
	switch {
	case len(r.rows) == 0:
		return c.oneWord(z, r)
	case !r.word:
		var either []matches
		for _, row := range r.rows {
			m, err := c.run(z, row)
			if err != nil {
				return nil, err
			}
			either = append(either, m)
		}
		return newBestOf(either), nil
	}
	return c.withSubject(z, func(z zone) (matches, error) { return c.spelt(z, r) })
}

// A reading is what a word or phrase of the query finds in text: any of several rows of
// words, or any of several terms.
type reading struct {
	rows  [][]queryWord
	terms []string
	// typed is that of the terms that was typed, "" if all count alike.
	typed string
	// word reports that all are spellings of one word.
	word bool
	// hyphenated are the terms of those rows that texts also have with a hyphen.
	hyphenated []string
}

// isTyped reports whether a row counts as the word that was typed: it has its letters,
// joined, with a hyphen or apart.
func (r *reading) isTyped(row []queryWord) bool {
	return r.typed == "" || strings.ReplaceAll(strings.ReplaceAll(rowText(row), " ", ""), "-", "") == r.typed
}

// reading returns a word's reading: its inflections and other spellings. A word of
// several parts has the row of its parts (o brien), that row with the parts around an
// apostrophe joined (al qaida for al-Qa'ida), and other spellings of the whole
// (obrien). An exact word finds only itself.
func (c *lookup) reading(n *query.Word) (reading, error) {
	key := readingKey{n.Text, n.Exact}
	if r, ok := c.words.get(key); ok {
		return r, nil
	}
	r, err := c.newReading(n)
	if err == nil {
		c.words.add(key, r)
	}
	return r, err
}

// A readingKey names a word of the query: its reading does not depend on its field.
type readingKey struct {
	text  string
	exact bool
}

func (c *lookup) newReading(n *query.Word) (reading, error) {
	r := reading{word: !n.Exact}
	scanned := analyzer.Terms(n.Text)
	row := rowOf(scanned)
	switch {
	case len(row) == 1 && n.Exact:
		r.terms = []string{row[0].term}
		return r, nil
	case len(row) == 1:
		r.typed = row[0].term
		r, err := c.compound(r, n.Text, row[0].term, nil)
		r.terms = append(r.terms, analyzer.Spellings(scanned)...)
		return r, err
	case len(row) > 1:
		r.rows = append(r.rows, row)
	}
	if n.Exact {
		return r, nil
	}
	halves, ok := analyzer.Halves(scanned)
	if ok {
		if len(row) == 2 {
			r.rows = nil
		}
		return c.compound(r, n.Text, "", &halves)
	}
	if bound := boundRow(scanned); len(bound) > 1 && len(bound) < len(row) {
		r.rows = append(r.rows, bound)
	}
	r.terms = append(r.terms, analyzer.Spellings(scanned)...)
	return r, nil
}

func (c *compiler) phrase(n *query.Phrase) (matches, error) {
	if n.Slop > 0 {
		p, err := c.sloppyPhrase(n)
		if err != nil || p == nil {
			return none{}, err
		}
		return p, nil
	}
	z, isText := zoneOf(n.Field)
	if !isText {
		return c.coded(n.Field, n.Text, n)
	}
	m, err := c.read(z, phraseReading(n.Text))
	if err != nil {
		return nil, err
	}
	return c.orMark(n.Field, n.Text, m)
}

// coded matches a value of a coded field, which the node n asks for.
func (c *compiler) coded(name, value string, n query.Node) (matches, error) {
	f, ok := field.Lookup(name)
	switch {
	case !ok:
		return nil, fmt.Errorf("no field %q", name)
	case f.Kind == field.Sound:
		return c.sounding(name, value)
	case f.Computed:
		return c.refby(n, value)
	}
	var parts []matches
	for _, terms := range analyzer.QueryCodes(f.Kind, value) {
		m, err := c.allTerms(name, terms)
		if err != nil {
			return nil, err
		}
		parts = append(parts, m)
	}
	return newAnyOf(parts), nil
}

// sounding matches cables with words that sound like those of a name. Words spelt as in
// the query score higher.
func (c *compiler) sounding(name, value string) (matches, error) {
	var parts []matches
	for _, w := range analyzer.NameWords(value) {
		sounds, err := c.ranked(name, w.Sounds, "")
		if err != nil {
			return nil, err
		}
		spelt, err := c.ranked(TextField, []string{w.Term}, "")
		if err != nil {
			return nil, err
		}
		parts = append(parts, &boosted{want: sounds, also: spelt})
	}
	return c.all(parts), nil
}

func (c *compiler) allTerms(name string, terms []string) (matches, error) {
	var parts []matches
	for _, t := range terms {
		p, err := c.open(name, t, Numbers)
		if err != nil {
			return nil, err
		}
		parts = append(parts, p)
	}
	return c.all(parts), nil
}

// all matches the documents that all parts match, and none if there are no parts.
func (c *compiler) all(parts []matches) matches {
	switch len(parts) {
	case 0:
		return none{}
	case 1:
		return parts[0]
	}
	return newAllOf(parts, c.leaf.Docs())
}

// anyTerm matches the documents that have any of the terms in a coded field.
func (c *compiler) anyTerm(name string, terms []string) (matches, error) {
	if len(terms) >= wideTerms {
		return c.anyOfMany(name, terms)
	}
	var parts []*postings
	for _, t := range terms {
		p, err := c.open(name, t, Numbers)
		if err != nil {
			return nil, err
		}
		if p.count() > 0 {
			parts = append(parts, p)
		}
	}
	return newUnion(parts), nil
}

// values matches any of a list of ordered values. Portion marks are compared by their
// classification.
func (c *compiler) values(n *query.ValueRange) (matches, error) {
	return c.anyTerm(n.Field, RangeTerms(n))
}

// RangeTerms returns the terms of a coded field that a range of ordered values finds.
func RangeTerms(n *query.ValueRange) []string {
	f, _ := field.Lookup(n.Field)
	var terms []string
	for _, v := range n.Values {
		if f.Kind == field.Mark {
			terms = append(terms, markRank(v))
		} else {
			terms = append(terms, analyzer.Codes(f.Kind, v)...)
		}
	}
	return terms
}

// oneWord matches any of the terms of a reading as one word of a zone.
func (c *compiler) oneWord(z zone, r reading) (matches, error) {
	if z.limited() {
		return c.spelt(z, r)
	}
	return c.withSubject(z, func(z zone) (matches, error) { return c.ranked(z.field, r.terms, r.typed) })
}

// withSubject returns the matches in a zone; if that is the whole text, matches in the
// subject add to the score.
func (c *compiler) withSubject(z zone, match func(zone) (matches, error)) (matches, error) {
	m, err := match(z)
	if err != nil || z != wholeText {
		return m, err
	}
	also, err := match(subjectZone)
	if err != nil {
		return nil, err
	}
	return &boosted{want: m, also: &scaled{also, subjectBoost}}, nil
}

// ranked matches any of terms of a field as one word. The term that was typed counts
// more; "" is none.
func (c *compiler) ranked(name string, terms []string, typed string) (matches, error) {
	df, err := c.greatestCount(name, terms)
	if err != nil {
		return nil, err
	}
	w := &word{typed: -1}
	for _, t := range terms {
		p, err := c.open(name, t, Frequencies)
		if err != nil {
			return nil, err
		}
		if p.count() == 0 {
			continue
		}
		if t == typed {
			w.typed = len(w.terms)
		}
		w.terms = append(w.terms, p)
	}
	if len(w.terms) == 0 {
		return none{}, nil
	}
	if typed != "" && w.typed < 0 {
		w.typed = len(w.terms) // no document of the leaf has it
	}
	w.ats = make([]uint32, len(w.terms))
	w.rank = c.ranking(name, inverseFrequency(df, c.docs))
	if typed == "" {
		return w, nil
	}
	t, err := c.term(name, typed)
	if err != nil {
		return nil, err
	}
	w.rank.typed = inverseFrequency(t.count, c.docs)
	w.rank.setBound()
	return w, nil
}

// run matches words in a row in a zone.
func (c *compiler) run(z zone, words []queryWord) (matches, error) {
	switch {
	case len(words) == 0:
		return none{}, nil
	case len(words) == 1 && !z.limited():
		return c.oneWord(z, reading{terms: []string{words[0].term}})
	}
	p, err := c.sequence(z, words)
	if err != nil || p == nil {
		return none{}, err
	}
	return p, nil
}

// sequence matches words in a row in a zone. It returns nil if one of the words has no
// documents in the leaf.
func (c *compiler) sequence(z zone, words []queryWord) (*phrase, error) {
	idf := 0.0
	for _, w := range words {
		t, err := c.term(z.field, w.term)
		if err != nil {
			return nil, err
		}
		if t.lists[c.at] == nil {
			return nil, nil
		}
		idf += inverseFrequency(t.count, c.docs)
	}
	opened := map[string]*postings{}
	var list []phraseWord
	for _, w := range words {
		p := opened[w.term]
		if p == nil {
			var err error
			if p, err = c.open(z.field, w.term, Positions); err != nil {
				return nil, err
			}
			opened[w.term] = p
		}
		list = append(list, phraseWord{p, uint32(w.offset)})
	}
	m := newPhrase(list, c.ranking(z.field, idf), c.tick)
	m.within = rangesOf(c.leaf, z)
	return m, nil
}

// expanded matches any of the terms that a prefix, pattern or fuzzy word expands to.
func (c *compiler) expanded(name string, n query.Node) (matches, error) {
	z, isText := zoneOf(name)
	e, err := c.expansion(z.field, n)
	switch {
	case err != nil:
		return nil, err
	case !isText:
		return c.anyTerm(z.field, e.terms)
	case len(e.terms) < wideTerms:
		return c.oneWord(z, reading{terms: e.terms})
	}
	return c.withSubject(z, func(z zone) (matches, error) {
		w, err := c.wideWord(z, e)
		if err != nil {
			return nil, err
		}
		return &counted{counts: w.counts[c.at], rank: c.ranking(z.field, inverseFrequency(w.df, c.docs))}, nil
	})
}

// fuzzy matches the words within the edit distance of a word. Cables with the word
// itself come first: their score is raised by the greatest score of the others.
func (c *compiler) fuzzy(n *query.Fuzzy) (matches, error) {
	m, err := c.expanded(n.Field, n)
	z, isText := zoneOf(n.Field)
	if err != nil || !isText {
		return m, err
	}
	e, err := c.expansion(z.field, n)
	if err != nil {
		return nil, err
	}
	df, err := c.greatestCount(z.field, e.terms)
	if err != nil {
		return nil, err
	}
	exact, err := c.oneWord(z, reading{terms: []string{analyzer.Fold(n.Text)}})
	most := inverseFrequency(df, c.docs) * (bm25K1 + 1) * (1 + subjectBoost)
	return &boosted{want: m, also: &leading{exact, most}}, err
}

// A queryWord is a term of a phrase and its offset in positions from the
// first.
type queryWord struct {
	term   string
	offset int
}

// phraseReading returns the rows of a phrase's words. A phrase copied from a text may
// have a blank in place of the line end after a hyphen; it is also read as the text was.
func phraseReading(text string) reading {
	r := reading{rows: [][]queryWord{rowOf(analyzer.Terms(text))}}
	if strings.Contains(text, "- ") {
		r.rows = append(r.rows, rowOf(analyzer.Terms(strings.ReplaceAll(text, "- ", "-\n"))))
	}
	return r
}

// rowOf returns the parts of a text, one for each position.
func rowOf(scanned []analyzer.Term) []queryWord {
	var words []queryWord
	parts := analyzer.Parts(scanned)
	for _, p := range parts {
		words = append(words, queryWord{p.Text, p.Position - parts[0].Position})
	}
	return words
}

// boundRow is rowOf with the parts around an apostrophe joined to one word, as in texts
// without the apostrophe.
func boundRow(scanned []analyzer.Term) []queryWord {
	var row []queryWord
	after := 0 // the position that follows an apostrophed word
	for _, t := range scanned {
		switch {
		case t.Position < after:
			continue
		case t.Kind == analyzer.Name:
			after = t.Position + t.Span
		case !t.Kind.Part():
			continue
		}
		row = append(row, queryWord{t.Text, len(row)})
	}
	return row
}
