package bleveindex_test

import (
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/blevesearch/bleve/v2"
	bquery "github.com/blevesearch/bleve/v2/search/query"

	"reftel/analyzer"
	"reftel/corpus/dtg"
	"reftel/index"
	"reftel/index/field"
	"reftel/index/query"
	"reftel/index/search/searchtest"
)

// A translator turns the tree of a query into Bleve's own query objects. What a word
// stands for (inflections, spellings, compounds) it looks up in the dictionary of the
// text by itself.
type translator struct {
	t     testing.TB
	idx   bleve.Index
	docs  int
	terms []string // of the text, in order
	known map[string]bool
	// bodies are the positions of the bodies by id, from first to before last.
	bodies map[string][][2]uint64
	// question is the last word of the query if its ? is no pattern.
	question *query.Wildcard
}

func newTranslator(t testing.TB, idx bleve.Index, docs []index.Document) *translator {
	t.Helper()
	tr := &translator{t: t, idx: idx, known: map[string]bool{}}
	tr.docs = len(docs)
	tr.terms = tr.dictionary("text")
	for _, t := range tr.terms {
		tr.known[t] = true
	}
	tr.readBodies(docs)
	return tr
}

// dictionary returns the terms of a field, in order.
func (tr *translator) dictionary(name string) []string {
	dict, err := tr.idx.FieldDict(name)
	tr.check(err)
	defer dict.Close()
	var terms []string
	for {
		entry, err := dict.Next()
		tr.check(err)
		if entry == nil {
			return terms
		}
		terms = append(terms, entry.Term)
	}
}

func (tr *translator) check(err error) {
	tr.t.Helper()
	if err != nil {
		tr.t.Fatal(err)
	}
}

// readBodies notes where bodies stand, which Bleve has no query for.
func (tr *translator) readBodies(docs []index.Document) {
	tr.bodies = map[string][][2]uint64{}
	for _, doc := range docs {
		for _, r := range searchtest.TermsOf(doc).Zones.Body {
			tr.bodies[doc.ID] = append(tr.bodies[doc.ID], [2]uint64{uint64(r.Start), uint64(r.End)})
		}
	}
}

// ids returns what Bleve finds, in order.
func (tr *translator) ids(q bquery.Query) []string {
	req := bleve.NewSearchRequestOptions(q, tr.docs, 0, false)
	req.Score = "none"
	res, err := tr.idx.Search(req)
	tr.check(err)
	var ids []string
	for _, hit := range res.Hits {
		ids = append(ids, hit.ID)
	}
	slices.Sort(ids)
	return ids
}

// query translates a whole query.
func (tr *translator) query(n query.Node) bquery.Query {
	tr.question, n = nil, query.Equivalents(n)
	if w := query.Question(n); w != nil && tr.kind(w.Field) == field.Text && !tr.fits(w) {
		tr.question = w
	}
	return tr.node(n)
}

func (tr *translator) node(n query.Node) bquery.Query {
	switch n := n.(type) {
	case *query.All:
		return bleve.NewMatchAllQuery()
	case *query.And:
		return tr.and(n.Nodes)
	case *query.Or:
		var list []bquery.Query
		for _, n := range n.Nodes {
			list = append(list, tr.node(n))
		}
		return either(list...)
	case *query.Not:
		return but(nil, []bquery.Query{tr.node(n.Node)})
	case *query.Word:
		return tr.word(n)
	case *query.Phrase:
		return tr.phrase(n)
	case *query.Prefix:
		return tr.pattern(n.Field, bleve.NewPrefixQuery(tr.fold(n.Field, n.Text)))
	case *query.Wildcard:
		if n == tr.question {
			return tr.node(query.WithoutQuestion(n))
		}
		return tr.pattern(n.Field, bleve.NewRegexpQuery(expression(tr.fold(n.Field, n.Text))))
	case *query.Fuzzy:
		q := bleve.NewFuzzyQuery(tr.fold(n.Field, n.Text))
		q.SetFuzziness(n.Edits)
		return tr.pattern(n.Field, q)
	case *query.Regexp:
		return tr.pattern(n.Field, bleve.NewRegexpQuery(strings.ToLower(n.Text)))
	case *query.Cited:
		id := n.MRN().String()
		return either(tr.coded("id", id), tr.coded("ref", id), tr.coded("mentions", id))
	case *query.Has:
		return term("has", n.Field)
	case *query.DateRange:
		return dates(n.Field, n.Span)
	case *query.TimePattern:
		return tr.anyMonth(n)
	case *query.ValueRange:
		return tr.values(n)
	}
	tr.t.Fatalf("no translation of %T", n)
	return nil
}

func term(name, text string) bquery.Query {
	q := bleve.NewTermQuery(text)
	q.SetField(name)
	return q
}

func either(list ...bquery.Query) bquery.Query {
	if len(list) == 0 {
		return bleve.NewMatchNoneQuery()
	}
	return bleve.NewDisjunctionQuery(list...)
}

// but wants all of some queries and none of others.
func but(want, not []bquery.Query) bquery.Query {
	q := bleve.NewBooleanQuery()
	q.AddMust(want...)
	q.AddMustNot(not...)
	return q
}

// and wants all nodes. Two plain words in a row may be one.
func (tr *translator) and(list []query.Node) bquery.Query {
	list = slices.Clone(list)
	for i, n := range list {
		if w, ok := n.(*query.Wildcard); ok && w == tr.question {
			list[i] = query.WithoutQuestion(w)
		}
	}
	var want, not []bquery.Query
	for i := 0; i < len(list); i++ {
		n := list[i]
		if neg, ok := n.(*query.Not); ok {
			not = append(not, tr.node(neg.Node))
			continue
		}
		q := tr.node(n)
		if i+1 < len(list) {
			if whole := tr.joined(n, list[i+1]); whole != nil {
				i++
				q = either(but([]bquery.Query{q, tr.node(list[i])}, nil), tr.word(whole))
			}
		}
		want = append(want, q)
	}
	return but(want, not)
}

// joined returns the compound of two plain words that a text has as one, else nil.
func (tr *translator) joined(a, b query.Node) *query.Word {
	first, ok := a.(*query.Word)
	second, also := b.(*query.Word)
	if !ok || !also || first.Exact || second.Exact || first.Field != second.Field || tr.kind(first.Field) != field.Text {
		return nil
	}
	two := analyzer.Terms(first.Text + " " + second.Text)
	if len(two) != 2 || two[0].Kind != analyzer.Word || two[1].Kind != analyzer.Word {
		return nil
	}
	split := analyzer.Split{First: two[0].Text, Second: two[1].Text}
	whole := &query.Word{Field: first.Field, Text: first.Text + second.Text}
	if split.Distinct() || len(analyzer.Splits(whole.Text, split.Joined())) == 0 ||
		!slices.ContainsFunc(tr.inflections(whole.Text, split.Joined()), tr.has) {
		return nil
	}
	for _, row := range tr.spellings(whole.Text) {
		if len(row) == 2 && row[0] == split.First && strings.HasPrefix(row[1], split.Second) {
			return whole
		}
	}
	return nil
}

func (tr *translator) has(term string) bool { return tr.known[term] }

// kind returns the kind of a field; no field is all text.
func (tr *translator) kind(name string) field.Kind {
	f, _ := field.Lookup(name)
	return f.Kind
}

// fold puts a piece of a word into the form of the terms of a field.
func (tr *translator) fold(name, text string) string {
	if k := tr.kind(name); k != field.Text {
		return analyzer.FoldCode(k, text)
	}
	return analyzer.Fold(text)
}

func (tr *translator) word(n *query.Word) bquery.Query {
	if tr.kind(n.Field) != field.Text {
		return tr.coded(n.Field, n.Text)
	}
	if n.Exact {
		return tr.rows(n.Field, [][]string{row(analyzer.Parts(analyzer.Terms(n.Text)))})
	}
	return tr.orMark(n.Field, n.Text, tr.rows(n.Field, tr.spellings(n.Text)))
}

// phrase translates words in a row. A blank after a hyphen may have been the end of a
// line.
func (tr *translator) phrase(n *query.Phrase) bquery.Query {
	if tr.kind(n.Field) != field.Text {
		return tr.coded(n.Field, n.Text)
	}
	var rows [][]string
	for _, text := range []string{n.Text, strings.ReplaceAll(n.Text, "- ", "-\n")} {
		rows = append(rows, row(analyzer.Parts(analyzer.Terms(text))))
	}
	return tr.orMark(n.Field, n.Text, tr.rows(n.Field, rows))
}

// orMark also wants the paragraphs with the portion mark that a text looks like.
func (tr *translator) orMark(name, text string, q bquery.Query) bquery.Query {
	if mark, ok := analyzer.PortionMark(text); ok && name != "subject" {
		return either(q, term("mark", mark))
	}
	return q
}

// row returns words by their positions; a position without a word is empty.
func row(parts []analyzer.Term) []string {
	var words []string
	for _, p := range parts {
		for len(words) < p.Position-parts[0].Position {
			words = append(words, "")
		}
		words = append(words, p.Text)
	}
	return words
}

// rows wants one of some rows of words in a text field.
func (tr *translator) rows(name string, rows [][]string) bquery.Query {
	var list []bquery.Query
	for _, row := range rows {
		if len(row) == 0 {
			continue
		}
		q := bquery.Query(bleve.NewPhraseQuery(row, engineField(name)))
		if len(row) == 1 {
			q = term(engineField(name), row[0])
		}
		if name == "body" {
			q = tr.inBody(q, row)
		}
		list = append(list, q)
	}
	return either(list...)
}

func engineField(name string) string {
	if name == "" || name == "body" {
		return "text"
	}
	return name
}

// pattern wants a word of a field that a query stands for.
func (tr *translator) pattern(name string, q bquery.FieldableQuery) bquery.Query {
	q.SetField(engineField(name))
	if name == "body" {
		return tr.inBody(q, nil)
	}
	return q
}

// inBody wants what q finds at a place that begins in the body: the row of words, or
// without one any word. Bleve has no query for that, but says where it found what.
func (tr *translator) inBody(q bquery.Query, row []string) bquery.Query {
	req := bleve.NewSearchRequestOptions(q, tr.docs, 0, false)
	req.IncludeLocations = true
	res, err := tr.idx.Search(req)
	tr.check(err)
	var ids []string
	for _, hit := range res.Hits {
		at := map[string][]uint64{}
		for word, locations := range hit.Locations["text"] {
			for _, l := range locations {
				at[word] = append(at[word], l.Pos)
			}
		}
		starts := at[""]
		if len(row) > 0 {
			starts = at[row[0]]
		} else {
			for _, list := range at {
				starts = append(starts, list...)
			}
		}
		if slices.ContainsFunc(starts, func(pos uint64) bool { return tr.bodyHas(hit.ID, pos) && stands(at, row, pos) }) {
			ids = append(ids, hit.ID)
		}
	}
	return bleve.NewDocIDQuery(ids)
}

func (tr *translator) bodyHas(id string, pos uint64) bool {
	return slices.ContainsFunc(tr.bodies[id], func(r [2]uint64) bool { return r[0] <= pos && pos < r[1] })
}

// stands reports whether a row of words begins at pos.
func stands(at map[string][]uint64, row []string, pos uint64) bool {
	for i, word := range row {
		if word != "" && !slices.Contains(at[word], pos+uint64(i)) {
			return false
		}
	}
	return true
}

// coded looks for a value of a coded field.
func (tr *translator) coded(name, value string) bquery.Query {
	if tr.kind(name) == field.Sound {
		return tr.sounding(name, value)
	}
	var list []bquery.Query
	for _, terms := range analyzer.QueryCodes(tr.kind(name), value) {
		var all []bquery.Query
		for _, t := range terms {
			all = append(all, term(name, t))
		}
		list = append(list, bleve.NewConjunctionQuery(all...))
	}
	return either(list...)
}

func (tr *translator) sounding(name, value string) bquery.Query {
	var all []bquery.Query
	for _, w := range analyzer.NameWords(value) {
		var sounds []bquery.Query
		for _, code := range w.Sounds {
			sounds = append(sounds, term(name, code))
		}
		all = append(all, either(sounds...))
	}
	if len(all) == 0 {
		return bleve.NewMatchNoneQuery()
	}
	return bleve.NewConjunctionQuery(all...)
}

// values wants one of some values. A portion mark is found by its classification.
func (tr *translator) values(n *query.ValueRange) bquery.Query {
	var list []bquery.Query
	for _, v := range n.Values {
		if n.Field == "mark" {
			v = "=" + v
		}
		list = append(list, term(n.Field, v))
	}
	return either(list...)
}

// anyMonth wants a day and time of any month. Years 2007 and 2008 have all kinds of
// months, and in another zone the day may be another.
func (tr *translator) anyMonth(n *query.TimePattern) bquery.Query {
	var list []bquery.Query
	for t := time.Date(2007, 1, 1, 0, 0, 0, 0, time.UTC); t.Year() < 2009; t = t.Add(time.Minute) {
		if n.Pattern.Matches(t) {
			list = append(list, term(n.Field, t.Format("@021504Z")))
		}
	}
	return either(list...)
}

// forms are the forms of times, from years to minutes, with a time's next.
var forms = []struct {
	form string
	next func(time.Time) time.Time
}{
	{"2006", func(t time.Time) time.Time { return time.Date(t.Year()+1, 1, 1, 0, 0, 0, 0, time.UTC) }},
	{"2006-01", func(t time.Time) time.Time { return time.Date(t.Year(), t.Month()+1, 1, 0, 0, 0, 0, time.UTC) }},
	{"2006-01-02", func(t time.Time) time.Time { return time.Date(t.Year(), t.Month(), t.Day()+1, 0, 0, 0, 0, time.UTC) }},
	{"2006-01-02T15:04", func(t time.Time) time.Time { return t.Add(time.Minute) }},
}

// dates wants a time in a span, as a union of ranges of terms, each of years, of
// months of one year, of days of one month or of minutes of one day: between these no
// other term stands.
func dates(name string, span dtg.Span) bquery.Query {
	from, until := span.From, span.Until
	if from.IsZero() {
		from = time.Date(1000, 1, 1, 0, 0, 0, 0, time.UTC)
	}
	if until.IsZero() {
		until = time.Date(9999, 1, 1, 0, 0, 0, 0, time.UTC)
	}
	return either(pieces(name, from, until, 0)...)
}

func pieces(name string, from, until time.Time, level int) []bquery.Query {
	if !from.Before(until) {
		return nil
	}
	f := forms[level]
	first := from
	if from.Format(f.form) == from.Add(-time.Minute).Format(f.form) {
		first = f.next(from)
	}
	last := first // the end of the whole years, months, …
	for next := f.next(last); !next.After(until); next = f.next(last) {
		last = next
	}
	if first.After(until) {
		return pieces(name, from, until, level+1)
	}
	list := append(pieces(name, from, first, level+1), pieces(name, last, until, level+1)...)
	if first.Before(last) {
		inclusive := true
		q := bleve.NewTermRangeInclusiveQuery(first.Format(f.form), last.Add(-time.Minute).Format(f.form), &inclusive, &inclusive)
		q.SetField(name)
		list = append(list, q)
	}
	return list
}

// expression returns a pattern as a regular expression.
func expression(pattern string) string {
	var b strings.Builder
	quoted := false
	for _, r := range pattern {
		switch {
		case quoted:
			quoted = false
			b.WriteString(regexp.QuoteMeta(string(r)))
		case r == '\\':
			quoted = true
		case r == '*':
			b.WriteString("(.|\n)*")
		case r == '?':
			b.WriteString("(.|\n)")
		default:
			b.WriteString(regexp.QuoteMeta(string(r)))
		}
	}
	return b.String()
}

// fits reports whether the text has a word that a pattern fits.
func (tr *translator) fits(w *query.Wildcard) bool {
	q := bleve.NewRegexpQuery(expression(tr.fold(w.Field, w.Text)))
	q.SetField(engineField(w.Field))
	return len(tr.ids(q)) > 0
}

// fitting returns the number of terms that a prefix or pattern stands for.
func (tr *translator) fitting(n query.Node) int {
	var name, pattern string
	switch n := n.(type) {
	case *query.Prefix:
		name, pattern = n.Field, regexp.QuoteMeta(tr.fold(n.Field, n.Text))+".*"
	case *query.Wildcard:
		name, pattern = n.Field, expression(tr.fold(n.Field, n.Text))
	case *query.Regexp:
		name, pattern = n.Field, strings.ToLower(n.Text)
	}
	fits := regexp.MustCompile("^(?s:" + pattern + ")$")
	count := 0
	for _, t := range tr.dictionary(engineField(name)) {
		if fits.MatchString(t) {
			count++
		}
	}
	return count
}

// beginning returns the terms of the text that begin with a prefix.
func (tr *translator) beginning(prefix string) []string {
	from, _ := slices.BinarySearch(tr.terms, prefix)
	to := from
	for to < len(tr.terms) && strings.HasPrefix(tr.terms[to], prefix) {
		to++
	}
	return tr.terms[from:to]
}

// inflections returns the inflections of a word that texts have, in British and
// American spelling.
func (tr *translator) inflections(typed, word string) []string {
	if !analyzer.Inflects(typed) {
		return []string{word}
	}
	var forms []string
	for _, v := range analyzer.Varieties(word) {
		forms = append(forms, v)
		if prefix := analyzer.StemPrefix(v); prefix != "" {
			for _, t := range tr.beginning(prefix) {
				if analyzer.SameInflection(v, t) {
					forms = append(forms, t)
				}
			}
		}
	}
	return forms
}

// spellings returns the rows of words that a plain word finds.
func (tr *translator) spellings(text string) [][]string {
	scanned := analyzer.Terms(text)
	parts := row(analyzer.Parts(scanned))
	var bound []string // the parts, what an apostrophe binds being one
	for after, list := 0, scanned; len(list) > 0; list = list[1:] {
		switch t := list[0]; {
		case t.Position < after:
		case t.Kind == analyzer.Name:
			bound, after = append(bound, t.Text), t.Position+t.Span
		case t.Kind.Part():
			bound = append(bound, t.Text)
		}
	}
	if halves, ok := analyzer.Halves(scanned); ok {
		joined := strings.NewReplacer("-", "", "‐", "", "‑", "", "–", "", "−", "").Replace(text)
		rows := tr.compound(joined, halves.Joined(), &halves)
		if len(parts) != 2 {
			rows = append(rows, parts)
		}
		return rows
	}
	var rows [][]string
	if len(parts) == 1 {
		rows = tr.compound(text, parts[0], nil)
	} else {
		rows = append(rows, parts, bound)
	}
	for _, t := range analyzer.Spellings(scanned) {
		rows = append(rows, []string{t})
	}
	return rows
}

// compound returns the rows of a word that may be a compound: joined, with a hyphen,
// apart. halves are those that the query names, if it does.
func (tr *translator) compound(typed, word string, halves *analyzer.Split) [][]string {
	if s, ok := analyzer.Designation(word); ok {
		return designation(s)
	}
	var rows [][]string
	joined := tr.inflections(typed, word)
	for _, t := range joined {
		rows = append(rows, []string{t})
	}
	isKnown := slices.ContainsFunc(joined, tr.has)
	inflects := analyzer.Inflects(typed)
	words := []string{word}
	if inflects {
		words = analyzer.Varieties(word)
	}
	taken := false // apart, or with a hyphen
	for _, w := range words {
		stem := w
		if s := analyzer.StemPrefix(w); inflects && s != "" {
			stem = s
		}
		for _, s := range analyzer.Splits(typed, w) {
			isNamed := halves != nil && slices.Contains(analyzer.Varieties(halves.First), s.First)
			if len(s.First) >= len(stem) || !tr.has(s.First) && !isNamed {
				continue
			}
			more := tr.apart(s, joined, inflects, isKnown, isNamed)
			taken = taken || len(more) > 0
			rows = append(rows, more...)
		}
	}
	if halves != nil && !taken {
		rows = append(rows, []string{halves.First, halves.Second})
	}
	return rows
}

// apart returns the rows of one way to take a word apart.
func (tr *translator) apart(s analyzer.Split, joined []string, inflects, isKnown, isNamed bool) [][]string {
	seconds := []string{s.Second}
	for _, t := range joined {
		if second, ok := strings.CutPrefix(t, s.First); ok && second != "" {
			seconds = append(seconds, second)
		}
	}
	var rows [][]string
	for _, t := range tr.beginning(s.First + "-") {
		second := t[len(s.First)+1:]
		if slices.Contains(seconds, second) || inflects && analyzer.SameInflection(s.Joined(), s.First+second) {
			rows = append(rows, []string{t})
			seconds = append(seconds, second)
		}
	}
	if isKnown && s.Distinct() {
		return rows
	}
	if len(rows) == 0 && !isNamed && (!slices.ContainsFunc(seconds, tr.has) || !s.Likely()) {
		return nil
	}
	for _, second := range seconds {
		rows = append(rows, []string{s.First, second})
	}
	return rows
}

// designation returns the rows of the name of a type.
func designation(s analyzer.Split) [][]string {
	var rows [][]string
	for _, second := range []string{s.Second, s.Second + "s"} {
		rows = append(rows, []string{s.First + second}, []string{s.First + "-" + second})
		if !s.Distinct() {
			rows = append(rows, []string{s.First, second})
		}
	}
	return rows
}
