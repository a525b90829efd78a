package index

import (
	"context"
	"time"

	"reftel/corpus"
	"reftel/corpus/cable"
	"reftel/index/catalog"
)

// A job holds what jobs that write and jobs that only read have in common: their
// options and their report.
type job struct {
	opt    BuildOptions
	report Report
	begun  time.Time
}

func newJob(opt BuildOptions) job {
	if opt.Ahead < 1 {
		opt.Ahead = DefaultAhead
	}
	if opt.Phase == nil {
		opt.Phase = func(string) {}
	}
	return job{opt: opt, report: Report{Problems: map[string]int{}}, begun: time.Now()}
}

// A worker processes the tasks of a job.
type worker interface {
	// unchanged reports whether a file need not be read, and its earlier counts.
	unchanged(path string, s catalog.State) (catalog.Counts, bool)
	// parse prepares a record for take. It is called concurrently.
	parse(t *task)
	// take processes the tasks in archive order.
	take(ctx context.Context, t *task) error
}

// reading reads the input of a job and sends it through a pipeline.
type reading func(ctx context.Context, p *pipeline)

// run processes all records. When the context ends it does not wait for a read
// that hangs, as on a lost network mount.
func (j *job) run(ctx context.Context, w worker, read reading) error {
	j.opt.Phase(PhaseReading)
	inner, cancel := context.WithCancel(ctx)
	defer cancel()
	p := newPipeline(w, j.opt)
	defer p.wait()
	defer cancel()
	tasks := p.start(inner, read)
	for {
		select {
		case t, more := <-tasks:
			if !more {
				return ctx.Err()
			}
			if err := j.one(ctx, w, p, t); err != nil {
				return err
			}
		case <-ctx.Done():
			return ctx.Err()
		}
	}
}

// one waits for one task and processes it.
func (j *job) one(ctx context.Context, w worker, p *pipeline, t *task) error {
	select {
	case <-t.done:
	case <-ctx.Done(): // a record of megabytes may take seconds
		return ctx.Err()
	}
	defer p.release(t)
	if err := j.takeOne(ctx, w, t); err != nil {
		return err
	}
	for _, part := range t.more {
		if err := j.takeOne(ctx, w, part); err != nil {
			return err
		}
	}
	return nil
}

func (j *job) takeOne(ctx context.Context, w worker, t *task) error {
	if err := w.take(ctx, t); err != nil {
		return err
	}
	if j.opt.Progress != nil {
		j.opt.Progress(j.report)
	}
	return nil
}

// done returns the report of a finished job.
func (j *job) done() Report {
	j.report.Seconds = time.Since(j.begun).Seconds()
	return j.report
}

func (j *job) countReject(bad *corpus.RecordError) {
	j.report.Records++
	j.report.Rejected++
	if j.opt.Reject != nil {
		j.opt.Reject(bad)
	}
}

func (j *job) countProblems(c *cable.Cable) {
	if len(c.Problems) > 0 {
		j.report.Repaired++
	}
	for _, kind := range FacetValues(Document{Cable: c}, "problem") {
		j.report.Problems[kind]++
	}
}
