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
// it is collected: as there is a limit, it need not be soon.
const garbage = 300

// limit makes the program keep to the cores and the memory that it may use. The
// collector works harder when it comes near to the limit; that it does not have
// to is up to how much is in the works at once.
func (o *options) limit() {
	if o.jobs > 0 {
		runtime.GOMAXPROCS(min(o.jobs, runtime.GOMAXPROCS(0)))
	}
	debug.SetGCPercent(garbage)
	debug.SetMemoryLimit(o.share() / 10 * 9)
}
