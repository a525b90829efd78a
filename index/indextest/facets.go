package indextest

import (
	"maps"
	"slices"
	"strings"
	"time"

	"reftel/corpus/cable"
	"reftel/corpus/tags"
)

// facetsOf returns the values of each facet as sets, by the facet's name. It reads
// them from the parsed cable by itself, not through the table of fields. Only
// "source" counts texts that are not shown.
func facetsOf(d *Doc) map[string]map[string]bool {
	c := d.Cable
	facets := map[string]map[string]bool{}
	add := func(facet string, values ...string) {
		if facets[facet] == nil {
			facets[facet] = map[string]bool{}
		}
		for _, v := range values {
			if v != "" {
				facets[facet][v] = true
			}
		}
	}
	for _, t := range c.Tags {
		addTag(add, t)
	}
	add("concepts", c.Concepts...)
	add("origin", d.sender())
	add("classification", c.Classification, c.TextClassification)
	add("handling", c.Handling...)
	add("precedence", c.Precedence...)
	add("signed", c.Signers...)
	add("eo", c.EO)
	add("reason", c.Reasons...)
	add("mentions", c.Mentions...)
	add("office", c.Attention...)
	add("status", c.Status...)
	addTimes(add, c)
	for _, a := range c.To {
		add("to", strings.ToUpper(a.Name))
	}
	for _, a := range c.Info {
		add("info", strings.ToUpper(a.Name))
	}
	for _, p := range c.Paragraphs {
		add("mark", p.Mark)
	}
	for _, r := range c.Refs {
		add("refs", r.ID)
	}
	for _, p := range c.ClassifiedBy {
		add("classified-by", p.Name)
	}
	for _, p := range c.Problems {
		add("problem", p.Kind)
	}
	for _, v := range d.Versions {
		add("source", v.Source.Path)
	}
	return facets
}

// addTag adds a code to the facet of its kind. A misspelt code counts as the code
// that it stands for, too.
func addTag(add func(facet string, values ...string), t tags.Tag) {
	kinds := map[tags.Kind]string{tags.Subject: "subject-tags", tags.Person: "person"}
	add("tags", t.Code)
	add(kinds[t.Kind], t.Code)
	if _, known := tags.Lookup(t.Code, time.Time{}); known && t.Kind == tags.Subject {
		add("tagcat", t.Code[:1])
	}
	if meant, ok := tags.Lookup(t.Meant, time.Time{}); ok {
		add("tags", meant.Code)
		add(kinds[meant.Kind], meant.Code)
	}
	if t.Kind == tags.Geo {
		add("countries", t.Name)
	}
}

func addTimes(add func(facet string, values ...string), c *cable.Cable) {
	if !c.Date.IsZero() {
		day := c.Date.Format("2006-01-02")
		add("year", day[:4])
		if c.DatePrecision != "year" {
			add("month", day[:7])
		}
	}
	if c.Declassify != nil && len(c.Declassify.Date) >= 4 {
		add("decl", c.Declassify.Date[:4])
	}
}

// sender returns the post in the id: what stands between its year and its number.
func (d *Doc) sender() string {
	if m := anMRN.FindStringSubmatch(d.ID); m != nil {
		return m[2]
	}
	if d.Record.Origin != "" {
		return d.Record.Origin
	}
	return d.Cable.From
}

// hasFacet reports whether a facet has one of some values.
func (d *Doc) hasFacet(facet string, values ...string) bool {
	return slices.ContainsFunc(values, func(v string) bool { return d.facets[facet][v] })
}

// A tally counts the values of facets over documents.
type tally struct {
	counts  map[string]map[string]int
	missing map[string]int
}

func newTally() tally { return tally{map[string]map[string]int{}, map[string]int{}} }

func (t tally) add(d *Doc, facets ...string) {
	for _, f := range facets {
		if t.counts[f] == nil {
			t.counts[f] = map[string]int{}
		}
		if len(d.facets[f]) == 0 {
			t.missing[f]++
		}
		for v := range maps.Keys(d.facets[f]) {
			t.counts[f][v]++
		}
	}
}
