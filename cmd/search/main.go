// Command search answers queries over an index of cables.
package main

import (
	"os"
	"runtime"

	"reftel/cmd/internal/cli"
)

// heap is memory that counts as in use from the start, so that garbage is first
// collected when a search has made as much of it; few make more. Since it is never
// written, it takes no memory of the machine.
const heap = 32 << 20

func main() {
	unused := make([]byte, heap)
	code := run(cli.Context(), os.Args[1:], os.Stdin, os.Stdout, os.Stderr)
	runtime.KeepAlive(unused)
	os.Exit(code)
}
