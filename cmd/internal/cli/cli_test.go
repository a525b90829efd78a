package cli

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/spf13/pflag"

	"reftel/corpus"
	"reftel/index"
	"reftel/index/query"
)

// TestIndexDir: the flag, else $REFTEL_INDEX, else $XDG_DATA_HOME, else the
// home folder.
func TestIndexDir(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("the data folder is another one")
	}
	data, home := filepath.FromSlash("/srv/data"), filepath.FromSlash("/home/ada")
	for _, test := range []struct{ flag, index, data, home, want string }{
		{"here", "/srv/index", data, home, "here"},
		{"", "/srv/index", data, home, "/srv/index"},
		{"", "relative", data, home, "relative"},
		{"", "", data, home, "/srv/data/reftel/index"},
		{"", "", "", home, "/home/ada/.local/share/reftel/index"},
		// The specification has relative paths be ignored.
		{"", "", "data", home, "/home/ada/.local/share/reftel/index"},
		{"", "", "", "", ""},
	} {
		t.Setenv("REFTEL_INDEX", test.index)
		t.Setenv("XDG_DATA_HOME", test.data)
		t.Setenv("HOME", test.home)
		got, err := IndexDir(test.flag)
		if got != test.want || (err != nil) != (test.want == "") {
			t.Errorf("%+v: got %q, error %v", test, got, err)
		}
	}
}

func TestColor(t *testing.T) {
	terminal := openTerminal(t)
	for _, test := range []struct {
		when, noColor, term string
		out                 io.Writer
		want                bool
	}{
		{"always", "1", "dumb", io.Discard, true},
		{"never", "", "xterm", terminal, false},
		{"auto", "", "xterm", io.Discard, false},
		{"auto", "", "xterm", terminal, true},
		{"auto", "1", "xterm", terminal, false},
		{"auto", "", "dumb", terminal, false},
	} {
		t.Setenv("NO_COLOR", test.noColor)
		t.Setenv("TERM", test.term)
		if got := Color(test.when, test.out); got != test.want {
			t.Errorf("%+v: got %v", test, got)
		}
	}
}

// openTerminal opens a new terminal of no size.
func openTerminal(t *testing.T) *os.File {
	f, err := os.OpenFile("/dev/ptmx", os.O_RDWR, 0)
	if err != nil || !IsTerminal(f) {
		t.Skip("no terminal can be opened here")
	}
	t.Cleanup(func() { f.Close() })
	return f
}

func TestWidth(t *testing.T) {
	t.Parallel()
	if got := Width(io.Discard, 72); got != 72 {
		t.Errorf("no terminal: %d columns", got)
	}
	if got := Width(openTerminal(t), 72); got != 72 {
		t.Errorf("a terminal that does not know its size: %d columns", got)
	}
}

func TestSize(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]int64{
		"0": 0, "65536": 65536, "12B": 12, "64k": 64 << 10, "64KB": 64 << 10, "1KiB": 1 << 10,
		"16M": 16 << 20, "16mib": 16 << 20, "2g": 2 << 30, "8589934591G": 8589934591 << 30,
		"": -1, "k": -1, "-1": -1, "1.5M": -1, "16 M": -1, "16X": -1, "16MM": -1, "8589934592G": -1, "99999999999999999999": -1,
	} {
		s := Size(-1)
		if err := s.Set(text); int64(s) != want || (err != nil) != (want < 0) {
			t.Errorf("%q: got %d, error %v, want %d", text, int64(s), err, want)
		}
	}
}

func TestFlagTable(t *testing.T) {
	t.Parallel()
	var help bool
	size := Size(16 << 20)
	fs := pflag.NewFlagSet("x", pflag.ContinueOnError)
	fs.SortFlags = false
	fs.Int("limit", 10, "show `N` cables; 0 is all of them, in the order that --sort names, however many there are")
	fs.Var(&size, "most", "of `SIZE`")
	Switch(fs, &help, "help", "h", "print this help")
	const want = `      --limit N     show N cables; 0 is all of them, in the order that
                    --sort names, however many there are (default 10)
      --most SIZE   of SIZE (default 16M)
  -h, --help        print this help
`
	if got := FlagTable(fs); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
	for args, want := range map[string]bool{"-h": true, "--help": true, "--help=false": false} {
		if err := fs.Parse([]string{args}); err != nil || help != want {
			t.Errorf("%s: %v, %v", args, help, err)
		}
	}
	if err := fs.Parse([]string{"--help=maybe"}); err == nil {
		t.Error("--help=maybe is no error")
	}
}

func TestFail(t *testing.T) {
	_, syntax := query.Parse("cats AND (dogs")
	since := time.Date(2026, 2, 1, 12, 0, 0, 0, time.UTC)
	for _, test := range []struct {
		err  error
		code int
		want string
	}{
		{errors.New("disk\x1b[31m full"), Trouble, "x: error: disk[31m full\n"},
		{errors.Join(errors.New("one"), errors.New("two")), Trouble, "x: error: one; two\n"},
		{&UsageError{Msg: "no query", Hint: "ask something"}, Trouble, "x: error: no query\nx: hint: ask something\n"},
		{Usage("search", "--limit %d", -1), Trouble, "x: error: --limit -1\nx: hint: see search --help\n"},
		{&fs.PathError{Op: "stat", Path: "nowhere", Err: fs.ErrNotExist}, Trouble, "x: error: nowhere: file does not exist\n"},
		{fmt.Errorf("opening: %w", &index.LockedError{Dir: "idx", PID: 7, Host: "paris", Since: since}), Busy,
			"x: error: opening: another indexer is writing to idx: process 7 on paris since 2026-02-01T12:00:00Z\nx: hint: wait until it is done; searches still work meanwhile\n"},
		{syntax, Trouble, "x: error: this ( is never closed\n  cats AND (dogs\n           ^\nx: hint: "},
		{&index.NoIndexError{Dir: "idx"}, Trouble, "x: error: no index at idx\nx: hint: build one with: indexer PATH"},
		{&index.VersionError{Dir: "idx", Found: "1", Want: "2"}, Trouble, "x: error: the index at idx was built by another version (1; this program is 2)\nx: hint: build it again"},
	} {
		var out bytes.Buffer
		code := Fail(&out, "x", test.err)
		if code != test.code || !strings.HasPrefix(out.String(), test.want) {
			t.Errorf("%v: exit code %d, want %d; got\n%swant\n%s", test.err, code, test.code, out.String(), test.want)
		}
	}
}

func TestRejection(t *testing.T) {
	t.Parallel()
	unreadable := &fs.PathError{Op: "open", Path: "a/b.txt", Err: fs.ErrPermission}
	for _, test := range []struct {
		source corpus.Source
		err    error
		want   string
	}{
		{corpus.Source{Path: "a/b.txt"}, unreadable, "a/b.txt: permission denied"},
		{corpus.Source{Path: "a"}, unreadable, "a: a/b.txt: permission denied"},
		{corpus.Source{Path: "c.csv", Line: 7}, errors.New("five columns"), "c.csv:7: five columns"},
		{corpus.Source{Path: "c.csv", Line: 7}, fmt.Errorf("%w of 5 bytes", corpus.ErrTooLong), "c.csv:7: record is longer than the limit of 5 bytes; --max-record raises it"},
		{corpus.Source{Path: "c\x1b[2J\n.csv", Line: 7}, errors.New("bad"), "c[2J .csv:7: bad"},
	} {
		if got := Rejection(&corpus.RecordError{Source: test.source, Err: test.err}); got != test.want {
			t.Errorf("got %q, want %q", got, test.want)
		}
	}
}

func TestCheckFlags(t *testing.T) {
	t.Parallel()
	choice := Choice{Flag: "color", Value: "auto", Of: []string{"auto", "always", "never"}}
	if err := CheckFlags("x", []Choice{choice}, []Number{{"limit", 0}}); err != nil {
		t.Error(err)
	}
	choice.Value = "blue"
	for want, err := range map[string]error{
		`--color "blue": expected auto, always or never`: CheckFlags("x", []Choice{choice}, nil),
		"--limit -1: expected 0 or more":                 CheckFlags("x", nil, []Number{{"limit", -1}}),
	} {
		if err == nil || err.Error() != want {
			t.Errorf("got %v, want %s", err, want)
		}
	}
}
