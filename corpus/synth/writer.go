package main

import (
	"bytes"
	"math"
	"strconv"
	"time"
	"unicode/utf8"
)

// wordsOfParagraph is the length of paragraphs in words.
var wordsOfParagraph = spread{{0, 5}, {.05, 32}, {.10, 51}, {.25, 78}, {.50, 113}, {.75, 155}, {.90, 200}, {.95, 238},
	{.99, 377}, {1, 500}}

// bytesOfWord is the mean length of a word with what stands around it.
const bytesOfWord = 6.5

// A writer writes the cables of a plan, one at a time.
type writer struct {
	plan    *plan
	voc     *vocabulary
	dict    *dictionary
	rnd     random
	topic   random
	prose   prose
	scratch []byte

	// The cable at hand.
	entry
	time     time.Time
	refs     []name
	station  *station
	class    *class
	style    style
	tags     []string
	title    []byte // the subject
	sections int
	head     []byte
	body     []byte
	pages    pages
}

func newWriter(p *plan) *writer {
	w := &writer{plan: p, voc: words(), dict: codes()}
	w.prose.voc, w.prose.rnd = w.voc, &w.rnd
	w.prose.cite, w.prose.tell = w.appendMention, w.appendGroup
	return w
}

// appendMention appends the MRN of another cable, of one that State sent
// lately if the cable at hand has no references.
func (w *writer) appendMention(dst []byte) []byte {
	if len(w.refs) > 0 {
		return w.appendRef(dst, one(&w.rnd, w.refs))
	}
	state := w.plan.stations.state
	return w.appendRef(dst, name{1 + w.plan.stations.number(state, w.time), state, w.year})
}

// appendGroup appends a DTG of the days before the cable at hand.
func (w *writer) appendGroup(dst []byte) []byte {
	ago := time.Duration(w.rnd.below(20*minutesOfDay)) * time.Minute
	return appendDTG(append(dst, "DTG "...), w.time.Add(-ago))
}

// Seeds of the streams that several cables have in common.
const (
	seedTags    = 0x7461_6773
	seedWords   = 0x776f_7264
	seedSigners = 0x7369_676e
)

// write makes cable i of the plan the cable at hand.
func (w *writer) write(i int) {
	w.entry = w.plan.cables[i]
	w.time, w.refs = w.entry.time(), w.plan.references(i)
	w.station = &w.plan.stations.list[w.post]
	w.rnd.reset(w.plan.seed, uint64(i))
	w.class = classes.draw(&w.rnd)
	w.style = newStyle(&w.rnd, w.time, w.class)
	size := bytesOfCable.count(&w.rnd)
	w.sections = w.sectionsOf(size)

	w.head, w.body = w.head[:0], w.body[:0]
	w.header()
	w.topic.reset(w.plan.seed^seedTags, uint64(w.entry.topic))
	w.tagging()
	w.topic.reset(w.plan.seed^seedWords, uint64(w.entry.topic))
	w.prose.begin(&w.topic)
	w.prose.style(&w.style, len(w.refs))
	w.text(size - len(w.head))
}

// sectionsOf returns in how many sections a cable of that size goes.
func (w *writer) sectionsOf(size int) int {
	share := sectioned[min(size/1000, len(sectioned)-1)]
	if w.style.old || !w.rnd.chance(share) {
		return 1
	}
	return max(2, int(math.Ceil(float64(size)/sectionBytes)))
}

// text writes the body, in about so many bytes.
func (w *writer) text(size int) {
	w.pages = w.newPages(size)
	w.opening()
	w.paragraphs(size)
	w.signer()
	if w.style.caps {
		capitals(w.body, max(0, bytes.IndexByte(w.body, '\n')))
	}
	if w.style.twice {
		w.copyTwice()
	}
}

// signer writes the name of who signs for the post that year.
func (w *writer) signer() {
	var r random
	r.reset(w.plan.seed^seedSigners, uint64(w.post)<<16|uint64(w.year))
	from := len(w.body)
	w.body = capitals(w.voc.name(w.body, &r), from)
}

// cutBytes is the length of the copy that is cut short.
var cutBytes = spread{{0, 355}, {.5, 660}, {1, 1230}}

// copyTwice puts before the text a copy of its start.
func (w *writer) copyTwice() {
	n := min(cutBytes.count(&w.rnd), len(w.body)/2)
	for n > 0 && !utf8.RuneStart(w.body[n]) {
		n--
	}
	w.scratch = append(w.scratch[:0], w.body...)
	w.body = append(append(w.body[:n], "...\n"...), w.scratch...)
}

// appendID appends an MRN in the archive's form: 08BRUSSELS1828.
func (p *plan) appendID(dst []byte, n name) []byte {
	dst = appendPadded(dst, int(n.year)%100, 2)
	dst = append(dst, p.stations.list[n.post].Code...)
	return strconv.AppendUint(dst, uint64(n.serial), 10)
}
