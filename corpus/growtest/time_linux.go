package growtest

import (
	"syscall"
	"time"
)

// rusageThread selects the calling thread in getrusage.
const rusageThread = 1

// processorTime returns the time that the thread has worked: other processes do not
// add to it.
func processorTime() time.Duration {
	var usage syscall.Rusage
	_ = syscall.Getrusage(rusageThread, &usage)
	return time.Duration(usage.Utime.Nano() + usage.Stime.Nano())
}
