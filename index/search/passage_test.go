package search

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"reftel/corpus"
	"reftel/corpus/cable"
	"reftel/index"
	"reftel/index/query"
)

// spanOf returns the span of the first occurrence of part in text.
func spanOf(t *testing.T, text, part string) cable.Span {
	t.Helper()
	at := strings.Index(text, part)
	if at < 0 {
		t.Fatalf("%q is not in the text", part)
	}
	return cable.Span{Start: at, End: at + len(part)}
}

// pier is a text with all kinds of passages: a stamp before the telegram, a
// paragraph, furniture, an unplaced piece and an archive's facts.
func pier(t *testing.T) index.Document {
	t.Helper()
	const text = `UNCLAS QUITO 2817
SUBJECT: PIER
1. THE CRANE STANDS
PAGE 02
ON THE PIER.

TICKETS ARE SOLD
PAGE 03
AT THE GATE.
Film Number: D75 0410
Office: ACTION EB
Subject: Pier`
	span := func(part string) cable.Span { return spanOf(t, text, part) }
	body := span("1. THE CRANE STANDS\nPAGE 02\nON THE PIER.")
	c := &cable.Cable{
		ID: "73QUITO2817", Text: text, Content: cable.Span{End: body.End},
		Paragraphs: []cable.Paragraph{{Number: 1, Span: body, Text: "THE CRANE STANDS\nON THE PIER."}},
		Unplaced:   []cable.Unplaced{{Line: 7, Text: "TICKETS ARE SOLD\nAT THE GATE.", Span: span("TICKETS ARE SOLD\nPAGE 03\nAT THE GATE.")}},
		Subject:    "PIER",
		Facts: []cable.Fact{
			{Name: "Film Number", Span: span("D75 0410")}, {Name: "Office", Span: span("ACTION EB")}, {Name: "Subject", Span: span("Pier")},
		},
		Furniture: []cable.Span{span("PAGE 02\n"), span("PAGE 03\n")},
		Pieces: []cable.Piece{
			{Span: cable.Span{End: body.Start}, Kind: cable.PieceClassification, Para: -1},
			{Span: span("1. "), Kind: cable.PieceMarker, Para: 0},
			{Span: span("THE CRANE STANDS\n"), Kind: cable.PieceText, Para: 0},
			{Span: span("PAGE 02\n"), Kind: cable.PieceFurniture, Para: 0},
			{Span: span("ON THE PIER."), Kind: cable.PieceText, Para: 0},
		},
	}
	rec := corpus.Record{Body: text}
	return index.Document{ID: c.ID, Record: rec, Cable: c, Versions: []cable.Version{{Hash: "1"}}}
}

// positions returns the words of a scanned text with their positions, b marking
// those in the body.
func positions(f scannedWords) string {
	var list []string
	for _, t := range f.words {
		for _, at := range t.Positions {
			word := fmt.Sprintf("%04d:%s", at, t.Text)
			if inRanges(f.zones.Body, at) {
				word += "/b"
			}
			list = append(list, word)
		}
	}
	slices.Sort(list)
	for i := range list {
		list[i] = strings.TrimLeft(list[i], "0")
	}
	return strings.Join(list, " ")
}

func TestPassagePositions(t *testing.T) {
	t.Parallel()
	doc := pier(t)
	got := scan(passagesOf(doc.Texts()))
	want := "1:unclas 2:quito 3:2817 4:subject 5:pier 6:the/b 7:crane/b 8:stands/b 9:on/b 10:the/b 11:pier/b " +
		"112:tickets/b 113:are/b 114:sold/b 115:at/b 116:the/b 117:gate/b 218:d75 219:0410 320:action 321:eb"
	if positions(got) != want {
		t.Errorf("got  %s\nwant %s", positions(got), want)
	}
	if got.length != 17 {
		t.Errorf("length %d, want that of content and unplaced pieces, 17", got.length)
	}
}

// plainText is the content of another text: one paragraph.
func plainText(paragraph string) passage {
	c := &cable.Cable{Text: paragraph, Content: cable.Span{End: len(paragraph)}}
	c.Paragraphs = []cable.Paragraph{{Span: c.Content}}
	p := contentOf(c)
	p.cable, p.other = c, true
	return p
}

// TestRepeatedTexts: another text takes positions only if it has words in an order
// that the earlier ones do not have.
func TestRepeatedTexts(t *testing.T) {
	t.Parallel()
	first := plainText("the crane stands on the pier near PM/WRA on the pier of the port")
	first.other = false
	all := positions(scan([]passage{first}))
	for _, test := range []struct {
		others []string
		added  string
	}{
		{[]string{"the crane stands on the pier near PM/WRA on the pier of the port"}, ""},
		{[]string{"on the pier of"}, ""},
		{[]string{"on the pier near"}, ""},
		{[]string{"near pm/wra on"}, ""},
		{[]string{"port"}, ""},
		{[]string{""}, ""},
		{[]string{"on the port"}, " 1016:on/b 1017:the/b 1018:port/b"},
		{[]string{"the pier, the port", "pier the port"}, " 1016:the/b 1017:pier/b 1018:the/b 1019:port/b"},
		{[]string{"gull"}, " 1016:gull/b"},
		{[]string{"gull", "on the pier", "gull", "a gull"}, " 1016:gull/b 2017:a/b 2018:gull/b"},
		// A whole form at the place of its first part is not a row of words.
		{[]string{"near pm wra on"}, " 1016:near/b 1017:pm/b 1018:wra/b 1019:on/b"},
	} {
		passages := []passage{first}
		for _, text := range test.others {
			passages = append(passages, plainText(text))
		}
		if got := positions(scan(passages)); got != all+test.added {
			t.Errorf("%q: got  %s\nwant %s", test.others, got, all+test.added)
		}
	}
	// Words that are in the body of the other text only.
	outside := first
	outside.body = nil
	if got, want := positions(scan([]passage{outside, plainText("on the pier")})), " 1016:on/b 1017:the/b 1018:pier/b"; !strings.HasSuffix(got, want) {
		t.Errorf("got %s, want it to end in %s", got, want)
	}
}

// TestChangedTexts: of another text that differs in some words, the rows of words
// and the paragraphs that differ are indexed, and not much more.
func TestChangedTexts(t *testing.T) {
	t.Parallel()
	random := rand.New(rand.NewPCG(1, 2))
	invent := func(n int) []string {
		words := make([]string, n)
		for i := range words {
			words[i] = fmt.Sprintf("w%c%c", 'a'+random.IntN(5), 'a'+random.IntN(5))
		}
		return words
	}
	for range 50 {
		var shown, other [][]string // paragraphs of words
		most := 0                   // words that may be indexed again
		for range 12 {
			words := invent(20 + random.IntN(60))
			shown = append(shown, words)
			changed := slices.Clone(words)
			if random.IntN(6) == 0 {
				changed[random.IntN(len(changed))] = "changed" + string(rune('a'+random.IntN(26)))
				most += len(words) + 2*gramLen
			}
			if random.IntN(20) == 0 {
				changed = invent(40)
				most += len(changed) + 2*gramLen
			}
			other = append(other, changed)
		}
		first, second := passageOf(shown), passageOf(other)
		first.other = false
		found := scan([]passage{first, second})
		at := map[int]string{} // the word at each position
		for _, t := range found.words {
			for _, p := range t.Positions {
				at[int(p)] = t.Text
			}
		}
		if got := len(at) - len(slices.Concat(shown...)); got > most {
			t.Errorf("%d words are indexed again, want at most %d", got, most)
		}
		all := slices.Concat(other...)
		for _, n := range []int{1, 2, gramLen} {
			for i := range len(all) - n {
				if !rowAt(at, all[i:i+n]) {
					t.Fatalf("%q can't be found", all[i:i+n])
				}
			}
		}
		for _, words := range other {
			if !rowAt(at, words) {
				t.Fatalf("the paragraph %q is not in one piece", words)
			}
		}
	}
}

func rowAt(at map[int]string, words []string) bool {
	for position, first := range at {
		if first != words[0] {
			continue
		}
		if !slices.ContainsFunc(words, func(w string) bool { position++; return at[position-1] != w }) {
			return true
		}
	}
	return false
}

// passageOf is the content of another text, of several paragraphs.
func passageOf(paragraphs [][]string) passage {
	c := &cable.Cable{}
	for _, words := range paragraphs {
		start := len(c.Text)
		c.Text += strings.Join(words, " ") + "\n"
		c.Paragraphs = append(c.Paragraphs, cable.Paragraph{Span: cable.Span{Start: start, End: len(c.Text)}})
	}
	c.Content = cable.Span{End: len(c.Text)}
	p := contentOf(c)
	p.cable, p.other = c, true
	return p
}

// TestOccurrences compares with a search at each place.
func TestOccurrences(t *testing.T) {
	t.Parallel()
	words := func(n, letters, seed int) []Word {
		var list []Word
		position := uint32(0)
		for range n {
			seed = (seed*1103515245 + 12345) & 0x7fffffff
			position += uint32(seed>>8) % 3 / 2
			position++
			list = append(list, Word{Term: uint32(seed>>16) % uint32(letters), Position: position})
		}
		return list
	}
	found := 0
	for seed := range 3000 {
		text := words(30, 2, seed)
		passage := words(1+seed%5, 2, seed+77)
		var want []int
		for at := range len(text) - len(passage) + 1 {
			same := true
			for i, w := range passage {
				same = same && w.Term == text[at+i].Term && w.Position-passage[0].Position == text[at+i].Position-text[at].Position
			}
			if same {
				want = append(want, at)
			}
		}
		got := slices.Collect(new(repeats).occurrences(text, passage))
		if !slices.Equal(got, want) {
			t.Fatalf("%v in %v: got %v, want %v", passage, text, got, want)
		}
		found += len(got)
	}
	if found < 1000 {
		t.Errorf("only %d occurrences", found)
	}
}

// TestPassageSnippets: words of an unplaced piece and of facts are shown.
func TestPassageSnippets(t *testing.T) {
	t.Parallel()
	doc := pier(t)
	s := newSearcher(leavesOf([]index.Document{doc}, 1))
	for _, test := range []struct{ query, want string }{
		{`tickets`, "0 [TICKETS] ARE SOLD AT THE GATE."},
		{`"sold at the gate"`, "0 TICKETS ARE [SOLD AT THE GATE]."},
		{`body:gate`, "0 TICKETS ARE SOLD AT THE [GATE]."},
		{`0410`, "0 Film Number: D75 [0410]"},
		{`"action eb"`, "0 Office: [ACTION EB]"},
		{`crane gate`, "1 THE [CRANE] STANDS ON THE PIER.|0 TICKETS ARE SOLD AT THE [GATE]."},
		{`quito subject:pier`, "0 UNCLAS [QUITO] 2817 SUBJECT: PIER"},
		{`body:eb`, "1 THE CRANE STANDS ON THE PIER."},
		{`"pier tickets"`, "1 THE CRANE STANDS ON THE PIER."},
	} {
		tree, err := query.Parse(test.query)
		if err != nil {
			t.Fatal(err)
		}
		c, best, err := s.best(t.Context(), index.Request{Query: tree, Limit: -1})
		if err != nil {
			t.Fatal(err)
		}
		snippets, err := c.lookup.highlighter(c.query).snippets(doc, 2)
		if err != nil {
			t.Fatal(err)
		}
		found, err := best.page(index.Request{Limit: -1})
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		for _, sn := range snippets {
			got = append(got, fmt.Sprintf("%d %s", sn.Paragraph, bracketed(sn)))
		}
		if strings.Join(got, "|") != test.want {
			t.Errorf("%s: got %q, want %q", test.query, got, test.want)
		}
		if want := strings.Contains(test.want, "["); (len(found) == 1) != want {
			t.Errorf("%s finds %d cables", test.query, len(found))
		}
	}
}

// bracketed returns the text of a snippet with its matches in brackets.
func bracketed(sn index.Snippet) string {
	text, at := "", 0
	for _, m := range sn.Matches {
		text += sn.Text[at:m.Start] + "[" + sn.Text[m.Start:m.End] + "]"
		at = m.End
	}
	return text + sn.Text[at:]
}
