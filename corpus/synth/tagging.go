package main

import (
	"slices"
	"sync"

	"reftel/corpus/tags"
)

// tagsOfCable is the number of TAGS of a cable, geoOfCable how many of them are
// countries: 35, 1028, 352, 131, 60, 28 and fewer of 1,669.
var (
	tagsOfCable = spread{{0, 2}, {.05, 3}, {.10, 3.5}, {.25, 4.5}, {.50, 5.5}, {.75, 7.3}, {.90, 8.8}, {.95, 10.5},
		{.99, 13.5}, {1, 21}}
	geoOfCable = choose([]weight[int]{{0, 35}, {1, 1028}, {2, 352}, {3, 131}, {4, 60}, {5, 28}, {6, 15}, {8, 15}}...)
)

// leading are the tags that most cables have, with their shares; they are of
// far more cables than the rest, and drawn apart.
var leading = []weight[string]{{"PREL", .718}, {"PGOV", .559}}

// ownCountryShare is the share of cables that have their post's country.
const ownCountryShare = .924

// A dictionary draws TAGS as often as real cables have them: the counts are
// those of corpus/tags, of the whole collection.
type dictionary struct {
	subjects, countries choice[string]
}

// codes is the dictionary, made once.
var codes = sync.OnceValue(newDictionary)

func newDictionary() *dictionary {
	d := &dictionary{}
	for e := range tags.All() {
		inForce := e.From <= 2005 && (e.Until == 0 || e.Until > 2005)
		switch {
		case e.Seen == 0 || !inForce || isLeading(e.Code):
		case e.Kind == tags.Geo:
			d.countries.add(e.Code, float64(e.Seen))
		case e.Kind == tags.Subject || e.Kind == tags.Program || e.Kind == tags.Org:
			d.subjects.add(e.Code, float64(e.Seen))
		}
	}
	return d
}

func isLeading(code string) bool {
	return slices.ContainsFunc(leading, func(w weight[string]) bool { return w.value == code })
}

// tagging writes the TAGS of a cable: most of its topic's, countries last.
func (w *writer) tagging() {
	w.tags = w.tags[:0]
	geo := geoOfCable.draw(&w.topic)
	left := tagsOfCable.count(&w.topic) - geo
	for _, l := range leading {
		if w.topic.chance(l.count) {
			w.tag(l.value)
			left--
		}
	}
	w.kept(max(left, 1), &w.dict.subjects)
	own := w.station.country(w.time)
	if own != "" && w.rnd.chance(ownCountryShare) {
		w.tag(own)
		geo--
	}
	if w.time.Year() >= 1980 { // the counts are of codes from then on
		w.kept(geo, &w.dict.countries)
	}
}

// kept adds n codes of the topic, each of which the cable keeps or replaces.
func (w *writer) kept(n int, from *choice[string]) {
	for range n {
		code := from.draw(&w.topic)
		if !w.rnd.chance(keptTags) {
			code = from.draw(&w.rnd)
		}
		w.tag(code)
	}
}

// tag adds a code that the cable does not have yet and that means something at
// its time.
func (w *writer) tag(code string) {
	if _, ok := tags.Lookup(code, w.time); ok && !slices.Contains(w.tags, code) {
		w.tags = append(w.tags, code)
	}
}
