package search

import (
	"fmt"
	"maps"
	"math/rand/v2"
	"regexp"
	"slices"
	"strings"
	"testing"

	"reftel/corpus/cable"
	"reftel/index"
	"reftel/index/query"
)

// TestWhatIsMarkedIsWhatMatched compares, for each word or phrase of many queries and
// each cable, the places at which the matchers found it with those that the
// highlighter marks.
func TestWhatIsMarkedIsWhatMatched(t *testing.T) {
	defer func(n int) { wideTerms = n }(wideTerms)
	wideTerms = 1 << 30 // the counts of a wide word have no places
	docs := sampleDocs(t)
	s := newSearcher(leavesOf(docs, len(docs)))
	places := 0
	cables := make([]markedCable, len(docs))
	for i, d := range docs {
		cables[i] = newMarkedCable(d)
	}
	for _, text := range slices.Concat(markedQueries, drawnQueries(docs)) {
		l := newLookup(t.Context(), s)
		n, err := l.rewrite(parse(t, text))
		if err != nil {
			t.Fatal(err)
		}
		for _, leaf := range highlighted(n, nil) {
			places += compareMarks(t, l, cables, leaf)
		}
	}
	if places < sized(5_000, 1_500) {
		t.Errorf("only %d places", places)
	}
}

// markedQueries are phrases, inflections, zones, spellings and patterns.
var markedQueries = []string{
	`"of the"`, `"foreign minister"`, `"the * of"`, `body:"of the"`, `subject:"cluster munitions"`,
	`minister`, `ministers`, `=minister`, `negotiate`, `defence`, `defense`, `body:minister`, `subject:munitions`, `subject:subject`,
	`cease-fire`, `ceasefire`, `cease fire`, `al-Qaida`, `"al Qa'ida"`, `O'Brien`, `obrien`, `F-16`, `f16`, `co-operation`, `cooperation`,
	`"of the"~3`, `"minister the of"~9`, `=the NEAR/3 =of`, `minister ADJ/9 (=of OR m*) NEAR/2 =the`, `body:(=the NEAR/2 =of)`, `subject:(=of NEAR/4 =the)`,
	`/m.n.*/`, `mun*`, `body:m*`, `subject:m*`, `*tion`, `m?nist*`, `minstre~2`, `munitoins~1`, `PM/WRA`, `U.S.`,
}

// drawnQueries returns words and phrases from the documents.
func drawnQueries(docs []index.Document) []string {
	random := rand.New(rand.NewPCG(1, 13))
	word := regexp.MustCompile(`[\pL\d][\pL\d'’-]*`)
	var list []string
	for range sized(60, 15) {
		words := word.FindAllString(docs[random.IntN(len(docs))].Cable.Body, -1)
		if len(words) < 10 {
			continue
		}
		at, n := random.IntN(len(words)-4), random.IntN(3)
		text := `"` + strings.Join(words[at:at+1+n], " ") + `"`
		list = append(list, []string{"", "", "body:", "subject:"}[random.IntN(4)]+text)
		list = append(list, []string{"", "=", "body:"}[random.IntN(3)]+`"`+words[at]+`"`)
	}
	return slices.DeleteFunc(list, func(text string) bool { _, err := query.Parse(text); return err != nil })
}

// compareMarks compares the places of a word or phrase in all cables, and returns
// their number.
func compareMarks(t *testing.T, l *lookup, cables []markedCable, n query.Node) int {
	c := &compiler{lookup: l, leaf: l.leaves[0]}
	m, err := c.node(n)
	if err != nil {
		t.Fatal(err)
	}
	h := l.highlighter(n)
	places := 0
	doc, err := m.advance(0)
	for i, d := range cables {
		var matched []int
		if err == nil && doc == uint32(i) {
			matched = slices.Sorted(maps.Keys(placesOf(t, m, doc)))
			doc, err = m.advance(doc + 1)
		}
		marked := slices.Sorted(maps.Keys(d.marks(t, h, zoneField(n) == SubjectField)))
		if !slices.Equal(matched, marked) {
			t.Errorf("%s in %s: matched at %v, marked at %v", n, d.id, matched, marked)
		}
		places += len(matched)
	}
	if err != nil {
		t.Fatal(err)
	}
	return places
}

// placesOf returns the positions at which the current match of a document begins.
func placesOf(t *testing.T, m matches, doc uint32) map[int]bool {
	found := map[int]bool{}
	add := func(positions []uint32) {
		for _, p := range positions {
			found[int(p)] = true
		}
	}
	any := func(parts []matches, ats []uint32) {
		for i, p := range parts {
			if ats[i] == doc {
				maps.Copy(found, placesOf(t, p, doc))
			}
		}
	}
	switch m := m.(type) {
	case *boosted:
		return placesOf(t, m.want, doc)
	case *word:
		for i, p := range m.terms {
			if m.ats[i] == doc {
				add(p.positions())
			}
		}
	case *phrase:
		add(m.places)
	case *sloppy:
		m.starts(m.positions, func(start int) error {
			if _, ok := m.from(start, m.positions); ok {
				add(m.taken)
			}
			return nil
		})
	case *scoped:
		if err := m.leaf.Zones(doc, AllZones, &m.zones); err != nil {
			t.Fatal(err)
		}
		if err := m.row.find(&scopeText{doc, m.zones.Paragraphs}); err != nil {
			t.Fatal(err)
		}
		for _, spans := range m.row.kept {
			for _, r := range spans {
				add([]uint32{r.Start})
			}
		}
	case *spelt:
		any(m.parts, m.ats)
	case *bestOf:
		any(m.parts, m.ats)
	case *anyOf:
		any(m.parts, m.ats)
	case *postings, *allOf: // of a portion mark
	default:
		t.Fatalf("%T has no places", m)
	}
	return found
}

// A markedCable is a cable of one text.
type markedCable struct {
	id       string
	passages []passage
	// starts are the positions in the index of the words of a passage, by the byte
	// where they begin; nil if the passage is not in the index, since it is a fact that
	// repeats the text.
	starts []map[int]int
	// subject are those of the words of the subject line, as positions of the field
	// subject.
	subject map[int]int
}

func newMarkedCable(d index.Document) markedCable {
	c := markedCable{id: d.ID, passages: passagesOf(d.Texts()), subject: map[int]int{}}
	indexed := map[string]bool{}
	for _, term := range scan(c.passages).words {
		for _, at := range term.Positions {
			indexed[fmt.Sprint(term.Text, " ", at)] = true
		}
	}
	end := 0
	for i := range c.passages {
		p := &c.passages[i]
		base := end
		if i > 0 {
			base += p.gapBefore(&c.passages[i-1])
		}
		starts, last, isIn := map[int]int{}, base, false
		for _, tok := range new(tokenList).of(p, false) {
			last = base + tok.position
			starts[tok.Start] = last
			isIn = isIn || indexed[fmt.Sprint(tok.term, " ", last)]
		}
		if !isIn {
			c.starts = append(c.starts, nil)
			continue
		}
		c.starts = append(c.starts, starts)
		end = last
	}
	c.findSubject(scan(subjectsOf(d.Texts())).length)
	return c
}

// findSubject finds the words of the subject: the last n of its line.
func (c *markedCable) findSubject(n int) {
	last := 0
	for _, piece := range c.passages[0].cable.Pieces {
		for start, at := range c.starts[0] {
			if piece.Kind == cable.PieceSubject && start >= piece.Start && start < piece.End {
				c.subject[start] = at
				last = max(last, at)
			}
		}
	}
	for start := range c.subject {
		c.subject[start] -= last - n
	}
}

// marks returns the positions at which the marks begin.
func (c *markedCable) marks(t *testing.T, h *highlighter, subject bool) map[int]bool {
	found := map[int]bool{}
	for i := range c.passages {
		starts := c.starts[i]
		if subject {
			starts = c.subject
		}
		list, err := h.marks(&c.passages[i])
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range list {
			if at, ok := starts[m.Start]; ok && m.End > m.Start {
				found[at] = true
			}
		}
	}
	return found
}

// zoneField returns the field of the index in which a word of the query is looked for.
func zoneField(n query.Node) string {
	name := ""
	switch n := n.(type) {
	case *query.Word:
		name = n.Field
	case *query.Phrase:
		name = n.Field
	case *query.Prefix:
		name = n.Field
	case *query.Wildcard:
		name = n.Field
	case *query.Fuzzy:
		name = n.Field
	case *query.Regexp:
		name = n.Field
	case *query.Near:
		return zoneField(firstWord(n))
	}
	z, _ := zoneOf(name)
	return z.field
}
