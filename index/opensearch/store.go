// Package opensearch keeps cables in an index of an OpenSearch cluster: for archives that
// are too large for one machine, and for many readers. It is an engine beside bleveindex:
// both pass the tests of indextest.
//
//	cable → search.TermReader → appendBody → bulk requests          (document.go, bulk.go, writer.go)
//	tree → search.Resolver → translator → query of OpenSearch       (translate.go, scope.go, intervals.go)
//
// README.md beside this file says how to run it.
package opensearch

import (
	"context"
	"time"

	"reftel/index"
)

// A Store is the index at URL: https://HOST:9200/NAME.
type Store struct{ URL string }

var _ index.Store = Store{}

// connectTime bounds how long a cluster may take to say what is published.
const connectTime = 30 * time.Second

// searchPatience is how long a search waits for a cluster of which no node takes connections.
const searchPatience = 5 * time.Second

// connect returns a client of the cluster, to which it sends nothing.
func (s Store) connect() (*client, address, error) {
	a, err := parseAddress(s.URL)
	if err != nil {
		return nil, a, err
	}
	access, err := readAccess(a.nodes[0].Hostname())
	if err != nil {
		return nil, a, err
	}
	c, err := newClient(a.nodes, access)
	if err == nil {
		c.place = a.String()
	}
	return c, a, err
}

// published returns what is published. The error is a *index.NoIndexError if nothing is.
func (s Store) published(ctx context.Context) (*client, address, publication, error) {
	var p publication
	c, a, err := s.connect()
	if err != nil {
		return nil, a, p, err
	}
	c.patience = searchPatience
	ctx, stop := context.WithTimeout(ctx, connectTime)
	defer stop()
	_, found, err := c.readState(ctx, a, publicationID, &p)
	if err == nil && (!found || p.Index == "") {
		err = &index.NoIndexError{Dir: a.String()}
	}
	if err != nil {
		c.close()
		return nil, a, p, err
	}
	return c, a, p, nil
}

// Exists implements index.Store.
func (s Store) Exists() error {
	_, err := s.Current()
	return err
}

// Current returns the name of the published snapshot.
func (s Store) Current() (string, error) {
	c, _, p, err := s.published(context.Background())
	if err == nil {
		c.close()
	}
	return p.Snapshot, err
}

// Open implements index.Store.
func (s Store) Open() (index.Snapshot, error) {
	c, a, p, err := s.published(context.Background())
	if err != nil {
		return nil, err
	}
	if p.Version != Version() {
		c.close()
		return nil, &index.VersionError{Dir: a.String(), Found: p.Version, Want: Version()}
	}
	return newSearcher(c, a, p), nil
}

// Unpurged implements index.Store. A cluster has no folders.
func (s Store) Unpurged() []index.Unpurged { return nil }
