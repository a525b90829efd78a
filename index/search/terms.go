package search

import (
	"slices"

	"reftel/corpus/cable"
	"reftel/index"
	"reftel/index/field"
)

// zonesOf returns the names of the text fields that some texts have words in.
func zonesOf(texts []index.Document) []string {
	var names []string
	for _, f := range field.All() {
		if f.Kind == field.Text && slices.ContainsFunc(texts, func(t index.Document) bool { return hasZone(t.Cable, f.Zone) }) {
			names = append(names, f.Name)
		}
	}
	return names
}

func hasZone(c *cable.Cable, z field.Zone) bool {
	if z == field.Body {
		return len(c.Paragraphs)+len(c.Unplaced) > 0
	}
	return c.Subject != ""
}
