// Package growtest is for tests that work takes no more than about linear time in the
// size of its input. They compare times, and assert none.
package growtest

import (
	"runtime"
	"testing"
	"time"
)

// A Step is a part of the work on an input, and the time that it took.
type Step struct {
	Name string
	Took time.Duration
}

// Time returns the time that the processor works for do, as far as do works on its own
// goroutine.
func Time(do func()) time.Duration {
	runtime.LockOSThread() // processorTime is that of the thread
	defer runtime.UnlockOSThread()
	begun := processorTime()
	do()
	return processorTime() - begun
}

const (
	times = 8  // how many times as large the larger input is
	most  = 20 // how many times as long it may take; quadratic time is 64 times as long
	// least is a time below which nothing is compared.
	least = 80 * time.Millisecond
)

// Check compares the steps of the work on inputs of a size in bytes and of 8 times that
// size.
func Check(t *testing.T, size int, work func(size int) []Step) {
	t.Helper()
	if slow(size, work, 1) == nil {
		return
	}
	for _, s := range slow(size, work, 3) { // the machine may have been busy
		t.Errorf("%s takes %v for %d bytes, %v for %d", s.Name, s.before, size, s.Took, times*size)
	}
}

type slowStep struct {
	Step
	before time.Duration
}

// slow returns the steps that take too long for the larger input, in the best of some
// runs.
func slow(size int, work func(size int) []Step, runs int) []slowStep {
	before, after := best(size, work, runs), best(times*size, work, runs)
	var list []slowStep
	for i, s := range after {
		if s.Took > most*max(before[i].Took, least/most) {
			list = append(list, slowStep{s, before[i].Took})
		}
	}
	return list
}

// best returns the steps with the least times of some runs.
func best(size int, work func(size int) []Step, runs int) []Step {
	steps := work(size)
	for range runs - 1 {
		for i, s := range work(size) {
			steps[i].Took = min(steps[i].Took, s.Took)
		}
	}
	return steps
}
