package post

import (
	_ "embed"
	"strconv"
	"strings"
	"sync"

	"reftel/corpus/lists"
)

var (
	//go:embed posts.tsv
	postsTSV string
	//go:embed aliases.tsv
	aliasesTSV string
	//go:embed routing.tsv
	routingTSV string
)

// An entry is a post with data that only this package uses.
type entry struct {
	Post
	tags []string // two-letter TAGS codes of its country
}

// A Use is the context in which a spelling means its post.
type Use uint8

// The uses, from the most general.
const (
	// Text spellings are names: they mean the post in running text, too.
	Text Use = iota
	// Short spellings are those of the telegrams of 1973-79 in the National
	// Archives: BANGKO, MARTIN. In running text of other years they are words.
	Short
	// Station spellings mean the post where something is known to be a
	// station: an addressee, an MRN.
	Station
	// Number spellings mean the post in an MRN only: BA, POS.
	Number
)

// renamed is the use of a former name, itself a code, of a station.
const renamed = "renamed"

var uses = map[string]Use{"text": Text, "short": Short, "id": Station, "mrn": Number}

// The most special uses that lookups accept.
const (
	forNames = Station
	forMRNs  = Number
)

// A spelling is one way to write a post's name.
type spelling struct {
	post int
	use  Use
}

type tables struct {
	posts []entry
	// spellings has every spelling by its letters.
	spellings map[string]spelling
	// later has the codes that mean another post from some year on.
	later map[string]later
	// written are the spellings with their blanks.
	written []string
	// names has the posts that are one station under several names.
	names map[int][]int
	// countries has the posts by the letters of their countries' names.
	countries map[string][]int
	routings  map[string][]int
}

type later struct{ post, year int }

// load reads the tables of posts and spellings at the first call.
var load = sync.OnceValue(func() *tables {
	t := &tables{
		spellings: make(map[string]spelling, 1024),
		later:     map[string]later{},
		names:     map[int][]int{},
		countries: map[string][]int{},
		routings:  map[string][]int{},
	}
	for f := range rows(postsTSV, 7) {
		t.addPost(f)
	}
	for f := range rows(aliasesTSV, 4) {
		t.addAlias(f)
	}
	for i := range t.posts {
		t.addSpelling(strings.ToUpper(t.posts[i].Name), spelling{i, Station})
	}
	return t
})

// routing is the lines of routingTSV, without comments and the line that names the columns.
var routing = func() string {
	_, columns, _ := strings.Cut(routingTSV, "\nrouting\t")
	_, lines, _ := strings.Cut(columns, "\n")
	return lines
}()

// station returns the name of the station with a routing indicator.
func station(ri string) (name string, ok bool) {
	row, ok := lists.Row(routing, ri)
	name, _, _ = strings.Cut(row, "\t")
	return name, ok
}

// rows yields the lines of a table with that many columns, without comments
// and without the line that names the columns.
func rows(table string, columns int) func(func([]string) bool) {
	return func(yield func([]string) bool) {
		head := true
		for line := range strings.Lines(table) {
			f := strings.Split(strings.TrimSuffix(line, "\n"), "\t")
			if line[0] == '#' || len(f) != columns {
				continue
			}
			if !head && !yield(f) {
				return
			}
			head = false
		}
	}
}

func (t *tables) addPost(f []string) {
	i := len(t.posts)
	names := strings.Split(f[2], "/")
	t.posts = append(t.posts, entry{
		Post: Post{Code: f[0], Name: f[1], Country: names[0], Kind: f[3], Routing: f[4]},
		tags: strings.Fields(f[5]),
	})
	t.addSpelling(f[0], spelling{i, Text})
	for _, name := range names {
		if key, ok := appendKey(nil, name); ok {
			t.countries[string(key)] = append(t.countries[string(key)], i)
		}
	}
	if f[4] != "" {
		t.routings[f[4]] = append(t.routings[f[4]], i)
	}
}

func (t *tables) addAlias(f []string) {
	of, ok := t.spellings[f[1]]
	if !ok {
		return
	}
	if year, err := strconv.Atoi(f[3]); err == nil {
		t.later[f[0]] = later{of.post, year}
		if f[2] == renamed {
			t.addRenamed(t.spellings[f[0]].post, of.post)
		}
		return
	}
	t.addSpelling(f[0], spelling{of.post, uses[f[2]]})
}

// addRenamed joins the names of a station; a station has at most two.
func (t *tables) addRenamed(former, present int) {
	both := []int{present, former}
	t.names[present], t.names[former] = both, both
}

// addSpelling adds a spelling unless another post has it, or this one for a
// wider use.
func (t *tables) addSpelling(written string, s spelling) {
	key, ok := appendKey(nil, written)
	if !ok {
		return
	}
	t.written = append(t.written, written)
	if old, taken := t.spellings[string(key)]; !taken || old.post == s.post && s.use < old.use {
		t.spellings[string(key)] = s
	}
}
