package main

import (
	"context"
	"errors"
	"fmt"
	"io"

	"reftel/cmd/internal/cli"
	"reftel/corpus"
	"reftel/index"
	"reftel/index/update"
)

// build indexes the archives and prints a summary.
func build(ctx context.Context, a archives, o options, std streams) error {
	dir, err := cli.IndexDir(o.indexDir)
	if err != nil {
		return err
	}
	if len(a) == 0 {
		if err := exists(dir); err != nil {
			return err
		}
	}
	report, err := updateIndex(ctx, a, o, dir, std.err)
	interrupted := errors.Is(err, context.Canceled)
	var keptErr *update.KeptError
	if err == nil || interrupted || errors.As(err, &keptErr) {
		var countErr error
		report, countErr = inIndex(dir, report)
		err = errors.Join(err, countErr)
		err = errors.Join(err, summarize(std.out, o, dir, report))
	}
	if interrupted {
		fmt.Fprintln(std.err, "indexer: interrupted: "+kept(o.rebuild, report))
	}
	return explainKept(err)
}

// explainKept adds a hint to the error of a job that kept the cables of a path: how to
// remove them.
func explainKept(err error) error {
	var kept *update.KeptError
	if !errors.As(err, &kept) {
		return err
	}
	return &cli.UsageError{Msg: err.Error(), Hint: pruneHint(kept)}
}

// pruneHint returns how to remove the cables that a job kept.
func pruneHint(err *update.KeptError) string {
	words := "indexer --prune=all"
	for _, k := range err.Paths {
		words += " " + k.Path
	}
	return "mount the disk and run it again; if the files were deleted, remove their cables with: " + words
}

// exists returns an error if there is no index at dir: there would be nothing to rebuild,
// and the job would leave an empty index. It ignores other errors, which a rebuild may
// repair.
func exists(dir string) error {
	err := cli.Store(dir).Exists()
	var none *index.NoIndexError
	if errors.As(err, &none) {
		return err
	}
	return nil
}

// kept describes what an interrupted job leaves. Whole reports whether the job
// publishes all or nothing.
func kept(whole bool, r update.Report) string {
	switch {
	case whole && r.Snapshot == "":
		return "the index is unchanged"
	case r.Dropped > 0:
		return fmt.Sprintf("finished work is kept, %s dropped; run it again", plural(r.Dropped, "cable"))
	}
	return "what was done is kept; run it again to continue"
}

// updateIndex puts the archives into the index at dir. A rebuild without an archive
// takes the records that the index holds.
func updateIndex(ctx context.Context, a archives, o options, dir string, stderr io.Writer) (update.Report, error) {
	w, err := cli.Store(dir).OpenWriter(o.writerOptions(len(a) == 0))
	if err != nil {
		return update.Report{}, err
	}
	rejects, err := createRejects(o.target)
	if err != nil {
		return update.Report{}, errors.Join(err, w.Close())
	}
	defer context.AfterFunc(ctx, rejects.interrupted)()
	p := newProgress(a, o, stderr)
	defer context.AfterFunc(ctx, p.interrupted)()
	opt := o.buildOptions(p, rejects)
	if o.prune != "" {
		opt.Prune, opt.PruneAll = a.paths(), o.prune == pruneAll
	}
	var report update.Report
	if len(a) == 0 {
		report, err = rebuild(ctx, w, o, dir, opt, p)
	} else {
		report, err = update.Update(ctx, a.list(), w, opt)
	}
	p.end(report)
	err = explainFull(err, w, report, a)
	err = errors.Join(err, rejects.close(), w.Close())
	reportUnpurged(stderr, o, dir)
	return report, err
}

// rebuild puts the records that the index at dir holds into a new one. Records of a
// damaged index that can't be read are listed. They end the job unless the loss is
// accepted.
func rebuild(ctx context.Context, w index.StoreWriter, o options, dir string, opt update.Options, p *progress) (update.Report, error) {
	p.phase("checking")
	stored, err := cli.Store(dir).OpenStored(ctx)
	if err != nil {
		return update.Report{}, err
	}
	defer stored.Close()
	loss := stored.Loss()
	if loss != nil {
		p.lost(loss)
	}
	switch {
	case o.acceptLoss:
		w.AcceptLoss(stored)
	case loss != nil:
		return update.Report{}, loss
	}
	report, err := update.Rebuild(ctx, stored.Documents(ctx), w, opt)
	if err == nil && loss != nil {
		p.warn(fmt.Sprintf("%v; the damaged snapshot is kept in %s", loss, stored.Kept()))
	}
	return report, err
}

func (o *options) writerOptions(fromItself bool) index.WriterOptions {
	return index.WriterOptions{Rebuild: o.rebuild, KeepCatalog: fromItself, AcceptLoss: o.acceptLoss, Jobs: o.jobs, Memory: o.share()}
}

func (o *options) buildOptions(p *progress, rejects *rejectFile) update.Options {
	return update.Options{
		Jobs: o.jobs, Whole: o.rebuild, Ahead: o.share() / 16,
		Reject: func(bad *corpus.RecordError) {
			p.reject(bad)
			_ = rejects.add(bad) // close returns the error again
		},
		Note: p.note, Progress: p.show, Phase: p.phase, Again: o.rejects != "", Purge: o.purge,
		Open: func(path string) (update.Archive, error) { return corpus.Open(path, o.corpusOptions(nil)) },
	}
}

// inspect reads and parses the archives and prints a summary.
func inspect(ctx context.Context, a archives, o options, std streams) error {
	rejects, err := createRejects(o.target)
	if err != nil {
		return err
	}
	defer context.AfterFunc(ctx, rejects.interrupted)()
	p := newProgress(a, o, std.err)
	defer context.AfterFunc(ctx, p.interrupted)()
	report, err := update.Inspect(ctx, a.list(), o.buildOptions(p, rejects))
	p.end(report)
	if err == nil || errors.Is(err, context.Canceled) {
		err = errors.Join(err, summarize(std.out, o, "", report))
	}
	return errors.Join(err, rejects.close())
}
