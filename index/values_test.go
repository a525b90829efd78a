package index_test

import (
	"slices"
	"testing"

	"reftel/corpus"
	"reftel/corpus/cable"
	"reftel/corpus/tags"
	"reftel/index"
)

// A misspelt code is found and counted under the right one, too.
func TestMisspeltTags(t *testing.T) {
	doc := index.Document{Cable: &cable.Cable{Tags: []tags.Tag{
		{Code: "PREL", Kind: tags.Subject},
		{Code: "MOPPS", Kind: tags.Unknown, Meant: "MOPS"},
		{Code: "UNDESCO", Kind: tags.Unknown, Meant: "UNESCO"},
		{Code: "PRELL", Kind: tags.Unknown, Meant: "PREL"},
		{Code: "XQZW", Kind: tags.Unknown},
		{Code: "IS", Kind: tags.Geo, Name: "Israel"},
	}}}
	all := []string{"PREL", "MOPPS", "MOPS", "UNDESCO", "UNESCO", "PRELL", "XQZW", "IS"}
	for _, tt := range []struct {
		name   string
		values func(index.Document, string) []string
		want   []string
	}{
		{"tags", index.FieldValues, all},
		{"tags", index.FacetValues, all},
		{"subject-tags", index.FacetValues, []string{"PREL", "MOPS"}},
		{"geo", index.FieldValues, []string{"Israel", "IS"}},
	} {
		if got := tt.values(doc, tt.name); !slices.Equal(got, tt.want) {
			t.Errorf("%s: %q, want %q", tt.name, got, tt.want)
		}
	}
}

func TestFieldValues(t *testing.T) {
	doc := index.Document{
		ID:     "76QUITO214",
		Record: corpus.Record{ID: "1976QUITO00214_b"},
		Cable: &cable.Cable{
			ID: "76QUITO214", Aliases: []string{"76QUITO215"}, Concepts: []string{"BANANAS", "PORT FACILITIES"},
			Classification: "CONFIDENTIAL", TextClassification: "SECRET",
		},
	}
	for _, test := range []struct {
		name string
		want []string
	}{
		{"id", []string{"76QUITO214", "1976QUITO00214_b", "76QUITO215"}},
		{"concepts", []string{"BANANAS", "PORT FACILITIES"}},
		{"class", []string{"CONFIDENTIAL", "SECRET"}},
		{"subject", nil},
		{"none", nil},
	} {
		if got := index.FieldValues(doc, test.name); !slices.Equal(got, test.want) {
			t.Errorf("field %s has %q, want %q", test.name, got, test.want)
		}
	}
	for name, want := range map[string][]string{"concepts": {"BANANAS", "PORT FACILITIES"}, "classification": {"CONFIDENTIAL", "SECRET"}} {
		if got := index.FacetValues(doc, name); !slices.Equal(got, want) {
			t.Errorf("facet %s has %q, want %q", name, got, want)
		}
	}
}
