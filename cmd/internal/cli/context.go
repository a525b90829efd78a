package cli

import (
	"context"
	"errors"
	"io"
	"log"
	"os"
	"os/signal"
	"syscall"
	"time"
)

// A SignalError is the cause of a context that a signal ended.
type SignalError struct{ Signal os.Signal }

func (e *SignalError) Error() string { return "ended by signal: " + e.Signal.String() }

// Is reports whether target is context.Canceled.
func (e *SignalError) Is(target error) bool { return target == context.Canceled }

// Context returns the context of a command. The first Ctrl-C or SIGTERM ends the context,
// so that the command can finish; the second one kills the program as usual. Context also
// makes writing to a closed pipe return an error (see ClosedPipe) instead of killing the
// program.
//
// The output of the standard logger is dropped: the index's engine logs read errors
// there, and also returns them.
func Context() context.Context {
	log.SetOutput(io.Discard)
	signal.Ignore(syscall.SIGPIPE)
	ctx, cancel := context.WithCancelCause(context.Background())
	signals := make(chan os.Signal, 1)
	signal.Notify(signals, os.Interrupt, syscall.SIGTERM)
	go func() {
		s := <-signals
		signal.Stop(signals)
		cancel(&SignalError{s})
	}()
	return ctx
}

// Ended returns the exit code of a command whose context a signal ended.
func Ended(err error) int {
	var s *SignalError
	if errors.As(err, &s) && s.Signal == syscall.SIGTERM {
		return Terminated
	}
	return Interrupted
}

// Grace is the time that a read-only command has to return after its context has ended.
const Grace = 30 * time.Millisecond

// Within runs a command. If the context ends and the command does not return within
// grace, Within returns without waiting for it: it may be in an operation that can't be
// interrupted, or blocked in writing to a pipe. If the context has ended, the error is
// its cause.
func Within(ctx context.Context, grace time.Duration, command func() (int, error)) (int, error) {
	type outcome struct {
		code int
		err  error
	}
	done := make(chan outcome, 1)
	go func() {
		code, err := command()
		done <- outcome{code, err}
	}()
	var o outcome
	select {
	case o = <-done:
	case <-ctx.Done():
		select {
		case o = <-done:
		case <-time.After(grace):
			return 0, context.Cause(ctx)
		}
	}
	if o.err != nil && ctx.Err() != nil && errors.Is(o.err, ctx.Err()) {
		o.err = context.Cause(ctx)
	}
	return o.code, o.err
}
