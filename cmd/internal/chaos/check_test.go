//go:build linux

package chaos

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"

	"reftel/index"
	"reftel/index/bleveindex"
	"reftel/index/query"
)

// A holding is what an index has: the texts of each id, in the order in which it
// has them, and the path of the source of each.
type holding struct {
	texts   map[string][]*text
	sources map[*text]string
}

// all returns the texts of a holding.
func (h holding) all() map[*text]bool {
	all := map[*text]bool{}
	for _, list := range h.texts {
		for _, x := range list {
			all[x] = true
		}
	}
	return all
}

// holdingOf reads an index.
func holdingOf(s *bleveindex.Searcher, known map[string]*text) (holding, error) {
	h := holding{map[string][]*text{}, map[*text]string{}}
	ctx := context.Background()
	for hit, err := range s.All(ctx, index.Request{Sort: index.ByID, Limit: -1}) {
		if err != nil {
			return h, err
		}
		doc, err := s.Get(ctx, hit.ID)
		if err != nil {
			return h, err
		}
		if doc.ID != hit.ID || h.texts[hit.ID] != nil {
			return h, fmt.Errorf("%s is found twice, or is %s", hit.ID, doc.ID)
		}
		for _, one := range doc.Texts() {
			full := strings.TrimSpace(one.Record.Header + "\n\n" + one.Record.Body)
			x := known[full]
			if x == nil || x.id != hit.ID {
				return h, fmt.Errorf("%s has a text that is none of its own: %q", hit.ID, full)
			}
			h.texts[hit.ID] = append(h.texts[hit.ID], x)
			h.sources[x] = one.Record.Source.Path
		}
	}
	return h, nil
}

// checkExact compares an index with a model.
func checkExact(s *bleveindex.Searcher, m model, known map[string]*text) error {
	got, err := holdingOf(s, known)
	if err != nil {
		return err
	}
	want := byID(m.texts())
	var wrong []string
	ids := slices.Sorted(maps.Keys(union(want, got.texts)))
	for _, id := range ids {
		if !sameTexts(got.texts[id], want[id]) {
			wrong = append(wrong, fmt.Sprintf("%s has the texts %v, want %v", id, got.texts[id], want[id]))
		}
		for _, x := range got.texts[id] {
			// Where a folder stands in the place of a file, the text may be in it.
			in := func(path string) bool { return below(got.sources[x], path) }
			if holders := m.holders(x); len(holders) > 0 && !slices.ContainsFunc(holders, in) {
				wrong = append(wrong, fmt.Sprintf("%v is from %s, but it is in %v", x, got.sources[x], holders))
			}
		}
	}
	if len(wrong) > 0 {
		return errors.New(strings.Join(wrong, "\n"))
	}
	if err := checkFacets(s, want); err != nil {
		return err
	}
	return checkMarkers(s, m.texts(), known)
}

func union[V any](a, b map[string]V) map[string]V {
	all := maps.Clone(a)
	maps.Copy(all, b)
	return all
}

// sameTexts reports whether two lists have the same texts, and the same first.
func sameTexts(got, want []*text) bool {
	if len(got) != len(want) || len(got) > 0 && got[0] != want[0] {
		return false
	}
	for _, x := range want {
		if !slices.Contains(got, x) {
			return false
		}
	}
	return true
}

// checkFacets compares the counts of facets with those of the texts that are shown.
func checkFacets(s *bleveindex.Searcher, want map[string][]*text) error {
	counts := map[string]map[string]int{"tags": {}, "classification": {}, "year": {}, "month": {}, "origin": {}}
	for id, list := range want {
		shown := list[0]
		for _, tag := range shown.tags {
			counts["tags"][tag]++
		}
		counts["classification"][shown.class]++
		counts["year"][shown.date.Format("2006")]++
		counts["month"][shown.date.Format("2006-01")]++
		counts["origin"][strings.Trim(id, "0123456789")]++
	}
	req := index.Request{}
	for _, name := range slices.Sorted(maps.Keys(counts)) {
		req.Facets = append(req.Facets, index.FacetRequest{Name: name, Size: -1})
	}
	res, err := s.Search(context.Background(), req)
	if err != nil {
		return err
	}
	if res.Total != len(want) {
		return fmt.Errorf("the total is %d, want %d", res.Total, len(want))
	}
	for _, f := range res.Facets {
		got := map[string]int{}
		for _, v := range f.Values {
			got[v.Value] = v.Count
		}
		if !maps.Equal(got, counts[f.Name]) {
			return fmt.Errorf("the facet %s has the counts %v, want %v", f.Name, got, counts[f.Name])
		}
	}
	return nil
}

// checkMarkers looks for the words of all texts that there ever were: those of the
// index find their cable, the others nothing.
func checkMarkers(s *bleveindex.Searcher, in map[*text]bool, known map[string]*text) error {
	var wrong []string
	for _, x := range known {
		q, err := query.Parse("=" + x.marker)
		if err != nil {
			return err
		}
		res, err := s.Search(context.Background(), index.Request{Query: q, Limit: 2})
		if err != nil {
			return err
		}
		var got, want []string
		for _, hit := range res.Hits {
			got = append(got, hit.ID)
		}
		if in[x] {
			want = []string{x.id}
		}
		if !slices.Equal(got, want) {
			wrong = append(wrong, fmt.Sprintf("the word of %v finds %v, want %v", x, got, want))
		}
	}
	if len(wrong) > 0 {
		slices.Sort(wrong)
		return errors.New(strings.Join(wrong, "\n"))
	}
	return nil
}

// checkPurged checks that the files of an index hold no words of removed texts.
func checkPurged(s *bleveindex.Searcher, m model) error {
	in := map[string]bool{}
	for x := range m.texts() {
		in[x.marker] = true
	}
	for term := range s.Terms("text", markerPrefix) {
		if !in[term] {
			return fmt.Errorf("after a purge the index still has the word %s of a removed text", term)
		}
		delete(in, term)
	}
	if len(in) > 0 {
		return fmt.Errorf("the index lacks the words %v", slices.Sorted(maps.Keys(in)))
	}
	return nil
}

// checkBetween checks the index after a disturbed command: it may hold what one of
// the states held, and must hold what all held and keep.
func checkBetween(got holding, states []model, c command, unread bool) error {
	before, after := states[0], states[len(states)-1]
	in := got.all()
	if c.rebuilds {
		return checkRebuilt(in, before, after, unread && c.kind == "rebuild from")
	}
	may, first, last := map[*text]bool{}, before.texts(), after.texts()
	for _, m := range states {
		maps.Copy(may, m.texts())
	}
	var wrong []string
	for x := range in {
		if !may[x] {
			wrong = append(wrong, fmt.Sprintf("%v is in the index, but was neither there nor in the archive", x))
		}
	}
	replaced := map[string]bool{} // ids with a new text
	for x := range last {
		replaced[x.id] = replaced[x.id] || !first[x]
	}
	for x := range may {
		stays := !slices.ContainsFunc(states, func(m model) bool { return !m.texts()[x] })
		if !stays || in[x] || c.prunes && moved(x, states) {
			continue
		}
		if !replaced[x.id] || len(got.texts[x.id]) == 0 {
			wrong = append(wrong, fmt.Sprintf("%v is missing, but the command does not remove it", x))
		}
	}
	if len(wrong) > 0 {
		slices.Sort(wrong)
		return errors.New(strings.Join(wrong, "\n"))
	}
	return nil
}

// moved reports whether no file has a text in all states: if the file that has it
// last could not be read, it counts as removed.
func moved(x *text, states []model) bool {
	return !slices.ContainsFunc(states[0].holders(x), func(path string) bool {
		return !slices.ContainsFunc(states, func(m model) bool { return !slices.Contains(m.holders(x), path) })
	})
}

// checkRebuilt checks that a rebuild published all or nothing; if files were not
// read, it may have published less.
func checkRebuilt(in map[*text]bool, before, after model, unread bool) error {
	if maps.Equal(in, before.texts()) || maps.Equal(in, after.texts()) {
		return nil
	}
	for x := range in {
		if !unread || !after.texts()[x] {
			return fmt.Errorf("a rebuild left %d texts, there were %d before and should be %d", len(in), len(before.texts()), len(after.texts()))
		}
	}
	return nil
}

// checkLeft checks that a command left nothing in the index but what belongs there.
func checkLeft(dir string) error {
	current, err := os.ReadFile(filepath.Join(dir, "CURRENT"))
	if err != nil {
		return err
	}
	name := strings.TrimSpace(string(current))
	return filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		rel, _ := filepath.Rel(dir, path)
		old := filepath.Dir(rel) == "snapshots" && d.Name() != name
		if old || rel == "writer" || rel == "damaged" || rel == "LOCK.json" || strings.Contains(d.Name(), ".tmp") {
			return fmt.Errorf("%s is left behind", rel)
		}
		return nil
	})
}

// A summary is what a job says that it did.
type summary struct{ Records, Indexed, Unchanged, Replaced, Duplicate, Rejected int }

// checkSummary reads the summary of a job and checks its sum.
func checkSummary(out string) (summary, error) {
	var s summary
	if err := json.Unmarshal([]byte(out), &s); err != nil {
		return s, fmt.Errorf("%w: %q", err, out)
	}
	if s.Records != s.Indexed+s.Unchanged+s.Replaced+s.Duplicate+s.Rejected {
		return s, fmt.Errorf("the counts do not add up: %s", out)
	}
	return s, nil
}

// crash is what a program prints that crashes. failedRuntime is what the Go runtime
// prints if its own system calls fail.
var (
	crash         = regexp.MustCompile(`(?m)^(panic: |fatal error: |goroutine \d+ |SIG[A-Z]+: )|runtime error`)
	failedRuntime = regexp.MustCompile(`netpoll|fatal error: (failed to |runtime: cannot |.*out of memory)|cannot map pages|runtime: mmap: access denied|failed to create new OS thread`)
)

// checkStderr checks that a command did not crash, that all it prints is its own,
// and that it takes no failure for damage.
func checkStderr(stderr string, fails bool) error {
	switch {
	case fails && failedRuntime.MatchString(stderr):
		return nil
	case crash.MatchString(stderr):
		return errors.New("the command crashed")
	}
	for line := range strings.Lines(stderr) {
		if !strings.HasPrefix(line, "indexer: ") {
			return fmt.Errorf("the command printed %q", line)
		}
	}
	if strings.Contains(stderr, "run indexer --rebuild") {
		return errors.New("the command advises a rebuild, but the index is not damaged")
	}
	return nil
}

// checkCode checks how a command ended.
func checkCode(res result, c command, d disturbance) error {
	signalled := len(d.signals) > 0 || c.kind == "watch"
	// A command that can't write can't say so either.
	excused := d.fails && (failedRuntime.MatchString(res.stderr) || strings.Contains(d.String(), "trace=write"))
	switch {
	case res.code == 0 && c.kind != "watch",
		res.code == 2 && (excused || strings.Contains(res.stderr, "indexer: error: ")),
		res.code == 130 && signalled,
		res.code == -1 && (excused || signalled):
		return nil
	}
	return fmt.Errorf("exit code %d", res.code)
}
