package bleveindex

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"syscall"

	"github.com/blevesearch/bleve/v2/index/scorch"

	contract "reftel/index"
	"reftel/index/segment"
)

// Scorch persists and merges on goroutines of its own, tries for ever what
// fails (a full disk), and tells a callback that is registered by name, once
// for the whole program. failures finds the writer that it concerns, by the
// path of the writer's store.
var failures sync.Map // string → chan error

const failureCallback = "reftel"

func init() {
	scorch.RegistryAsyncErrorCallbacks[failureCallback] = func(err error, path string) {
		if ch, ok := failures.Load(filepath.Clean(path)); ok {
			select {
			case ch.(chan error) <- err:
			default: // one failure is enough to end a job
			}
		}
	}
}

// watch returns the channel on which failures of the writer's engine come.
func (l layout) watch() chan error {
	ch := make(chan error, 1)
	failures.Store(filepath.Join(l.writer(), "store"), ch)
	return ch
}

func (l layout) unwatch() { failures.Delete(filepath.Join(l.writer(), "store")) }

// writing adds the index to an error of writing to it. Errors of a context, and those
// that name the index, stay as they are.
func (l layout) writing(err error) error {
	var fewer *contract.FewerError
	switch {
	case err == nil || errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded) || errors.As(err, &fewer):
		return err
	case isFull(err):
		return &contract.DiskFullError{Dir: l.dir, Err: err}
	case segment.IsDamage(err):
		return damaged(l.inSnapshot(err))
	}
	return fmt.Errorf("writing to %s: %w", l.dir, err)
}

// inSnapshot returns the error of damage of a file in the writer's folder as that of the
// same file in the published snapshot, if it is there: the writer's will be deleted.
func (l layout) inSnapshot(err error) error {
	_, text, found := strings.Cut(err.Error(), l.writer())
	file, _, named := strings.Cut(text, ":")
	name, failed := l.readCurrent()
	if !found || !named || failed != nil {
		return err
	}
	if _, failed := os.Stat(l.snapshot(name) + file); failed != nil {
		return err
	}
	return errors.New(l.snapshot(name) + text)
}

// isFull reports whether an error is that of a full disk. The engine hands on the
// texts of errors only.
func isFull(err error) bool {
	if errors.Is(err, syscall.ENOSPC) {
		return true
	}
	for _, text := range []string{"no space left on device", "disk quota exceeded", "not enough space on the disk"} {
		if strings.Contains(err.Error(), text) {
			return true
		}
	}
	return false
}

// rebuildHint says what to do about damage.
const rebuildHint = "run indexer --rebuild"

// damaged adds to an error that was met in reading the files of an index what to
// do about it.
func damaged(err error) error {
	switch {
	case err == nil:
		return nil
	case errors.Is(err, fs.ErrPermission):
		return fmt.Errorf("%w: check the owner and the permissions of the index's files; they are not damaged", err)
	case errors.Is(err, syscall.EIO), strings.Contains(err.Error(), syscall.EIO.Error()):
		return fmt.Errorf("%w: the disk can't be read: check it, and copy the index to another before any indexer --rebuild", err)
	case errors.Is(err, syscall.EMFILE), errors.Is(err, syscall.ENFILE):
		return fmt.Errorf("%w: raise the limit on open files (ulimit -n)", err)
	case isFull(err), errors.Is(err, syscall.ENOMEM), errors.Is(err, syscall.EINTR):
		return err // the error says it all
	}
	if strings.Contains(err.Error(), rebuildHint) {
		return err
	}
	return fmt.Errorf("%w: %s", err, rebuildHint)
}
