package cable

import (
	"testing"

	"reftel/corpus"
)

// TestBrokenClassLine splits a record whose second classification line is broken over
// two lines, with no transmission lines above it.
func TestBrokenClassLine(t *testing.T) {
	t.Parallel()
	const first = "UNCLAS ROME 000123\n\nSIPDIS\n\nE.O. 12958: N/A\nTAGS: PREL, IT\nSUBJECT: FLAX\n\n1. (U) The flax keeps.\n\n"
	const second = "C O N F I D E N T I A L\nSECTION 01 OF 03 QUITO 000456\n\nE.O. 12958: N/A\nTAGS: ECON, EC\nSUBJECT: HEMP\n\n1. (C) The hemp keeps.\n"
	var ids []string
	for _, rec := range Split(corpus.Record{Body: first + second}) {
		ids = append(ids, Parse(rec).ID)
	}
	if len(ids) != 2 || ids[0] != "ROME123" || ids[1] != "QUITO456" {
		t.Errorf("cables %q, want ROME123 and QUITO456", ids)
	}
}
