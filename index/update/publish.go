package update

import (
	"context"
	"errors"
	"fmt"
	"time"

	"reftel/index/catalog"
)

// commitShare bounds the cost of publishing: a job works at least commitShare
// times as long as the last commit took before it starts the next.
const commitShare = 20

// finish removes lost texts, publishes, merges or purges segments and publishes
// again.
func (b *builder) finish(ctx context.Context) error {
	if b.names != nil {
		if err := b.complete(ctx); err != nil {
			return err
		}
		b.cat.Rename(b.names)
	}
	if err := b.removeLost(ctx); err != nil {
		return err
	}
	if err := b.publish(ctx); err != nil {
		return err
	}
	// Everything can be found by now, so merging may take its time.
	if err := b.rewrite(ctx, PhaseCompacting, b.writer.Compact); err != nil || !b.opt.Purge {
		return err
	}
	return b.rewrite(ctx, PhasePurging, b.writer.Purge)
}

// rewrite merges or purges segments and publishes them. An error says that what the job
// did before is published.
func (b *builder) rewrite(ctx context.Context, phase string, do func(context.Context) (changed bool, err error)) error {
	b.opt.Phase(phase)
	changed, err := do(ctx)
	if ctx.Err() == nil && changed && err == nil {
		err = b.publish(ctx)
	}
	if err == nil || ctx.Err() != nil {
		return errors.Join(err, ctx.Err())
	}
	return fmt.Errorf("snapshot %s is published, but %s failed: %w", b.report.Snapshot, phase, err)
}

// complete returns an error if the writer lacks a record of a rebuild.
func (b *builder) complete(ctx context.Context) error {
	held := map[catalog.Hash]bool{}
	done := map[string]bool{}
	for _, id := range b.names {
		if done[id] {
			continue
		}
		done[id] = true
		versions, err := b.writer.Versions(ctx, id)
		if err := errors.Join(err, ctx.Err()); err != nil {
			return err
		}
		for _, v := range versions {
			if h, err := catalog.ParseHash(v.Hash); err == nil {
				held[h] = true
			}
		}
	}
	for h, id := range b.names {
		if !held[h] {
			return fmt.Errorf("a text of %s is missing in the new index: nothing is published", id)
		}
	}
	return nil
}

func (b *builder) publish(ctx context.Context) error {
	b.opt.Phase(PhasePublishing)
	name, err := b.writer.Commit(context.WithoutCancel(ctx))
	if err == nil {
		b.report.Snapshot = name
		b.counted, b.added = b.counted[:0], 0
	}
	return err
}

// commitIfDue publishes if the last commit was long ago or much text was added.
func (b *builder) commitIfDue(ctx context.Context) error {
	since := time.Since(b.committed)
	late := b.opt.CommitEvery > 0 && since >= b.opt.CommitEvery
	much := b.opt.CommitBytes > 0 && b.unpublished >= b.opt.CommitBytes
	soon := b.took > time.Second && since < commitShare*b.took
	if b.opt.Whole || b.unpublished == 0 || !late && !much || soon {
		return nil
	}
	begun := time.Now()
	if err := b.publish(ctx); err != nil {
		return err
	}
	b.opt.Phase(PhaseReading)
	b.committed, b.unpublished = time.Now(), 0
	b.took = b.committed.Sub(begun)
	return nil
}
