package main

import (
	"bytes"
	"context"
	_ "embed"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
)

//go:embed queries.txt
var builtIn string

// A question is a query for both programs.
type question struct {
	Name  string   `json:"name"`
	Query string   `json:"query"`
	Match string   `json:"match,omitempty"` // FTS5's; empty where it has none
	Flags []string `json:"flags,omitempty"` // of search
}

// questions returns those of -queries, else the built-in ones.
func (opt *options) questions() ([]question, error) {
	if opt.queries == "" {
		return parseQuestions("queries.txt", builtIn)
	}
	text, err := os.ReadFile(opt.queries)
	if err != nil {
		return nil, err
	}
	return parseQuestions(opt.queries, string(text))
}

// parseQuestions reads a file of questions, a line each: name, query, match,
// flags, separated by tabs, of which the last two may be missing. # begins a
// comment.
func parseQuestions(path, text string) ([]question, error) {
	var list []question
	for number, columns := range rows(text) {
		if len(columns) < 2 || len(columns) > 4 || columns[0] == "" || columns[1] == "" {
			return nil, fmt.Errorf("%s:%d: expected name, query, match and flags separated by tabs, found %q", path, number, strings.Join(columns, "\t"))
		}
		columns = append(columns, "", "")
		list = append(list, question{columns[0], columns[1], columns[2], strings.Fields(columns[3])})
	}
	if len(list) == 0 {
		return nil, fmt.Errorf("%s: no questions: expected lines of name, query, match and flags separated by tabs", path)
	}
	return list, nil
}

// How often each question is asked; the median counts.
const (
	coldRuns = 3
	warmRuns = 5
)

// ask asks all questions.
func (p *place) ask(ctx context.Context) error {
	p.say("asking %d questions", len(p.questions))
	for _, q := range p.questions {
		a, err := p.askOne(ctx, q)
		switch failed := (*runError)(nil); {
		case err == nil:
			p.run.Answers = append(p.run.Answers, a)
		case errors.As(err, &failed):
			p.say("%s: %v", q.Name, err)
			p.failed = append(p.failed, fmt.Errorf("%s cables: %s: %w", thousands(p.run.Cables), q.Name, err))
		default:
			return fmt.Errorf("%s: %w", q.Name, err)
		}
	}
	return nil
}

// askOne asks a question of both programs.
func (p *place) askOne(ctx context.Context, q question) (a answer, err error) {
	a.question = q
	if a.Reftel, err = p.askReftel(ctx, q); err != nil {
		return a, err
	}
	if p.sqlite != nil && q.Match != "" {
		a.SQLite, err = p.askSQLite(ctx, q)
	}
	return a, err
}

// An asker asks once and returns what the program said.
type asker func() (said string, j job, err error)

// times asks a question cold, then warm: the last cold run leaves in memory what
// it needs.
func (p *place) times(files string, ask asker) (t times, said []string, err error) {
	if canChill {
		if err := p.cold(files, ask, &t); err != nil {
			return t, nil, err
		}
	} else if _, _, err := ask(); err != nil {
		return t, nil, err
	}
	said, t.Warm, err = warm(ask)
	return t, said, err
}

// cold asks with nothing of the files in memory.
func (p *place) cold(files string, ask asker, t *times) error {
	var took, read []float64
	for range coldRuns {
		if err := chill(files); err != nil {
			return err
		}
		_, j, err := ask()
		if err != nil {
			return err
		}
		took, read = append(took, 1000*j.Wall), append(read, float64(j.read))
	}
	ms, bytes := median(took), int64(median(read))
	t.Cold, t.Read = &ms, &bytes
	return nil
}

// warm asks again and again.
func warm(ask asker) (said []string, ms float64, err error) {
	var took []float64
	for range warmRuns {
		text, j, err := ask()
		if err != nil {
			return nil, 0, err
		}
		said, took = append(said, text), append(took, 1000*j.Wall)
	}
	return said, median(took), nil
}

// askReftel asks search.
func (p *place) askReftel(ctx context.Context, q question) (times, error) {
	args := append([]string{"--index", p.indexDir(), "--limit", "10", "--format", "json"}, q.Flags...)
	args = append(args, "--", q.Query)
	t, said, err := p.times(p.indexDir(), func() (string, job, error) {
		out, j, err := measure(ctx, p.program(ctx, "search", args...), 1)
		return string(out), j, err
	})
	if err != nil {
		return t, err
	}
	var own []float64
	for _, text := range said {
		var reply struct {
			Total int     `json:"total"`
			Took  float64 `json:"took_ms"`
		}
		if err := json.Unmarshal([]byte(text), &reply); err != nil {
			return t, fmt.Errorf("the answer of search: %w", err)
		}
		t.Found, own = reply.Total, append(own, reply.Took)
	}
	ms := median(own)
	t.Own = &ms
	return t, nil
}

// askSQLite asks SQLite for what search tells: the number of cables and ten of
// them with a snippet. It is asked once more, warm, without the number.
func (p *place) askSQLite(ctx context.Context, q question) (*times, error) {
	match := "'" + strings.ReplaceAll(q.Match, "'", "''") + "'"
	count := "SELECT count(*) FROM cables WHERE cables MATCH " + match + "; "
	hits := "SELECT id, date, subject, origin, classification, snippet(cables, 5, '<mark>', '</mark>', '…', 40) " +
		"FROM cables WHERE cables MATCH " + match + " ORDER BY rank LIMIT 10;"
	ask := func(sql string) asker {
		return func() (string, job, error) {
			out, j, err := measure(ctx, p.sqlite.command(ctx, p.dir, "-readonly", sqliteDB, sql))
			number, _, _ := bytes.Cut(out, []byte("\n"))
			return string(number), j, err
		}
	}
	t, said, err := p.times(filepath.Join(p.dir, sqliteDB), ask(count+hits))
	if err != nil {
		return nil, err
	}
	if t.Found, err = strconv.Atoi(said[0]); err != nil {
		return nil, fmt.Errorf("the count of SQLite: %w", err)
	}
	_, only, err := warm(ask(hits))
	t.Hits = &only
	return &t, err
}
