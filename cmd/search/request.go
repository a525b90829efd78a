package main

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"reftel/cmd/internal/cli"
	"reftel/index"
	"reftel/index/field"
)

// The number of values shown of a requested facet, and of a default facet of text
// output.
const (
	facetSize        = 10
	defaultFacetSize = 8
)

// request makes the request of a query.
func (o *options) request() (index.Request, error) {
	req := index.Request{Sort: o.order(), Limit: o.limit, Offset: o.offset, Snippets: o.snippets, Explain: o.explain}
	if o.limit == 0 {
		req.Limit = -1
	}
	var err error
	if req.Facets, err = o.facetRequests(); err != nil {
		return req, err
	}
	req.Timeline = index.Unit(o.timeline)
	if req.Table, err = o.tableRequest(); err != nil {
		return req, err
	}
	req.Filters, err = o.filterList()
	return req, err
}

// facetRequests reads the --facet flags. The last flag for a facet counts. Text output
// without the flag has a few default facets.
func (o *options) facetRequests() ([]index.FacetRequest, error) {
	var list []index.FacetRequest
	add := func(r index.FacetRequest) {
		at := slices.IndexFunc(list, func(old index.FacetRequest) bool { return old.Name == r.Name })
		if at < 0 {
			list = append(list, r)
		} else {
			list[at] = r
		}
	}
	for _, text := range o.wantedFacets() {
		name, size, err := splitFacet("--facet", text)
		if err != nil {
			return nil, err
		}
		for _, f := range field.Facets() {
			if name == f.Name || name == allFacets {
				add(index.FacetRequest{Name: f.Name, Size: size})
			}
		}
	}
	if len(o.facets) == 0 && o.format == "text" && o.timeline == "" && o.by == "" && o.defaults == nil {
		for _, f := range field.Facets() {
			if f.Default {
				add(index.FacetRequest{Name: f.Name, Size: defaultFacetSize})
			}
		}
	}
	return list, nil
}

// wantedFacets returns those of --facet, or those of the config file for text.
func (o *options) wantedFacets() []string {
	if len(o.facets) == 0 && o.format == "text" && o.timeline == "" && o.by == "" {
		return o.defaults
	}
	return o.facets
}

// tableRequest reads --by: its table is by the first --facet, or else by year.
func (o *options) tableRequest() (*index.TableRequest, error) {
	if o.by == "" {
		return nil, nil
	}
	columns := "year"
	if len(o.facets) > 0 {
		columns = o.facets[0]
	}
	t := &index.TableRequest{}
	for _, part := range []struct {
		flag, text string
		to         *index.FacetRequest
	}{{"--by", o.by, &t.Rows}, {"--facet", columns, &t.Columns}} {
		name, size, err := splitFacet(part.flag, part.text)
		if err != nil {
			return nil, err
		}
		if name == allFacets {
			return nil, cli.Usage("search", "%s all: a table is of two facets", part.flag)
		}
		*part.to = index.FacetRequest{Name: name, Size: size}
	}
	return t, nil
}

// allFacets is the value of --facet that means every facet.
const allFacets = "all"

func isAll(text string) bool {
	name, _, _ := strings.Cut(text, ":")
	return strings.EqualFold(name, allFacets)
}

// splitFacet reads NAME or NAME:N; N of 0 is all values, which is -1 in a
// request.
func splitFacet(flag, text string) (name string, size int, err error) {
	name, number, counted := strings.Cut(text, ":")
	size = facetSize
	if counted {
		if size, err = strconv.Atoi(number); err != nil || size < 0 {
			return "", 0, cli.Usage("search", "%s %q: expected a number of values after the colon", flag, text)
		}
	}
	if size == 0 {
		size = -1
	}
	if isAll(text) {
		return allFacets, size, nil
	}
	f, ok := field.FacetNamed(name)
	if !ok {
		return "", 0, noFacet(flag, text, name)
	}
	return f.Name, size, nil
}

// filterList reads the --filter flags, joining the values of one facet.
func (o *options) filterList() ([]index.Filter, error) {
	var list []index.Filter
	for _, text := range o.filters {
		name, value, ok := strings.Cut(text, "=")
		if !ok || value == "" {
			return nil, cli.Usage("search", "--filter %q: expected FACET=VALUE", text)
		}
		f, known := field.FacetNamed(name)
		if !known {
			return nil, noFacet("--filter", text, name)
		}
		list = index.AddFilter(list, f.Name, value)
	}
	return list, nil
}

// noFacet returns the error of a flag with an unknown facet.
func noFacet(flag, text, name string) error {
	hint := "search facets lists the facets"
	if near := nearFacet(strings.ToLower(name)); near != "" {
		hint = fmt.Sprintf("did you mean %q? %s", near, hint)
	}
	return &cli.UsageError{Msg: fmt.Sprintf("%s %q: no such facet", flag, text), Hint: hint}
}

// nearFacet returns the facet that a name most likely means: one that begins or ends
// like it.
func nearFacet(name string) string {
	best, most := "", 2
	for _, f := range field.Facets() {
		if n := max(common(f.Name, name), common(reversed(f.Name), reversed(name))); n > most {
			best, most = f.Name, n
		}
	}
	return best
}

// common returns the length of the common prefix of two names.
func common(a, b string) int {
	n := 0
	for n < len(a) && n < len(b) && a[n] == b[n] {
		n++
	}
	return n
}

func reversed(s string) string {
	b := []byte(s)
	slices.Reverse(b)
	return string(b)
}
