package search

import "fmt"

// A Column holds the values of one facet by document: ordinals of a table of values,
// each of which stands there once. Leaves may share the table, which makes adding their
// counts faster.
type Column struct {
	values *Texts
	ords   NumberColumn
	// starts are the places in ords: those of document n are from starts[n] to before
	// starts[n+1]. In a single column, ords has one number for each document: 0 for no
	// value, otherwise the ordinal and one.
	starts NumberColumn
	single bool
}

// NewColumn returns a column. The ordinals of document n are those from starts[n] to
// before starts[n+1].
func NewColumn(values *Texts, starts, ords NumberColumn) *Column {
	return &Column{values: values, starts: starts, ords: ords}
}

// NewSingleColumn returns a column of documents that have one value at most: ords has 0
// for none, otherwise the ordinal and one.
func NewSingleColumn(values *Texts, ords NumberColumn) *Column {
	return &Column{values: values, ords: ords, single: true}
}

// Values returns the table of values.
func (c *Column) Values() *Texts { return c.values }

// Reader returns a reader of the column, for one goroutine.
func (c *Column) Reader() *ColumnReader {
	return &ColumnReader{column: c, starts: c.starts.Reader(), ords: c.ords.Reader()}
}

// A ColumnReader reads the values of documents. Those of ascending documents are read
// fastest.
type ColumnReader struct {
	column       *Column
	starts, ords NumberReader
}

// Append appends the ordinals of a document's values to list.
func (r *ColumnReader) Append(list []uint32, doc uint32) ([]uint32, error) {
	from, to, err := r.of(doc)
	for i := from; i < to && err == nil; i++ {
		var ord uint64
		if ord, err = r.ords.At(i); err != nil || r.column.single && ord == 0 {
			break
		}
		if r.column.single {
			ord--
		}
		if ord >= uint64(r.column.values.n) {
			return list, r.damage(doc, ord)
		}
		list = append(list, uint32(ord))
	}
	return list, err
}

// of returns the places of a document's ordinals in ords.
func (r *ColumnReader) of(doc uint32) (from, to int, err error) {
	if r.column.single {
		return int(doc), int(doc) + 1, nil
	}
	start, err := r.starts.At(int(doc))
	if err != nil {
		return 0, 0, err
	}
	end, err := r.starts.At(int(doc) + 1)
	if err == nil && (start > end || end > uint64(r.ords.Len()) || end-start > uint64(r.column.values.n)) {
		err = damaged(r.starts.check, fmt.Errorf("document %d has the values from %d to %d of %d", doc, start, end, r.ords.Len()))
	}
	return int(start), int(end), err
}

func (r *ColumnReader) damage(doc uint32, ord uint64) error {
	return damaged(r.ords.check, fmt.Errorf("document %d has value %d of %d", doc, ord, r.column.values.n))
}

// Count counts the values of documents: counts[0] is the number of documents without a
// value, counts[n+1] that of those with value n.
func (r *ColumnReader) Count(docs []uint32, counts []int) error {
	for len(docs) > 0 {
		n := r.countChecked(docs, counts)
		if docs = docs[n:]; len(docs) == 0 {
			break
		}
		if err := r.countOne(docs[0], counts); err != nil {
			return err
		}
		docs = docs[1:]
	}
	return nil
}

// countChecked counts the values of the first documents, as far as their numbers were
// checked, and returns how many documents these are.
func (r *ColumnReader) countChecked(docs []uint32, counts []int) int {
	if r.column.single {
		return r.countSingle(docs, counts)
	}
	starts, ords := r.starts.packed, r.ords.packed
	first, last := uint64(r.ords.from), uint64(r.ords.to)
	most, values := uint64(r.column.values.n), counts[1:]
	for n, doc := range docs {
		if int(doc) < r.starts.from || int(doc)+1 >= r.starts.to {
			return n
		}
		from, to := starts.pairAt(int(doc))
		if from < first || to > last || to-from > most { // also if to is below from
			return n
		}
		if from == to {
			counts[0]++
		}
		for i := from; i < to; i++ {
			ord := ords.At64(int(i))
			if ord >= uint64(len(values)) {
				return n
			}
			values[ord]++
		}
	}
	return len(docs)
}

func (r *ColumnReader) countSingle(docs []uint32, counts []int) int {
	ords, first, last := r.ords.packed, r.ords.from, r.ords.to
	for n, doc := range docs {
		if int(doc) < first || int(doc) >= last {
			return n
		}
		next := ords.At64(int(doc))
		if next >= uint64(len(counts)) {
			return n
		}
		counts[next]++
	}
	return len(docs)
}

// countOne counts the values of a document, of which it checks the numbers.
func (r *ColumnReader) countOne(doc uint32, counts []int) error {
	from, to, err := r.of(doc)
	if err != nil {
		return err
	}
	if from == to {
		counts[0]++
	}
	for i := from; i < to; i++ {
		next, err := r.ords.At(i)
		if err != nil {
			return err
		}
		if !r.column.single {
			next++
		}
		if next >= uint64(len(counts)) {
			return r.damage(doc, next-1)
		}
		counts[next]++
	}
	return nil
}
