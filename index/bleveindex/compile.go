package bleveindex

import (
	"context"
	"fmt"
	"strings"

	index "github.com/blevesearch/bleve_index_api"

	"reftel/analyzer"
	"reftel/index/field"
	"reftel/index/query"
)

// subjectBoost is what a word counts for again where the subject has it.
const subjectBoost = 0.5

// maxExpansion is the number of terms that a prefix or pattern may stand for.
const maxExpansion = 4096

// A TooBroadError says that a prefix or pattern stands for too many words.
type TooBroadError struct{ Text string }

func (e *TooBroadError) Error() string {
	return fmt.Sprintf("%s stands for more than %d words: make it longer", e.Text, maxExpansion)
}

// A compiler turns a query tree into matches over one snapshot.
type compiler struct {
	ctx    context.Context
	reader index.IndexReader
	cols   *columns
	// opened are the postings to close when the search is over.
	opened []*postings
	lists  map[termKey]*termList
	uses   int                     // of lists
	steps  int                     // see tick
	dict   index.FieldDictContains // of the text; nil before its first use
	// readings and expansions are those of the words so far.
	readings   map[readingKey]reading
	expansions map[termKey][]string
	scans      int                 // of whole dictionaries
	whole      map[string][]string // dictionaries, by engine field
}

func (c *compiler) close() {
	for _, p := range c.opened {
		p.close()
	}
}

func (c *compiler) node(n query.Node) (matches, error) {
	switch n := n.(type) {
	case *query.All:
		return c.every(), nil
	case *query.And:
		return c.and(n.Nodes)
	case *query.Or:
		parts, err := c.nodes(n.Nodes)
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
	case *query.Has:
		return c.anyTerm(fieldHas, []string{n.Field})
	case *query.DateRange:
		return c.anyTerm(n.Field, analyzer.RangeTerms(n.Span))
	case *query.TimePattern:
		return c.anyTerm(n.Field, analyzer.PatternTerms(n.Pattern))
	case *query.ValueRange:
		return c.values(n)
	}
	return nil, fmt.Errorf("a query node of type %T is not known to the engine", n)
}

func (c *compiler) every() matches {
	return &inColumn{cols: c.cols, has: func(uint32) bool { return true }}
}

// nodes compiles nodes. A leaf that is several times among them is compiled once,
// and its score counts as often.
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

// uniqueLeaves returns nodes without the second of equal leaves, and how often
// each is in list.
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

// and takes its negative nodes out of what the others match.
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
	var m matches = &allOf{parts}
	if len(parts) == 0 {
		m = c.every()
	}
	if len(negatives) > 0 {
		m = &butNot{m, newAnyOf(negatives)}
	}
	return m, nil
}

// zone returns the engine field that holds a text field's words, and the positions
// at which they must begin.
func (c *compiler) zone(name string) (engineField string, within func(uint32, uint64) bool, isText bool) {
	switch name {
	case "":
		return fieldText, nil, true
	case "body":
		return fieldText, c.inBody, true
	}
	f, _ := field.Lookup(name)
	return name, nil, f.Kind == field.Text
}

func (c *compiler) inBody(doc uint32, pos uint64) bool {
	return inRanges(c.cols.body(doc), uint32(pos))
}

func (c *compiler) word(n *query.Word) (matches, error) {
	if _, _, isText := c.zone(n.Field); !isText {
		return c.coded(n.Field, n.Text)
	}
	r, err := c.reading(n)
	if err != nil {
		return nil, err
	}
	m, err := c.read(n.Field, r)
	if err != nil || n.Exact {
		return m, err
	}
	return c.orMark(n.Field, n.Text, m)
}

// orMark also matches the paragraphs with a portion mark that text looks like:
// marks are no words of the text, but people see them there.
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
	if name != "" && name != "body" {
		return "", false
	}
	return analyzer.PortionMark(text)
}

// read matches what a word or phrase of a text field finds.
func (c *compiler) read(name string, r reading) (matches, error) {
	switch {
	case len(r.rows) == 0:
		return c.oneWord(name, r.terms)
	case !r.word:
		var either []matches
		for _, row := range r.rows {
			m, err := c.run(name, row)
			if err != nil {
				return nil, err
			}
			either = append(either, m)
		}
		return newBestOf(either), nil
	}
	engineField, within, _ := c.zone(name)
	m, err := c.spelt(engineField, r, within)
	if err != nil || engineField != fieldText || within != nil {
		return m, err
	}
	also, err := c.spelt("subject", r, nil)
	if err != nil {
		return nil, err
	}
	return &boosted{want: m, also: &scaled{also, subjectBoost}}, nil
}

// A reading is what a word or phrase of the query finds in text: rows of words, and terms,
// any of which will do.
type reading struct {
	rows  [][]queryWord
	terms []string
	// word reports that all are spellings of one word.
	word bool
	// hyphenated are the terms of those rows that texts also have with a hyphen.
	hyphenated []string
}

// reading returns a word's reading: its inflections and other spellings; of a word
// that falls into several parts the row of these (o brien), also with what an
// apostrophe binds as one (al qaida for al-Qa'ida), and other spellings of the
// whole (obrien). A word that is wanted exactly finds just itself.
func (c *compiler) reading(n *query.Word) (reading, error) {
	key := readingKey{n.Text, n.Exact}
	if r, ok := c.readings[key]; ok {
		return r, nil
	}
	r, err := c.newReading(n)
	if err != nil {
		return r, err
	}
	if c.readings == nil {
		c.readings = map[readingKey]reading{}
	}
	c.readings[key] = r
	return r, nil
}

// A readingKey names a word of the query: its reading does not depend on its field.
type readingKey struct {
	text  string
	exact bool
}

func (c *compiler) newReading(n *query.Word) (reading, error) {
	r := reading{word: !n.Exact}
	scanned := analyzer.Terms(n.Text)
	row := rowOf(scanned)
	switch {
	case len(row) == 1 && n.Exact:
		r.terms = []string{row[0].term}
		return r, nil
	case len(row) == 1:
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
	if _, _, isText := c.zone(n.Field); !isText {
		return c.coded(n.Field, n.Text)
	}
	m, err := c.read(n.Field, phraseReading(n.Text))
	if err != nil {
		return nil, err
	}
	return c.orMark(n.Field, n.Text, m)
}

// coded looks a value up in a coded field.
func (c *compiler) coded(name, value string) (matches, error) {
	f, ok := field.Lookup(name)
	switch {
	case !ok:
		return nil, fmt.Errorf("no field %q", name)
	case f.Kind == field.Sound:
		return c.sounding(name, value)
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

// sounding matches cables with words that sound like those of a name. What is
// spelt as in the query counts for more.
func (c *compiler) sounding(name, value string) (matches, error) {
	var parts []matches
	for _, w := range analyzer.NameWords(value) {
		sounds, err := c.ranked(name, w.Sounds)
		if err != nil {
			return nil, err
		}
		spelt, err := c.ranked(fieldText, []string{w.Term})
		if err != nil {
			return nil, err
		}
		parts = append(parts, &boosted{want: sounds, also: spelt})
	}
	return all(parts), nil
}

func (c *compiler) allTerms(name string, terms []string) (matches, error) {
	var parts []matches
	for _, t := range terms {
		p, err := c.open(name, t, numbersOnly)
		if err != nil {
			return nil, err
		}
		parts = append(parts, p)
	}
	return all(parts), nil
}

// all matches where all of the parts do, nowhere if there are none.
func all(parts []matches) matches {
	switch len(parts) {
	case 0:
		return none{}
	case 1:
		return parts[0]
	}
	return &allOf{parts}
}

func (c *compiler) anyTerm(name string, terms []string) (matches, error) {
	var parts []matches
	for _, t := range terms {
		p, err := c.open(name, t, numbersOnly)
		if err != nil {
			return nil, err
		}
		if p.count() > 0 {
			parts = append(parts, p)
		}
	}
	return newAnyOf(parts), nil
}

// values looks for any of a list of ordered values. Portion marks are found by
// their classification.
func (c *compiler) values(n *query.ValueRange) (matches, error) {
	f, _ := field.Lookup(n.Field)
	var terms []string
	for _, v := range n.Values {
		if f.Kind == field.Mark {
			terms = append(terms, markRank(v))
		} else {
			terms = append(terms, analyzer.Codes(f.Kind, v)...)
		}
	}
	return c.anyTerm(n.Field, terms)
}

// oneWord matches any of terms as one word of a text field.
func (c *compiler) oneWord(name string, terms []string) (matches, error) {
	engineField, within, _ := c.zone(name)
	if within != nil {
		return c.spelt(engineField, reading{terms: terms}, within)
	}
	m, err := c.ranked(engineField, terms)
	if err != nil || engineField != fieldText {
		return m, err
	}
	also, err := c.ranked("subject", terms)
	if err != nil {
		return nil, err
	}
	return &boosted{want: m, also: &scaled{also, subjectBoost}}, nil
}

func (c *compiler) ranked(engineField string, terms []string) (matches, error) {
	var list []*postings
	for _, t := range terms {
		p, err := c.open(engineField, t, withFrequency)
		if err != nil {
			return nil, err
		}
		if p.count() > 0 {
			list = append(list, p)
		}
	}
	lengths, mean := c.lengths(engineField)
	return newWord(list, c.cols.docs, lengths, mean), nil
}

func (c *compiler) lengths(engineField string) ([]uint32, float64) {
	if engineField == "subject" {
		return c.cols.subjectLen, c.cols.subjectMean
	}
	return c.cols.textLen, c.cols.textMean
}

// run matches words in a row in a text field.
func (c *compiler) run(name string, words []queryWord) (matches, error) {
	engineField, within, _ := c.zone(name)
	switch {
	case len(words) == 0:
		return none{}, nil
	case len(words) == 1 && within == nil:
		return c.oneWord(name, []string{words[0].term})
	}
	return c.sequence(engineField, words, within)
}

func (c *compiler) sequence(engineField string, words []queryWord, within func(uint32, uint64) bool) (*phrase, error) {
	opened := map[string]*postings{}
	var list []phraseWord
	for _, w := range words {
		p := opened[w.term]
		if p == nil {
			var err error
			if p, err = c.open(engineField, w.term, withPositions); err != nil {
				return nil, err
			}
			opened[w.term] = p
		}
		list = append(list, phraseWord{p, uint32(w.offset)})
		if p.count() == 0 {
			break // the phrase matches nothing
		}
	}
	lengths, mean := c.lengths(engineField)
	m := newPhrase(list, c.cols.docs, lengths, mean, c.tick)
	m.within = within
	return m, nil
}

// expanded matches any of the terms that a prefix, pattern or fuzzy word stands
// for.
func (c *compiler) expanded(name string, n query.Node) (matches, error) {
	engineField, _, isText := c.zone(name)
	list, err := c.expansion(engineField, n)
	if err != nil {
		return nil, err
	}
	if !isText {
		return c.anyTerm(engineField, list)
	}
	return c.oneWord(name, list)
}

// fuzzy matches the words near one. Cables with the word itself come first: they
// have the greatest score that any of the others can have more.
func (c *compiler) fuzzy(n *query.Fuzzy) (matches, error) {
	m, err := c.expanded(n.Field, n)
	engineField, _, isText := c.zone(n.Field)
	if err != nil || !isText {
		return m, err
	}
	terms, err := c.expansion(engineField, n)
	if err != nil {
		return nil, err
	}
	df, err := c.greatestCount(engineField, terms)
	if err != nil {
		return nil, err
	}
	exact, err := c.oneWord(n.Field, []string{analyzer.Fold(n.Text)})
	most := inverseFrequency(df, c.cols.docs) * (bm25K1 + 1) * (1 + subjectBoost)
	return &boosted{want: m, also: &leading{exact, most}}, err
}

// greatestCount returns the number of documents that hold the commonest of some
// terms.
func (c *compiler) greatestCount(engineField string, terms []string) (uint64, error) {
	var most uint64
	for _, t := range terms {
		l, err := c.list(engineField, t)
		if err != nil {
			return 0, err
		}
		most = max(most, l.count)
	}
	return most, nil
}

// A queryWord is a term of a phrase and its offset in positions from the
// first.
type queryWord struct {
	term   string
	offset int
}

// phraseReading returns the row of a phrase's words. A phrase that was copied
// from a text may have a blank for the line end after a hyphen; it is read as
// the text was, too.
func phraseReading(text string) reading {
	r := reading{rows: [][]queryWord{rowOf(analyzer.Terms(text))}}
	if strings.Contains(text, "- ") {
		r.rows = append(r.rows, rowOf(analyzer.Terms(strings.ReplaceAll(text, "- ", "-\n"))))
	}
	return r
}

// rowOf returns the parts that a text falls into, one a position.
func rowOf(scanned []analyzer.Term) []queryWord {
	var words []queryWord
	parts := analyzer.Parts(scanned)
	for _, p := range parts {
		words = append(words, queryWord{p.Text, p.Position - parts[0].Position})
	}
	return words
}

// boundRow is rowOf with what an apostrophe binds as one word, as it stands
// where a text has no apostrophe.
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
