package bleveindex

import (
	"fmt"
	"reflect"
	"slices"
	"testing"

	"github.com/blevesearch/bleve/v2/index/scorch/mergeplan"

	"reftel/corpus"
	contract "reftel/index"
)

// segmentsFor returns a writer of a new index to which so many segments of a cable each were
// added. They are merged meanwhile if merge is set.
func segmentsFor(t *testing.T, n int, merge bool) *Writer {
	t.Helper()
	w, err := OpenWriter(t.TempDir(), contract.WriterOptions{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = w.Close() })
	for i := range n {
		if !merge {
			w.planned = w.inFlight.segments()
		}
		record := corpus.Record{ID: fmt.Sprintf("08PARIS%d", i+1), Body: "UNCLAS PARIS 000001\n\nSUBJECT: HARBOUR LOG\n\n1. (U) Calm.\n"}
		if err := w.Add(t.Context(), contract.Documents(record)); err != nil {
			t.Fatal(err)
		}
		if err := w.settle(t.Context(), -1); err != nil {
			t.Fatal(err)
		}
	}
	return w
}

// A planned is a segment that a plan merges, with so many cables.
type planned struct{ id, cables int }

func (s planned) Id() uint64          { return uint64(s.id) }
func (s planned) FullSize() int64     { return int64(s.cables) }
func (s planned) LiveSize() int64     { return int64(s.cables) }
func (s planned) HasVector() bool     { return false }
func (s planned) LiveFileSize() int64 { return int64(s.cables) }
func (s planned) FileSize() int64     { return int64(s.cables) }

// merges returns the numbers of cables of the segments that each merge of a plan merges, from
// the fewest on.
func merges(t *testing.T, plan mergeplan.MergePlanOptions, cables []int) (list [][]int) {
	t.Helper()
	var segments []mergeplan.Segment
	for i, n := range cables {
		segments = append(segments, planned{i, n})
	}
	p, err := mergeplan.Plan(segments, &plan)
	if err != nil {
		t.Fatal(err)
	}
	for _, task := range p.Tasks {
		var merged []int
		for _, s := range task.Segments {
			merged = append(merged, int(s.LiveSize()))
		}
		slices.Sort(merged)
		list = append(list, merged)
	}
	return list
}

// several returns n times a number.
func several(n, number int) []int { return slices.Repeat([]int{number}, n) }

func TestPlans(t *testing.T) {
	t.Parallel()
	s := sizesFor(contract.WriterOptions{})
	beside := func(cables []int) (mergeplan.MergePlanOptions, bool) { return s.besidePlan(cables) }
	end := func(cables []int) (mergeplan.MergePlanOptions, bool) {
		all := 0
		for _, n := range cables {
			all += n
		}
		return s.largePlan(cables, len(cables), all)
	}
	for _, test := range []struct {
		name   string
		plan   func(cables []int) (mergeplan.MergePlanOptions, bool)
		cables []int // from the fewest on
		more   []int // added before the engine plans
		want   [][]int
	}{
		{name: "few segments beside", plan: beside, cables: several(jobWidth-1, 3300)},
		{name: "enough segments beside", plan: beside, cables: several(jobWidth, 3300), want: [][]int{several(jobWidth, 3300)}},
		{name: "segments made meanwhile", plan: beside, cables: several(jobWidth, 3300), more: several(5, 3400), want: [][]int{several(jobWidth, 3300)}},
		{name: "a large segment beside", plan: beside, cables: append(several(jobWidth-1, 3300), 53000)},
		{name: "large segments are left", plan: beside, cables: append(several(jobWidth, 3300), several(4, 53000)...), want: [][]int{several(jobWidth, 3300)}},
		{
			name: "small segments of the index", plan: beside, cables: append(several(10, 1), several(24, 3300)...),
			want: [][]int{append(several(10, 1), several(22, 3300)...)},
		},
		{name: "a segment that grows", plan: end, cables: []int{1, 9000}},
		{name: "one segment", plan: end, cables: []int{3300}},
		{name: "small segments at the end", plan: end, cables: append(several(13, 3300), several(4, 53000)...), want: [][]int{several(13, 3300)}},
		{name: "even segments at the end", plan: end, cables: several(enough, 13000)},
		{name: "even small segments at the end", plan: end, cables: several(enough, 3300), want: [][]int{several(enough, 3300)}},
		{
			name: "many segments at the end", plan: end, cables: append(several(60, 3300), several(4, 53000)...),
			want: [][]int{several(30, 3300), several(30, 3300)},
		},
		{name: "many large segments at the end", plan: end, cables: several(12, 53000), want: [][]int{several(8, 53000)}},
	} {
		t.Run(test.name, func(t *testing.T) {
			plan, ok := test.plan(test.cables)
			if ok != (test.want != nil) {
				t.Fatalf("something to merge: %v, want %v", ok, !ok)
			}
			if !ok {
				return
			}
			if got := merges(t, plan, append(test.cables, test.more...)); !reflect.DeepEqual(got, test.want) {
				t.Errorf("merges %v, want %v", got, test.want)
			}
		})
	}
}

// shape returns the files of the segments and the number of cables in them.
func shape(w *Writer) (segments []string, cables int, err error) {
	defer w.dropReader()
	leaves, err := w.leaves()
	return filesOf(leaves), cablesIn(leaves), err
}

// checkShape requires that the writer has few segments with so many cables, and that these
// are what is published.
func checkShape(t *testing.T, w *Writer, cables int) {
	t.Helper()
	segments, got, err := shape(w)
	if err != nil || len(segments) > enough || got != cables {
		t.Errorf("%d segments with %d cables, error %v; want %d at most with %d", len(segments), got, err, enough, cables)
	}
	name, err := w.readCurrent()
	if err != nil {
		t.Fatal(err)
	}
	m, err := w.readManifest(name)
	if err != nil || len(m.Segments) != len(segments) || m.Cables != cables {
		t.Errorf("published are %d segments with %d cables, error %v; want %d with %d", len(m.Segments), m.Cables, err, len(segments), cables)
	}
}

// TestMergeBeside: segments are merged while a job adds documents.
func TestMergeBeside(t *testing.T) {
	t.Parallel()
	const segments = 3*jobWidth + 1
	w := segmentsFor(t, segments, true)
	if err := w.waitMerging(t.Context()); err != nil {
		t.Fatal(err)
	}
	left, cables, err := shape(w)
	if err != nil || len(left) > 2*jobWidth || cables != segments {
		t.Errorf("%d segments with %d cables are left of %d, error %v", len(left), cables, segments, err)
	}
	if _, err := w.Commit(t.Context()); err != nil {
		t.Fatal(err)
	}
	compactAndCommit(t, w)
	checkShape(t, w, segments)
}

// TestCompactAfterMerge: what was merged beside the job after the last commit is published,
// even if Compact itself has nothing to merge.
func TestCompactAfterMerge(t *testing.T) {
	t.Parallel()
	const segments = jobWidth + 1
	w := segmentsFor(t, segments, false)
	if _, err := w.Commit(t.Context()); err != nil {
		t.Fatal(err)
	}
	if err := w.mergeBeside(); err != nil {
		t.Fatal(err)
	}
	if err := w.waitMerging(t.Context()); err != nil {
		t.Fatal(err)
	}
	if left, _, err := shape(w); err != nil || len(left) > enough {
		t.Fatalf("%d segments are left, error %v", len(left), err)
	}
	if !compactAndCommit(t, w) {
		t.Error("Compact reports no change")
	}
	checkShape(t, w, segments)
	if compactAndCommit(t, w) {
		t.Error("Compact reports a change again")
	}
}

// compactAndCommit compacts the index, commits if that changed it, and reports whether it
// did.
func compactAndCommit(t *testing.T, w *Writer) bool {
	t.Helper()
	changed, err := w.Compact(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if changed {
		if _, err := w.Commit(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	return changed
}

// TestCompactWithoutChanges: a job that finds nothing new publishes what it merges, and then
// has nothing to merge.
func TestCompactWithoutChanges(t *testing.T) {
	t.Parallel()
	const segments = 2 * enough
	w := segmentsFor(t, segments, false)
	if _, err := w.Commit(t.Context()); err != nil {
		t.Fatal(err)
	}
	for _, want := range []bool{true, false} {
		if err := w.Close(); err != nil {
			t.Fatal(err)
		}
		w.waitClosed()
		again, err := OpenWriter(w.dir, contract.WriterOptions{})
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { _ = again.Close() })
		if w = again; compactAndCommit(t, w) != want {
			t.Errorf("Compact reports a change: %v, want %v", !want, want)
		}
		checkShape(t, w, segments)
	}
}
