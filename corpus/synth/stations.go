package main

import (
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"reftel/corpus/post"
	"reftel/corpus/tags"
)

// A station is a post that sends cables, in the ways that cables and archives
// write it.
type station struct {
	post.Post
	text    string    // in an MRN of a text: "SAN JOSE"
	from    string    // on the FM line: "AMEMBASSY SAN JOSE"
	origin  string    // in an archive: "Embassy San Jose"
	geo     [2]string // TAGS code of its country, before and from 1980; may be empty
	serials float64   // how many numbers it gives in a year
}

// stations are all that send, and how often.
type stations struct {
	list    []station
	weights choice[uint16]
	state   uint16
}

// posts are the stations, made once.
var posts = sync.OnceValue(newStations)

func newStations() *stations {
	counts := counts(postWeights)
	s := &stations{}
	for p := range post.All() {
		w, ok := counts[p.Code]
		if !ok {
			w = otherPostWeight
		}
		if !sends(p) && !ok {
			continue
		}
		if p.Code == "STATE" {
			s.state = uint16(len(s.list))
		}
		s.weights.add(uint16(len(s.list)), w)
		s.list = append(s.list, newStation(p))
	}
	return s
}

// sends reports whether a post that the shared cables do not have is one of
// today: it has a routing indicator, for itself.
func sends(p post.Post) bool {
	owner, ok := post.Lookup(p.Routing)
	return ok && owner.Code == p.Code && p.Kind != "department"
}

// counts reads a table of names and numbers.
func counts(table string) map[string]float64 {
	fields := strings.Fields(table)
	m := make(map[string]float64, len(fields)/2)
	for pair := range slices.Chunk(fields, 2) {
		m[pair[0]], _ = strconv.ParseFloat(pair[1], 64)
	}
	return m
}

func newStation(p post.Post) station {
	s := station{Post: p, text: strings.ToUpper(p.Name), serials: yearSerials}
	if found, ok := post.Lookup(s.text); !ok || found.Code != p.Code {
		s.text = p.Code
	}
	switch {
	case p.Code == "STATE":
		s.text, s.from, s.origin, s.serials = "STATE", "SECSTATE WASHDC", "Secretary of State", yearSerialsState
	case strings.HasPrefix(p.Kind, "embassy"):
		s.from, s.origin = "AMEMBASSY "+s.text, "Embassy "+p.Name
	case strings.HasPrefix(p.Kind, "consulate"):
		s.from, s.origin = "AMCONSUL "+s.text, "Consulate "+p.Name
	default:
		s.from, s.origin = "USMISSION "+s.text, "Mission "+p.Name
	}
	s.geo = [2]string{countryTag(p.Country, 1976), countryTag(p.Country, 2005)}
	return s
}

// countryTag returns the TAGS code of a country in a year, "" if it has none:
// of several the one that real cables have most.
func countryTag(country string, year int) string {
	best, seen := "", -1
	for _, code := range tags.ByName(country) {
		for _, e := range tags.Meanings(code) {
			if e.Kind == tags.Geo && e.Name == country && e.From <= year && (e.Until == 0 || year < e.Until) && e.Seen > seen {
				best, seen = code, e.Seen
			}
		}
	}
	return best
}

// country returns the TAGS code of the station's country at that time.
func (s *station) country(t time.Time) string {
	if t.Year() < 1980 {
		return s.geo[0]
	}
	return s.geo[1]
}

// number returns about the highest number that a post has given that year.
func (s *stations) number(post uint16, t time.Time) uint32 {
	return uint32(float64(t.YearDay()) / 366 * s.list[post].serials)
}
