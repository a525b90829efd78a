//go:build !linux

package growtest

import "time"

var began = time.Now()

// processorTime returns the time that has passed, for want of a better measure.
func processorTime() time.Duration { return time.Since(began) }
