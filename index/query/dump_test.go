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
		return fmt.Sprintf("%s<%s>", dumpField(n.Field), n.Text)
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

func dumpField(name string) string {
	if name == "" {
		return ""
	}
	return name + " "
}
