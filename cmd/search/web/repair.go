package web

import (
	"regexp"
	"strings"

	"reftel/cmd/internal/cli"
	"reftel/index/query"
)

// nearField is a hint that names the field that was probably meant.
var nearField = regexp.MustCompile(`^did you mean "([a-z]+):"\?$`)

// repaired returns the query that was probably meant by one with an error, "" if none can
// be told: what the hint says, done.
func repaired(e *query.Error) string {
	before, at, after := e.Text[:e.Pos], e.Text[e.Pos:e.End], e.Text[e.End:]
	var tries []string
	if m := nearField.FindStringSubmatch(e.Hint); m != nil {
		tries = append(tries, before+m[1]+after)
	}
	switch at {
	case "!":
		tries = append(tries, before+"-"+after)
	case "(":
		tries = append(tries, e.Text+")")
	case "[":
		tries = append(tries, e.Text+"]")
	case `"`, "“":
		tries = append(tries, e.Text+`"`)
	}
	if strings.Contains(e.Hint, "in quotes") {
		from := strings.LastIndexAny(before, " \t\n") + 1
		word, rest := e.Text[from:], ""
		if end := strings.IndexAny(word, " \t\n"); end >= 0 {
			word, rest = word[:end], word[end:]
		}
		if word = strings.Trim(word, `"()`); word != "" {
			tries = append(tries, e.Text[:from]+`"`+word+`"`+rest)
		}
	}
	for _, text := range tries {
		if _, err := query.Parse(text); err == nil && cli.Line(text) != "" {
			return text
		}
	}
	return ""
}
