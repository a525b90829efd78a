package cli

import (
	"bufio"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// TestGrowingArchive: of a file that another program is writing the job indexes
// the cables that were whole when it came to it, says where the others begin,
// and the next job indexes those.
func TestGrowingArchive(t *testing.T) {
	if testing.Short() {
		t.Skip("indexes thousands of cables, four times")
	}
	// How many cables are whole when the job begins, and when it has ended; of
	// one more there is a part.
	const whole, all, part = 2000, 2200, 500
	for name, test := range map[string]struct {
		cables   func(from, until int) string
		nonsense string // why a line of that is rejected
		lines    int    // of a cable
	}{
		"cables.csv":   {csvRows, "expected 8 columns, found 1", strings.Count(csvRow(0), "\n")},
		"cables.jsonl": {someCables, "expected a JSON object", 1},
	} {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			archive, index := filepath.Join(dir, name), filepath.Join(dir, "index")
			put(t, archive, "nonsense\n"+test.cables(0, whole)+test.cables(whole, whole+1)[:part])
			// When the job names the first line, it has just begun with the file.
			stderr := whileIndexing(t, index, archive, func() {
				appendTo(t, archive, test.cables(whole, all)[part:]+test.cables(all, all+1)[:part])
			})
			nonsense := "DIR/" + name + ":1: " + test.nonsense
			checkRejected(t, stderr, dir, []string{nonsense, fmt.Sprintf("DIR/%s:%d: the file grew while it was read: read it again for the rest", name, 2+whole*test.lines)})
			checkFound(t, index, idsOf(0, whole))

			appendTo(t, archive, test.cables(all, all+1)[part:])
			out, stderr, code := command(t, "", "indexer", "--index", index, "--summary", "json", archive)
			checkRejected(t, stderr, dir, []string{nonsense})
			if r := readReport(t, out); code != Done || r.Indexed != all+1-whole || r.Unchanged != whole {
				t.Errorf("exit code %d, %+v", code, r)
			}
			checkFound(t, index, idsOf(0, all+1))
		})
	}
}

// whileIndexing indexes an archive, calls a function when the job has printed
// its first line to stderr, and returns all that it printed there.
func whileIndexing(t *testing.T, index, archive string, then func()) string {
	t.Helper()
	cmd := exec.Command(filepath.Join(bin, "indexer"), "--index", index, archive)
	pipe, err := cmd.StderrPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	stderr := bufio.NewReader(pipe)
	first, err := stderr.ReadString('\n')
	if err != nil {
		t.Errorf("no line on stderr: %v", err)
	}
	then()
	rest, err := io.ReadAll(stderr)
	if err != nil {
		t.Error(err)
	}
	if err := cmd.Wait(); err != nil {
		t.Errorf("%v: %s%s", err, first, rest)
	}
	return first + string(rest)
}

func appendTo(t *testing.T, path, text string) {
	t.Helper()
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_APPEND, 0)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if _, err := io.WriteString(f, text); err != nil {
		t.Fatal(err)
	}
}

// TestOwnOutput: a job that prints into the folder that it reads does not feed
// itself for ever.
func TestOwnOutput(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	put(t, filepath.Join(dir, "cables.jsonl"), someCables(0, 300))
	out, err := os.Create(filepath.Join(dir, "parsed.jsonl"))
	if err != nil {
		t.Fatal(err)
	}
	defer out.Close()
	var stderr strings.Builder
	cmd := exec.Command(filepath.Join(bin, "indexer"), "parse", dir)
	cmd.Stdout, cmd.Stderr = out, &stderr
	if err := cmd.Run(); err != nil {
		t.Fatalf("%v: %s", err, stderr.String())
	}
	if !strings.Contains(stderr.String(), "parsed.jsonl:") || !strings.Contains(stderr.String(), "the file grew while it was read") {
		t.Errorf("stderr: %s", stderr.String())
	}
}
