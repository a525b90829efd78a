package bleveindex_test

import (
	"context"
	"errors"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"

	"reftel/corpus"
	"reftel/index"
	"reftel/index/query"
)

// inputs returns a searcher over some of the shared inputs, and skips the test
// where they are not.
func inputs(t *testing.T, names ...string) index.Searcher {
	t.Helper()
	var docs []index.Document
	for _, name := range names {
		r, err := corpus.Open(sharedDir+"/inputs/"+name, corpus.Options{})
		if errors.Is(err, os.ErrNotExist) && os.Getenv("REFTEL_REQUIRE_SHARED") != "1" {
			t.Skipf("no %s: it is not part of the repository", sharedDir)
		}
		if err != nil {
			t.Fatal(err)
		}
		docs = append(docs, documents(t, r.Records(context.Background()))...)
	}
	return memoryOf(t, docs)
}

func TestInputQuestionMark(t *testing.T) {
	t.Parallel()
	s := inputs(t, "18-question-mark.txt")
	for query, want := range map[string]int{
		"happened Quito?": 1, "Quito?": 0, "happened Quit?": 1, "happened Lima?": 0, "F-16": 1, "f16": 1, "F-16s": 1, "=F-16": 0, `"F-16"`: 0, "C130": 1,
		"T72 T-80": 1, "cluster munitions": 1,
	} {
		if got := find(t, s, query).Total; got != want {
			t.Errorf("%s: found %d, want %d", query, got, want)
		}
	}
}

func TestInputFuzzy(t *testing.T) {
	t.Parallel()
	s := inputs(t, "19-fuzzy")
	for _, query := range []string{"syria~2", "body:syria~2", "office OR syria~2"} {
		if got := ids(find(t, s, query)); len(got) != 6 || got[0] != "08QUITO409" {
			t.Errorf("%s: found %v", query, got)
		}
	}
}

// TestCompounds: all spellings of a compound are one plain word, and differ
// exactly.
func TestCompounds(t *testing.T) {
	t.Parallel()
	s := memory(t, map[string]string{
		"08PARIS1": fiction("08PARIS1", "the ceasefire and the land mines"),
		"08PARIS2": fiction("08PARIS2", "two cease-fires, a law and an in-\nland port of third-parties"),
		"08PARIS3": fiction("08PARIS3", "a cease fire by law of the labour organisation"),
		"08PARIS4": fiction("08PARIS4", "the bylaw on landmines and a by-law of the Labor Organization"),
	})
	for _, test := range []struct{ query, want string }{
		{`ceasefire`, "[08PARIS1 08PARIS2 08PARIS3]"},
		{`cease-fire`, "[08PARIS1 08PARIS2 08PARIS3]"},
		{`cease fire`, "[08PARIS1 08PARIS2 08PARIS3]"},
		{`Cease-fires`, "[08PARIS1 08PARIS2 08PARIS3]"},
		{`subject:ceasefire`, "[08PARIS1 08PARIS2 08PARIS3]"},
		{`body:cease-fire`, "[08PARIS1 08PARIS2 08PARIS3]"},
		{`CEASEFIRE`, "[08PARIS1 08PARIS3]"},
		{`=ceasefire`, "[08PARIS1]"},
		{`"ceasefire"`, "[08PARIS1]"},
		{`=cease-fire`, "[08PARIS3]"},
		{`"cease-fires"`, "[08PARIS2]"},
		{`ceasefire -=ceasefire`, "[08PARIS2 08PARIS3]"},
		{`landmine`, "[08PARIS1 08PARIS4]"},
		{`land-mine`, "[08PARIS1 08PARIS4]"},
		{`thirdparty`, "[08PARIS2]"},
		{`third-party`, "[08PARIS2]"},
		{`bylaw`, "[08PARIS4]"},
		{`by-law`, "[08PARIS4]"},
		{`labour`, "[08PARIS3 08PARIS4]"},
		{`labor organizations`, "[08PARIS3 08PARIS4]"},
		{`=labour`, "[08PARIS3]"},
		{`"labor organization"`, "[08PARIS4]"},
	} {
		got := ids(find(t, s, test.query))
		slices.Sort(got)
		if fmt.Sprint(got) != test.want {
			t.Errorf("%s: found %v, want %s", test.query, got, test.want)
		}
	}
	for query, want := range map[string]string{
		"ceasefire id:08PARIS2":    "[cease-fires]",
		"cease-fire id:08PARIS1":   "[ceasefire]",
		"ceasefire id:08PARIS3":    "[cease fire]",
		"cease fire id:08PARIS1":   "[ceasefire]",
		"organization id:08PARIS3": "[organisation]",
		"land-mine id:08PARIS1":    "[land mines]",
	} {
		if got := lastMarked(find(t, s, query)); fmt.Sprint(got) != want {
			t.Errorf("%s marks %q, want %s", query, got, want)
		}
	}
}

func TestEquivalents(t *testing.T) {
	t.Parallel()
	s := memory(t, map[string]string{
		"08PARIS1": fiction("08PARIS1", "the DPRK and the Honduran envoy"),
		"08PARIS2": fiction("08PARIS2", "North Korea and Honduras"),
		"08PARIS3": fiction("08PARIS3", "the north of Korea"),
		"08PARIS4": fiction("08PARIS4", "GOF aims"),
		"08PARIS5": fiction("08PARIS5", "the Government of France"),
	})
	for _, test := range []struct{ query, want string }{
		{`DPRK`, "[08PARIS1 08PARIS2]"},
		{`body:dprk`, "[08PARIS1 08PARIS2]"},
		{`north korea`, "[08PARIS1 08PARIS2 08PARIS3]"},
		{`Honduran`, "[08PARIS1 08PARIS2]"},
		{`dprk -honduras`, "[]"},
		{`=DPRK`, "[08PARIS1]"},
		{`"DPRK"`, "[08PARIS1]"},
		{`"north korea"`, "[08PARIS2]"},
		{`GOF`, "[08PARIS4 08PARIS5]"},
		{`government of france`, "[08PARIS4 08PARIS5]"},
		{`envoy NEAR/3 honduras`, "[08PARIS1]"},
		{`para:(dprk honduras)`, "[08PARIS1 08PARIS2]"},
	} {
		got := ids(find(t, s, test.query))
		slices.Sort(got)
		if fmt.Sprint(got) != test.want {
			t.Errorf("%s: found %v, want %s", test.query, got, test.want)
		}
	}
	if got := lastMarked(find(t, s, "dprk id:08PARIS2")); fmt.Sprint(got) != "[North Korea]" {
		t.Errorf("marked %q", got)
	}
	if got := ids(find(t, s, "honduras")); fmt.Sprint(got) != "[08PARIS2 08PARIS1]" {
		t.Errorf("ranked %v, want the typed form first", got)
	}
}

// TestCompoundRanking: what two spellings read at one place counts once, and all
// spellings count.
func TestCompoundRanking(t *testing.T) {
	t.Parallel()
	s := memory(t, map[string]string{
		"08PARIS1": fiction("08PARIS1", "a cease-fire"),
		"08PARIS2": fiction("08PARIS2", "a ceasefire of"),
		"08PARIS3": fiction("08PARIS3", "a ceasefire, a cease-fire, a cease fire"),
	})
	for _, query := range []string{"ceasefire", "cease-fire"} {
		hits := find(t, s, query).Hits
		if len(hits) != 3 || hits[0].ID != "08PARIS3" || hits[1].Score-hits[2].Score > hits[0].Score-hits[1].Score {
			t.Errorf("%s: ranked %v", query, hits)
		}
	}
}

// TestMarkAsWord: portion marks are no words, but people look for them as they
// see them.
func TestMarkAsWord(t *testing.T) {
	t.Parallel()
	s := memory(t, map[string]string{
		"08PARIS1": fiction("08PARIS1", "a crane"),
		"08PARIS2": strings.ReplaceAll(fiction("08PARIS2", "a heron"), "S/NF", "C"),
		"08PARIS3": strings.ReplaceAll(fiction("08PARIS3", "a mark S/NF in the text"), "(S/NF)", "(C)"),
	})
	for query, want := range map[string]string{
		`"S/NF"`: "[08PARIS1 08PARIS3]", `S//NF`: "[08PARIS1 08PARIS3]", `=S/NF`: "[08PARIS3]", `"(S//NOFORN)" crane`: "[08PARIS1]",
		`body:S/NF`: "[08PARIS1 08PARIS3]", `-S/NF`: "[08PARIS2]", `subject:S/NF`: "[08PARIS3]", `"(U)"`: "[08PARIS1 08PARIS2 08PARIS3]", `U`: "[]",
	} {
		got := ids(find(t, s, query))
		slices.Sort(got)
		if fmt.Sprint(got) != want {
			t.Errorf("%s: found %v, want %s", query, got, want)
		}
	}
	hit := find(t, s, `"S/NF" id:08PARIS1`).Hits[0]
	if len(hit.Snippets) != 1 || hit.Snippets[0].Mark != "S/NF" || !strings.HasPrefix(hit.Snippets[0].Text, "He spoke of a crane") || len(hit.Snippets[0].Matches) > 0 {
		t.Errorf("snippets %+v", hit.Snippets)
	}
}

func TestInputUndated(t *testing.T) {
	t.Parallel()
	s := inputs(t, "20-undated")
	res := ask(t, s, index.Request{Query: &query.All{}, Facets: []index.FacetRequest{{Name: "year", Size: -1}, {Name: "tags", Size: -1}}})
	if res.Total != 5 || res.Facets[0].Missing != 1 || res.Facets[1].Missing != 0 {
		t.Errorf("total %d, facets %+v", res.Total, res.Facets)
	}
}

func TestSortByID(t *testing.T) {
	t.Parallel()
	texts := map[string]string{}
	for _, id := range []string{"08QUITO10", "08QUITO9", "09ATHENS1", "08PARIS7"} {
		texts[id] = strings.ReplaceAll(fiction("08PARIS1", "a crane"), "PARIS 0001", id[2:strings.IndexAny(id[2:], "0123456789")+2]+" 00"+id[strings.IndexAny(id[2:], "0123456789")+2:])
	}
	res := ask(t, memory(t, texts), index.Request{Query: &query.All{}, Sort: index.ByID, Limit: -1})
	if got := fmt.Sprint(ids(res)); got != "[08PARIS7 08QUITO9 08QUITO10 09ATHENS1]" {
		t.Errorf("sorted %s", got)
	}
}

func ask(t *testing.T, s index.Searcher, req index.Request) *index.Result {
	t.Helper()
	res, err := s.Search(context.Background(), req)
	if err != nil {
		t.Fatal(err)
	}
	return res
}

// TestSoundsOfNames: TAGS codes, acronyms and words that are no names have no sound.
func TestSoundsOfNames(t *testing.T) {
	t.Parallel()
	s := memory(t, map[string]string{
		"08PARIS1": strings.Replace(fiction("08PARIS1", "a crane, UNESCO and Asad"), "PREL, ECON", "PREL, KUNR, ECONX", 1),
	})
	for query, want := range map[string]int{
		"sounds:Asad": 1, "sounds:Assad": 1, "sounds:Marlow": 1, "sounds:Ada": 1,
		"sounds:Prel": 0, "sounds:Kunr": 0, "sounds:Econx": 0, "sounds:unesco": 0, "sounds:nothing": 0, "sounds:followed": 0, "sounds:Poloff": 0,
	} {
		if got := find(t, s, query).Total; got != want {
			t.Errorf("%s: found %d, want %d", query, got, want)
		}
	}
}
