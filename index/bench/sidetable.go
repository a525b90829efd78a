package main

import (
	"fmt"
	"strconv"
)

// A sideJob is an indexing job as a column of the table of peers.
type sideJob struct {
	name      string
	job       *job
	committed float64 // 0 is not told apart
	text      int64   // bytes that it was given
	bytes     int64   // of the index
	segments  string
}

// sides returns the indexing jobs over the same cables: the indexer first.
func (r *sizeRun) sides() []sideJob {
	list := []sideJob{
		{"indexer", &r.Index, 0, r.Text, r.IndexBytes, segmentCount(r)},
		{"SQLite FTS5", r.sqliteJob(), 0, r.sqlite().Text, r.sqlite().Bytes, unknown},
	}
	for i := range r.Side.Peers {
		p := &r.Side.Peers[i]
		list = append(list, sideJob{p.Version, &p.job, p.Committed, r.Side.Text, p.Bytes, strconv.Itoa(p.Segments)})
	}
	return list
}

// sideJobs returns the table of indexing: a column for each program.
func (r *sizeRun) sideJobs() string {
	jobs := r.sides()
	head := []string{thousands(r.Cables) + " cables: index"}
	for _, j := range jobs {
		head = append(head, j.name)
	}
	t := table{head}
	for _, m := range []struct {
		name string
		cell func(sideJob) string
	}{
		{"text it is given, MB", func(j sideJob) string { return megabytes(j.text) }},
		{"s", func(j sideJob) string { return seconds(j.job) }},
		{"of these until all is committed", func(j sideJob) string { return seconds(committed(j)) }},
		{"processor s", func(j sideJob) string { return fmt.Sprintf("%.1f", j.job.CPU) }},
		{"MB/s of its text", func(j sideJob) string { return speed(j.text, j.job) }},
		{"index bytes per byte of its text", func(j sideJob) string { return ratio(j.bytes, j.text) }},
		{"segments", func(j sideJob) string { return j.segments }},
		{"peak RSS, MiB", func(j sideJob) string { return mebibytes(j.job.RSS) }},
		{"indexer ÷ it, time", func(j sideJob) string { return timesOf(&r.Index, j.job) }},
	} {
		row := []string{m.name}
		for _, j := range jobs {
			if j.job == nil {
				row = append(row, unknown)
			} else {
				row = append(row, m.cell(j))
			}
		}
		t = append(t, row)
	}
	return t.String()
}

// committed returns how long a job took until all was committed, nil if that is
// not known.
func committed(j sideJob) *job {
	if j.committed == 0 {
		return nil
	}
	return &job{Wall: j.committed}
}

// sideLaps returns the table of questions that each program was asked warm, in one
// process.
func (r *sizeRun) sideLaps() string {
	head := []string{thousands(r.Cables) + " cables, warm in one process: ms (best)", "found", "Reftel"}
	for _, p := range r.Side.Peers {
		head = append(head, p.Name+": found", "ms", "Reftel ÷ it")
	}
	t := table{head}
	for i, q := range r.Side.Questions {
		own := r.Side.Reftel[i]
		row := []string{q.Name + ": `" + q.Query + "`", thousands(own.Found), own.times()}
		for _, p := range r.Side.Peers {
			l := p.Laps[i]
			row = append(row, thousands(l.Found), l.times(), fmt.Sprintf("%.1f", own.MS/l.MS))
		}
		t = append(t, row)
	}
	return t.String()
}

// times returns the median and, in parentheses, the best.
func (l lap) times() string { return fmt.Sprintf("%.2f (%.2f)", l.MS, l.Best) }
