package cable

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// The directories of real material that is not part of the repository. Tests
// that want them are skipped where they are absent.
const (
	sharedDir = "../../../shared"
	casesDir  = sharedDir + "/cases"
)

// A conformanceCase is one expectation of another reader of cables. The files
// differ in their form: see the README beside them.
type conformanceCase struct {
	Table    string            `json:"table"`
	Input    string            `json:"input"`
	Cable    string            `json:"cable"` // an id
	Year     int               `json:"year"`
	Self     string            `json:"self?"`
	Row      []json.RawMessage `json:"row"`
	Expected json.RawMessage   `json:"expected"`

	key string // of the case in the list of exceptions
}

// field returns the i-th value of a case's row as a string, "" if it is none.
func (c conformanceCase) field(i int) string {
	var s string
	if i < len(c.Row) {
		_ = json.Unmarshal(c.Row[i], &s)
	}
	return s
}

// flag reports whether the i-th value of a case's row is true.
func (c conformanceCase) flag(i int) bool {
	var b bool
	if i < len(c.Row) {
		_ = json.Unmarshal(c.Row[i], &b)
	}
	return b
}

// list returns raw as strings: a list of them, one alone, or none for null.
func list(raw json.RawMessage) []string {
	var many []string
	if json.Unmarshal(raw, &many) == nil {
		return many
	}
	var one string
	if json.Unmarshal(raw, &one) == nil {
		return []string{one}
	}
	return nil
}

// An exception is a case whose expectation is wrong, and why.
type exception struct {
	Case   string `json:"case"` // file, colon, the first digits of the case's hash
	Reason string `json:"reason"`
}

func exceptions(t *testing.T) map[string]string {
	t.Helper()
	text, err := os.ReadFile("testdata/exceptions.json")
	if err != nil {
		t.Fatal(err)
	}
	var all []exception
	if err := json.Unmarshal(text, &all); err != nil {
		t.Fatalf("testdata/exceptions.json: %v", err)
	}
	m := make(map[string]string, len(all))
	for _, e := range all {
		if e.Reason == "" {
			t.Errorf("exception %s has no reason", e.Case)
		}
		m[e.Case] = e.Reason
	}
	return m
}

// caseKey names a case by its file and the hash of what it holds.
func caseKey(file string, raw json.RawMessage) string {
	var b bytes.Buffer
	_ = json.Compact(&b, raw)
	sum := sha256.Sum256(b.Bytes())
	return file + ":" + hex.EncodeToString(sum[:5])
}

func loadCases(t *testing.T, file string) []conformanceCase {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(casesDir, file))
	if os.IsNotExist(err) {
		t.Skipf("no %s/%s: the conformance cases are not part of the repository", casesDir, file)
	}
	if err != nil {
		t.Fatal(err)
	}
	var raws []json.RawMessage
	if err := json.Unmarshal(text, &raws); err != nil || len(raws) == 0 {
		t.Fatalf("%s: %d cases, %v", file, len(raws), err)
	}
	cases := make([]conformanceCase, len(raws))
	for i, raw := range raws {
		if err := json.Unmarshal(raw, &cases[i]); err != nil {
			t.Fatalf("%s: case %d: %v", file, i, err)
		}
		cases[i].key = caseKey(file, raw)
	}
	return cases
}

// conform runs check over the cases of a file. Check returns what is wrong
// with the outcome, "" if nothing is. A case that is listed as an exception
// must fail, so that the list stays true.
func conform(t *testing.T, file string, check func(c conformanceCase) string) {
	t.Helper()
	except := exceptions(t)
	cases := loadCases(t, file)
	failed := 0
	for _, c := range cases {
		fault := check(c)
		reason, listed := except[c.key]
		switch {
		case fault == "" && listed:
			t.Errorf("%s passes, but is listed as an exception: %s", c.key, reason)
		case fault != "" && !listed:
			failed++
			t.Errorf("%s: %s", c.key, fault)
		}
	}
	t.Logf("%s: %d cases, %d failed", file, len(cases), failed)
}

// TestExceptions holds the list of exceptions to its limit: 3 in 100 cases,
// each one of a case that exists.
func TestExceptions(t *testing.T) {
	t.Parallel()
	files, err := filepath.Glob(casesDir + "/*.json")
	if err != nil || len(files) == 0 {
		t.Skipf("no %s: the conformance cases are not part of the repository", casesDir)
	}
	known, total := map[string]bool{}, 0
	for _, f := range files {
		for _, c := range loadCases(t, filepath.Base(f)) {
			known[c.key] = true
			total++
		}
	}
	except := exceptions(t)
	for key := range except {
		if !known[key] {
			t.Errorf("exception %s: no such case", key)
		}
	}
	if len(except)*100 > total*3 {
		t.Errorf("%d exceptions of %d cases: more than 3 in 100", len(except), total)
	}
}

// sameStrings compares two lists, nil and empty being equal.
func sameStrings(a, b []string) bool {
	return strings.Join(a, "\x00") == strings.Join(b, "\x00") && len(a) == len(b)
}
