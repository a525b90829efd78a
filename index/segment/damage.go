package segment

import (
	"errors"
	"fmt"
	"os"
	"runtime/debug"
	"strings"
	"syscall"
	"unsafe"
)

// A DamageError reports damage in a file.
type DamageError struct {
	// File is the path, "" of a segment in memory; Part is what is damaged in it.
	File, Part string
	Err        error
}

func (e *DamageError) Error() string {
	if e.File == "" {
		return fmt.Sprintf("segment in memory: %s%s: %v", damagedText, e.Part, e.Err)
	}
	return fmt.Sprintf("%s: %s%s: %v", e.File, damagedText, e.Part, e.Err)
}

func (e *DamageError) Unwrap() error { return e.Err }

const damagedText = "damaged "

// IsDamage reports whether an error is a DamageError, or has the text of one of a file of
// Scorch, which hands on the texts of errors only.
func IsDamage(err error) bool {
	var damage *DamageError
	return errors.As(err, &damage) || strings.Contains(err.Error(), ".zap: "+damagedText)
}

// A PanicError reports that reading a segment panicked. That is damage if Segment.Verify
// finds some.
type PanicError struct {
	File  string // "" of a segment in memory
	Value any    // of the panic
	Stack []byte
}

func (e *PanicError) Error() string { return fmt.Sprintf("reading segment %s: %v", e.File, e.Value) }

// panicked returns the error of a panic while the segment was read: a DamageError, or else
// a PanicError.
func (s *Segment) panicked(p any) error {
	if err := s.Fault(p); err != nil {
		return err
	}
	return &PanicError{s.path, p, debug.Stack()}
}

// Fault returns the DamageError of a panic that is the failed read of a mapped byte of the
// segment: the file was cut, or its disk can't be read. It returns nil for other panics.
// Such reads panic where debug.SetPanicOnFault says so.
func (s *Segment) Fault(p any) error {
	fault, ok := p.(interface{ Addr() uintptr })
	if !ok || len(s.pages.data) == 0 {
		return nil
	}
	size := int64(len(s.pages.data))
	at := int64(fault.Addr() - uintptr(unsafe.Pointer(unsafe.SliceData(s.pages.data))))
	if at < 0 || at >= size {
		return nil
	}
	if info, err := os.Stat(s.path); err == nil && info.Size() < size {
		return &DamageError{s.path, s.partAt(at), fmt.Errorf("the file was cut to %d bytes of %d", info.Size(), size)}
	}
	return &DamageError{s.path, s.partAt(at), fmt.Errorf("byte %d: %w", at, syscall.EIO)}
}

// partAt returns what has a byte of the file.
func (s *Segment) partAt(at int64) string {
	if s.dir != nil {
		for _, p := range s.dir.parts {
			if p.from <= at && at < p.to {
				return p.String()
			}
		}
	}
	return endPart
}

// endPart is what follows the parts.
const endPart = "end of file"
