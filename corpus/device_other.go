//go:build !unix

package corpus

import "io/fs"

// deviceOf returns 0: the system does not number its disks.
func deviceOf(fs.FileInfo) uint64 { return 0 }
