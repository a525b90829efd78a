package main

import (
	"runtime"
	"runtime/debug"

	"github.com/KimMachineGun/automemlimit/memlimit"
)

// share returns the memory in bytes that the job may use: --memory, or a quarter of the
// memory of the machine or the container.
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

// garbage is GOGC when --memory is unset.
const garbage = 300

// limit sets the cores and the memory that the program may use. With --memory, GOGC is
// off: garbage is collected only near the limit. The number of records in flight is set
// so that most of the memory is garbage then.
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
