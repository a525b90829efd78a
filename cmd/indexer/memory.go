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

// garbage is how much of it may gather, in hundredths of what is in use, before
// it is collected, where the user did not say what memory the job may take.
const garbage = 300

// limit makes the program keep to the cores and the memory that it may use. Of
// memory that the user gave it, it takes all before it collects garbage: that is
// what it was given for. How many records are in flight at once is set so that
// most of it is garbage when the limit comes near.
func (o *options) limit() {
	if o.jobs > 0 {
		runtime.GOMAXPROCS(min(o.jobs, runtime.GOMAXPROCS(0)))
	}
	percent := garbage
	if o.memory > 0 {
		percent = -1
	}
	debug.SetGCPercent(percent)
	debug.SetMemoryLimit(o.share() / 10 * 9)
}
