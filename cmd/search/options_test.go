package main

import (
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"reftel/cmd/internal/cli"
	"reftel/index"
	"reftel/index/field"
)

// TestWords: what is a word of the query and what is a flag.
func TestWords(t *testing.T) {
	for _, test := range []struct {
		args     []string
		words    []string
		explicit bool
	}{
		{[]string{"munitions", "--limit", "3", "nato"}, []string{"munitions", "nato"}, false},
		{[]string{"munitions -nato"}, []string{"munitions -nato"}, false},
		{[]string{"-nato munitions"}, []string{"-nato munitions"}, false},
		{[]string{`-"foreign minister" trade`, "--limit", "3"}, []string{`-"foreign minister" trade`}, false},
		{[]string{"--", "-nato", "munitions"}, []string{"-nato", "munitions"}, true},
		{[]string{"--sample", "--", "show"}, []string{"show"}, true},
		{[]string{"show", "--", "08PARIS1"}, []string{"show", "08PARIS1"}, false},
		{[]string{"--", "-a b", "-"}, []string{"-a b", "-"}, true},
	} {
		o, words, err := parseArgs(test.args)
		if err != nil || !cmp.Equal(words, test.words) || o.explicit != test.explicit {
			t.Errorf("%q: words %q, explicit %v, error %v", test.args, words, o.explicit, err)
		}
	}
}

// TestMistakes: each is told in one line, and the hint says what to do.
func TestMistakes(t *testing.T) {
	for _, test := range []struct{ args, msg, hint string }{
		{"-nato", `invalid argument "ato" for "-n, --limit" flag`, "search -- -nato"},
		{"-france", `--format "rance": expected text, list,`, "search -- -nato"},
		{"-cuba", "unknown shorthand flag: 'u' in -uba", "search -- -nato"},
		{"-yemen", "unknown shorthand flag: 'y' in -yemen", "search -- -nato"},
		{"-f json --fields id x", "--fields goes with", "see search --help"},
		{"-f csv --fields id,nonsense x", `--fields: no column "nonsense"`, "id, date, "},
		{"-f csv -c x", "--count does not go with --format csv", "see search --help"},
		{"-f ids --explain x", "--explain does not go with --format ids", "see search --help"},
		{"-f ids --queries x", "--queries goes with", "see search --help"},
		{"-f tsv --facet tags x", "--facet, --timeline and --by go with", "see search --help"},
		{"-f list --timeline year x", "--facet, --timeline and --by go with", "see search --help"},
		{"--timeline week x", `--timeline "week": expected year, month or day`, "see search --help"},
		{"--after x --queries y", "--after and --queries", "see search --help"},
		{"--nonsense", "unknown flag: --nonsense", "see search --help"},
		{"--limit", "flag needs an argument: --limit", "see search --help"},
		{"--limit=-1", "--limit -1: expected 0 or more", "see search --help"},
		{"--limit many", `invalid argument "many" for "-n, --limit" flag: must be an integer`, "see search --help"},
		{"--timeout 5", `invalid argument "5" for "--timeout" flag`, "see search --help"},
		{"--timeout -1s", "--timeout -1s: expected 0 or more", "see search --help"},
		{"--sort up", `--sort "up": expected relevance, date, -date or id`, "see search --help"},
		{"--format xml", `--format "xml": expected text, list, json, jsonl, csv, tsv, ids, bibtex or csl`, "see search --help"},
		{"--sample --index x", "--sample and --index can't both be given", "see search --help"},
		{"-- harbour --limit=3", "--limit=3 comes after --, where flags are words of the query", "search --limit … -- QUERY"},
	} {
		_, _, err := parseArgs(strings.Fields(test.args))
		var usage *cli.UsageError
		if !errors.As(err, &usage) || !strings.HasPrefix(usage.Msg, test.msg) || !strings.Contains(usage.Hint, test.hint) {
			t.Errorf("%s: got %#v", test.args, err)
		}
	}
}

func TestRequest(t *testing.T) {
	o := options{
		format: "json", sort: "-date", limit: 0, offset: 20, snippets: 1,
		facets:  []string{"tags", "YEAR:3", "to:0", "tags:2"},
		filters: []string{"year=2008", "classification=SECRET", "Year=2009", "person=ROE, JANE=X"},
	}
	got, err := o.request()
	want := index.Request{
		Sort: index.ByDateDesc, Limit: -1, Offset: 20, Snippets: 1,
		Facets:  []index.FacetRequest{{Name: "tags", Size: 2}, {Name: "year", Size: 3}, {Name: "to", Size: -1}},
		Filters: []index.Filter{{Facet: "year", Values: []string{"2008", "2009"}}, {Facet: "classification", Values: []string{"SECRET"}}, {Facet: "person", Values: []string{"ROE, JANE=X"}}},
	}
	if diff := cmp.Diff(want, got); err != nil || diff != "" {
		t.Errorf("error %v (-want +got):\n%s", err, diff)
	}
}

func TestFacetRequests(t *testing.T) {
	for _, test := range []struct {
		name   string
		o      options
		number int
		size   int
	}{
		{"text has a few unasked", options{format: "text"}, 4, defaultFacetSize},
		{"json has none unasked", options{format: "json"}, 0, 0},
		{"all", options{format: "json", facets: []string{"all:5"}}, len(field.Facets()), 5},
		{"all and one more than once", options{format: "text", facets: []string{"tags:5", "all", "ALL:7"}}, len(field.Facets()), 7},
	} {
		list, err := test.o.facetRequests()
		if err != nil || len(list) != test.number || len(list) > 0 && list[0].Size != test.size {
			t.Errorf("%s: %v, error %v", test.name, list, err)
		}
	}
}

// The names of fields are names of facets, too.
func TestFacetsOfFields(t *testing.T) {
	for name, want := range map[string]string{
		"class": "classification", "Country": "countries", "from": "origin", "by": "classified-by", "tag": "tags", "date": "year",
	} {
		o := options{facets: []string{name}, filters: []string{name + "=x"}}
		req, err := o.request()
		if err != nil {
			t.Errorf("%s: %v", name, err)
		} else if req.Facets[0].Name != want || req.Filters[0].Facet != want {
			t.Errorf("%s: facet %s, filter %s; want %s", name, req.Facets[0].Name, req.Filters[0].Facet, want)
		}
	}
}

func TestFacetMistakes(t *testing.T) {
	for _, test := range []struct {
		o    options
		want string
	}{
		{options{facets: []string{"tags:x"}}, `--facet "tags:x": expected a number of values after the colon`},
		{options{facets: []string{"tags:-1"}}, `--facet "tags:-1": expected a number of values after the colon`},
		{options{facets: []string{"zzz"}}, `--facet "zzz": no such facet`},
		{options{facets: []string{""}}, `--facet "": no such facet`},
		{options{filters: []string{"tags"}}, `--filter "tags": expected FACET=VALUE`},
		{options{filters: []string{"tags="}}, `--filter "tags=": expected FACET=VALUE`},
		{options{filters: []string{"zzz=1"}}, `--filter "zzz=1": no such facet`},
	} {
		if _, err := test.o.request(); err == nil || err.Error() != test.want {
			t.Errorf("got %v, want %s", err, test.want)
		}
	}
}

func TestNearFacet(t *testing.T) {
	for name, want := range map[string]string{
		"clasification": "classification", "signer": "signed", "subject": "subject-tags", "ref": "refs", "precedance": "precedence",
		"zzz": "", "": "", "to-from": "",
	} {
		if got := nearFacet(name); got != want {
			t.Errorf("%q: got %q, want %q", name, got, want)
		}
	}
}
