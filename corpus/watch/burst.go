package watch

import (
	"maps"
	"slices"
	"time"
)

// A gathering is the burst that is under way.
type gathering struct {
	quiet, longest time.Duration

	paths       map[string]bool
	all         bool
	first, last time.Time // of the changes; zero for what is due at once
}

func (g *gathering) empty() bool { return !g.all && len(g.paths) == 0 }

// touch adds a change of a path.
func (g *gathering) touch(now time.Time, path string) {
	g.change(now)
	switch {
	case g.paths[path]:
	case len(g.paths) < MaxPaths:
		if g.paths == nil {
			g.paths = map[string]bool{}
		}
		g.paths[path] = true
	default:
		g.all = true
	}
}

// touchAll adds a change of nobody knows what.
func (g *gathering) touchAll(now time.Time) {
	g.change(now)
	g.all = true
}

func (g *gathering) change(now time.Time) {
	if g.empty() {
		g.first = now
	}
	g.last = now
}

// wait returns how long it is until the burst is to be told if nothing more
// changes.
func (g *gathering) wait(now time.Time) time.Duration {
	return min(g.last.Add(g.quiet).Sub(now), g.first.Add(g.longest).Sub(now))
}

// take returns the burst and begins the next.
func (g *gathering) take() Burst {
	b := Burst{Paths: slices.Sorted(maps.Keys(g.paths)), All: g.all}
	*g = gathering{quiet: g.quiet, longest: g.longest}
	return b
}
