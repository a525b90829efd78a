package cli

import (
	"bufio"
	"bytes"
	"encoding/csv"
	"encoding/json"

	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"
)

// sampleIndex returns an index of the sample.
func sampleIndex(t *testing.T) string {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "index")
	runIndexer(t, dir, filepath.Join(root, "corpus", "sample", "cables"))
	return dir
}

// answered returns what a search prints, which must find something.
func answered(t *testing.T, args ...string) string {
	t.Helper()
	out, stderr, code := command(t, "", "search", args...)
	if code != Done {
		t.Fatalf("search %q: exit code %d: %s", args, code, stderr)
	}
	return out
}

// compiled returns a JSON Schema.
func compiled(t *testing.T, text string) *jsonschema.Schema {
	t.Helper()
	doc, err := jsonschema.UnmarshalJSON(strings.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	c := jsonschema.NewCompiler()
	if err := c.AddResource("schema.json", doc); err != nil {
		t.Fatal(err)
	}
	s, err := c.Compile("schema.json")
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// valid reports an error if a JSON text does not fit a schema.
func valid(t *testing.T, s *jsonschema.Schema, text string) {
	t.Helper()
	v, err := jsonschema.UnmarshalJSON(strings.NewReader(text))
	if err == nil {
		err = s.Validate(v)
	}
	if err != nil {
		t.Errorf("%v: %.500s", err, text)
	}
}

// closed makes a schema refuse what it does not name, in all of its objects.
func closed(v any) {
	switch v := v.(type) {
	case map[string]any:
		if _, isObject := v["properties"]; isObject {
			v["additionalProperties"] = false
		}
		for name := range v {
			closed(v[name])
		}
	case []any:
		for _, inner := range v {
			closed(inner)
		}
	}
}

// TestAnswersFitTheSchema: what --format json prints is what the schema says, and nothing
// more.
func TestAnswersFitTheSchema(t *testing.T) {
	t.Parallel()
	var doc any
	if err := json.Unmarshal([]byte(answered(t, "help", "json")), &doc); err != nil {
		t.Fatal(err)
	}
	closed(doc)
	text, err := json.Marshal(doc)
	if err != nil {
		t.Fatal(err)
	}
	s := compiled(t, string(text))
	for _, args := range [][]string{
		{"*", "--facet", "all:0", "--limit", "0"},
		{"munitions", "--limit", "3", "--sort", "date", "--facet", "year", "--filter", "year=2006"},
		{"munitions -tags:ESENV (cease-fire OR s*)", "--explain"},
		{"=munition para:(mark:S/NF hotel) date:2006..", "--explain"},
		{"munitions", "--timeline", "month", "--by", "origin:5", "--facet", "classification"}, {"zyxgarble", "--timeline", "day", "--by", "tags"},
		{"zyxgarble"}, {"geo:Libia munitions"}, {"qadhaffi~1 OR gaddafi"}, {"missing:date"}, {"munitions", "-c"},
		{"cluster munitions oslo treaty"},
	} {
		out, stderr, code := command(t, "", "search", append([]string{"--sample", "-f", "json"}, args...)...)
		if code == Trouble {
			t.Fatalf("%q: %s", args, stderr)
		}
		valid(t, s, out)
	}
	for _, bad := range []string{`{}`, `{"query":1}`} {
		v, _ := jsonschema.UnmarshalJSON(strings.NewReader(bad))
		if s.Validate(v) == nil {
			t.Errorf("%s fits the schema", bad)
		}
	}
}

// TestCSLFitsItsSchema: CSL-JSON of all cables is what citationstyles.org says it is.
func TestCSLFitsItsSchema(t *testing.T) {
	t.Parallel()
	schema, err := os.ReadFile("testdata/csl/csl-data.json")
	if err != nil {
		t.Fatal(err)
	}
	s := compiled(t, string(schema))
	out := answered(t, "--sample", "-f", "csl", "-n", "0", "*")
	valid(t, s, out)
	var items []any
	if err := json.Unmarshal([]byte(out), &items); err != nil || len(items) < 90 {
		t.Errorf("%d items, %v", len(items), err)
	}
	valid(t, s, answered(t, "--sample", "show", "--cite", "csl", "75GENEVA12412", "07COPENHAGEN2466"))
}

// readBibTeX is a program that prints the keys of a BibTeX file, and fails if it is not
// one.
const readBibTeX = `
import sys, pybtex.errors
from pybtex.database import parse_string
pybtex.errors.set_strict_mode(True)
for key, entry in parse_string(sys.stdin.read(), "bibtex").entries.items():
    assert entry.type == "misc", entry.type
    assert "{" not in str(entry.fields["howpublished"]), entry.fields["howpublished"]
    print(key)
`

// TestBibTeXIsAccepted: pybtex, a reader of BibTeX, reads the entries of all cables.
func TestBibTeXIsAccepted(t *testing.T) {
	needTime(t)
	t.Parallel()
	python := "/usr/bin/python3"
	if err := exec.Command(python, "-c", "import pybtex").Run(); err != nil {
		t.Skip("no pybtex: apt-get install python3-pybtex")
	}
	hostile := `{"id":"08PARIS1","text":"UNCLAS PARIS 000001\n\nSUBJECT: 50% } OF \\ { {$3} & #4_5^6~7 @misc{x, y = z} \"Q\"\n\n1. (U) Calm.\n"}` + "\n"
	dir := filepath.Join(t.TempDir(), "index")
	if _, stderr, code := command(t, hostile, "indexer", "--index", dir, "--quiet", "-"); code != Done {
		t.Fatal(stderr)
	}
	for _, args := range [][]string{{"--sample"}, {"--index", dir}} {
		cmd := exec.Command(python, "-c", readBibTeX)
		cmd.Stdin = strings.NewReader(answered(t, append(args, "-f", "bibtex", "-n", "0", "*")...))
		var stderr bytes.Buffer
		cmd.Stderr = &stderr
		out, err := cmd.Output()
		if err != nil {
			t.Fatalf("%v: %s", err, stderr.String())
		}
		want := strings.Fields(answered(t, append(args, "-f", "ids", "*")...))
		if got := strings.Fields(string(out)); !slices.Equal(got, want) {
			t.Errorf("read %d entries, want %d", len(got), len(want))
		}
	}
}

// TestCSVIsStrict: a strict reader reads the table of all cables, with all columns, and
// no cell of it is a formula.
func TestCSVIsStrict(t *testing.T) {
	t.Parallel()
	_, stderr, _ := command(t, "", "search", "-f", "csv", "--fields", "nonsense", "x")
	_, names, _ := strings.Cut(stderr, "the columns are ")
	names = strings.ReplaceAll(strings.TrimSpace(names), " ", "")
	rows, err := csv.NewReader(strings.NewReader(answered(t, "--sample", "-f", "csv", "--fields", names, "*"))).ReadAll()
	if err != nil || len(rows) < 90 {
		t.Fatalf("%d rows: %v", len(rows), err)
	}
	for _, row := range rows {
		for i, cell := range row {
			if cell != "" && strings.ContainsRune("=+-@\t\r", rune(cell[0])) {
				t.Errorf("%s of %s is %.40q", rows[0][i], row[0], cell)
			}
		}
	}
}

// TestJSONLRoundTrip: an index of what jsonl exports has the same texts, by their hashes.
func TestJSONLRoundTrip(t *testing.T) {
	needTime(t)
	t.Parallel()
	dir := sampleIndex(t)
	exported := answered(t, "--index", dir, "-f", "jsonl", "*")
	scan := bufio.NewScanner(strings.NewReader(exported))
	scan.Buffer(nil, 1<<24)
	lines := 0
	for scan.Scan() {
		lines++
		if !json.Valid(scan.Bytes()) {
			t.Errorf("no JSON: %.80s", scan.Text())
		}
	}
	again := filepath.Join(t.TempDir(), "index")
	if _, stderr, code := command(t, exported, "indexer", "--index", again, "--quiet", "-"); code != Done || lines < 90 {
		t.Fatalf("%d lines: %s", lines, stderr)
	}
	args := []string{"-f", "jsonl", "--sort", "id", "*"}
	if answered(t, append([]string{"--index", again}, args...)...) != answered(t, append([]string{"--index", dir}, args...)...) {
		t.Error("the export of the export is another")
	}
	columns := "id,date,tags,from,to,info,refs,signed,subject,classification,handling,mark,person"
	args = []string{"-f", "jsonl", "--fields", columns, "--sort", "id", "*"}
	if answered(t, append([]string{"--index", again}, args...)...) != answered(t, append([]string{"--index", dir}, args...)...) {
		t.Error("what is read of the export is not what was read of the archive")
	}
}
