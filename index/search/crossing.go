package search

import (
	"time"

	"reftel/index"
)

// A crossing counts documents by the values of two facets.
type crossing struct {
	rows, columns facetCount
	// cells are the counts of pairs of values, by leaf: the ordinal of the row, and that of
	// the column in the low 32 bits. Leaves that share both tables of values share them.
	cells     []map[uint64]int
	ordsOfRow []uint32 // for reuse
	ordsOfCol []uint32
}

// prepareTable sets up the table of the request.
func (c *collector) prepareTable() error {
	var err error
	x := &crossing{}
	if x.rows, err = c.facetCount(c.req.Table.Rows); err != nil {
		return err
	}
	if x.columns, err = c.facetCount(c.req.Table.Columns); err != nil {
		return err
	}
	for i := range x.rows.cols {
		if i > 0 && x.rows.cols[i].values == x.rows.cols[i-1].values && x.columns.cols[i].values == x.columns.cols[i-1].values {
			x.cells = append(x.cells, x.cells[i-1])
			continue
		}
		x.cells = append(x.cells, map[uint64]int{})
	}
	c.cross = x
	return nil
}

// facetCount returns the count of a facet to which all filters apply.
func (c *collector) facetCount(req index.FacetRequest) (facetCount, error) {
	cols, err := c.columns(req.Name)
	if err != nil {
		return facetCount{}, err
	}
	counts, err := newCounts(cols)
	return facetCount{req: req, cols: cols, counts: counts, own: -1}, err
}

// enter prepares for the documents of a leaf.
func (x *crossing) enter(leaf int) {
	x.rows.reader, x.columns.reader = x.rows.cols[leaf].Reader(), x.columns.cols[leaf].Reader()
}

// count counts documents of the current leaf.
func (x *crossing) count(leaf int, docs []uint32) error {
	err := x.rows.reader.Count(docs, x.rows.counts[leaf])
	if err == nil {
		err = x.columns.reader.Count(docs, x.columns.counts[leaf])
	}
	for _, doc := range docs {
		if err != nil {
			return err
		}
		if x.ordsOfRow, err = x.rows.reader.Append(x.ordsOfRow[:0], doc); err != nil {
			return err
		}
		x.ordsOfCol, err = x.columns.reader.Append(x.ordsOfCol[:0], doc)
		for _, row := range x.ordsOfRow {
			for _, col := range x.ordsOfCol {
				x.cells[leaf][uint64(row)<<32|uint64(col)]++
			}
		}
	}
	return err
}

// table returns the commonest rows and columns with their counts.
func (x *crossing) table(merges *valueMerges, at time.Time) (*index.Table, error) {
	t := &index.Table{}
	var err error
	if t.Rows, err = x.rows.facet(merges, at); err != nil {
		return nil, err
	}
	if t.Columns, err = x.columns.facet(merges, at); err != nil {
		return nil, err
	}
	for range t.Rows.Values {
		t.Counts = append(t.Counts, make([]int, len(t.Columns.Values)))
	}
	rows, columns := placesByValue(t.Rows.Values), placesByValue(t.Columns.Values)
	for i, cells := range x.cells {
		if i > 0 && x.rows.cols[i].values == x.rows.cols[i-1].values && x.columns.cols[i].values == x.columns.cols[i-1].values {
			continue
		}
		rowOf, err := placesIn(rows, x.rows.cols[i].values)
		if err != nil {
			return nil, err
		}
		colOf, err := placesIn(columns, x.columns.cols[i].values)
		if err != nil {
			return nil, err
		}
		for pair, n := range cells {
			row, col := rowOf[pair>>32], colOf[uint32(pair)]
			if row >= 0 && col >= 0 {
				t.Counts[row][col] += n
			}
		}
	}
	return t, nil
}

// placesByValue returns the places of values in a list.
func placesByValue(values []index.FacetValue) map[string]int {
	places := make(map[string]int, len(values))
	for i, v := range values {
		places[v.Value] = i
	}
	return places
}

// placesIn returns the place of each value of a table, -1 for those that have none.
func placesIn(places map[string]int, values *Texts) ([]int, error) {
	list := make([]int, values.Len())
	for ord := range list {
		v, err := values.Bytes(ord)
		if err != nil {
			return nil, err
		}
		at, ok := places[string(v)]
		if !ok {
			at = -1
		}
		list[ord] = at
	}
	return list, nil
}
