// Package sample is a small archive of invented cables that ships inside the
// binaries, so that a person without an archive sees the search at work and
// tests have texts of every form.
//
// All of it is fiction: no person, firm, treaty, ship or event in it is real,
// and no sentence is from a real cable. Posts, TAGS codes, offices of the
// Department and the form of the texts are real. Serial numbers were chosen
// freely, as a rule above those that a post reaches in a year.
//
// A file of cables/ is one cable, named by its id as an archive names it:
//
//	1974STATE299114.txt    1973–79, with page headers inside and, in one, archival metadata below
//	85VIENNA15003.txt      1980s and 90s: FM, TO, INFO without routing indicators
//	92STPETERSBURG2218.txt partial extract under a page header with office counts
//	04COLOMBO3870.txt      partial extract without transmission lines
//	06VALLETTA1987.txt     2006–10, with all transmission lines
//
// The text is as an archive would print it, faults included: letters for
// digits, garbled captions, page breaks within sentences, misspelt and glued
// TAGS, pilcrows before lines that start no paragraph, one cable printed twice
// in its record, one that is hardly legible. Cables refer to each other, some
// across thirty years; about a quarter of the references lead to cables that
// the sample does not hold, as in any archive.
package sample

import (
	"context"
	"embed"
	"fmt"
	"io/fs"
	"iter"
	"path"
	"strings"

	"reftel/corpus"
)

//go:embed cables/*.txt
var files embed.FS

// Records yields the cables of the sample in the order of their file names,
// each as the reader of single texts would: the id is the file's name, the body
// the whole text, and the source a path under "sample/". It ends early with
// the context's error.
func Records(ctx context.Context) iter.Seq2[corpus.Record, error] {
	return func(yield func(corpus.Record, error) bool) {
		names, err := fs.Glob(files, "cables/*.txt")
		if err != nil {
			yield(corpus.Record{}, fmt.Errorf("list the sample: %w", err))
			return
		}
		for _, name := range names {
			rec, err := read(ctx, name)
			if !yield(rec, err) || err != nil {
				return
			}
		}
	}
}

// read returns the embedded cable of that name.
func read(ctx context.Context, name string) (corpus.Record, error) {
	if err := ctx.Err(); err != nil {
		return corpus.Record{}, err
	}
	text, err := files.ReadFile(name)
	if err != nil {
		return corpus.Record{}, fmt.Errorf("read the sample: %w", err)
	}
	base := path.Base(name)
	return corpus.Record{
		Source:   corpus.Source{Path: "sample/" + base, Line: 1},
		Format:   corpus.Text,
		ID:       strings.TrimSuffix(base, ".txt"),
		Body:     string(text),
		Encoding: "utf-8",
	}, nil
}
