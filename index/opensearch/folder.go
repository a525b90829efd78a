package opensearch

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/gofrs/flock"
)

// A workFolder holds the files of a writer: those of the catalog, and one that is locked
// until the process ends, by which the next job on this machine sees that it did.
type workFolder struct {
	path string
	lock *flock.Flock
}

// workPath returns the path of the folder of the writer with a lease.
func workPath(leaseID string) string { return filepath.Join(os.TempDir(), "reftel-job-"+leaseID) }

func lockPath(folder string) string { return filepath.Join(folder, "lock") }

// makeWorkFolder makes and locks the folder of the writer with a lease.
func makeWorkFolder(leaseID string) (*workFolder, error) {
	path := workPath(leaseID)
	if err := os.Mkdir(path, 0o700); err != nil {
		return nil, err
	}
	f := &workFolder{path, flock.New(lockPath(path))}
	// Without a lock, another job can't see that this one ended, and waits.
	_, _ = f.lock.TryLock()
	return f, nil
}

// leave unlocks the folder, and removes it if the lease has ended. Otherwise the next job
// on this machine sees by it that the lease can be taken, and removes it.
func (f *workFolder) leave(ended bool) {
	_ = f.lock.Close()
	if ended {
		_ = os.RemoveAll(f.path)
	}
}

// holderEnded reports whether the holder of a lease is a process of this machine that ended
// without giving it back. Other users' processes are not known.
func (l lease) holderEnded() bool {
	host, err := os.Hostname()
	if err != nil || host != l.Host || strings.ContainsFunc(l.ID, notInID) {
		return false
	}
	lock := flock.New(lockPath(workPath(l.ID)), flock.SetFlag(os.O_RDWR)) // makes no file
	ok, err := lock.TryLock()
	_ = lock.Close()
	return ok && err == nil
}

// notInID reports whether an id of a lease can't have a character: it is a part of a path.
func notInID(r rune) bool { return (r < 'A' || r > 'Z') && (r < '2' || r > '7') }

// opaqueHeader is the header of a request that a cluster lists with its task.
const opaqueHeader = "X-Opaque-Id"

// Requests of a job that was killed may still be under way. The cluster is asked for them until
// there are none twice, tasksPause apart.
const tasksPause = 200 * time.Millisecond

// waitForRequests waits until the cluster has ended the requests of the writer with a lease.
func (c *client) waitForRequests(ctx context.Context, leaseID string) error {
	ctx, stop := context.WithTimeoutCause(ctx, leaseTime, errBusy)
	defer stop()
	for none := 0; none < 2; {
		if err := sleep(ctx, tasksPause); err != nil {
			return errors.Join(err, context.Cause(ctx))
		}
		busy, err := c.atWork(ctx, leaseID, "indices:*")
		if err != nil {
			return err
		}
		if none++; busy {
			none = 0
		}
	}
	return nil
}

var errBusy = errors.New("the cluster is still busy with requests of a job that was killed")

// atWork reports whether the cluster is at work on requests of the writer with a lease with
// some actions.
func (c *client) atWork(ctx context.Context, leaseID, actions string) (bool, error) {
	var res struct {
		Nodes map[string]struct {
			Tasks map[string]struct {
				Headers map[string]string `json:"headers"`
			} `json:"tasks"`
		} `json:"nodes"`
	}
	if err := c.do(ctx, "GET", "/_tasks?actions="+actions, nil, &res); err != nil {
		return false, err
	}
	for _, node := range res.Nodes {
		for _, task := range node.Tasks {
			if task.Headers[opaqueHeader] == leaseID {
				return true, nil
			}
		}
	}
	return false, nil
}
