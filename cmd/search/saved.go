package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"strings"

	"reftel/cmd/internal/cli"
	"reftel/cmd/search/saved"
	"reftel/index"
)

// folder returns the folder of what the user saves.
func folder() saved.Folder { return saved.Folder(cli.StateDir()) }

// asUsage returns an error of a name as one of the command line.
func asUsage(err error) error {
	var bad saved.NameError
	if errors.As(err, &bad) {
		return cli.Usage("search", "%s", bad.Error())
	}
	return err
}

// recall replaces @NAME, the first word, by the saved search. Flags of the command line
// come before its own, and further words narrow it.
func (c *call) recall() error {
	if c.explicit || len(c.words) == 0 || !strings.HasPrefix(c.words[0], "@") {
		if c.onlyNew {
			return cli.Usage("search", "--new goes with a saved search: search @NAME --new")
		}
		return nil
	}
	name := c.words[0][1:]
	kept, err := folder().Search(name)
	if errors.Is(err, fs.ErrNotExist) {
		return &cli.UsageError{Msg: fmt.Sprintf("no saved search @%s", name), Hint: savedNames()}
	}
	if err != nil {
		return asUsage(err)
	}
	c.saved = name
	text := kept.Query
	if more := strings.Join(c.words[1:], " "); more != "" {
		text = strings.TrimSpace("(" + kept.Query + ") " + more)
	}
	c.words = []string{text}
	c.explicit = true
	c.filters = append(c.filters, kept.Filters...)
	if len(c.facets) == 0 && c.export == nil && c.format != "list" {
		c.facets = kept.Facets
	}
	if !c.sorted && kept.Sort != "" {
		c.sort, c.sorted = kept.Sort, true
	}
	return nil
}

// savedNames lists the saved searches.
func savedNames() string {
	names := folder().Names()
	if len(names) == 0 {
		return "save one with: search --save NAME QUERY"
	}
	return "there are @" + strings.Join(names, ", @")
}

// keep saves the search under the name of --save.
func (c *call) keep() error {
	kept := saved.Search{Query: strings.Join(c.words, " "), Filters: c.filters, Facets: c.facets}
	if c.sorted {
		kept.Sort = c.sort
	}
	return asUsage(folder().Put(c.save, kept))
}

// news narrows a request to the cables that were not shown before, MostIDs at the most. It
// returns their ids.
func (c *call) news(ctx context.Context, s index.Searcher, req *index.Request) ([]string, error) {
	fresh, err := folder().News(ctx, c.saved, s, *req)
	if err != nil || len(fresh) == 0 {
		return nil, err
	}
	if left := len(fresh) - saved.MostIDs; left > 0 {
		fmt.Fprintf(c.stderr, "search: %s more are new; the next search @%s --new shows them\n", cables(left), c.saved)
		fresh = fresh[:saved.MostIDs]
	}
	req.Query = saved.Among(req.Query, fresh)
	return fresh, nil
}
