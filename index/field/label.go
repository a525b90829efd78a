package field

import (
	"strings"
	"time"

	"reftel/corpus/post"
	"reftel/corpus/tags"
)

var precedenceWords = map[string]string{"Z": "FLASH", "O": "IMMEDIATE", "P": "PRIORITY", "R": "ROUTINE"}

func precedenceLabel(value string, _ time.Time) string { return precedenceWords[value] }

// tagLabel returns what a code meant at a time, or else ever: UR on a facet that
// counts cables of 1983 and of 2008.
func tagLabel(code string, at time.Time) string {
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

// postLabel returns the name of a post, after its kind if that is one word:
// "Embassy Brussels", "Consulate Izmir".
func postLabel(value string, _ time.Time) string {
	p, ok := post.Lookup(value)
	if !ok || p.Name == "" {
		return ""
	}
	if p.Kind == "embassy" || p.Kind == "consulate" {
		return strings.ToUpper(p.Kind[:1]) + p.Kind[1:] + " " + p.Name
	}
	return p.Name
}
