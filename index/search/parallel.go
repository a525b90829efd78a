package search

import (
	"fmt"
	"runtime"
	"runtime/debug"
	"sync/atomic"

	"golang.org/x/sync/errgroup"
)

// cores returns the number of goroutines that may run at once.
func cores() int { return runtime.GOMAXPROCS(0) }

// inParallel calls do with the numbers from 0 to n-1 on all cores, and returns the
// first error. There is a goroutine for each core: a stack that has grown is used for several
// calls. A panic of do becomes a panic of the caller: of the same value, if it is
// that of a failed read of mapped memory, else of a text with its stack.
func inParallel(n int, do func(i int) error) error {
	workers := min(n, cores())
	if workers <= 1 {
		for i := range n {
			if err := do(i); err != nil {
				return err
			}
		}
		return nil
	}
	var group errgroup.Group
	var taken atomic.Int64
	panics := make(chan any, workers)
	for range workers {
		group.Go(func() error {
			debug.SetPanicOnFault(true)
			defer func() {
				p := recover()
				if _, ok := p.(interface{ Addr() uintptr }); !ok && p != nil {
					p = fmt.Sprintf("%v\n%s", p, debug.Stack())
				}
				if p != nil {
					panics <- p
				}
			}()
			for i := int(taken.Add(1)) - 1; i < n; i = int(taken.Add(1)) - 1 {
				if err := do(i); err != nil {
					return err
				}
			}
			return nil
		})
	}
	err := group.Wait()
	select {
	case p := <-panics:
		panic(p)
	default:
		return err
	}
}
