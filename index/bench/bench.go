package main

import (
	"cmp"
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
)

// A bench measures, in a folder of its own.
type bench struct {
	opt       options
	questions []question
	stderr    io.Writer

	root    string // of the project
	dir     string // holds the archives
	scratch string // holds all else
	sqlite  *sqlite

	peers         []peer
	peerQuestions []peerQuestion

	failed []error // of questions, which do not end a run
}

// newBench makes the folders, builds the programs and looks for SQLite and the
// peers.
func newBench(ctx context.Context, opt options, questions []question, stderr io.Writer) (*bench, error) {
	b := &bench{opt: opt, questions: questions, stderr: stderr}
	err := b.folders()
	if err == nil {
		err = b.build(ctx)
	}
	if err == nil {
		err = b.findSQLite(ctx)
	}
	if err == nil && opt.peers {
		err = b.findPeers(ctx)
	}
	if err != nil {
		return nil, errors.Join(err, b.close())
	}
	return b, nil
}

// folders makes the folder of the archives, if need be, and in it one that is
// removed in the end.
func (b *bench) folders() (err error) {
	if b.opt.dir == "" {
		b.dir, err = os.MkdirTemp("", "reftel-bench-")
	} else {
		b.dir, err = filepath.Abs(b.opt.dir)
		err = errors.Join(err, os.MkdirAll(b.dir, 0o755))
	}
	if err != nil {
		return err
	}
	b.scratch, err = os.MkdirTemp(b.dir, "run-")
	return err
}

// close removes what was made.
func (b *bench) close() error {
	switch {
	case b.scratch == "":
		return nil
	case b.opt.keep:
		b.say("kept %s", b.dir)
		return nil
	case b.opt.dir == "":
		return os.RemoveAll(b.dir)
	}
	return os.RemoveAll(b.scratch)
}

// say tells how far the job is.
func (b *bench) say(format string, args ...any) {
	fmt.Fprintf(b.stderr, "bench: "+format+"\n", args...)
}

// build builds the commands as a user does.
func (b *bench) build(ctx context.Context) error {
	out, _, err := measure(ctx, exec.CommandContext(ctx, "go", "list", "-m", "-f", "{{.Dir}}", "reftel"))
	if err != nil {
		return fmt.Errorf("%w: run bench inside the project", err)
	}
	b.root = strings.TrimSpace(string(out))
	b.say("building the commands")
	bin := filepath.Join(b.scratch, "bin") + string(filepath.Separator)
	cmd := exec.CommandContext(ctx, "go", "build", "-o", bin, "./cmd/indexer", "./cmd/search", "./corpus/synth")
	cmd.Dir = b.root
	if err := os.Mkdir(bin, 0o755); err != nil {
		return err
	}
	_, _, err = measure(ctx, cmd)
	return err
}

// program is a run of one of the commands that were built.
func (b *bench) program(ctx context.Context, name string, args ...string) *exec.Cmd {
	return exec.CommandContext(ctx, filepath.Join(b.scratch, "bin", name), args...)
}

// all measures everything. What was measured before an error is returned with
// it. A question that fails is left out of the report, and its error is returned
// at the end.
func (b *bench) all(ctx context.Context) (report, error) {
	rep := report{Machine: thisMachine(ctx, b.root)}
	if b.sqlite != nil {
		rep.Machine.SQLite = b.sqlite.version
	}
	for _, n := range b.opt.cables {
		run, err := b.one(ctx, n)
		if err != nil {
			return rep, fmt.Errorf("%s cables: %w", thousands(n), err)
		}
		rep.Runs = append(rep.Runs, run)
	}
	err := b.memories(ctx, &rep)
	return rep, errors.Join(append(b.failed, err)...)
}

// one measures with one number of cables.
func (b *bench) one(ctx context.Context, n int) (*sizeRun, error) {
	a, err := b.archive(ctx, n)
	if err != nil {
		return nil, err
	}
	run := &sizeRun{Cables: n, Archive: a.bytes}
	dir, err := os.MkdirTemp(b.scratch, strconv.Itoa(n)+"-")
	if err != nil {
		return nil, err
	}
	p := place{bench: b, archive: a, dir: dir, run: run}
	for _, step := range []func(context.Context) error{p.index, p.dryRun, p.again, p.load, p.ask, p.besides} {
		if err := step(ctx); err != nil {
			return nil, err
		}
	}
	if b.opt.keep {
		return run, nil
	}
	return run, os.RemoveAll(dir)
}

// A place is a folder in which one archive is measured.
type place struct {
	*bench
	archive archive
	dir     string
	run     *sizeRun
}

func (p *place) say(format string, args ...any) {
	p.bench.say("%s cables: "+format, append([]any{thousands(p.run.Cables)}, args...)...)
}

// memories measures how well the indexer keeps to the memory it is given, with
// the largest archive: a small one does not need it.
func (b *bench) memories(ctx context.Context, rep *report) error {
	if len(b.opt.memory) == 0 {
		return nil
	}
	n := slices.MaxFunc(b.opt.cables, cmp.Compare[int])
	a, err := b.archive(ctx, n)
	if err != nil {
		return err
	}
	for _, size := range b.opt.memory {
		m := memoryRun{Cables: n, Size: size.text, Asked: size.bytes}
		dir := filepath.Join(b.scratch, "memory-"+size.text)
		_, j, err := b.indexer(ctx, a, dir, "--memory", size.text)
		switch {
		case unknownFlag(err):
			b.say("--memory %s: the indexer has no such flag", size.text)
		case err != nil:
			return fmt.Errorf("--memory %s: %w", size.text, err)
		default:
			m.Index = &j
			b.say("--memory %s: %.1f s", size.text, j.Wall)
		}
		rep.Memory = append(rep.Memory, m)
		if err := os.RemoveAll(dir); err != nil {
			return err
		}
	}
	return nil
}
