//go:build unix

package corpus

import (
	"io/fs"
	"syscall"
)

// deviceOf returns the number of the disk that a file is on, 0 if it is not known.
func deviceOf(info fs.FileInfo) uint64 {
	if stat, ok := info.Sys().(*syscall.Stat_t); ok {
		return uint64(stat.Dev)
	}
	return 0
}
