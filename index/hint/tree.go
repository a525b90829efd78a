package hint

import "reftel/index/query"

// replaced returns a tree with some of its nodes replaced; a nil node removes one. It
// returns nil if nothing is left. A tree of nodes that it does not know stays as it is.
func replaced(n query.Node, by map[query.Node]query.Node) query.Node {
	if with, ok := by[n]; ok {
		return with
	}
	switch n := n.(type) {
	case *query.And:
		return and(replacedAll(n.Nodes, by))
	case *query.Or:
		return or(replacedAll(n.Nodes, by))
	case *query.Near:
		nodes := replacedAll(n.Nodes, by)
		if len(nodes) < len(n.Nodes) {
			return and(nodes)
		}
		return &query.Near{Nodes: nodes, Steps: n.Steps}
	case *query.Para:
		if inner := replaced(n.Node, by); inner != nil {
			return &query.Para{Node: inner}
		}
		return nil
	case *query.Not:
		if inner := replaced(n.Node, by); inner != nil {
			return &query.Not{Node: inner}
		}
		return nil
	}
	return n
}

func replacedAll(list []query.Node, by map[query.Node]query.Node) []query.Node {
	var out []query.Node
	for _, n := range list {
		if with := replaced(n, by); with != nil {
			out = append(out, with)
		}
	}
	return out
}

// without returns a tree without a node.
func without(tree, n query.Node) query.Node {
	return replaced(tree, map[query.Node]query.Node{n: nil})
}

// with returns a tree with a node in place of another.
func with(tree, old, n query.Node) query.Node {
	return replaced(tree, map[query.Node]query.Node{old: n})
}

// and joins nodes by AND; nil of none.
func and(list []query.Node) query.Node {
	var flat []query.Node
	for _, n := range list {
		if inner, ok := n.(*query.And); ok {
			flat = append(flat, inner.Nodes...)
		} else {
			flat = append(flat, n)
		}
	}
	if len(flat) < 2 {
		return only(flat)
	}
	return &query.And{Nodes: flat}
}

// or joins nodes by OR; nil of none.
func or(list []query.Node) query.Node {
	var flat []query.Node
	for _, n := range list {
		if inner, ok := n.(*query.Or); ok {
			flat = append(flat, inner.Nodes...)
		} else {
			flat = append(flat, n)
		}
	}
	if len(flat) < 2 {
		return only(flat)
	}
	return &query.Or{Nodes: flat}
}

func only(list []query.Node) query.Node {
	if len(list) == 0 {
		return nil
	}
	return list[0]
}

// conjuncts returns the nodes that a tree joins by AND: the tree itself if it is no And.
func conjuncts(tree query.Node) []query.Node {
	if n, ok := tree.(*query.And); ok {
		return n.Nodes
	}
	return []query.Node{tree}
}
