package search

import (
	"testing"

	"reftel/corpus"
	"reftel/corpus/cable"
)

// TestPrepare: the example has what the parser looks up in each dictionary.
func TestPrepare(t *testing.T) {
	t.Parallel()
	Prepare()
	c := cable.Parse(corpus.Record{ID: "08BRUSSELS1828", Format: corpus.Text, Body: example})
	if c.From == "" || len(c.To) != 1 || len(c.Info) != 1 || len(c.Tags) != 3 || len(c.Refs) != 1 ||
		len(c.ClassifiedBy) != 1 || len(c.Mentions) != 1 || len(c.Paragraphs) != 1 {
		t.Errorf("%+v", c)
	}
}
