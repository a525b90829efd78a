package update

import (
	"time"

	"reftel/corpus"
	"reftel/corpus/cable"
	"reftel/index"
)

// A job holds what jobs that write and jobs that only read have in common: their
// options and their report.
type job struct {
	opt    Options
	report Report
	begun  time.Time
}

func newJob(opt Options) job {
	if opt.Ahead < 1 {
		opt.Ahead = DefaultAhead
	}
	if opt.Phase == nil {
		opt.Phase = func(string) {}
	}
	if opt.Progress == nil {
		opt.Progress = func(Report) {}
	}
	return job{opt: opt, report: Report{Problems: map[string]int{}}, begun: time.Now()}
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
	for _, kind := range index.FacetValues(index.Document{Cable: c}, "problem") {
		j.report.Problems[kind]++
	}
}
