package bleveindex_test

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"maps"
	"math/rand/v2"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/blevesearch/bleve/v2"

	"reftel/corpus"
	"reftel/corpus/cable"
	"reftel/index"
	"reftel/index/bleveindex"
	"reftel/index/field"
	"reftel/index/indextest"
	"reftel/index/query"
	"reftel/index/search"
)

// TestDifferential searches the same cables with our own search, and with Bleve in the
// published snapshot and in segments of Bleve's own, and requires the same ids.
func TestDifferential(t *testing.T) {
	if testing.Short() {
		t.Skip("takes seconds")
	}
	t.Parallel()
	for _, test := range []struct {
		name    string
		records func(testing.TB) iter.Seq2[corpus.Record, error]
		queries int
	}{
		{"sample", func(testing.TB) iter.Seq2[corpus.Record, error] { return fromSample(context.Background()) }, 300},
		{"shared", fromShared, 2100},
	} {
		t.Run(test.name, func(t *testing.T) {
			docs := documents(t, test.records(t))
			dir := t.TempDir()
			build(t, dir, test.records(t), 0)
			ours := open(t, dir)
			zap := bleveindex.NewZap(t, filepath.Join(t.TempDir(), "zap"), docs)
			t.Cleanup(func() { zap.Close() })
			for format, idx := range map[string]bleve.Index{"cable": stock(t, dir), "zap": zap} {
				t.Run("queries of "+format, func(t *testing.T) { compareQueries(t, docs, ours, newTranslator(t, idx, docs), test.queries) })
				t.Run("values of "+format, func(t *testing.T) { compareValues(t, docs, idx, ours) })
			}
		})
	}
}

// compareQueries draws queries from the grammar, which it translates to Bleve's own.
func compareQueries(t *testing.T, docs []index.Document, ours *bleveindex.Searcher, tr *translator, queries int) {
	d := &drawer{Rand: rand.New(rand.NewPCG(13, 2)), docs: docs}
	found, tooBroad := 0, 0
	for range queries {
		text := d.query()
		tree, err := query.Parse(text)
		if err != nil {
			t.Fatalf("drew %s: %v", text, err)
		}
		got, err := ours.IDs(context.Background(), index.Request{Query: tree, Sort: index.ByID, Limit: -1})
		if broad := (*search.PartError)(nil); errors.As(err, &broad) {
			if n := tr.fitting(broad.Part); n <= 1<<17 {
				t.Errorf("%s: %v, but it stands for %d", text, err, n)
			}
			tooBroad++
			continue
		}
		if err != nil {
			t.Fatalf("%s: %v", text, err)
		}
		slices.Sort(got)
		want := tr.ids(tr.query(tree))
		if !slices.Equal(got, want) {
			t.Errorf("%s\nfound by us alone: %q\nby Bleve alone: %q", text, alone(got, want), alone(want, got))
		}
		if len(want) > 0 {
			found++
		}
	}
	t.Logf("%d queries, of which %d found something and %d were too broad", queries, found, tooBroad)
	if found < queries/2 {
		t.Errorf("of %d queries only %d found something", queries, found)
	}
}

// mostValues bounds the values of a field that are looked for.
const mostValues = 60

// compareValues looks for values of all fields as quoted values of Bleve's.
func compareValues(t *testing.T, docs []index.Document, idx bleve.Index, s *bleveindex.Searcher) {
	for _, f := range field.All() {
		values := map[string]bool{}
		for _, doc := range docs {
			for _, value := range index.FieldValues(doc, f.Name) {
				values[value] = true
			}
			if f.Kind == field.Sound {
				for _, name := range doc.Cable.Signers {
					values[name] = true
				}
			}
		}
		for i, value := range slices.Sorted(maps.Keys(values)) {
			if i%(1+len(values)/mostValues) > 0 {
				continue
			}
			q := bleve.NewMatchPhraseQuery(value)
			q.SetField(f.Name)
			got := stockIDs(t, idx, q)
			want, err := s.IDs(context.Background(), index.Request{Query: &query.Phrase{Field: f.Name, Text: value}, Limit: -1})
			if err != nil {
				t.Fatal(err)
			}
			slices.Sort(want)
			onlyOurs, onlyBleves := alone(want, got), alone(got, want)
			if f.Kind == field.Station && len(onlyOurs) == 1 && len(onlyBleves) == 0 {
				continue // one with the words in different stations
			}
			if len(onlyOurs)+len(onlyBleves) > 0 {
				t.Errorf("%s:%q: Bleve finds %q alone, search %q", f.Name, value, onlyBleves, onlyOurs)
			}
		}
	}
}

// A drawer draws queries about documents.
type drawer struct {
	*rand.Rand
	docs []index.Document
}

// pick returns one of some values.
func pick[T any](d *drawer, list ...T) T { return list[d.IntN(len(list))] }

func (d *drawer) doc() index.Document { return d.docs[d.IntN(len(d.docs))] }

// query draws a query of up to four parts with groups.
func (d *drawer) query() string { return d.or(2) }

func (d *drawer) or(depth int) string {
	text := d.and(depth)
	for d.IntN(5) == 0 {
		text += " OR " + d.and(depth)
	}
	return text
}

func (d *drawer) and(depth int) string {
	text := d.not(depth)
	for d.IntN(3) == 0 {
		text += pick(d, " ", " ", " AND ") + d.not(depth)
	}
	return text
}

func (d *drawer) not(depth int) string {
	switch d.IntN(12) {
	case 0:
		return "-" + d.leaf(depth)
	case 1:
		return "NOT " + d.leaf(depth)
	case 2:
		return "+" + d.leaf(depth)
	}
	return d.leaf(depth)
}

func (d *drawer) leaf(depth int) string {
	if depth > 0 && d.IntN(6) == 0 {
		return "(" + d.or(depth-1) + ")"
	}
	leaves := []func() string{
		d.word, d.word, d.two, d.compound, d.exact, d.phrase, d.phrase, d.prefix, d.wildcard, d.fuzzy, d.textField, d.textField,
		d.value, d.value, d.value, d.valuePart, d.list, d.date, d.dates, d.ordered, d.presence, d.mark, d.sound, d.question, d.expression, d.id,
	}
	return leaves[d.IntN(len(leaves))]()
}

// words are what stands between blanks and signs in a text, with what a hyphen, a
// slash, an apostrophe or a dot binds.
var words = regexp.MustCompile(`[\pL\pN]+(?:[-'’/.][\pL\pN]+)*`)

// run draws n words in a row as they stand in a text, of the subject or all.
func (d *drawer) run(n int, inSubject bool) string {
	doc := d.doc()
	text := doc.Record.Body
	if inSubject && doc.Cable.Subject != "" {
		text = doc.Cable.Subject
	}
	all := words.FindAllStringIndex(text, -1)
	if len(all) < n {
		return "nothing"
	}
	i := d.IntN(len(all) - n + 1)
	return strings.Join(strings.FieldsFunc(text[all[i][0]:all[i+n-1][1]], func(r rune) bool {
		return r <= ' ' || r == '"' || r == '“' || r == '”' || r == '\\' || r == '\u2028'
	}), " ")
}

// plain draws a word that is no operator.
func (d *drawer) plain(inSubject bool) string {
	word := d.run(1, inSubject)
	if isOperator(word) {
		return "the"
	}
	return strings.Trim(word, "/")
}

func isOperator(word string) bool {
	return slices.Contains([]string{"AND", "OR", "NOT", "NEAR", "ADJ"}, word)
}

func (d *drawer) word() string { return d.plain(false) }

// two draws two words in a row, both wanted anywhere.
func (d *drawer) two() string {
	list := strings.Fields(d.run(2, false))
	for i, w := range list {
		if w = strings.Join(words.FindAllString(w, 1), ""); w == "" || isOperator(w) {
			w = "of"
		}
		list[i] = w
	}
	return strings.Join(list, " ")
}

// hyphenated are words of two halves.
var hyphenated = regexp.MustCompile(`\b\pL+-\pL+\b`)

// compound draws a compound or a word with two spellings.
func (d *drawer) compound() string {
	if list := hyphenated.FindAllString(d.doc().Record.Body, -1); len(list) > 0 && d.IntN(2) == 0 {
		joined := strings.ReplaceAll(pick(d, list...), "-", "")
		return pick(d, joined, strings.ToLower(joined), joined+"s", strings.TrimSuffix(joined, "s"), strings.TrimSuffix(joined, "y")+"ies")
	}
	c := pick(d, indextest.Compounds...)
	s := pick(d, indextest.Spellings...)
	return pick(d, c[0]+c[1], c[0]+"-"+c[1], c[0]+" "+c[1], s[0], s[1], strings.ToUpper(c[0]+"-"+c[1]))
}

func (d *drawer) exact() string { return "=" + d.plain(false) }

func (d *drawer) phrase() string { return `"` + d.run(1+d.IntN(5), false) + `"` }

// start draws the first letters of a word.
func (d *drawer) start(least int) string {
	word := []rune(words.FindString(d.run(1, false)))
	word = word[:min(len(word), least+d.IntN(6))]
	return strings.TrimRight(string(word), "-'’/.")
}

func (d *drawer) prefix() string { return d.start(2) + "*" }

// wildcard draws a word with a ? or * for some of its letters.
func (d *drawer) wildcard() string {
	word := []rune(words.FindString(d.run(1, false)))
	if len(word) < 4 {
		return "wom?n"
	}
	i := 1 + d.IntN(len(word)-2)
	j := i + d.IntN(len(word)-i)
	return string(word[:i]) + pick(d, "?"+string(word[i+1:]), "*"+string(word[j:]), "*"+string(word[j:])+"*")
}

func (d *drawer) fuzzy() string {
	word := []rune(d.plain(false))
	if len(word) > 3 && d.IntN(2) == 0 {
		i := d.IntN(len(word) - 1)
		word[i], word[i+1] = word[i+1], word[i]
	}
	return strings.Trim(string(word), "-'’/.") + pick(d, "~1", "~1", "~2")
}

// textField draws words of the subject or the body.
func (d *drawer) textField() string {
	name := pick(d, "subject", "body")
	inSubject := name == "subject"
	return name + ":" + pick(d, d.plain(inSubject), "="+d.plain(inSubject), `"`+d.run(1+d.IntN(4), inSubject)+`"`,
		d.start(2)+"*", d.wildcard(), d.fuzzy(), "("+d.plain(inSubject)+" "+d.plain(inSubject)+")")
}

// codedFields are the fields of values that have no order.
var codedFields = slices.DeleteFunc(slices.Clone(field.All()), func(f field.Field) bool {
	return f.Kind == field.Text || f.Kind == field.Sound || f.Kind.HasRanges()
})

// fieldValue draws a field and one of its values.
func (d *drawer) fieldValue() (name, value string) {
	for {
		f := pick(d, codedFields...)
		if values := index.FieldValues(d.doc(), f.Name); len(values) > 0 {
			value = strings.Join(strings.Fields(strings.NewReplacer(`"`, " ", `\`, " ").Replace(pick(d, values...))), " ")
			if value != "" {
				return f.Name, value
			}
		}
	}
}

func (d *drawer) value() string {
	name, value := d.fieldValue()
	return pick(d, name, name, strings.ToUpper(name)) + `:"` + value + `"`
}

// valuePart draws a piece of a value: a word, a prefix, a pattern, a fuzzy word.
func (d *drawer) valuePart() string {
	name, value := d.fieldValue()
	word := pick(d, words.FindAllString(value+" none", -1)...)
	start := string([]rune(word)[:1+d.IntN(len([]rune(word)))])
	return name + ":" + pick(d, word, start+"*", "*"+word, strings.Trim(word, "-'’/.")+"~1", "?"+word[1:])
}

// list draws a list of values, or a group.
func (d *drawer) list() string {
	name, value := d.fieldValue()
	return name + ":" + pick(d, `"`+value+`","none"`, `("`+value+`" OR "none")`, `(-"`+value+`")`)
}

// day draws a day on which a cable was sent, or one near it.
func (d *drawer) day() time.Time {
	t := d.doc().Cable.Date
	if t.IsZero() {
		t = time.Date(2008, 12, 4, 0, 0, 0, 0, time.UTC)
	}
	return t.AddDate(0, 0, d.IntN(60)-30)
}

var timeFields = []string{"date", "date", "year", "textdate", "decl", "dtg"}

func (d *drawer) date() string {
	doc, t := d.doc(), d.day()
	if g := doc.Cable.DTG; g != nil && d.IntN(2) == 0 {
		t = g.Time
	}
	form := pick(d, "2006", "2006-01", "2006-01-02", "01/02/2006", `"02 Jan 06"`, `"021504Z Jan 06"`, "20060102")
	text := pick(d, timeFields...) + ":" + strings.ToUpper(t.Format(form))
	if d.IntN(6) == 0 {
		return "dtg:" + t.Format("021504") + pick(d, "Z", "Z", "A", "R")
	}
	return text
}

// dates draws a range of dates.
func (d *drawer) dates() string {
	a, b := d.day(), d.day()
	if d.IntN(2) == 0 {
		b = a.AddDate(0, 0, d.IntN(400))
	}
	if b.Before(a) {
		a, b = b, a
	}
	form := pick(d, "2006", "2006-01", "2006-01-02", "2006-01-02", `"021504Z Jan 06"`)
	from, to := strings.ToUpper(a.Format(form)), strings.ToUpper(b.Format(form))
	return pick(d, timeFields...) + ":" + pick(d, from+".."+to, from+".."+to, ">="+from, ">"+from, "<"+to, "<="+to, "["+from+" TO "+to+"]")
}

// ordered draws a value or a range of a field with an order.
func (d *drawer) ordered() string {
	name := pick(d, "class", "prec", "mark")
	f, _ := field.Lookup(name)
	values := f.Kind.Values()
	i := d.IntN(len(values))
	j := i + d.IntN(len(values)-i)
	low, high := values[i].Short, values[j].Short
	return name + ":" + pick(d, low, ">="+low, "<="+high, low+".."+high, strings.ToLower(`"`+values[i].Name+`"`))
}

func (d *drawer) presence() string {
	f := pick(d, field.All()...)
	for f.Computed {
		f = pick(d, field.All()...)
	}
	return pick(d, "has:", "missing:") + f.Name
}

// expression draws a regular expression of ASCII letters.
func (d *drawer) expression() string {
	word := regexp.MustCompile("[a-z]{3,}").FindString(d.run(20, false))
	if word == "" {
		word = "the"
	}
	return "/" + pick(d, word+"(s|ed|ing)?", word[:2]+"[a-z]+", ".*"+word[1:], strings.ToUpper(word)) + "/"
}

// id draws the bare id of a cable, or of one that it cites.
func (d *drawer) id() string {
	doc := d.doc()
	ids := append([]string{doc.ID}, doc.Cable.Mentions...)
	for _, r := range doc.Cable.Refs {
		ids = append(ids, r.ID)
	}
	return strings.Join(words.FindAllString(pick(d, ids...)+" none", 1), "")
}

// mark draws a portion mark, as a field and as people see it.
func (d *drawer) mark() string {
	marked := slices.DeleteFunc(slices.Clone(d.doc().Cable.Paragraphs), func(p cable.Paragraph) bool { return p.Mark == "" })
	mark := "C/NF"
	if len(marked) > 0 {
		mark = pick(d, marked...).Mark
	}
	return pick(d, `mark:"`+mark+`"`, `"`+mark+`"`, `"(`+mark+`)"`)
}

func (d *drawer) sound() string {
	doc := d.doc()
	name := pick(d, append(doc.Cable.Signers, "Qadhafi")...)
	return `sounds:"` + strings.Trim(pick(d, name, words.FindString(name)), `"`) + `"`
}

// question draws words with a ? that may be the sign of the question.
func (d *drawer) question() string { return fmt.Sprintf("(%s %s?)", d.plain(false), d.plain(false)) }
