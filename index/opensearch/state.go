package opensearch

import (
	"bytes"
	"context"
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"os"
	"strings"
	"time"

	"reftel/index"
)

// An index NAME on a cluster is:
//
//	NAME-reftel          the state: the publication, the lease of the writer, the catalog
//	NAME-000001          a generation: the documents
//	NAME-000001-words    and the terms of their texts
//	NAME                 an alias for the current generation, for other programs
//	…-write              an alias for the state, by which it is written
//	…-write-LEASE        aliases for the other two, by which the writer with a lease writes
//
// A document has the number of the publication that added it (since) and, once it is
// replaced or removed, that of the first publication without it (until). A searcher reads
// the number that is published, and searches for the documents of that publication only:
// so it sees whole publications, whatever a writer is adding, and goes on to see one after
// the next is published.

// A publication is what is published, a document of the state.
type publication struct {
	Version  string    `json:"version"`
	Snapshot string    `json:"snapshot"`
	Index    string    `json:"index"`  // "" if there is none yet
	Number   int       `json:"number"` // of since and until
	Made     time.Time `json:"made"`
	Cables   int       `json:"cables"`
	Texts    int       `json:"texts"`
	Oldest   time.Time `json:"oldest,omitzero"`
	Newest   time.Time `json:"newest,omitzero"`
	// Catalog are the files of the catalog.
	Catalog []catalogFile `json:"catalog"`
	// Writer is the lease of the last writer. Its documents are removed by the next if it
	// did not close (Closed) after the last publication.
	Writer string `json:"writer"`
	Closed bool   `json:"closed"`
	// Building is the generation that a rebuild fills, "" if there is none.
	Building string `json:"building,omitempty"`
	// Replaced is the generation that a rebuild replaced, for searches that use it: a later
	// writer deletes it. Deleted is from when on that may be.
	Replaced string    `json:"replaced,omitempty"`
	Deleted  time.Time `json:"deleted,omitzero"`
}

func snapshotName(n int) string { return fmt.Sprintf("%06d", n) }

// The documents of the state.
const (
	publicationID = "publication"
	leaseID       = "lease"
)

func (a address) state() string { return a.name + "-reftel" }

func (a address) generation(n int) string { return fmt.Sprintf("%s-%06d", a.name, n) }

// A revision is the place of a document in the order of its changes: a change that names
// it is refused if there was another.
type revision struct {
	SeqNo int `json:"_seq_no"`
	Term  int `json:"_primary_term"`
}

// readState reads a document of the state. It returns false if there is none.
func (c *client) readState(ctx context.Context, a address, id string, out any) (revision, bool, error) {
	var res struct {
		revision
		Found  bool            `json:"found"`
		Source json.RawMessage `json:"_source"`
	}
	err := c.do(ctx, "GET", "/"+a.state()+"/_doc/"+id, nil, &res)
	if isStatus(err, http.StatusNotFound) {
		return revision{}, false, nil
	}
	if err != nil || !res.Found {
		return revision{}, false, err
	}
	return res.revision, true, json.Unmarshal(res.Source, out)
}

// errChanged reports that another writer changed a document of the state.
var errChanged = errors.New("another indexer changed the index")

// writeState writes a document of the state, if its revision is still at; nil if there is
// no such document yet.
func (c *client) writeState(ctx context.Context, a address, id string, at *revision, doc any) (revision, error) {
	condition := "?require_alias=true&op_type=create"
	if at != nil {
		condition = fmt.Sprintf("?require_alias=true&if_seq_no=%d&if_primary_term=%d", at.SeqNo, at.Term)
	}
	var res revision
	// If the answer is lost, the request that is sent again conflicts with itself.
	err := c.do(ctx, "PUT", "/"+target(a.state())+"/_doc/"+id+condition, doc, &res)
	if isStatus(err, http.StatusConflict) {
		return c.ownChange(ctx, a, id, doc)
	}
	return res, err
}

// ownChange returns the revision of a document if it is what was to be written.
func (c *client) ownChange(ctx context.Context, a address, id string, doc any) (revision, error) {
	want, err := marshal(doc)
	if err != nil {
		return revision{}, err
	}
	var got json.RawMessage
	at, found, err := c.readState(ctx, a, id, &got)
	if err != nil {
		return at, err
	}
	if !found || !bytes.Equal(bytes.TrimSpace(want), bytes.TrimSpace(got)) {
		return at, errChanged
	}
	return at, nil
}

// target returns the alias by which documents are written to an index: a cluster would
// create an index that is not there any more, but no alias.
func target(name string) string { return name + "-write" }

// targetOf returns the alias by which the writer with a lease writes to an index. The next
// writer removes it, so that no request of this one is done any more.
func targetOf(leaseID, name string) string { return target(name) + "-" + strings.ToLower(leaseID) }

// createIndex creates an index of the cluster, with an alias, unless it exists.
func (c *client) createIndex(ctx context.Context, name, alias string, settings, mapping obj) error {
	body := obj{"settings": settings, "mappings": mapping, "aliases": obj{alias: obj{}}}
	err := c.do(ctx, "PUT", "/"+url.PathEscape(name), body, nil)
	var answer *responseError
	if errors.As(err, &answer) && answer.Type == "resource_already_exists_exception" {
		return nil
	}
	return err
}

// deleteIndex deletes an index of the cluster if it exists.
func (c *client) deleteIndex(ctx context.Context, name string) error {
	err := c.do(ctx, "DELETE", "/"+url.PathEscape(name), nil, nil)
	if isStatus(err, http.StatusNotFound) {
		return nil
	}
	return err
}

// A lease is the right to write to an index. It ends unless its holder renews it.
type lease struct {
	ID    string    `json:"id"`
	PID   int       `json:"pid"`
	Host  string    `json:"host"`
	Since time.Time `json:"since"`
	// Renewed is when the holder last said that it is at work, by its clock; "" in ID is a
	// lease that was given back.
	Renewed time.Time `json:"renewed"`
}

// A lease is renewed every leaseRenewal, and ends leaseTime after it was: a cluster that
// indexes may be busy for seconds.
var (
	leaseTime    = 30 * time.Second
	leaseRenewal = 5 * time.Second
)

// newLease returns a lease of this process.
func newLease() lease {
	host, _ := os.Hostname()
	now := time.Now().UTC()
	return lease{ID: rand.Text(), PID: os.Getpid(), Host: host, Since: now, Renewed: now}
}

// locked returns the error that names the holder of a lease.
func (l lease) locked(a address) error {
	return &index.LockedError{Dir: a.String(), PID: l.PID, Host: l.Host, Since: l.Since}
}

// takeLease takes the lease of an index for a writer. It takes it from a process of this machine that ended
// without giving it back, and from a holder that did not renew it for leaseTime and does not while it is
// watched: clocks may differ.
func (c *client) takeLease(ctx context.Context, a address, own *lease) (revision, error) {
	var old lease
	at, found, err := c.readState(ctx, a, leaseID, &old)
	if err != nil {
		return at, err
	}
	if !found {
		return c.writeLease(ctx, a, nil, own)
	}
	ended := old.ID != "" && old.holderEnded()
	if old.ID != "" && !ended {
		watch := leaseRenewal + time.Second
		switch age := time.Since(old.Renewed); {
		case age < -leaseTime: // its holder's clock is ahead
			watch = leaseTime
		case age < leaseTime:
			return at, old.locked(a)
		}
		if err := sleep(ctx, watch); err != nil {
			return at, err
		}
	}
	at, err = c.writeLease(ctx, a, &at, own)
	if ended && err == nil {
		_ = os.RemoveAll(workPath(old.ID))
	}
	return at, err
}

// writeLease writes a lease that begins now. The error names who took it before.
func (c *client) writeLease(ctx context.Context, a address, at *revision, own *lease) (revision, error) {
	own.Renewed = time.Now().UTC()
	now, err := c.writeState(ctx, a, leaseID, at, own)
	if err != errChanged {
		return now, err
	}
	var other lease
	if _, _, err := c.readState(ctx, a, leaseID, &other); err != nil {
		return now, err
	}
	return now, other.locked(a)
}
