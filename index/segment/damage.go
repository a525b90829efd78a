package segment

import "fmt"

// A DamageError reports damage in a file.
type DamageError struct {
	// File is the path, "" of a segment in memory; Part is what is damaged in it.
	File, Part string
	Err        error
}

func (e *DamageError) Error() string {
	if e.File == "" {
		return fmt.Sprintf("segment in memory: %s: %v", e.Part, e.Err)
	}
	return fmt.Sprintf("%s: %s: %v", e.File, e.Part, e.Err)
}

func (e *DamageError) Unwrap() error { return e.Err }

// A PanicError reports that reading a segment panicked. That is damage if Segment.Verify
// finds some.
type PanicError struct {
	File  string // "" of a segment in memory
	Value any    // of the panic
	Stack []byte
}

func (e *PanicError) Error() string { return fmt.Sprintf("reading segment %s: %v", e.File, e.Value) }
