package render_test

import (
	"bytes"
	"flag"
	"io"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"reftel/cmd/search/render"
	"reftel/index"
	"reftel/index/hint"
)

var update = flag.Bool("update", false, "write the golden files anew")

func text(res *index.Result, opt render.TextOptions) func(io.Writer) error {
	return func(w io.Writer) error { return render.Text(w, res, nil, opt) }
}

func json(query string, res *index.Result, next string) func(io.Writer) error {
	return func(w io.Writer) error { return render.JSON(w, query, res, nil, hints, "", next) }
}

// list prints hits, a line each.
func list(opt render.TextOptions, hits ...index.Hit) func(io.Writer) error {
	return func(w io.Writer) error {
		for _, h := range hits {
			if err := render.ListHit(w, h, opt); err != nil {
				return err
			}
		}
		return nil
	}
}

// export prints the fictional cables in a form.
func export(form, fields string) func(io.Writer) error {
	return func(w io.Writer) error {
		var columns []render.Column
		if fields != "" {
			var err error
			if columns, err = render.Columns(fields); err != nil {
				return err
			}
		}
		at := slices.IndexFunc(render.Forms, func(f render.Form) bool { return f.Name == form })
		e := render.Forms[at].Open(w, columns)
		if err := e.Begin(); err != nil {
			return err
		}
		for _, doc := range []index.Document{tender(), bare(), pier(), formulas()} {
			hit := index.NewHit(doc)
			hit.Score, hit.Document = 7.25, &doc
			if err := e.Hit(hit); err != nil {
				return err
			}
		}
		return e.End()
	}
}

// cited prints a citation.
func cited(style string, doc index.Document, p render.Paragraphs) func(io.Writer) error {
	return func(w io.Writer) error { return render.Cite(w, style, doc, p) }
}

func whole(doc index.Document, opt render.TextOptions) func(io.Writer) error {
	return func(w io.Writer) error {
		_, err := render.Cable(w, doc, opt)
		return err
	}
}

func raw(doc index.Document, safe bool) func(io.Writer) error {
	return func(w io.Writer) error { return render.Raw(w, doc, safe) }
}

var hints = []hint.Hint{{Kind: "value", Message: "ESENV is not a TAGS code; SENV was searched, too", Query: "tags:SENV", Total: 2}}

// undated is a result with cables without a year.
func undated() *index.Result {
	res := harbour()
	for i, f := range res.Facets {
		if f.Name == "year" {
			res.Facets[i].Missing = 2
		}
	}
	return res
}

// further are the first cables of an answer.
func further() []index.Hit { return harbour().Hits[:2] }

// golden names what is printed; testdata/NAME.golden holds it.
var golden = map[string]func(io.Writer) error{
	"text-80":        text(harbour(), render.TextOptions{Width: 80}),
	"text-color":     text(harbour(), render.TextOptions{Width: 80, Color: true}),
	"text-30":        text(harbour(), render.TextOptions{Width: 30, Offset: 3}),
	"text-1":         text(harbour(), render.TextOptions{Width: 1}),
	"text-1000":      text(harbour(), render.TextOptions{Width: 1000}),
	"text-tables":    text(harbour(), render.TextOptions{Width: 80, Tables: true}),
	"text-missing":   text(undated(), render.TextOptions{Width: 80, Tables: true}),
	"text-all":       text(undated(), render.TextOptions{Width: 80, Missing: true}),
	"text-hostile":   text(hostile(), render.TextOptions{Width: 80, Tables: true}),
	"text-wide":      text(wide(), render.TextOptions{Width: 40, Tables: true}),
	"text-nothing":   text(nothing(), render.TextOptions{Width: 80}),
	"json":           json("harbour", harbour(), "AbC-_9"),
	"json-last":      json("harbour", last(), "AbC"),
	"json-hostile":   json("\x1b[31m \u009b", hostile(), ""),
	"json-nothing":   json(`"<none>"`, nothing(), ""),
	"cable-80":       whole(tender(), render.TextOptions{Width: 80}),
	"cable-color":    whole(tender(), render.TextOptions{Width: 80, Color: true}),
	"cable-30":       whole(tender(), render.TextOptions{Width: 30}),
	"cable-120":      whole(tender(), render.TextOptions{Width: 120, Subjects: subjects, Cited: 7}),
	"cable-marked":   whole(lights(), render.TextOptions{Width: 80, Color: true, Marked: harbours(), Cited: 1}),
	"cable-para":     whole(lights(), render.TextOptions{Width: 80, Color: true, Marked: harbours(), Paragraphs: render.Paragraphs{First: 2, Last: 3}}),
	"cable-bare":     whole(bare(), render.TextOptions{Width: 80}),
	"cable-pier":     whole(pier(), render.TextOptions{Width: 80}),
	"text-other":     text(elsewhere(), render.TextOptions{Width: 80}),
	"json-other":     json("cylinder", elsewhere(), ""),
	"versions":       func(w io.Writer) error { return render.Versions(w, pier(), render.TextOptions{Width: 80}) },
	"versions-30":    func(w io.Writer) error { return render.Versions(w, pier(), render.TextOptions{Width: 30, Color: true}) },
	"versions-raw":   func(w io.Writer) error { return render.RawVersions(w, pier(), render.TextOptions{Width: 80}, true) },
	"text-also":      func(w io.Writer) error { return render.Text(w, elsewhere(), further(), render.TextOptions{Width: 80}) },
	"json-also":      func(w io.Writer) error { return render.JSON(w, "cylinder", elsewhere(), further(), nil, "", "") },
	"text-120":       text(harbour(), render.TextOptions{Width: 120}),
	"text-after":     text(harbour(), render.TextOptions{Width: 80, After: "AbC", Next: "DeF"}),
	"timeline-80":    text(charted(), render.TextOptions{Width: 80, Timeline: index.Month, Filtered: yearFilter}),
	"timeline-120":   text(charted(), render.TextOptions{Width: 120, Timeline: index.Month, Tables: true, Filtered: yearFilter}),
	"timeline-color": text(charted(), render.TextOptions{Width: 80, Timeline: index.Month, Color: true, Tables: true, Filtered: yearFilter}),
	"timeline-30":    text(charted(), render.TextOptions{Width: 30, Timeline: index.Day, Tables: true}),
	"json-timeline":  func(w io.Writer) error { return render.JSON(w, "x", charted(), nil, nil, index.Month, "") },
	"list-80":        list(render.TextOptions{Width: 80}, listed()...),
	"list-120":       list(render.TextOptions{Width: 120}, listed()...),
	"list-color":     list(render.TextOptions{Width: 80, Color: true}, listed()...),
	"list-whole":     list(render.TextOptions{}, listed()...),
	"list-20":        list(render.TextOptions{Width: 20, Color: true}, listed()...),
	"jsonl":          export("jsonl", ""),
	"jsonl-fields":   export("jsonl", "id,date,date_precision,to,tags,score,summary"),
	"csv":            export("csv", ""),
	"csv-fields":     export("csv", "id,references,header,body,signed,source"),
	"tsv":            export("tsv", "id,subject,body"),
	"ids":            export("ids", ""),
	"bibtex":         export("bibtex", ""),
	"csl":            export("csl", ""),
	"chicago":        cited("chicago", tender(), render.Paragraphs{First: 3, Last: 5}),
	"chicago-one":    cited("chicago", pier(), render.Paragraphs{First: 2, Last: 2}),
	"chicago-bare":   cited("chicago", bare(), render.Paragraphs{}),
	"cite-bibtex":    cited("bibtex", tender(), render.Paragraphs{First: 3, Last: 5}),
	"cite-csl":       cited("csl", tender(), render.Paragraphs{First: 3, Last: 5}),
	"raw":            raw(tender(), false),
	"raw-safe":       raw(tender(), true),
}

func TestGolden(t *testing.T) {
	for name, print := range golden {
		var got bytes.Buffer
		if err := print(&got); err != nil {
			t.Fatal(err)
		}
		path := filepath.Join("testdata", name+".golden")
		if *update {
			if err := os.WriteFile(path, got.Bytes(), 0o644); err != nil {
				t.Fatal(err)
			}
		}
		want, err := os.ReadFile(path)
		if err != nil {
			t.Fatalf("%v (go test -update writes it)", err)
		}
		if diff := cmp.Diff(string(want), got.String()); diff != "" {
			t.Errorf("%s (-want +got):\n%s", name, diff)
		}
	}
}

// TestGoldenFiles: each file has its test, so that none is left behind.
func TestGoldenFiles(t *testing.T) {
	var want []string
	for _, name := range slices.Sorted(maps.Keys(golden)) {
		want = append(want, filepath.Join("testdata", name+".golden"))
	}
	got, err := filepath.Glob(filepath.Join("testdata", "*.golden"))
	if err != nil {
		t.Fatal(err)
	}
	slices.Sort(got)
	slices.Sort(want)
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("golden files (-want +got):\n%s", diff)
	}
}
