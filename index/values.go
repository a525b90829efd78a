package index

import "reftel/index/field"

// Origin returns the post that sent the document's cable, "" if it is unknown.
func Origin(doc Document) string { return fieldSource(doc).Origin() }

// FieldValues returns the values of a coded field (field.Field) as the shown text
// has them; engines analyze them. Text fields and unknown fields have none.
func FieldValues(doc Document, name string) []string {
	f, _ := field.Lookup(name)
	return f.Values(fieldSource(doc))
}

// FieldTimes returns the times of a field as the shown text has them; times and dates
// are what the scanner found in it.
func FieldTimes(doc Document, f field.Field, times, dates []string) []field.Moment {
	s := fieldSource(doc)
	s.Times, s.Dates = times, dates
	return f.Moments(s)
}

// FacetValues returns the values of a facet (field.Facet), each once. An unknown
// facet has none.
func FacetValues(doc Document, name string) []string {
	f, _ := field.LookupFacet(name)
	return f.Values(fieldSource(doc))
}

// fieldText returns the shown text of a document, with the sources of all texts.
func fieldSource(doc Document) field.Source {
	s := field.Source{ID: doc.ID, Record: doc.Record, Cable: doc.Cable}
	for _, v := range doc.Versions {
		s.Paths = append(s.Paths, v.Source.Path)
	}
	return s
}
