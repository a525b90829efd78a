package bleveindex_test

import (
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"syscall"
	"testing"

	"reftel/index/bleveindex"
)

// TestPermissionDenied: a file that may not be read is not damaged. The error names
// it, and does not advise a rebuild.
func TestPermissionDenied(t *testing.T) {
	if os.Geteuid() != 0 {
		t.Skip("only root can act as another user")
	}
	dir := sampleIndex(t)
	snapshot := snapshotOf(t, dir)
	for path := dir; path != os.TempDir() && path != "/"; path = filepath.Dir(path) {
		if err := os.Chmod(path, 0o755); err != nil {
			t.Fatal(err)
		}
	}
	err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		mode := fs.FileMode(0o666)
		if d.IsDir() {
			mode = 0o777
		}
		return os.Chmod(path, mode)
	})
	if err != nil {
		t.Fatal(err)
	}
	for _, path := range []string{
		filepath.Join(dir, "CURRENT"), filepath.Join(snapshot, "manifest.json"),
		filepath.Join(snapshot, "index_meta.json"), filepath.Join(snapshot, "store", "root.bolt"), segmentsIn(t, dir)[0],
	} {
		if err := os.Chmod(path, 0); err != nil {
			t.Fatal(err)
		}
		err := openAsNobody(t, dir)
		if err == nil || !strings.Contains(err.Error(), path) || strings.Contains(err.Error(), "rebuild") || !strings.Contains(err.Error(), "permissions") {
			t.Errorf("%s: %v", path, err)
		}
		if err := os.Chmod(path, 0o666); err != nil {
			t.Fatal(err)
		}
	}
	if err := openAsNobody(t, dir); err != nil {
		t.Errorf("with all permissions: %v", err)
	}
}

// openAsNobody opens an index in a thread that acts on files as another user.
func openAsNobody(t *testing.T, dir string) error {
	t.Helper()
	const nobody = 65534
	done := make(chan error)
	go func() {
		runtime.LockOSThread() // and never unlock it: the thread ends with the goroutine
		if err := syscall.Setfsuid(nobody); err != nil {
			done <- err
			return
		}
		s, err := bleveindex.Open(dir)
		if err == nil {
			err = s.Close()
		}
		done <- err
	}()
	return <-done
}
