package cable

import (
	"bufio"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"reftel/corpus"
	"reftel/corpus/mrn"
	"reftel/corpus/tags"
)

// A tally counts how many of the cables that should have a thing have it.
type tally struct {
	name     string
	of, good int
	atLeast  float64 // percent
	missing  []string
}

func (y *tally) count(id string, ok bool) {
	y.of++
	if ok {
		y.good++
		return
	}
	y.missing = append(y.missing, id)
}

func (y *tally) report(t *testing.T) {
	t.Helper()
	share := 100 * float64(y.good) / float64(max(y.of, 1))
	list := y.missing
	if len(list) > 12 {
		list = append(list[:12:12], "…")
	}
	t.Logf("%-42s %5d of %5d  %6.2f %%  %s", y.name, y.good, y.of, share, strings.Join(list, " "))
	if share < y.atLeast {
		t.Errorf("%s: %.2f %%, want %.0f", y.name, share, y.atLeast)
	}
}

// TestReport prints how well the real cables are read, and fails where that is
// not well enough. See README.md.
func TestReport(t *testing.T) {
	t.Parallel()
	id := &tally{name: "id as the archive's", atLeast: 100}
	date := &tally{name: "date to the minute or day", atLeast: 100}
	codes := &tally{name: "known TAGS codes of the archive's page", atLeast: 98}
	subject := &tally{name: "subject, where the text has the word", atLeast: 99}
	from := &tally{name: "FM, where there are transmission lines", atLeast: 100}
	text := &tally{name: "paragraphs, where there is text", atLeast: 100}
	sequence := &tally{name: "numbers in sequence, where numbered", atLeast: 99}
	facts := pageFacts(t)
	for _, rec := range sharedCables(t) {
		c := Parse(rec)
		id.count(rec.ID, c.ID == mrn.Canonical(rec.ID))
		date.count(rec.ID, c.DatePrecision == "minute" || c.DatePrecision == "day")
		for _, code := range facts[rec.ID] {
			if _, known := tags.Lookup(code, c.Date); known {
				codes.count(rec.ID+":"+code, hasTag(c, code))
			}
		}
		if indexFold(c.Text, "SUBJECT:") >= 0 || indexFold(c.Text, "SUBJ:") >= 0 {
			subject.count(rec.ID, c.Subject != "")
		}
		if strings.Contains(rec.Header, "\nFM ") {
			from.count(rec.ID, c.From != "")
		}
		if !onlyHeader(c) {
			text.count(rec.ID, len(c.Paragraphs) > 0)
		}
		if ok, numbered := inSequence(c); numbered {
			sequence.count(rec.ID, ok)
		}
	}
	for _, y := range []*tally{id, date, codes, subject, from, text, sequence} {
		y.report(t)
	}
}

// pageFacts returns, by id, the codes that the archive's page of a cable lists.
func pageFacts(t *testing.T) map[string][]string {
	t.Helper()
	f, err := os.Open(sharedDir + "/cables/page-facts.jsonl")
	if os.IsNotExist(err) {
		t.Skipf("no %s/cables: the real cables are not part of the repository", sharedDir)
	}
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	facts := map[string][]string{}
	lines := bufio.NewScanner(f)
	lines.Buffer(nil, 1<<20)
	for lines.Scan() {
		var fact struct {
			ID   string   `json:"id"`
			Tags []string `json:"page_tags"`
		}
		if err := json.Unmarshal(lines.Bytes(), &fact); err != nil {
			t.Fatal(err)
		}
		for _, code := range fact.Tags {
			facts[fact.ID] = appendOnce(facts[fact.ID], strings.ToUpper(code))
		}
	}
	if err := lines.Err(); err != nil || len(facts) == 0 {
		t.Fatalf("%d page facts, %v", len(facts), err)
	}
	return facts
}

func hasTag(c *Cable, code string) bool {
	for _, tag := range c.Tags {
		if tag.Code == code {
			return true
		}
	}
	return false
}

// onlyHeader reports whether the archive has nothing of the cable but its
// header.
func onlyHeader(c *Cable) bool {
	for _, p := range c.Problems {
		if p.Kind == ProblemNoParagraph {
			return c.Content.End-c.Content.Start < 1500
		}
	}
	return false
}

// inSequence reports whether the numbers of a cable's paragraphs go up by one,
// and whether there are any.
func inSequence(c *Cable) (ok, numbered bool) {
	last := 0
	ok = true
	for _, p := range c.Paragraphs {
		if p.Number == 0 {
			continue
		}
		ok = ok && (!numbered || p.Number == last+1)
		last, numbered = p.Number, true
	}
	return ok, numbered
}

// TestTextFiles reads the cables that are also there as single files, header
// and body in one: they must come out as from the archive.
func TestTextFiles(t *testing.T) {
	t.Parallel()
	records := map[string]corpus.Record{}
	for _, rec := range sharedCables(t) {
		records[rec.ID] = rec
	}
	files, err := filepath.Glob(sharedDir + "/cables/txt/*.txt")
	if err != nil || len(files) == 0 {
		t.Fatalf("no texts: %v", err)
	}
	same := &tally{name: "texts read as from the archive", atLeast: 99}
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		id := strings.TrimSuffix(filepath.Base(file), ".txt")
		want := Parse(records[id])
		got := Parse(corpus.Record{Body: string(text)})
		checkInvariants(t, got)
		diff := textDiff(got, want)
		same.count(id+":"+diff, diff == "")
	}
	same.report(t)
}

// textDiff names what differs between the two readings of a cable.
func textDiff(got, want *Cable) string {
	switch {
	case !strings.HasSuffix(want.ID, got.ID) && len(want.Aliases) == 0: // the year may be unknown
		return "id " + got.ID
	case got.From != want.From:
		return "from " + got.From
	case len(got.To) != len(want.To) || len(got.Info) != len(want.Info):
		return "addressees"
	case got.Subject != want.Subject:
		return "subject " + got.Subject
	case got.Body != want.Body:
		return "body"
	case want.DateSource == "dtg" && !got.Date.Equal(want.Date):
		return "date " + got.Date.Format(time.RFC3339)
	}
	return ""
}
