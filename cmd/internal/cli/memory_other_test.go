//go:build !unix

package cli

import "os"

// peakMemory is the most memory, in bytes, that a process had; 0 is unknown.
func peakMemory(*os.ProcessState) int64 { return 0 }
