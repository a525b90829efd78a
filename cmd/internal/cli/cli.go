// Package cli holds what both commands share: exit codes, how errors are told,
// where the index lives, and when to colour.
package cli

import (
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"runtime/debug"
	"syscall"

	"golang.org/x/term"

	"reftel/cmd/search/render"
	"reftel/index"
	"reftel/index/query"
)

// Exit codes.
const (
	Done        = 0   // found, or done
	Nothing     = 1   // nothing found
	Trouble     = 2   // usage or failure
	Busy        = 75  // another writer holds the index (EX_TEMPFAIL of sysexits.h)
	Interrupted = 130 // by Ctrl-C, as shells report SIGINT
)

// A UsageError is a mistake in the command line.
type UsageError struct {
	Msg string
	// Hint says what to do; it may be empty.
	Hint string
}

func (e *UsageError) Error() string { return e.Msg }

// Usage returns a UsageError with a formatted message and the hint to ask for
// help.
func Usage(command, format string, args ...any) error {
	return &UsageError{Msg: fmt.Sprintf(format, args...), Hint: fmt.Sprintf("see %s --help", command)}
}

// Fail tells an error on w as "command: error: …" and, where there is one, a
// hint, and returns the exit code for it.
func Fail(w io.Writer, command string, err error) int {
	var syntax *query.Error
	if errors.As(err, &syntax) {
		fmt.Fprintf(w, "%s: error: %s\n%s\n", command, render.Clean(syntax.Msg), syntax.Underline())
		hint(w, command, syntax.Hint)
		return Trouble
	}
	fmt.Fprintf(w, "%s: error: %s\n", command, render.Clean(err.Error()))
	hint(w, command, hintFor(err))
	var locked *index.LockedError
	if errors.As(err, &locked) {
		return Busy
	}
	return Trouble
}

func hint(w io.Writer, command, text string) {
	if text != "" {
		fmt.Fprintf(w, "%s: hint: %s\n", command, render.Clean(text))
	}
}

func hintFor(err error) string {
	var usage *UsageError
	var none *index.NoIndexError
	var locked *index.LockedError
	var version *index.VersionError
	switch {
	case errors.As(err, &version):
		return "build it again: indexer --rebuild PATH..."
	case errors.As(err, &usage):
		return usage.Hint
	case errors.As(err, &none):
		return "build one with: indexer PATH..., or try the sample: search --sample munitions"
	case errors.As(err, &locked):
		return "wait until it is done; searching goes on meanwhile"
	}
	return ""
}

// IndexDir returns where the index is: flag if set, else $REFTEL_INDEX, else
// reftel/index in the user's data folder.
func IndexDir(flag string) (string, error) {
	if flag != "" {
		return flag, nil
	}
	if dir := os.Getenv("REFTEL_INDEX"); dir != "" {
		return dir, nil
	}
	data, err := dataDir()
	if err != nil {
		return "", fmt.Errorf("no place for the index: %w: name one with --index DIR", err)
	}
	return filepath.Join(data, "reftel", "index"), nil
}

// dataDir is $XDG_DATA_HOME, else what the XDG Base Directory Specification
// takes for it, else the local application data of Windows.
func dataDir() (string, error) {
	if dir := os.Getenv("XDG_DATA_HOME"); filepath.IsAbs(dir) {
		return dir, nil
	}
	if dir := os.Getenv("LocalAppData"); runtime.GOOS == "windows" && dir != "" {
		return dir, nil
	}
	home, err := os.UserHomeDir()
	if err != nil {
		return "", err
	}
	return filepath.Join(home, ".local", "share"), nil
}

// IsTerminal says whether w is a terminal.
func IsTerminal(w io.Writer) bool {
	f, ok := w.(*os.File)
	return ok && term.IsTerminal(int(f.Fd()))
}

// Width returns the columns of the terminal that w is, and fallback if it is
// none.
func Width(w io.Writer, fallback int) int {
	if f, ok := w.(*os.File); ok {
		if columns, _, err := term.GetSize(int(f.Fd())); err == nil && columns > 0 {
			return columns
		}
	}
	return fallback
}

// When is the value of a flag that takes auto, always or never.
type When string

// Of returns what the flag says, for output that goes to w: auto is yes on a
// terminal.
func (v When) Of(w io.Writer) (bool, error) {
	switch v {
	case "always":
		return true, nil
	case "never":
		return false, nil
	case "auto":
		return IsTerminal(w), nil
	}
	return false, fmt.Errorf("%q is none of auto, always, never", string(v))
}

// Color says whether to colour output to w: as the flag says, but auto also
// obeys NO_COLOR (no-color.org) and a terminal that says it is dumb.
func Color(v When, w io.Writer) (bool, error) {
	if v == "auto" && (os.Getenv("NO_COLOR") != "" || os.Getenv("TERM") == "dumb") {
		return false, nil
	}
	return v.Of(w)
}

// Version returns the line that --version prints.
func Version(command string) string {
	version := "(devel)"
	if info, ok := debug.ReadBuildInfo(); ok && info.Main.Version != "" {
		version = info.Main.Version
	}
	return fmt.Sprintf("%s %s (reftel, %s %s/%s)", command, version, runtime.Version(), runtime.GOOS, runtime.GOARCH)
}

// ClosedPipe says whether an error only says that the reader of the output has
// gone, which is no failure (search … | head).
func ClosedPipe(err error) bool { return errors.Is(err, syscall.EPIPE) }
