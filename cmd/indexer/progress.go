package main

import (
	"fmt"
	"io"
	"os"
	"sync"
	"time"

	"github.com/vbauerster/mpb/v8"

	"reftel/cmd/internal/cli"
	"reftel/corpus"
	"reftel/index"
	"reftel/index/update"
)

// progress reports the progress of a job on stderr: one live line on a terminal, else a
// line or a JSON object at intervals. It has a goroutine of its own, so that a job
// without records is also seen to run.
type progress struct {
	archives archives
	begun    time.Time
	quiet    bool
	// last reports whether the last line is written even if it is the only one.
	last bool

	mu     sync.Mutex // of what follows, which changes with each record
	report update.Report
	total  int64 // bytes to read; 0 while unknown
	name   string
	since  time.Time     // the phase began
	spent  time.Duration // on reading before other phases came between

	// telling is held while something is written, because a signal may arrive at any
	// time. A holder of telling may lock mu, but not the reverse.
	telling  sync.Mutex
	out      io.Writer // messages; the live line is below them
	rejected rejections
	mode     mode
	line     *liveLine     // in mode live
	done     chan struct{} // in modes lines and objects: closed when the last is written
}

// A mode is a form of progress output.
type mode uint8

const (
	never   mode = iota
	live         // one line that is overwritten
	lines        // a line at intervals
	objects      // a JSON object at intervals
)

// The intervals of each.
const (
	objectEvery = time.Second
	lineEvery   = 30 * time.Second
)

// reading is the first phase of a job, and the only one whose size can be known.
const reading = update.PhaseReading

func newProgress(a archives, o options, out io.Writer) *progress {
	p := prepare(a, o, out)
	p.start()
	return p
}

func prepare(a archives, o options, out io.Writer) *progress {
	now := time.Now()
	return &progress{
		archives: a, begun: now, quiet: o.quiet, last: o.progress == "always" || o.progress == "json",
		name: reading, since: now, out: out, mode: modeFor(o, out), done: make(chan struct{}),
	}
}

func modeFor(o options, out io.Writer) mode {
	switch {
	case o.quiet || o.progress == "never":
		return never
	case o.progress == "json":
		return objects
	case canDraw(out):
		return live
	}
	return lines
}

// canDraw reports whether out is a terminal on which a line can be overwritten. If the
// width is unknown, the line might need two.
func canDraw(out io.Writer) bool {
	return cli.IsTerminal(out) && os.Getenv("TERM") != "dumb" && cli.Width(out, 0) > 0
}

// start starts the output. The options are for tests.
func (p *progress) start(opts ...mpb.ContainerOption) {
	switch p.mode {
	case live:
		p.line = newLiveLine(p.out, func(width int) string { return p.tick().line(width) }, opts...)
		p.out = p.line
	case lines:
		go p.tellEvery(lineEvery)
	case objects:
		go p.tellEvery(objectEvery)
	}
	p.rejected.out = p.out
	if p.mode != never {
		go p.measure()
	}
}

// measure finds the number of bytes to read, which may be slow for a large folder.
func (p *progress) measure() {
	total := p.archives.size()
	p.mu.Lock()
	defer p.mu.Unlock()
	p.total = total
}

func (p *progress) tellEvery(d time.Duration) {
	ticker := time.NewTicker(d)
	defer ticker.Stop()
	for {
		select {
		case <-ticker.C:
			p.telling.Lock()
			p.tell()
			p.telling.Unlock()
		case <-p.done:
			return
		}
	}
}

// tell writes a line or an object. It ignores write errors.
func (p *progress) tell() {
	switch p.mode {
	case objects:
		_ = cli.Object(p.out, p.tick())
	case lines:
		p.last = true
		fmt.Fprintf(p.out, "indexer: %s\n", p.tick().line(unbroken))
	}
}

// show records the state of the job. It is called after each record, so it is cheap.
func (p *progress) show(r update.Report) {
	p.mu.Lock()
	p.report = r
	p.mu.Unlock()
}

// phase records the start of a phase. Any goroutine may call it.
func (p *progress) phase(name string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	now := time.Now()
	if p.name == reading {
		p.spent += now.Sub(p.since)
	}
	p.name, p.since = name, now
}

// end clears the live line, or writes the last line or object.
func (p *progress) end(r update.Report) {
	p.show(r)
	p.telling.Lock()
	defer p.telling.Unlock()
	p.rejected.end()
	if p.last {
		p.tell()
	}
	p.hush()
}

// hush stops all output except messages.
func (p *progress) hush() {
	switch p.mode {
	case live:
		p.line.end()
	case lines, objects:
		close(p.done)
	}
	p.mode = never
}

// reject reports a rejected record.
func (p *progress) reject(bad *corpus.RecordError) {
	p.telling.Lock()
	defer p.telling.Unlock()
	p.rejected.add(bad)
}

// note prints a remark about a file, unless only errors are wanted.
func (p *progress) note(n corpus.Note) {
	p.telling.Lock()
	defer p.telling.Unlock()
	if !p.quiet {
		printNote(p.out, n)
	}
}

// lost lists the texts of a damaged index that can't be read.
func (p *progress) lost(loss *index.LossError) {
	p.telling.Lock()
	defer p.telling.Unlock()
	for _, t := range loss.Texts {
		fmt.Fprintf(p.out, "indexer: lost: %s\n", cli.Line(t.String()))
	}
}

// warn prints a warning, which --quiet does not drop.
func (p *progress) warn(text string) {
	p.telling.Lock()
	defer p.telling.Unlock()
	fmt.Fprintf(p.out, "indexer: warning: %s\n", cli.Line(text))
}

// interrupted reports that the job is about to end: publishing may take a while.
func (p *progress) interrupted() {
	p.telling.Lock()
	defer p.telling.Unlock()
	p.hush()
	if !p.quiet {
		fmt.Fprintln(p.out, "indexer: finishing; Ctrl-C again stops at once")
	}
}

// tick returns the progress of the job.
func (p *progress) tick() tick {
	p.mu.Lock()
	defer p.mu.Unlock()
	now := time.Now()
	t := tick{
		Phase: p.name, Records: p.report.Records, Rejected: p.report.Rejected, Bytes: p.archives.read(), Total: p.total,
		Seconds: now.Sub(p.begun).Seconds(), elapsed: now.Sub(p.since),
	}
	if p.name == reading {
		t.elapsed += p.spent
	}
	if len(p.archives) == 0 {
		t.Bytes = p.report.Bytes // from the index itself
	}
	return t
}
