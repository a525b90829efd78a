package corpus

// A Format is a layout of archives.
type Format string

// The formats that Open reads.
const (
	Auto  Format = "auto"  // told by content
	Text  Format = "text"  // one cable a file
	CSV   Format = "csv"   // the eight-column Cablegate dump
	HTML  Format = "html"  // an archive's page of one cable
	JSONL Format = "jsonl" // one JSON object a line
)
