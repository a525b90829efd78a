package watch

import (
	"fmt"
	"slices"
	"testing"
	"time"
)

// at is a made-up time, in milliseconds.
func at(ms int) time.Time { return time.UnixMilli(1_000_000 + int64(ms)) }

func TestGatheringWait(t *testing.T) {
	tests := []struct {
		name    string
		changes []int
		now     int
		want    time.Duration
	}{
		{"one change", []int{0}, 0, 500 * time.Millisecond},
		{"one change, later", []int{0}, 400, 100 * time.Millisecond},
		{"quiet", []int{0}, 500, 0},
		{"each change begins the quiet again", []int{0, 300, 700}, 800, 400 * time.Millisecond},
		{"the longest is near", []int{0, 400, 800, 1200, 1600, 2000, 2400, 2800}, 2900, 100 * time.Millisecond},
		{"longest", []int{0, 400, 800, 1200, 1600, 2000, 2400, 2800}, 3000, 0},
		{"nobody asked for long", []int{0, 100}, 60_000, -59_400 * time.Millisecond},
	}
	for _, tt := range tests {
		g := gathering{quiet: 500 * time.Millisecond, longest: 3 * time.Second}
		for i, ms := range tt.changes {
			g.touch(at(ms), fmt.Sprint(i))
		}
		got := g.wait(at(tt.now))
		if tt.want <= 0 {
			got = min(got, 0)
		}
		if got != tt.want && (tt.want > 0 || got > 0) {
			t.Errorf("%s: waits %v, want %v", tt.name, got, tt.want)
		}
	}
}

func TestGatheringTake(t *testing.T) {
	g := gathering{quiet: time.Second, longest: time.Minute}
	for _, path := range []string{"/b", "/a", "/b"} {
		g.touch(at(0), path)
	}
	b := g.take()
	if !slices.Equal(b.Paths, []string{"/a", "/b"}) || b.All {
		t.Errorf("took %v, want /a and /b", b)
	}
	if b := g.take(); !g.empty() || len(b.Paths) > 0 || b.All {
		t.Errorf("took %v from a new gathering", b)
	}
	g.touch(at(5000), "/c")
	if got := g.wait(at(5000)); got != time.Second {
		t.Errorf("the next burst waits %v, want the whole quiet", got)
	}
}

func TestGatheringNamesNoMoreThanMaxPaths(t *testing.T) {
	var g gathering
	for i := range MaxPaths {
		g.touch(at(0), fmt.Sprintf("/%04d", i))
		g.touch(at(0), fmt.Sprintf("/%04d", i))
	}
	if g.all {
		t.Errorf("%d paths are too many, want them named", MaxPaths)
	}
	g.touch(at(0), "/more")
	if b := g.take(); len(b.Paths) != MaxPaths || !b.All {
		t.Errorf("%d paths, all %v; want %d and true", len(b.Paths), b.All, MaxPaths)
	}
}

func TestGatheringOfLostEvents(t *testing.T) {
	g := gathering{quiet: time.Second, longest: time.Minute}
	g.touchAll(at(100))
	if got := g.wait(at(100)); g.empty() || got != time.Second {
		t.Errorf("waits %v, want the quiet", got)
	}
	if b := g.take(); !b.All {
		t.Error("the burst does not say that anything may have changed")
	}
}
