// Package saved keeps what a user saves: searches with the cables that they have shown,
// and a reading list with notes. The files of a Folder are
//
//	searches/NAME.json   a saved search
//	searches/NAME.seen   the ids that it has shown, a line each
//	reading.json         the reading list
//	lock                 locked by the process that writes
//
// A file is written beside the old one and renamed, so that it is whole at any time.
package saved

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"github.com/gofrs/flock"
)

// A Folder is the folder of what a user saves, "" if there is no place for it.
type Folder string

// Writers wait lockTime for each other, and look every lockRetry.
const (
	lockTime  = 10 * time.Second
	lockRetry = 5 * time.Millisecond
)

// path returns the path of a file.
func (f Folder) path(names ...string) (string, error) {
	if f == "" {
		return "", errors.New("there is no place for what you save: set $XDG_STATE_HOME")
	}
	return filepath.Join(append([]string{string(f)}, names...)...), nil
}

// change runs do while no other process changes the folder.
func (f Folder) change(do func() error) error {
	path, err := f.path("lock")
	if err != nil {
		return err
	}
	if err := os.MkdirAll(string(f), 0o700); err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(context.Background(), lockTime)
	defer cancel()
	lock := flock.New(path, flock.SetPermissions(0o600))
	if _, err := lock.TryLockContext(ctx, lockRetry); err != nil {
		return fmt.Errorf("locking %s: %w", path, err)
	}
	return errors.Join(do(), lock.Unlock())
}

// replaceFile writes a file that is whole at any time, in folders of the user's own.
func replaceFile(path string, data []byte) error {
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return err
	}
	f, err := os.CreateTemp(filepath.Dir(path), ".new-*")
	if err != nil {
		return err
	}
	_, err = f.Write(data)
	if err == nil {
		err = f.Sync()
	}
	if err = errors.Join(err, f.Close()); err == nil {
		err = os.Rename(f.Name(), path)
	}
	if err != nil {
		os.Remove(f.Name())
	}
	return err
}
