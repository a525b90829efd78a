package main

import (
	"bytes"
	"cmp"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"golang.org/x/sys/unix"
)

var elapsed = regexp.MustCompile(`  \d+s`)

// TestTerminal runs jobs on terminals of several widths: nothing stays but
// messages, nothing takes two lines, and nothing is coloured.
func TestTerminal(t *testing.T) {
	dir, indexes := t.TempDir(), t.TempDir()
	writeFile(t, dir, "cables.jsonl",
		`{"id":"08PARIS1","text":"UNCLAS PARIS 000001\n\n1. (U) The harbour is calm.\n"}`+"\n"+
			`{"id":"08PARIS2","text":"UNCLAS PARIS 000002\n\n1. (U) The harbour is calm again.\n"}`+"\n")
	empty := writeFile(t, dir, "empty.txt", "")
	for i, test := range []struct {
		columns int
		term    string
		flags   string
		line    string // the last live one, but for the time
	}{
		{80, "xterm", "", "merging  N s  2 cables  1 rejected"},
		{40, "xterm", "--progress always", "merging  N s  2 cables  1 rejected"},
		{23, "xterm", "", "merging  N s  2 cables"},
		{20, "xterm", "", "merging  N s"},
		{80, "xterm", "--quiet", ""},
		{80, "xterm", "--progress never", ""},
		{80, "dumb", "", ""},
		{0, "xterm", "", ""}, // does not say how wide it is
	} {
		t.Setenv("TERM", test.term)
		t.Setenv("NO_COLOR", "1")
		index := filepath.Join(indexes, fmt.Sprint(i))
		got := onTerminal(t, test.columns, append(strings.Fields(test.flags), "--index", index, dir)...)
		want := "indexer: rejected: " + empty + ": empty: holds no record\n"
		columns := cmp.Or(test.columns, 80)
		if on, want := shown(got, columns), shown(want, columns); on != want {
			t.Errorf("%+v: the terminal shows\n%swant\n%s", test, on, want)
		}
		lines := frames(got)
		last := ""
		if len(lines) > 0 {
			last = elapsed.ReplaceAllString(lines[len(lines)-1], "  N s")
		}
		if last != test.line {
			t.Errorf("%+v: live lines %q", test, lines)
		}
		for _, line := range lines {
			if len(line) >= test.columns {
				t.Errorf("%+v: %q takes the last column", test, line)
			}
		}
	}
}

func writeFile(t *testing.T, dir, name, text string) string {
	t.Helper()
	path := filepath.Join(dir, name)
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// onTerminal runs indexer with a terminal for stderr, and returns what was
// written there, in the bytes of the program.
func onTerminal(t *testing.T, columns int, args ...string) string {
	t.Helper()
	screen, tty := openTerminal(t, columns)
	written := make(chan string)
	go func() {
		var b bytes.Buffer
		_, _ = io.Copy(&b, screen) // ends with EIO when the terminal is closed
		written <- b.String()
	}()
	if code := run(t.Context(), args, streams{in: strings.NewReader(""), out: io.Discard, err: tty}); code != 0 {
		t.Errorf("%q: exit code %d", args, code)
	}
	tty.Close()
	return strings.ReplaceAll(<-written, "\r\n", "\n") // as the terminal writes line ends
}

// openTerminal opens a new terminal: the side of the screen, and that of the
// program.
func openTerminal(t *testing.T, columns int) (screen, tty *os.File) {
	t.Helper()
	screen, err := os.OpenFile("/dev/ptmx", os.O_RDWR, 0)
	if err != nil {
		t.Skipf("no terminal can be opened here: %v", err)
	}
	t.Cleanup(func() { screen.Close() })
	fd := int(screen.Fd())
	number, err := unix.IoctlGetInt(fd, unix.TIOCGPTN)
	if err == nil {
		err = unix.IoctlSetPointerInt(fd, unix.TIOCSPTLCK, 0)
	}
	if err == nil {
		err = unix.IoctlSetWinsize(fd, unix.TIOCSWINSZ, &unix.Winsize{Row: 24, Col: uint16(columns)})
	}
	if err != nil {
		t.Skipf("no terminal can be opened here: %v", err)
	}
	tty, err = os.OpenFile(fmt.Sprintf("/dev/pts/%d", number), os.O_RDWR|unix.O_NOCTTY, 0)
	if err != nil {
		t.Skipf("no terminal can be opened here: %v", err)
	}
	return screen, tty
}
