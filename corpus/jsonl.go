package corpus

import (
	"bytes"
	"errors"
	"fmt"
)

// readJSONL reads one object a line. Blank lines are skipped.
func readJSONL(s *scan) {
	for {
		number := s.line
		line, whole := s.nextLine(s.max)
		switch {
		case len(line) == 0, s.failed() && line[len(line)-1] != '\n':
			return
		case !whole:
			if !s.rejectLong(number, line) || !s.dropLine() {
				return
			}
			continue
		case !blank(line) && !s.jsonLine(number, line):
			return
		}
		s.advance(len(line))
	}
}

// jsonLine emits the record of a line.
func (s *scan) jsonLine(number int, line []byte) bool {
	return s.jsonRecord(number, bytes.TrimPrefix(line, byteOrderMark))
}

// jsonError returns the error of a line in the terms of the layout. It is the
// same for all lines that are not JSON, since such a file has many.
func jsonError(line []byte, err error) error {
	if !bytes.HasPrefix(trimJSON(line), []byte("{")) {
		return errors.New("expected a JSON object")
	}
	return fmt.Errorf("expected a JSON object: %w", err)
}
