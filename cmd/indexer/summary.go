package main

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"

	"reftel/cmd/internal/cli"
	"reftel/index"
	"reftel/index/query"
	"reftel/index/update"
)

// commonest is how many kinds of problems the summary names.
const commonest = 10

// summarize prints what a job did.
func summarize(out io.Writer, o options, dir string, r update.Report) error {
	switch {
	case o.summary == "json":
		return cli.Object(out, r)
	case o.quiet:
		return nil
	}
	var text bytes.Buffer
	fmt.Fprintf(&text, "%s: %s\n", plural(r.Records, "record"), outcomes(r))
	fmt.Fprintf(&text, "%.1f MB in %.1f s; %s%s\n", float64(r.Bytes)/1e6, r.Seconds, skipped(r), result(dir, r))
	if (r.Removed > 0 || len(o.remove) > 0) && !o.purge {
		fmt.Fprintln(&text, "words of removed cables stay in the index files until these are merged: indexer --purge rewrites them now")
	}
	problems(&text, r)
	if r.Rejected > 0 {
		fmt.Fprintln(&text, whereRejects(o))
	}
	_, err := out.Write(text.Bytes())
	return err
}

// skipped returns the number of unread files as text, or "".
func skipped(r update.Report) string {
	if r.Skipped == 0 {
		return ""
	}
	return plural(r.Skipped, "file") + " skipped, unchanged; "
}

// result returns the result of a job as text; dir is empty for a job that writes
// nothing.
func result(dir string, r update.Report) string {
	switch {
	case dir == "":
		return "nothing is written"
	case r.Snapshot == "":
		return fmt.Sprintf("index %s, nothing published", cli.Line(dir))
	}
	return fmt.Sprintf("index %s, snapshot %s", cli.Line(dir), r.Snapshot)
}

// outcomes returns the counts of the records as text, without those that are zero.
func outcomes(r update.Report) string {
	parts := []string{fmt.Sprintf("%d indexed", r.Indexed)}
	for _, o := range []struct {
		n    int
		what string
	}{{r.Unchanged, "unchanged"}, {r.Replaced, "replaced"}, {r.Duplicate, "duplicate"}, {r.Removed, "removed"}, {r.Rejected, "rejected"}} {
		if o.n > 0 {
			parts = append(parts, fmt.Sprintf("%d %s", o.n, o.what))
		}
	}
	return strings.Join(parts, ", ")
}

// whereRejects returns where the rejected records are, as text.
func whereRejects(o options) string {
	if o.rejects == "" {
		return "to write the rejected records to a file: --rejects FILE"
	}
	return "rejected records are in " + cli.Line(o.rejects)
}

// inIndex returns the report of a job with the problems of all cables in the index
// at dir, so that the counts are those of the query that the summary names. A job
// without problems, or that published nothing, is unchanged.
func inIndex(dir string, r update.Report) (_ update.Report, err error) {
	if len(r.Problems) == 0 || r.Snapshot == "" {
		return r, nil
	}
	s, err := cli.Store(dir).Open()
	if err != nil {
		return r, err
	}
	defer func() { err = errors.Join(err, s.Close()) }()
	// The context of an interrupted job has ended.
	res, err := s.Search(context.Background(), index.Request{
		Query: &query.Has{Field: "problem"}, Facets: []index.FacetRequest{{Name: "problem", Size: -1}},
	})
	if err != nil {
		return r, err
	}
	r.Repaired, r.Problems = res.Total, map[string]int{}
	for _, v := range res.Facets[0].Values {
		r.Problems[v.Value] = v.Count
	}
	return r, nil
}

// problems prints the number of cables with problems and the commonest kinds, most
// first. If there is an index, it also prints the query that finds them.
func problems(out io.Writer, r update.Report) {
	counts := r.Problems
	if len(counts) == 0 {
		return
	}
	kinds := slices.SortedFunc(maps.Keys(counts), func(a, b string) int {
		return cmp.Or(cmp.Compare(counts[b], counts[a]), cmp.Compare(a, b))
	})
	switch {
	case r.Snapshot != "":
		fmt.Fprintf(out, "%s of the index damaged or unsure in places (search problem:KIND finds them):\n", plural(r.Repaired, "cable"))
	default:
		fmt.Fprintf(out, "%s damaged or unsure in places:\n", plural(r.Repaired, "cable"))
	}
	for _, kind := range kinds[:min(len(kinds), commonest)] {
		fmt.Fprintf(out, "  %-24s %d\n", kind, counts[kind])
	}
	if more := len(kinds) - commonest; more > 0 {
		fmt.Fprintf(out, "  and %s more\n", plural(more, "kind"))
	}
}
