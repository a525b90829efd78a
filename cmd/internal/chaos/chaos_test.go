//go:build linux

package chaos

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"reflect"
	"regexp"
	"strings"
	"testing"
	"time"

	"reftel/index"
	"reftel/index/bleveindex"
)

var (
	rounds = flag.Int("chaos.rounds", 0, "how often indexer is disturbed (200; 10 with -short)")
	seed   = flag.Uint64("chaos.seed", 0, "what the archives, commands and disturbances follow from (random)")
	keep   = flag.String("chaos.keep", "", "a folder for the archives and indexes of failures")
)

// bin is the folder of the program.
var bin string

// raced reports whether the race detector is at work, in the program, too.
var raced bool

func TestMain(m *testing.M) {
	flag.Parse()
	os.Exit(withProgram(m.Run))
}

func withProgram(run func() int) int {
	dir, err := os.MkdirTemp("", "reftel")
	if err != nil {
		panic(err)
	}
	defer os.RemoveAll(dir)
	bin = dir
	args := []string{"build", "-o", dir + string(filepath.Separator)}
	env := "CGO_ENABLED=0"
	if raced {
		args = append(args, "-race", "-ldflags", "-linkmode=external -extldflags=-static")
		env = "CGO_ENABLED=1"
	}
	cmd := exec.Command("go", append(args, "reftel/cmd/indexer")...)
	cmd.Stderr = os.Stderr
	cmd.Env = append(os.Environ(), env) // static: a failing call stops the dynamic loader
	if err := cmd.Run(); err != nil {
		panic(err)
	}
	return run()
}

// worldRounds is the number of rounds with one archive and index.
const worldRounds = 25

// TestChaos disturbs indexer at its work. A failure prints the seed, the operations
// so far and a command that repeats them; only the moments of signals differ.
func TestChaos(t *testing.T) {
	n := *rounds
	switch {
	case n > 0:
	case testing.Short():
		n = 5
	default:
		n = 200
	}
	if *seed == 0 {
		*seed = rand.Uint64()
	}
	t.Logf("-chaos.seed %d -chaos.rounds %d", *seed, n)
	if strace() == nil {
		t.Log("no failing system calls: strace is missing or not allowed")
	}
	for i := 0; i*worldRounds < n; i++ {
		t.Run(fmt.Sprintf("world%d", i), func(t *testing.T) {
			t.Parallel()
			w := newWorld(t, rand.New(rand.NewPCG(*seed, uint64(i))))
			w.rounds = n
			for w.round = 1; w.round <= min(worldRounds, n-i*worldRounds) && !t.Failed(); w.round++ {
				w.playRound()
			}
		})
	}
}

// A world is an archive, its index, and the model of it.
type world struct {
	t      *testing.T
	random *rand.Rand
	tree   *tree
	dir    string // of the index
	disk   disk
	// small reports whether the index is on the disk, which can be filled.
	small bool
	model model
	// published reports that there was an index.
	published bool
	// unread reports that files may not have been read in this round.
	unread bool
	// usual is the time that a command takes.
	usual time.Duration
	// round is the number of the round, of rounds in all worlds.
	round, rounds int
	log           []string
}

func newWorld(t *testing.T, random *rand.Rand) *world {
	home := t.TempDir()
	w := &world{t: t, random: random, model: newModel(), usual: 60 * time.Millisecond}
	var err error
	if w.tree, err = newTree(filepath.Join(home, "archive"), random); err != nil {
		t.Fatal(err)
	}
	place := filepath.Join(home, "disk")
	if random.IntN(3) == 0 {
		w.disk, w.small = newDisk(t, place)
	}
	w.dir = filepath.Join(place, "index")
	return w
}

func (w *world) logf(format string, args ...any) {
	line := fmt.Sprintf(format, args...)
	w.log = append(w.log, strings.ReplaceAll(line, filepath.Dir(w.tree.root)+"/", ""))
}

// failf ends the world, and says how it came to this.
func (w *world) failf(format string, args ...any) {
	w.t.Helper()
	if *keep != "" {
		to := filepath.Join(*keep, filepath.Base(w.t.Name()))
		for _, dir := range []string{w.tree.root, w.dir} {
			_ = os.CopyFS(filepath.Join(to, filepath.Base(dir)), os.DirFS(dir))
		}
	}
	w.t.Fatalf("round %d: %s\nrepeat with: go test ./cmd/internal/chaos -run '%s$' -chaos.seed %d -chaos.rounds %d\n%s",
		w.round, fmt.Sprintf(format, args...), w.t.Name(), *seed, w.rounds, strings.Join(w.log, "\n"))
}

// playRound is a round.
func (w *world) playRound() {
	w.logf("round %d", w.round)
	w.unread = false
	w.mutate(w.random.IntN(4))
	c := w.command()
	if c.kind != "watch" && w.random.IntN(4) == 0 {
		w.disturb(c) // and a second time below
	}
	w.model = w.disturb(c)
	w.again(c)
}

// disturb runs a command, disturbs it, and checks what it left. It returns the
// model of the command if it is done.
func (w *world) disturb(c command) model {
	d := newDisturbance(w.random, w.small)
	if c.kind == "watch" && w.random.IntN(2) == 0 {
		d = undisturbed
	}
	states := []model{w.model, w.expect(c)}
	w.unread = w.unread || d.fails
	old := w.hold()
	res, err := w.disturbed(c, d)
	if c.kind == "watch" {
		states = append(states, w.expect(c)) // the archive changed meanwhile
	}
	w.logf("  %s: %s: exit code %d in %v", c, d, res.code, res.took)
	if err == nil {
		err = checkStderr(res.stderr, d.fails)
	}
	if err == nil {
		err = checkCode(res, c, d)
	}
	if err != nil {
		w.failf("%s: %s: %v: %s", c, d, err, res.stderr)
	}
	if err := w.checkDisturbed(c, d, res, states); err != nil {
		w.failf("after %s: %s: exit code %d: %v\n%s", c, d, res.code, err, res.stderr)
	}
	if err := w.checkHeld(old); err != nil {
		w.failf("after %s: %s: a searcher that was open: %v", c, d, err)
	}
	return states[len(states)-1]
}

// A searcher that stays open, and what it found at first.
type openSearcher struct {
	*bleveindex.Searcher
	found holding
}

// hold opens the index now and then; else it returns nil.
func (w *world) hold() *openSearcher {
	if !w.published || w.random.IntN(5) > 0 {
		return nil
	}
	s, err := bleveindex.Open(w.dir)
	if err != nil {
		w.failf("%v", err)
	}
	found, err := holdingOf(s, w.known())
	if err != nil {
		w.failf("%v", err)
	}
	return &openSearcher{s, found}
}

// checkHeld checks that an open searcher finds what it found at first, and closes
// it.
func (w *world) checkHeld(s *openSearcher) error {
	if s == nil {
		return nil
	}
	found, err := holdingOf(s.Searcher, w.known())
	if err == nil && !reflect.DeepEqual(found, s.found) {
		err = errors.New("it finds something else than before")
	}
	return errors.Join(err, s.Close())
}

func (w *world) mutate(n int) {
	for range n {
		what, err := w.tree.mutate()
		if err != nil {
			w.failf("%s: %v", what, err)
		}
		if what != "" {
			w.logf("  %s", what)
		}
	}
}

// command draws a command; the first makes the index.
func (w *world) command() command {
	for {
		c := newCommand(w.random, w.tree, w.model)
		if w.published || c.kind == "update" || c.kind == "prune" || c.kind == "rebuild from" {
			return c
		}
	}
}

// expect returns the model after a command.
func (w *world) expect(c command) model {
	m := w.model.clone()
	c.effect(m)
	return m
}

// disturbed runs a command and disturbs it.
func (w *world) disturbed(c command, d disturbance) (result, error) {
	if d.room >= 0 {
		if err := w.disk.fill(d.room); err != nil {
			return result{}, err
		}
		defer w.disk.empty()
	}
	if c.kind == "watch" {
		return w.watch(c, d)
	}
	return run(d, w.usual, w.args(c)...)
}

func (w *world) args(c command) []string {
	return append([]string{"--index", w.dir, "--summary", "json"}, c.args...)
}

// known returns all texts by what they say.
func (w *world) known() map[string]*text {
	all := map[string]*text{}
	for _, list := range w.tree.mint.all {
		for _, x := range list {
			all[x.full()] = x
		}
	}
	return all
}

// checkDisturbed checks the index after a disturbed command. If the command says
// that it did all, it is the model's.
func (w *world) checkDisturbed(c command, d disturbance, res result, states []model) error {
	s, err := bleveindex.Open(w.dir)
	if err != nil {
		if !w.published && res.code != 0 && isUnpublished(err) {
			return nil
		}
		return err
	}
	w.published = true
	defer s.Close()
	if _, err := bleveindex.Verify(context.Background(), w.dir); err != nil {
		return err
	}
	got, err := holdingOf(s, w.known())
	if err != nil {
		return err
	}
	if res.code == 0 && c.writes && !d.fails {
		return checkExact(s, states[len(states)-1], w.known())
	}
	return checkBetween(got, states, c, w.unread)
}

// isUnpublished reports whether an error says that there is no index, or one that was
// about to be published for the first time.
func isUnpublished(err error) bool {
	var none *index.NoIndexError
	return errors.As(err, &none) || strings.Contains(err.Error(), "CURRENT is missing")
}

// again runs a command undisturbed and checks that the index is the model's.
func (w *world) again(c command) {
	res, err := run(undisturbed, 0, w.args(c)...)
	if err == nil {
		err = checkStderr(res.stderr, false)
	}
	refused := res.code == 2 && refusals.MatchString(res.stderr)
	if err == nil && res.code != 0 && !refused {
		err = fmt.Errorf("exit code %d", res.code)
	}
	if err == nil && c.writes && !refused {
		_, err = checkSummary(res.out)
	}
	if err != nil {
		w.failf("%s again: %v: %s%s", c, err, res.out, res.stderr)
	}
	if c.writes {
		w.usual = (3*w.usual + res.took) / 4
	}
	w.published = true
	c.purges = c.purges && !refused
	if err := w.checkIndex(c); err != nil {
		w.failf("after %s again: %v\n%s%s", c, err, res.out, res.stderr)
	}
}

// refusals is what a command says that is not to be done: the model decides whether
// that is right.
var refusals = regexp.MustCompile(`neither a cable nor a source|has lost all its files at once|would have \d+ cables? instead of`)

// checkIndex checks that the index is the model's and holds nothing else.
func (w *world) checkIndex(c command) error {
	if c.writes {
		if err := checkLeft(w.dir); err != nil {
			return err
		}
	}
	if _, err := bleveindex.Verify(context.Background(), w.dir); err != nil {
		return err
	}
	if err := w.compare(w.model); err != nil || !c.purges {
		return err
	}
	return w.checkPurged()
}

func (w *world) checkPurged() error {
	s, err := bleveindex.Open(w.dir)
	if err != nil {
		return err
	}
	return errors.Join(checkPurged(s, w.model), s.Close())
}

// compare compares the index with a model.
func (w *world) compare(m model) error {
	s, err := bleveindex.Open(w.dir)
	if err != nil {
		return err
	}
	return errors.Join(checkExact(s, m, w.known()), s.Close())
}
