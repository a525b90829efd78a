package main

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"time"

	"reftel/cmd/internal/cli"
	"reftel/cmd/search/render"
	"reftel/index"
	"reftel/index/catalog"
)

// infoRows is how many sources and kinds of problems are listed in text.
const infoRows = 10

// info describes the index.
func info(ctx context.Context, c call) (int, error) {
	if len(c.words) > 0 {
		return 0, c.takesNo("info", "info takes no words")
	}
	s, err := c.open(ctx)
	if err != nil {
		return 0, err
	}
	defer s.Close()
	i, err := s.Info(ctx)
	if err != nil {
		return 0, err
	}
	if c.format == "json" {
		return cli.Done, cli.Object(c.out, i)
	}
	_, err = c.out.Write(infoText(i))
	return cli.Done, err
}

func infoText(i index.Info) []byte {
	var b bytes.Buffer
	fmt.Fprintf(&b, "cables    %d", i.Cables)
	if !i.First.IsZero() {
		fmt.Fprintf(&b, ", from %s to %s", render.Date(i.First, "day"), render.Date(i.Last, "day"))
	}
	fmt.Fprintln(&b)
	if more := i.Texts - i.Cables; more > 0 {
		fmt.Fprintf(&b, "texts     %d: %d are other texts of cables\n", i.Texts, more)
	}
	if i.Bytes > 0 {
		fmt.Fprintf(&b, "size      %.1f MB in %d segments\n", float64(i.Bytes)/1e6, i.Segments)
	}
	made := ""
	if !i.Made.IsZero() {
		made = ", made " + i.Made.Format("2006-01-02 15:04Z")
	}
	fmt.Fprintf(&b, "snapshot  %s%s\n", i.Snapshot, made)
	fmt.Fprintf(&b, "version   %s\n", i.Version)
	infoSources(&b, i.Sources)
	infoProblems(&b, i.Problems)
	return b.Bytes()
}

func infoSources(out io.Writer, list []catalog.Source) {
	if len(list) == 0 {
		return
	}
	fmt.Fprintf(out, "sources   %d\n", len(list))
	for _, s := range list[:min(len(list), infoRows)] {
		fmt.Fprintf(out, "  %s\n", sourceLine(s))
	}
	if more := len(list) - infoRows; more > 0 {
		fmt.Fprintf(out, "  and %d more: --format json lists them all\n", more)
	}
}

// sourceLine describes a source: path, size, time, records.
func sourceLine(s catalog.Source) string {
	line := cli.Line(s.Path)
	if s.Regular {
		line += fmt.Sprintf("  %.1f MB of %s", float64(s.Size)/1e6, s.ModTime.UTC().Format(time.DateOnly))
	}
	line += fmt.Sprintf("  %d records", s.Records)
	if s.Rejected > 0 {
		line += fmt.Sprintf(", %d rejected", s.Rejected)
	}
	return line
}

func infoProblems(out io.Writer, list []index.ProblemCount) {
	if len(list) == 0 {
		return
	}
	fmt.Fprintln(out, "problems  (search problem:KIND finds the cables)")
	for _, p := range list[:min(len(list), infoRows)] {
		fmt.Fprintf(out, "  %-24s %d\n", p.Kind, p.Cables)
	}
	if more := len(list) - infoRows; more > 0 {
		fmt.Fprintf(out, "  and %d kinds more\n", more)
	}
}
