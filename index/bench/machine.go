package main

import (
	"context"
	"os"
	"os/exec"
	"runtime"
	"strconv"
	"strings"
	"time"
)

// A machine says where and of what was measured. What is not known is empty.
type machine struct {
	CPU    string `json:"cpu"`
	Cores  int    `json:"cores"`
	Memory int64  `json:"memory_bytes,omitempty"`
	OS     string `json:"os"`
	Go     string `json:"go"`
	SQLite string `json:"sqlite,omitempty"`
	Commit string `json:"commit"`
	Date   string `json:"date"` // UTC
	// Load is the mean number of processes that wanted a core in the minute
	// before, without which times on a shared machine say little.
	Load string `json:"load,omitempty"`
}

// thisMachine describes the machine, and the commit of the sources at root.
func thisMachine(ctx context.Context, root string) machine {
	m := machine{
		CPU: runtime.GOARCH, Cores: runtime.NumCPU(), OS: runtime.GOOS, Go: runtime.Version(),
		Commit: commit(ctx, root), Date: time.Now().UTC().Format(time.DateOnly),
	}
	if model := procField("/proc/cpuinfo", "model name"); model != "" {
		m.CPU = model
	}
	if release, err := os.ReadFile("/proc/sys/kernel/osrelease"); err == nil {
		m.OS += " " + strings.TrimSpace(string(release))
	}
	total := strings.TrimSuffix(procField("/proc/meminfo", "MemTotal"), " kB")
	if kilobytes, err := strconv.ParseInt(total, 10, 64); err == nil {
		m.Memory = kilobytes << 10
	}
	if load, err := os.ReadFile("/proc/loadavg"); err == nil {
		m.Load, _, _ = strings.Cut(string(load), " ")
	}
	return m
}

// procField returns the first value of that name in a file of /proc, empty
// where there is none.
func procField(path, name string) string {
	text, err := os.ReadFile(path)
	if err != nil {
		return ""
	}
	return fieldOf(string(text), name)
}

func fieldOf(text, name string) string {
	for line := range strings.Lines(text) {
		key, value, found := strings.Cut(line, ":")
		if found && strings.TrimSpace(key) == name {
			return strings.TrimSpace(value)
		}
	}
	return ""
}

// commit returns the commit of the sources, and whether they were changed since.
func commit(ctx context.Context, root string) string {
	hash := exec.CommandContext(ctx, "git", "rev-parse", "--short=12", "HEAD")
	hash.Dir = root
	out, err := hash.Output()
	if err != nil {
		return "unknown"
	}
	name := strings.TrimSpace(string(out))
	changed := exec.CommandContext(ctx, "git", "status", "--porcelain")
	changed.Dir = root
	if out, err := changed.Output(); err != nil || len(out) > 0 {
		name += ", changed"
	}
	return name
}
