// Package tags holds the TAGS dictionary and reads TAGS lines.
package tags

// A Kind says what sort of thing a TAGS entry names.
type Kind string

// The kinds of TAGS.
const (
	Subject Kind = "subject"
	Geo     Kind = "geo"
	Org     Kind = "org"
	Program Kind = "program"
	Person  Kind = "person"
	Term    Kind = "term"
	Unknown Kind = "unknown"
)

// A Tag is one entry of a TAGS line.
type Tag struct {
	// Code is always set: "PARM", "ROOD, JOHN", "HUMAN RIGHTS". Upper case.
	Code string `json:"code"`
	Kind Kind   `json:"kind"`
	// Name is what the dictionary says the code meant on the cable's date;
	// empty where it does not know.
	Name string `json:"name,omitempty"`
}
