package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
)

// A summary is what the indexer says it did.
type summary struct {
	Records  int   `json:"records"`
	Indexed  int   `json:"indexed"`
	Replaced int   `json:"replaced"`
	Rejected int   `json:"rejected"`
	Bytes    int64 `json:"bytes"`
}

// indexer runs the indexer over an archive that lies in memory. It must read
// every cable.
func (b *bench) indexer(ctx context.Context, a archive, dir string, flags ...string) (summary, job, error) {
	var s summary
	if err := readThrough(a.path); err != nil {
		return s, job{}, err
	}
	settle()
	args := append([]string{"--index", dir, "--format", "csv", "--summary", "json", "--progress", "never"}, flags...)
	out, j, err := measure(ctx, b.program(ctx, "indexer", append(args, a.path)...))
	if err != nil {
		return s, j, err
	}
	if err := json.Unmarshal(out, &s); err != nil {
		return s, j, fmt.Errorf("the indexer's summary: %w", err)
	}
	if s.Records != a.cables || s.Rejected > 0 {
		return s, j, fmt.Errorf("%s: the indexer read %d records and rejected %d, of %d", a.path, s.Records, s.Rejected, a.cables)
	}
	return s, j, nil
}

func (p *place) indexDir() string { return filepath.Join(p.dir, "index") }

// index measures a first run.
func (p *place) index(ctx context.Context) error {
	var flags []string
	if budget := p.opt.budget.text; budget != "" {
		flags = []string{"--memory", budget}
	}
	s, j, err := p.indexer(ctx, p.archive, p.indexDir(), flags...)
	if err != nil {
		return err
	}
	p.say("indexed in %.1f s", j.Wall)
	p.run.Index, p.run.Text = j, s.Bytes
	p.run.Segments = segments(p.indexDir())
	p.run.IndexBytes, err = folderBytes(p.indexDir())
	return err
}

// dryRun measures reading and parsing alone, beside no index.
func (p *place) dryRun(ctx context.Context) error {
	_, j, err := p.indexer(ctx, p.archive, filepath.Join(p.dir, "none"), "--dry-run")
	switch {
	case unknownFlag(err):
		p.say("the indexer has no --dry-run")
		return nil
	case err != nil:
		return fmt.Errorf("--dry-run: %w", err)
	}
	p.say("read and parsed in %.1f s", j.Wall)
	p.run.DryRun = &j
	return nil
}

// again measures a second run, which must find nothing to do.
func (p *place) again(ctx context.Context) error {
	s, j, err := p.indexer(ctx, p.archive, p.indexDir())
	if err != nil {
		return fmt.Errorf("a second run: %w", err)
	}
	if done := s.Indexed + s.Replaced; done > 0 {
		return fmt.Errorf("a second run indexed %d cables again", done)
	}
	p.say("found unchanged in %.1f s", j.Wall)
	p.run.Again = j
	return nil
}

// segments counts the segments of the published snapshot. It is all that bench
// knows of how an index is laid out; nil if that has changed.
func segments(dir string) *int {
	current, err := os.ReadFile(filepath.Join(dir, "CURRENT"))
	if err != nil {
		return nil
	}
	store := filepath.Join(dir, "snapshots", strings.TrimSpace(string(current)), "store")
	found, err := filepath.Glob(filepath.Join(store, "*.zap"))
	if err != nil || len(found) == 0 {
		return nil
	}
	n := len(found)
	return &n
}

// folderBytes adds up the files below a folder. One that has several names, as
// segments have that a snapshot shares with the writer, counts once.
func folderBytes(dir string) (int64, error) {
	var total int64
	bySize := map[int64][]fs.FileInfo{}
	err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil || !d.Type().IsRegular() {
			return err
		}
		info, err := os.Stat(path)
		if errors.Is(err, fs.ErrNotExist) {
			return nil
		}
		if err != nil {
			return err
		}
		for _, other := range bySize[info.Size()] {
			if os.SameFile(info, other) {
				return nil
			}
		}
		bySize[info.Size()] = append(bySize[info.Size()], info)
		total += info.Size()
		return nil
	})
	return total, err
}
