package main

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"testing"
	"testing/synctest"
	"time"

	"github.com/vbauerster/mpb/v8"

	"reftel/corpus"
	"reftel/index/update"
)

func TestTickLine(t *testing.T) {
	known := tick{Phase: reading, Records: 474, Rejected: 2, Bytes: 25e6, Total: 100e6, elapsed: 10 * time.Second}
	for _, test := range []struct {
		tick  tick
		width int
		want  string
	}{
		{tick{Phase: reading}, 80, "reading  0s  0 cables  0.0 MB/s"},
		{tick{Phase: reading, Records: 1, Bytes: 2e6, elapsed: 4 * time.Second}, 80, "reading  4s  1 cable  0.5 MB/s"},
		{known, 80, "reading  25 %  30s left  472 cables  2.5 MB/s  2 rejected"},
		{tick{Phase: reading, Records: 9, Bytes: 1e6, Total: 7201e6, elapsed: time.Second}, 80, "reading  0 %  2h0m0s left  9 cables  1.0 MB/s"},
		// Files may grow while they are read.
		{tick{Phase: reading, Records: 9, Bytes: 5e6, Total: 4e6, elapsed: time.Second}, 80, "reading  100 %  9 cables  5.0 MB/s"},
		// Of other phases it is not known how much there is to do.
		{tick{Phase: "publishing", Records: 9, Rejected: 1, Bytes: 4e6, Total: 4e6, elapsed: 61900 * time.Millisecond}, 80,
			"publishing  1m1s  8 cables  1 rejected"},
		// What does not fit is left out, whole.
		{known, 57, "reading  25 %  30s left  472 cables  2.5 MB/s  2 rejected"},
		{known, 56, "reading  25 %  30s left  472 cables  2.5 MB/s"},
		{known, 39, "reading  25 %  30s left  472 cables"},
		{known, 34, "reading  25 %  30s left"},
		{known, 7, "reading"},
		{known, 4, "read"},
		{known, 0, ""},
		{known, -1, ""},
	} {
		if got := test.tick.line(test.width); got != test.want {
			t.Errorf("%+v in %d columns: got %q, want %q", test.tick, test.width, got, test.want)
		}
	}
}

var bad = &corpus.RecordError{Source: corpus.Source{Path: "a.csv", Line: 3}, Err: errors.New("no text")}

const rejection = "indexer: rejected: a.csv:3: no text\n"

// TestProgress: what is written where there is no terminal, of a job that reads
// for 25 seconds and publishes for 10.
func TestProgress(t *testing.T) {
	for _, test := range []struct {
		o           options
		long, short string // the same job, and one that ends at once
	}{
		{
			options{progress: "auto"},
			rejection + "indexer: publishing  5s  1 cable  1 rejected\nindexer: reading  25s  1 cable  0.1 MB/s  1 rejected\n", rejection,
		},
		{options{progress: "never"}, rejection, rejection},
		{options{progress: "always", quiet: true}, rejection, rejection},
		{
			options{progress: "always"},
			rejection + "indexer: publishing  5s  1 cable  1 rejected\nindexer: reading  25s  1 cable  0.1 MB/s  1 rejected\n",
			rejection + "indexer: reading  0s  1 cable  0.0 MB/s  1 rejected\n",
		},
		{options{progress: "json"}, "", rejection + `{"phase":"reading","records":2,"rejected":1,"bytes":0,"seconds":0}` + "\n"},
	} {
		synctest.Test(t, func(t *testing.T) {
			var out bytes.Buffer
			p := newProgress(nil, test.o, &out)
			p.reject(bad)
			p.show(update.Report{Records: 2, Rejected: 1, Bytes: 2.5e6})
			time.Sleep(25 * time.Second)
			p.phase("publishing")
			time.Sleep(10 * time.Second)
			p.phase(reading)
			p.end(update.Report{Records: 2, Rejected: 1, Bytes: 2.5e6})
			if got := out.String(); test.long != "" && got != test.long {
				t.Errorf("%+v: got\n%swant\n%s", test.o, got, test.long)
			}
		})
		synctest.Test(t, func(t *testing.T) {
			var out bytes.Buffer
			p := newProgress(nil, test.o, &out)
			p.reject(bad)
			p.end(update.Report{Records: 2, Rejected: 1})
			if got := out.String(); got != test.short {
				t.Errorf("%+v: of a short job got\n%swant\n%s", test.o, got, test.short)
			}
		})
	}
}

// TestProgressObjects: an object a second, also while no record comes, with
// the size of what is read.
func TestProgressObjects(t *testing.T) {
	path := filepath.Join(t.TempDir(), "a.txt")
	if err := os.WriteFile(path, []byte("1. (U) Calm.\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	a, err := openAll([]string{path}, options{}, nil)
	if err != nil {
		t.Fatal(err)
	}
	defer a.close()
	synctest.Test(t, func(t *testing.T) {
		var out bytes.Buffer
		p := newProgress(a, options{progress: "json"}, &out)
		time.Sleep(1500 * time.Millisecond)
		p.phase("publishing")
		p.show(update.Report{Records: 1})
		time.Sleep(time.Second)
		p.interrupted()
		time.Sleep(time.Minute)
		p.end(update.Report{Records: 1})
		const want = `{"phase":"reading","records":0,"rejected":0,"bytes":0,"total":13,"seconds":1}
{"phase":"publishing","records":1,"rejected":0,"bytes":0,"total":13,"seconds":2}
indexer: finishing; Ctrl-C again stops at once
`
		if got := out.String(); got != want {
			t.Errorf("got\n%swant\n%s", got, want)
		}
	})
}

// TestLiveLine: one line that is written over, also while no record comes, with
// messages above it, and gone in the end.
func TestLiveLine(t *testing.T) {
	const up = "\x1b[1A\x1b[J" // onto the line, and clear it
	frames := func(text string) string { return "\r" + text + "\n" + up }
	synctest.Test(t, func(t *testing.T) {
		var out output
		p := prepare(nil, options{}, &out)
		p.mode = live
		p.start(mpb.ForceTTY(), mpb.WithAutoRefresh(), mpb.WithWidth(40), mpb.WithRefreshRate(time.Second))
		step := func(what, want string) {
			t.Helper()
			time.Sleep(time.Second)
			synctest.Wait()
			if got := out.take(); got != want {
				t.Errorf("%s: got %q, want %q", what, got, want)
			}
		}
		time.Sleep(500 * time.Millisecond)
		p.show(update.Report{Records: 1})
		// What leads back to the line is written with the next one.
		step("the first", "\rreading  1s  1 cable  0.0 MB/s\n")
		step("nothing new", up+"\rreading  2s  1 cable  0.0 MB/s\n")
		p.reject(bad)
		p.show(update.Report{Records: 2, Rejected: 1})
		step("a message", up+"\r"+rejection+"\rreading  3s  1 cable  0.0 MB/s\n")
		p.phase("publishing")
		step("a phase", up+"\rpublishing  0s  1 cable  1 rejected\n")
		p.reject(bad)
		p.interrupted()
		p.reject(bad)
		step("interrupted", up+"\r"+rejection+frames("publishing  1s  1 cable  1 rejected")+
			"indexer: finishing; Ctrl-C again stops at once\n"+rejection)
		p.show(update.Report{Records: 3})
		p.phase(reading)
		p.end(update.Report{Records: 3})
		step("after the end", "")
	})
}

// TestLiveLineEnd: a job that is too short for a line leaves none, and loses no
// message.
func TestLiveLineEnd(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var out bytes.Buffer
		p := prepare(nil, options{}, &out)
		p.mode = live
		p.start(mpb.ForceTTY(), mpb.WithAutoRefresh())
		p.reject(bad)
		p.end(update.Report{Records: 1, Rejected: 1})
		const want = "\r" + rejection + "\rreading  0s  0 cables  0.0 MB/s  1 rejected\n\x1b[1A\x1b[J"
		if got := out.String(); got != want {
			t.Errorf("got %q, want %q", got, want)
		}
	})
}

// TestLiveLineTyped: what a person types where the cursor stands, Ctrl-C above
// all, leaves nothing in a line.
func TestLiveLineTyped(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var out output
		p := prepare(nil, options{}, &out)
		p.mode = live
		p.start(mpb.ForceTTY(), mpb.WithAutoRefresh())
		time.Sleep(time.Second)
		out.Write([]byte("^C"))
		time.Sleep(time.Second)
		out.Write([]byte("^C"))
		p.reject(bad)
		p.interrupted()
		const want = rejection + "indexer: finishing; Ctrl-C again stops at once\n"
		if got := shown(out.take(), 80); got != want {
			t.Errorf("the terminal shows\n%swant\n%s", got, want)
		}
	})
}

// TestLiveLineGone: of a terminal that can't be written to any more, the job
// takes no notice.
func TestLiveLineGone(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := prepare(nil, options{}, gone{})
		p.mode = live
		p.start(mpb.ForceTTY(), mpb.WithAutoRefresh())
		time.Sleep(time.Second)
		p.reject(bad)
		p.interrupted()
		p.end(update.Report{})
	})
}

type gone struct{}

func (gone) Write([]byte) (int, error) { return 0, os.ErrClosed }

// TestPhases: a job that publishes on its way goes on reading after it.
func TestPhases(t *testing.T) {
	p := prepare(nil, options{}, &bytes.Buffer{})
	for _, name := range []string{update.PhasePublishing, reading} {
		p.phase(name)
		if got := p.tick().Phase; got != name {
			t.Errorf("phase %q, want %q", got, name)
		}
	}
}
