package cli

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"syscall"
	"testing"
)

var (
	diskFull = regexp.MustCompile(`(?i)no space left|disk (is )?full`)
	estimate = regexp.MustCompile(`about [0-9.,]+ [KMG]?B`)
)

// TestFullDisk fills a small disk with an index. That is an error, and what was
// published before stays as it was; where there is room again, the same command
// makes the index that it makes undisturbed.
func TestFullDisk(t *testing.T) {
	needTime(t)
	dir := t.TempDir()
	few, many := wordyCables(t, 0, 50), wordyCables(t, 50, sized(1250))
	calm := filepath.Join(dir, "calm")
	runIndexer(t, calm, few)
	before := everything(t, calm)
	runIndexer(t, calm, many)
	after := everything(t, calm)

	disk := filepath.Join(dir, "disk")
	mountSmall(t, disk, strconv.Itoa(sized(4096))+"k")
	index := filepath.Join(disk, "index")
	runIndexer(t, index, few)
	ballast := filepath.Join(disk, "ballast")
	for _, args := range [][]string{{many}, {"--rebuild", few, many}, {many}} {
		_, stderr, code := command(t, "", "indexer", append([]string{"--index", index, "--quiet"}, args...)...)
		checkFull(t, stderr, code)
		if got := everything(t, index); got != before {
			t.Errorf("on the full disk the index differs:\n%.2000s\nwant\n%.2000s", got, before)
		}
		fillUp(t, ballast) // from the second job on there is no room at all
	}
	if err := os.Remove(ballast); err != nil {
		t.Fatal(err)
	}
	if err := syscall.Mount("", disk, "", syscall.MS_REMOUNT, "size=256m"); err != nil {
		t.Fatal(err)
	}
	runIndexer(t, index, many)
	if got := everything(t, index); got != after {
		t.Errorf("with room again, the index differs:\n%.2000s\nwant\n%.2000s", got, after)
	}
}

// checkFull checks what a job says that found the disk full. If it says how
// much is needed, that is a number.
func checkFull(t *testing.T, stderr string, code int) {
	t.Helper()
	guess := strings.Contains(stderr, "about")
	if code != Trouble || !diskFull.MatchString(stderr) || guess && !estimate.MatchString(stderr) {
		t.Errorf("exit code %d: %s", code, stderr)
	}
}

// mountSmall mounts a file system of so much memory.
func mountSmall(t *testing.T, dir, size string) {
	t.Helper()
	if err := os.Mkdir(dir, 0o700); err != nil {
		t.Fatal(err)
	}
	if err := syscall.Mount("tmpfs", dir, "tmpfs", 0, "mode=0700,size="+size); err != nil {
		t.Skip("mounting is refused here: ", err)
	}
	t.Cleanup(func() {
		if err := syscall.Unmount(dir, syscall.MNT_DETACH); err != nil {
			t.Error(err)
		}
	})
}

// fillUp writes a file that leaves no room on its disk.
func fillUp(t *testing.T, path string) {
	t.Helper()
	f, err := os.Create(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if n, err := io.Copy(f, zeros{}); err == nil {
		t.Fatalf("the disk is not full after %d bytes", n)
	}
}

// zeros is a reader of them.
type zeros struct{}

func (zeros) Read(p []byte) (int, error) { return len(p), nil }

// wordyCables writes an archive of cables of 7 kB that pack badly, and returns its path.
func wordyCables(t *testing.T, from, until int) string {
	t.Helper()
	return cablesOf(t, "wordy", from, until, words)
}

// cablesOf writes an archive of cables of some words, and returns its path.
func cablesOf(t *testing.T, name string, from, until int, words func(*rand.Rand, int) string) string {
	t.Helper()
	f, err := os.Create(filepath.Join(t.TempDir(), fmt.Sprintf("%s%d.jsonl", name, from)))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	out := bufio.NewWriter(f)
	enc := json.NewEncoder(out)
	for i := from; i < until; i++ {
		random := rand.New(rand.NewPCG(uint64(i), 1974))
		text := fmt.Sprintf("UNCLAS PARIS %06d\n\nTAGS: EWWT, FR\nSUBJECT: HARBOUR LOG %d\n", i, i)
		for n := 1; n <= 8; n++ {
			text += fmt.Sprintf("\n%d. (U) %s.\n", n, words(random, 150))
		}
		if err := enc.Encode(map[string]string{"id": fmt.Sprintf("08PARIS%d", i), "text": text}); err != nil {
			t.Fatal(err)
		}
	}
	if err := out.Flush(); err != nil {
		t.Fatal(err)
	}
	return f.Name()
}

// words are n of twenty thousand that no dictionary has.
func words(random *rand.Rand, n int) string {
	return join(n, func() int64 { return 1_000_000 + 37*random.Int64N(20_000) })
}

// rareWords are n that hardly occur twice.
func rareWords(random *rand.Rand, n int) string {
	return join(n, func() int64 { return 1_000_000 + random.Int64N(1<<36) })
}

// join returns n words that numbers make.
func join(n int, number func() int64) string {
	list := make([]string, n)
	for i := range list {
		list[i] = strconv.FormatInt(number(), 36) + "a"
	}
	return strings.Join(list, " ")
}

// TestRoomNeeded: how much more room a job says that it needs on a full disk is right
// within a factor of 1.5: with 1.5 times as much it succeeds, with 1/1.5 of it it does
// not.
func TestRoomNeeded(t *testing.T) {
	if testing.Short() {
		t.Skip("takes a minute")
	}
	dir := t.TempDir()
	first, more := wordyCables(t, 0, 1000), wordyCables(t, 1000, 1800)
	rare := cablesOf(t, "rare", 0, 1000, rareWords)
	index := filepath.Join(dir, "index")
	runIndexer(t, index, first)
	for _, test := range []struct {
		name string
		base string // the index that is there
		args []string
		room int // MB
	}{
		{"first job, early", "", []string{first}, 1},
		{"first job, late", "", []string{first}, 4},
		{"words that occur once", "", []string{rare}, 8},
		{"merging", "", []string{"--memory", "256M", "--jobs", "16", first}, 8},
		{"update", index, []string{more}, 10},
		{"rebuild", index, []string{"--rebuild", first}, 11},
		{"rebuild from itself", index, []string{"--rebuild"}, 11},
	} {
		t.Run(test.name, func(t *testing.T) {
			// try runs the job with so many bytes of room.
			try := func(size int) (need int, full bool) {
				disk := filepath.Join(t.TempDir(), "disk")
				mountSmall(t, disk, strconv.Itoa(size>>10)+"k")
				own := filepath.Join(disk, "index")
				if test.base != "" {
					if err := os.CopyFS(own, os.DirFS(test.base)); err != nil {
						t.Fatal(err)
					}
				}
				_, stderr, code := command(t, "", "indexer", append([]string{"--index", own, "--quiet"}, test.args...)...)
				if code == Done {
					return 0, false
				}
				checkFull(t, stderr, code)
				_, _ = fmt.Sscanf(estimate.FindString(stderr), "about %d MB", &need)
				return need * 1_000_000, true
			}
			// What the engine merges, and when, differs from run to run.
			var wrong string
			for range 3 {
				if wrong = checkRoom(test.room<<20, try); wrong == "" {
					return
				}
			}
			t.Error(wrong)
		})
	}
}

// checkRoom returns how the room that a job says it needs differs from what it needs, ""
// if it is right within a factor of 1.5.
func checkRoom(room int, try func(size int) (need int, full bool)) string {
	need, full := try(room)
	if !full || need == 0 {
		return fmt.Sprintf("full: %v, with %d bytes more needed", full, need)
	}
	if _, full := try(room + need*3/2); full {
		return fmt.Sprintf("%d bytes more are not enough, 1.5 times what was said", need*3/2)
	}
	if _, full := try(room + need*2/3); !full {
		return fmt.Sprintf("%d bytes more are enough, where 1.5 times as much was said", need*2/3)
	}
	return ""
}
