package search

import (
	"fmt"
	"runtime"
	"runtime/debug"

	"golang.org/x/sync/errgroup"
)

// cores returns the number of goroutines that may run at once.
func cores() int { return runtime.GOMAXPROCS(0) }

// inParallel calls do with the numbers from 0 to n-1 on all cores, and returns the
// first error. A panic of do becomes a panic of the caller: of the same value, if it is
// that of a failed read of mapped memory, else of a text with its stack.
func inParallel(n int, do func(i int) error) error {
	if n == 1 || cores() == 1 {
		for i := range n {
			if err := do(i); err != nil {
				return err
			}
		}
		return nil
	}
	var group errgroup.Group
	group.SetLimit(cores())
	panics := make(chan any, n)
	for i := range n {
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
			return do(i)
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
