//go:build !unix

package cli

import (
	"context"
	"io"
)

// UntilClosed returns ctx: on this system a closed pipe is detected only by writing.
func UntilClosed(ctx context.Context, _ io.Writer) context.Context { return ctx }
