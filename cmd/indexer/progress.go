package main

import (
	"cmp"
	"fmt"
	"io"
	"maps"
	"slices"
	"time"

	"reftel/cmd/internal/cli"
	"reftel/cmd/search/render"
	"reftel/corpus"
	"reftel/index"
)

// progress tells on stderr how far a job is: one live line on a terminal, a
// line now and then elsewhere if asked for.
type progress struct {
	archives archives
	out      io.Writer
	mode     string // "live", "lines", "json" or "never"
	every    time.Duration
	begun    time.Time
	last     time.Time
	drawn    bool
	quiet    bool
}

// How often a line is written.
const (
	liveEvery = 100 * time.Millisecond
	jsonEvery = time.Second
	lineEvery = 30 * time.Second
)

func newProgress(a archives, o options, out io.Writer) (*progress, error) {
	now := time.Now()
	p := &progress{archives: a, out: out, mode: o.progress, begun: now, last: now, every: lineEvery, quiet: o.quiet}
	switch {
	case o.quiet:
		p.mode = "never"
	case o.progress == "json":
		p.every = jsonEvery
	case cli.IsTerminal(out) && o.progress != "never":
		p.mode, p.every = "live", liveEvery
	case o.progress == "auto":
		p.mode = "never"
	case o.progress == "always":
		p.mode = "lines"
	}
	return p, nil
}

// A tick is what --progress json prints.
type tick struct {
	Records  int     `json:"records"`
	Rejected int     `json:"rejected"`
	Bytes    int64   `json:"bytes"`
	Total    int64   `json:"total,omitempty"` // bytes; absent if unknown
	Seconds  float64 `json:"seconds"`
}

// show is told how far the job is after each record.
func (p *progress) show(r index.Report) {
	if p.mode == "never" || time.Since(p.last) < p.every {
		return
	}
	p.last = time.Now()
	read, total := p.archives.bytes()
	t := tick{r.Records, r.Rejected, read, total, time.Since(p.begun).Seconds()}
	switch p.mode {
	case "json":
		// A line of progress that can't be written is no reason to stop.
		_ = render.Object(p.out, t)
	case "live":
		fmt.Fprintf(p.out, "\r\x1b[K%s", t.line())
		p.drawn = true
	default:
		fmt.Fprintln(p.out, t.line())
	}
}

func (t tick) line() string {
	text := fmt.Sprintf("%d cables", t.Records)
	if t.Rejected > 0 {
		text += fmt.Sprintf(" (%d rejected)", t.Rejected)
	}
	text += fmt.Sprintf("  %.1f MB/s", float64(t.Bytes)/1e6/max(t.Seconds, 1e-3))
	if t.Total > 0 && t.Bytes > 0 {
		left := time.Duration(t.Seconds * float64(max(t.Total-t.Bytes, 0)) / float64(t.Bytes) * float64(time.Second))
		text += fmt.Sprintf("  %d %%  %s left", 100*min(t.Bytes, t.Total)/t.Total, left.Round(time.Second))
	}
	return text
}

// end clears the live line.
func (p *progress) end() {
	if p.drawn {
		fmt.Fprint(p.out, "\r\x1b[K")
		p.drawn = false
	}
}

// reject tells of a record that gave no cable.
func (p *progress) reject(bad *corpus.RecordError) {
	p.end()
	fmt.Fprintf(p.out, "indexer: rejected: %s\n", render.Clean(bad.Error()))
}

// commonest is how many kinds of problems the summary names.
const commonest = 10

// summarize prints what a job did.
func summarize(out io.Writer, o options, dir string, r index.Report) error {
	if o.summary == "json" {
		return render.Object(out, r)
	}
	if o.quiet {
		return nil
	}
	_, err := fmt.Fprintf(out, "%d records: %d indexed, %d unchanged, %d replaced, %d duplicate, %d rejected\n%.1f MB in %.1f s; index %s, snapshot %s\n",
		r.Records, r.Indexed, r.Unchanged, r.Replaced, r.Duplicate, r.Rejected, float64(r.Bytes)/1e6, r.Seconds, dir, r.Snapshot)
	if err != nil || len(r.Problems) == 0 {
		return err
	}
	kinds := slices.SortedFunc(maps.Keys(r.Problems), func(a, b string) int {
		return cmp.Or(cmp.Compare(r.Problems[b], r.Problems[a]), cmp.Compare(a, b))
	})
	if _, err := fmt.Fprintln(out, "problems met in the cables (search problem:KIND finds them):"); err != nil {
		return err
	}
	for _, kind := range kinds[:min(len(kinds), commonest)] {
		if _, err := fmt.Fprintf(out, "  %-24s %d\n", kind, r.Problems[kind]); err != nil {
			return err
		}
	}
	return nil
}
