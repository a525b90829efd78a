package bleveindex

import (
	"strings"

	"github.com/blevesearch/bleve/v2"
	"github.com/blevesearch/bleve/v2/analysis/analyzer/keyword"
	"github.com/blevesearch/bleve/v2/mapping"

	"reftel/analyzer"
	"reftel/index/field"
	"reftel/index/search"
	"reftel/index/segment"
)

// newMapping returns the mapping of an index, by which Bleve reads queries: it
// names the analyzer of each field. Documents bring their terms, so that nothing
// is analyzed when they are indexed. Body, summary and paragraphs have no field of their
// own.
func newMapping() mapping.IndexMapping {
	m := bleve.NewIndexMapping()
	m.DefaultMapping = bleve.NewDocumentStaticMapping()
	m.DefaultAnalyzer, m.DefaultField = analyzer.CableAnalyzer, search.TextField
	m.IndexDynamic, m.StoreDynamic, m.DocValuesDynamic = false, false, false
	m.DefaultMapping.AddFieldMappingsAt(search.TextField, fieldMapping(analyzer.CableAnalyzer, true))
	m.DefaultMapping.AddFieldMappingsAt(search.HasField, fieldMapping(keyword.Name, true))
	for _, f := range field.All() {
		if !f.Computed && (f.Zone == field.NoZone || f.Zone == field.Subject) {
			m.DefaultMapping.AddFieldMappingsAt(f.Name, fieldMapping(analyzer.AnalyzerName(f), true))
		}
	}
	facets := bleve.NewDocumentStaticMapping()
	for _, f := range field.Facets() {
		facets.AddFieldMappingsAt(f.Name, fieldMapping(keyword.Name, false))
	}
	m.DefaultMapping.AddSubDocumentMapping(strings.TrimSuffix(segment.FacetPrefix, "."), facets)
	return m
}

// fieldMapping returns the mapping of a field whose queries an analyzer reads.
// Located says that its terms have locations, without which Bleve finds no phrase.
func fieldMapping(analyzerName string, located bool) *mapping.FieldMapping {
	f := bleve.NewTextFieldMapping()
	f.Analyzer, f.IncludeTermVectors = analyzerName, located
	f.Store, f.IncludeInAll, f.DocValues = false, false, false
	return f
}
