//go:build race

package cli

// A job with the race detector takes several times as long: fewer are disturbed.
func init() { raced, kills, interrupts = true, 5, 4 }
