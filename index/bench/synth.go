package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
)

// An archive is a file of invented cables.
type archive struct {
	path   string
	cables int
	bytes  int64
}

// archive returns the archive of so many cables, which corpus/synth writes
// unless it is there.
func (b *bench) archive(ctx context.Context, n int) (archive, error) {
	path := filepath.Join(b.dir, fmt.Sprintf("cables-%d.csv", n))
	info, err := os.Stat(path)
	if errors.Is(err, fs.ErrNotExist) {
		info, err = b.synth(ctx, n, path)
	}
	if err != nil {
		return archive{}, err
	}
	return archive{path, n, info.Size()}, nil
}

// synth writes an archive. Under its name it is whole.
func (b *bench) synth(ctx context.Context, n int, path string) (fs.FileInfo, error) {
	b.say("%s cables: writing the archive", thousands(n))
	part := filepath.Join(b.scratch, "part.csv")
	if _, _, err := measure(ctx, b.program(ctx, "synth", "-n", strconv.Itoa(n), "-o", part)); err != nil {
		return nil, err
	}
	if err := os.Rename(part, path); err != nil {
		return nil, err
	}
	return os.Stat(path)
}
