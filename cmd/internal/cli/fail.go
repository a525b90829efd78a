package cli

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"strings"
	"syscall"

	"reftel/corpus"
	"reftel/corpus/unpack"
	"reftel/index"
	"reftel/index/query"
)

// A UsageError is a mistake in the command line.
type UsageError struct {
	Msg string
	// Hint is what the user can do; it may be empty.
	Hint string
}

func (e *UsageError) Error() string { return e.Msg }

// Usage returns a UsageError with a formatted message and a hint that names --help.
func Usage(command, format string, args ...any) error {
	return &UsageError{Msg: fmt.Sprintf(format, args...), Hint: fmt.Sprintf("see %s --help", command)}
}

// ClosedPipe reports whether the reader of the output has closed it, which is no
// failure (search … | head).
func ClosedPipe(err error) bool { return errors.Is(err, syscall.EPIPE) }

// Fail writes an error as "command: error: …" and a hint if there is one. It returns
// the exit code.
func Fail(w io.Writer, command string, err error) int {
	var syntax *query.Error
	if errors.As(err, &syntax) {
		fmt.Fprintf(w, "%s: error: %s\n%s\n", command, Line(syntax.Msg), syntax.Underline())
		Hint(w, command, syntax.Hint)
		return Trouble
	}
	msg, hint := Describe(err)
	fmt.Fprintf(w, "%s: error: %s\n", command, msg)
	Hint(w, command, hint)
	var locked *index.LockedError
	if errors.As(err, &locked) {
		return Busy
	}
	return Trouble
}

// Describe returns the text of an error on one line, and what the user can do about it,
// which may be empty.
func Describe(err error) (msg, hint string) { return message(err), hintFor(err) }

// Placed returns an error about a part of a query as one that shows the part.
func Placed(text string, err error) error {
	var part interface {
		Place() (from, to int, msg, hint string)
	}
	if !errors.As(err, &part) {
		return err
	}
	from, to, msg, hint := part.Place()
	return &query.Error{Text: text, Pos: from, End: to, Msg: "this " + msg, Hint: hint}
}

// Hint writes a hint unless it is empty.
func Hint(w io.Writer, command, text string) {
	if text != "" {
		fmt.Fprintf(w, "%s: hint: %s\n", command, Line(text))
	}
}

// Rejection returns where and why a record was rejected.
func Rejection(bad *corpus.RecordError) string {
	return Line(bad.Source.String()) + ": " + Reason(bad)
}

// Reason returns why a record was rejected and what to do about it, on one line that
// is safe for a terminal.
func Reason(bad *corpus.RecordError) string {
	var path *fs.PathError
	if errors.As(bad.Err, &path) && corpus.EscapeName(path.Path) == bad.Source.Path {
		return message(path.Err)
	}
	for limit, flag := range limits {
		if errors.Is(bad.Err, limit) {
			return message(bad.Err) + "; " + flag + " raises it"
		}
	}
	return message(bad.Err)
}

// limits are the flags of indexer that raise the limits of reading.
var limits = map[error]string{
	corpus.ErrTooLong: "--max-record", unpack.ErrRatio: "--max-ratio",
	unpack.ErrMember: "--max-member", unpack.ErrMembers: "--max-members",
	corpus.ErrMemory: "--memory",
}

// message returns the text of an error on one line that is safe for a terminal,
// without the name of a system call.
func message(err error) string {
	text := err.Error()
	if path, ok := err.(*fs.PathError); ok {
		text = corpus.EscapeName(path.Path) + ": " + path.Err.Error()
	}
	return Line(strings.ReplaceAll(text, "\n", "; "))
}

func hintFor(err error) string {
	var usage *UsageError
	var none *index.NoIndexError
	var locked *index.LockedError
	var version *index.VersionError
	var full *index.DiskFullError
	var loss *index.LossError
	var fewer *index.FewerError
	var hinted interface{ Hint() string }
	switch {
	case errors.As(err, &fewer):
		return "nothing is published; give all PATHs, or publish the rest with: indexer --rebuild --accept-loss PATH..."
	case errors.As(err, &full):
		return "the published index is unchanged; make room, or put the index elsewhere with --index DIR, and run it again"
	case errors.As(err, &loss):
		return "nothing is published, and nothing changed; build it from the archive: indexer --rebuild PATH..., or leave out what is lost: indexer --rebuild --accept-loss"
	case errors.As(err, &version):
		return "build it again, which needs no archive: indexer --rebuild"
	case errors.As(err, &usage):
		return usage.Hint
	case errors.As(err, &none):
		return "build one with: indexer PATH..., or try: search --sample munitions"
	case errors.As(err, &locked):
		return "wait until it is done; searches still work meanwhile"
	case errors.As(err, &hinted):
		return hinted.Hint()
	}
	return ""
}
