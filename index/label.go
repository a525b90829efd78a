package index

import (
	"strings"
	"time"

	"reftel/corpus/post"
	"reftel/corpus/tags"
)

var precedenceWords = map[string]string{"Z": "FLASH", "O": "IMMEDIATE", "P": "PRIORITY", "R": "ROUTINE"}

// Label returns a facet's value as a person would read it: the name of a code
// at a time, of a post, of a precedence; the value itself where it has no
// better.
func Label(facet, value string, at time.Time) string {
	switch facet {
	case "tags", "subject-tags":
		if t, ok := tags.Lookup(value, at); ok && t.Name != "" {
			return t.Name
		}
	case "origin":
		if p, ok := post.Lookup(value); ok && p.Name != "" {
			return postLabel(p)
		}
	case "precedence":
		if w, ok := precedenceWords[value]; ok {
			return w
		}
	}
	return value
}

// postLabel puts the kind of a post before its name, where it is one word:
// "Embassy Brussels", "Consulate Izmir".
func postLabel(p post.Post) string {
	if p.Kind == "embassy" || p.Kind == "consulate" {
		return strings.ToUpper(p.Kind[:1]) + p.Kind[1:] + " " + p.Name
	}
	return p.Name
}
