package corpus

import "strings"

// maxQuotes is how many levels of quoting are removed.
const maxQuotes = 10

// unquote removes the quoting of replies ("> ") from a text of which most lines
// have it. Lines keep their number.
func unquote(text string) string {
	for range maxQuotes {
		if !isQuoted(text) {
			break
		}
		text = unquoteOnce(text)
	}
	return text
}

// isQuoted reports whether at least half of the lines of a text that are not
// blank are quoted, and more than two.
func isQuoted(text string) bool {
	if !strings.HasPrefix(text, ">") && !strings.Contains(text, "\n>") {
		return false
	}
	lines, quoted := 0, 0
	for line := range strings.Lines(text) {
		switch line = strings.TrimSpace(line); {
		case line == "":
		case line[0] == '>':
			quoted++
			lines++
		default:
			lines++
		}
	}
	return quoted > 2 && 2*quoted >= lines
}

// unquoteOnce removes one level of quoting.
func unquoteOnce(text string) string {
	var out strings.Builder
	out.Grow(len(text))
	for line := range strings.Lines(text) {
		if rest, ok := strings.CutPrefix(strings.TrimLeft(line, " "), ">"); ok {
			line = strings.TrimPrefix(rest, " ")
		}
		out.WriteString(line)
	}
	return out.String()
}
