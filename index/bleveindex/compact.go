package bleveindex

import (
	"context"
	"fmt"
	"runtime"
	"slices"

	"reftel/index"

	"github.com/blevesearch/bleve/v2/index/scorch"
	"github.com/blevesearch/bleve/v2/index/scorch/mergeplan"
)

// DefaultMemory is the memory of a writer in bytes if its options do not set one.
const DefaultMemory = 512 << 20

// Constants measured on synthetic cables; see index/README.md.
const (
	// heapPerByte is the memory per byte of text while its segment is made: tokens,
	// the engine's own lists of them, and garbage.
	heapPerByte = 36
	// leastBatch and mostBatch bound the bytes of text of one segment. A larger
	// batch is no faster.
	leastBatch = 512 << 10
	mostBatch  = 4 << 20
	// mergeBytes is the memory that merging takes per cable of the new segment: the
	// positions of its most frequent word.
	mergeBytes = 1200
	// leastMerged and mostMerged bound the number of cables of a merged segment.
	leastMerged = 10_000
	mostMerged  = 1_000_000
	// leastDocument is the least memory for one document, that of a --memory of 256M.
	leastDocument = 160 << 20
	// mergeWidth is the number of segments merged into one.
	mergeWidth = 20
	// enough is the number of segments below which Compact does nothing: search is
	// fast already.
	enough = 8
	// small is the ratio of the cables in the index to those of a job above which
	// the job leaves large segments as they are.
	small = 4
)

// sizes are the limits that follow from the memory of a writer.
type sizes struct {
	batches int // in memory
	batch   int // bytes of text in each
	merged  int // cables of the largest segments
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
	// 1/6 for in-flight batches; the rest is headroom for garbage and merging.
	text := memory / 6 / heapPerByte
	batches := min(int64(jobs), max(text/leastBatch, 1))
	return sizes{
		batches: int(batches),
		batch:   int(min(max(text/batches, leastBatch), mostBatch)),
		merged:  int(min(max(memory/4/mergeBytes, leastMerged), mostMerged)),

		document: max(memory/8*5, leastDocument),
	}
}

// mergePlan returns the engine's configuration for merging during a job.
func (s sizes) mergePlan() map[string]any {
	return map[string]any{
		"SegmentsPerMergeTask": mergeWidth, "MaxSegmentsPerTier": mergeWidth, "TierGrowth": mergeWidth,
		// The planner does not merge segments of more than half the maximum size.
		"MaxSegmentSize": 2 * s.merged, "FloorSegmentSize": floor,
	}
}

// floor is the number of cables to which the planner rounds up smaller segments.
const floor = 64

// fewPlan returns the plan at the end of a job that made a large part of the
// index: it leaves few segments.
func (s sizes) fewPlan() mergeplan.MergePlanOptions {
	plan := mergeplan.DefaultMergePlanOptions
	plan.SegmentsPerMergeTask = mergeWidth
	plan.MaxSegmentsPerTier, plan.TierGrowth = 1, 1
	plan.MaxSegmentSize, plan.FloorSegmentSize = int64(2*s.merged), int64(s.merged)
	return plan
}

// tierPlan returns the plan at the end of a small job: it leaves a few segments of
// each order of size, so that many such jobs write each cable only a few times.
func (s sizes) tierPlan() mergeplan.MergePlanOptions {
	plan := mergeplan.DefaultMergePlanOptions
	plan.SegmentsPerMergeTask, plan.MaxSegmentsPerTier, plan.TierGrowth = enough, enough, enough
	plan.MaxSegmentSize, plan.FloorSegmentSize = int64(2*s.merged), floor
	return plan
}

// Compact implements contract.Writer.
func (w *Writer) Compact(ctx context.Context) (changed bool, err error) {
	if err := w.settle(ctx); err != nil {
		return false, err
	}
	before, cables, err := w.shape()
	if err != nil || len(before) <= enough {
		return false, err
	}
	plan := w.sizes.fewPlan()
	if w.brought*small < int(cables) {
		plan = w.sizes.tierPlan()
	}
	if err := w.merge(ctx, plan); err != nil {
		return false, err
	}
	after, _, err := w.shape()
	changed = !slices.Equal(before, after)
	w.dirty = w.dirty || changed
	return changed, err
}

// shape returns the ids of the segments and the number of cables in them.
func (w *Writer) shape() (segments []uint64, cables uint64, err error) {
	w.dropReader()
	view, err := w.current()
	if err != nil {
		return nil, 0, err
	}
	list, err := segmentsOf(view)
	for _, s := range list {
		segments = append(segments, s.Id())
		cables += uint64(s.LiveSize())
	}
	w.dropReader()
	return segments, cables, err
}

// merge merges segments by a plan until it is done or the context ends. The end
// of the context is not an error.
func (w *Writer) merge(ctx context.Context, plan mergeplan.MergePlanOptions) error {
	inner, err := w.engine(ctx)
	if err != nil {
		return err
	}
	engine, ok := inner.(*scorch.Scorch)
	if !ok {
		return fmt.Errorf("the engine can't merge an index of type %T", inner)
	}
	done := make(chan error, 1)
	go func() { done <- engine.ForceMerge(ctx, &plan) }()
	select {
	case err = <-done:
	case err = <-w.failed:
	}
	if ctx.Err() != nil {
		return nil
	}
	return w.writing(err)
}
