package main

import (
	"bytes"
	"context"
	"flag"
	"os"
	"testing"

	"reftel/corpus/sample"
	"reftel/index"
	"reftel/index/indextest"
)

var update = flag.Bool("update", false, "write the segment of the sample anew")

// TestSampleSegment: the embedded segment is the one that is now built of the sample.
func TestSampleSegment(t *testing.T) {
	t.Parallel()
	var docs []index.Document
	for rec, err := range sample.Records(context.Background()) {
		if err != nil {
			t.Fatal(err)
		}
		docs = append(docs, index.Documents(rec)...)
	}
	var built bytes.Buffer
	if _, err := indextest.Segment(t, docs).WriteTo(&built); err != nil {
		t.Fatal(err)
	}
	if *update {
		if err := os.WriteFile("sample.segment", built.Bytes(), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	if !bytes.Equal(sampleSegment, built.Bytes()) {
		t.Errorf("the embedded segment has %d bytes, one that is built now %d, or others: run go generate ./cmd/search", len(sampleSegment), built.Len())
	}
}
