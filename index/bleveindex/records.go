package bleveindex

import (
	"context"
	"fmt"
	"iter"

	index "github.com/blevesearch/bleve_index_api"

	"reftel/corpus"
)

// Records yields the records that the index at dir holds, as they were found,
// in the order of their ids: what a rebuild needs when the archive is gone. It
// also reads indexes of other versions of parser and analyzer. The error ends
// it, except for a *corpus.RecordError.
func Records(ctx context.Context, dir string) iter.Seq2[corpus.Record, error] {
	return func(yield func(corpus.Record, error) bool) {
		l := layout{dir}
		name, err := l.readCurrent()
		if err != nil {
			yield(corpus.Record{}, err)
			return
		}
		defer l.hold(name)()
		idx, err := openReadOnly(l.snapshot(name))
		if err != nil {
			yield(corpus.Record{}, err)
			return
		}
		defer idx.Close()
		reader, err := readerOf(idx)
		if err != nil {
			yield(corpus.Record{}, err)
			return
		}
		defer reader.Close()
		eachRecord(ctx, reader, name, yield)
	}
}

func eachRecord(ctx context.Context, reader index.IndexReader, name string, yield func(corpus.Record, error) bool) {
	ids, err := liveIDs(reader)
	if err != nil {
		yield(corpus.Record{}, err)
		return
	}
	sortIDs(ids)
	for _, id := range ids {
		rec, err := storedRecord(reader, id.name)
		if err != nil {
			err = &corpus.RecordError{Source: corpus.Source{Path: name, Member: id.name}, Err: err}
		}
		if ctx.Err() != nil {
			yield(corpus.Record{}, ctx.Err())
			return
		}
		if !yield(rec, err) {
			return
		}
	}
}

// storedRecord returns the record of the document with an id.
func storedRecord(reader index.IndexReader, id string) (rec corpus.Record, err error) {
	stored, err := reader.Document(id)
	if err != nil {
		return rec, err
	}
	if stored == nil {
		return rec, fmt.Errorf("no record of %s", id)
	}
	stored.VisitFields(func(f index.Field) {
		if f.Name() == fieldRecord {
			err = decodeRecord(f.Value(), &rec)
		}
	})
	return rec, err
}
