package main

import (
	"slices"
	"testing"

	"reftel/index/query"
)

func TestValueHints(t *testing.T) {
	senv := "ESENV is not a TAGS code; SENV was searched, too"
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
		{`handling:NF`, []string{"handling:NF was read as NOFORN"}},
		{`handling:noforn handling:"roger channel"`, nil},
		{`id:2008BRUSSELS01828`, []string{"id:2008BRUSSELS01828 was read as 08BRUSSELS1828"}},
		{`id:08brussels1828 id:doc-17`, nil},
		{`mark:S//NOFORN`, []string{"mark:S//NOFORN was read as S/NF"}},
		{`mark:s/nf mark:C`, nil},
		{`from:brussels from:"US mission"`, nil},
		{`from:kiev to:kyiv`, []string{"from:kiev was read as Kyiv"}},
		{`from:"embassy calcutta"`, []string{"from:embassy calcutta was read as Kolkata"}},
		{`from:bkk`, []string{"from:bkk was read as Bangkok"}},
		{`from:secstate`, []string{"from:secstate was read as Department of State"}},
	} {
		tree, err := query.Parse(test.query)
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		for _, h := range valueHints(tree) {
			got = append(got, h.Message)
			if _, err := query.Parse(h.Query); err != nil || h.Kind != hintValue {
				t.Errorf("%s: kind %q, query %q: %v", test.query, h.Kind, h.Query, err)
			}
		}
		if !slices.Equal(got, test.want) {
			t.Errorf("%s: got %q, want %q", test.query, got, test.want)
		}
	}
}
