package saved

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
	"slices"
	"strings"

	"reftel/index"
	"reftel/index/query"
)

// A Search is a search that the user keeps.
type Search struct {
	Query   string   `json:"query"`
	Filters []string `json:"filters,omitempty"` // FACET=VALUE
	Facets  []string `json:"facets,omitempty"`  // NAME or NAME:N
	Sort    string   `json:"sort,omitempty"`
}

// A NameError is a text that can't be the name of a search.
type NameError string

// Error implements error.
func (e NameError) Error() string {
	return fmt.Sprintf("%q: the name of a saved search has letters, digits, - . and _ only", string(e))
}

const (
	// longestName is the number of bytes of the longest name of a search, nameBytes are
	// those that it may have.
	longestName = 100
	nameBytes   = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_.-"
)

// isSearchName reports whether a text can be the name of a saved search, which is that of a
// file.
func isSearchName(name string) bool {
	return name != "" && len(name) <= longestName && name[0] != '.' && name[0] != '-' && strings.Trim(name, nameBytes) == ""
}

// The suffixes of the files of a search.
const (
	searchSuffix = ".json"
	seenSuffix   = ".seen"
)

// file returns the path of a file of a search.
func (f Folder) file(name, suffix string) (string, error) {
	if !isSearchName(name) {
		return "", NameError(name)
	}
	return f.path("searches", name+suffix)
}

// Search returns a saved search. The error wraps fs.ErrNotExist if there is none of the
// name.
func (f Folder) Search(name string) (Search, error) {
	var s Search
	path, err := f.file(name, searchSuffix)
	if err != nil {
		return s, err
	}
	data, err := os.ReadFile(path)
	if err == nil {
		err = json.Unmarshal(data, &s)
	}
	if err != nil {
		return s, fmt.Errorf("the saved search @%s: %w", name, err)
	}
	return s, nil
}

// Names returns the names of the saved searches in order.
func (f Folder) Names() []string {
	path, err := f.path("searches", "*"+searchSuffix)
	if err != nil {
		return nil
	}
	paths, _ := filepath.Glob(path)
	var names []string
	for _, p := range paths {
		if name := strings.TrimSuffix(filepath.Base(p), searchSuffix); isSearchName(name) {
			names = append(names, name)
		}
	}
	return names
}

// Put saves a search, which has shown no cables yet. It replaces one of the same name.
func (f Folder) Put(name string, s Search) error {
	path, err := f.file(name, searchSuffix)
	if err != nil {
		return err
	}
	data, err := json.Marshal(s)
	if err != nil {
		return err
	}
	return f.change(func() error {
		if err := f.removeSeen(name); err != nil {
			return err
		}
		return replaceFile(path, append(data, '\n'))
	})
}

// Remove removes a search.
func (f Folder) Remove(name string) error {
	path, err := f.file(name, searchSuffix)
	if err != nil {
		return err
	}
	return f.change(func() error { return errors.Join(os.Remove(path), f.removeSeen(name)) })
}

func (f Folder) removeSeen(name string) error {
	path, err := f.file(name, seenSuffix)
	if err != nil {
		return err
	}
	if err := os.Remove(path); !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	return nil
}

// Seen returns the ids of the cables that a search has shown.
func (f Folder) Seen(name string) (map[string]bool, error) {
	seen := map[string]bool{}
	path, err := f.file(name, seenSuffix)
	if err != nil {
		return nil, err
	}
	file, err := os.Open(path)
	if errors.Is(err, fs.ErrNotExist) {
		return seen, nil
	}
	if err != nil {
		return nil, err
	}
	defer file.Close()
	lines := bufio.NewScanner(file)
	for lines.Scan() {
		seen[lines.Text()] = true
	}
	return seen, lines.Err()
}

// AddSeen records that a search has shown cables.
func (f Folder) AddSeen(name string, ids []string) error {
	path, err := f.file(name, seenSuffix)
	if err != nil {
		return err
	}
	return f.change(func() error {
		seen, err := f.Seen(name)
		if err != nil {
			return err
		}
		for _, id := range ids {
			seen[id] = true
		}
		var b strings.Builder
		for _, id := range slices.Sorted(maps.Keys(seen)) {
			b.WriteString(id + "\n")
		}
		return replaceFile(path, []byte(b.String()))
	})
}

// IDs returns the ids of all cables that a request finds, in order.
func IDs(ctx context.Context, s index.Searcher, req index.Request) ([]string, error) {
	req.Sort, req.Limit, req.Offset, req.Parts, req.After = index.InIndexOrder, -1, 0, index.IDOnly, nil
	var ids []string
	for hit, err := range s.All(ctx, req) {
		if err != nil {
			return nil, err
		}
		ids = append(ids, hit.ID)
	}
	slices.Sort(ids)
	return ids, nil
}

// News returns the ids of all cables of a request that a search has not shown, in order.
func (f Folder) News(ctx context.Context, name string, s index.Searcher, req index.Request) ([]string, error) {
	seen, err := f.Seen(name)
	if err != nil {
		return nil, err
	}
	ids, err := IDs(ctx, s, req)
	if err != nil {
		return nil, err
	}
	return slices.DeleteFunc(ids, func(id string) bool { return seen[id] }), nil
}

// MostIDs is the greatest number of ids that a query asks for: each is a part of it.
const MostIDs = 1000

// Among narrows a query to the cables with some ids, MostIDs at the most.
func Among(tree query.Node, ids []string) query.Node {
	either := &query.Or{}
	for _, id := range ids {
		either.Nodes = append(either.Nodes, &query.Phrase{Field: "id", Text: id})
	}
	return &query.And{Nodes: []query.Node{tree, either}}
}
