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

// Info describes a snapshot.
type Info struct {
	Snapshot string    `json:"snapshot"`
	Made     time.Time `json:"made,omitzero"` // when it was published, UTC
	Version  string    `json:"version"`       // of schema, parser, analyzer and dictionaries
	Cables   int       `json:"cables"`
	First    time.Time `json:"first,omitzero"` // date of the oldest cable, UTC
	Last     time.Time `json:"last,omitzero"`  // date of the newest cable, UTC
	Bytes    int64     `json:"bytes"`          // on disk
	Segments int       `json:"segments"`
	// Texts are the different texts known of the cables: more than there are
	// cables where an id has several.
	Texts int `json:"texts"`
	// Problems are the kinds of problems and how many cables have each, most
	// first.
	Problems []ProblemCount `json:"problems"`
	// Sources are the files that it was made from, by path.
	Sources []catalog.Source `json:"sources"`
}

// A ProblemCount is a kind of problems and how many cables have one.
type ProblemCount struct {
	Kind   string `json:"kind"`
	Cables int    `json:"cables"`
}

// Info returns what the snapshot is.
func (s *Searcher) Info(ctx context.Context) (_ Info, err error) {
	defer s.guard(&err)
	info := Info{
		Snapshot: s.name, Version: Version(), Cables: s.cols.docs, First: s.cols.oldest(), Last: s.cols.newest(),
		Problems: []ProblemCount{}, Sources: []catalog.Source{},
	}
	segments, err := segmentsOf(s.reader)
	if err != nil {
		return info, err
	}
	info.Segments = len(segments)
	if err := s.countProblems(ctx, &info); err != nil {
		return info, err
	}
	if s.layout.dir == "" {
		return info, nil
	}
	return info, s.describeFiles(&info)
}

func (s *Searcher) countProblems(ctx context.Context, info *Info) error {
	res, err := s.Search(ctx, contract.Request{Facets: []contract.FacetRequest{{Name: "problem", Size: -1}}})
	if err != nil {
		return err
	}
	for _, v := range res.Facets[0].Values {
		info.Problems = append(info.Problems, ProblemCount{v.Value, v.Count})
	}
	slices.SortStableFunc(info.Problems, func(a, b ProblemCount) int { return cmp.Compare(b.Cables, a.Cables) })
	return nil
}

// describeFiles reads what the files of a snapshot tell.
func (s *Searcher) describeFiles(info *Info) error {
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
