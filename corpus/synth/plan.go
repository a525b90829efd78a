package main

import (
	"slices"
	"time"
)

// A plan is what must be known of all cables before one can be written: their
// order, times and numbers, and who refers to whom.
type plan struct {
	seed     uint64
	stations *stations
	cables   []entry
	// refs are the references of all cables; those of cable i are
	// refs[firstRef[i]:firstRef[i+1]].
	refs     []name
	firstRef []uint32
}

// An entry is a cable in the plan.
type entry struct {
	name
	minute uint32 // of its DTG, since the start of firstYear
	topic  uint32 // the number of the cable that raised it
}

// A name is an MRN.
type name struct {
	serial uint32
	post   uint16 // in the plan's stations
	year   uint16
}

var epoch = time.Date(firstYear, 1, 1, 0, 0, 0, 0, time.UTC)

// time returns the cable's time.
func (e *entry) time() time.Time { return timeOf(e.minute) }

func timeOf(minute uint32) time.Time { return epoch.Add(time.Duration(minute) * time.Minute) }

// newPlan plans n cables, in order of their time.
func newPlan(n int, seed uint64) *plan {
	p := &plan{seed: seed, stations: posts(), cables: make([]entry, n)}
	p.draw()
	p.number()
	p.refer()
	return p
}

// references returns the references of the cable.
func (p *plan) references(i int) []name { return p.refs[p.firstRef[i]:p.firstRef[i+1]] }

// Streams of chance that belong to no cable have the highest numbers.
const (
	streamTimes = ^uint64(0) - 1 - iota
	streamRefs
)

// draw sets times and posts.
func (p *plan) draw() {
	var r random
	r.reset(p.seed, streamTimes)
	times := newCalendar()
	for i := range p.cables {
		minute := times.draw(&r)
		p.cables[i] = entry{
			name:   name{post: p.stations.weights.draw(&r), year: uint16(timeOf(minute).Year())},
			minute: minute, topic: uint32(i),
		}
	}
	slices.SortStableFunc(p.cables, func(a, b entry) int {
		if a.minute != b.minute {
			return int(a.minute) - int(b.minute)
		}
		return int(a.post) - int(b.post)
	})
	for i := range p.cables {
		p.cables[i].topic = uint32(i)
	}
}

// A calendar draws times.
type calendar struct {
	years  choice[int]
	months [12]choice[int] // by the last month that a year has
	hours  choice[int]
}

func newCalendar() *calendar {
	c := &calendar{}
	for y := firstYear; y <= lastYear; y++ {
		w, ok := yearWeights[y]
		if !ok {
			w = yearsBefore
		}
		c.years.add(y, w)
	}
	for last := range c.months {
		for m := range last + 1 {
			c.months[last].add(m+1, monthWeights[m])
		}
	}
	for h, w := range hourWeights {
		c.hours.add(h, w)
	}
	return c
}

// draw returns the minute of a cable.
func (c *calendar) draw(r *random) uint32 {
	year := c.years.draw(r)
	last := 11
	if year == lastYear {
		last = 1
	}
	weekend := r.chance(weekendShare)
	for {
		t := time.Date(year, time.Month(c.months[last].draw(r)), 1+r.below(28), c.hours.draw(r), r.below(60), 0, 0, time.UTC)
		if day := t.Weekday(); (day == time.Saturday || day == time.Sunday) == weekend {
			return uint32(t.Sub(epoch) / time.Minute)
		}
	}
}

// number gives each cable its number: the numbers of a post and year rise with
// the time and leave out others.
func (p *plan) number() {
	count := map[name]uint32{}
	for i := range p.cables {
		count[p.cables[i].name]++
	}
	last := map[name]uint32{}
	for i := range p.cables {
		c := &p.cables[i]
		key := c.name
		issued := max(p.stations.list[key.post].serials, float64(count[key])/issuedShare)
		serial := uint32(float64(timeOf(c.minute).YearDay()-1) / 366 * issued)
		serial = max(serial, last[key]) + 1
		last[key] = serial
		c.serial = serial
	}
}
