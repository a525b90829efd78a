package cli

import (
	"encoding/json"
	"fmt"
	"io/fs"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"reftel/index/opensearch/testnode"
)

// A place is an index with all that commands keep beside it.
type place struct {
	name  string // for --index
	state string // folder of saved searches
	env   []string
}

// run runs a command in a folder.
func (p place) run(t *testing.T, dir, stdin string, args ...string) answer {
	t.Helper()
	var a answer
	cmd := exec.Command(filepath.Join(bin, args[0]), args[1:]...)
	var out, stderr strings.Builder
	cmd.Dir, cmd.Stdin, cmd.Stdout, cmd.Stderr = dir, strings.NewReader(stdin), &out, &stderr
	cmd.Env = append(os.Environ(), "REFTEL_INDEX="+p.name, "XDG_STATE_HOME="+p.state, "XDG_CONFIG_HOME="+p.state, "COLUMNS=80")
	cmd.Env = append(cmd.Env, p.env...)
	a.err = cmd.Run()
	a.out, a.stderr, a.code = out.String(), stderr.String(), cmd.ProcessState.ExitCode()
	return a
}

// An answer is what a command printed, and its exit code.
type answer struct {
	out, stderr string
	code        int
	err         error
}

// clusters counts the indexes on the cluster of the tests.
var clusters atomic.Int64

// onCluster returns the URL of an index that does not exist yet, on the node of the tests.
// It is deleted in the end.
func onCluster(t *testing.T) string {
	t.Helper()
	node := testnode.Shared(t).Nodes[0].URL
	name := fmt.Sprintf("cli-%d-%d", os.Getpid(), clusters.Add(1))
	t.Cleanup(func() {
		req, err := http.NewRequest("DELETE", node+"/"+name+"-*", nil)
		if err != nil {
			t.Fatal(err)
		}
		res, err := http.DefaultClient.Do(req)
		if err != nil {
			t.Fatal(err)
		}
		res.Body.Close()
	})
	return node + "/" + name
}

// twins are an index in a folder and one on a cluster, to which the same is done.
type twins struct {
	folder, cluster place
	home            string // with the archives
	purged          bool   // from then on the snapshots have other names: a purge makes none on a cluster
}

func newTwins(t *testing.T) *twins {
	t.Helper()
	w := &twins{home: t.TempDir()}
	w.cluster = place{name: onCluster(t), state: t.TempDir()}
	w.folder = place{name: filepath.Join(t.TempDir(), "index"), state: t.TempDir()}
	return w
}

// both runs a command on both, and requires the same answer. It returns that of the
// cluster.
func (w *twins) both(t *testing.T, stdin, line string) answer {
	t.Helper()
	args := shellWords(line)
	want, got := w.folder.run(t, w.home, stdin, args...), w.cluster.run(t, w.home, stdin, args...)
	if want.code != got.code {
		t.Errorf("%s: exit code %d, in a folder %d: %s%s", line, got.code, want.code, got.stderr, want.stderr)
	}
	w.purged = w.purged || slices.Contains(args, "--purge")
	if w.purged {
		want.out, got.out = snapshotName.ReplaceAllString(want.out, "snapshot"), snapshotName.ReplaceAllString(got.out, "snapshot")
	}
	ranked := args[0] == "search" && !strings.Contains(line, "--sort") && !strings.Contains(line, " show ")
	if diff := cmp.Diff(comparable(want.out, w.folder, ranked), comparable(got.out, w.cluster, ranked)); diff != "" {
		t.Errorf("%s: (-folder +cluster)\n%s", line, diff)
	}
	if diff := cmp.Diff(comparable(want.stderr, w.folder, false), comparable(got.stderr, w.cluster, false)); diff != "" {
		t.Errorf("%s: stderr (-folder +cluster)\n%s", line, diff)
	}
	return got
}

// shellWords splits a line at blanks that are not in single quotes.
func shellWords(line string) (words []string) {
	for _, word := range regexp.MustCompile(`(?:'[^']*'|[^' ])+`).FindAllString(line, -1) {
		words = append(words, strings.ReplaceAll(word, "'", ""))
	}
	return words
}

// differences are what may differ between the two: times, sizes, versions and scores.
var differences = []struct {
	text *regexp.Regexp
	as   string
}{
	{regexp.MustCompile(`"(took_ms|seconds|score)":[0-9.e+-]+`), `"$1":0`},
	{regexp.MustCompile(`"(made)":"[^"]*"`), `"$1":""`},
	{regexp.MustCompile(`"size":[0-9]+,"segments":[0-9]+|"bytes":[0-9]+,"segments":[0-9]+`), `"size":0`},
	{regexp.MustCompile(`"version":"[^"]*"`), `"version":""`},
	{regexp.MustCompile(`in [0-9.]+ s`), `in 0 s`},
	{regexp.MustCompile(`(?m)^(size|version) .*$`), `$1`},
	{regexp.MustCompile(`, made .*`), ``},
}

var snapshotName = regexp.MustCompile(`snapshot(":"| )[0-9]+`)

// comparable returns what is to be the same of an output. The order of lines and of what JSON lists
// is not, if it is by relevance.
func comparable(out string, p place, ranked bool) string {
	out = strings.ReplaceAll(out, p.name, "INDEX")
	for _, d := range differences {
		out = d.text.ReplaceAllString(out, d.as)
	}
	if !ranked {
		return out
	}
	lines := strings.Split(out, "\n")
	for i, line := range lines {
		lines[i] = sortedJSON(line)
	}
	slices.Sort(lines)
	return strings.Join(lines, "\n")
}

// sortedJSON returns a line of JSON with its hits in the order of their ids, without the
// place where the next begin, and with the number of the best other hits, and any other
// line as it is.
func sortedJSON(line string) string {
	var object map[string]any
	if json.Unmarshal([]byte(line), &object) != nil {
		return line
	}
	delete(object, "next")
	if also, ok := object["also"].([]any); ok {
		object["also"] = len(also)
	}
	list, _ := object["hits"].([]any)
	slices.SortFunc(list, func(a, b any) int {
		return strings.Compare(fmt.Sprint(a.(map[string]any)["id"]), fmt.Sprint(b.(map[string]any)["id"]))
	})
	data, err := json.Marshal(object)
	if err != nil {
		return line
	}
	return string(data)
}

// suvaCable returns a cable of Suva.
func suvaCable(number int, tags, subject, text string) string {
	return fmt.Sprintf("R 110915Z FEB 08\nFM AMEMBASSY SUVA\nTO SECSTATE WASHDC\n\nC O N F I D E N T I A L SUVA %06d\n\nE.O. 12958: DECL: 02/11/2018\nTAGS: %s\nSUBJECT: %s\n\n1. (C) %s\n\nMARLOW\n", number, tags, subject, text)
}

// questions are commands whose answers are compared, each with some of what search can do.
// All hits are requested where their order may differ.
var questions = []string{
	// Words, phrases and operators.
	`search -n 0 munitions`,
	`search -n 0 --snippets 3 'munitions class:>=C date:..1999'`,
	`search -n 0 --sort date '"cluster munitions" -oslo'`,
	`search -n 0 --sort -date 'munition* OR wom?n OR *tion'`,
	`search -n 0 --sort id '/mine(s|d|field)/ OR kaddafi~2'`,
	`search -n 0 --sort id 'nuclear NEAR/9 iran OR cluster ADJ/2 munitions'`,
	`search -n 0 --sort id 'unexploded NEAR/9 munitions NEAR/20 orange'`,
	`search -n 0 --sort id '"unexploded munitions the size"~3'`,
	`search -n 0 --sort id 'para:(mark:>=C munitions) OR -para:(government minister)'`,
	`search -n 0 --sort id 'tags:"arms control" from:geneva'`,
	`search -n 0 --sort id 'has:ref missing:summary'`,
	`search -n 0 --sort id 'problem:* (body:minister OR subject:munitions)'`,
	`search -n 0 --sort id 'refby:09STATE15113'`,
	`search -n 0 --sort id 75GENEVA12412`,
	`search -n 0 --explain 'ceasefire OR DPRK'`,
	`search -f ids --sort id 'MFA OR GOE'`,
	`search --sort id --explain 'colour NEAR/3 harbour'`,
	// Orders, places, counts and forms.
	`search -c munitions`,
	`search -c '*'`,
	`search -n 3 --offset 2 --sort date '*'`,
	`search -n 0 -f list --sort -date munitions`,
	`search -n 4 -f json --sort date --snippets 1 munitions`,
	`search -n 0 -f json munitions`,
	`search -f ids --sort id '*'`,
	`search -f ids '*'`,
	`search -f jsonl --sort id munitions`,
	`search -f jsonl --sort date --fields id,date,tags,body munitions`,
	`search -f csv --sort date --fields id,date,subject,tags,refs '*'`,
	`search -f tsv --sort -date 'class:S'`,
	`search -f bibtex --sort id munitions`,
	`search -f csl --sort id munitions`,
	`search -n 0 --queries queries.txt --sort id`,
	`search -c --queries queries.txt`,
	`search -f jsonl --queries queries.txt --sort id`,
	`search -n 0 --like 75GENEVA12412 -c`,
	// Facets, timelines and tables.
	`search -n 0 --sort id --facet all:0 '*'`,
	`search -n 0 -f json --sort id --facet all:0 munitions`,
	`search -n 0 --sort id --facet tags:5 --facet year --filter classification=SECRET,CONFIDENTIAL '*'`,
	`search --sort id --facet tags --filter tags=PARM`,
	`search --sort id --timeline month munitions`,
	`search --sort id --timeline year '*'`,
	`search --sort id -f json --timeline day munitions`,
	`search --sort id --facet classification --by year '*'`,
	`search --sort id --facet tags:4 --by origin:3 munitions`,
	// Hints, and what there is where little is found.
	`search munitoins`,
	`search -f json munitoins`,
	`search 'munitions class:>=C date:..1999'`,
	`search -n 0 -f json 'tags:PARN munitions'`,
	`search zyxgarble`,
	`search 'zyxgarble munitions'`,
	`search 'from:atlantis'`,
	`search '(munitions'`,
	// Cables.
	`search show 75GENEVA12412 09STATE15113`,
	`search show '1975 Geneva 12412' --format json`,
	`search show 89NDJAMENA7719 --raw`,
	`search show 89NDJAMENA7719 --para 2-3 --highlight 'munitions'`,
	`search show 89NDJAMENA7719 --cite chicago`,
	`search show 89NDJAMENA7719 --cite bibtex`,
	`search show 89NDJAMENA7719 --cite csl`,
	`search show 08SUVA9901 --versions`,
	`search show 08SUVA9901 --versions --raw --format json`,
	`search show 09SUVA99999`,
	// The dictionaries, the index and completion.
	`search names Gaddafi`,
	`search names minister -f json`,
	`search names Zyxgarble`,
	`search tags nuclear`,
	`search tags`,
	`search tags PARM -f json`,
	`search facets`,
	`search info`,
	`search info --format json`,
	`search analyze 'Munitions, cease-fire'`,
	`search completion words show 75GEN`,
	`search completion words tags:PA`,
	`search completion words --filter classification=`,
	`search completion words muni`,
	`indexer --verify`,
	`indexer --verify --summary json`,
}

// TestClusterLikeFolder does all that the commands can do to an index in a folder and to one
// on a cluster, and compares what they print.
func TestClusterLikeFolder(t *testing.T) {
	t.Parallel()
	w := newTwins(t)
	if err := os.CopyFS(filepath.Join(w.home, "cables"), os.DirFS(filepath.Join(root, "corpus", "sample", "cables"))); err != nil {
		t.Fatal(err)
	}
	w.age(t)
	put(t, filepath.Join(w.home, "queries.txt"), "munitions\nzyxgarble\nminister NEAR/5 foreign\n")
	cable := func(name, text string) {
		put(t, filepath.Join(w.home, "cables", name), text)
		w.age(t)
	}
	cable("full.txt", suvaCable(9901, "EWWT, FJ", "HARBOUR TENDER", "The harbour tender has drawn four bidders, one of whom owns no dredger.\n\n2. (C) Two of them left."))
	cable("cut.txt", suvaCable(9901, "PHUM, FJ", "HARBOUR TENDER", "A walrus sat on the quay."))
	w.both(t, "", `search '*'`)
	w.both(t, "", `indexer --dry-run cables`)
	w.both(t, "", `indexer cables`)
	for _, line := range questions {
		w.both(t, "", line)
	}
	w.both(t, "08SUVA9901\n75GENEVA12412\n", `search show -`)
	t.Run("saved", func(t *testing.T) { w.savedSearches(t, cable) })
	t.Run("update", func(t *testing.T) { w.updates(t, cable) })
	t.Run("removal", w.removal)
	t.Run("after", w.pages)
}

// age makes the files of the archive an hour older: what changed just now may change again
// without another time, and is read again by the next job.
func (w *twins) age(t *testing.T) {
	t.Helper()
	err := filepath.WalkDir(filepath.Join(w.home, "cables"), func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		info, err := d.Info()
		if err != nil || time.Since(info.ModTime()) > time.Minute {
			return err
		}
		at := time.Now().Add(-time.Hour)
		return os.Chtimes(path, at, at)
	})
	if err != nil {
		t.Fatal(err)
	}
}

// savedSearches saves a search, adds a cable, and asks what is new.
func (w *twins) savedSearches(t *testing.T, cable func(name, text string)) {
	w.both(t, "", `search --save harbour --sort id 'harbour tender'`)
	w.both(t, "", `search --sort id @harbour --new`)
	cable("later.txt", suvaCable(9902, "EWWT, FJ", "HARBOUR TENDER AGAIN", "The harbour has its dredger."))
	w.both(t, "", `indexer --summary json cables`)
	w.both(t, "", `search --sort id @harbour --new`)
	w.both(t, "", `search --sort id @harbour --new`)
	w.both(t, "", `search --sort id @harbour`)
}

// updates replaces cables, adds some and rejects one.
func (w *twins) updates(t *testing.T, cable func(name, text string)) {
	w.both(t, "", `indexer --summary json cables`)
	cable("later.txt", suvaCable(9902, "EWWT, FJ", "HARBOUR TENDER AGAIN", "The harbour has no dredger and no walrus."))
	cable("empty.txt", "")
	w.both(t, "", `indexer --jobs 1 --memory 256M --rejects rejects.jsonl cables`)
	w.both(t, "", `search --sort id -f json walrus`)
	w.both(t, someCables(0, 30), `indexer -`)
	w.both(t, someCables(0, 30), `indexer --summary json -`)
	w.both(t, "", `search -n 0 -f list --sort id 'harbour calm'`)
	w.both(t, "", `indexer --rebuild --summary json`)
	w.both(t, "", `search -n 0 -f json --sort id --facet all:0 '*'`)
	w.both(t, "", `search info`)
	w.both(t, "", `indexer --rebuild cables`)
	w.both(t, "", `indexer --rebuild --accept-loss cables`)
	w.both(t, "", `search -n 0 -f json --sort id --facet all:0 '*'`)
	w.both(t, "", `indexer --verify`)
}

// removal prunes and removes cables, of which some are unknown.
func (w *twins) removal(t *testing.T) {
	if err := os.Remove(filepath.Join(w.home, "cables", "later.txt")); err != nil {
		t.Fatal(err)
	}
	for _, line := range []string{
		`indexer cables`, `search -c harbour`,
		`indexer --prune cables`, `search -c harbour`, `search show 08SUVA9902`,
		`indexer --remove 1975GENEVA012412`, `search show 75GENEVA12412`, `indexer cables`, `search -c '*'`,
		`indexer --remove 08SUVA12345 --remove cables/full.txt --remove elsewhere`, `search show 08SUVA9901`,
		`indexer --remove 08SUVA12345`,
		`indexer --remove 89NDJAMENA7719 --purge --summary json`, `indexer --purge`, `indexer --verify`,
		`search -n 0 -f json --sort id --facet all:0 '*'`,
	} {
		w.both(t, "", line)
	}
	if err := os.Rename(filepath.Join(w.home, "cables"), filepath.Join(w.home, "away")); err != nil {
		t.Fatal(err)
	}
	if err := os.Mkdir(filepath.Join(w.home, "cables"), 0o700); err != nil {
		t.Fatal(err)
	}
	w.both(t, "", `indexer --prune cables`)
	w.both(t, "", `search -c '*'`)
	w.both(t, "", `indexer --prune=all cables`)
	w.both(t, "", `search -c '*'`)
	if err := os.Rename(filepath.Join(w.home, "away"), filepath.Join(w.home, "cables", "back")); err != nil {
		t.Fatal(err)
	}
	w.both(t, "", `indexer --accept-loss cables`)
	w.both(t, "", `indexer cables`)
}

// pages reads the hits of a search page by page, each from the place that the page before
// names.
func (w *twins) pages(t *testing.T) {
	for _, order := range []string{"relevance", "date", "-date", "id"} {
		var ids []string
		next := ""
		for len(ids) < 1000 {
			line := `search -n 7 -f json --facet year --sort ` + order + ` 'minister OR government'`
			if next != "" {
				line += ` --after ` + next
			}
			a := w.cluster.run(t, w.home, "", shellWords(line)...)
			if order != "relevance" {
				w.both(t, "", line)
			}
			var page struct {
				Hits []struct{ ID string }
				Next string
			}
			if err := json.Unmarshal([]byte(a.out), &page); err != nil {
				t.Fatalf("%s: %v: %s%s", line, err, a.out, a.stderr)
			}
			for _, hit := range page.Hits {
				ids = append(ids, hit.ID)
			}
			if next = page.Next; next == "" {
				break
			}
		}
		all := w.cluster.run(t, w.home, "", "search", "-n", "0", "-f", "ids", "--sort", order, "minister OR government")
		if got := strings.Join(ids, "\n") + "\n"; got != all.out {
			t.Errorf("--sort %s: the pages have\n%s\nwant\n%s", order, got, all.out)
		}
	}
}
