package search

import (
	"slices"
	"strings"
	"testing"

	"reftel/corpus"
	"reftel/corpus/cable"
	"reftel/index"
)

const scopedCable = `O 041412Z DEC 08
FM AMEMBASSY QUITO
TO SECSTATE WASHDC

C O N F I D E N T I A L QUITO 000815

SIPDIS

E.O. 12958: DECL: 12/04/2018
TAGS: EWWT, EC
SUBJECT: CRANE AND PIER

REF: 08STATE125512

1. (SBU) The crane stands on the old pier. The pier is wet.

2. (C/NF) The crane fell. The gull and the crane operator flew from
the pier.

3. (S) No gull came near the old
harbour.
NAPPER
`

func scopedDoc() index.Document {
	rec := corpus.Record{ID: "08QUITO815", Body: scopedCable}
	return index.NewDocument(rec, cable.Parse(rec))
}

// TestScopes: what is found, and what of it is marked.
func TestScopes(t *testing.T) {
	t.Parallel()
	s := newSearcher(leavesOf([]index.Document{scopedDoc()}, 1))
	for _, tt := range []struct{ query, marked string }{ // "" is not found
		{"=gull NEAR/4 =crane", "crane gull"},
		{"=gull NEAR/3 =crane", "crane gull"},
		{"=gull NEAR/2 =crane", ""},
		{"=crane ADJ/5 =pier", "crane pier"}, // stands on the old pier: in 1 and the subject
		{"=pier ADJ/5 =crane", ""},
		{"=crane ADJ/1 =pier", ""},
		{"=crane NEAR/1 =crane", ""},
		{"=crane NEAR/9 =crane", "crane"},
		{"=pier NEAR/9 =crane NEAR/3 =gull", "gull crane pier"},
		{"=wet NEAR/5 =crane", ""}, // in two paragraphs
		{`"crane operator" NEAR/4 =gull`, "gull crane operator"},
		{`"crane operator" NEAR/2 =gull`, ""},
		{"gulls NEAR/3 (crane* OR zebra)", "crane gull"},
		{"subject:(=crane NEAR/2 =pier)", "-"},
		{"body:(=crane NEAR/3 =and)", "and crane"},
		{"para:(=crane =wet)", "crane wet"},
		{"para:(=gull =wet)", ""},
		{"para:(=gull -=crane)", "gull"},
		{"para:(mark:C/NF =gull)", "gull"},
		{"para:(mark:SBU =gull)", ""},
		{"para:(mark:>=C =pier)", "pier"},
		{"para:(mark:>=S =pier)", ""},
		{"para:(mark:C* =crane)", "crane"},
		{"para:(mark:/[sc].*/ =old)", "old"},
		{"para:(has:mark =wet)", "wet"},
		{"para:(missing:mark =wet)", ""},
		{"para:(=gull =crane NEAR/3 =gull)", "crane gull"},
		{`para:("old harbour" OR =zebra)`, "old harbour"},
		{`para:"pier is"`, "pier is"},
		{`para:"wet the"`, ""}, // a paragraph ends between them
		{`"wet the"`, "-"},
		{"para:(*)", "-"},
		{"para:(mark:C/NF)", "-"},
		{`para:("crane flew"~2 =gull)`, "gull crane flew"},
		{`para:("crane flew"~1 =pier)`, "crane flew pier"},
		{`para:("pier gull"~9)`, "gull pier"},
		{`para:("wet crane"~9)`, ""},
		{`para:(=gull -"crane flew"~9)`, "gull"},
		{`"pier old"~2`, "old pier"},
		{`"pier old"~1`, ""},
		{`"crane on"~1`, "crane on"},
		{`"crane crane"~9`, "crane"},
		{`"zebra crane"~9`, ""},
		{"/cra.e|gul+/", "crane gull"},
		{"/cra/", ""},
		{"summary:crane", ""},
		{"08QUITO815 =crane", "crane"},
		{"08STATE125512", "-"},
		{"refby:08QUITO815", ""},
	} {
		found, marked := askOne(t, s, tt.query)
		if found != (tt.marked != "") {
			t.Errorf("%s: found is %v", tt.query, found)
		}
		if found && tt.marked != "-" && marked != tt.marked {
			t.Errorf("%s: marked %q, want %q", tt.query, marked, tt.marked)
		}
	}
}

// askOne returns whether a query finds anything, and the words that are marked in the
// first hit, each once, in the order of the text.
func askOne(t *testing.T, s *Searcher, text string) (found bool, marked string) {
	t.Helper()
	res, err := s.Search(t.Context(), index.Request{Query: parse(t, text), Limit: 1, Snippets: 50})
	if err != nil {
		t.Fatalf("%s: %v", text, err)
	}
	var words []string
	for _, h := range res.Hits {
		for _, snippet := range h.Snippets {
			for _, m := range snippet.Matches {
				for _, w := range strings.Fields(strings.ToLower(snippet.Text[m.Start:m.End])) {
					if !slices.Contains(words, w) {
						words = append(words, w)
					}
				}
			}
		}
	}
	return res.Total > 0, strings.Join(words, " ")
}

// A bare MRN has the cable itself first.
func TestCitedFirst(t *testing.T) {
	t.Parallel()
	records := []corpus.Record{
		{ID: "09STATE1", Body: "UNCLAS STATE 000001\n\nSUBJECT: ONE\n\n1. Text.\n"},
		{ID: "08PARIS2", Body: "UNCLAS PARIS 000002\n\nSUBJECT: TWO\n\nREF: 09 STATE 1\n\n1. See 09 STATE 1, 09 STATE 1 and 09 STATE 1.\n"},
		{ID: "08PARIS3", Body: "UNCLAS PARIS 000003\n\nSUBJECT: THREE\n\n1. Nothing.\n"},
	}
	var docs []index.Document
	for _, r := range records {
		docs = append(docs, index.NewDocument(r, cable.Parse(r)))
	}
	s := newSearcher(leavesOf(docs, 2))
	for _, name := range []string{"09STATE1", "2009 State 01", "09STATE1.html", "https://example.org/cable/2009/02/09STATE1_a.html"} {
		if doc, err := s.Get(t.Context(), name); err != nil || doc.ID != "09STATE1" {
			t.Errorf("%s is %s, %v", name, doc.ID, err)
		}
	}
	for query, want := range map[string]string{
		"09STATE1": "09STATE1 08PARIS2", "09STATE1.html": "09STATE1 08PARIS2", `"state 00001"`: "09STATE1 08PARIS2",
		"refby:08PARIS2": "09STATE1", "refby:09STATE1": "", "id:09STATE1": "09STATE1", "ref:09STATE1": "08PARIS2",
	} {
		ids, err := s.IDs(t.Context(), index.Request{Query: parse(t, query), Limit: 10})
		if err != nil || strings.Join(ids, " ") != want {
			t.Errorf("%s finds %v, %v; want %s", query, ids, err, want)
		}
	}
}

func BenchmarkScopes(b *testing.B) {
	docs := sampleDocs(b)
	s := newSearcher(leavesOf(docs, len(docs)))
	for _, text := range []string{"foreign minister", "foreign NEAR/5 minister", "para:(foreign minister)", "para:(mark:>=C minister)", "of NEAR/5 the", `"of the"~5`, "m* NEAR/5 the"} {
		b.Run(text, func(b *testing.B) {
			n := parse(b, text)
			b.ReportAllocs()
			for b.Loop() {
				if _, err := s.Search(b.Context(), index.Request{Query: n, Limit: 10}); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
