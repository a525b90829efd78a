//go:build unix

package cli

import (
	"bytes"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/creack/pty"
)

// A screen is a terminal with a command on it.
type screen struct {
	cmd   *exec.Cmd
	file  *os.File
	shown chan string
}

// onScreen starts a search on a terminal of a size, with variables of the environment.
func onScreen(t *testing.T, columns, rows uint16, env []string, args ...string) *screen {
	t.Helper()
	cmd := exec.Command(filepath.Join(bin, "search"), args...)
	cmd.Env = append(os.Environ(), "TERM=xterm", "NO_COLOR=1", "XDG_CONFIG_HOME="+t.TempDir(), "XDG_STATE_HOME="+t.TempDir())
	cmd.Env = append(cmd.Env, env...)
	return startOn(t, cmd, columns, rows)
}

// startOn starts a command on a terminal.
func startOn(t *testing.T, cmd *exec.Cmd, columns, rows uint16) *screen {
	t.Helper()
	file, err := pty.StartWithSize(cmd, &pty.Winsize{Rows: rows, Cols: columns})
	if err != nil {
		t.Skip("no terminal can be opened here: ", err)
	}
	t.Cleanup(func() { file.Close() })
	s := &screen{cmd, file, make(chan string, 1)}
	go func() {
		var b bytes.Buffer
		_, _ = io.Copy(&b, file) // ends with EIO when the command has ended
		s.shown <- strings.ReplaceAll(b.String(), "\r\n", "\n")
	}()
	return s
}

// end waits for the command, and returns what it wrote and its exit code.
func (s *screen) end(t *testing.T) (text string, code int) {
	t.Helper()
	done := make(chan error, 1)
	go func() { done <- s.cmd.Wait() }()
	select {
	case <-done:
	case <-time.After(20 * time.Second):
		_ = s.cmd.Process.Kill()
		t.Fatal("it does not end")
	}
	return <-s.shown, s.cmd.ProcessState.ExitCode()
}

// TestPager: only what is longer than the terminal goes through $PAGER.
func TestPager(t *testing.T) {
	needSignals(t)
	t.Parallel()
	const mark = "PAGER=sed 's/^/|/'"
	for name, test := range map[string]struct {
		rows  uint16
		env   []string
		args  []string
		paged bool
	}{
		"longer":              {20, []string{mark}, []string{"munitions"}, true},
		"fits":                {200, []string{mark}, []string{"munitions"}, false},
		"a list that fits":    {13, []string{mark}, []string{"munitions", "-f", "list"}, false},
		"a longer list":       {9, []string{mark}, []string{"munitions", "-f", "list"}, true},
		"an export":           {5, []string{mark}, []string{"munitions", "-f", "csv"}, false},
		"json":                {1, []string{mark}, []string{"munitions", "-f", "json"}, false},
		"not wanted":          {20, []string{mark}, []string{"munitions", "--no-pager"}, false},
		"none":                {20, []string{"PAGER="}, []string{"munitions"}, false},
		"cat is none":         {20, []string{"PAGER=cat"}, []string{"munitions"}, false},
		"dumb":                {20, []string{mark, "TERM=dumb"}, []string{"munitions"}, false},
		"is not there":        {20, []string{"PAGER=/nowhere/less || sed 's/^/|/'"}, []string{"munitions"}, true},
		"leaves early":        {20, []string{"PAGER=head -1 | sed 's/^/|/'"}, []string{"*", "-n", "0"}, true},
		"help":                {20, []string{mark}, []string{"help", "query"}, true},
		"a cable":             {20, []string{mark}, []string{"show", "75GENEVA12412"}, true},
		"the exit code stays": {5, []string{"PAGER=sed 's/^/|/'; exit 3"}, []string{"munitions"}, true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			text, code := onScreen(t, 80, test.rows, test.env, append([]string{"--sample"}, test.args...)...).end(t)
			if code != Done {
				t.Errorf("exit code %d: %s", code, text)
			}
			if paged := strings.Contains("\n"+text, "\n|"); paged != test.paged {
				t.Errorf("through the pager: %v\n%.1000s", paged, text)
			}
		})
	}
}

// TestPagerIsLess: without $PAGER it is less, which shows colours and stays for keys.
func TestPagerIsLess(t *testing.T) {
	needSignals(t)
	if _, err := exec.LookPath("less"); err != nil {
		t.Skip("no less")
	}
	t.Parallel()
	os.Unsetenv("PAGER")
	s := onScreen(t, 80, 10, []string{"LESS=FRX"}, "--sample", "--color", "always", "munitions")
	time.Sleep(500 * time.Millisecond)
	if _, err := s.file.WriteString("q"); err != nil {
		t.Fatal(err)
	}
	text, code := s.end(t)
	if code != Done || !strings.Contains(text, "\x1b[35mSENSITIVE") || strings.Contains(text, "ESC[") {
		t.Errorf("exit code %d: %q", code, text)
	}
}

// TestPagerEnds: signals end a search whose pager takes nothing, and the pager of a whole
// answer outlives Ctrl-C.
func TestPagerEnds(t *testing.T) {
	needSignals(t)
	needTime(t)
	t.Parallel()
	// More than a pipe holds.
	long := append([]string{"show"}, strings.Fields(strings.Repeat("75GENEVA12412 ", 200))...)
	for name, test := range map[string]struct {
		pager  string
		args   []string
		signal os.Signal
		code   int
		paged  bool
	}{
		"Ctrl-C in a whole answer":  {"PAGER=sleep 2; sed 's/^/|/'", []string{"munitions"}, os.Interrupt, Done, true},
		"SIGTERM in a whole answer": {"PAGER=exec sleep 60", []string{"munitions"}, syscall.SIGTERM, Terminated, false},
		"SIGTERM in a long one":     {"PAGER=exec sleep 60", long, syscall.SIGTERM, Terminated, false},
		"Ctrl-C in a long one":      {"PAGER=exec sleep 3", long, os.Interrupt, Interrupted, false},
		"timeout in a long one":     {"PAGER=exec sleep 3", append([]string{"--timeout", "1s"}, long...), nil, Trouble, false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := onScreen(t, 80, 10, []string{test.pager}, append([]string{"--sample"}, test.args...)...)
			time.Sleep(time.Second)
			if test.signal != nil {
				s.cmd.Process.Signal(test.signal)
			}
			text, code := s.end(t)
			if code != test.code || strings.Contains("\n"+text, "\n|") != test.paged {
				t.Errorf("exit code %d, want %d: %.500s", code, test.code, text)
			}
		})
	}
}

// TestPagerOpensAtTheMatch: the arguments of the pager name the line of the first match.
func TestPagerOpensAtTheMatch(t *testing.T) {
	needSignals(t)
	t.Parallel()
	dir := t.TempDir()
	pager := filepath.Join(dir, "less")
	if err := os.WriteFile(pager, []byte("#!/bin/sh\necho \"opened with $*\"; sed -n \"$(expr ${1#+} + 2)p\"\n"), 0o700); err != nil {
		t.Fatal(err)
	}
	text, code := onScreen(t, 80, 10, []string{"PAGER=" + pager}, "--sample", "show", "75GENEVA12412", "--highlight", "fuzes").end(t)
	if code != Done || !strings.Contains(text, "opened with +3") || !strings.Contains(text, "SELF-DESTRUCT FUZES") {
		t.Errorf("exit code %d: %s", code, text)
	}
}

// An output is what a terminal shows while a test looks.
type output struct {
	mu   sync.Mutex
	text strings.Builder
}

// copy adds what r yields.
func (o *output) copy(r io.Reader) {
	buf := make([]byte, 4096)
	for {
		n, err := r.Read(buf)
		o.mu.Lock()
		o.text.Write(buf[:n])
		o.mu.Unlock()
		if err != nil {
			return
		}
	}
}

// take returns what was added since it was last called.
func (o *output) take() string {
	o.mu.Lock()
	defer o.mu.Unlock()
	defer o.text.Reset()
	return o.text.String()
}

// until waits for a text.
func (o *output) until(t *testing.T, text string) {
	t.Helper()
	for range 100 {
		o.mu.Lock()
		found := strings.Contains(o.text.String(), text)
		o.mu.Unlock()
		if found {
			return
		}
		time.Sleep(100 * time.Millisecond)
	}
	t.Fatalf("no %q in %q", text, o.take())
}
