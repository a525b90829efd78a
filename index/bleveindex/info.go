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

// Publication describes the snapshot, without reading its files.
func (s *Searcher) Publication() (contract.Publication, error) {
	oldest, newest := s.engine.Dates()
	p := contract.Publication{Snapshot: s.name, Version: Version(), Cables: s.engine.Docs(), First: oldest, Last: newest}
	if s.layout.dir == "" {
		return p, nil
	}
	made, err := os.Stat(s.layout.manifest(s.name))
	if err != nil {
		return p, err
	}
	p.Made = made.ModTime().UTC().Truncate(time.Second)
	return p, nil
}

// Info describes the snapshot.
func (s *Searcher) Info(ctx context.Context) (_ contract.Info, err error) {
	defer panicOnFault()()
	defer s.guard(&err)
	info := contract.Info{Segments: len(s.leaves), Problems: []contract.ProblemCount{}, Sources: []catalog.Source{}}
	if info.Publication, err = s.Publication(); err != nil {
		return info, err
	}
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

// describeFiles adds the size, texts and sources of the snapshot.
func (s *Searcher) describeFiles(info *contract.Info) error {
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
