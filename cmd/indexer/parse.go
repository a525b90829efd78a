package main

import (
	"bufio"
	"context"
	"errors"

	"reftel/cmd/search/render"
	"reftel/corpus"
	"reftel/corpus/cable"
)

// parse prints each record's telegrams as parsed.
func parse(ctx context.Context, a archives, std streams) error {
	out := bufio.NewWriter(std.out)
	rejected := rejections{out: std.err}
	defer rejected.end()
	for rec, err := range a.records(ctx) {
		var bad *corpus.RecordError
		switch {
		case errors.As(err, &bad):
			rejected.add(bad)
			continue
		case err != nil:
			return errors.Join(err, out.Flush())
		}
		for _, part := range cable.Split(rec) {
			if err := render.Object(out, cable.Parse(part)); err != nil {
				return err
			}
		}
	}
	return out.Flush()
}
