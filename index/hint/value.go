package hint

import (
	"slices"
	"strings"

	"reftel/analyzer"
	"reftel/corpus/mrn"
	"reftel/corpus/tags"
	"reftel/index/field"
	"reftel/index/query"
)

// cited names the cables that refer to a cable that is not in the index, be it a value of
// id or a bare MRN.
func (a *asker) cited() error {
	for n := range query.Positive(a.tree) {
		value, ok := mrnIn(n)
		if !ok {
			continue
		}
		total, err := a.count(valueNode("id", value))
		if err != nil {
			return err
		}
		if total > 0 {
			continue
		}
		citing := or([]query.Node{valueNode("ref", value), valueNode("mentions", value)})
		if _, err := a.offer(Value, citing, "%s is not in the index; these cables refer to it", value); err != nil {
			return err
		}
	}
	return nil
}

// mrnIn returns the id that a part of a query asks for.
func mrnIn(n query.Node) (value string, ok bool) {
	name, value := fieldValue(n)
	if value == "" {
		value = strings.Trim(n.String(), `"`)
	}
	if name != "" {
		return value, name == "id"
	}
	m, err := mrn.Parse(value, 0)
	return value, err == nil && m.Year != 0 && m.String() == mrn.Canonical(value)
}

// nearValues names the values of a field that are spelt almost like one that no cable has.
func (a *asker) nearValues() error {
	absent, err := a.absent()
	if err != nil {
		return err
	}
	for _, l := range absent {
		name, value := fieldValue(l.Node)
		f, _ := field.Lookup(name)
		if name == "" || isText(name) {
			continue
		}
		values, err := a.nearValue(f, value)
		if err != nil {
			return err
		}
		for _, v := range values {
			node := valueNode(name, inCase(value, v))
			if _, err := a.offerMore(a.total, Value, with(a.tree, l.Node, node), "no cable has %s; did you mean %s?", l.String(), node.String()); err != nil {
				return err
			}
		}
	}
	return nil
}

// nearValue returns the values of a field that are spelt almost like another.
func (a *asker) nearValue(f field.Field, value string) ([]string, error) {
	code := analyzer.FoldCode(f.Kind, value)
	switch f.Kind {
	case field.Station, field.Name, field.Caption:
		return a.nearPhrase(f.Name, code)
	case field.Tag, field.Country, field.Topic, field.Code:
		list, err := a.near(f.Name, code)
		if f.Kind == field.Tag && len(list) == 0 {
			list = nearTagNames(code)
		}
		return list, err
	}
	return nil, nil
}

// nearTagNames returns the words of the names of TAGS codes that are spelt most like one.
func nearTagNames(code string) []string {
	word := strings.ToLower(code)
	if len(word) < shortestFar {
		return nil
	}
	byEdits := map[int][]string{}
	for e := range tags.All() {
		for _, w := range strings.Fields(strings.ToLower(e.Name)) {
			if n := query.Distance(word, w); w[0] == word[0] && !slices.Contains(byEdits[n], w) {
				byEdits[n] = append(byEdits[n], w)
			}
		}
	}
	for edits := 1; edits <= 2; edits++ {
		if list := byEdits[edits]; len(list) > 0 {
			return list[:min(nearHints, len(list))]
		}
	}
	return nil
}

// nearPhrase returns a value of several words with those that no cable has replaced.
func (a *asker) nearPhrase(name, code string) ([]string, error) {
	words := strings.Fields(code)
	for i, w := range words {
		total, err := a.count(&query.Word{Field: name, Text: w})
		if err != nil {
			return nil, err
		}
		if total > 0 {
			continue
		}
		near, err := a.near(name, w)
		if err != nil || len(near) == 0 {
			return nil, err
		}
		if len(words) == 1 {
			return near, nil
		}
		words[i] = near[0]
	}
	return []string{strings.Join(words, " ")}, nil
}
