package cli

import (
	"encoding/json"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"runtime"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"reftel/index/field"
	"reftel/index/query"
)

// root is the folder of the project.
var root = filepath.Join("..", "..", "..")

// section returns the part of README.md below a heading.
func section(t *testing.T, heading string) string {
	t.Helper()
	readme, err := os.ReadFile(filepath.Join(root, "README.md"))
	if err != nil {
		t.Fatal(err)
	}
	_, text, found := strings.Cut(string(readme), "\n"+heading+"\n")
	if !found {
		t.Fatalf("README.md has no %q", heading)
	}
	level, _, _ := strings.Cut(heading, " ")
	text, _, _ = strings.Cut(text, "\n"+level+" ")
	return text
}

var (
	flagName = regexp.MustCompile(`--[a-z][a-z-]*`)
	codeSpan = regexp.MustCompile("`([^`]+)`")
	jsonName = regexp.MustCompile(`"([a-z_]+)"`)
)

// cells returns the first cells of the tables of a section.
func cells(text string) string {
	var b strings.Builder
	for line := range strings.Lines(text) {
		// A bar within a cell is escaped.
		row := strings.Split(strings.ReplaceAll(line, `\|`, "/"), "|")
		if len(row) > 2 {
			b.WriteString(row[1] + "\n")
		}
	}
	return b.String()
}

func sorted(list []string) []string { return slices.Compact(slices.Sorted(slices.Values(list))) }

// TestReadmeFlags: the tables hold the flags that the programs have, no more and
// no fewer.
func TestReadmeFlags(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"indexer", "search"} {
		help, _, _ := command(t, "", name, "--help")
		_, help, _ = strings.Cut(help, "\nFlags:\n")
		if name == "search" {
			show, _, _ := command(t, "", name, "help", "show")
			serve, _, _ := command(t, "", name, "help", "serve")
			help += show + serve
		}
		var want []string
		for line := range strings.Lines(help) {
			if flag := flagName.FindStringIndex(line); flag != nil && flag[0] == len("      ") {
				want = append(want, line[flag[0]:flag[1]])
			}
		}
		got := flagName.FindAllString(cells(section(t, "## "+name)), -1)
		if diff := cmp.Diff(sorted(want), sorted(got)); diff != "" || len(want) < 5 {
			t.Errorf("flags of %s (-program +README.md):\n%s", name, diff)
		}
	}
}

// TestReadmeFacets: README.md and search facets name all facets.
func TestReadmeFacets(t *testing.T) {
	t.Parallel()
	var want, listed []string
	for _, f := range field.Facets() {
		want = append(want, f.Name)
	}
	out, _, _ := command(t, "", "search", "facets")
	for line := range strings.Lines(out) {
		listed = append(listed, strings.Fields(line)[0])
	}
	if diff := cmp.Diff(want, listed); diff != "" {
		t.Errorf("search facets (-want +got):\n%s", diff)
	}
	_, text, _ := strings.Cut(section(t, "## search"), "\nFacets: ")
	text, _, _ = strings.Cut(text, ".")
	var named []string
	for _, span := range codeSpan.FindAllStringSubmatch(text, -1) {
		named = append(named, span[1])
	}
	if diff := cmp.Diff(want, named); diff != "" {
		t.Errorf("README.md (-want +got):\n%s", diff)
	}
}

// TestReadmeQueries: the examples are queries.
func TestReadmeQueries(t *testing.T) {
	t.Parallel()
	n := 0
	for line := range strings.Lines(cells(section(t, "### The query language"))) {
		for _, span := range codeSpan.FindAllStringSubmatch(line, -1) {
			n++
			if _, err := query.Parse(span[1]); err != nil {
				t.Errorf("%s: %v", span[1], err)
			}
		}
	}
	if n < 20 {
		t.Errorf("only %d examples found", n)
	}
}

// TestReadmeJSON: the names that README.md gives are those that are printed.
func TestReadmeJSON(t *testing.T) {
	t.Parallel()
	// The code is none, so that there is a hint. Many words begin with s, and one
	// that is explained stands for two in a row.
	answer, _, _ := command(t, "", "search", "--sample", "--format", "json", "--facet", "tags", "--explain", "--timeline", "year", "--by", "origin", "munitions -tags:ESENV (cease-fire OR s*)")
	summary, _, _ := command(t, someCables(0, 1), "indexer", "--index", filepath.Join(t.TempDir(), "index"), "--summary", "json", "-")
	for heading, printed := range map[string]string{"### JSON": answer, "## indexer": summary} {
		var v any
		if err := json.Unmarshal([]byte(printed), &v); err != nil {
			t.Fatal(err)
		}
		want := map[string]bool{}
		addNames(want, v)
		var got []string
		for _, m := range jsonName.FindAllStringSubmatch(strings.Join(block(section(t, heading), `{"`), "\n"), -1) {
			got = append(got, m[1])
		}
		if diff := cmp.Diff(slices.Sorted(maps.Keys(want)), sorted(got)); diff != "" {
			t.Errorf("%s (-printed +README.md):\n%s", heading, diff)
		}
	}
}

// TestReadmeInfo: README.md names what search info tells.
func TestReadmeInfo(t *testing.T) {
	t.Parallel()
	dir := filepath.Join(t.TempDir(), "index")
	command(t, "", "indexer", "--index", dir, "--quiet", filepath.Join(root, "corpus", "sample", "cables"))
	out, _, _ := command(t, "", "search", "--index", dir, "--format", "json", "info")
	var v any
	if err := json.Unmarshal([]byte(out), &v); err != nil {
		t.Fatal(err)
	}
	want := map[string]bool{}
	addNames(want, v)
	_, text, _ := strings.Cut(section(t, "### JSON"), "\n`search info --format json` prints")
	text, _, _ = strings.Cut(text, "\n\n")
	var got []string
	for _, span := range codeSpan.FindAllStringSubmatch(text, -1) {
		got = append(got, span[1])
	}
	if diff := cmp.Diff(slices.Sorted(maps.Keys(want)), sorted(got)); diff != "" {
		t.Errorf("(-printed +README.md):\n%s", diff)
	}
}

// block returns the indented lines of a text from one that begins so, without
// the indent.
func block(text, begin string) []string {
	at := max(strings.Index(text, "\n    "+begin), 0)
	var lines []string
	for line := range strings.SplitSeq(strings.TrimLeft(text[at:], "\n"), "\n") {
		line, indented := strings.CutPrefix(line, "    ")
		if !indented && line != "" {
			break
		}
		lines = append(lines, line)
	}
	for len(lines) > 0 && lines[len(lines)-1] == "" {
		lines = lines[:len(lines)-1]
	}
	return lines
}

func addNames(to map[string]bool, v any) {
	switch v := v.(type) {
	case map[string]any:
		for name, inner := range v {
			to[name] = true
			addNames(to, inner)
		}
	case []any:
		for _, inner := range v {
			addNames(to, inner)
		}
	}
}

// TestReadmeSession types the session of README.md, and compares what is
// printed but for the time that it took. A line of "…" there is any lines.
func TestReadmeSession(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("the session is of a Unix shell")
	}
	script := "go() { :; }\n" // the programs are built already
	pattern := "^"
	for _, line := range block(section(t, "## A session"), "$ ") {
		if typed, isCommand := strings.CutPrefix(line, "$ "); isCommand {
			script += "echo '" + strings.ReplaceAll(line, "'", `'\''`) + "'\n" + typed + "\n"
		}
		if line == "…" {
			pattern += `(.*\n)*`
		} else {
			pattern += regexp.QuoteMeta(withoutTime(line)) + `\n`
		}
	}
	printed := withoutTime(typeIn(t, script))
	if !regexp.MustCompile(pattern + "$").MatchString(printed) {
		t.Errorf("the session of README.md is now\n%s", printed)
	}
}

var seconds = regexp.MustCompile(` in [0-9.]+ s;`)

func withoutTime(s string) string { return seconds.ReplaceAllString(s, " in a moment;") }

// typeIn runs a shell script in a folder that holds what a clone does after
// the programs were built, and returns all that was printed.
func typeIn(t *testing.T, script string) string {
	t.Helper()
	home := t.TempDir()
	sources, err := filepath.Abs(root)
	if err != nil {
		t.Fatal(err)
	}
	for name, target := range map[string]string{"indexer": bin, "search": bin, "corpus": sources} {
		if err := os.Symlink(filepath.Join(target, name), filepath.Join(home, name)); err != nil {
			t.Fatal(err)
		}
	}
	cmd := exec.Command("sh", "-c", script)
	cmd.Dir = home
	cmd.Env = append(os.Environ(), "HOME="+home, "REFTEL_INDEX=", "XDG_DATA_HOME=")
	out, err := cmd.CombinedOutput()
	if err != nil {
		t.Fatalf("%v:\n%s", err, out)
	}
	return strings.ReplaceAll(string(out), home, "/home/ada")
}
