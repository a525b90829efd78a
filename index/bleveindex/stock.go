package bleveindex

import (
	"context"

	"github.com/blevesearch/bleve/v2"

	"reftel/index/search"
)

// A Stock is a published snapshot opened by Bleve alone, as any program can open it. The
// ranking of search is measured against it.
type Stock struct{ index bleve.Index }

// OpenStock opens the published snapshot of the index at dir with Bleve.
func OpenStock(dir string) (*Stock, error) {
	l := layout{dir}
	name, err := l.readCurrent()
	if err != nil {
		return nil, err
	}
	idx, err := bleve.OpenUsing(l.snapshot(name), map[string]any{"read_only": true})
	if err != nil {
		return nil, err
	}
	return &Stock{idx}, nil
}

// Match returns the ids of the n best cables that have any of the words in their text,
// by Bleve's match query with its defaults.
func (s *Stock) Match(ctx context.Context, words string, n int) ([]string, error) {
	q := bleve.NewMatchQuery(words)
	q.SetField(search.TextField)
	res, err := s.index.SearchInContext(ctx, bleve.NewSearchRequestOptions(q, n, 0, false))
	if err != nil {
		return nil, err
	}
	var ids []string
	for _, hit := range res.Hits {
		ids = append(ids, hit.ID)
	}
	return ids, nil
}

// Close closes the snapshot.
func (s *Stock) Close() error { return s.index.Close() }
