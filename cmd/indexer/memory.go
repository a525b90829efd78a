package main

import (
	"runtime"
	"runtime/debug"

	"github.com/KimMachineGun/automemlimit/memlimit"
)

// share returns the memory in bytes that the job may take: what the user said,
// else a quarter of what the machine, or the container, has.
func (o *options) share() int64 {
	if o.memory > 0 {
		return int64(o.memory)
	}
	total, err := memlimit.ApplyFallback(memlimit.FromCgroup, memlimit.FromSystem)()
	if err != nil {
		return leastMemory
	}
	return int64(max(total/4, leastMemory))
}

// limit makes the program keep to the cores and the memory that it may use. The
// collector works harder when it comes near to the limit; that it does not have
// to is up to how much is in the works at once.
func (o *options) limit() {
	if o.jobs > 0 {
		runtime.GOMAXPROCS(min(o.jobs, runtime.GOMAXPROCS(0)))
	}
	debug.SetMemoryLimit(o.share() / 10 * 9)
}
