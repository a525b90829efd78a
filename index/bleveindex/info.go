package bleveindex

import (
	"cmp"
	"context"
	"os"
	"slices"
	"time"

	contract "reftel/index"
	"reftel/index/catalog"
)

// Info describes the snapshot.
func (s *Searcher) Info(ctx context.Context) (_ contract.Info, err error) {
	defer panicOnFault()()
	defer s.guard(&err)
	oldest, newest := s.engine.Dates()
	info := contract.Info{
		Snapshot: s.name, Version: Version(), Cables: s.engine.Docs(), First: oldest, Last: newest,
		Problems: []contract.ProblemCount{}, Sources: []catalog.Source{},
	}
	info.Segments = len(s.leaves)
	if err := s.countProblems(ctx, &info); err != nil {
		return info, err
	}
	if s.layout.dir == "" {
		return info, nil
	}
	return info, s.describeFiles(&info)
}

func (s *Searcher) countProblems(ctx context.Context, info *contract.Info) error {
	res, err := s.Search(ctx, contract.Request{Facets: []contract.FacetRequest{{Name: "problem", Size: -1}}})
	if err != nil {
		return err
	}
	for _, v := range res.Facets[0].Values {
		info.Problems = append(info.Problems, contract.ProblemCount{Kind: v.Value, Cables: v.Count})
	}
	slices.SortStableFunc(info.Problems, func(a, b contract.ProblemCount) int { return cmp.Compare(b.Cables, a.Cables) })
	return nil
}

// describeFiles adds the time, size, texts and sources of the snapshot.
func (s *Searcher) describeFiles(info *contract.Info) error {
	made, err := os.Stat(s.layout.manifest(s.name))
	if err != nil {
		return err
	}
	info.Made = made.ModTime().UTC().Truncate(time.Second)
	sizes, err := fileSizes(s.layout.snapshot(s.name))
	for _, n := range sizes {
		info.Bytes += n
	}
	if err != nil {
		return err
	}
	cat, err := catalog.Load(s.layout.catalog(s.name))
	if err != nil {
		return damaged(err)
	}
	info.Texts, info.Sources = cat.Texts(), cat.Sources()
	return nil
}
