package bleveindex_test

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"reftel/index"
	"reftel/index/bleveindex"
	"reftel/index/indextest"
	"reftel/index/query"
)

func sortedKeys(m map[string]string) []string { return slices.Sorted(maps.Keys(m)) }

// fiction returns an invented cable with the given second paragraph.
func fiction(id, text string) string {
	return fmt.Sprintf(`VZCZCXRO0001
RR RUEHRN
DE RUEHFR #0001 0420915
ZNY CCCCC ZZH
R 110915Z FEB 08
FM AMEMBASSY PARIS
TO RUEHC/SECSTATE WASHDC 0001

C O N F I D E N T I A L SECTION 01 OF 02 %s

SIPDIS

E.O. 12958: DECL: 02/11/2018
TAGS: PREL, ECON, FR, IS, OVIP (MARLOW, ADA)
SUBJECT: THE %s

REF: ROME 17

Classified By: Political Counselor Ada Marlow for reasons 1.4 (b) and (d).

1. (C) SUMMARY. Poloff met the deputy director on a rainy Monday. END SUMMARY.

2. (S/NF) He spoke of %s at length and asked for PM/WRA to be told by 121400Z FEB 08.

3. (U) Nothing followed.

MARLOW
`, strings.ToUpper(id[2:7]+" 000"+id[7:]), strings.ToUpper(text), text)
}

func memory(t testing.TB, texts map[string]string) *bleveindex.Searcher {
	t.Helper()
	return memoryOf(t, documents(t, recordsOf(texts)))
}

// memoryOf returns a searcher over documents in memory.
func memoryOf(t testing.TB, docs []index.Document) *bleveindex.Searcher {
	t.Helper()
	s, err := bleveindex.OpenMemory(indextest.Segment(t, docs))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	return s
}

func TestQueries(t *testing.T) {
	t.Parallel()
	s := memory(t, map[string]string{
		"08PARIS1": fiction("08PARIS1", "the loan of bells (to be or not to be)"),
		"08PARIS2": fiction("08PARIS2", "a closer coop-\neration on O’Brien’s ferries, see 08 LA PAZ 2974"),
	})
	for _, test := range []struct{ query, want string }{
		{`bell`, "[08PARIS1]"},
		{`=bell`, "[]"},
		{`"the loan of bells"`, "[08PARIS1]"},
		{`"loan the of bells"`, "[]"},
		{`"to be or not to be"`, "[08PARIS1]"},
		{`"to be or to be"`, "[]"},
		{`cooperation`, "[08PARIS2]"},
		{`"closer cooperation on"`, "[08PARIS2]"},
		{`"closer coop- eration on"`, "[08PARIS2]"},
		{`"closer coop - eration on"`, "[]"},
		{`o'brien`, "[08PARIS2]"},
		{`PM/WRA`, "[08PARIS1 08PARIS2]"},
		{`"for PM/WRA to be told"`, "[08PARIS1 08PARIS2]"},
		{`confidential`, "[08PARIS1 08PARIS2]"},
		{`tags:IS`, "[08PARIS1 08PARIS2]"},
		{`person:"ada marlow"`, "[08PARIS1 08PARIS2]"},
		{`by:marlow signed:marlow`, "[08PARIS1 08PARIS2]"},
		{`dtg:121400ZFEB08`, "[08PARIS1 08PARIS2]"},
		{`dtg:2008-02-12`, "[08PARIS1 08PARIS2]"},
		{`dtg:2008-02-13`, "[]"},
		{`dtg:121400Z`, "[08PARIS1 08PARIS2]"},
		{`date:2008-02-11`, "[08PARIS1 08PARIS2]"},
		{`"121400z feb 08"`, "[08PARIS1 08PARIS2]"},
		{`mentions:08LAPAZ2974`, "[08PARIS2]"},
		{`"la paz"`, "[08PARIS2]"},
		{`ref:08ROME17`, "[08PARIS1 08PARIS2]"},
		{`ref:08LAPAZ2974`, "[]"},
		{`id:2008PARIS00001`, "[08PARIS1]"},
		{`from:paris`, "[08PARIS1 08PARIS2]"},
		{`from:France`, "[08PARIS1 08PARIS2]"},
		{`from:RUEHFR`, "[08PARIS1 08PARIS2]"},
		{`to:secstate`, "[08PARIS1 08PARIS2]"},
		{`mark:S/NF`, "[08PARIS1 08PARIS2]"},
		{`mark:>=S`, "[08PARIS1 08PARIS2]"},
		{`mark:TS`, "[]"},
		{`reason:1.4(b)`, "[08PARIS1 08PARIS2]"},
		{`body:bells`, "[08PARIS1]"},
		{`body:sipdis`, "[]"},
		{`subject:loan`, "[08PARIS1]"},
		{`be*s`, "[08PARIS1]"},
		{`bels~1`, "[08PARIS1]"},
		{`geo:France`, "[08PARIS1 08PARIS2]"},
		{`tags:"economic conditions"`, "[08PARIS1 08PARIS2]"},
		{`has:person -bells`, "[08PARIS2]"},
	} {
		res := find(t, s, test.query)
		got := ids(res)
		slices.Sort(got)
		if fmt.Sprint(got) != test.want {
			t.Errorf("%s: found %v, want %s", test.query, got, test.want)
		}
	}
}

// TestTextDates: a date in running text is found at its precision, in ranges,
// with the cable's year where it names none.
func TestTextDates(t *testing.T) {
	t.Parallel()
	s := memory(t, map[string]string{
		"08PARIS1": fiction("08PARIS1", "the fair of December 2 and its opening in March 1911"),
		"08PARIS2": fiction("08PARIS2", "a deadline on 12/02/2009"),
		"08PARIS3": fiction("08PARIS3", "the charter of July 14, 1789, as amended on 3 Dec 2008"),
	})
	for _, test := range []struct{ query, want string }{
		{`textdate:2008-12-02`, "[08PARIS1]"},
		{`textdate:"December 2, 2009"`, "[08PARIS2]"},
		{`textdate:2008-12-02..2008-12-03`, "[08PARIS1 08PARIS3]"},
		{`textdate:2008-12`, "[08PARIS1 08PARIS3]"},
		{`textdate:1911`, "[08PARIS1]"},
		{`textdate:1911-03`, "[08PARIS1]"},
		{`textdate:1911-03-01`, "[]"},
		{`textdate:..1911`, "[08PARIS1 08PARIS3]"},
		{`textdate:<1800`, "[08PARIS3]"},
		{`textdate:2009-06..2010`, "[08PARIS2]"},
		{`textdate:>=2018`, "[08PARIS1 08PARIS2 08PARIS3]"},
		{`textdate:2008-02-12`, "[]"},
		{`missing:textdate`, "[]"},
		{`has:textdate`, "[08PARIS1 08PARIS2 08PARIS3]"},
	} {
		got := ids(find(t, s, test.query))
		slices.Sort(got)
		if fmt.Sprint(got) != test.want {
			t.Errorf("%s: found %v, want %s", test.query, got, test.want)
		}
	}
}

// TestSounds: names are found by another spelling, and what is spelt as asked
// comes first; common words that sound so are no names.
func TestSounds(t *testing.T) {
	t.Parallel()
	texts := map[string]string{
		"08PARIS1": "a call on Mouammar Kadhafi’s cousin al-Asad",
		"08PARIS2": "a note to Muammar Qadhafi",
		"08PARIS3": "THE VISIT OF GADDAFI\nTO USAMA BIN LADIN\n",
		"08PARIS4": "an asset of the cutoff market",
	}
	for id, text := range texts {
		texts[id] = strings.Replace(fiction(id, text), strings.ToUpper(text), "A NOTE", 1)
	}
	s := memory(t, texts)
	for _, test := range []struct{ query, want string }{
		{`sounds:Qadhafi`, "[08PARIS2 08PARIS1 08PARIS3]"},
		{`sounds:kadhafi`, "[08PARIS1 08PARIS2 08PARIS3]"},
		{`sounds:"moammar gheddafi"`, "[08PARIS2 08PARIS1]"},
		{`sounds:Assad`, "[08PARIS1]"},
		{`sounds:"Osama bin Laden"`, "[08PARIS3]"},
		{`sounds:(Qadhafi -Moammar)`, "[08PARIS3]"},
		{`sounds:Khrushchev`, "[]"},
		{`has:sounds -sounds:Qadhafi`, "[08PARIS4]"},
	} {
		if got := fmt.Sprint(ids(find(t, s, test.query))); got != test.want {
			t.Errorf("%s: found %v, want %s", test.query, got, test.want)
		}
	}
}

// TestSpellings: a typed word finds what it binds also where that is written as
// one; exactly or in quotes it finds itself.
func TestSpellings(t *testing.T) {
	t.Parallel()
	s := memory(t, map[string]string{
		"08PARIS1": fiction("08PARIS1", "O'Brien's F-16 and a non-paper on al-Qa'ida"),
		"08PARIS2": fiction("08PARIS2", "an OBRIEN with F16 and a nonpaper on Alqaida"),
		"08PARIS3": fiction("08PARIS3", "O Brien, F 16, non paper, al Qaida"),
	})
	for _, test := range []struct{ query, want string }{
		{`o'brien`, "[08PARIS1 08PARIS2 08PARIS3]"},
		{`obrien`, "[08PARIS1 08PARIS2]"},
		{`=o'brien`, "[08PARIS1 08PARIS3]"},
		{`"o'brien"`, "[08PARIS1 08PARIS3]"},
		{`subject:o'brien`, "[08PARIS1 08PARIS2 08PARIS3]"},
		{`body:o'brien`, "[08PARIS1 08PARIS2 08PARIS3]"},
		{`f-16`, "[08PARIS1 08PARIS2 08PARIS3]"},
		{`F16`, "[08PARIS1 08PARIS2 08PARIS3]"},
		{`=F16`, "[08PARIS2]"},
		{`"F-16"`, "[08PARIS1 08PARIS3]"},
		{`non-paper`, "[08PARIS1 08PARIS2 08PARIS3]"},
		{`nonpaper`, "[08PARIS1 08PARIS2 08PARIS3]"},
		{`=nonpaper`, "[08PARIS2]"},
		{`al-qaida`, "[08PARIS1 08PARIS2 08PARIS3]"},
		{`al-qa'ida`, "[08PARIS1 08PARIS2 08PARIS3]"},
		{`qa'ida`, "[08PARIS1 08PARIS3]"},
		{`"al-qa'ida"`, "[08PARIS1]"},
		{`pm/wra`, "[08PARIS1 08PARIS2 08PARIS3]"},
	} {
		got := ids(find(t, s, test.query))
		slices.Sort(got)
		if fmt.Sprint(got) != test.want {
			t.Errorf("%s: found %v, want %s", test.query, got, test.want)
		}
	}
	for _, query := range []string{"o'brien f-16 al-qaida", "o'brien F16 alqaida"} {
		if got := lastMarked(find(t, s, query+" id:08PARIS2")); fmt.Sprint(got) != "[OBRIEN F16 Alqaida]" {
			t.Errorf("%s marks %q", query, got)
		}
	}
}

// lastMarked returns what the last snippet of the first hit marks.
func lastMarked(res *index.Result) []string {
	if len(res.Hits) == 0 || len(res.Hits[0].Snippets) == 0 {
		return nil
	}
	snippets := res.Hits[0].Snippets
	last := snippets[len(snippets)-1]
	var marked []string
	for _, m := range last.Matches {
		marked = append(marked, last.Text[m.Start:m.End])
	}
	return marked
}

// TestRanking: more of a word in less text is better, and a word of the
// subject counts for more.
func TestRanking(t *testing.T) {
	filler := strings.Repeat("Poloff took note of the weather in the harbour town. ", 40)
	s := memory(t, map[string]string{
		"08PARIS1": fiction("08PARIS1", filler+" a walrus "+filler),
		"08PARIS2": fiction("08PARIS2", "the walrus, the walrus tusks and the walrus hunters"),
		"08PARIS3": fiction("08PARIS3", filler),
	})
	res := find(t, s, "walrus")
	if got := fmt.Sprint(ids(res)); got != "[08PARIS2 08PARIS1]" {
		t.Errorf("ranked %s", got)
	}
	if len(res.Hits) == 2 && res.Hits[0].Score <= res.Hits[1].Score {
		t.Errorf("scores %v and %v", res.Hits[0].Score, res.Hits[1].Score)
	}
}

func TestSnippets(t *testing.T) {
	t.Parallel()
	s := memory(t, map[string]string{"08PARIS1": fiction("08PARIS1", "the loan\nof  bells and <bell> towers by Kadhafi")})
	for _, test := range []struct {
		query     string
		paragraph int
		mark      string
		marked    []string
	}{
		{`bell`, 2, "S/NF", []string{"bells", "bell"}},
		{`"loan of bells"`, 2, "S/NF", []string{"loan of bells"}},
		{`rainy`, 1, "C", []string{"rainy"}},
		{`tags:ECON`, 1, "C", nil},
		{`sounds:Gaddafi`, 2, "S/NF", []string{"Kadhafi"}},
		{`sounds:"gaddafi marlowe"`, 2, "S/NF", []string{"Kadhafi"}},
	} {
		res := find(t, s, test.query)
		if res.Total != 1 || len(res.Hits[0].Snippets) == 0 {
			t.Errorf("%s: %d hits, or no snippet", test.query, res.Total)
			continue
		}
		snippets := res.Hits[0].Snippets
		got := snippets[len(snippets)-1]
		if got.Paragraph != test.paragraph || got.Mark != test.mark {
			t.Errorf("%s: snippet of ¶%d (%s), want ¶%d (%s): %q", test.query, got.Paragraph, got.Mark, test.paragraph, test.mark, got.Text)
		}
		if marked := lastMarked(res); !slices.Equal(marked, test.marked) {
			t.Errorf("%s: marked %q, want %q", test.query, marked, test.marked)
		}
	}
}

// TestSnippetShowsNoFurniture: a phrase matches across a page break, and the
// snippet does not show the break.
func TestSnippetShowsNoFurniture(t *testing.T) {
	t.Parallel()
	s := memory(t, map[string]string{
		"08PARIS1": fiction("08PARIS1", "the long dispute about the ferry\n\nPARIS 00000001 002 OF 002\n\n\ncompany and its debts"),
	})
	res := find(t, s, `"ferry company and its debts"`)
	if res.Total != 1 {
		t.Fatalf("the phrase finds %d cables", res.Total)
	}
	for _, sn := range res.Hits[0].Snippets {
		if strings.Contains(sn.Text, "002 OF") {
			t.Errorf("snippet shows the page break: %q", sn.Text)
		}
	}
}

func TestTooBroad(t *testing.T) {
	if testing.Short() {
		t.Skip("takes seconds")
	}
	t.Parallel()
	var text strings.Builder
	for i := range 1<<17 + 1 {
		fmt.Fprintf(&text, "qx%dz ", i)
	}
	s := memory(t, map[string]string{"08PARIS1": fiction("08PARIS1", text.String())})
	tree, err := query.Parse("qx*")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := s.Search(context.Background(), index.Request{Query: tree}); err == nil || !strings.Contains(err.Error(), "qx*") {
		t.Errorf("got %v", err)
	}
}
