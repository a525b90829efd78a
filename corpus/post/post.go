// Package post knows the stations that cables come from and go to: posts,
// missions and departments with their country, kind and routing indicator.
package post

import "iter"

// A Post is a station that numbers cables.
type Post struct {
	// Code is the name as canonical MRNs write it: "LAPAZ".
	Code string
	// Name is the readable name: "La Paz".
	Name string
	// Country is the country or territory by its English name: "Bolivia";
	// empty for those that have none.
	Country string
	// Kind is "embassy", "consulate", "mission", "department", or a phrase
	// such as "embassy or consulate by period".
	Kind string
	// Routing is the routing indicator: "RUEHLP"; empty if unknown.
	Routing string
}

// Lookup returns the post that goes by name in any spelling: "LA PAZ",
// "lapaz", "SECSTATE", "BANGKO", "AMEMBASSY LA PAZ", "Embassy La Paz", "RUEHLP".
func Lookup(name string) (Post, bool) { return Post{}, false }

// ByRouting returns the name of the station with this routing indicator.
func ByRouting(ri string) (name string, ok bool) { return "", false }

// ByCountry returns the posts in a country, by its English name, in order of
// their codes.
func ByCountry(country string) []Post { return nil }

// All yields every post in order of codes.
func All() iter.Seq[Post] { return func(func(Post) bool) {} }
