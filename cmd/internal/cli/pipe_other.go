//go:build !unix

package cli

import (
	"context"
	"io"
)

// UntilClosed returns ctx: here only writing tells that a reader has gone.
func UntilClosed(ctx context.Context, _ io.Writer) context.Context { return ctx }
