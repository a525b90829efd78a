package segment

import (
	"errors"
	"testing"
)

// A syncedFile counts what is written and fsynced, and fails at one fsync.
type syncedFile struct {
	written, synced, failAt int
}

var errSync = errors.New("can't fsync")

func (f *syncedFile) Write(b []byte) (int, error) {
	f.written += len(b)
	return len(b), nil
}

func (f *syncedFile) Sync() error {
	if f.synced++; f.synced == f.failAt {
		return errSync
	}
	return nil
}

// TestSyncWriter: a large file is fsynced while it is written, and an error of any fsync
// is returned.
func TestSyncWriter(t *testing.T) {
	t.Parallel()
	for _, failAt := range []int{0, 1, 2, 3} {
		f := &syncedFile{failAt: failAt}
		s := &syncWriter{f: f, synced: make(chan error, 1)}
		s.synced <- nil
		var err error
		for range 3 * 32 {
			_, failed := s.Write(make([]byte, 1<<20))
			err = errors.Join(err, failed)
			s.synced <- s.wait() // not to go on before
		}
		err = errors.Join(err, s.wait())
		if f.written != 96<<20 || f.synced != 3 || (err != nil) != (failAt > 0) {
			t.Errorf("failing at fsync %d: %d bytes, %d fsyncs, error %v", failAt, f.written, f.synced, err)
		}
	}
}
