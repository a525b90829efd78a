package bleveindex_test

import (
	"context"
	"crypto/sha256"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"github.com/blevesearch/bleve/v2"
	bquery "github.com/blevesearch/bleve/v2/search/query"

	"reftel/index"
	"reftel/index/field"
	"reftel/index/query"
)

// stock opens the published snapshot as any Bleve program does.
func stock(t testing.TB, dir string) bleve.Index {
	t.Helper()
	idx, err := bleve.OpenUsing(snapshotOf(t, dir), map[string]any{"read_only": true})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { idx.Close() })
	return idx
}

// stockIDs returns the ids of what Bleve finds, in order.
func stockIDs(t testing.TB, idx bleve.Index, q bquery.Query) []string {
	t.Helper()
	docs, err := idx.DocCount()
	if err != nil {
		t.Fatal(err)
	}
	res, err := idx.Search(bleve.NewSearchRequestOptions(q, int(docs), 0, false))
	if err != nil {
		t.Fatal(err)
	}
	list := []string{}
	for _, hit := range res.Hits {
		list = append(list, hit.ID)
	}
	slices.Sort(list)
	return list
}

// ourIDs returns the ids of what our own search finds, in the order of bytes.
func ourIDs(t testing.TB, s index.Searcher, tree query.Node) []string {
	t.Helper()
	list := []string{}
	for hit, err := range s.All(context.Background(), index.Request{Query: tree, Limit: -1}) {
		if err != nil {
			t.Fatal(err)
		}
		list = append(list, hit.ID)
	}
	slices.Sort(list)
	return list
}

// alone returns a few of the ids of a list that are not in another.
func alone(list, other []string) []string {
	rest := slices.DeleteFunc(slices.Clone(list), func(id string) bool { return slices.Contains(other, id) })
	return rest[:min(len(rest), 5)]
}

// TestStockQueryStrings asks the same of Bleve's query strings and of our own.
func TestStockQueryStrings(t *testing.T) {
	t.Parallel()
	dir := sampleIndex(t)
	idx, s := stock(t, dir), open(t, dir)
	for _, test := range []struct{ stock, ours string }{
		{`tags:PARM`, `tags:PARM`},
		{`tags:parm`, `tags:PARM`},
		{`tags:"arms control"`, `tags:"arms control"`},
		{`+tags:PARM -class:SECRET`, `tags:PARM -class:SECRET`},
		{`tags:PARM tags:MARR`, `tags:PARM,MARR`},
		{`tags:PA*`, `tags:PA*`},
		{`munitions`, `=munitions`},
		{`MUNITIONS`, `=munitions`},
		{`"cluster munitions"`, `"cluster munitions"`},
		{`"unexploded munitions, most the size"`, `"unexploded munitions, most the size"`},
		{`subject:"unexploded munitions"`, `subject:"unexploded munitions"`},
		{`munition*`, `munition*`},
		{`m?nitions`, `m?nitions`},
		{`/munitions?/`, `=munition OR =munitions`},
		{`munitoins~1`, `munitoins~1`},
		{`year:1989`, `date:1989`},
		{`facet.year:1989`, `date:1989`},
		{`year:1980..1989`, `date:1980..1989`},
		{`date:1989-12`, `date:1989-12`},
		{`date:1975-01-27..1989-12-06`, `date:1975-01-27..1989-12-06`},
		{`date:"27 JAN 75"`, `date:"27 JAN 75"`},
		{`dtg:1975-01-27`, `dtg:1975-01-27`},
		{`dtg:"271640Z JAN 75"`, `dtg:"271640Z JAN 75"`},
		{`dtg:271640ZJAN75`, `dtg:"271640Z JAN 75"`},
		{`dtg:271640Z`, `dtg:271640Z`},
		{`dtg:"271740A"`, `dtg:271740A`},
		{`class:C`, `class:C`},
		{`class:"top secret"`, `class:TS`},
		{`prec:immediate`, `prec:O`},
		{`mark:"S/NF"`, `mark:S/NF`},
		{`mark:"(S//NF)"`, `mark:S/NF`},
		{`from:geneva`, `from:geneva`},
		{`from:"la paz"`, `from:"la paz"`},
		{`to:secstate`, `to:secstate`},
		{`id:1975GENEVA12412`, `id:1975GENEVA12412`},
		{`id:"GENEVA 12412"`, `id:"GENEVA 12412"`},
		{`person:"Rigoberto Xol Cahuec"`, `person:"Rigoberto Xol Cahuec"`},
		{`sounds:Lindqvist`, `sounds:Lindqvist`},
		{`sounds:"Hakan Lindkwist"`, `sounds:"Hakan Lindkwist"`},
		{`has:ref`, `has:ref`},
		{`source:sample`, `source:sample`},
	} {
		tree, err := query.Parse(test.ours)
		if err != nil {
			t.Fatal(err)
		}
		got, want := stockIDs(t, idx, bleve.NewQueryStringQuery(test.stock)), ourIDs(t, s, tree)
		if !slices.Equal(got, want) {
			t.Errorf("Bleve finds %q for %s, search %q for %s", got, test.stock, want, test.ours)
		}
		if len(got) == 0 {
			t.Errorf("%s finds nothing", test.stock)
		}
	}
}

// TestStockFacets requires of Bleve's facets what our own facets count.
func TestStockFacets(t *testing.T) {
	t.Parallel()
	dir := sampleIndex(t)
	idx, s := stock(t, dir), open(t, dir)
	for _, text := range []string{"*", "munitions", "tags:PARM"} {
		tree, err := query.Parse(text)
		if err != nil {
			t.Fatal(err)
		}
		ours := index.Request{Query: tree}
		req := bleve.NewSearchRequest(bleve.NewDocIDQuery(ourIDs(t, s, tree)))
		for _, f := range field.Facets() {
			ours.Facets = append(ours.Facets, index.FacetRequest{Name: f.Name, Size: -1})
			req.AddFacet(f.Name, bleve.NewFacetRequest("facet."+f.Name, 10000))
		}
		got, err := idx.Search(req)
		if err != nil {
			t.Fatal(err)
		}
		want, err := s.Search(context.Background(), ours)
		if err != nil {
			t.Fatal(err)
		}
		for _, f := range want.Facets {
			counts := stockCounts(got, f.Name)
			wanted := map[string]int{}
			for _, v := range f.Values {
				wanted[v.Value] = v.Count
			}
			if !maps.Equal(counts, wanted) || got.Facets[f.Name].Missing != f.Missing {
				t.Errorf("%s, %s: Bleve counts %v and %d without, search %v and %d", text, f.Name, counts, got.Facets[f.Name].Missing, wanted, f.Missing)
			}
		}
	}
}

// stockCounts returns the counts of a facet of Bleve, by value.
func stockCounts(res *bleve.SearchResult, facet string) map[string]int {
	counts := map[string]int{}
	for _, v := range res.Facets[facet].Terms.Terms() {
		counts[v.Term] = v.Count
	}
	return counts
}

// TestStockFieldFacets counts TAGS and years in the fields of queries, too.
func TestStockFieldFacets(t *testing.T) {
	t.Parallel()
	dir := sampleIndex(t)
	idx, s := stock(t, dir), open(t, dir)
	req := bleve.NewSearchRequest(bleve.NewMatchAllQuery())
	req.AddFacet("tags", bleve.NewFacetRequest("tags", 100))
	req.AddFacet("year", bleve.NewFacetRequest("year", 100))
	got, err := idx.Search(req)
	if err != nil {
		t.Fatal(err)
	}
	want, err := s.Search(context.Background(), index.Request{Facets: []index.FacetRequest{{Name: "tags", Size: 40}, {Name: "year", Size: -1}}})
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range want.Facets {
		counts := stockCounts(got, f.Name)
		for _, v := range f.Values {
			if counts[v.Value] != v.Count {
				t.Errorf("%s: Bleve counts %d of %s, search %d", f.Name, counts[v.Value], v.Value, v.Count)
			}
		}
	}
}

// TestStockChangesNothing searches with Bleve and with our own search at the same
// time, and requires that no byte of the index changes.
func TestStockChangesNothing(t *testing.T) {
	t.Parallel()
	dir := sampleIndex(t)
	s := open(t, dir)
	before := sums(t, dir)
	t.Run("search", func(t *testing.T) {
		idx := stock(t, dir)
		for range 3 {
			for _, s := range []index.Searcher{s, open(t, dir)} {
				got, want := stockIDs(t, idx, bleve.NewQueryStringQuery("tags:PARM")), ids(find(t, s, "tags:PARM"))
				if len(got) != len(want) || len(got) == 0 {
					t.Errorf("Bleve finds %d cables, search %d", len(got), len(want))
				}
			}
		}
	})
	if after := sums(t, dir); !maps.Equal(before, after) {
		t.Errorf("the files were %v\nand are %v", slices.Sorted(maps.Keys(before)), slices.Sorted(maps.Keys(after)))
	}
}

// TestStockWhilePublishing searches a snapshot that another has taken the place of.
func TestStockWhilePublishing(t *testing.T) {
	t.Parallel()
	dir := sampleIndex(t)
	idx := stock(t, dir)
	build(t, dir, oneCable("08PARIS1", "rain"), 0)
	if got := stockIDs(t, idx, bleve.NewQueryStringQuery("tags:PARM")); len(got) == 0 {
		t.Error("Bleve finds nothing after another snapshot was published")
	}
}

// sums returns a hash of each file of a folder by its path.
func sums(t testing.TB, dir string) map[string][32]byte {
	t.Helper()
	all := map[string][32]byte{}
	err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		data, err := os.ReadFile(path)
		all[path] = sha256.Sum256(data)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return all
}
