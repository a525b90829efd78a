package web

import (
	"fmt"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"reftel/index"
	"reftel/index/field"
	"reftel/index/query"
)

// A state is what a page shows. The address holds all of it:
//
//	/?q=munitions&f=tags=PARM&f=tags=MARR&without=mark&from=2006&to=2008-06&by=month&sort=-date&page=2&pick=06VALLETTA1987
type state struct {
	Query   string
	Filters []index.Filter // f=FACET=VALUE
	Without []string       // facets of which cables have no value
	// From and To are dates as typed: 2008, 2008-12 or 2008-12-04.
	From, To string
	Unit     string // of the timeline: year, month or day
	Sort     index.Sort
	Page     int // from 1
	// Picked are the ids of the cables that are chosen, on any page of hits. Only forms and
	// the links to other pages have them: in all links they would weigh too much, and the
	// script adds them to those that are followed.
	Picked []string
}

// pageSize is the number of hits of a page, lastPage the last page that can be asked for,
// mostPicked the number of cables that can be chosen.
const (
	pageSize   = 20
	lastPage   = 500
	mostPicked = 200
)

// sorts are the orders with their names.
var sorts = []choice{
	{Value: string(index.ByRelevance), Label: "Best match"},
	{Value: string(index.ByDateDesc), Label: "Newest first"},
	{Value: string(index.ByDate), Label: "Oldest first"},
	{Value: string(index.ByID), Label: "By id"},
}

// units are the units of the timeline.
var units = []string{"year", "month", "day"}

// A choice is an option of a select.
type choice struct {
	Value, Label string
	Selected     bool
}

// plainState is the state of pages that show no search.
var plainState = state{Sort: index.ByRelevance, Page: 1}

// mistake returns the refusal of a bad parameter.
func mistake(format string, args ...any) error {
	return &refusal{http.StatusBadRequest, fmt.Sprintf(format, args...), ""}
}

// readState reads the state in an address.
func (s *Server) readState(v url.Values) (state, error) {
	st := state{
		Query: strings.TrimSpace(v.Get("q")), From: strings.TrimSpace(v.Get("from")), To: strings.TrimSpace(v.Get("to")),
		Unit: v.Get("by"), Sort: index.Sort(v.Get("sort")), Page: 1,
	}
	if len(st.Query) > s.limits.query {
		return st, mistake("the query has %d bytes; at most %d are read", len(st.Query), s.limits.query)
	}
	if text := v.Get("page"); text != "" {
		n, err := strconv.Atoi(text)
		if err != nil || n < 1 || n > lastPage {
			return st, mistake("page %q: expected a number from 1 to %d", text, lastPage)
		}
		st.Page = n
	}
	if st.Sort == "" {
		st.Sort = index.ByRelevance
	}
	if !slices.ContainsFunc(sorts, func(c choice) bool { return c.Value == string(st.Sort) }) {
		return st, mistake("sort %q: expected relevance, date, -date or id", st.Sort)
	}
	if st.Unit != "" && !slices.Contains(units, st.Unit) {
		return st, mistake("by %q: expected year, month or day", st.Unit)
	}
	for _, date := range []string{st.From, st.To} {
		if date != "" && !dateForm.MatchString(date) {
			return st, mistake("%q is no date here; expected 2008, 2008-12 or 2008-12-04", date)
		}
	}
	for _, id := range v["pick"] {
		if id != "" && !slices.Contains(st.Picked, id) {
			st.Picked = append(st.Picked, id)
		}
		if len(st.Picked) > mostPicked {
			return st, mistake("more than %d cables are chosen", mostPicked)
		}
	}
	var err error
	if st.Filters, err = s.readFilters(v["f"]); err != nil {
		return st, err
	}
	st.Without, err = facetNames(v["without"])
	return st, err
}

var dateForm = regexp.MustCompile(`^[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?$`)

// readFilters reads FACET=VALUE, joining the values of one facet.
func (s *Server) readFilters(texts []string) ([]index.Filter, error) {
	if len(texts) > s.limits.filters {
		return nil, mistake("%d filters; at most %d are read", len(texts), s.limits.filters)
	}
	var list []index.Filter
	for _, text := range texts {
		name, value, ok := strings.Cut(text, "=")
		f, known := field.FacetNamed(name)
		if !ok || value == "" || !known {
			return nil, mistake("filter %q: expected FACET=VALUE", text)
		}
		list = index.AddFilter(list, f.Name, value)
	}
	return list, nil
}

// facetNames reads names of facets that have a field of their own.
func facetNames(names []string) ([]string, error) {
	var list []string
	for _, name := range names {
		f, known := field.LookupFacet(name)
		if !known || !hasField(f) {
			return nil, mistake("without %q: no such facet", name)
		}
		if !slices.Contains(list, f.Name) {
			list = append(list, f.Name)
		}
	}
	return list, nil
}

// hasField reports whether a query can ask for cables without a value of a facet.
func hasField(f field.Facet) bool {
	first, ok := field.FacetOf(f.Field)
	return ok && first.Name == f.Name
}

// values returns the state as parameters, without those that have their default.
func (st state) values() url.Values {
	v := url.Values{}
	set := func(name, value string) {
		if value != "" {
			v.Set(name, value)
		}
	}
	set("q", st.Query)
	for _, f := range st.Filters {
		for _, value := range f.Values {
			v.Add("f", f.Facet+"="+value)
		}
	}
	for _, name := range st.Without {
		v.Add("without", name)
	}
	set("from", st.From)
	set("to", st.To)
	set("by", st.Unit)
	if st.Sort != index.ByRelevance {
		set("sort", string(st.Sort))
	}
	if st.Page > 1 {
		set("page", strconv.Itoa(st.Page))
	}
	return v
}

// link returns the address of a page with the state and more parameters.
func (st state) link(path string, more ...string) string {
	v := st.values()
	for i := 0; i+1 < len(more); i += 2 {
		v.Set(more[i], more[i+1])
	}
	if len(v) == 0 {
		return path
	}
	return path + "?" + v.Encode()
}

// cable returns the address of a cable, opened at the first match of the query.
func (st state) cable(id string) string {
	if st.Query == "" {
		return st.link("/cable", "id", id)
	}
	return st.link("/cable", "id", id) + "#m1"
}

// picking returns the address of the search page with the cables that are chosen.
func (st state) picking() string {
	v := st.values()
	for _, id := range st.Picked {
		v.Add("pick", id)
	}
	if len(v) == 0 {
		return "/"
	}
	return "/?" + v.Encode()
}

// onPage returns the state on another page.
func (st state) onPage(n int) state { st.Page = n; return st }

// between returns the state with another range of dates.
func (st state) between(from, to, unit string) state {
	st.From, st.To, st.Unit, st.Page = from, to, unit, 1
	return st
}

// asking returns the state with another query, in which the dates and facets without
// values are already.
func (st state) asking(text string) state {
	st.Query, st.Page, st.From, st.To, st.Without = text, 1, "", "", nil
	return st
}

// without returns the state without the filters of a facet, and of the facet's lack.
func (st state) without(facet string) state {
	st.Filters = slices.DeleteFunc(slices.Clone(st.Filters), func(f index.Filter) bool { return f.Facet == facet })
	st.Without = slices.DeleteFunc(slices.Clone(st.Without), func(name string) bool { return name == facet })
	return st
}

// chosen returns the values of a facet that are asked for.
func (st state) chosen(facet string) []string {
	for _, f := range st.Filters {
		if f.Facet == facet {
			return f.Values
		}
	}
	return nil
}

// text returns the query with what the other parameters add to it. Errors are about the
// query as typed.
func (st state) text() (string, error) {
	tree, err := query.Parse(st.Query)
	if err != nil {
		return "", err
	}
	parts := []string{st.Query}
	if _, isOr := tree.(*query.Or); isOr {
		parts[0] = "(" + st.Query + ")"
	}
	if st.From != "" || st.To != "" {
		parts = append(parts, "date:"+st.From+".."+st.To)
	}
	for _, name := range st.Without {
		f, _ := field.LookupFacet(name)
		parts = append(parts, "missing:"+f.Field)
	}
	if _, isAll := tree.(*query.All); isAll && len(parts) > 1 {
		parts = parts[1:]
	}
	return strings.Join(parts, " "), nil
}

// request returns the request of a state, without facets.
func (st state) request() (index.Request, string, error) {
	text, err := st.text()
	if err != nil {
		return index.Request{}, "", err
	}
	tree, err := query.Parse(text)
	if err != nil {
		return index.Request{}, "", err
	}
	return index.Request{Query: tree, Filters: st.Filters, Sort: st.Sort}, text, nil
}
