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

// Context returns the context of a command. It ends with the first Ctrl-C, or
// the first request to end, so that the command can end in good order; a second
// one acts as it does on any program. From then on writing to a pipe whose
// reader has gone is an error (see ClosedPipe) and no longer the end.
//
// What libraries write to the standard logger is dropped: the index's engine logs
// what it can't read there, and returns it as errors, too.
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

// Grace is how long a command that only reads has to come to its own end after its
// context has ended.
const Grace = 30 * time.Millisecond

// Within runs a command. If the context ends, and the command does not within
// grace, Within returns without waiting for it: it may be at work that can't be
// interrupted, or write to a pipe that takes nothing. The error is the cause if
// the context has ended.
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
