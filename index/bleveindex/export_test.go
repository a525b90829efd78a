package bleveindex

import (
	"context"

	contract "reftel/index"
)

// IDs returns the ids of all hits of a request, in its order. It loads no cable,
// which would take most of the time of a test with thousands of requests.
func (s *Searcher) IDs(ctx context.Context, req contract.Request) ([]string, error) {
	return s.engine.IDs(ctx, req)
}
