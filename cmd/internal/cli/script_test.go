package cli

import (
	"errors"
	"flag"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strconv"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"

	"reftel/index/opensearch/testnode"
)

// bin holds both commands, built once for all scripts.
var bin string

// raced reports whether the commands are built with the race detector. With -short they
// are not, since a process then takes several times as long, and most of these tests start
// hundreds: the tests that -short skips race the commands.
var raced bool

// sized returns the size of a test, or a third of it with the race detector, with which
// a job takes several times as long.
func sized(n int) int {
	if raced {
		return n / 3
	}
	return n
}

func TestMain(m *testing.M) {
	if file := os.Getenv(measureVar); file != "" {
		os.Exit(measure(file, os.Args[1], os.Args[2:]))
	}
	flag.Parse()
	raced = raced && !testing.Short()
	os.Exit(withCommands(func() int { return testnode.Main(m) }))
}

func withCommands(run func() int) int {
	dir, err := os.MkdirTemp("", "reftel")
	if err != nil {
		panic(err)
	}
	defer os.RemoveAll(dir)
	bin = dir
	// Without tables for debuggers, linking takes two thirds of the time.
	cmd := exec.Command("go", "build", "-ldflags=-s -w", "-race="+strconv.FormatBool(raced), "-o", dir+string(filepath.Separator), "reftel/cmd/indexer", "reftel/cmd/search")
	cmd.Stderr = os.Stderr
	if err := cmd.Run(); err != nil {
		panic(err)
	}
	return run()
}

// TestScripts runs each script of testdata/script in a folder of its own, with
// both commands, no terminal and no index.
func TestScripts(t *testing.T) {
	scripts, err := filepath.Glob("testdata/script/*.txtar")
	if err != nil || len(scripts) == 0 {
		t.Fatalf("scripts %v, error %v", scripts, err)
	}
	testscript.Run(t, testscript.Params{
		Dir: "testdata/script",
		Setup: func(env *testscript.Env) error {
			env.Setenv("PATH", bin+string(filepath.ListSeparator)+env.Getenv("PATH"))
			env.Setenv("XDG_DATA_HOME", filepath.Join(env.WorkDir, "data"))
			env.Setenv("XDG_CONFIG_HOME", filepath.Join(env.WorkDir, "config"))
			env.Setenv("XDG_STATE_HOME", filepath.Join(env.WorkDir, "state"))
			env.Setenv("REFTEL_INDEX", "")
			return nil
		},
		Cmds: map[string]func(ts *testscript.TestScript, neg bool, args []string){
			"exits": exits,
			// damage PATTERN changes a byte in the middle of a file, zero PATTERN all
			// of it.
			"damage": change(func(data []byte) { data[len(data)/2] ^= 1 }),
			"zero":   change(func(data []byte) { clear(data) }),
		},
	})
}

// exits runs a command and checks its exit code: exits CODE COMMAND ARG...
func exits(ts *testscript.TestScript, _ bool, args []string) {
	err := ts.Exec(args[1], args[2:]...)
	code := "0"
	var failed *exec.ExitError
	if errors.As(err, &failed) {
		code = exitCode(failed)
	} else {
		ts.Check(err)
	}
	if code != args[0] {
		ts.Fatalf("exit code %s, want %s", code, args[0])
	}
}

// change returns a command that changes the one file that fits its argument.
func change(do func(data []byte)) func(*testscript.TestScript, bool, []string) {
	return func(ts *testscript.TestScript, _ bool, args []string) {
		paths, err := filepath.Glob(ts.MkAbs(args[0]))
		ts.Check(err)
		if len(paths) != 1 {
			ts.Fatalf("%s fits %q", args[0], paths)
		}
		data, err := os.ReadFile(paths[0])
		ts.Check(err)
		do(data)
		ts.Check(os.WriteFile(paths[0], data, 0o600))
	}
}

func exitCode(e *exec.ExitError) string {
	if runtime.GOOS != "windows" && e.ExitCode() < 0 {
		return "signal"
	}
	return strconv.Itoa(e.ExitCode())
}
