//go:build unix

package cli

import (
	"os"
	"runtime"
	"syscall"
)

// peakMemory is the most memory, in bytes, that a process had; 0 is unknown.
func peakMemory(p *os.ProcessState) int64 {
	usage, ok := p.SysUsage().(*syscall.Rusage)
	switch {
	case !ok:
		return 0
	case runtime.GOOS == "darwin":
		return int64(usage.Maxrss)
	}
	return int64(usage.Maxrss) << 10
}
