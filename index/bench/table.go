package main

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// unknown stands in the cell of what could not be measured.
const unknown = "n/a"

// markdown returns the report as tables.
func (rep report) markdown() string {
	var b strings.Builder
	fmt.Fprintf(&b, "`%s`  \n%s\n\n", rep.Command, rep.Machine)
	b.WriteString(rep.sizes())
	for _, run := range rep.Runs {
		b.WriteString("\n" + run.queries())
		if run.Side != nil {
			b.WriteString("\n" + run.sideJobs() + "\n" + run.sideLaps())
		}
	}
	if len(rep.Memory) > 0 {
		b.WriteString("\n" + rep.memories())
	}
	return b.String()
}

// String returns the line that says where and of what was measured.
func (m machine) String() string {
	parts := []string{m.CPU, fmt.Sprintf("%d cores", m.Cores)}
	if m.Memory > 0 {
		parts = append(parts, fmt.Sprintf("%.0f GB", float64(m.Memory)/1e9))
	}
	if m.Load != "" {
		parts = append(parts, "load "+m.Load)
	}
	parts = append(parts, m.OS, m.Go)
	if m.SQLite != "" {
		parts = append(parts, "SQLite "+m.SQLite)
	}
	return strings.Join(append(parts, "commit "+m.Commit, m.Date), " · ")
}

// A table is rows of cells, of which the first row is the head.
type table [][]string

func (t table) String() string {
	var b strings.Builder
	for i, row := range t {
		b.WriteString("|")
		for _, cell := range row {
			b.WriteString(" " + strings.ReplaceAll(cell, "|", `\|`) + " |")
		}
		b.WriteString("\n")
		if i == 0 {
			b.WriteString("|---|" + strings.Repeat("---:|", len(row)-1) + "\n")
		}
	}
	return b.String()
}

// A measureRow is a row of the table of sizes.
type measureRow struct {
	name string
	cell func(*sizeRun) string
}

// sizes returns the table of whole runs: a column for each number of cables.
func (rep report) sizes() string {
	head := []string{"cables"}
	for _, run := range rep.Runs {
		head = append(head, thousands(run.Cables))
	}
	t := table{head}
	for _, m := range rep.measures() {
		row := []string{m.name}
		for _, run := range rep.Runs {
			row = append(row, m.cell(run))
		}
		t = append(t, row)
	}
	return t.String()
}

func (rep report) measures() []measureRow {
	base := rep.base()
	return slices.Concat(
		[]measureRow{
			{"archive, MB", func(r *sizeRun) string { return megabytes(r.Archive) }},
			{"text of the cables, MB", func(r *sizeRun) string { return megabytes(r.Text) }},
		},
		jobRows("indexer", func(r *sizeRun) *job { return &r.Index }),
		[]measureRow{
			{"indexer: index bytes per byte of text", func(r *sizeRun) string { return ratio(r.IndexBytes, r.Text) }},
			{"indexer: segments", segmentCount},
			{"indexer, second run, nothing new: s", func(r *sizeRun) string { return seconds(&r.Again) }},
			{"indexer `--dry-run`: s", func(r *sizeRun) string { return seconds(r.DryRun) }},
		},
		jobRows("SQLite", (*sizeRun).sqliteJob),
		[]measureRow{
			{"SQLite: text it is given, MB", func(r *sizeRun) string { return megabytes(r.sqlite().Text) }},
			{"SQLite: database bytes per byte of that", func(r *sizeRun) string { return ratio(r.sqlite().Bytes, r.sqlite().Text) }},
			{"indexer ÷ SQLite, time", func(r *sizeRun) string { return timesOf(&r.Index, r.sqliteJob()) }},
			{"`--dry-run` ÷ SQLite, time (at most 0.25)", func(r *sizeRun) string { return timesOf(r.DryRun, r.sqliteJob()) }},
			{"indexer: ms a cable", func(r *sizeRun) string { return fmt.Sprintf("%.3f", r.perCable()) }},
			{fmt.Sprintf("as a multiple of that of %s (at most 1.3 for 250,000 of 25,000)", thousands(base.Cables)),
				func(r *sizeRun) string { return fmt.Sprintf("%.2f", r.perCable()/base.perCable()) }},
		},
	)
}

// jobRows are the rows of an indexing job.
func jobRows(name string, of func(*sizeRun) *job) []measureRow {
	known := func(cell func(*sizeRun, *job) string) func(*sizeRun) string {
		return func(r *sizeRun) string {
			if j := of(r); j != nil {
				return cell(r, j)
			}
			return unknown
		}
	}
	return []measureRow{
		{name + ": s", known(func(_ *sizeRun, j *job) string { return seconds(j) })},
		{name + ": processor s", known(func(_ *sizeRun, j *job) string { return fmt.Sprintf("%.1f", j.CPU) })},
		{name + ": MB/s of the archive", known(func(r *sizeRun, j *job) string { return speed(r.Archive, j) })},
		{name + ": peak RssAnon, MiB", known(func(_ *sizeRun, j *job) string { return mebibytes(j.Anon) })},
		{name + ": peak RSS, MiB", known(func(_ *sizeRun, j *job) string { return mebibytes(j.RSS) })},
	}
}

// base returns the run that growth is told against: that of 25,000 cables, else
// the smallest.
func (rep report) base() *sizeRun {
	least := rep.Runs[0]
	for _, run := range rep.Runs {
		switch {
		case run.Cables == 25_000:
			return run
		case run.Cables < least.Cables:
			least = run
		}
	}
	return least
}

func (r *sizeRun) sqliteJob() *job {
	if r.SQLite == nil {
		return nil
	}
	return &r.SQLite.job
}

// sqlite returns what SQLite took, zeros where there is none.
func (r *sizeRun) sqlite() sqliteRun {
	if r.SQLite == nil {
		return sqliteRun{}
	}
	return *r.SQLite
}

func segmentCount(r *sizeRun) string {
	if r.Segments == nil {
		return unknown
	}
	return strconv.Itoa(*r.Segments)
}

// queries returns the table of the questions.
func (r *sizeRun) queries() string {
	t := table{{
		thousands(r.Cables) + " cables: ms", "found", "cold", "MB read", "warm", "of it `took_ms`",
		"FTS5: found", "cold", "MB read", "warm", "warm, uncounted",
	}}
	for _, a := range r.Answers {
		row := append([]string{a.question.String()}, a.Reftel.cells(a.Reftel.Own)...)
		if a.SQLite == nil {
			row = append(row, "–", "–", "–", "–", "–")
		} else {
			row = append(row, a.SQLite.cells(a.SQLite.Hits)...)
		}
		t = append(t, row)
	}
	return t.String()
}

// String returns the question as a cell.
func (q question) String() string {
	return q.Name + ": `" + strings.Join(append(slices.Clone(q.Flags), q.Query), " ") + "`"
}

// cells returns what was found, the times, and one of the program's own.
func (t times) cells(last *float64) []string {
	read := unknown
	if t.Read != nil {
		read = fmt.Sprintf("%.1f", float64(*t.Read)/1e6)
	}
	return []string{thousands(t.Found), millis(t.Cold), read, millis(&t.Warm), millis(last)}
}

// memories returns the table of --memory.
func (rep report) memories() string {
	t := table{{fmt.Sprintf("`--memory`, %s cables", thousands(rep.Memory[0].Cables)), "peak RssAnon, MiB", "of what was asked (0.8 to 1.2)", "peak RSS, MiB", "s"}}
	for _, m := range rep.Memory {
		if m.Index == nil {
			t = append(t, []string{m.Size, unknown, unknown, unknown, unknown})
			continue
		}
		t = append(t, []string{m.Size, mebibytes(m.Index.Anon), ratio(m.Index.Anon, m.Asked), mebibytes(m.Index.RSS), seconds(m.Index)})
	}
	return t.String()
}

func seconds(j *job) string {
	if j == nil {
		return unknown
	}
	return fmt.Sprintf("%.1f", j.Wall)
}

func speed(bytes int64, j *job) string { return fmt.Sprintf("%.1f", float64(bytes)/1e6/j.Wall) }

func timesOf(j, other *job) string {
	if j == nil || other == nil {
		return unknown
	}
	return fmt.Sprintf("%.2f", j.Wall/other.Wall)
}

// megabytes returns a number of bytes, of which none are unknown.
func megabytes(bytes int64) string {
	if bytes == 0 {
		return unknown
	}
	return fmt.Sprintf("%.1f", float64(bytes)/1e6)
}

// mebibytes is for memory, which flags and kernel count so.
func mebibytes(bytes int64) string {
	if bytes == 0 {
		return unknown
	}
	return fmt.Sprintf("%.0f", float64(bytes)/(1<<20))
}

func ratio(a, b int64) string {
	if a == 0 || b == 0 {
		return unknown
	}
	return fmt.Sprintf("%.2f", float64(a)/float64(b))
}

func millis(ms *float64) string {
	if ms == nil {
		return unknown
	}
	return fmt.Sprintf("%.1f", *ms)
}

// thousands writes a number with commas.
func thousands(n int) string {
	text := strconv.Itoa(n)
	for at := len(text) - 3; at > 0; at -= 3 {
		text = text[:at] + "," + text[at:]
	}
	return text
}
