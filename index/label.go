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
		if name := tagName(value, at); name != "" {
			return name
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

// tagName returns what a code meant at a time, or else ever: UR on a facet that
// counts cables of 1983 and of 2008.
func tagName(code string, at time.Time) string {
	if t, ok := tags.Lookup(code, at); ok && t.Name != "" {
		return t.Name
	}
	for _, e := range tags.Meanings(code) {
		if e.Name != "" {
			return e.Name
		}
	}
	return ""
}

// postLabel puts the kind of a post before its name, where it is one word:
// "Embassy Brussels", "Consulate Izmir".
func postLabel(p post.Post) string {
	if p.Kind == "embassy" || p.Kind == "consulate" {
		return strings.ToUpper(p.Kind[:1]) + p.Kind[1:] + " " + p.Name
	}
	return p.Name
}
