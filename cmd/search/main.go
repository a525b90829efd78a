// Command search answers queries over an index of cables.
package main

import (
	"os"
	"runtime"
	"runtime/debug"

	"reftel/cmd/internal/cli"
)

func main() {
	unused := delayGC()
	code := run(cli.Context(), os.Args[1:], os.Stdin, os.Stdout, os.Stderr)
	runtime.KeepAlive(unused)
	os.Exit(code)
}

// heap is memory that counts as in use, so that garbage is collected when a search has
// made as much of it; few make more. Since it is never written, it takes no memory of the
// machine.
const heap = 32 << 20

// firstPercent is GOGC up to the first collection, which it puts at about two times heap:
// GOGC of 100 would run one when heap is allocated.
const firstPercent = 1600

// delayGC returns memory that delays the first collection of garbage while it is alive.
func delayGC() []byte {
	if percent := debug.SetGCPercent(firstPercent); percent != 100 {
		debug.SetGCPercent(percent) // of the environment
	} else {
		runtime.AddCleanup(&struct{ _ *int }{}, func(percent int) { debug.SetGCPercent(percent) }, percent)
	}
	return make([]byte, heap)
}
