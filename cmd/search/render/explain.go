package render

import (
	"fmt"
	"io"
	"strings"

	"reftel/cmd/internal/cli"
	"reftel/index"
)

// Explain writes how a query was understood: its tree, a part a line, and below each
// word what it stands for.
func Explain(w io.Writer, e *index.Explained) error {
	var b strings.Builder
	explain(&b, e, 0)
	b.WriteByte('\n')
	_, err := io.WriteString(w, b.String())
	return err
}

func explain(b *strings.Builder, e *index.Explained, depth int) {
	indent := strings.Repeat("  ", depth)
	if len(e.Parts) > 0 {
		text := e.Kind
		if e.Kind == "near" {
			text += "  " + cli.Line(e.Text)
		}
		fmt.Fprintf(b, "%s%s\n", indent, text)
	} else {
		fmt.Fprintf(b, "%s%s  %s\n", indent, e.Kind, cli.Line(e.Text))
	}
	for i := range e.Parts {
		explain(b, &e.Parts[i], depth+1)
	}
	width := 0
	for _, t := range e.Terms {
		width = max(width, min(len([]rune(t.Term)), 30))
	}
	for _, t := range e.Terms {
		fmt.Fprintf(b, "%s    %-*s %7d  %s\n", indent, width, cli.Line(t.Term), t.Cables, t.Why)
	}
	if e.More > 0 {
		fmt.Fprintf(b, "%s    and %d more\n", indent, e.More)
	}
}

// score prints the parts of the score of a hit.
func (t *textWriter) score(h index.Hit) {
	if len(h.ScoreParts) == 0 {
		return
	}
	t.line(fmt.Sprintf("    score %.3f", h.Score))
	for _, p := range h.ScoreParts {
		text := fmt.Sprintf("      %7.3f  %-8s", p.Score, p.In)
		if p.Word != "" {
			text += "  " + cli.Line(p.Word)
		}
		switch {
		case p.Others > 0:
			text += fmt.Sprintf("  %d times, other forms %d", p.Typed, p.Others)
		case p.Typed > 0:
			text += fmt.Sprintf("  %d times", p.Typed)
		}
		if p.Rarity > 0 {
			text += fmt.Sprintf("  rarity %.2f", p.Rarity)
		}
		t.line(strings.TrimRight(text, " "))
	}
}
