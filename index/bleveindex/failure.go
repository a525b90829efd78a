package bleveindex

import (
	"path/filepath"
	"sync"

	"github.com/blevesearch/bleve/v2/index/scorch"
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
