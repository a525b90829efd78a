package main

import (
	"fmt"
	"io"
	"runtime"
	"sync"
)

// batch is how many cables are written as one piece of work, about half a
// megabyte.
const batch = 64

// A job is a piece of work: cables from up to to, and where they go.
type job struct {
	from, to int
	out      chan []byte
}

// generate writes n cables in that layout. Each is decided by the seed and its
// number alone, so the bytes do not depend on the number of cores.
func generate(out io.Writer, n int, seed uint64, form layout) error {
	p := newPlan(n, seed)
	workers := runtime.GOMAXPROCS(0)
	jobs := make(chan job)
	order := make(chan job, 2*workers) // bounds what waits to be written
	stop := make(chan struct{})
	spare := make(chan []byte, cap(order)) // buffers for use again
	var running sync.WaitGroup
	for range workers {
		running.Go(func() { work(newWriter(p), jobs, form, spare) })
	}
	running.Go(func() { feed(n, jobs, order, stop) })
	err := drain(out, order, spare)
	close(stop)
	for range order { // lets the feeder see that all is over
	}
	running.Wait()
	return err
}

// feed hands out the work and notes its order, until it is told to stop.
func feed(n int, jobs, order chan<- job, stop <-chan struct{}) {
	defer close(order)
	defer close(jobs)
	for from := 0; from < n; from += batch {
		j := job{from, min(from+batch, n), make(chan []byte, 1)}
		select {
		case <-stop:
			return
		case order <- j:
		}
		jobs <- j
	}
}

// work does jobs until there are no more.
func work(w *writer, jobs <-chan job, form layout, spare chan []byte) {
	for j := range jobs {
		var b []byte
		select {
		case b = <-spare:
		default:
		}
		for i := j.from; i < j.to; i++ {
			w.write(i)
			b = form(w, b, i+1)
		}
		j.out <- b
	}
}

// drain writes what comes, in order, until an error.
func drain(out io.Writer, order <-chan job, spare chan<- []byte) error {
	for j := range order {
		b := <-j.out
		if _, err := out.Write(b); err != nil {
			return fmt.Errorf("cables from number %d on: %w", j.from+1, err)
		}
		select {
		case spare <- b[:0]:
		default:
		}
	}
	return nil
}
