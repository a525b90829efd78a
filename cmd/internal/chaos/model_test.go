//go:build linux

package chaos

import (
	"cmp"
	"maps"
	"slices"
)

// A model is what an index must hold. It knows for each file that was read which
// texts it had.
//
//   - A text is in the index as long as a file has it, or had it and was not
//     pruned.
//   - A text of an id that a file had gives way to the texts of this id that the
//     file has now.
//   - A text of a cable that was removed by its id stays out, until its file is
//     removed by its name.
type model struct {
	files map[string]map[*text]state // by absolute path
}

// A state is how a text stands to a file.
type state int

const (
	live    state = iota // in the file
	gone                 // no longer in the file
	removed              // taken out by its id
)

func newModel() model { return model{files: map[string]map[*text]state{}} }

func (m model) clone() model {
	c := newModel()
	for path, texts := range m.files {
		c.files[path] = maps.Clone(texts)
	}
	return c
}

// holders returns the files that have or had a text that was not removed, in
// order.
func (m model) holders(x *text) []string {
	var list []string
	for path, texts := range m.files {
		if s, ok := texts[x]; ok && s != removed {
			list = append(list, path)
		}
	}
	slices.Sort(list)
	return list
}

// texts returns the texts that are in the index.
func (m model) texts() map[*text]bool {
	all := map[*text]bool{}
	for _, texts := range m.files {
		for x, s := range texts {
			if s != removed {
				all[x] = true
			}
		}
	}
	return all
}

// byID returns the texts of each id, the longest first.
func byID(texts map[*text]bool) map[string][]*text {
	ids := map[string][]*text{}
	for x := range texts {
		ids[x.id] = append(ids[x.id], x)
	}
	for _, list := range ids {
		slices.SortFunc(list, func(a, b *text) int { return cmp.Compare(len(b.full()), len(a.full())) })
	}
	return ids
}

// A pruning is how an update treats what is no longer in the archive.
type pruning int

const (
	keeps  pruning = iota
	prunes         // but not if a path has lost all its files at once
	prunesAll
)

// update reads the files at some paths and prunes. It returns false if a path has
// lost all its files, and they are kept.
func (m model) update(t *tree, roots []string, how pruning) bool {
	seen, rejecting, unread := map[string]bool{}, map[string]bool{}, map[string]bool{}
	for _, root := range roots {
		for _, f := range t.walk(root) {
			if f.file == nil {
				unread[f.path] = true
				continue
			}
			seen[f.path] = true
			rejecting[f.path] = f.file.rejected() > 0
			m.read(f)
		}
	}
	for _, texts := range m.files {
		supersede(texts)
	}
	if how == keeps {
		return true
	}
	var kept []string
	for _, root := range roots {
		if how == prunes && m.emptied(root, seen, unread) {
			kept = append(kept, root)
		}
	}
	for path, texts := range m.files {
		in := func(root string) bool { return below(path, root) }
		switch {
		case !slices.ContainsFunc(roots, in) || unread[path]:
		case !seen[path] && slices.ContainsFunc(kept, in):
		case !seen[path]:
			maps.DeleteFunc(texts, func(_ *text, s state) bool { return s != removed })
		case !rejecting[path]:
			maps.DeleteFunc(texts, func(_ *text, s state) bool { return s == gone })
		}
	}
	return len(kept) == 0
}

// emptied reports whether files below a path with texts in the index were not seen,
// and none was that has some.
func (m model) emptied(root string, seen, unread map[string]bool) bool {
	missing := false
	for path, texts := range m.files {
		switch {
		case !hasLive(texts) || !below(path, root):
		case seen[path]:
			return false
		case !unread[path]:
			missing = true
		}
	}
	return missing
}

func hasLive(texts map[*text]state) bool {
	for _, s := range texts {
		if s == live {
			return true
		}
	}
	return false
}

// read notes the texts of a file.
func (m model) read(f found) {
	texts := m.files[f.path]
	if texts == nil {
		texts = map[*text]state{}
		m.files[f.path] = texts
	}
	now := map[*text]bool{}
	for _, x := range f.file.texts {
		now[x] = true
		if s, ok := texts[x]; ok && s == removed {
			continue
		}
		texts[x] = m.stateOf(x)
	}
	for x, s := range texts {
		if s == live && !now[x] {
			texts[x] = gone
		}
	}
}

// stateOf returns the state of a text that a file has: removed if it was taken out
// and has not come back since.
func (m model) stateOf(x *text) state {
	for _, texts := range m.files {
		if s, ok := texts[x]; ok {
			if s == removed {
				return removed
			}
			return live
		}
	}
	return live
}

// supersede drops the texts of a file that gave way to others of their id.
func supersede(texts map[*text]state) {
	current := map[string]bool{}
	for x, s := range texts {
		if s == live {
			current[x.id] = true
		}
	}
	maps.DeleteFunc(texts, func(x *text, s state) bool { return s == gone && current[x.id] })
}

// removeID removes a cable and reports whether there was one.
func (m model) removeID(id string) bool {
	found := false
	for x := range m.texts() {
		found = found || x.id == id
	}
	if !found {
		return false
	}
	for _, texts := range m.files {
		for x := range texts {
			if x.id == id {
				texts[x] = removed
			}
		}
	}
	return true
}

// removeSource removes what is from the files at a path and below it, and reports
// whether there was anything.
func (m model) removeSource(root string) bool {
	found := false
	for path, texts := range m.files {
		if below(path, root) {
			found = found || len(texts) > 0
			delete(m.files, path)
		}
	}
	return found
}
