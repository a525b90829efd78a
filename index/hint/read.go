package hint

import (
	"strings"

	"reftel/analyzer"
	"reftel/index/field"
	"reftel/index/query"
)

// read names the values that were read as others: unknown TAGS codes and other forms of
// known values, in the query and in the filters.
func (a *asker) read() error {
	var err error
	query.Walk(a.tree, func(n query.Node) bool {
		if name, value := fieldValue(n); err == nil && name != "" {
			err = a.readValue(name, value)
		}
		return err == nil
	})
	if err != nil {
		return err
	}
	for _, f := range a.filters {
		facet, _ := field.LookupFacet(f.Facet)
		for _, value := range f.Values {
			upper := strings.ToUpper(value)
			if upper == value || !isUpper(facet) {
				continue
			}
			if _, err := a.offer(Value, valueNode(facet.Field, upper), "--filter %s=%s was read as %s", f.Facet, value, upper); err != nil {
				return err
			}
		}
	}
	return nil
}

// fieldValue returns the field and the value of a word or phrase in a field.
func fieldValue(n query.Node) (name, value string) {
	switch n := n.(type) {
	case *query.Word:
		return n.Field, n.Text
	case *query.Phrase:
		return n.Field, n.Text
	}
	return "", ""
}

func (a *asker) readValue(name, value string) error {
	f, ok := field.Lookup(name)
	if !ok {
		return nil
	}
	var err error
	if f.Kind == field.Tag {
		code := analyzer.FoldCode(f.Kind, value)
		if meant, ok := analyzer.MeantTag(code); ok {
			_, err = a.offer(Value, valueNode(f.Name, meant), "%s is not a TAGS code; %s was searched, too", code, meant)
		}
	} else if read, ok := analyzer.ReadAs(f, value); ok {
		_, err = a.offer(Value, valueNode(f.Name, read), "%s:%s was read as %s", f.Name, value, read)
	}
	return err
}

// valueNode returns the query for a value of a field.
func valueNode(name, value string) query.Node {
	if strings.ContainsAny(value, " ,") {
		return &query.Phrase{Field: name, Text: value}
	}
	return &query.Word{Field: name, Text: value}
}

// isUpper reports whether the values of a facet are in capitals.
func isUpper(f field.Facet) bool {
	asked, _ := field.Lookup(f.Field)
	switch asked.Kind {
	case field.Tag, field.Class, field.Caption, field.Mark, field.Prec:
		return true
	}
	return false
}
