package bleveindex

import (
	"context"
	"fmt"
	"runtime"
	"slices"

	"github.com/blevesearch/bleve/v2/index/scorch"
	"github.com/blevesearch/bleve/v2/index/scorch/mergeplan"
)

// DefaultMemory is what a writer may take in bytes where its options do not say.
const DefaultMemory = 512 << 20

// What decides the sizes, measured on synthetic cables: see the README of index.
const (
	// heapPerByte is the memory that a byte of text takes while it becomes part of
	// a segment: its tokens, the engine's own lists of them, and garbage.
	heapPerByte = 36
	// leastBatch is the text of which a segment is made at least.
	leastBatch = 512 << 10
	// mostBatch is that of which it is made at most: beyond, nothing is gained.
	mostBatch = 4 << 20
	// mergeBytes is the memory that merging takes by the cable of the segment that
	// comes of it: the positions of its commonest word.
	mergeBytes = 1200
	// leastMerged and mostMerged are the cables of the largest segments.
	leastMerged = 10_000
	mostMerged  = 1_000_000
	// mergeWidth is how many segments become one.
	mergeWidth = 20
	// enough segments for a quick search, so that no more work is put into it.
	enough = 8
	// small is how many times as many cables an index holds as a job brought, so
	// that the job merges only what it must: large segments stay as they are.
	small = 4
)

// sizes are what the memory of a writer allows.
type sizes struct {
	flights int // batches in memory
	batch   int // bytes of text in each
	merged  int // cables of the largest segments
}

func sizesFor(opt WriterOptions) sizes {
	memory := opt.Memory
	if memory < 1 {
		memory = DefaultMemory
	}
	jobs := opt.Jobs
	if jobs < 1 {
		jobs = runtime.GOMAXPROCS(0)
	}
	// A sixth of the memory is for what is in the works: the rest is for what was,
	// until it is collected, and for merging.
	text := memory / 6 / heapPerByte
	flights := min(int64(jobs), max(text/leastBatch, 1))
	return sizes{
		flights: int(flights),
		batch:   int(min(max(text/flights, leastBatch), mostBatch)),
		merged:  int(min(max(memory/4/mergeBytes, leastMerged), mostMerged)),
	}
}

// mergePlan is the plan by which segments are merged while a job goes on, as
// the engine's configuration has it.
func (s sizes) mergePlan() map[string]any {
	return map[string]any{
		"SegmentsPerMergeTask": mergeWidth, "MaxSegmentsPerTier": mergeWidth, "TierGrowth": mergeWidth,
		// The planner takes segments of half the greatest size for complete.
		"MaxSegmentSize": 2 * s.merged, "FloorSegmentSize": floor,
	}
}

// floor is the cables of a segment that the planner takes smaller ones for.
const floor = 64

// fewPlan is the plan at the end of a job that made a good part of the index:
// few segments.
func (s sizes) fewPlan() mergeplan.MergePlanOptions {
	plan := mergeplan.DefaultMergePlanOptions
	plan.SegmentsPerMergeTask = mergeWidth
	plan.MaxSegmentsPerTier, plan.TierGrowth = 1, 1
	plan.MaxSegmentSize, plan.FloorSegmentSize = int64(2*s.merged), int64(s.merged)
	return plan
}

// tierPlan is the plan at the end of a small job: a few segments of each order
// of size, so that many such jobs write each cable a few times only.
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

// shape returns the numbers of the segments, and how many cables are in them.
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

// merge merges segments by a plan, until that is done or the context ends, which
// is no error.
func (w *Writer) merge(ctx context.Context, plan mergeplan.MergePlanOptions) error {
	inner, err := w.idx.Advanced()
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
