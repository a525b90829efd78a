package opensearch

import (
	"context"
	"hash/maphash"

	"reftel/index"
)

// An idSet tells which ids a publication may have, so that a job which adds documents need
// not ask for each. It is read when it was asked often.
type idSet struct {
	asked int
	ids   map[uint64]struct{} // hashes
}

// fewAsked is the number of ids that are looked up one by one.
const fewAsked = 64

var idSeed = maphash.MakeSeed()

// mayHave reports whether the publication may have an id.
func (s *idSet) mayHave(ctx context.Context, of *Searcher, id string) (bool, error) {
	if s.asked++; s.asked <= fewAsked {
		return true, nil
	}
	if s.ids == nil {
		if err := s.read(ctx, of); err != nil {
			return true, err
		}
	}
	_, has := s.ids[maphash.String(idSeed, id)]
	return has, nil
}

func (s *idSet) read(ctx context.Context, of *Searcher) error {
	ids := map[uint64]struct{}{}
	req := index.Request{Sort: index.ByID, Limit: -1, Parts: index.IDOnly}
	for f, err := range of.pages(ctx, of.live(obj{"match_all": obj{}}), req) {
		if err != nil {
			return err
		}
		ids[maphash.String(idSeed, f.id())] = struct{}{}
	}
	s.ids = ids
	return nil
}

// add adds ids that were published.
func (s *idSet) add(id string) {
	if s.ids != nil {
		s.ids[maphash.String(idSeed, id)] = struct{}{}
	}
}
