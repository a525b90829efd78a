package opensearch

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"reftel/index"
	"reftel/index/field"
)

// A filterSet is the filters of a request by facet, as queries.
type filterSet []facetFilter

type facetFilter struct {
	facet string
	query obj
}

// all returns the filters of all facets but one, nil if there are none.
func (f filterSet) all(but string) any {
	var list []obj
	for _, one := range f {
		if one.facet != but {
			list = append(list, one.query)
		}
	}
	if len(list) == 0 {
		return nil
	}
	return obj{"bool": obj{"filter": list}}
}

// filters returns the queries of filters. A value that the facet does not have stands for
// those that differ from it in case only.
func (s *Searcher) filters(ctx context.Context, list []index.Filter) (filterSet, error) {
	out := make(filterSet, len(list))
	b := &batch{searcher: s}
	for i, f := range list {
		if _, ok := field.LookupFacet(f.Facet); !ok {
			return nil, fmt.Errorf("no facet %q", f.Facet)
		}
		name := facetPrefix + f.Facet
		var values []obj
		for _, v := range f.Values {
			value := obj{"value": clip(v)}
			values = append(values, obj{"term": obj{name: value}})
			body := obj{"query": s.live(obj{"term": obj{name: clip(v)}}), "size": 1, "_source": false, "track_total_hits": false}
			err := b.add(ctx, s.docs(), body, func(res *searchResponse) error {
				value["case_insensitive"] = len(res.Hits.Hits) == 0
				return nil
			})
			if err != nil {
				return nil, err
			}
		}
		out[i] = facetFilter{f.Facet, anyOf(values)}
	}
	return out, b.send(ctx)
}

// firstValues is the number of values of a facet that are asked for at first. If there are
// more, they are read page by page: Facet.Other is the number of all others.
var firstValues = 1000

// aggregations returns the aggregations of the facets and the timeline of a request. A
// facet's own filter is left out.
func aggregations(req index.Request, filters filterSet) obj {
	aggs := obj{}
	for i, f := range req.Facets {
		aggs[facetName(i)] = inFilters(filters.all(f.Name), valueAggregations(f.Name))
	}
	if req.Timeline != "" {
		aggs["timeline"] = inFilters(filters.all(""), obj{
			"units":   obj{"date_histogram": obj{"field": dateField, "calendar_interval": string(req.Timeline), "min_doc_count": 1, "format": "strict_date_time_no_millis"}},
			"undated": obj{"missing": obj{"field": dateField}},
		})
	}
	return aggs
}

// count returns the number of documents of an aggregation.
func count(a *aggregation) int {
	if a == nil {
		return 0
	}
	return a.DocCount
}

func facetName(i int) string { return fmt.Sprintf("facet%d", i) }

// valueAggregations returns the aggregations of the values of a facet.
func valueAggregations(facet string) obj {
	name := facetPrefix + facet
	return obj{
		// With as many values of each shard, the counts are exact if no shard has more.
		"values":  obj{"terms": obj{"field": name, "size": firstValues, "shard_size": firstValues + 1}},
		"missing": obj{"missing": obj{"field": name}},
	}
}

// inFilters limits aggregations to a filter, nil for none.
func inFilters(filter any, aggs obj) obj {
	if filter == nil {
		filter = obj{"match_all": obj{}}
	}
	return obj{"filter": filter, "aggs": aggs}
}

// facets returns the facets of a request from the answer to its search.
func (s *Searcher) facets(ctx context.Context, req index.Request, c compiled, filters filterSet, res *searchResponse) ([]index.Facet, error) {
	var list []index.Facet
	for i, f := range req.Facets {
		if _, ok := field.LookupFacet(f.Name); !ok {
			return nil, fmt.Errorf("no facet %q", f.Name)
		}
		values, err := s.values(ctx, c, filters.all(f.Name), f.Name, res.Aggregations[facetName(i)])
		if err != nil {
			return nil, err
		}
		list = append(list, s.facet(f, values, count(res.Aggregations[facetName(i)].Missing)))
	}
	return list, nil
}

// values returns all values of a facet with their counts.
func (s *Searcher) values(ctx context.Context, c compiled, filter any, facet string, found aggregation) ([]index.FacetValue, error) {
	first := found.Values
	var list []index.FacetValue
	if first != nil && first.ErrorBound == 0 && first.Rest == 0 {
		for _, b := range first.Buckets {
			value, _ := b.Key.(string)
			list = append(list, index.FacetValue{Value: value, Count: b.Count})
		}
		return list, nil
	}
	q := s.live(c.query)
	if filter != nil {
		q = obj{"bool": obj{"must": q, "filter": filter}}
	}
	all, err := s.composite(ctx, q, facetPrefix+facet)
	for _, e := range all {
		list = append(list, index.FacetValue{Value: e.Term, Count: e.Count})
	}
	return list, err
}

// facet returns the commonest of the values of a facet.
func (s *Searcher) facet(req index.FacetRequest, values []index.FacetValue, missing int) index.Facet {
	slices.SortFunc(values, func(a, b index.FacetValue) int {
		return cmp.Or(cmp.Compare(b.Count, a.Count), cmp.Compare(a.Value, b.Value))
	})
	out := index.Facet{Name: req.Name, Values: values, Missing: missing}
	if req.Size >= 0 && len(values) > req.Size {
		out.Values, out.Other = values[:req.Size:req.Size], len(values)-req.Size
	}
	named, _ := field.LookupFacet(req.Name)
	for i := range out.Values {
		out.Values[i].Label = named.Label(out.Values[i].Value, s.at.Newest)
	}
	return out
}

// timeline sets the timeline of a result.
func timeline(req index.Request, res *searchResponse, out *index.Result) error {
	found := res.Aggregations["timeline"]
	out.Undated = count(found.Undated)
	if found.Units == nil {
		return nil
	}
	for _, b := range found.Units.Buckets {
		from, err := time.Parse(time.RFC3339, strings.TrimSuffix(b.Text, "Z")+"Z")
		if err != nil {
			return fmt.Errorf("the cluster answered with the date %q: %w", b.Text, err)
		}
		out.Timeline = append(out.Timeline, index.Period{From: req.Timeline.Start(from), Count: b.Count})
	}
	return nil
}

// table returns the table of a request: the values of two facets with all filters, then the
// counts of the pairs of those listed.
func (s *Searcher) table(ctx context.Context, req index.Request, c compiled, filters filterSet) (*index.Table, error) {
	filter := filters.all("")
	q := s.live(c.query)
	if filter != nil {
		q = obj{"bool": obj{"must": q, "filter": filter}}
	}
	axes := [2]index.FacetRequest{req.Table.Rows, req.Table.Columns}
	body := obj{"query": q, "size": 0, "aggs": obj{
		facetName(0): inFilters(nil, valueAggregations(axes[0].Name)),
		facetName(1): inFilters(nil, valueAggregations(axes[1].Name)),
	}}
	var res searchResponse
	if err := s.search(ctx, body, &res); err != nil {
		return nil, err
	}
	var facets [2]index.Facet
	for i, axis := range axes {
		found := res.Aggregations[facetName(i)]
		values, err := s.values(ctx, c, filter, axis.Name, found)
		if err != nil {
			return nil, err
		}
		facets[i] = s.facet(axis, values, count(found.Missing))
	}
	t := &index.Table{Rows: facets[0], Columns: facets[1]}
	var err error
	t.Counts, err = s.pairs(ctx, q, t)
	return t, err
}

// pairs returns the counts of the pairs of values of a table.
func (s *Searcher) pairs(ctx context.Context, q obj, t *index.Table) ([][]int, error) {
	rows, columns := placesOf(t.Rows.Values), placesOf(t.Columns.Values)
	counts := make([][]int, len(rows))
	for i := range counts {
		counts[i] = make([]int, len(columns))
	}
	if len(rows) == 0 || len(columns) == 0 {
		return counts, nil
	}
	among := func(f index.Facet) obj {
		var list []string
		for _, v := range f.Values {
			list = append(list, v.Value)
		}
		return obj{"field": facetPrefix + f.Name, "include": list, "size": len(list), "shard_size": len(list) + 1}
	}
	body := obj{"query": q, "size": 0, "aggs": obj{"rows": obj{
		"terms": among(t.Rows), "aggs": obj{"columns": obj{"terms": among(t.Columns)}},
	}}}
	var res searchResponse
	if err := s.search(ctx, body, &res); err != nil {
		return nil, err
	}
	for _, row := range res.Aggregations["rows"].Buckets {
		name, _ := row.Key.(string)
		if row.Columns == nil {
			continue
		}
		for _, column := range row.Columns.Buckets {
			other, _ := column.Key.(string)
			counts[rows[name]][columns[other]] = column.Count
		}
	}
	return counts, nil
}

// placesOf returns the places of values in a list.
func placesOf(values []index.FacetValue) map[string]int {
	places := map[string]int{}
	for i, v := range values {
		places[v.Value] = i
	}
	return places
}
