//go:build unix

package cli

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/creack/pty"
)

// shellPath returns a shell, or skips the test.
func shellPath(t *testing.T, name string) string {
	t.Helper()
	path, err := exec.LookPath(name)
	if err != nil {
		t.Skipf("no %s: apt-get install %s", name, name)
	}
	return path
}

// TestCompletionScripts: each shell finds no mistake in its script.
func TestCompletionScripts(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"bash", "zsh", "fish"} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			shell := shellPath(t, name)
			cmd := exec.Command(shell, "-n", "/dev/stdin")
			cmd.Stdin = strings.NewReader(answered(t, "completion", name))
			if out, err := cmd.CombinedOutput(); err != nil || len(out) > 0 {
				t.Errorf("%v: %s", err, out)
			}
		})
	}
	if _, stderr, code := command(t, "", "search", "completion", "ksh"); code != Trouble || !strings.Contains(stderr, "expected bash, zsh or fish") {
		t.Errorf("another shell: exit code %d: %s", code, stderr)
	}
}

// typedCompletions are command lines with a tab, and what the shell makes of them.
var typedCompletions = []struct{ typed, becomes string }{
	{"search --sample tags:KHD\t", "search --sample tags:KHDP"},
	{"search --sample -c munitions from:COPEN\t", "search --sample -c munitions from:COPENHAGEN"},
	{"search --sample sho\t07COPENHAGEN24\t\t", "search --sample show 07COPENHAGEN24"},
	{"search --sample --filter classific\t", "search --sample --filter classification="},
	{"search --timel\tmo\t", "search --timeline month"},
	{"search --sample 'munitions tags:KHD\t", "search --sample 'munitions tags:KHDP"},
	{"search completion fi\t", "search completion fish"},
	{"search --sample countries:South\t", `search --sample countries:\"South\ Africa\"`},
	{"search --sample --filter countries=South\\ A\t", `search --sample --filter countries=South\ Africa`},
	{"search --sample 'munitions class:LIM\t", `search --sample 'munitions class:"LIMITED OFFICIAL USE"`},
}

// shows reports whether a terminal shows text at some moment of output: a backspace and a
// carriage return move the place where characters are written.
func shows(output, text string) bool {
	var line []byte
	at := 0
	for _, c := range []byte(output) {
		if c == '\r' && strings.Contains(string(line), text) {
			return true
		}
		switch {
		case c == '\b' && at > 0:
			at--
		case c == '\r':
			at = 0
		case c < ' ' && c != '\n':
		case at < len(line):
			line[at] = c
			at++
		default:
			line = append(line, c)
			at++
		}
	}
	return strings.Contains(string(line), text)
}

// TestCompletionInShells types command lines into real shells: what was made of a line is
// seen by making it a comment of a command that prints its arguments.
func TestCompletionInShells(t *testing.T) {
	needSignals(t)
	if testing.Short() {
		t.Skip("types for ten seconds")
	}
	t.Parallel()
	for name, test := range map[string]struct {
		args   []string
		script string
	}{
		"bash": {[]string{"--norc", "--noprofile", "-i"}, "bind 'set bell-style none'; source <(search completion bash); bind 'set enable-bracketed-paste off'"},
		"zsh":  {[]string{"-f", "-i"}, "autoload -Uz compinit; compinit -u -D; source <(search completion zsh); unset zle_bracketed_paste; setopt no_beep"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			shell := shellPath(t, name)
			home := t.TempDir()
			cmd := exec.Command(shell, test.args...)
			cmd.Env = append(os.Environ(), "PATH="+bin+string(filepath.ListSeparator)+os.Getenv("PATH"), "HOME="+home, "PS1=READY ", "TERM=dumb", "LC_ALL=C.UTF-8")
			file, err := pty.StartWithSize(cmd, &pty.Winsize{Rows: 50, Cols: 200})
			if err != nil {
				t.Skip("no terminal can be opened here: ", err)
			}
			defer func() { file.Close(); cmd.Process.Kill(); cmd.Wait() }()
			out := &output{}
			go out.copy(file)
			file.WriteString(test.script + "; echo DO''NE\n")
			out.until(t, "DONE")
			time.Sleep(500 * time.Millisecond)
			for _, c := range typedCompletions {
				out.take()
				for _, part := range strings.SplitAfter(c.typed, "\t") {
					file.WriteString(part)
					time.Sleep(700 * time.Millisecond)
				}
				file.WriteString("\x15") // removes the line
				if got := out.take(); !shows(got, c.becomes) {
					t.Errorf("%q becomes %q, want %q", c.typed, got, c.becomes)
				}
			}
		})
	}
}

// TestCompletionInFish asks fish what command lines can become.
func TestCompletionInFish(t *testing.T) {
	needTime(t)
	t.Parallel()
	fish := shellPath(t, "fish")
	for line, want := range map[string]string{
		"search --sample tags:KHD":          "tags:KHDP\tHumanitarian Demining Program, 8 cables",
		"search --sample munitions from:BE": "from:BEIRUT\tEmbassy Beirut, 1 cable",
		"search --format cs":                "csv",
		"search --sample show 07COPENHA":    "07COPENHAGEN2466",
		"search --timeline m":               "month",
		"search --sample countries:South":   "countries:\"South Africa\"\t4 cables",
	} {
		cmd := exec.Command(fish, "--no-config", "-c", "search completion fish | source; complete -C $argv[1]", line)
		cmd.Env = append(os.Environ(), "PATH="+bin+string(filepath.ListSeparator)+os.Getenv("PATH"), "HOME="+t.TempDir())
		out, err := cmd.CombinedOutput()
		if err != nil || !strings.Contains(string(out), want) {
			t.Errorf("%s: %v, %.300q, want %q", line, err, out, want)
		}
	}
}
