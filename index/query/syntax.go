package query

import _ "embed"

//go:embed syntax.md
var page string

// Syntax returns the page on the query language, in Markdown that fits a
// terminal of 80 columns.
func Syntax() string { return page }
