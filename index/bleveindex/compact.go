package bleveindex

import (
	"context"
	"fmt"
	"math"
	"path/filepath"
	"runtime"
	"slices"

	"reftel/index"
	"reftel/index/segment"

	"github.com/blevesearch/bleve/v2/index/scorch"
	"github.com/blevesearch/bleve/v2/index/scorch/mergeplan"
)

// DefaultMemory is the memory of a writer in bytes if its options do not set one.
const DefaultMemory = 512 << 20

// Constants measured on synthetic cables; see index/README.md.
const (
	// leastBuilder and mostBuilder bound the memory of a builder. A larger segment is
	// built no faster, and more is dropped when a job is interrupted.
	leastBuilder = 4 << 20
	mostBuilder  = 192 << 20
	// mergeBytes is the memory that merging takes per cable of the new segment: the
	// values of its columns and, up to three times, the positions of its most frequent
	// word.
	mergeBytes = 600
	// leastMerged and mostMerged bound the number of cables of a merged segment.
	leastMerged = 10_000
	mostMerged  = 1_000_000
	// leastDocument is the least memory for one document, that of a --memory of 256M.
	leastDocument = 160 << 20
	// jobWidth is the least number of segments merged into one while a job adds documents,
	// endWidth the most that are merged into one. With a jobWidth of 16, an index of 250,000
	// cables has 5 segments instead of 3, and a rare word reads 0.4 MB more of it.
	jobWidth, endWidth = 32, 48
	// evenShare is the part of their cables, as a divisor, that the largest of these segments
	// has at most: few cables are written more than twice.
	evenShare = 16
	// enough is the number of segments that may be left at the end of a job: search is
	// fast already.
	enough = 8
	// smallSegment is the number of cables below which a segment takes at least a hundredth
	// more room for each.
	smallSegment = 10_000
	// small is the ratio of the cables in the index to those of a job above which
	// the job leaves large segments as they are.
	small = 4
)

// sizes are the limits that follow from the memory of a writer.
type sizes struct {
	builders int   // at once
	builder  int64 // bytes of memory of each
	merged   int   // cables of the largest segments
	// document is how many bytes of memory indexing one document may take: what is read
	// meanwhile, and garbage, take the rest.
	document int64
}

func sizesFor(opt index.WriterOptions) sizes {
	memory := opt.Memory
	if memory < 1 {
		memory = DefaultMemory
	}
	jobs := opt.Jobs
	if jobs < 1 {
		jobs = runtime.GOMAXPROCS(0)
	}
	// A third is for builders. Beside each, its last segment may be in memory; the rest
	// is headroom for garbage, merging and what is read meanwhile.
	all := memory / 3
	builders := min(int64(jobs), max(all/leastBuilder, 1))
	return sizes{
		builders: int(builders),
		builder:  min(max(all/builders, leastBuilder), mostBuilder),
		merged:   int(min(max(memory/4/mergeBytes, leastMerged), mostMerged)),
		document: max(memory/8*5, leastDocument),
	}
}

// engineMergePlan returns the engine's configuration of merging on its own: it removes
// segments without documents only. The writer starts all other merges.
func engineMergePlan() map[string]any {
	return map[string]any{"MaxSegmentsPerTier": math.MaxInt32, "FloorSegmentSize": 1}
}

// floor is the number of cables to which the planner rounds up smaller segments.
const floor = 64

// tierPlan returns the plan that leaves less than enough segments of each order of size at the
// end of a small job, so that many such jobs write each cable only a few times.
func (s sizes) tierPlan() mergeplan.MergePlanOptions {
	plan := s.plan(enough)
	plan.MaxSegmentsPerTier, plan.TierGrowth = enough, enough
	return plan
}

// plan returns a plan that merges so many segments into one.
func (s sizes) plan(width int) mergeplan.MergePlanOptions {
	plan := mergeplan.DefaultMergePlanOptions
	// The planner does not merge segments of more than half the maximum size.
	plan.SegmentsPerMergeTask, plan.MaxSegmentSize, plan.FloorSegmentSize = width, int64(2*s.merged), floor
	return plan
}

// smallestPlan returns the plan that merges the n smallest of the segments that can be merged,
// which have so many cables, from the fewest on.
func (s sizes) smallestPlan(cables []int, n int) mergeplan.MergePlanOptions {
	merges := divideUp(n, endWidth)
	width := divideUp(n, merges)
	plan := s.plan(width)
	// The planner adds merges until no more segments than these are left. It may have found
	// further ones, which the job added meanwhile.
	left := len(cables) - (merges-1)*(width-1) - 1
	plan.CalcBudget = func(int64, int64, *mergeplan.MergePlanOptions) int { return left }
	most := int64(cables[n-1])
	plan.ScoreSegments = func(list []mergeplan.Segment, _ *mergeplan.MergePlanOptions) float64 {
		all := int64(0)
		for _, segment := range list {
			if segment.LiveSize() > most {
				return math.Inf(1)
			}
			all += segment.LiveSize()
		}
		// The lowest score is the best: that of the most segments, and of the smallest of so many.
		return float64(all)/(1<<40) - float64(len(list))
	}
	return plan
}

// divideUp returns n divided by d, rounded up.
func divideUp(n, d int) int { return (n + d - 1) / d }

// besidePlan returns the plan of a merge while a job adds documents, and reports whether there
// is something to merge: so many small segments that the largest has only a small part of
// their cables. The segments that can be merged have so many cables, from the fewest on.
func (s sizes) besidePlan(cables []int) (plan mergeplan.MergePlanOptions, ok bool) {
	all := 0
	for i, n := range cables {
		if all += n; i+1 >= jobWidth && n*evenShare <= all {
			return s.smallestPlan(cables, i+1), true
		}
	}
	return plan, false
}

// mergeable returns the numbers of cables of the segments that can be merged, from the fewest
// on. Those in memory are merged when they are on disk.
func (s sizes) mergeable(leaves []*segment.Leaf) (cables []int) {
	for _, l := range leaves {
		if n := l.Docs() - l.Deleted(); n < s.merged && l.File() != "" {
			cables = append(cables, n)
		}
	}
	slices.Sort(cables)
	return cables
}

// A startedMerge is a merge that runs, or has ended.
type startedMerge struct {
	ended chan struct{}
	err   error // valid when ended is closed
}

// startMerge starts to merge segments by a plan until it is done or the context ends.
func startMerge(ctx context.Context, engine *scorch.Scorch, plan mergeplan.MergePlanOptions) *startedMerge {
	r := &startedMerge{ended: make(chan struct{})}
	go func() {
		defer close(r.ended)
		r.err = engine.ForceMerge(ctx, &plan)
	}()
	return r
}

// mergeBeside starts to merge segments beside the job if there are new ones that can be merged
// and no merge runs.
func (w *Writer) mergeBeside() error {
	made := w.inFlight.segments()
	if made == w.planned {
		return nil
	}
	if w.merging != nil {
		select {
		case <-w.merging.ended:
		default:
			return nil
		}
	}
	defer w.dropReader()
	leaves, err := w.leaves()
	if err != nil {
		return err
	}
	w.planned = made
	plan, ok := w.sizes.besidePlan(w.sizes.mergeable(leaves))
	if !ok {
		return nil
	}
	engine, err := w.scorch()
	if err == nil {
		w.merging = startMerge(context.Background(), engine, plan)
	}
	return err
}

// Compact implements contract.Writer.
func (w *Writer) Compact(ctx context.Context) (changed bool, err error) {
	if err := w.settle(ctx, -1); err != nil {
		return false, err
	}
	if err := w.waitMerging(ctx); err != nil || ctx.Err() != nil {
		return false, err
	}
	plan, ok, err := w.endPlan()
	if err == nil && ok {
		err = w.merge(ctx, plan)
	}
	if err != nil {
		return false, err
	}
	defer w.dropReader()
	leaves, err := w.leaves()
	changed = err == nil && !slices.Equal(w.committed, filesOf(leaves))
	w.dirty = w.dirty || changed
	return changed, err
}

// endPlan returns the plan at the end of a job, and reports whether there may be something
// to merge. A job that made a large part of the index leaves no segment of less than an
// eighth of all cables but one, and does not leave several small ones: these take more
// room for the same cables.
func (w *Writer) endPlan() (plan mergeplan.MergePlanOptions, ok bool, err error) {
	defer w.dropReader()
	leaves, err := w.leaves()
	if err != nil {
		return plan, false, err
	}
	all := cablesIn(leaves)
	if w.brought*small < all {
		return w.sizes.tierPlan(), len(leaves) > enough, nil
	}
	plan, ok = w.sizes.largePlan(w.sizes.mergeable(leaves), len(leaves), all)
	return plan, ok, nil
}

// largePlan returns the plan at the end of a job that made a large part of an index of so many
// segments with so many cables in all, and reports whether there is something to merge.
func (s sizes) largePlan(cables []int, segments, all int) (plan mergeplan.MergePlanOptions, ok bool) {
	few, merged := 0, 0
	for i, n := range cables {
		// A merge of small segments makes one that is not small, and at least doubles the largest,
		// so that jobs which each add a few cables do not write all of them again.
		if merged += n; n*enough < all || n < smallSegment && merged >= max(smallSegment, 2*n) {
			few = i + 1
		}
	}
	many := segments - enough + 1
	n := min(max(few, many+divideUp(many, endWidth)-1), len(cables))
	if n < 2 {
		return plan, false
	}
	return s.smallestPlan(cables, n), true
}

// cablesIn returns the number of cables in segments.
func cablesIn(leaves []*segment.Leaf) (n int) {
	for _, l := range leaves {
		n += l.Docs() - l.Deleted()
	}
	return n
}

// filesOf returns the names of the files of segments, which are the same in a snapshot and in
// the writer's copy of it.
func filesOf(leaves []*segment.Leaf) (files []string) {
	for _, l := range leaves {
		files = append(files, filepath.Base(l.File()))
	}
	return files
}

// merge merges segments by a plan until it is done or the context ends. The end
// of the context is not an error.
func (w *Writer) merge(ctx context.Context, plan mergeplan.MergePlanOptions) error {
	engine, err := w.scorch()
	if err == nil {
		err = w.waitMerging(ctx)
	}
	if err != nil || ctx.Err() != nil {
		return err
	}
	w.merging = startMerge(ctx, engine, plan)
	return w.waitMerging(ctx)
}

// waitMerging waits until no merge runs or the context ends. The end of the context is
// not an error.
func (w *Writer) waitMerging(ctx context.Context) error {
	if w.merging == nil {
		return nil
	}
	var err error
	select {
	case <-w.merging.ended:
		err = w.merging.err
	case err = <-w.failed:
	case <-ctx.Done():
	}
	if ctx.Err() != nil {
		return nil
	}
	return w.writing(err)
}

// scorch returns the engine.
func (w *Writer) scorch() (*scorch.Scorch, error) {
	inner, err := w.engine()
	if err != nil {
		return nil, err
	}
	engine, ok := inner.(*scorch.Scorch)
	if !ok {
		return nil, fmt.Errorf("the engine can't merge an index of type %T", inner)
	}
	return engine, nil
}
