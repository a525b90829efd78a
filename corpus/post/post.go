// Package post knows the stations that number cables: embassies, consulates,
// missions and departments, with country, kind and routing indicator, and the
// many spellings of their names.
//
// The facts are three embedded tables, each with its sources at its head:
//
//   - posts.tsv: the posts of the Cablegate ids and of the National Archives'
//     telegrams of 1973-79, with routing indicators of the ACP 117 list of 2010.
//     Embassies that became consulates, cities that changed their name and
//     countries that are no more are in it as they were.
//   - aliases.tsv: other spellings (SECSTATE, THE HAGUE, BANGKO, BSAS), each
//     with where it can be trusted.
//   - routing.tsv: routing indicators of every service and country (ACP 117 of
//     2010 by way of cablemap, and cable2graph's list).
//
// Names are compared by their letters alone: blanks, hyphens, apostrophes,
// accents and case do not count, and a zero among letters is an O.
package post

import (
	"iter"
	"slices"
	"strings"
)

// A Post is a station that numbers cables.
type Post struct {
	// Code is the name as canonical MRNs write it: "LAPAZ".
	Code string
	// Name is the readable name: "La Paz".
	Name string
	// Country is the country or territory by its English name of today:
	// "Bolivia"; empty for those that have none, such as a travelling party.
	Country string
	// Kind is "embassy", "consulate", "mission", "department", or a phrase
	// such as "embassy or consulate by period".
	Kind string
	// Routing is the routing indicator: "RUEHLP"; empty if unknown.
	Routing string
}

// Lookup returns the post that goes by name in any known spelling: "LA PAZ",
// "lapaz", "SECSTATE", "BANGKO", "AMEMBASSY LA PAZ", "SECSTATE WASHDC",
// "Embassy La Paz", "MADRID SP", "RUEHC/SECSTATE WASHDC", "RUEHLP". It does not
// guess at misspellings: see Resolve.
func Lookup(name string) (Post, bool) {
	var buf [maxName]byte
	key, ok := appendKey(buf[:0], afterSlash(name))
	if !ok {
		return Post{}, false
	}
	t := load()
	if i, ok := t.known(key, forNames); ok {
		return t.posts[i].Post, true
	}
	return t.byRouting(key)
}

// afterSlash takes the routing indicator off an addressee.
func afterSlash(name string) string {
	if i := strings.IndexByte(name, '/'); i > 0 && len(name) > i+1 && strings.HasPrefix(name, "R") {
		return name[i+1:]
	}
	return name
}

// ByRouting returns the name of the station with this routing indicator, as
// the lists print it: "AMEMBASSY BRUSSELS"; case and blanks around it do not
// count.
func ByRouting(ri string) (name string, ok bool) {
	return station(strings.ToUpper(strings.TrimSpace(ri)))
}

// Names returns the codes under which the station of a post has numbered its
// cables, the present one first: KYIV and KIEV for either. A code that is not a
// post's is its only name.
func Names(code string) []string {
	t := load()
	s, ok := t.spellings[code]
	if !ok || t.posts[s.post].Code != code || t.names[s.post] == nil {
		return []string{code}
	}
	var codes []string
	for _, i := range t.names[s.post] {
		codes = append(codes, t.posts[i].Code)
	}
	return codes
}

// All yields every post in order of codes.
func All() iter.Seq[Post] {
	return func(yield func(Post) bool) {
		for _, p := range load().posts {
			if !yield(p.Post) {
				return
			}
		}
	}
}

// byRouting returns the post with a routing indicator. Several posts may share
// one, a city's old name or two missions in it: then it is the one that the
// list names.
func (t *tables) byRouting(ri []byte) (Post, bool) {
	sharing := t.routings[string(ri)]
	if len(sharing) == 0 {
		return Post{}, false
	}
	var buf [maxName]byte
	name, _ := station(string(ri))
	if key, ok := appendKey(buf[:0], name); ok {
		if i, ok := t.known(key, forNames); ok && slices.Contains(sharing, i) {
			return t.posts[i].Post, true
		}
	}
	return t.posts[sharing[0]].Post, true
}
