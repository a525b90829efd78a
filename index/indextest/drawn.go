package indextest

import (
	"fmt"
	"math/rand/v2"
	"regexp"
	"slices"
	"strings"

	"reftel/corpus/cable"
	"reftel/corpus/mrn"
	"reftel/corpus/post"
	"reftel/corpus/tags"
	"reftel/index"
)

// Drawn returns n questions drawn from the grammar of the query language, with words and
// values of the documents. The draws depend on seed only.
func Drawn(docs []*Doc, n int, seed uint64) []Question {
	d := &drawer{Rand: rand.New(rand.NewPCG(seed, 15)), docs: docs}
	d.prepare()
	var list []Question
	for range n {
		q := d.or(3)
		list = append(list, Question{q.text, q.want})
	}
	return list
}

// A drawer draws queries, each method what the rule of its name in the grammar says.
type drawer struct {
	*rand.Rand
	docs  []*Doc
	words []string   // of the documents, common ones more often
	rows  [][]string // words in a row
	ids   []string   // of cables, and cited ones
}

// A drawn is a part of a query and what it finds.
type drawn struct {
	text string
	want func(*Doc) bool
	// group reports whether the part needs parentheses in another.
	group bool
}

var plainWord = regexp.MustCompile(`^[a-z]{3,12}$`)

// prepare collects words and ids.
func (d *drawer) prepare() {
	for _, doc := range d.docs {
		var run []string
		for _, list := range doc.tokens.passages {
			for _, t := range list {
				if !plainWord.MatchString(t.text) {
					run = nil
					continue
				}
				if d.IntN(8) == 0 {
					d.words = append(d.words, t.text)
				}
				if run = append(run, t.text); len(run) == 3 {
					d.rows = append(d.rows, run)
					run = nil
				}
			}
		}
		d.ids = append(d.ids, doc.ID)
		for _, t := range doc.texts {
			d.ids = append(d.ids, t.Cable.Mentions...)
			for _, r := range t.Cable.Refs {
				if r.ID != "" {
					d.ids = append(d.ids, r.ID)
				}
			}
		}
	}
}

func pick[T any](d *drawer, list []T) T { return list[d.IntN(len(list))] }

func (d *drawer) or(depth int) drawn  { return d.joined(depth, d.and, "OR") }
func (d *drawer) and(depth int) drawn { return d.joined(depth, d.not, pick(d, []string{"", "AND"})) }

// joined draws one to three parts with an operator between them.
func (d *drawer) joined(depth int, part func(int) drawn, op string) drawn {
	first := part(depth)
	parts := []drawn{first}
	for d.IntN(5) < 2 && len(parts) < 3 {
		parts = append(parts, part(depth))
	}
	if len(parts) == 1 {
		return first
	}
	var texts []string
	for _, p := range parts {
		text := p.text
		if p.group {
			text = "(" + text + ")"
		}
		texts = append(texts, text)
	}
	between := " " + op + " "
	if op == "" {
		between = " "
	}
	return drawn{strings.Join(texts, between), func(doc *Doc) bool {
		for _, p := range parts {
			if p.want(doc) == (op == "OR") {
				return op == "OR"
			}
		}
		return op != "OR"
	}, true}
}

func (d *drawer) not(depth int) drawn {
	switch d.IntN(12) {
	case 0:
		p := d.inGroup(d.not(depth))
		return drawn{"NOT " + p.text, func(doc *Doc) bool { return !p.want(doc) }, false}
	case 1:
		p := d.inGroup(d.leaf(depth))
		return drawn{"-" + p.text, func(doc *Doc) bool { return !p.want(doc) }, false}
	case 2, 3:
		return d.near()
	}
	return d.leaf(depth)
}

// inGroup puts a part into parentheses if it needs them.
func (d *drawer) inGroup(p drawn) drawn {
	if p.group || strings.Contains(p.text, " NEAR/") || strings.Contains(p.text, " ADJ/") {
		return drawn{"(" + p.text + ")", p.want, false}
	}
	return p
}

func (d *drawer) leaf(depth int) drawn {
	if depth > 0 && d.IntN(5) == 0 {
		p := d.or(depth - 1)
		return drawn{"(" + p.text + ")", p.want, false}
	}
	draws := []func() drawn{
		d.word, d.word, d.phrase, d.phrase, d.sloppy, d.prefix, d.wildcard, d.expression, d.paragraph, d.paragraph, d.paragraph,
		d.body, d.summary, d.subject, d.nearInBody, d.tag, d.class, d.mark, d.date, d.has, d.cited, d.id, d.refby, d.precedence, d.handling, d.tagName, d.country, d.post,
	}
	return pick(d, draws)()
}

func (d *drawer) word() drawn {
	w := pick(d, d.words)
	return drawn{pick(d, []string{"=" + w, `"` + w + `"`}), func(doc *Doc) bool { return doc.tokens.terms[w] }, false}
}

// anyPassage reports whether is holds for a passage.
func (d *Doc) anyPassage(is func(list []token) bool) bool {
	return slices.ContainsFunc(d.tokens.passages, is)
}

// row draws words in a row, some with another word.
func (d *drawer) row() []string {
	row := slices.Clone(pick(d, d.rows)[:2+d.IntN(2)])
	if d.IntN(4) == 0 {
		row[0] = pick(d, d.words)
	}
	return row
}

func quoted(words []string) string { return `"` + strings.Join(words, " ") + `"` }

func (d *drawer) phrase() drawn {
	row := d.row()
	return drawn{quoted(row), func(doc *Doc) bool {
		return doc.anyPassage(func(list []token) bool { return len(rowsOf(list, row)) > 0 })
	}, false}
}

func (d *drawer) sloppy() drawn {
	row, slop := d.row(), 1+d.IntN(6)
	d.Shuffle(len(row), func(i, j int) { row[i], row[j] = row[j], row[i] })
	return drawn{fmt.Sprintf("%s~%d", quoted(row), slop), func(doc *Doc) bool {
		return doc.anyPassage(func(list []token) bool { return slopes(list, row, slop) })
	}, false}
}

func (doc *Doc) hasTerm(is func(term string) bool) bool {
	for term := range doc.tokens.terms {
		if is(term) {
			return true
		}
	}
	return false
}

func (d *drawer) prefix() drawn {
	w := pick(d, d.words)
	w = w[:2+d.IntN(len(w)-2)]
	return drawn{w + "*", func(doc *Doc) bool { return doc.hasTerm(func(t string) bool { return strings.HasPrefix(t, w) }) }, false}
}

func (d *drawer) wildcard() drawn {
	w := pick(d, d.words)
	at := d.IntN(len(w) - 1)
	pattern, re := w[:at]+"?"+w[at+1:], w[:at]+"."+w[at+1:]
	if d.IntN(2) == 0 {
		pattern, re = w[:at+1]+"*"+w[len(w)-1:], w[:at+1]+".*"+w[len(w)-1:]
	}
	return drawn{pattern, matchesTerm(re), false}
}

func matchesTerm(expression string) func(doc *Doc) bool {
	re := regexp.MustCompile("^(?:" + expression + ")$")
	return func(doc *Doc) bool { return doc.hasTerm(re.MatchString) }
}

// expression draws a regular expression made from a word.
func (d *drawer) expression() drawn {
	w, other := pick(d, d.words), pick(d, d.words)
	re := pick(d, []string{w[:2] + "[a-z]+" + w[len(w)-1:], w + "|" + other, w[:len(w)-1] + "(s|ed|ing)?", "[" + w + "]{3,4}", ".{2}" + w[2:], w[:1] + ".*" + other[len(other)-2:]})
	return drawn{"/" + re + "/", matchesTerm(re), false}
}

// operand draws a word or phrase of NEAR.
func (d *drawer) operand(prefix string) (string, operand) {
	switch d.IntN(5) {
	case 0:
		row := pick(d, d.rows)[:2]
		return prefix + quoted(row), func(list []token) []span { return rowsOf(list, row) }
	case 1:
		a, b := pick(d, d.words), pick(d, d.words)
		return fmt.Sprintf("(%s=%s OR %s=%s)", prefix, a, prefix, b), func(list []token) []span {
			return append(rowsOf(list, []string{a}), rowsOf(list, []string{b})...)
		}
	}
	w := pick(d, d.words)
	return prefix + "=" + w, func(list []token) []span { return rowsOf(list, []string{w}) }
}

// near draws words near each other.
func (d *drawer) near() drawn {
	text, ops, steps := d.nearParts("")
	return drawn{text, func(doc *Doc) bool {
		return doc.anyPassage(func(list []token) bool { return near(list, ops, steps) })
	}, false}
}

// nearParts draws two or three words, with prefix before each.
func (d *drawer) nearParts(prefix string) (string, []operand, []step) {
	if d.IntN(2) == 0 { // two words of one row
		row, s := pick(d, d.rows), step{1 + d.IntN(3), d.IntN(2) == 0}
		a, b := row[:1], row[2:]
		return fmt.Sprintf("%s=%s %s %s=%s", prefix, a[0], s, prefix, b[0]), []operand{
			func(list []token) []span { return rowsOf(list, a) }, func(list []token) []span { return rowsOf(list, b) },
		}, []step{s}
	}
	text, first := d.operand(prefix)
	ops, steps := []operand{first}, []step(nil)
	for range 1 + d.IntN(2) {
		s := step{1 + d.IntN(30), d.IntN(3) == 0}
		more, op := d.operand(prefix)
		text += fmt.Sprintf(" %s %s", s, more)
		ops, steps = append(ops, op), append(steps, s)
	}
	return text, ops, steps
}

func (s step) String() string {
	if s.ordered {
		return fmt.Sprintf("ADJ/%d", s.distance)
	}
	return fmt.Sprintf("NEAR/%d", s.distance)
}

func (d *drawer) nearInBody() drawn {
	text, ops, steps := d.nearParts("")
	inBody := func(op operand) operand {
		return func(list []token) []span {
			return slices.DeleteFunc(op(list), func(s span) bool { return !list[s.from].body })
		}
	}
	for i, op := range ops {
		ops[i] = inBody(op)
	}
	return drawn{"body:(" + text + ")", func(doc *Doc) bool {
		return doc.anyPassage(func(list []token) bool { return near(list, ops, steps) })
	}, false}
}

// A paraTest is what para:( … ) says of one paragraph.
type paraTest struct {
	text  string
	holds func(p *para) bool
}

func (d *drawer) paragraph() drawn {
	t := d.paraTest(2)
	return drawn{"para:(" + t.text + ")", func(doc *Doc) bool {
		for _, p := range doc.tokens.paras {
			if len(p.tokens) > 0 && t.holds(p) {
				return true
			}
		}
		return false
	}, false}
}

func (d *drawer) paraTest(depth int) paraTest {
	switch n := d.IntN(10); {
	case n < 3 && depth > 0:
		a, b := d.paraTest(depth-1), d.paraTest(depth-1)
		return paraTest{fmt.Sprintf("(%s) (%s)", a.text, b.text), func(p *para) bool { return a.holds(p) && b.holds(p) }}
	case n < 4 && depth > 0:
		a, b := d.paraTest(depth-1), d.paraTest(depth-1)
		return paraTest{fmt.Sprintf("(%s) OR (%s)", a.text, b.text), func(p *para) bool { return a.holds(p) || b.holds(p) }}
	case n == 4:
		row := d.row()
		return paraTest{quoted(row), func(p *para) bool { return len(rowsOf(p.tokens, row)) > 0 }}
	case n == 5 && d.IntN(3) == 0:
		row, slop := d.row()[:2], 1+d.IntN(6)
		return paraTest{fmt.Sprintf("%s~%d", quoted(row), slop), func(p *para) bool { return slopes(p.tokens, row, slop) }}
	case n == 5:
		text, ops, steps := d.nearParts("")
		return paraTest{text, func(p *para) bool { return near(p.tokens, ops, steps) }}
	case n == 6:
		mark := pick(d, []string{"S", "C", "SBU", "U", "S/NF", "C/NF"})
		return paraTest{"mark:" + mark, func(p *para) bool { return p.mark == mark }}
	case n == 7:
		least := 3 + d.IntN(3)
		name := []string{"U", "LOU", "SBU", "C", "S", "TS"}[least]
		return paraTest{"mark:>=" + name, func(p *para) bool { return rankOf(p.class) >= least }}
	case n == 8:
		row := pick(d, d.rows)
		return paraTest{"=" + row[0] + " =" + row[2], func(p *para) bool {
			return len(rowsOf(p.tokens, row[:1])) > 0 && len(rowsOf(p.tokens, row[2:])) > 0
		}}
	}
	w := pick(d, d.words)
	return paraTest{"=" + w, func(p *para) bool { return len(rowsOf(p.tokens, []string{w})) > 0 }}
}

// rankOf returns the place of a classification in the order of the query language, -1
// for none.
func rankOf(class string) int {
	return slices.Index([]string{"UNCLASSIFIED", "LIMITED OFFICIAL USE", "SENSITIVE BUT UNCLASSIFIED", "CONFIDENTIAL", "SECRET", "TOP SECRET"}, class)
}

func (d *drawer) body() drawn {
	row := d.row()[:1+d.IntN(2)]
	return drawn{"body:" + quoted(row), func(doc *Doc) bool {
		return doc.anyPassage(func(list []token) bool {
			return slices.ContainsFunc(rowsOf(list, row), func(s span) bool { return list[s.from].body })
		})
	}, false}
}

func (d *drawer) summary() drawn {
	w := pick(d, d.words)
	return drawn{"summary:=" + w, func(doc *Doc) bool {
		return slices.ContainsFunc(doc.tokens.summary, func(list []token) bool { return len(rowsOf(list, []string{w})) > 0 })
	}, false}
}

func (d *drawer) subject() drawn {
	w := pick(d, d.words)
	for range 20 {
		if subject := simpleWords(pick(d, d.docs).Cable.Subject); len(subject) > 0 && plainWord.MatchString(subject[0]) {
			w = subject[0]
			break
		}
	}
	return drawn{"subject:=" + w, func(doc *Doc) bool { return doc.tokens.subjectTerms[w] }, false}
}

// values draws a value of the documents, the fallback if none has one.
func (d *drawer) value(fallback string, of func(c *cable.Cable) []string) string {
	for range 20 {
		if list := of(pick(d, d.docs).Cable); len(list) > 0 {
			return pick(d, list)
		}
	}
	return fallback
}

func (d *drawer) tag() drawn {
	codes := func(c *cable.Cable) []string {
		var list []string
		for _, t := range c.Tags {
			if len(tags.Meanings(t.Code)) > 0 {
				list = append(list, t.Code)
			}
		}
		return list
	}
	a, b := d.value("PREL", codes), d.value("PGOV", codes)
	switch d.IntN(3) {
	case 0:
		return drawn{"tags:" + a + "," + b, func(doc *Doc) bool { return doc.tag(a, b) }, false}
	case 1:
		return drawn{fmt.Sprintf("tags:(%s -%s)", a, b), func(doc *Doc) bool { return doc.tag(a) && !doc.tag(b) }, false}
	}
	return drawn{"tags:" + strings.ToLower(a), func(doc *Doc) bool { return doc.tag(a) }, false}
}

func (d *drawer) class() drawn {
	all := []string{"UNCLASSIFIED", "LIMITED OFFICIAL USE", "FOR OFFICIAL USE ONLY", "SENSITIVE BUT UNCLASSIFIED", "CONFIDENTIAL", "SECRET", "TOP SECRET"}
	short := []string{"U", "LOU", "FOUO", "SBU", "C", "S", "TS"}
	i := d.IntN(len(all))
	switch {
	case d.IntN(2) == 0:
		return drawn{"class:" + short[i], func(doc *Doc) bool { return doc.class(all[i]) }, false}
	case short[i] == "SBU":
		i--
	}
	return drawn{"class:>=" + short[i], func(doc *Doc) bool { return doc.class(all[i:]...) }, false}
}

func (d *drawer) mark() drawn {
	m := pick(d, []string{"U", "SBU", "C", "S", "C/NF", "S/NF", "U/FOUO"})
	return drawn{"mark:" + m, func(doc *Doc) bool { return doc.mark(m) }, false}
}

func (d *drawer) date() drawn {
	year := fmt.Sprint(1972 + d.IntN(40))
	if date := pick(d, d.docs).Cable.Date; !date.IsZero() {
		year = date.Format("2006")
	}
	switch d.IntN(4) {
	case 0:
		return drawn{"date:>=" + year, func(doc *Doc) bool { return doc.sent(year, "9999") }, false}
	case 1:
		return drawn{fmt.Sprintf("date:[* TO %s]", year), func(doc *Doc) bool { return doc.sent("0000", year) }, false}
	}
	return drawn{pick(d, []string{"date:", "year:"}) + year, func(doc *Doc) bool { return doc.sent(year, year) }, false}
}

func (d *drawer) has() drawn {
	q := pick(d, []drawn{
		{"has:mentions", func(doc *Doc) bool { return doc.any(func(c *cable.Cable) bool { return len(c.Mentions) > 0 }) }, false},
		{"has:summary", func(doc *Doc) bool { return doc.any(func(c *cable.Cable) bool { return c.Summary != "" }) }, false},
		{"has:body", func(doc *Doc) bool {
			return doc.any(func(c *cable.Cable) bool { return len(c.Paragraphs)+len(c.Unplaced) > 0 })
		}, false},
		{"has:tags", func(doc *Doc) bool { return doc.any(func(c *cable.Cable) bool { return len(c.Tags) > 0 }) }, false},
	})
	if d.IntN(2) == 0 {
		return drawn{strings.Replace(q.text, "has:", "missing:", 1), func(doc *Doc) bool { return !q.want(doc) }, false}
	}
	return q
}

var bareID = regexp.MustCompile(`^[0-9]{2}[A-Z]{4,}[0-9]+$`)

func (d *drawer) anID() string {
	for range 50 {
		if id := pick(d, d.ids); bareID.MatchString(id) {
			return id
		}
	}
	return "09STATE15113"
}

func (d *drawer) cited() drawn {
	id := d.anID()
	return drawn{pick(d, []string{id, strings.ToLower(id), id + ".html"}), func(doc *Doc) bool { return doc.cites(id) }, false}
}

func (d *drawer) id() drawn {
	id := d.anID()
	is := func(s string) bool { return mrn.Canonical(s) == id }
	in := map[string]func(c *cable.Cable) bool{
		"id": func(c *cable.Cable) bool { return is(c.ID) || slices.ContainsFunc(c.Aliases, is) },
		"ref": func(c *cable.Cable) bool {
			return slices.ContainsFunc(c.Refs, func(r cable.Ref) bool { return is(r.ID) })
		},
		"mentions": func(c *cable.Cable) bool { return slices.ContainsFunc(c.Mentions, is) },
	}
	name := pick(d, []string{"id", "ref", "mentions"})
	return drawn{name + ":" + id, func(doc *Doc) bool { return name == "id" && is(doc.ID) || doc.any(in[name]) }, false}
}

// refby draws the cables that a cable's REF block names.
func (d *drawer) refby() drawn {
	id := d.anID()
	if d.IntN(2) == 0 {
		id = pick(d, d.docs).ID
	}
	if !bareID.MatchString(id) {
		return d.id()
	}
	named := map[string]bool{}
	for _, doc := range d.docs {
		if doc.ID != id && !slices.ContainsFunc(doc.texts, func(t index.Document) bool { return t.Cable.ID == id || slices.Contains(t.Cable.Aliases, id) }) {
			continue
		}
		for _, t := range doc.texts {
			for _, r := range t.Cable.Refs {
				named[r.ID] = r.ID != ""
			}
		}
	}
	return drawn{"refby:" + id, func(doc *Doc) bool {
		return named[doc.ID] || doc.any(func(c *cable.Cable) bool {
			return named[c.ID] || slices.ContainsFunc(c.Aliases, func(a string) bool { return named[a] })
		})
	}, false}
}

// tagName draws a word of the names of TAGS codes.
func (d *drawer) tagName() drawn {
	words := pick(d, []string{"arms control", "human rights", "economic conditions", "nuclear non-proliferation"})
	codes := map[string]bool{}
	for e := range tags.All() {
		if row := simpleWords(e.Name); e.Kind == tags.Subject && strings.Contains(spaced(strings.Join(row, " ")), spaced(strings.Join(simpleWords(words), " "))) {
			codes[e.Code] = true
		}
	}
	if len(codes) == 0 {
		return d.tag()
	}
	is := func(code string) bool { return codes[code] || strings.EqualFold(code, words) }
	return drawn{fmt.Sprintf("tags:%q", words), func(doc *Doc) bool {
		return doc.any(func(c *cable.Cable) bool {
			return slices.ContainsFunc(c.Tags, func(t tags.Tag) bool { return is(t.Code) || is(t.Meant) })
		})
	}, false}
}

// country draws a country by its name at the cable's date.
func (d *drawer) country() drawn {
	name := d.value("Belgium", func(c *cable.Cable) []string {
		var list []string
		for _, t := range c.Tags {
			if t.Kind == tags.Geo && plainWord.MatchString(strings.ToLower(t.Name)) {
				list = append(list, t.Name)
			}
		}
		return list
	})
	countries := tags.Countries(name)
	return drawn{"geo:" + name, func(doc *Doc) bool {
		return doc.any(func(c *cable.Cable) bool {
			return slices.ContainsFunc(c.Tags, func(t tags.Tag) bool {
				return t.Kind == tags.Geo && slices.Contains(countries, t.Name)
			})
		})
	}, false}
}

// post draws a sender by the code of its post.
func (d *drawer) post() drawn {
	for range 20 {
		p, ok := post.Lookup(index.Origin(pick(d, d.docs).Document))
		if !ok || !plainWord.MatchString(strings.ToLower(p.Code)) {
			continue
		}
		code := p.Code
		return drawn{"from:" + strings.ToLower(code), func(doc *Doc) bool {
			return slices.ContainsFunc(doc.texts, func(t index.Document) bool {
				t.ID = doc.ID
				return sentBy(t, code)
			})
		}, false}
	}
	return d.precedence()
}

// sentBy reports whether a text is of a post, or names it as its sender. A post is also
// found by its country, which may have the name of another post (Mexico).
func sentBy(t index.Document, code string) bool {
	word := strings.ToLower(code)
	is := func(p post.Post) bool {
		return post.Names(p.Code)[0] == post.Names(code)[0] || slices.Contains(simpleWords(p.Country), word)
	}
	for _, name := range []string{index.Origin(t), t.Cable.From} {
		if p, ok := post.Lookup(name); ok && is(p) {
			return true
		}
		if slices.Contains(simpleWords(name), word) {
			return true
		}
	}
	name, ok := post.ByRouting(t.Cable.Originator)
	p, known := post.Lookup(name)
	return ok && known && is(p)
}

func (d *drawer) precedence() drawn {
	letter := pick(d, []string{"R", "P", "O", "Z"})
	return drawn{"prec:" + letter, func(doc *Doc) bool {
		return doc.any(func(c *cable.Cable) bool { return slices.Contains(c.Precedence, letter) })
	}, false}
}

func (d *drawer) handling() drawn {
	caption := pick(d, []string{"SIPDIS", "NOFORN", "EXDIS", "LIMDIS"})
	return drawn{"handling:" + caption, func(doc *Doc) bool { return doc.handled(caption) }, false}
}
