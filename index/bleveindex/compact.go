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
	if err := w.settle(ctx, -1); err != nil {
		return false, err
	}
	before, cables, err := w.shape()
	if err != nil || len(before) <= enough {
		return false, err
	}
	plan := w.sizes.fewPlan()
	if w.brought*small < cables {
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

// shape returns the files of the segments and the number of cables in them.
func (w *Writer) shape() (segments []string, cables int, err error) {
	defer w.dropReader()
	leaves, err := w.leaves()
	for _, l := range leaves {
		segments = append(segments, l.File())
		cables += l.Docs() - l.Deleted()
	}
	return segments, cables, err
}

// merge merges segments by a plan until it is done or the context ends. The end
// of the context is not an error.
func (w *Writer) merge(ctx context.Context, plan mergeplan.MergePlanOptions) error {
	inner, err := w.engine()
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
