package query

import "iter"

// Walk calls visit for n and the nodes below it, each before those below it.
// Where visit returns false, what is below is left out.
func Walk(n Node, visit func(Node) bool) {
	if !visit(n) {
		return
	}
	switch n := n.(type) {
	case *And:
		walkAll(n.Nodes, visit)
	case *Or:
		walkAll(n.Nodes, visit)
	case *Not:
		Walk(n.Node, visit)
	case *Near:
		walkAll(n.Nodes, visit)
	case *Para:
		Walk(n.Node, visit)
	}
}

func walkAll(nodes []Node, visit func(Node) bool) {
	for _, n := range nodes {
		Walk(n, visit)
	}
}

// Positive yields the leaves of a query that are under no Not, in order: what a
// match has, and what a highlighter marks.
func Positive(n Node) iter.Seq[Node] {
	return func(yield func(Node) bool) {
		going := true
		Walk(n, func(n Node) bool {
			switch n.(type) {
			case *Not:
				return false
			case *And, *Or, *Near, *Para:
				return going
			}
			going = going && yield(n)
			return false
		})
	}
}
