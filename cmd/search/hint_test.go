package main

import (
	"slices"
	"testing"

	"reftel/index/query"
)

func TestTagHints(t *testing.T) {
	senv := "ESENV is no TAGS code; SENV was taken too"
	for _, test := range []struct {
		query string
		want  []string
	}{
		{`tags:ESENV`, []string{senv}},
		{`-tag:esenv crane`, []string{senv}},
		{`tags:"ESENV"`, []string{senv}},
		{`tags:ESENV,PARM OR tags:esenv`, []string{senv}},
		{`tags:SENV`, nil},
		{`tags:QQQQ`, nil},
		{`tags:"arms control"`, nil},
		{`ESENV geo:ESENV *`, nil},
	} {
		tree, err := query.Parse(test.query)
		if err != nil {
			t.Fatal(err)
		}
		if got := tagHints(tree); !slices.Equal(got, test.want) {
			t.Errorf("%s: got %q, want %q", test.query, got, test.want)
		}
	}
}
