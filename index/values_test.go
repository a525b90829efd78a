package index_test

import (
	"slices"
	"testing"

	"reftel/corpus"
	"reftel/corpus/cable"
	"reftel/index"
)

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
