package opensearch

import (
	"strings"

	"reftel/index/field"
	"reftel/index/query"
	"reftel/index/search"
)

// Where words stand is asked with intervals queries, whose rules match parts of a text.
// Lucene's intervals are minimal: one that holds another is left out. The rules here
// depend only on whether there is an interval of a fixed length, or one inside another,
// for which that makes no difference. Other questions are answered by check.

// matchRule matches any of some terms, one position long.
func matchRule(terms ...string) obj {
	return obj{"match": obj{"query": stacked(terms)}}
}

// stacked joins terms to the form of one position of a text.
func stacked(terms []string) string {
	list := make([]string, len(terms))
	for i, t := range terms {
		list[i] = clip(t)
	}
	return strings.Join(list, stack)
}

// rowText returns a row of words as a text with the same distances.
func rowText(row []search.RowWord) string {
	var b strings.Builder
	for i, w := range row {
		if i > 0 {
			b.WriteByte(' ')
			for range w.Offset - row[i-1].Offset - 1 {
				b.WriteString(hole + " ")
			}
		}
		b.WriteString(clip(w.Term))
	}
	return b.String()
}

func anyRule(rules []obj) obj {
	if len(rules) == 1 {
		return rules[0]
	}
	return obj{"any_of": obj{"intervals": rules}}
}

// orderedRule matches rules one after the other with at most gaps positions between them,
// below 0 any number.
func orderedRule(gaps int, rules ...obj) obj {
	return obj{"all_of": obj{"ordered": true, "max_gaps": gaps, "intervals": rules}}
}

// filtered matches a rule where a filter (contained_by, containing, …) holds.
func filtered(rule obj, filter string, by obj) obj {
	return obj{"any_of": obj{"intervals": []obj{rule}, "filter": obj{filter: by}}}
}

// rangesRule matches the ranges of a zone.
func rangesRule(zones ...zoneMark) obj {
	var rules []obj
	for _, z := range zones {
		rules = append(rules, orderedRule(-1, matchRule(z.begin()), matchRule(z.end())), matchRule(z.only()))
	}
	return anyRule(rules)
}

// An operand is the ways in which a word or phrase may stand in a text: any of some terms,
// or one of some rows.
type operand struct {
	field string // of the index
	part  field.Zone
	terms []string
	rows  [][]search.RowWord
}

// zone returns the zone that the operand is limited to, if any.
func (o *operand) zone() (zoneMark, bool) {
	switch o.part {
	case field.Body:
		return bodyZone, true
	case field.Summary:
		return summaryZone, true
	}
	return "", false
}

// rules returns the rules of an operand, each of one length. It returns false if rules
// can't express one.
func (o *operand) rules() (list []obj, ok bool) {
	zone, limited := o.zone()
	within := func(rule obj) obj {
		if !limited {
			return rule
		}
		return filtered(rule, "contained_by", rangesRule(zone))
	}
	if len(o.terms) > 0 {
		list = append(list, within(matchRule(o.terms...)))
	}
	for _, row := range o.rows {
		switch {
		case len(row) == 1:
			list = append(list, within(matchRule(row[0].Term)))
		case !limited:
			list = append(list, obj{"match": obj{"query": rowText(row), "ordered": true, "max_gaps": 0}})
		case row[1].Offset > row[0].Offset+1:
			return nil, false
		default:
			rest := obj{"match": obj{"query": rowText(row[1:]), "ordered": true, "max_gaps": 0}}
			list = append(list, orderedRule(0, within(matchRule(row[0].Term)), rest))
		}
	}
	return list, len(list) > 0
}

// nothing reports whether the operand finds nothing.
func (o *operand) nothing() bool { return len(o.terms) == 0 && len(o.rows) == 0 }

// mostRuleTerms is the number of terms of an operand from which it is answered by check:
// a cluster allows 1,024 clauses in a query by default.
const mostRuleTerms = 200

// wide reports whether an operand has too many terms for a rule.
func (o *operand) wide() bool { return len(o.terms)+len(o.rows) > mostRuleTerms }

// nearRule matches where a second operand is at the distance of a step from a first.
func nearRule(a, b *operand, step query.Step) (obj, bool) {
	first, ok1 := a.rules()
	second, ok2 := b.rules()
	if !ok1 || !ok2 {
		return nil, false
	}
	var list []obj
	for _, x := range first {
		for _, y := range second {
			list = append(list, orderedRule(step.Distance-1, x, y))
			if !step.Ordered {
				list = append(list, orderedRule(step.Distance-1, y, x))
			}
		}
	}
	return anyRule(list), true
}

// mostPairs is the number of pairs of ways that a rule may have.
const mostPairs = 64

// pairs returns the number of pairs of ways of two operands.
func pairs(a, b *operand) int {
	return (len(a.rows) + 1) * (len(b.rows) + 1)
}
