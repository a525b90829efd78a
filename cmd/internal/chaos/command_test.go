//go:build linux

package chaos

import (
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"strings"
)

// A command is an indexer command: its arguments, without --index and --summary, and
// what it does. One that watches runs with --watch first, then pruning.
type command struct {
	kind string
	args []string
	// effect changes a model as the command changes an index, and reports whether
	// the command ends without a mistake.
	effect func(model) bool
	// rebuilds reports that the command publishes all or nothing; prunes that it
	// removes what is not in the archive; writes that it writes to the index.
	rebuilds, prunes, writes bool
	// purges reports that the words of removed texts are gone from the index's files.
	purges bool
}

func (c command) String() string {
	if c.kind == "watch" {
		return "--watch, then " + strings.Join(c.args, " ")
	}
	return strings.Join(c.args, " ")
}

// commands are the kinds of commands and how often they are drawn.
var commands = []struct {
	kind   string
	weight int
}{
	{"update", 8}, {"prune", 8}, {"remove", 4}, {"remove source", 2}, {"rebuild", 2}, {"rebuild from", 2}, {"watch", 2}, {"verify", 1},
	{"purge", 1},
}

// mayPurge are the kinds of commands that --purge goes with.
var mayPurge = map[string]bool{"update": true, "prune": true, "remove": true, "remove source": true}

// newCommand returns a command that fits the archive and the index.
func newCommand(random *rand.Rand, t *tree, m model) command {
	total := 0
	for _, c := range commands {
		total += c.weight
	}
	n := random.IntN(total)
	kind := ""
	for _, c := range commands {
		if n -= c.weight; n < 0 {
			kind = c.kind
			break
		}
	}
	c := makeCommand(kind, random, t, m)
	c.kind = kind
	if mayPurge[kind] && random.IntN(5) == 0 {
		c.purges = true
		c.args = append(c.args, "--purge")
	}
	if kind != "verify" {
		c.writes = true
		c.args = append(c.args, [][]string{nil, nil, {"--jobs", "1"}, {"--jobs", "2"}, {"--memory", "256M"}}[random.IntN(5)]...)
	}
	return c
}

func makeCommand(kind string, random *rand.Rand, t *tree, m model) command {
	switch kind {
	case "update":
		return updating(keeps, t, somePaths(random, t))
	case "prune":
		return updating([]pruning{prunes, prunes, prunesAll}[random.IntN(3)], t, somePaths(random, t))
	case "watch":
		return updating(prunes, t, []string{t.root})
	case "remove":
		id := someID(random, m)
		return command{args: []string{"--remove", id}, effect: func(m model) bool { return m.removeID(id) }}
	case "remove source":
		path := someSource(random, t, m)
		return command{args: []string{"--remove", path}, effect: func(m model) bool { return m.removeSource(path) }}
	case "rebuild":
		return command{args: []string{"--rebuild"}, rebuilds: true, effect: func(model) bool { return true }}
	case "rebuild from":
		return rebuilding(random.IntN(2) == 0, t, somePaths(random, t))
	case "purge":
		return command{args: []string{"--purge"}, purges: true, effect: func(model) bool { return true }}
	}
	return command{args: []string{"--verify"}, effect: func(model) bool { return true }}
}

// rebuilding is a rebuild from paths. It is refused if the index would have fewer
// cables, unless that is accepted.
func rebuilding(accepts bool, t *tree, paths []string) command {
	c := command{args: []string{"--rebuild"}, rebuilds: true}
	if accepts {
		c.args = append(c.args, "--accept-loss")
	}
	c.args = append(c.args, paths...)
	c.effect = func(m model) bool {
		rebuilt := newModel()
		rebuilt.update(t, paths, keeps)
		if !accepts && len(byID(rebuilt.texts())) < len(byID(m.texts())) {
			return false
		}
		clear(m.files)
		maps.Copy(m.files, rebuilt.files)
		return true
	}
	return c
}

// updating is an update from paths.
func updating(how pruning, t *tree, paths []string) command {
	flags := map[pruning][]string{prunes: {"--prune"}, prunesAll: {"--prune=all"}}[how]
	return command{args: append(flags, paths...), prunes: how != keeps, effect: func(m model) bool {
		return m.update(t, paths, how)
	}}
}

// somePaths returns the root of the archive, or some paths in it.
func somePaths(random *rand.Rand, t *tree) []string {
	switch all := t.walk(t.root); random.IntN(8) {
	case 0:
		if len(t.walk(t.root+"/sub")) > 0 {
			return []string{t.root + "/sub"}
		}
	case 1:
		if f := all[random.IntN(len(all))]; f.file != nil {
			return []string{f.path, t.root}
		}
	case 2:
		if f := all[random.IntN(len(all))]; f.file != nil {
			return []string{f.path}
		}
	}
	return []string{t.root}
}

// someID returns an id that the index has, or, rarely, one that it has not.
func someID(random *rand.Rand, m model) string {
	var ids []string
	for id := range byID(m.texts()) {
		ids = append(ids, id)
	}
	if len(ids) == 0 || random.IntN(12) == 0 {
		return fmt.Sprintf("08BRUSSELS%d", random.IntN(100))
	}
	slices.Sort(ids)
	return ids[random.IntN(len(ids))]
}

// someSource returns a file that the index knows, or a folder.
func someSource(random *rand.Rand, t *tree, m model) string {
	var paths []string
	for path := range m.files {
		paths = append(paths, path)
	}
	if len(paths) == 0 || random.IntN(6) == 0 {
		return t.root + "/sub"
	}
	slices.Sort(paths)
	return paths[random.IntN(len(paths))]
}
