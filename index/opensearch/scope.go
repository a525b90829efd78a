package opensearch

import (
	"errors"

	"reftel/index/query"
	"reftel/index/search"
)

// errNoRule reports that rules of intervals can't express a part of a query.
var errNoRule = errors.New("no rule")

// scope matches a Near or a Para. What no rule can express is found by check among the
// documents that may match.
func (t *translator) scope(n query.Node) (obj, error) {
	name, rule, err := t.scopeRule(n)
	if err != nil && err != errNoRule {
		return nil, err
	}
	may, mayErr := t.may(n)
	if mayErr != nil {
		return nil, mayErr
	}
	score := t.part(may, n.String(), textField)
	if err == errNoRule {
		return t.checked(n, may, []obj{score})
	}
	return withScore(t.intervals(name, rule), []obj{score}), nil
}

// scopeRule returns the field and the rule of a Near or a Para.
func (t *translator) scopeRule(n query.Node) (name string, rule obj, err error) {
	if near, ok := n.(*query.Near); ok {
		if search.IsSubject(near) {
			rule, err = t.near(near)
			return subjectField, rule, err
		}
		rule, err = t.near(near)
		if err == nil {
			rule = filtered(rule, "contained_by", rangesRule(paragraphZone, betweenZone))
		}
		return textField, rule, err
	}
	rule, err = t.paragraphs(n.(*query.Para).Node)
	return textField, rule, err
}

// near returns the rule of a Near of two operands.
func (t *translator) near(n *query.Near) (obj, error) {
	if len(n.Nodes) != 2 {
		return nil, errNoRule
	}
	a, err := t.operand(n.Nodes[0])
	if err != nil {
		return nil, err
	}
	b, err := t.operand(n.Nodes[1])
	if err != nil {
		return nil, err
	}
	if a.nothing() || b.nothing() || a.wide() || b.wide() || pairs(a, b) > mostPairs {
		return nil, errNoRule
	}
	rule, ok := nearRule(a, b, n.Steps[0])
	if !ok {
		return nil, errNoRule
	}
	return rule, nil
}

// operand returns what a word, a phrase, what they expand to, or an Or of these finds.
func (t *translator) operand(n query.Node) (*operand, error) {
	o := &operand{}
	return o, t.addOperand(o, n)
}

func (t *translator) addOperand(o *operand, n query.Node) error {
	if or, ok := n.(*query.Or); ok {
		for _, n := range or.Nodes {
			if err := t.addOperand(o, n); err != nil {
				return err
			}
		}
		return nil
	}
	o.field, o.part, _ = search.ZoneOf(search.FieldOf(n))
	r := search.Reading{}
	var err error
	switch n := n.(type) {
	case *query.Word:
		r, err = t.words.Word(n)
	case *query.Phrase:
		if n.Slop > 0 {
			return errNoRule
		}
		r = search.PhraseReading(n.Text)
	default:
		r.Terms, err = t.words.Expansion(search.FieldOf(n), n)
	}
	o.terms = append(o.terms, r.Terms...)
	o.rows = append(o.rows, rowsOf(r)...)
	return err
}

// paragraphs returns the rule of the paragraphs in which a node holds. All such rules match
// whole paragraphs, so that contained_by is an intersection.
func (t *translator) paragraphs(n query.Node) (obj, error) {
	all := rangesRule(paragraphZone)
	switch n := n.(type) {
	case *query.All:
		return all, nil
	case *query.And:
		rule := all
		for _, n := range n.Nodes {
			filter := "contained_by"
			if not, ok := n.(*query.Not); ok {
				filter, n = "not_contained_by", not.Node
			}
			part, err := t.paragraphs(n)
			if err != nil {
				return nil, err
			}
			rule = filtered(rule, filter, part)
		}
		return rule, nil
	case *query.Or:
		var list []obj
		for _, n := range n.Nodes {
			part, err := t.paragraphs(n)
			if err != nil {
				return nil, err
			}
			list = append(list, part)
		}
		return anyRule(list), nil
	case *query.Not:
		part, err := t.paragraphs(n.Node)
		return filtered(all, "not_contained_by", part), err
	case *query.Para:
		return t.paragraphs(n.Node)
	case *query.Near:
		rule, err := t.near(n)
		return filtered(all, "containing", rule), err
	case *query.Has, *query.ValueRange:
		return t.marked(n)
	}
	if search.FieldOf(n) == "mark" {
		return t.marked(n)
	}
	return t.holding(n)
}

// holding returns the rule of the paragraphs that have a word or phrase.
func (t *translator) holding(n query.Node) (obj, error) {
	all := rangesRule(paragraphZone)
	o, err := t.operand(n)
	if err != nil {
		return nil, err
	}
	var list []obj
	if !o.nothing() {
		rules, ok := o.rules()
		if !ok || o.wide() {
			return nil, errNoRule
		}
		list = append(list, filtered(all, "containing", anyRule(rules)))
	}
	if mark, ok := search.MarkLike(n); ok {
		list = append(list, filtered(all, "containing", matchRule(markTerm(mark))))
	}
	if len(list) == 0 {
		return nil, errNoRule
	}
	return anyRule(list), nil
}

// marked returns the rule of the paragraphs with the portion marks that a leaf of the field
// mark finds.
func (t *translator) marked(n query.Node) (obj, error) {
	alternatives, all, err := t.words.MarkTerms(n)
	if err != nil {
		return nil, err
	}
	paragraphs := rangesRule(paragraphZone)
	if all {
		return filtered(paragraphs, "containing", matchRule(anyMark)), nil
	}
	if len(alternatives) == 0 || len(alternatives) > mostPairs {
		return nil, errNoRule
	}
	var list []obj
	for _, terms := range alternatives {
		rule := paragraphs
		for _, term := range terms {
			rule = filtered(rule, "containing", matchRule(markTerm(term)))
		}
		list = append(list, rule)
	}
	return anyRule(list), nil
}

// may matches the documents that have the words and marks of a scope anywhere.
func (t *translator) may(n query.Node) (obj, error) {
	switch n := n.(type) {
	case *query.All, *query.Not:
		return everything(), nil
	case *query.Para:
		return t.may(n.Node)
	case *query.And:
		return t.mayAll(n.Nodes)
	case *query.Near:
		return t.mayAll(n.Nodes)
	case *query.Or:
		var list []obj
		for _, n := range n.Nodes {
			q, err := t.may(n)
			if err != nil {
				return nil, err
			}
			list = append(list, q)
		}
		return anyOf(list), nil
	case *query.Has, *query.ValueRange:
		return t.node(n)
	}
	return t.mayHold(n)
}

// mayHold matches the documents that have a word or phrase in its field, wherever that is
// in it.
func (t *translator) mayHold(n query.Node) (obj, error) {
	name, _, isText := search.ZoneOf(search.FieldOf(n))
	if !isText {
		return t.node(n)
	}
	if p, ok := n.(*query.Phrase); ok && p.Slop > 0 {
		rows := rowsOf(search.PhraseReading(p.Text))
		if len(rows) == 0 {
			return nothing(), nil
		}
		return t.allWords(name, rows[0]), nil
	}
	o, err := t.operand(n)
	if err != nil {
		return nil, err
	}
	return t.orMark(n, t.anywhere(name, search.Reading{Terms: o.terms, Rows: o.rows})), nil
}

func (t *translator) mayAll(nodes []query.Node) (obj, error) {
	var list []obj
	for _, n := range nodes {
		if _, ok := n.(*query.Not); ok {
			continue
		}
		q, err := t.may(n)
		if err != nil {
			return nil, err
		}
		list = append(list, q)
	}
	if len(list) == 0 {
		return everything(), nil
	}
	return allOf(list), nil
}
