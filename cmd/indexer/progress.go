package main

import (
	"fmt"
	"io"
	"os"
	"strings"
	"sync"
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
	every    time.Duration
	quiet    bool
	begun    time.Time

	mu       sync.Mutex // of what follows: a signal may come at any time
	out      io.Writer
	rejected rejections
	mode     mode
	last     time.Time
	drawn    bool
}

// A mode is a way to tell progress.
type mode uint8

const (
	never   mode = iota
	live         // one line that is written over
	lines        // a line now and then
	objects      // a JSON object now and then
)

// How often each is written.
const (
	liveEvery   = 100 * time.Millisecond
	objectEvery = time.Second
	lineEvery   = 30 * time.Second
)

func newProgress(a archives, o options, out io.Writer) *progress {
	now := time.Now()
	p := &progress{archives: a, out: out, rejected: rejections{out: out}, begun: now, last: now, quiet: o.quiet}
	terminal := cli.IsTerminal(out) && os.Getenv("TERM") != "dumb"
	switch {
	case o.quiet || o.progress == "never":
	case o.progress == "json":
		p.mode, p.every = objects, objectEvery
	case terminal:
		p.mode, p.every = live, liveEvery
	case o.progress == "always":
		p.mode, p.every = lines, lineEvery
	}
	return p
}

// show is told how far the job is after each record.
func (p *progress) show(r index.Report) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.mode == never || time.Since(p.last) < p.every {
		return
	}
	p.last = time.Now()
	p.tell(p.tick(r))
}

// end clears the live line; elsewhere it tells where the job ended. It is told
// when the last record has come.
func (p *progress) end(r index.Report) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.clear()
	p.rejected.end()
	if p.mode == lines || p.mode == objects {
		p.tell(p.tick(r))
	}
}

// tell writes a tick. What can't be written is no reason to stop.
func (p *progress) tell(t tick) {
	switch p.mode {
	case objects:
		_ = render.Object(p.out, t)
	case live:
		text := t.line()
		// The last column stays free: some terminals begin a new line at it.
		text = text[:min(len(text), cli.Width(p.out, 80)-1)]
		fmt.Fprintf(p.out, "\r\x1b[K%s", text)
		p.drawn = true
	case lines:
		fmt.Fprintln(p.out, t.line())
	}
}

func (p *progress) clear() {
	if p.drawn {
		fmt.Fprint(p.out, "\r\x1b[K")
		p.drawn = false
	}
}

// reject tells of a record that gave no cable.
func (p *progress) reject(bad *corpus.RecordError) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.clear()
	p.rejected.add(bad)
}

// interrupted tells that the job is about to end: publishing may take a while.
func (p *progress) interrupted() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.clear()
	p.mode = never
	if !p.quiet {
		fmt.Fprintln(p.out, "indexer: ending in good order; Ctrl-C again ends at once")
	}
}

// A tick is how far a job is, and what --progress json prints.
type tick struct {
	Records  int     `json:"records"`
	Rejected int     `json:"rejected"`
	Bytes    int64   `json:"bytes"`
	Total    int64   `json:"total,omitempty"` // bytes; absent if unknown
	Seconds  float64 `json:"seconds"`
}

func (p *progress) tick(r index.Report) tick {
	read, total := p.archives.bytes()
	if len(p.archives) == 0 {
		read = r.Bytes // from the index itself
	}
	return tick{r.Records, r.Rejected, read, total, time.Since(p.begun).Seconds()}
}

// line returns a tick for people: "472 cables  28 %  4.1 MB/s  7s left".
func (t tick) line() string {
	parts := []string{plural(t.Records, "cable")}
	if t.Rejected > 0 {
		parts = append(parts, fmt.Sprintf("%d rejected", t.Rejected))
	}
	if t.Total > 0 {
		parts = append(parts, fmt.Sprintf("%d %%", 100*min(t.Bytes, t.Total)/t.Total))
	} else {
		parts = append(parts, fmt.Sprintf("%.1f MB", float64(t.Bytes)/1e6))
	}
	parts = append(parts, fmt.Sprintf("%.1f MB/s", float64(t.Bytes)/1e6/max(t.Seconds, 1e-3)))
	if left := t.left(); left > 0 {
		parts = append(parts, fmt.Sprintf("%v left", left))
	}
	return strings.Join(parts, "  ")
}

// left returns how long the job will still take, in whole seconds; 0 is
// unknown.
func (t tick) left() time.Duration {
	if t.Total <= 0 || t.Bytes <= 0 || t.Bytes > t.Total {
		return 0
	}
	left := t.Seconds * float64(t.Total-t.Bytes) / float64(t.Bytes)
	return time.Duration(left * float64(time.Second)).Round(time.Second)
}

func plural(n int, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return fmt.Sprintf("%d %ss", n, noun)
}
