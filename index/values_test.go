package index_test

import (
	"slices"
	"testing"

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
