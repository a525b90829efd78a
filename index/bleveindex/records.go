package bleveindex

import (
	"context"
	"fmt"
	"iter"

	"github.com/blevesearch/bleve/v2"
	index "github.com/blevesearch/bleve_index_api"

	"reftel/corpus"
	contract "reftel/index"
)

// Stored yields the documents of the index at dir, without Cable, in the order of
// their ids, for a rebuild without the archive. It also reads indexes of other
// versions. Any error other than a *corpus.RecordError is the last.
func Stored(ctx context.Context, dir string) iter.Seq2[contract.Document, error] {
	return func(yield func(contract.Document, error) bool) {
		l := layout{dir}
		name, err := l.readCurrent()
		if err != nil {
			yield(contract.Document{}, err)
			return
		}
		defer l.hold(name)()
		idx, err := l.openToSave(name)
		if err != nil {
			yield(contract.Document{}, err)
			return
		}
		defer idx.Close()
		reader, err := readerOf(idx)
		if err != nil {
			yield(contract.Document{}, err)
			return
		}
		defer reader.Close()
		eachStored(ctx, reader, name, yield)
	}
}

// openToSave opens a snapshot of any version. The engine would not survive one
// whose files were cut short.
func (l layout) openToSave(name string) (bleve.Index, error) {
	m, err := l.readManifest(name)
	if err == nil {
		err = l.checkFiles(name, m)
	}
	var idx bleve.Index
	if err == nil {
		idx, err = openReadOnly(l.snapshot(name))
	}
	if err != nil {
		return nil, fmt.Errorf("the index can't be built again from its own records, only from the archive (indexer --rebuild PATH): %w", err)
	}
	return idx, nil
}

func eachStored(ctx context.Context, reader index.IndexReader, name string, yield func(contract.Document, error) bool) {
	ids, err := liveIDs(reader)
	if err != nil {
		yield(contract.Document{}, err)
		return
	}
	sortIDs(ids)
	s := &Searcher{name: name, reader: reader}
	for _, id := range ids {
		doc, err := s.stored(id.name)
		if err != nil {
			err = &corpus.RecordError{Source: corpus.Source{Path: name, Member: id.name}, Err: err}
		}
		if ctx.Err() != nil {
			yield(contract.Document{}, ctx.Err())
			return
		}
		if !yield(doc, err) {
			return
		}
	}
}

// stored is storedIn; of a damaged record it is an error.
func (s *Searcher) stored(id string) (_ contract.Document, err error) {
	defer s.guard(&err)
	return storedIn(s.reader, id)
}
