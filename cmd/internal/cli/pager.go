package cli

import (
	"bytes"
	"context"
	"io"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"time"

	"golang.org/x/term"
)

// A Pager writes to a terminal, through the user's pager if the output is longer than the
// terminal. Until then it holds the output back.
type Pager struct {
	out     *os.File
	command string
	// columns and rows are the size of the terminal.
	columns, rows int

	mu     sync.Mutex
	held   bytes.Buffer
	line   int // lines held
	column int // of the last line
	first  int // line at which the pager opens, from 1
	closed bool
	cmd    *exec.Cmd // nil until it runs
	pipe   io.WriteCloser
}

// NewPager returns a pager for an output, or nil if that is no terminal or the user has no
// pager. The user's pager is configured if that is not nil, else $PAGER, else less or
// more; an empty one and cat are none.
func NewPager(stdout io.Writer, configured *string) *Pager {
	f, ok := stdout.(*os.File)
	if !ok || !IsTerminal(f) || os.Getenv("TERM") == "dumb" {
		return nil
	}
	command := pagerCommand(configured)
	columns, rows, err := term.GetSize(int(f.Fd()))
	if command == "" || err != nil || rows < 2 || columns < 1 {
		return nil
	}
	return &Pager{out: f, command: command, columns: columns, rows: rows}
}

// pagerCommand returns the command of the user's pager, "" for none.
func pagerCommand(configured *string) string {
	command, set := os.LookupEnv("PAGER")
	if configured != nil {
		command, set = *configured, true
	}
	if set {
		if command = strings.TrimSpace(command); command == "cat" {
			return ""
		}
		return command
	}
	for _, name := range []string{"less", "more"} {
		if _, err := exec.LookPath(name); err == nil {
			return name
		}
	}
	return ""
}

// OpenAt makes the pager open at a line, counted from 1, if it can.
func (p *Pager) OpenAt(line int) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.first = line
}

// Write implements io.Writer.
func (p *Pager) Write(b []byte) (int, error) {
	w, err := p.hold(b)
	if w == nil || err != nil {
		return len(b), err
	}
	return w.Write(b)
}

// hold keeps output that fits the terminal, and returns nil. For more it starts the pager
// and returns where to write to.
func (p *Pager) hold(b []byte) (io.Writer, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	switch {
	case p.closed:
		return nil, os.ErrClosed
	case p.pipe != nil:
		return p.pipe, nil
	}
	if p.count(b); p.line < p.rows-1 { // a line is for the prompt
		p.held.Write(b)
		return nil, nil
	}
	if err := p.start(); err != nil {
		return nil, err
	}
	// What is held fits into the pipe.
	_, err := p.pipe.Write(p.held.Bytes())
	p.held.Reset()
	return p.pipe, err
}

// count counts the lines that text takes on the terminal.
func (p *Pager) count(text []byte) {
	escape := false
	for _, r := range string(text) {
		switch {
		case r == '\n':
			p.line, p.column = p.line+1, 0
		case r == '\x1b':
			escape = true
		case escape:
			escape = r != 'm'
		default:
			if p.column == p.columns {
				p.line, p.column = p.line+1, 0
			}
			p.column++
		}
	}
}

// start starts the pager. If it can't be started, the output goes to the terminal.
func (p *Pager) start() error {
	cmd := shellCommand(p.command, p.openAt())
	cmd.Stdout, cmd.Stderr = p.out, os.Stderr
	cmd.Env = os.Environ()
	for name, value := range map[string]string{"LESS": "FRX", "LV": "-c", "LESSCHARSET": "utf-8"} {
		if _, set := os.LookupEnv(name); !set {
			cmd.Env = append(cmd.Env, name+"="+value)
		}
	}
	pipe, err := cmd.StdinPipe()
	if err != nil {
		return err
	}
	if err := cmd.Start(); err != nil {
		p.pipe = nopCloser{p.out}
		return nil
	}
	p.cmd, p.pipe = cmd, pipe
	return nil
}

type nopCloser struct{ io.Writer }

func (nopCloser) Close() error { return nil }

// openAt returns the argument by which less and more open at a line, "" for others.
func (p *Pager) openAt() string {
	name, _, _ := strings.Cut(p.command, " ")
	base := strings.TrimSuffix(filepath.Base(name), ".exe")
	if p.first <= 1 || base != "less" && base != "more" {
		return ""
	}
	return "+" + strconv.Itoa(p.first)
}

// shellCommand runs a command line as the user's shell does. Windows has no such shell.
func shellCommand(command, arg string) *exec.Cmd {
	if runtime.GOOS == "windows" {
		words := strings.Fields(strings.TrimSpace(command + " " + arg))
		return exec.Command(words[0], words[1:]...)
	}
	return exec.Command("sh", "-c", strings.TrimSpace(command+" "+arg))
}

// Close ends the output, and waits until the user leaves the pager or SIGTERM ends ctx;
// then the pager ends, too. The error is why the program ends early, nil if it does not:
// then what is held back is dropped.
func (p *Pager) Close(ctx context.Context, failed error) error {
	p.mu.Lock()
	p.closed = true
	held, cmd, pipe := p.held.Bytes(), p.cmd, p.pipe
	p.mu.Unlock()
	if pipe != nil {
		pipe.Close()
	}
	if cmd == nil {
		if failed != nil {
			return failed
		}
		_, err := p.out.Write(held)
		return err
	}
	if failed == nil {
		signal.Ignore(os.Interrupt) // Ctrl-C is for the pager now
	}
	done := make(chan error, 1)
	go func() { done <- cmd.Wait() }()
	select {
	case <-done: // its exit code means nothing here
		return failed
	case <-terminated(ctx):
	}
	if cmd.Process.Signal(syscall.SIGTERM) == nil {
		select {
		case <-done:
		case <-time.After(Grace):
		}
	}
	return context.Cause(ctx)
}

// terminated returns a channel that is closed when SIGTERM has ended ctx.
func terminated(ctx context.Context) <-chan struct{} {
	ended := make(chan struct{})
	context.AfterFunc(ctx, func() {
		if Ended(context.Cause(ctx)) == Terminated {
			close(ended)
		}
	})
	return ended
}
