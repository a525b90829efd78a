package growtest

import (
	"testing"
	"time"
)

// TestSlow: what takes quadratic time is found, and what takes linear time is not.
func TestSlow(t *testing.T) {
	work := func(size int) []Step {
		n := time.Duration(size)
		return []Step{{"linear", n * time.Millisecond}, {"quick", n * n * time.Microsecond}, {"quadratic", n * n * time.Millisecond}}
	}
	list := slow(10, work, 2)
	if len(list) != 1 || list[0].Name != "quadratic" || list[0].before != 100*time.Millisecond || list[0].Took != 6400*time.Millisecond {
		t.Errorf("slow: %v", list)
	}
}

// TestTime: waiting takes no processor time where that can be told.
func TestTime(t *testing.T) {
	if took := Time(func() { time.Sleep(50 * time.Millisecond) }); took < 0 || took > time.Minute {
		t.Errorf("took %v", took)
	}
}
