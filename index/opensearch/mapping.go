package opensearch

import (
	"fmt"

	"reftel/analyzer"
	"reftel/corpus/cable"
	"reftel/index/field"
)

// Schema is the version of the mapping and of what documents hold. Versions:
//
//  1. the first.
//  2. leadField.
const Schema = 2

// Version returns the versions of the schema, the parser and the analyzer, and a hash of
// the dictionaries. A searcher with another version would misread the index.
func Version() string {
	return fmt.Sprintf("cluster schema %d, parser %s, analyzer %s, dictionaries %s", Schema, cable.ParserVersion, analyzer.Version, analyzer.Hash())
}

// The fields of a document.
const (
	textField    = "text"
	subjectField = "subject"
	leadField    = "lead" // the terms of the summary, else of the beginning of the body
	idField      = "id"
	orderField   = "ord"   // hexadecimal index.IDOrder key
	dateField    = "date"  // missing if unknown
	sinceField   = "since" // the publication that added the document
	untilField   = "until" // the first publication without it; missing if it is there
	recordField  = "record"
	codePrefix   = "c_" // of the terms of a coded field
	facetPrefix  = "f_" // of the values of a facet
)

// analyzerName is the analyzer of the text fields, which splits what textOf joined.
const analyzerName = "reftel"

// settings are the settings of an index of documents.
func settings(shards, replicas int) obj {
	return obj{
		"number_of_shards": shards, "number_of_replicas": replicas,
		// Documents are searchable when a job publishes them.
		"refresh_interval": "-1",
		"codec":            "best_compression",
		"mapping":          obj{"total_fields": obj{"limit": 1000}},
		"similarity":       obj{"default": obj{"type": "BM25", "k1": 1.2, "b": 0.75}},
		"analysis": obj{
			"tokenizer": obj{"reftel_positions": obj{"type": "whitespace", "max_token_length": 1000000}},
			"filter": obj{
				"reftel_terms": obj{"type": "pattern_capture", "preserve_original": false, "patterns": arr{"([^\\u0001]+)"}},
				"reftel_holes": obj{"type": "stop", "stopwords": arr{hole}},
			},
			"analyzer": obj{analyzerName: obj{"type": "custom", "tokenizer": "reftel_positions", "filter": arr{"reftel_terms", "reftel_holes"}}},
		},
	}
}

// mapping is the mapping of an index of documents.
func mapping() obj {
	text := obj{"type": "text", "analyzer": analyzerName, "index_options": "positions"}
	code := obj{"type": "keyword", "norms": false}
	fields := obj{
		textField: text, subjectField: text,
		leadField: obj{"type": "keyword", "norms": false, "doc_values": false},
		idField:   code, orderField: code,
		dateField:  obj{"type": "date", "format": "strict_date_time_no_millis"},
		sinceField: obj{"type": "integer"}, untilField: obj{"type": "integer"},
		recordField:           obj{"type": "object", "enabled": false},
		codePrefix + hasField: code,
	}
	excluded := arr{textField, subjectField, leadField, orderField, codePrefix + "*", facetPrefix + "*"}
	for _, f := range field.All() {
		if f.Kind != field.Text && f.Kind != field.Group && !f.Computed {
			fields[codePrefix+f.Name] = code
		}
	}
	for _, f := range field.Facets() {
		fields[facetPrefix+f.Name] = code
	}
	return obj{"dynamic": false, "_source": obj{"excludes": excluded}, "properties": fields}
}

// wordsMapping is the mapping of an index of the terms of text fields.
func wordsMapping() obj {
	return obj{"dynamic": false, "_source": obj{"enabled": false}, "properties": obj{
		termField: obj{"type": "keyword", "norms": false},
	}}
}

// termField is the field of an index of terms.
const termField = "term"

// stateMapping is the mapping of the index with the state of an index.
func stateMapping() obj {
	return obj{"dynamic": false, "properties": obj{}}
}
