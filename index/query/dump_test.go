package query

import (
	"fmt"
	"strings"
)

// dump returns a tree as an S-expression: what tests compare.
func dump(n Node) string {
	switch n := n.(type) {
	case *All:
		return "all"
	case *And:
		return "(and " + dumpAll(n.Nodes) + ")"
	case *Or:
		return "(or " + dumpAll(n.Nodes) + ")"
	case *Not:
		return "(not " + dump(n.Node) + ")"
	case *Word:
		if n.Exact {
			return fmt.Sprintf("%s=%q", dumpField(n.Field), n.Text)
		}
		return fmt.Sprintf("%s%q", dumpField(n.Field), n.Text)
	case *Phrase:
		if n.Slop > 0 {
			return fmt.Sprintf("%s<%s>~%d", dumpField(n.Field), n.Text, n.Slop)
		}
		return fmt.Sprintf("%s<%s>", dumpField(n.Field), n.Text)
	case *Regexp:
		return fmt.Sprintf("%s/%s/", dumpField(n.Field), n.Text)
	case *Near:
		return "(near " + dumpNear(n) + ")"
	case *Para:
		return "(para " + dump(n.Node) + ")"
	case *Cited:
		if n.Quoted {
			return "cited <" + n.Text + ">"
		}
		return "cited " + n.Text
	case *Prefix:
		return fmt.Sprintf("%s%q*", dumpField(n.Field), n.Text)
	case *Wildcard:
		return fmt.Sprintf("%swild %q", dumpField(n.Field), n.Text)
	case *Fuzzy:
		return fmt.Sprintf("%s%q~%d", dumpField(n.Field), n.Text, n.Edits)
	case *Has:
		return "has " + n.Field
	case *DateRange:
		return fmt.Sprintf("%s[%s]", dumpField(n.Field), n.Text)
	case *TimePattern:
		return fmt.Sprintf("%spattern %s", dumpField(n.Field), n.Pattern)
	case *ValueRange:
		return fmt.Sprintf("%s[%s: %s]", dumpField(n.Field), n.Text, strings.Join(n.Values, ", "))
	}
	return fmt.Sprintf("%T", n)
}

func dumpAll(nodes []Node) string {
	var parts []string
	for _, n := range nodes {
		parts = append(parts, dump(n))
	}
	return strings.Join(parts, " ")
}

func dumpNear(n *Near) string {
	text := dump(n.Nodes[0])
	for i, s := range n.Steps {
		sign := "/"
		if s.Ordered {
			sign = ">"
		}
		text += fmt.Sprintf(" %s%d %s", sign, s.Distance, dump(n.Nodes[i+1]))
	}
	return text
}

func dumpField(name string) string {
	if name == "" {
		return ""
	}
	return name + " "
}
