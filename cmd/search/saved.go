package main

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"

	"reftel/cmd/internal/cli"
	"reftel/index"
	"reftel/index/query"
)

// A savedSearch is a search that the user keeps. Beside its file stands one with the ids
// of the cables that were shown, a line each, from which --new finds what came since.
type savedSearch struct {
	Query   string   `json:"query"`
	Filters []string `json:"filters,omitempty"`
	Facets  []string `json:"facets,omitempty"`
	Sort    string   `json:"sort,omitempty"`
}

// searchName is a name of a saved search, which is that of a file.
var searchName = regexp.MustCompile(`^[A-Za-z0-9_][A-Za-z0-9_.-]{0,99}$`)

// savedDir returns the folder of saved searches.
func savedDir() (string, error) {
	dir := cli.StateDir()
	if dir == "" {
		return "", errors.New("there is no place for saved searches: set $XDG_STATE_HOME")
	}
	return filepath.Join(dir, "searches"), nil
}

// savedPath returns the path of a file of a saved search.
func savedPath(name, suffix string) (string, error) {
	if !searchName.MatchString(name) {
		return "", cli.Usage("search", "%q: the name of a saved search has letters, digits, - . and _ only", name)
	}
	dir, err := savedDir()
	return filepath.Join(dir, name+suffix), err
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
	path, err := savedPath(name, ".json")
	if err != nil {
		return err
	}
	data, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		return &cli.UsageError{Msg: fmt.Sprintf("no saved search @%s", name), Hint: savedNames()}
	}
	var saved savedSearch
	if err == nil {
		err = json.Unmarshal(data, &saved)
	}
	if err != nil {
		return fmt.Errorf("the saved search @%s: %w", name, err)
	}
	c.saved = name
	text := saved.Query
	if more := strings.Join(c.words[1:], " "); more != "" {
		text = strings.TrimSpace("(" + saved.Query + ") " + more)
	}
	c.words = []string{text}
	c.explicit = true
	c.filters = append(c.filters, saved.Filters...)
	if len(c.facets) == 0 && c.export == nil && c.format != "list" {
		c.facets = saved.Facets
	}
	if !c.sorted && saved.Sort != "" {
		c.sort, c.sorted = saved.Sort, true
	}
	return nil
}

// savedNames lists the saved searches.
func savedNames() string {
	dir, err := savedDir()
	if err != nil {
		return ""
	}
	paths, _ := filepath.Glob(filepath.Join(dir, "*.json"))
	var names []string
	for _, p := range paths {
		names = append(names, "@"+strings.TrimSuffix(filepath.Base(p), ".json"))
	}
	if len(names) == 0 {
		return "save one with: search --save NAME QUERY"
	}
	return "there are " + strings.Join(names, ", ")
}

// keep saves the search under the name of --save.
func (c *call) keep() error {
	saved := savedSearch{Query: strings.Join(c.words, " "), Filters: c.filters, Facets: c.facets}
	if c.sorted {
		saved.Sort = c.sort
	}
	path, err := savedPath(c.save, ".json")
	if err != nil {
		return err
	}
	data, err := json.Marshal(saved)
	if err != nil {
		return err
	}
	return replaceFile(path, append(data, '\n'))
}

// replaceFile writes a file that is whole at any time, in folders of the user's own.
func replaceFile(path string, data []byte) error {
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return err
	}
	f, err := os.CreateTemp(filepath.Dir(path), ".new-*")
	if err != nil {
		return err
	}
	_, err = f.Write(data)
	if err == nil {
		err = f.Sync()
	}
	if err = errors.Join(err, f.Close()); err == nil {
		err = os.Rename(f.Name(), path)
	}
	if err != nil {
		os.Remove(f.Name())
	}
	return err
}

// idsOf returns the ids of all cables that a request finds.
func idsOf(ctx context.Context, s index.Searcher, req index.Request) (map[string]bool, error) {
	req.Sort, req.Limit, req.Offset, req.Parts, req.After = index.InIndexOrder, -1, 0, index.IDOnly, nil
	ids := map[string]bool{}
	for hit, err := range s.All(ctx, req) {
		if err != nil {
			return nil, err
		}
		ids[hit.ID] = true
	}
	return ids, nil
}

// readSeen returns the ids that were shown of a saved search.
func readSeen(name string) (map[string]bool, error) {
	path, err := savedPath(name, ".seen")
	if err != nil {
		return nil, err
	}
	f, err := os.Open(path)
	if errors.Is(err, fs.ErrNotExist) {
		return map[string]bool{}, nil
	}
	if err != nil {
		return nil, err
	}
	defer f.Close()
	seen := map[string]bool{}
	lines := bufio.NewScanner(f)
	for lines.Scan() {
		seen[lines.Text()] = true
	}
	return seen, lines.Err()
}

// writeSeen records the ids that were shown of a saved search.
func writeSeen(name string, seen map[string]bool) error {
	path, err := savedPath(name, ".seen")
	if err != nil {
		return err
	}
	var b strings.Builder
	for _, id := range slices.Sorted(maps.Keys(seen)) {
		b.WriteString(id + "\n")
	}
	return replaceFile(path, []byte(b.String()))
}

// mostNews is the greatest number of new cables that one run shows: each is a part of a
// query.
const mostNews = 1000

// news narrows a request to the cables that were not shown before. It returns what to
// record when they have been shown, nil if there are none.
func (c *call) news(ctx context.Context, s index.Searcher, req *index.Request) (map[string]bool, error) {
	seen, err := readSeen(c.saved)
	if err != nil {
		return nil, err
	}
	all, err := idsOf(ctx, s, *req)
	if err != nil {
		return nil, err
	}
	var fresh []query.Node
	left := 0
	for _, id := range slices.Sorted(maps.Keys(all)) {
		switch {
		case seen[id]:
		case len(fresh) == mostNews:
			left++
		default:
			seen[id] = true
			fresh = append(fresh, &query.Phrase{Field: "id", Text: id})
		}
	}
	if len(fresh) == 0 {
		return nil, nil
	}
	if left > 0 {
		fmt.Fprintf(c.stderr, "search: %s more are new; the next search @%s --new shows them\n", cables(left), c.saved)
	}
	req.Query = &query.And{Nodes: []query.Node{req.Query, &query.Or{Nodes: fresh}}}
	return seen, nil
}
