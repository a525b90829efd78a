package cli

import (
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// TestNoEarlyCollection: a search that makes little garbage ends before any is collected.
func TestNoEarlyCollection(t *testing.T) {
	if raced {
		t.Skip("the race detector takes more memory")
	}
	t.Parallel()
	cmd := exec.Command(filepath.Join(bin, "search"), "--sample", "munitions")
	cmd.Env = append(cmd.Environ(), "GODEBUG=gctrace=1", "GOGC=")
	var stderr strings.Builder
	cmd.Stderr = &stderr
	if err := cmd.Run(); err != nil {
		t.Fatal(err, stderr.String())
	}
	if strings.Contains(stderr.String(), "gc 1 ") {
		t.Errorf("garbage was collected: %s", stderr.String())
	}
}
