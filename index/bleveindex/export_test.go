package bleveindex

import (
	"context"

	contract "reftel/index"
)

// IDs returns the ids of all hits of a request. It does not load the cables.
func (s *Searcher) IDs(ctx context.Context, req contract.Request) ([]string, error) {
	found, err := s.pageOf(ctx, req)
	if err != nil {
		return nil, err
	}
	ids := make([]string, len(found))
	for i, m := range found {
		if ids[i], err = s.id(m.doc); err != nil {
			return nil, err
		}
	}
	return ids, nil
}
