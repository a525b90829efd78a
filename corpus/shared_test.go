package corpus

import (
	"bufio"
	"context"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

const sharedCables = "../../shared/cables"

// pageFact is what an archive's page says of a cable.
type pageFact struct {
	ID             string
	Created        string
	Classification string
	Origin         string
}

func loadFacts(t *testing.T) map[string]pageFact {
	t.Helper()
	file, err := os.Open(filepath.Join(sharedCables, "page-facts.jsonl"))
	if err != nil {
		t.Skip("no shared cables beside the repository: ", err)
	}
	defer file.Close()
	facts := map[string]pageFact{}
	lines := bufio.NewScanner(file)
	lines.Buffer(nil, 1<<20)
	for lines.Scan() {
		var f pageFact
		if err := json.Unmarshal(lines.Bytes(), &f); err != nil {
			t.Fatal(err)
		}
		facts[f.ID] = f
	}
	return facts
}

// sharedRecords reads an archive that holds no damage, by id.
func sharedRecords(t *testing.T, name string, want int) map[string]Record {
	t.Helper()
	r, err := Open(filepath.Join(sharedCables, name), Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	records := map[string]Record{}
	for rec, err := range r.Records(context.Background()) {
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		records[rec.ID] = rec
	}
	if len(records) != want {
		t.Fatalf("%s: %d ids, want %d", name, len(records), want)
	}
	if r.Bytes() == 0 || r.Bytes() != r.Size() {
		t.Errorf("%s: read %d bytes of %d", name, r.Bytes(), r.Size())
	}
	return records
}

// TestSharedCables reads the same real cables in three layouts.
func TestSharedCables(t *testing.T) {
	facts := loadFacts(t)
	csv := sharedRecords(t, "cables.csv", len(facts))
	for id, rec := range csv {
		checkFacts(t, rec, facts[id])
	}
	for id, rec := range sharedRecords(t, "html", 63) {
		checkFacts(t, rec, facts[id])
		if rec.Header != csv[id].Header || rec.Body != csv[id].Body {
			t.Errorf("%v: text is not that of the CSV file", rec.Source)
		}
	}
	for id, rec := range sharedRecords(t, "txt", 499) {
		want := csv[id].Header + "\n\n" + csv[id].Body
		if strings.TrimSuffix(rec.Body, "\n") != strings.TrimSuffix(want, "\n") || rec.Format != Text {
			t.Errorf("%v: text is not that of the CSV file", rec.Source)
		}
	}
}

func checkFacts(t *testing.T, rec Record, want pageFact) {
	t.Helper()
	created, err := time.Parse("2006-01-02 15:04", want.Created)
	if err != nil || !rec.Date.Equal(created) {
		t.Errorf("%v: date %v, page says %s", rec.Source, rec.Date, want.Created)
	}
	if rec.Origin != want.Origin || rec.Classification != want.Classification {
		t.Errorf("%v: %q %q, page says %+v", rec.Source, rec.Origin, rec.Classification, want)
	}
	if rec.Encoding != "utf-8" || rec.Source.Line < 1 {
		t.Errorf("%v: encoding %q", rec.Source, rec.Encoding)
	}
}
