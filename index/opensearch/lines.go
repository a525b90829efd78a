package opensearch

import (
	"strings"
	"unicode/utf8"

	"reftel/index"
	"reftel/index/search"
)

// The lines of bulk requests are most of what a job sends. They are written without
// encoding/json, which takes longer than to read the terms of a text.

// appendText appends a text as JSON.
func appendText(b []byte, text string) []byte {
	const hex = "0123456789abcdef"
	if !utf8.ValidString(text) {
		text = strings.ToValidUTF8(text, "\ufffd")
	}
	b = append(b, '"')
	from := 0
	for i := range len(text) {
		c := text[i]
		if c >= ' ' && c != '"' && c != '\\' {
			continue
		}
		b = append(b, text[from:i]...)
		from = i + 1
		switch c {
		case '"', '\\':
			b = append(b, '\\', c)
		case '\n':
			b = append(b, '\\', 'n')
		default:
			b = append(b, '\\', 'u', '0', '0', hex[c>>4], hex[c&15])
		}
	}
	return append(append(b, text[from:]...), '"')
}

// appendName appends the name of a member of an object.
func appendName(b []byte, name string) []byte {
	if b[len(b)-1] != '{' {
		b = append(b, ',')
	}
	return append(appendText(b, name), ':')
}

// appendMember appends a member of an object whose value is a text.
func appendMember(b []byte, name, text string) []byte {
	return appendText(appendName(b, name), text)
}

// appendList appends a member of an object whose value is a list of texts.
func appendList(b []byte, name string, list []string) []byte {
	b = append(appendName(b, name), '[')
	for i, text := range list {
		if i > 0 {
			b = append(b, ',')
		}
		b = appendText(b, text)
	}
	return append(b, ']')
}

// appendAction appends the first line of an action on the index with an alias.
func appendAction(b []byte, kind, alias, id string) []byte {
	b = append(appendName(append(b, '{'), kind), '{')
	b = appendMember(appendMember(b, "_index", alias), "_id", id)
	return append(b, "}}\n"...)
}

// documentAction returns the action that indexes a document with an id, in the index with an
// alias, and the terms of its texts as numbers of the reader.
func documentAction(r *search.TermReader, alias, id string, doc index.Document, since, until int) (action, []uint32, error) {
	lines := appendAction(make([]byte, 0, 4*textBytes(doc)+1024), "index", alias, id)
	lines, words, err := appendBody(lines, r, doc, since, until)
	return action{lines: append(lines, '\n')}, words, err
}

// wordAction returns the action that adds a term to the index of terms with an alias.
func wordAction(alias, term string) action {
	lines := appendAction(nil, "create", alias, wordID(term))
	lines = appendMember(append(lines, '{'), termField, clip(term))
	return action{lines: append(lines, "}\n"...), create: true}
}
