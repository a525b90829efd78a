package web

import (
	"net/http"
	"strings"

	"reftel/index/query"
)

// A helpBlock is a part of the page on the query language. One of its fields is set.
type helpBlock struct {
	Title, Heading, Text string
	Fixed                string // lines as they stand
	Examples             []example
}

// An example is a query with what it finds.
type example struct{ Query, Meaning, Link string }

// helpPage shows the page on the query language, in which each example is a link.
func (s *Server) helpPage(w http.ResponseWriter, _ *http.Request) error {
	return s.page(w, http.StatusOK, "help", helpBlocks(query.Syntax()))
}

// helpBlocks divides a page that is written in headings, fenced lines and paragraphs.
func helpBlocks(page string) []helpBlock {
	var list []helpBlock
	for i, part := range strings.Split(page, "```") {
		if i%2 == 1 {
			list = append(list, fencedBlock(part))
			continue
		}
		for text := range strings.SplitSeq(part, "\n\n") {
			text = strings.TrimSpace(text)
			if title, ok := strings.CutPrefix(text, "# "); ok {
				list = append(list, helpBlock{Title: title})
			} else if heading, ok := strings.CutPrefix(text, "## "); ok {
				list = append(list, helpBlock{Heading: heading})
			} else if text != "" {
				list = append(list, helpBlock{Text: text})
			}
		}
	}
	return list
}

// fencedBlock returns the lines of a fence, whose first line is their kind.
func fencedBlock(text string) helpBlock {
	kind, lines, _ := strings.Cut(strings.TrimRight(text, "\n"), "\n")
	if kind != "query" {
		return helpBlock{Fixed: lines}
	}
	var b helpBlock
	for row := range strings.SplitSeq(lines, "\n") {
		typed, meaning, _ := strings.Cut(row, "  ")
		b.Examples = append(b.Examples, example{typed, strings.TrimSpace(meaning), state{Query: typed}.link("/")})
	}
	return b
}
