package bleveindex

import (
	"errors"
	"os"
	"path/filepath"
	"syscall"
	"testing"

	"github.com/gofrs/flock"
)

// TestRemoveUnheld: a snapshot whose lock can't be taken is deleted only if nobody can
// have the lock.
func TestRemoveUnheld(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		name string
		hold func(path string) (release func(), err error)
		kept bool
	}{
		{"not locked", func(path string) (func(), error) { return func() {}, os.WriteFile(path, nil, 0o600) }, false},
		{"no file", func(string) (func(), error) { return func() {}, nil }, false},
		{"locked", func(path string) (func(), error) {
			lock := flock.New(path)
			_, err := lock.TryRLock()
			return func() { lock.Unlock() }, err
		}, true},
		{"lock can't be taken", func(path string) (func(), error) { return func() {}, os.Mkdir(path, 0o700) }, true},
	} {
		l := layout{t.TempDir()}
		if err := os.MkdirAll(filepath.Join(l.snapshot("000001"), "store"), 0o700); err != nil {
			t.Fatal(err)
		}
		release, err := test.hold(l.held("000001"))
		if err != nil {
			t.Fatal(err)
		}
		l.removeUnheld("000001")
		release()
		if _, err := os.Stat(l.snapshot("000001")); (err == nil) != test.kept {
			t.Errorf("%s: %v", test.name, err)
		}
	}
}

// TestMayBeHeld: what an error of locking says.
func TestMayBeHeld(t *testing.T) {
	t.Parallel()
	with, without := layout{t.TempDir()}, layout{t.TempDir()}
	if err := os.MkdirAll(with.snapshot("000001"), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(with.held("000001"), nil, 0o600); err != nil {
		t.Fatal(err)
	}
	for _, test := range []struct {
		err           error
		with, without bool
	}{
		{nil, true, false},
		{syscall.EMFILE, true, false},
		{syscall.EACCES, true, false},
		{syscall.ENOSPC, true, false},
		{syscall.ENOLCK, false, false},
		{errors.ErrUnsupported, false, false},
	} {
		if got := with.mayBeHeld("000001", test.err); got != test.with {
			t.Errorf("%v, with the file: %v", test.err, got)
		}
		if got := without.mayBeHeld("000001", test.err); got != test.without {
			t.Errorf("%v, without the file: %v", test.err, got)
		}
	}
}
