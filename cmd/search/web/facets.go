package web

import (
	"cmp"
	"context"
	"encoding/csv"
	"maps"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"reftel/cmd/internal/cli"
	"reftel/cmd/search/render"
	"reftel/index"
	"reftel/index/field"
)

// shownFacets are the facets beside the hits.
var shownFacets = []string{"classification", "countries", "tags", "origin", "to", "handling", "mark", "signed"}

// facetTitles are names of facets for people; the others are called by their names.
var facetTitles = map[string]string{
	"classification": "Classification", "countries": "Country", "tags": "TAGS", "subject-tags": "Subject TAGS",
	"origin": "From", "to": "To", "info": "Info", "handling": "Handling caption", "mark": "Portion mark", "signed": "Signed by",
	"classified-by": "Classified by", "year": "Year", "month": "Month",
}

// valuesOfFacet is the number of values beside the hits.
const valuesOfFacet = 8

// A facetView is a facet beside the hits.
type facetView struct {
	Name, Title string
	Values      []valueView
	Other       int // values that are not listed
	Missing     *valueView
	// Without is what cables of Missing are without.
	Without string
	All     string // address of the page of all values
	Open    bool
}

// A valueView is a value of a facet: a check box.
type valueView struct {
	Value, Label string // Label is empty if it says no more
	Input        string // value of the check box
	Count        int
	Checked      bool
}

func facetTitle(name string) string { return cmp.Or(facetTitles[name], name) }

func facetRequests() []index.FacetRequest {
	var list []index.FacetRequest
	for _, name := range shownFacets {
		list = append(list, index.FacetRequest{Name: name, Size: valuesOfFacet})
	}
	return list
}

// facetViews returns the facets beside the hits.
func facetViews(ctx context.Context, h *held, st state, req index.Request, res *index.Result) ([]facetView, error) {
	var list []facetView
	for i, name := range shownFacets {
		counted := res.Facets[i]
		if slices.Contains(st.Without, name) {
			var err error
			if counted, err = ownLeftOut(ctx, h, st, name, valuesOfFacet); err != nil {
				return nil, err
			}
		}
		v, err := facetViewOf(ctx, h, st, req, counted)
		if err != nil {
			return nil, err
		}
		v.Open = i < 4 || len(st.chosen(name)) > 0 || slices.Contains(st.Without, name)
		if len(v.Values) > 0 || v.Missing != nil {
			list = append(list, v)
		}
	}
	return list, nil
}

// ownLeftOut counts a facet without its own filter and lack.
func ownLeftOut(ctx context.Context, h *held, st state, name string, size int) (index.Facet, error) {
	req, text, err := st.without(name).request()
	if err != nil {
		return index.Facet{}, err
	}
	req.Facets = []index.FacetRequest{{Name: name, Size: size}}
	res, err := h.Search(ctx, req)
	if err != nil {
		return index.Facet{}, cli.Placed(text, err)
	}
	return res.Facets[0], nil
}

func facetViewOf(ctx context.Context, h *held, st state, req index.Request, counted index.Facet) (facetView, error) {
	v := facetView{
		Name: counted.Name, Title: facetTitle(counted.Name), Other: counted.Other,
		All: st.onPage(1).link("/facet", "name", counted.Name),
	}
	chosen := st.chosen(counted.Name)
	rest := slices.Clone(chosen)
	for _, value := range counted.Values {
		checked := slices.ContainsFunc(chosen, func(c string) bool { return strings.EqualFold(c, value.Value) })
		rest = slices.DeleteFunc(rest, func(c string) bool { return strings.EqualFold(c, value.Value) })
		v.Values = append(v.Values, valueViewOf(counted.Name, value, checked))
	}
	for _, value := range rest { // chosen, but not among the commonest
		n, err := countOf(ctx, h, req, counted.Name, value)
		if err != nil {
			return v, err
		}
		v.Values = append(v.Values, valueViewOf(counted.Name, index.FacetValue{Value: value, Label: value, Count: n}, true))
		v.Other = max(v.Other-1, 0)
	}
	f, _ := field.LookupFacet(counted.Name)
	if counted.Missing > 0 && hasField(f) {
		v.Without = f.None
		v.Missing = &valueView{Input: f.Name, Count: counted.Missing, Checked: slices.Contains(st.Without, f.Name)}
	}
	return v, nil
}

func valueViewOf(facet string, value index.FacetValue, checked bool) valueView {
	v := valueView{Value: cli.Line(value.Value), Input: facet + "=" + value.Value, Count: value.Count, Checked: checked}
	if label := cli.Line(value.Label); label != v.Value {
		v.Label = label
	}
	return v
}

// countOf counts the cables of a request that have a value of a facet, instead of the
// values that the request asks for.
func countOf(ctx context.Context, h *held, req index.Request, facet, value string) (int, error) {
	filters := slices.DeleteFunc(slices.Clone(req.Filters), func(f index.Filter) bool { return f.Facet == facet })
	res, err := h.Search(ctx, index.Request{
		Query: req.Query, Filters: append(filters, index.Filter{Facet: facet, Values: []string{value}}),
	})
	if err != nil {
		return 0, err
	}
	return res.Total, nil
}

// mostValues is the number of values of the page of a facet.
const mostValues = 1000

// A facetList is the content of the page of a facet.
type facetList struct {
	Name, Title, Help, Contains, Order string
	Values                             []valueView
	Total                              int // values that fit
	Missing                            *valueView
	Without                            string
	CSV, Back                          string
	// Hidden are the parameters of the state without the facet's own.
	Hidden []parameter
	// Facets lead to the pages of all facets.
	Facets []facetLink
}

// A parameter is a hidden field of a form.
type parameter struct{ Name, Value string }

// A facetLink leads to the page of a facet.
type facetLink struct{ Title, Help, Link string }

// facetPage shows all values of a facet.
func (s *Server) facetPage(w http.ResponseWriter, r *http.Request, h *held) error {
	st, f, counted, err := s.allValues(r, h)
	if err != nil {
		return err
	}
	q := r.URL.Query()
	list := facetList{
		Name: f.Name, Title: facetTitle(f.Name), Help: f.Help, Contains: q.Get("contains"), Order: cmp.Or(q.Get("order"), "count"),
		CSV: st.link("/facet.csv", "name", f.Name), Back: st.picking(),
	}
	values := containing(counted.Values, list.Contains)
	if list.Order == "name" {
		slices.SortStableFunc(values, func(a, b index.FacetValue) int { return strings.Compare(a.Value, b.Value) })
	}
	counted.Values, list.Total = values[:min(len(values), mostValues)], len(values)
	req, _, err := st.request()
	if err != nil {
		return err
	}
	view, err := facetViewOf(r.Context(), h, st, req, counted)
	if err != nil {
		return err
	}
	list.Values, list.Missing, list.Without = view.Values, view.Missing, view.Without
	list.Hidden = hidden(st.without(f.Name).onPage(1))
	for _, other := range field.Facets() {
		list.Facets = append(list.Facets, facetLink{facetTitle(other.Name), other.Help, st.link("/facet", "name", other.Name)})
	}
	return s.framed(w, http.StatusOK, "facet", h, st, list.Title+" · Reftel", list)
}

// hidden returns a state as the hidden fields of a form, in order.
func hidden(st state) []parameter {
	var list []parameter
	v := st.values()
	for _, name := range slices.Sorted(maps.Keys(v)) {
		for _, value := range v[name] {
			list = append(list, parameter{name, value})
		}
	}
	return list
}

// allValues counts all values of the facet that a request names.
func (s *Server) allValues(r *http.Request, h *held) (state, field.Facet, index.Facet, error) {
	st, err := s.readState(r.URL.Query())
	if err != nil {
		return st, field.Facet{}, index.Facet{}, err
	}
	name := r.URL.Query().Get("name")
	f, known := field.LookupFacet(name)
	if !known {
		return st, f, index.Facet{}, mistake("no such facet: %q", name)
	}
	counted, err := ownLeftOut(r.Context(), h, st, f.Name, -1)
	return st, f, counted, err
}

// containing returns the values that have a text in them or in their labels.
func containing(values []index.FacetValue, text string) []index.FacetValue {
	text = strings.ToLower(strings.TrimSpace(text))
	if text == "" {
		return values
	}
	return slices.DeleteFunc(slices.Clone(values), func(v index.FacetValue) bool {
		return !strings.Contains(strings.ToLower(v.Value+"\n"+v.Label), text)
	})
}

// facetCSV answers with all values of a facet as a table.
func (s *Server) facetCSV(w http.ResponseWriter, r *http.Request, h *held) error {
	_, f, counted, err := s.allValues(r, h)
	if err != nil {
		return err
	}
	w.Header().Set("Content-Type", "text/csv; charset=utf-8; header=present")
	w.Header().Set("Content-Disposition", `attachment; filename="`+f.Name+`.csv"`)
	out := csv.NewWriter(w)
	_ = out.Write([]string{"value", "label", "count"})
	for _, v := range counted.Values {
		_ = out.Write([]string{cell(v.Value), cell(v.Label), strconv.Itoa(v.Count)})
	}
	out.Flush()
	return nil
}

// cell returns a text as a cell of a table.
func cell(text string) string { return render.Harmless(cli.Line(text)) }
