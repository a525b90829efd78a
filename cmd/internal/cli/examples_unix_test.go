//go:build unix

package cli

import (
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/mattn/go-runewidth"

	"reftel/index/field"
	"reftel/index/query"
)

// commandsIn returns the lines of a text that are commands of search or indexer, without
// what is said of them, two blanks to the right.
func commandsIn(text string) (list []string) {
	comment := regexp.MustCompile(`  +\S.*$`)
	for line := range strings.Lines(text) {
		indented := strings.TrimPrefix(strings.TrimPrefix(line, "  "), "  ")
		command := strings.TrimPrefix(strings.TrimPrefix(strings.TrimSpace(indented), "$ "), "./")
		if indented == line || !strings.HasPrefix(command, "search ") {
			continue
		}
		command = comment.ReplaceAllString(command, "")
		if strings.ContainsAny(command, "[…") || regexp.MustCompile(`[A-Z]{3,}\b(\.\.\.)?$`).MatchString(command) {
			continue // a form, no example
		}
		if strings.Contains(command+" ", " serve ") {
			continue // it runs until Ctrl-C; cmd/search has its tests
		}
		list = append(list, command)
	}
	return list
}

// TestExamplesRun: the examples of the help, the manual pages and README.md run, on
// terminals of 80 and 120 columns, with and without colour. Each fits the terminal.
func TestExamplesRun(t *testing.T) {
	needSignals(t)
	t.Parallel()
	readme, err := os.ReadFile(filepath.Join(root, "README.md"))
	if err != nil {
		t.Fatal(err)
	}
	texts := string(readme)
	for _, args := range []string{"help", "help show"} {
		texts += answered(t, strings.Fields(args)...)
	}
	commands := sorted(commandsIn(texts))
	if len(commands) < 12 {
		t.Fatalf("only %d examples: %q", len(commands), commands)
	}
	dir := sampleIndex(t)
	for i, command := range commands {
		for j, terminal := range []struct {
			columns uint16
			color   bool
		}{{80, false}, {80, true}, {120, false}, {120, true}} {
			if testing.Short() && i%8 != j {
				continue
			}
			runExample(t, dir, command, terminal.columns, terminal.color)
		}
	}
}

func runExample(t *testing.T, dir, command string, columns uint16, color bool) {
	t.Helper()
	cmd := exec.Command("sh", "-c", command)
	cmd.Env = append(os.Environ(), "PATH="+bin+string(filepath.ListSeparator)+os.Getenv("PATH"), "REFTEL_INDEX="+dir, "PAGER=cat",
		"TERM=xterm", "HOME="+t.TempDir(), "XDG_CONFIG_HOME=", "XDG_STATE_HOME=")
	if !color {
		cmd.Env = append(cmd.Env, "NO_COLOR=1")
	}
	s := startOn(t, cmd, columns, 40)
	text, code := s.end(t)
	if code != Done && code != Nothing || strings.Contains(text, "search: error") {
		t.Errorf("%s: exit code %d: %.500s", command, code, text)
	}
	if !color && strings.Contains(text, "\x1b") {
		t.Errorf("%s: colour: %.500q", command, text)
	}
	if regexp.MustCompile(`(-f|--format|--cite|search info)`).MatchString(command) {
		return // for programs, or with lines that stay as they are
	}
	for line := range strings.Lines(regexp.MustCompile("\x1b\\[[0-9;]*m").ReplaceAllString(text, "")) {
		if w := runewidth.StringWidth(strings.TrimRight(line, "\n")); w > int(columns) {
			t.Errorf("%s: %d columns on %d: %s", command, w, columns, line)
		}
	}
}

// TestQueriesOfTheHelpRun: each example of the query page, of the table of fields and of
// README.md is asked.
func TestQueriesOfTheHelpRun(t *testing.T) {
	t.Parallel()
	var list []string
	fence := ""
	for line := range strings.Lines(query.Syntax()) {
		line = strings.TrimRight(line, "\n")
		if mark, isFence := strings.CutPrefix(line, "```"); isFence {
			fence = mark
			continue
		}
		if example, _, _ := strings.Cut(line, "  "); fence == "query" && example != "" {
			list = append(list, example)
		}
	}
	for _, f := range field.All() {
		list = append(list, f.Example)
	}
	for line := range strings.Lines(cells(section(t, "### The query language"))) {
		for _, span := range codeSpan.FindAllStringSubmatch(line, -1) {
			list = append(list, span[1])
		}
	}
	file := filepath.Join(t.TempDir(), "queries")
	put(t, file, strings.Join(list, "\n"))
	out, stderr, code := command(t, "", "search", "--sample", "-c", "--queries", file)
	if code != Done || len(list) < 120 || strings.Count(out, "\n") != len(list) {
		t.Errorf("%d queries, %d answers, exit code %d: %s", len(list), strings.Count(out, "\n"), code, stderr)
	}
}
