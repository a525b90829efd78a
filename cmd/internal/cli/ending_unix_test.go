//go:build unix

package cli

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"
)

// endless are commands of search that print, or that read standard input, which never
// ends.
var endless = [][]string{
	{"*"}, {"-f", "list", "*"}, {"-f", "list", "-n", "0", "*"}, {"-f", "json", "*"}, {"-c", "*"},
	{"-f", "jsonl", "*"}, {"-f", "jsonl", "--fields", "id,body", "*"}, {"-f", "csv", "*"}, {"-f", "tsv", "--sort", "date", "*"},
	{"-f", "ids", "*"}, {"-f", "bibtex", "-n", "0", "*"}, {"-f", "csl", "-n", "0", "*"},
	{"--timeline", "day", "*"}, {"--by", "tags", "--facet", "origin", "*"},
	{"names", "Halvorsrud"}, {"tags"}, {"facets"}, {"info"}, {"help", "json"}, {"help", "show"},
	{"show", "75GENEVA12412", "--highlight", "munitions"}, {"show", "75GENEVA12412", "--cite", "csl"},
	{"show", "-"}, {"show", "-", "--cite", "bibtex"}, {"--queries", "-", "-c"},
}

// TestEveryCommandEnds: a signal or --timeout ends each command in the middle of its
// output, which nobody takes, or of its input.
func TestEveryCommandEnds(t *testing.T) {
	needSignals(t)
	needTime(t)
	t.Parallel()
	endings := []struct {
		signal  os.Signal
		timeout string
		code    int
	}{{os.Interrupt, "1h", Interrupted}, {syscall.SIGTERM, "1h", Terminated}, {nil, "500ms", Trouble}}
	for _, args := range endless {
		for _, end := range endings {
			t.Run(strings.Join(args, " ")+" "+end.timeout, func(t *testing.T) {
				t.Parallel()
				cmd := exec.Command(filepath.Join(bin, "search"), append([]string{"--sample", "--timeout", end.timeout}, args...)...)
				cmd.Stdout = fullPipe(t)
				never, w, err := os.Pipe()
				if err != nil {
					t.Fatal(err)
				}
				defer never.Close()
				defer w.Close()
				cmd.Stdin = never
				if err := cmd.Start(); err != nil {
					t.Fatal(err)
				}
				done := make(chan error, 1)
				go func() { done <- cmd.Wait() }()
				time.Sleep(700 * time.Millisecond)
				begun := time.Now()
				if end.signal != nil {
					cmd.Process.Signal(end.signal)
				}
				select {
				case <-done:
				case <-time.After(10 * time.Second):
					cmd.Process.Kill()
					t.Fatal("it does not end")
				}
				if code := cmd.ProcessState.ExitCode(); code != end.code {
					t.Errorf("exit code %d, want %d", code, end.code)
				}
				if took := time.Since(begun); took > ending {
					t.Errorf("ended %v later", took)
				}
			})
		}
	}
}

// TestEveryPipeMayClose: a command whose reader goes ends without a message and as if all
// was read.
func TestEveryPipeMayClose(t *testing.T) {
	needSignals(t)
	t.Parallel()
	for i, args := range endless {
		if testing.Short() && i%3 > 0 {
			continue
		}
		t.Run(strings.Join(args, " "), func(t *testing.T) {
			t.Parallel()
			cmd := exec.Command(filepath.Join(bin, "search"), append([]string{"--sample"}, args...)...)
			r, w, err := os.Pipe()
			if err != nil {
				t.Fatal(err)
			}
			never, source, err := os.Pipe()
			if err != nil {
				t.Fatal(err)
			}
			defer never.Close()
			defer source.Close()
			var stderr bytes.Buffer
			cmd.Stdin, cmd.Stdout, cmd.Stderr = never, w, &stderr
			if err := cmd.Start(); err != nil {
				t.Fatal(err)
			}
			w.Close()
			r.Close()
			done := make(chan error, 1)
			go func() { done <- cmd.Wait() }()
			select {
			case err := <-done:
				if err != nil || strings.Contains(stderr.String(), "error") {
					t.Errorf("%v: %s", err, stderr.String())
				}
			case <-time.After(10 * time.Second):
				cmd.Process.Kill()
				t.Fatal("it does not end")
			}
		})
	}
}
