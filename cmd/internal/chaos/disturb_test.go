//go:build linux

package chaos

import (
	"bytes"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"
)

// A disturbance is what happens to a process.
type disturbance struct {
	// signals are sent after delay, a share of the time that a command takes.
	signals []syscall.Signal
	delay   float64
	// wrap is a program that runs the command with a limit or failing system calls.
	wrap []string
	// room is the number of bytes left on the disk; below 0 there is no limit.
	room int64
	// fails reports that system calls may fail, so that files may not be read.
	fails bool
}

var undisturbed = disturbance{room: -1}

func (d disturbance) String() string {
	switch {
	case len(d.signals) > 0:
		return fmt.Sprintf("%v at %.2f", d.signals, d.delay)
	case len(d.wrap) > 0:
		return strings.Join(d.wrap, " ")
	case d.room >= 0:
		return fmt.Sprintf("%d bytes free", d.room)
	}
	return "undisturbed"
}

// mostDelay is the greatest delay of a signal, in units of the time that a command
// takes.
const mostDelay = 1.2

// newDisturbance draws a disturbance. Where strace or a small disk is missing, it
// is a signal.
func newDisturbance(random *rand.Rand, canFill bool) disturbance {
	d := undisturbed
	switch n := random.IntN(20); {
	case n < 1:
		return d
	case n < 8 && strace() != nil:
		d.fails = true
		d.wrap = append(append(d.wrap, strace()...), injection(random)...)
		return d
	case n < 10:
		d.wrap = []string{"sh", "-c", fmt.Sprintf(`ulimit -f %d; exec "$0" "$@"`, random.IntN(200))}
		return d
	case n < 12 && canFill:
		d.room = int64(random.IntN(500 << 10))
		return d
	}
	d.delay = random.Float64() * mostDelay
	d.signals = [][]syscall.Signal{
		{syscall.SIGKILL}, {syscall.SIGKILL}, {syscall.SIGTERM}, {syscall.SIGINT}, {syscall.SIGINT, syscall.SIGINT},
	}[random.IntN(5)]
	return d
}

// strace returns the command that runs another with failing system calls, nil if
// that is not possible here.
var strace = sync.OnceValue(func() []string {
	for _, cmd := range [][]string{{"strace", "-f", "--seccomp-bpf", "-o", "/dev/null"}, {"strace", "-f", "-o", "/dev/null"}} {
		args := append(cmd[1:len(cmd):len(cmd)], "-e", "inject=unlink:error=EIO:when=1", "true")
		if exec.Command(cmd[0], args...).Run() == nil {
			return cmd
		}
	}
	return nil
})

// calls are the system calls that are made to fail, with the errors that they
// return on a bad day. The last is mmap.
var calls = []struct{ name, errors string }{
	{"openat", "EIO EACCES EMFILE ENOSPC EINTR"}, {"write", "EIO ENOSPC EINTR"}, {"pwrite64", "EIO ENOSPC EINTR"},
	{"fsync", "EIO ENOSPC EINTR"}, {"fdatasync", "EIO ENOSPC EINTR"}, {"renameat,renameat2,rename", "EIO ENOSPC EACCES"},
	{"linkat,link", "EIO EACCES EMLINK"}, {"unlinkat,unlink", "EIO EACCES"}, {"ftruncate", "EIO ENOSPC EINTR"},
	{"getdents64", "EIO EACCES"}, {"read", "EIO EINTR"}, {"pread64", "EIO EINTR"}, {"flock", "EIO EINTR"},
	{"mkdirat,mkdir", "EIO ENOSPC EACCES"}, {"mmap", "EACCES ENOMEM"},
}

// injection returns the arguments of strace for one kind of call that fails once,
// a few times, or from some time on.
func injection(random *rand.Rand) []string {
	kinds := calls
	if raced { // the race detector ends a program whose mmap fails
		kinds = calls[:len(calls)-1]
	}
	c := kinds[random.IntN(len(kinds))]
	errs := strings.Fields(c.errors)
	err := errs[random.IntN(len(errs))]
	first := 1 + random.IntN(1<<(1+random.IntN(6)))
	when := fmt.Sprint(first)
	switch random.IntN(3) {
	case 0:
		when = fmt.Sprintf("%d..%d", first, first+3)
	case 1:
		if err != "EINTR" { // a call that is interrupted for ever is made for ever
			when += "+"
		}
	}
	return []string{"-e", "trace=" + c.name, "-e", fmt.Sprintf("inject=%s:error=%s:when=%s", c.name, err, when)}
}

// A result is how a process ended.
type result struct {
	out, stderr string
	code        int // -1 if it died of a signal
	took        time.Duration
}

// patience is how long a command may take.
const patience = 30 * time.Second

var errHangs = errors.New("the command does not end")

// run runs indexer, and disturbs it. expected is how long the command takes.
func run(d disturbance, expected time.Duration, args ...string) (result, error) {
	p, err := start(d, args...)
	if err != nil {
		return result{}, err
	}
	delay := time.Duration(d.delay * float64(expected))
	for _, s := range d.signals {
		time.Sleep(delay - time.Since(p.begun))
		p.signal(s)
		delay += 2 * time.Millisecond
	}
	return p.result()
}

// A process is an indexer at work.
type process struct {
	cmd         *exec.Cmd
	out, stderr bytes.Buffer
	begun       time.Time
	ended       chan error
}

// start starts indexer as a disturbance says.
func start(d disturbance, args ...string) (*process, error) {
	words := append(append([]string{}, d.wrap...), filepath.Join(bin, "indexer"))
	words = append(words, args...)
	p := &process{cmd: exec.Command(words[0], words[1:]...), begun: time.Now(), ended: make(chan error, 1)}
	p.cmd.Stdout, p.cmd.Stderr = &p.out, &p.stderr
	p.cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	if err := p.cmd.Start(); err != nil {
		return nil, err
	}
	go func() { p.ended <- p.cmd.Wait() }()
	return p, nil
}

// signal sends a signal to the process and its children. It does nothing if they have
// ended.
func (p *process) signal(s syscall.Signal) { _ = syscall.Kill(-p.cmd.Process.Pid, s) }

// result waits for the end, and ends a process that hangs.
func (p *process) result() (result, error) {
	var err error
	select {
	case <-p.ended:
	case <-time.After(patience):
		p.signal(syscall.SIGQUIT)
		time.Sleep(time.Second)
		p.signal(syscall.SIGKILL)
		<-p.ended
		err = errHangs
	}
	return result{p.out.String(), p.stderr.String(), p.cmd.ProcessState.ExitCode(), time.Since(p.begun)}, err
}

// A disk is a small file system in memory.
type disk struct{ dir string }

// diskSize is many times what an index takes.
const diskSize = "64m"

// newDisk mounts a disk; false if that is not allowed.
func newDisk(t *testing.T, dir string) (disk, bool) {
	t.Helper()
	if err := os.MkdirAll(dir, 0o700); err != nil {
		t.Fatal(err)
	}
	if err := syscall.Mount("tmpfs", dir, "tmpfs", 0, "mode=0700,size="+diskSize); err != nil {
		t.Log("no full disks: mounting is refused: ", err)
		return disk{}, false
	}
	t.Cleanup(func() {
		if err := syscall.Unmount(dir, syscall.MNT_DETACH); err != nil {
			t.Error(err)
		}
	})
	return disk{dir}, true
}

func (d disk) ballast() string { return filepath.Join(d.dir, "ballast") }

// fill leaves so many bytes free.
func (d disk) fill(room int64) error {
	var stat syscall.Statfs_t
	if err := syscall.Statfs(d.dir, &stat); err != nil {
		return err
	}
	size := int64(stat.Bavail)*stat.Bsize - room
	if size <= 0 {
		return nil
	}
	return os.WriteFile(d.ballast(), make([]byte, size), 0o600)
}

func (d disk) empty() error { return os.RemoveAll(d.ballast()) }
