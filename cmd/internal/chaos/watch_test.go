//go:build linux

package chaos

import (
	"syscall"
	"time"
)

// watch runs indexer with --watch on the archive, changes the archive meanwhile,
// and ends it with a signal.
func (w *world) watch(c command, d disturbance) (result, error) {
	p, err := start(d, "--index", w.dir, "--watch", w.tree.root)
	if err != nil {
		return result{}, err
	}
	time.Sleep(time.Duration(w.random.Float64() * float64(2*w.usual)))
	w.mutateWhole()
	if delay := w.random.Float64(); d.String() == undisturbed.String() {
		w.follow(w.expect(c))
	} else {
		time.Sleep(time.Duration(delay * float64(4*w.usual)))
	}
	end := syscall.SIGINT
	if len(d.signals) > 0 {
		end = d.signals[0]
	}
	p.signal(end)
	return p.result()
}

// follow waits until the index is that of a model.
func (w *world) follow(m model) {
	var err error
	for end := time.Now().Add(patience); time.Now().Before(end); time.Sleep(20 * time.Millisecond) {
		if err = w.compare(m); err == nil {
			w.logf("  the index follows")
			return
		}
	}
	w.failf("the index does not follow the archive: %v", err)
}

// mutateWhole changes the archive once, so that nobody reads half of a file.
func (w *world) mutateWhole() {
	w.tree.whole = true
	defer func() { w.tree.whole = false }()
	ways := []func(*tree) (string, error){(*tree).add, (*tree).delete, (*tree).rename, (*tree).edit}
	what, err := ways[w.random.IntN(len(ways))](w.tree)
	if err != nil {
		w.failf("%s: %v", what, err)
	}
	w.logf("  meanwhile %s", what)
}
