//go:build unix

package cli

import (
	"context"
	"errors"
	"io"
	"os"
	"syscall"

	"golang.org/x/sys/unix"
)

// UntilClosed returns a context that also ends when w is a pipe and its reader has
// gone; the cause is then an error that ClosedPipe reports.
func UntilClosed(ctx context.Context, w io.Writer) context.Context {
	f, ok := w.(*os.File)
	if !ok {
		return ctx
	}
	info, err := f.Stat()
	if err != nil || info.Mode()&(os.ModeNamedPipe|os.ModeSocket) == 0 {
		return ctx
	}
	ctx, cancel := context.WithCancelCause(ctx)
	fd := int32(f.Fd())
	go func() {
		// No events are requested: errors, such as a closed pipe, are always reported.
		list := []unix.PollFd{{Fd: fd}}
		for ctx.Err() == nil {
			n, err := unix.Poll(list, -1)
			switch {
			case errors.Is(err, unix.EINTR):
			case err != nil:
				return
			case n > 0 && list[0].Revents&(unix.POLLERR|unix.POLLHUP) != 0:
				cancel(syscall.EPIPE)
			case n > 0:
				return
			}
		}
	}()
	return ctx
}
