package bleveindex

import (
	"context"

	contract "reftel/index"
)

// A Store is the index in the folder Dir.
type Store struct{ Dir string }

var _ contract.Store = Store{}

// Exists implements contract.Store.
func (s Store) Exists() error { return Exists(s.Dir) }

// Open implements contract.Store.
func (s Store) Open() (contract.Snapshot, error) {
	searcher, err := Open(s.Dir)
	if err != nil {
		return nil, err
	}
	return searcher, nil
}

// OpenWriter implements contract.Store.
func (s Store) OpenWriter(opt contract.WriterOptions) (contract.StoreWriter, error) {
	w, err := OpenWriter(s.Dir, opt)
	if err != nil {
		return nil, err
	}
	return w, nil
}

// OpenStored implements contract.Store.
func (s Store) OpenStored(ctx context.Context) (contract.Stored, error) {
	stored, err := OpenStored(ctx, s.Dir)
	if err != nil {
		return nil, err
	}
	return stored, nil
}

// Verify implements contract.Store.
func (s Store) Verify(ctx context.Context) (contract.Check, error) { return Verify(ctx, s.Dir) }

// Unpurged implements contract.Store.
func (s Store) Unpurged() []contract.Unpurged { return Unpurged(s.Dir) }
