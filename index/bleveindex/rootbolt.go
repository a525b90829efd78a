package bleveindex

import (
	"bytes"
	"errors"
	"fmt"
	"path/filepath"
	"runtime/debug"
	"strings"
	"time"

	"github.com/RoaringBitmap/roaring/v2"
	"github.com/blevesearch/bleve/v2/util"
	"go.etcd.io/bbolt"
)

// A rootSegment is a segment as the engine's root.bolt has it.
type rootSegment struct {
	file    string // its name in the store
	deleted *roaring.Bitmap
}

// readRoot returns the segments of the newest of the engine's snapshots in a
// root.bolt, oldest first. A damaged file is an error, never a panic.
func readRoot(path string) (segments []rootSegment, err error) {
	defer debug.SetPanicOnFault(debug.SetPanicOnFault(true))
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("%s is damaged: %v", path, p)
		}
	}()
	db, err := bbolt.Open(path, 0o600, &bbolt.Options{ReadOnly: true, Timeout: time.Second})
	if err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	defer db.Close()
	err = db.View(func(tx *bbolt.Tx) (err error) {
		segments, err = rootSegments(tx)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("%s is damaged: %w", path, err)
	}
	return segments, nil
}

// rootSegments reads the buckets: snapshots, in it a bucket for each snapshot, in
// that one for each segment, beside those for metadata.
func rootSegments(tx *bbolt.Tx) ([]rootSegment, error) {
	snapshots := tx.Bucket(util.BoltSnapshotsBucket)
	if snapshots == nil {
		return nil, errors.New("no snapshots")
	}
	newest, _ := snapshots.Cursor().Last()
	snapshot := snapshots.Bucket(newest)
	if snapshot == nil {
		return nil, errors.New("no snapshot")
	}
	var segments []rootSegment
	c := snapshot.Cursor()
	for k, _ := c.First(); k != nil; k, _ = c.Next() {
		if k[0] == util.BoltInternalKey[0] || k[0] == util.BoltMetaDataKey[0] {
			continue
		}
		s, err := readRootSegment(snapshot.Bucket(k))
		if err != nil {
			return nil, err
		}
		segments = append(segments, s)
	}
	return segments, nil
}

func readRootSegment(b *bbolt.Bucket) (rootSegment, error) {
	if b == nil {
		return rootSegment{}, errors.New("a segment is missing")
	}
	s := rootSegment{file: strings.Clone(string(b.Get(util.BoltPathKey))), deleted: roaring.New()}
	if !isSegment(s.file) || filepath.Base(s.file) != s.file {
		return s, fmt.Errorf("%q is no segment", s.file)
	}
	data := b.Get(util.BoltDeletedKey)
	if data == nil {
		return s, nil
	}
	_, err := s.deleted.ReadFrom(bytes.NewReader(data))
	if err != nil {
		return s, err
	}
	return s, s.deleted.Validate()
}
