package bleveindex

import (
	"cmp"
	"encoding/json"
	"fmt"
	"os"
	"time"

	"github.com/gofrs/flock"

	contract "reftel/index"
)

// A lock is the right to write to an index. The system releases it when its process
// ends for any reason.
type lock struct {
	layout
	file *flock.Flock
}

// A holder describes the writer that has the lock. It is stored beside the lock.
type holder struct {
	PID   int       `json:"pid"`
	Host  string    `json:"host"`
	Since time.Time `json:"since"`
}

func (l layout) holder() string { return l.locked() + ".json" }

// prepare makes the folder of the index. A folder that is not an index and is not empty
// is an error.
func (l layout) prepare() error {
	if err := l.checkOwn(); err != nil {
		return err
	}
	return os.MkdirAll(l.dir, 0o700)
}

// establish makes the marker and the folders of an index. The caller holds the lock.
func (l layout) establish() error {
	if err := l.mark(); err != nil {
		return err
	}
	if err := os.MkdirAll(l.snapshots(), 0o700); err != nil {
		return err
	}
	return cmp.Or(restrict(l.dir), restrict(l.snapshots()))
}

// restrict removes all rights to a folder except the owner's. A read-only folder stays
// read-only.
func restrict(dir string) error {
	info, err := os.Stat(dir)
	if err != nil || info.Mode().Perm()&0o077 == 0 {
		return err
	}
	return os.Chmod(dir, info.Mode().Perm()&0o700)
}

// acquire takes the lock and stores its holder.
func (l layout) acquire() (*lock, error) {
	k := &lock{l, flock.New(l.locked(), flock.SetPermissions(0o600))}
	ok, err := k.file.TryLock()
	if err != nil {
		return nil, fmt.Errorf("locking %s: %w", l.dir, err)
	}
	if !ok {
		return nil, l.lockedError()
	}
	if err := l.establish(); err != nil {
		k.release()
		return nil, err
	}
	host, _ := os.Hostname()
	data, err := json.Marshal(holder{os.Getpid(), host, time.Now().UTC().Truncate(time.Second)})
	if err == nil {
		// On a full disk the holder is missing; the lock is held all the same.
		_ = writeFile(l.holder(), data)
	}
	return k, err
}

// lockedError returns the error that names the holder of the lock.
func (l layout) lockedError() error {
	var h holder
	if data, err := readOwn(l.holder()); err == nil {
		// If the holder can't be read, the error does not describe it.
		_ = json.Unmarshal(data, &h)
	}
	return &contract.LockedError{Dir: l.dir, PID: h.PID, Host: h.Host, Since: h.Since}
}

func (k *lock) release() {
	os.Remove(k.holder())
	k.file.Unlock()
}
