package cli

import (
	"context"
	"io"
	"log"
	"os"
	"os/signal"
	"syscall"
)

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
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	context.AfterFunc(ctx, stop)
	return ctx
}
