package main

import (
	"bufio"
	"context"
	"errors"

	"reftel/cmd/internal/cli"
	"reftel/corpus"
	"reftel/corpus/cable"
)

// parse prints each record's telegrams as parsed.
func parse(ctx context.Context, a archives, std streams) error {
	out := bufio.NewWriter(std.out)
	rejected := rejections{out: std.err}
	defer rejected.end()
	visitor := corpus.Visitor{Note: func(n corpus.Note) { printNote(std.err, n) }}
	for rec, err := range a.records(ctx, visitor) {
		var bad *corpus.RecordError
		switch {
		case errors.As(err, &bad):
			rejected.add(bad)
			continue
		case err != nil:
			return errors.Join(err, out.Flush())
		}
		r := cable.NewReader(rec)
		if err := r.Recognize(); err != nil {
			r.Close()
			rejected.add(rec.Reject(err))
			continue
		}
		for _, part := range r.Split() {
			if err := cli.Object(out, part.Parse()); err != nil {
				return err
			}
		}
	}
	return out.Flush()
}
