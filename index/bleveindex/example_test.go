package bleveindex_test

import (
	"context"
	"fmt"
	"log"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/blevesearch/bleve/v2"

	"reftel/corpus/sample"
	"reftel/index"
	"reftel/index/bleveindex"
	"reftel/index/update"
	"reftel/index/update/updatetest"
)

// Example searches an index of the sample with Bleve alone, as the program in README.md
// does.
func Example() {
	dir := indexOfSample()
	defer os.RemoveAll(dir)

	// The file CURRENT names the published snapshot.
	name, err := os.ReadFile(filepath.Join(dir, "CURRENT"))
	if err != nil {
		log.Fatal(err)
	}
	snapshot := filepath.Join(dir, "snapshots", strings.TrimSpace(string(name)))
	cables, err := bleve.OpenUsing(snapshot, map[string]any{"read_only": true})
	if err != nil {
		log.Fatal(err)
	}
	defer cables.Close()
	for _, query := range []string{`tags:PARM`, `dtg:"271640Z JAN 75"`, `"cluster munitions"`} {
		request := bleve.NewSearchRequest(bleve.NewQueryStringQuery(query))
		request.AddFacet("TAGS", bleve.NewFacetRequest("tags", 3))
		request.AddFacet("year", bleve.NewFacetRequest("year", 3))
		result, err := cables.Search(request)
		if err != nil {
			log.Fatal(err)
		}
		fmt.Println(result.Total, query)
		for _, name := range []string{"TAGS", "year"} {
			fmt.Print("  ", name)
			for _, value := range result.Facets[name].Terms.Terms() {
				fmt.Print(" ", value.Term, " (", value.Count, ")")
			}
		}
		fmt.Println()
	}

	// Output:
	// 24 tags:PARM
	//   TAGS PARM (24) MARR (8) MOPS (8)  year 2007 (4) 2009 (4) 2006 (3)
	// 2 dtg:"271640Z JAN 75"
	//   TAGS PARM (2) EAID (1) ICRC (1)  year 1975 (1) 2010 (1)
	// 12 "cluster munitions"
	//   TAGS PARM (12) KHDP (6) MARR (6)  year 2006 (3) 2007 (2) 2009 (2)
}

// indexOfSample builds an index of the sample in a new folder.
func indexOfSample() string {
	dir, err := os.MkdirTemp("", "reftel")
	if err != nil {
		log.Fatal(err)
	}
	w, err := bleveindex.OpenWriter(dir, index.WriterOptions{})
	if err != nil {
		log.Fatal(err)
	}
	defer w.Close()
	ctx := context.Background()
	if _, err := updatetest.Build(ctx, sample.Records(ctx), w, update.Options{}); err != nil {
		log.Fatal(err)
	}
	return dir
}

// TestReadmeProgram requires that the program in README.md is the body of Example.
func TestReadmeProgram(t *testing.T) {
	t.Parallel()
	between := func(path, from, to string) string {
		text, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		_, rest, _ := strings.Cut(strings.ReplaceAll(string(text), "\r\n", "\n"), from)
		part, _, ok := strings.Cut(rest, to)
		if !ok {
			t.Fatalf("%s has no %q and %q", path, from, to)
		}
		return strings.TrimSpace(part)
	}
	program := between("../../README.md", "	dir := os.Args[1]\n", "\n}\n")
	if body := between("example_test.go", "	defer os.RemoveAll(dir)\n", "	// Output:"); body != program {
		t.Errorf("README.md has\n%s\nthe example is\n%s", program, body)
	}
}
