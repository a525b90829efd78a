//go:build race

package bleveindex_test

// With the race detector, a job takes several times as long.
func init() { interruptEach = 15 }
