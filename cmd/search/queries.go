package main

import (
	"errors"
	"fmt"
	"io"
	"os"
	"strings"

	"reftel/cmd/internal/cli"
	"reftel/index/query"
)

// A question is a query as it was typed, and its tree.
type question struct {
	text string
	tree query.Node
}

// mostQueries is the greatest size of the file of --queries in bytes.
const mostQueries = 64 << 20

// questions returns the query, or those of the file of --queries. Their mistakes are told
// before the first is asked.
func (c *call) questions() ([]question, error) {
	if c.queries == "" {
		text := strings.Join(c.words, " ")
		tree, err := query.Parse(text)
		return []question{{text, tree}}, err
	}
	if len(c.words) > 0 {
		return nil, cli.Usage("search", "--queries and a QUERY can't both be given")
	}
	lines, err := c.readQueries()
	if err != nil {
		return nil, fmt.Errorf("--queries: %w", err)
	}
	return parseQueries(lines)
}

func (c *call) readQueries() (string, error) {
	in := c.stdin
	if c.queries != "-" {
		f, err := os.Open(c.queries)
		if err != nil {
			return "", err
		}
		defer f.Close()
		in = f
	}
	data, err := io.ReadAll(io.LimitReader(in, mostQueries+1))
	if len(data) > mostQueries {
		err = errors.New("the file is longer than 64 MB")
	}
	return string(data), err
}

// parseQueries parses a query a line. Empty lines, and those that begin with #, are
// skipped.
func parseQueries(text string) ([]question, error) {
	var list []question
	number := 0
	for line := range strings.SplitSeq(text, "\n") {
		number++
		line = strings.TrimSpace(line)
		if line == "" || line[0] == '#' {
			continue
		}
		tree, err := query.Parse(line)
		if err != nil {
			return nil, inLine(err, number)
		}
		list = append(list, question{line, tree})
	}
	if len(list) == 0 {
		return nil, cli.Usage("search", "--queries: there is no query in the file")
	}
	return list, nil
}

// inLine adds the line of a query to its error.
func inLine(err error, number int) error {
	var syntax *query.Error
	if !errors.As(err, &syntax) {
		return fmt.Errorf("--queries: line %d: %w", number, err)
	}
	at := *syntax
	at.Msg = fmt.Sprintf("--queries: line %d: %s", number, syntax.Msg)
	return &at
}

// head prints the query above its answer, if it is one of several.
func (c *call) head(text string, others int) {
	if c.queries == "" {
		return
	}
	if others > 0 {
		fmt.Fprintln(c.out)
	}
	fmt.Fprintf(c.out, "# %s\n", cli.Line(text))
}
