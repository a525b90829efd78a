package main

import (
	"slices"
	"testing"
	"time"
)

// TestPlan holds a large plan to what was measured of posts, dates and
// references.
func TestPlan(t *testing.T) {
	skipShort(t)
	p := newPlan(250_000, 3)
	held := make(map[name]int, len(p.cables))
	years, weekend := map[int]float64{}, 0.0
	for i := range p.cables {
		c := &p.cables[i]
		if other, ok := held[c.name]; ok {
			t.Fatalf("cables %d and %d are both %v", other, i, c.name)
		}
		held[c.name] = i
		if i > 0 && c.minute < p.cables[i-1].minute {
			t.Fatalf("cable %d is older than the one before", i)
		}
		if int(c.year) != c.time().Year() || c.serial == 0 {
			t.Fatalf("cable %d of %v is %v", i, c.time(), c.name)
		}
		years[c.time().Year()]++
		if day := c.time().Weekday(); day == time.Saturday || day == time.Sunday {
			weekend++
		}
	}
	n := float64(len(p.cables))
	within(t, "share of 2009", years[2009]/n, 606./1669, .01)
	within(t, "share of 2006", years[2006]/n, 200./1669, .01)
	within(t, "share of weekends", weekend/n, weekendShare, .005)
	within(t, "references a cable", float64(len(p.refs))/n, 2081./1669, .06)
	checkGraph(t, p, held)
}

// checkGraph checks the references: none is to a younger cable.
func checkGraph(t *testing.T, p *plan, held map[name]int) {
	var lags []float64
	own, state := 0.0, 0.0
	for i := range p.cables {
		for _, ref := range p.references(i) {
			if ref.post == p.cables[i].post {
				own++
			} else if ref.post == p.stations.state {
				state++
			}
			to, ok := held[ref]
			if !ok {
				continue
			}
			lag := float64(p.cables[i].minute) - float64(p.cables[to].minute)
			if lag < 0 || to >= i {
				t.Fatalf("cable %d refers to %d, which is younger", i, to)
			}
			lags = append(lags, lag/minutesOfDay)
		}
	}
	n := float64(len(p.refs))
	within(t, "references within the archive", float64(len(lags))/n, heldShare, .05)
	within(t, "references to the own post", own/n, ownRefShare, .04)
	within(t, "references to State", state/n, stateRefShare, .04)
	slices.Sort(lags)
	for _, q := range []quantile{{.25, 8.09}, {.50, 34}, {.75, 112}, {.90, 286}} {
		got := lags[int(q.share*float64(len(lags)))]
		if got < q.at*.75 || got > q.at*1.33 {
			t.Errorf("lag of %.0f in 100: %.1f days, want about %v", 100*q.share, got, q.at)
		}
	}
}

// skipShort skips what needs many cables.
func skipShort(t *testing.T) {
	t.Helper()
	if testing.Short() {
		t.Skip("needs many cables")
	}
}

// within fails if what was measured is further than by from what was wanted.
func within(t *testing.T, what string, got, want, by float64) {
	t.Helper()
	t.Logf("%-40s %8.3f, wanted %8.3f", what, got, want)
	if got < want-by || got > want+by {
		t.Errorf("%s: %.3f, want %.3f within %.3f", what, got, want, by)
	}
}

// TestSmallPlans plans so few that hardly anything can be referred to.
func TestSmallPlans(t *testing.T) {
	for _, n := range []int{0, 1, 2, 3, 5, 10, 40} {
		p := newPlan(n, uint64(n))
		if len(p.cables) != n || len(p.firstRef) != n+1 {
			t.Fatalf("%d cables planned of %d", len(p.cables), n)
		}
		for i := range p.cables {
			for _, ref := range p.references(i) {
				if ref == p.cables[i].name || ref.serial == 0 || int(ref.year) > p.cables[i].time().Year() {
					t.Errorf("%v refers to %v", p.cables[i].name, ref)
				}
			}
		}
	}
}

// TestTopics holds cables that cite each other to the likeness of their TAGS.
func TestTopics(t *testing.T) {
	skipShort(t)
	p := newPlan(20_000, 5)
	held := map[name]int{}
	for i := range p.cables {
		held[p.cables[i].name] = i
	}
	w := newWriter(p)
	var citing, other, pairs float64
	for i := 0; i < len(p.cables) && pairs < 800; i += 7 {
		for _, ref := range p.references(i) {
			to, ok := held[ref]
			if !ok {
				continue
			}
			pairs++
			citing += likeness(w, i, to)
			other += likeness(w, i, (to*31+977)%len(p.cables))
		}
	}
	within(t, "likeness of citing cables", citing/pairs, .60, .06)
	within(t, "likeness of any cables", other/pairs, .12, .04)
}

// likeness is the share of the TAGS of two cables that both have.
func likeness(w *writer, i, j int) float64 {
	w.write(i)
	first := slices.Clone(w.tags)
	w.write(j)
	both := 0
	for _, code := range first {
		if slices.Contains(w.tags, code) {
			both++
		}
	}
	return float64(both) / float64(len(first)+len(w.tags)-both)
}
