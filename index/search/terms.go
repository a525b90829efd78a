package search

import (
	"slices"

	"reftel/corpus/cable"
	"reftel/index"
	"reftel/index/field"
)

// appendZones appends the names of the text fields that some texts have words in.
func appendZones(names []string, texts []index.Document) []string {
	for _, f := range field.All() {
		if (f.Kind == field.Text || f.Kind == field.Group) && slices.ContainsFunc(texts, func(t index.Document) bool { return hasZone(t.Cable, f.Zone) }) {
			names = append(names, f.Name)
		}
	}
	return names
}

func hasZone(c *cable.Cable, z field.Zone) bool {
	switch z {
	case field.Subject:
		return c.Subject != ""
	case field.Summary:
		return len(c.SummarySpans) > 0
	}
	return len(c.Paragraphs)+len(c.Unplaced) > 0
}
