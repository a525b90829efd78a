package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"
)

// A job is what one run of a program took.
type job struct {
	Wall float64 `json:"wall_s"`
	CPU  float64 `json:"cpu_s"` // user and system
	memory
	// read is what came from the disk; negative is unknown.
	read int64
}

// A memory is the most that a process held, in bytes; 0 is unknown.
type memory struct {
	// Anon is RssAnon, without mapped files; RSS is all of it.
	Anon int64 `json:"peak_rss_anon_bytes,omitempty"`
	RSS  int64 `json:"peak_rss_bytes,omitempty"`
}

// sampleEvery is how often a process is asked for its memory.
const sampleEvery = 20 * time.Millisecond

// add takes the larger of two samples.
func (m *memory) add(other memory) {
	m.Anon, m.RSS = max(m.Anon, other.Anon), max(m.RSS, other.RSS)
}

// parseStatus reads what /proc/PID/status says of memory. The peak of RSS is
// VmHWM, which the kernel keeps from the program's first page on; its ru_maxrss
// counts the parent's pages, too, until the program starts. A process that has
// ended has neither.
func parseStatus(status []byte) memory {
	var m memory
	for line := range bytes.Lines(status) {
		name, value, _ := strings.Cut(string(line), ":")
		kilobytes, err := strconv.ParseInt(strings.TrimSpace(strings.TrimSuffix(strings.TrimSpace(value), "kB")), 10, 64)
		if err != nil || kilobytes < 0 {
			continue
		}
		switch name {
		case "RssAnon":
			m.Anon = kilobytes << 10
		case "VmHWM":
			m.RSS = kilobytes << 10
		}
	}
	return m
}

// A runError is a program that failed, with the end of what it said.
type runError struct {
	name   string
	err    error
	stderr string
}

func (e *runError) Error() string {
	text := fmt.Sprintf("%s: %v", e.name, e.err)
	if e.stderr != "" {
		text += ": " + e.stderr
	}
	return text
}

func (e *runError) Unwrap() error { return e.err }

// unknownFlag reports whether a command failed because it has no such flag.
func unknownFlag(err error) bool {
	var failed *runError
	var exit *exec.ExitError
	return errors.As(err, &failed) && errors.As(err, &exit) && exit.ExitCode() == 2 &&
		strings.Contains(failed.stderr, "unknown flag")
}

// said returns the last line that a program wrote, cut at a length.
func said(stderr []byte) string {
	lines := strings.Split(strings.TrimSpace(string(stderr)), "\n")
	for _, line := range slices.Backward(lines) {
		// A hint says less than the error before it.
		if !strings.Contains(line, ": hint: ") {
			return line[:min(len(line), 500)]
		}
	}
	return ""
}

// measure runs a program to its end and returns what it wrote. An exit code of
// those that are fine is no failure.
func measure(ctx context.Context, cmd *exec.Cmd, fine ...int) ([]byte, job, error) {
	var stdout, stderr bytes.Buffer
	cmd.Stdout, cmd.Stderr = &stdout, &stderr
	begun := time.Now()
	if err := cmd.Start(); err != nil {
		return nil, job{}, err
	}
	peak := watch(cmd.Process.Pid)
	err := cmd.Wait()
	j := job{Wall: time.Since(begun).Seconds(), memory: peak()}
	if ctx.Err() != nil {
		return nil, j, ctx.Err()
	}
	if err != nil && !slices.Contains(fine, cmd.ProcessState.ExitCode()) {
		return nil, j, &runError{filepath.Base(cmd.Path), err, said(stderr.Bytes())}
	}
	j.CPU = (cmd.ProcessState.UserTime() + cmd.ProcessState.SystemTime()).Seconds()
	j.read = diskRead(cmd.ProcessState)
	return stdout.Bytes(), j, nil
}

// watch samples the memory of a process until peak is called.
func watch(pid int) (peak func() memory) {
	stop, done := make(chan struct{}), make(chan memory)
	go func() {
		most := sample(pid)
		tick := time.NewTicker(sampleEvery)
		defer tick.Stop()
		for {
			select {
			case <-tick.C:
				most.add(sample(pid))
			case <-stop:
				done <- most
				return
			}
		}
	}()
	return func() memory {
		close(stop)
		return <-done
	}
}

// readThrough reads a file, so that who reads it next finds it in memory.
func readThrough(path string) error {
	f, err := os.Open(path)
	if err != nil {
		return err
	}
	_, err = io.Copy(io.Discard, f)
	return errors.Join(err, f.Close())
}

// median returns the middle of some numbers, the mean of two.
func median(list []float64) float64 {
	list = slices.Sorted(slices.Values(list))
	if len(list) == 0 {
		return 0
	}
	return (list[(len(list)-1)/2] + list[len(list)/2]) / 2
}
