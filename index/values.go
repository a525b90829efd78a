package index

import "reftel/index/field"

// Origin returns the post that sent the document's cable, "" if it is unknown.
func Origin(doc Document) string { return Source(doc).Origin() }

// FieldValues returns the values of a coded field (field.Field) as the shown text
// has them; engines analyze them. Text fields and unknown fields have none.
func FieldValues(doc Document, name string) []string {
	f, _ := field.Lookup(name)
	return f.Values(Source(doc))
}

// FacetValues returns the values of a facet (field.Facet), each once. An unknown
// facet has none.
func FacetValues(doc Document, name string) []string {
	f, _ := field.LookupFacet(name)
	return f.Values(Source(doc))
}

// Source returns the shown text of a document, with the sources of all texts. The values
// of many fields are read from one fastest.
func Source(doc Document) field.Source {
	s := field.Source{ID: doc.ID, Record: doc.Record, Cable: doc.Cable}
	for _, v := range doc.Versions {
		s.Paths = append(s.Paths, v.Source.Path)
	}
	return s
}
