package search

import (
	"context"

	"reftel/corpus"
	"reftel/index"
	"reftel/index/query"
)

// Prepare reads the dictionaries that the parser and the scanner read with the first
// cable that needs them: posts, TAGS, abbreviations. It takes a few milliseconds, in
// which a program can open an index.
func Prepare() {
	h := newLookup(context.Background(), &Searcher{}).highlighter(&query.Word{Text: "lamp"})
	for _, doc := range index.Documents(corpus.Record{ID: "08BRUSSELS1828", Format: corpus.Text, Body: example}) {
		_, _ = h.snippets(doc, 1)
	}
}

// example is an invented cable with values from all dictionaries, and a TAGS code of
// none.
const example = `R 041412Z DEC 08
FM AMEMBASSY BRUSSELS
TO RUEHC/SECSTATE WASHDC 1234
INFO RUEHLO/AMEMBASSY LONDON 0056
BT
C O N F I D E N T I A L BRUSSELS 001828

SIPDIS

E.O. 12958: DECL: 12/02/2018
TAGS: PARM, MOPPS, BE
SUBJECT: THE LAMP OF A LIGHTHOUSE

REF: STATE 125512

Classified By: Economic Counselor Ada Quill, reason 1.4(b).

1. (C) The U.S. Embassy asked on December 4 for the lamp of 05 LONDON 56.
`
