package main

import (
	"fmt"
	"strings"
)

// manNames are the names of the manual pages by topic, with their sections and what they
// are about.
var manNames = map[string]struct{ name, section, about string }{
	"":      {"search", "1", "search an index of diplomatic cables"},
	"show":  {"search-show", "1", "print cables of an index"},
	"query": {"reftel-query", "7", "the query language of search"},
}

// manPage makes the manual page of a topic from its page of help: blocks of lines with
// headings, usage, indented examples and tables of flags.
func manPage(topic string) string {
	about := manNames[topic]
	var b strings.Builder
	fmt.Fprintf(&b, ".TH %s %s \"\" \"Reftel\"\n.nh\n.ad l\n.SH NAME\n%s \\- %s\n", strings.ToUpper(about.name), about.section, about.name, roff(about.about))
	fenced := false
	for block := range strings.SplitSeq(topics[topic](), "\n\n") {
		block = strings.Trim(block, "\n")
		if !fenced {
			block = manHeading(&b, block)
		}
		if block == "" {
			continue
		}
		fences := strings.Count(block, "```")
		if fenced || fences > 0 || literal(block) {
			manLiteral(&b, block)
		} else {
			b.WriteString(".PP\n" + roffLines(block))
		}
		fenced = fenced != (fences%2 == 1)
	}
	return b.String()
}

// manHeading writes the heading that a block begins with, and returns the rest of it.
func manHeading(b *strings.Builder, block string) string {
	first, rest, _ := strings.Cut(block, "\n")
	usage, isUsage := strings.CutPrefix(block, "Usage: ")
	switch {
	case isUsage:
		b.WriteString(".SH SYNOPSIS\n")
		return "       " + usage
	case strings.HasPrefix(first, "# "):
		b.WriteString(".SH DESCRIPTION\n")
		return rest
	case strings.HasPrefix(first, "## "):
		b.WriteString(".SH " + strings.ToUpper(roff(first[len("## "):])) + "\n")
		return rest
	case strings.HasPrefix(first, "Flag") && strings.HasSuffix(first, ":"):
		b.WriteString(".SH " + strings.ToUpper(roff(strings.TrimSuffix(first, ":"))) + "\n")
		return rest
	}
	return block
}

// literal reports whether the lines of a block stay as they are: one begins with a blank.
func literal(block string) bool {
	return strings.HasPrefix(block, " ") || strings.Contains(block, "\n ")
}

// manLiteral writes lines as they are, without fences.
func manLiteral(b *strings.Builder, block string) {
	var lines []string
	for line := range strings.SplitSeq(block, "\n") {
		if !strings.HasPrefix(line, "```") {
			lines = append(lines, line)
		}
	}
	if len(lines) > 0 {
		b.WriteString(".PP\n.nf\n" + roffLines(strings.Join(lines, "\n")) + ".fi\n")
	}
}

// roffLines returns lines for roff, each with a line end.
func roffLines(text string) string {
	var b strings.Builder
	for line := range strings.SplitSeq(text, "\n") {
		line = roff(line)
		if strings.HasPrefix(line, ".") || strings.HasPrefix(line, "'") {
			line = `\&` + line
		}
		b.WriteString(line + "\n")
	}
	return b.String()
}

// roffEscapes are the characters that roff obeys or prints as others.
var roffEscapes = strings.NewReplacer(`\`, `\e`, "-", `\-`, "'", `\(aq`, "`", `\(ga`, "^", `\(ha`, "~", `\(ti`, `"`, `\(dq`)

// roff escapes a text. Other characters than those of ASCII are written by their numbers.
func roff(s string) string {
	var b strings.Builder
	for _, r := range roffEscapes.Replace(s) {
		if r < 0x80 {
			b.WriteRune(r)
		} else {
			fmt.Fprintf(&b, `\[u%04X]`, r)
		}
	}
	return b.String()
}
