package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"os"
	"strings"

	"reftel/corpus"
	"reftel/index"
)

// peerFacets are the facets that peers count, and search for them: see
// peers/README.md.
var peerFacets = []string{"tags", "countries", "origin", "classification", "year", "to"}

// valueSeparator parts the values of a facet.
const valueSeparator = "\x1f"

// escaper escapes what ends a column or a line.
var escaper = strings.NewReplacer(`\`, `\\`, "\t", `\t`, "\n", `\n`, "\r", `\r`)

// writePeerFile writes the cables of an archive as peers read them, and returns
// the number of cables and of bytes of text in them.
func writePeerFile(ctx context.Context, from, to string) (cables int, text int64, err error) {
	r, err := corpus.Open(from, corpus.Options{Format: corpus.CSV})
	if err != nil {
		return 0, 0, err
	}
	defer r.Close()
	f, err := os.Create(to)
	if err != nil {
		return 0, 0, err
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	w := bufio.NewWriterSize(f, 1<<20)
	for rec, err := range r.Records(ctx) {
		if err != nil {
			return 0, 0, err
		}
		for _, doc := range index.Documents(rec) {
			columns := peerColumns(doc)
			cables++
			for i, column := range columns {
				text += int64(len(column))
				columns[i] = escaper.Replace(column)
			}
			fmt.Fprintln(w, strings.Join(columns, "\t"))
		}
	}
	return cables, text, w.Flush()
}

// peerColumns returns the columns of a cable: id, date, subject, a facet each,
// body.
func peerColumns(doc index.Document) []string {
	date := "0"
	if !doc.Cable.Date.IsZero() {
		date = doc.Cable.Date.Format("20060102")
	}
	columns := []string{doc.ID, date, doc.Cable.Subject}
	for _, name := range peerFacets {
		columns = append(columns, strings.Join(index.FacetValues(doc, name), valueSeparator))
	}
	return append(columns, peerBody(doc))
}

// peerBody returns the text in which search looks for words: that of the pieces
// that are text, then what has no place.
func peerBody(doc index.Document) string {
	var b strings.Builder
	c := doc.Cable
	for _, piece := range c.Pieces {
		if index.IsText(piece.Kind) {
			b.WriteString(c.Text[piece.Start:piece.End])
		} else {
			b.WriteByte('\n')
		}
	}
	for _, u := range c.Unplaced {
		if u.Span.Start < c.Content.Start || u.Span.End > c.Content.End {
			b.WriteString("\n\n" + u.Text)
		}
	}
	return b.String()
}
