package bleveindex

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"

	"github.com/blevesearch/bleve/v2/index/scorch/mergeplan"

	contract "reftel/index"
)

// purgePlan returns the plan that rewrites each segment that holds deleted
// documents, by itself, and leaves the others as they are.
func purgePlan() mergeplan.MergePlanOptions {
	plan := mergeplan.DefaultMergePlanOptions
	plan.SegmentsPerMergeTask, plan.MaxSegmentsPerTier, plan.TierGrowth = 1, 1, 1
	plan.MaxSegmentSize, plan.FloorSegmentSize = mergeplan.MaxSegmentSizeLimit, mergeplan.MaxSegmentSizeLimit
	plan.CalcBudget = func(int64, int64, *mergeplan.MergePlanOptions) int { return 0 }
	return plan
}

// purgeTries bounds how often Purge plans: the engine may merge segments on its own
// meanwhile.
const purgeTries = 3

// Purge implements contract.Writer.
func (w *Writer) Purge(ctx context.Context) (changed bool, err error) {
	changed, err = w.purgeSegments(ctx)
	return w.cat.Compact() || changed, err
}

// purgeSegments rewrites the segments that hold deleted documents.
func (w *Writer) purgeSegments(ctx context.Context) (changed bool, err error) {
	if err := w.settle(ctx, -1); err != nil {
		return false, err
	}
	for range purgeTries {
		segments, deleted, err := w.deletions()
		if err == nil && deleted == 0 && !changed {
			// The engine may have merged them since the last publication.
			changed, err = w.publishedDeletions()
			w.dirty = w.dirty || changed
		}
		if err != nil || deleted == 0 {
			return changed, errors.Join(err, ctx.Err())
		}
		if err := w.purgeOnce(ctx, segments); err != nil {
			return changed, err
		}
		changed, w.dirty = true, true
	}
	_, deleted, err := w.deletions()
	if err == nil && deleted > 0 {
		err = fmt.Errorf("%d deleted cables are still in the segments of %s: run indexer --purge again", deleted, w.dir)
	}
	return changed, err
}

// deletions returns the number of segments and of the deleted documents in them.
func (w *Writer) deletions() (segments, deleted int, err error) {
	defer w.dropReader()
	leaves, err := w.leaves()
	for _, l := range leaves {
		deleted += l.Deleted()
	}
	return len(leaves), deleted, err
}

// publishedDeletions reports whether the segments of the published snapshot hold
// deleted documents, or may hold them, for want of a list of segments.
func (w *Writer) publishedDeletions() (bool, error) {
	name, err := w.readCurrent()
	var none *contract.NoIndexError
	if errors.As(err, &none) {
		return false, nil
	}
	if err != nil {
		return false, err
	}
	m, err := w.readManifest(name)
	holds := func(e segmentEntry) bool { return e.Deleted != "" }
	return m.Segments == nil && m.Cables > 0 || slices.ContainsFunc(m.Segments, holds), err
}

// purgeOnce rewrites the segments that hold deleted documents. The engine plans
// nothing for an index of one segment, so one of its documents is first moved to a
// segment of its own.
func (w *Writer) purgeOnce(ctx context.Context, segments int) error {
	if segments == 1 {
		if err := w.moveOne(ctx); err != nil {
			return err
		}
	}
	return errors.Join(w.merge(ctx, purgePlan()), ctx.Err())
}

// moveOne writes the first document again.
func (w *Writer) moveOne(ctx context.Context) error {
	leaves, err := w.leaves()
	if err != nil {
		return err
	}
	for _, l := range leaves {
		for doc := range uint32(l.Docs()) {
			if !l.Live(doc) {
				continue
			}
			id, err := l.ID(doc)
			if err != nil {
				return damaged(err)
			}
			d, err := w.Get(ctx, id)
			if err != nil {
				return err
			}
			return errors.Join(w.Add(ctx, []contract.Document{d}), w.settle(ctx, -1))
		}
	}
	return nil
}

// Unpurged returns the folders of the index at dir that may hold texts removed before
// the published snapshot was made.
func Unpurged(dir string) []contract.Unpurged {
	l := layout{dir}
	var list []contract.Unpurged
	current, err := l.readCurrent()
	if err != nil {
		return nil
	}
	names, _ := l.names()
	for _, name := range names {
		if number(name) < number(current) {
			list = append(list, contract.Unpurged{Path: l.snapshot(name), Reason: "a search has it open; it is deleted after that"})
		}
	}
	damaged := filepath.Join(dir, "damaged")
	if _, err := os.Stat(damaged); err == nil {
		list = append(list, contract.Unpurged{Path: damaged, Reason: "it is kept from a rebuild; delete it if nothing is missing"})
	}
	return list
}
