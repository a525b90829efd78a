package cli

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"testing"
)

// measureVar is the environment variable that names the file into which the test
// binary writes the memory that the command on its command line used.
const measureVar = "REFTEL_TEST_MEASURE"

// measure runs a command, writes its peak memory to a file, and returns its exit
// code.
func measure(file, name string, args []string) int {
	cmd := exec.Command(name, args...)
	cmd.Stdin, cmd.Stdout, cmd.Stderr = os.Stdin, os.Stdout, os.Stderr
	err := cmd.Run()
	var exit *exec.ExitError
	if err != nil && !errors.As(err, &exit) {
		fmt.Fprintln(os.Stderr, err)
		return 125
	}
	if err := os.WriteFile(file, strconv.AppendInt(nil, peakMemory(cmd.ProcessState), 10), 0o600); err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 125
	}
	return cmd.ProcessState.ExitCode()
}

// runMeasured runs indexer and returns what it printed and its peak memory in
// bytes: 0 with the race detector, which takes several times the memory.
func runMeasured(t *testing.T, args ...string) (stdout, stderr string, peak int64) {
	t.Helper()
	stdout, stderr, code, peak := measured(t, "indexer", args...)
	if code != Done {
		t.Errorf("exit code %d: %.2000s", code, stderr)
	}
	return stdout, stderr, peak
}

// measured runs one of both commands and returns what it printed, its exit code and
// its peak memory in bytes, 0 with the race detector. A process between this one and the command measures it:
// Linux counts the memory of the process that starts another as that of the other.
func measured(t *testing.T, name string, args ...string) (stdout, stderr string, code int, peak int64) {
	t.Helper()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(t.TempDir(), "peak")
	var out, errs bytes.Buffer
	cmd := exec.Command(self, append([]string{filepath.Join(bin, name)}, args...)...)
	cmd.Env = append(os.Environ(), measureVar+"="+file)
	cmd.Stdout, cmd.Stderr = &out, &errs
	var exit *exec.ExitError
	if err := cmd.Run(); err != nil && !errors.As(err, &exit) {
		t.Fatal(err)
	}
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatalf("%v: %.2000s", err, errs.String())
	}
	if peak, err = strconv.ParseInt(string(text), 10, 64); err != nil {
		t.Fatal(err)
	}
	if raced {
		peak = 0
	}
	return out.String(), errs.String(), cmd.ProcessState.ExitCode(), peak
}
