package main

import (
	"context"
	"encoding/csv"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"reftel/corpus"
	"reftel/corpus/cable"
)

// A sqlite is the program of SQLite, which has FTS5.
type sqlite struct {
	path, version string
	// empty is a file in the place of the user's settings.
	empty string
}

// findSQLite looks for SQLite. Without it there is nothing to compare with,
// which is no error.
func (b *bench) findSQLite(ctx context.Context) error {
	path, err := exec.LookPath(b.opt.sqlite)
	if err != nil {
		b.say("no SQLite: %v", err)
		return nil
	}
	s := &sqlite{path: path, empty: filepath.Join(b.scratch, "empty")}
	if err := os.WriteFile(s.empty, nil, 0o644); err != nil {
		return err
	}
	probe := "CREATE VIRTUAL TABLE t USING fts5(x); SELECT sqlite_version();"
	out, _, err := measure(ctx, s.command(ctx, b.scratch, ":memory:", probe))
	switch {
	case ctx.Err() != nil:
		return ctx.Err()
	case err != nil:
		b.say("no SQLite with FTS5: %v", err)
		return nil
	}
	s.version = strings.TrimSpace(string(out))
	b.sqlite = s
	return nil
}

// command is a run of SQLite in a folder, where nothing but the arguments
// decides what it does.
func (s *sqlite) command(ctx context.Context, dir string, args ...string) *exec.Cmd {
	cmd := exec.CommandContext(ctx, s.path, append([]string{"-batch", "-bail", "-init", s.empty}, args...)...)
	cmd.Dir = dir
	return cmd
}

// What SQLite works with, in the folder of the run: names that its commands take
// without quotes.
const (
	sqliteInput = "cables.csv"
	sqliteDB    = "cables.db"
)

// sqliteLoad makes the table as one that knows FTS5 would: one transaction, then
// one segment.
const sqliteLoad = `CREATE VIRTUAL TABLE cables USING fts5(id, date, origin, classification, subject, body);
BEGIN;
.mode csv
.import ` + sqliteInput + ` cables
COMMIT;
INSERT INTO cables(cables) VALUES('optimize');
`

// load measures SQLite over the same cables.
func (p *place) load(ctx context.Context) error {
	if p.sqlite == nil {
		return nil
	}
	p.say("writing the cables for SQLite")
	input := filepath.Join(p.dir, sqliteInput)
	run := &sqliteRun{}
	var err error
	if run.Text, err = encode(ctx, p.archive.path, input); err != nil {
		return err
	}
	if err := readThrough(input); err != nil {
		return err
	}
	settle()
	cmd := p.sqlite.command(ctx, p.dir, sqliteDB)
	cmd.Stdin = strings.NewReader(sqliteLoad)
	if _, run.job, err = measure(ctx, cmd); err != nil {
		return err
	}
	p.say("SQLite indexed in %.1f s", run.Wall)
	if err := p.checkLoad(ctx); err != nil {
		return err
	}
	info, err := os.Stat(filepath.Join(p.dir, sqliteDB))
	if err != nil {
		return err
	}
	run.Bytes, p.run.SQLite = info.Size(), run
	return os.Remove(input)
}

// checkLoad makes sure that SQLite took every cable: it goes on after a row that
// it can't read.
func (p *place) checkLoad(ctx context.Context) error {
	out, _, err := measure(ctx, p.sqlite.command(ctx, p.dir, "-readonly", sqliteDB, "SELECT count(*) FROM cables;"))
	if err != nil {
		return err
	}
	if n, err := strconv.Atoi(strings.TrimSpace(string(out))); err != nil || n != p.archive.cables {
		return fmt.Errorf("SQLite took %q cables of %d", strings.TrimSpace(string(out)), p.archive.cables)
	}
	return nil
}

// encode writes an archive as the CSV that SQLite reads, quotes doubled, with
// the columns of its table, and returns how many bytes of text are in it. None
// of this is counted as SQLite's time.
func encode(ctx context.Context, from, to string) (text int64, err error) {
	r, err := corpus.Open(from, corpus.Options{Format: corpus.CSV})
	if err != nil {
		return 0, err
	}
	defer r.Close()
	f, err := os.Create(to)
	if err != nil {
		return 0, err
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	w := csv.NewWriter(f)
	for rec, err := range r.Records(ctx) {
		if err != nil {
			return 0, err
		}
		row := sqliteRow(rec)
		for _, column := range row {
			text += int64(len(column))
		}
		if err := w.Write(row); err != nil {
			return 0, err
		}
	}
	w.Flush()
	return text, w.Error()
}

// sqliteRow returns a cable's columns: id, date, origin, classification,
// subject, body. The transmission lines are left out: search does not look for
// words there either.
func sqliteRow(rec corpus.Record) []string {
	return []string{rec.ID, rec.Date.Format(time.DateTime), rec.Origin, rec.Classification, cable.Parse(rec).Subject, rec.Body}
}
