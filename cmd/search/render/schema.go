package render

import _ "embed" // the schema

//go:embed answer.schema.json
var schema string

// Schema returns the JSON Schema of what JSON writes.
func Schema() string { return schema }
