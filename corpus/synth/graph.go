package main

import "slices"

// A graph finds what a cable may refer to.
type graph struct {
	*plan
	rnd  random
	sent [][]uint32       // by post, the numbers of its cables in order of time
	last map[uint32]int32 // by topic, its last cable so far
	prev []int32          // by cable, the one before it of its topic; -1 is none
}

const minutesOfDay = 24 * 60

// refer sets the references, each to an older cable.
func (p *plan) refer() {
	g := &graph{plan: p, sent: make([][]uint32, len(p.stations.list)), last: map[uint32]int32{},
		prev: make([]int32, len(p.cables))}
	g.rnd.reset(p.seed, streamRefs)
	for i := range p.cables {
		post := p.cables[i].post
		g.sent[post] = append(g.sent[post], uint32(i))
	}
	p.firstRef = make([]uint32, 1, len(p.cables)+1)
	for i := range p.cables {
		g.cite(i)
		p.firstRef = append(p.firstRef, uint32(len(p.refs)))
		g.join(i)
	}
}

// join makes cable i the last of its topic.
func (g *graph) join(i int) {
	topic := g.cables[i].topic
	g.prev[i] = -1
	if last, ok := g.last[topic]; ok {
		g.prev[i] = last
	}
	g.last[topic] = int32(i)
}

// cite adds the references of cable i.
func (g *graph) cite(i int) {
	from := len(g.refs)
	threaded := false // whether the cable belongs to another's topic
	for n := refsOfCable.draw(&g.rnd); n > 0; n-- {
		lag := lagDays.draw(&g.rnd) * minutesOfDay
		ref, held := name{}, -1
		if threaded {
			ref, held = g.thread(i, lag)
		}
		if held < 0 {
			ref, held = g.target(i, lag)
		}
		if slices.Contains(g.refs[from:], ref) {
			continue
		}
		if held >= 0 && !threaded && g.rnd.chance(topicShare) {
			g.cables[i].topic = g.cables[held].topic
			threaded = true
		}
		g.refs = append(g.refs, ref)
	}
}

// maxThread bounds how far a topic is looked through.
const maxThread = 50

// thread returns a cable of the topic about that lag before cable i, and its
// number; -1 if there is none, or if cable i does not go on with the topic.
func (g *graph) thread(i int, lag float64) (name, int) {
	last, ok := g.last[g.cables[i].topic]
	if !ok || !g.rnd.chance(threadShare) {
		return name{}, -1
	}
	for n := 0; n < maxThread && last >= 0; n++ {
		if near(float64(g.cables[i].minute)-float64(g.cables[last].minute), lag) {
			return g.cables[last].name, int(last)
		}
		last = g.prev[last]
	}
	return name{}, -1
}

// target draws what cable i refers to from about that lag before it, and
// returns its number if the archive holds it, else -1.
func (g *graph) target(i int, lag float64) (name, int) {
	c := &g.cables[i]
	post := g.cited(c.post)
	want := max(float64(c.minute)-lag, 0)
	at, _ := slices.BinarySearchFunc(g.sent[post], want, func(k uint32, want float64) int {
		return int(g.cables[k].minute) - int(want)
	})
	held := g.nearest(g.sent[post], at, want)
	if g.rnd.chance(heldShare) && held >= 0 && near(float64(c.minute)-float64(g.cables[held].minute), lag) {
		return g.cables[held].name, held
	}
	return g.missing(post, at, uint32(want)), -1
}

// cited draws the post that a post refers to.
func (g *graph) cited(post uint16) uint16 {
	switch u := g.rnd.unit(); {
	case u < ownRefShare:
		return post
	case u < ownRefShare+stateRefShare:
		return g.stations.state
	default:
		return g.stations.weights.draw(&g.rnd)
	}
}

// nearest returns the cable before at or the one at it, whichever is nearer to
// the wanted time; -1 if there is neither.
func (g *graph) nearest(sent []uint32, at int, want float64) int {
	best, gap := -1, 0.0
	for _, k := range sent[max(at-1, 0):min(at+1, len(sent))] {
		d := max(want-float64(g.cables[k].minute), float64(g.cables[k].minute)-want)
		if best < 0 || d < gap {
			best, gap = int(k), d
		}
	}
	return best
}

// near reports whether a lag in minutes is about the one drawn.
func near(lag, drawn float64) bool {
	return lag > 0 && lag < 1.5*drawn+minutesOfDay/4 && lag > drawn/1.5-minutesOfDay/4
}

// missing returns the name of a cable of about that time that the archive does
// not hold: its number is left out by those of the post's next cables.
func (g *graph) missing(post uint16, at int, minute uint32) name {
	t := timeOf(minute)
	year := uint16(t.Year())
	sent := g.sent[post]
	low := uint32(0)
	if at > 0 && g.cables[sent[at-1]].year == year {
		low = g.cables[sent[at-1]].serial
	}
	high := low
	for _, k := range sent[at:] {
		if high > low+1 || g.cables[k].year != year {
			break
		}
		low, high = high, g.cables[k].serial
	}
	if high <= low+1 { // nothing is left out, or no more cables are held
		low, high = high, max(high, g.stations.number(post, t))+2
	}
	return name{serial: low + 1 + uint32(g.rnd.below(int(high-low-1))), post: post, year: year}
}
