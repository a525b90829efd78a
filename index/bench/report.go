package main

// A report is all that was measured, and what -json prints.
type report struct {
	Command string      `json:"command"`
	Machine machine     `json:"machine"`
	Runs    []*sizeRun  `json:"runs"`
	Memory  []memoryRun `json:"memory,omitempty"`
}

// A sizeRun is what was measured with one number of cables. What a program
// can't do, or was not there to do, is nil.
type sizeRun struct {
	Cables int `json:"cables"`
	// Archive is the size of the file, Text that of the cables in it.
	Archive int64 `json:"archive_bytes"`
	Text    int64 `json:"text_bytes"`

	Index      job   `json:"index"`
	IndexBytes int64 `json:"index_bytes"`
	Segments   *int  `json:"segments"`
	DryRun     *job  `json:"dry_run"`
	Again      job   `json:"again"`

	SQLite  *sqliteRun `json:"sqlite"`
	Answers []answer   `json:"queries"`
	Side    *sideRun   `json:"side_by_side,omitempty"`
}

// A sqliteRun is what SQLite took for the same cables.
type sqliteRun struct {
	job
	// Text is what it was given of the cables.
	Text  int64 `json:"text_bytes"`
	Bytes int64 `json:"bytes"`
}

// A memoryRun is an indexing job that was told how much memory to take.
type memoryRun struct {
	Cables int    `json:"cables"`
	Size   string `json:"size"`
	Asked  int64  `json:"asked_bytes"`
	Index  *job   `json:"index"`
}

// An answer is how long a question took, in milliseconds from the start of the
// process to its end.
type answer struct {
	question
	Reftel times  `json:"reftel"`
	SQLite *times `json:"sqlite"`
}

// times are those of one program.
type times struct {
	Found int `json:"found"`
	// Cold is with none of the index in memory, and Read what came from the
	// disk then.
	Cold *float64 `json:"cold_ms"`
	Read *int64   `json:"cold_read_bytes"`
	Warm float64  `json:"warm_ms"`
	// Own is what search says it took, without start and output.
	Own *float64 `json:"took_ms,omitempty"`
	// Hits is what SQLite took, warm, where it need not count.
	Hits *float64 `json:"hits_only_ms,omitempty"`
}

// perCable returns the milliseconds that a cable took to index.
func (r *sizeRun) perCable() float64 { return 1000 * r.Index.Wall / float64(r.Cables) }
