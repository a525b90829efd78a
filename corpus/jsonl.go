package corpus

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"reflect"
	"time"
)

// startsJSONL reports whether a file with this start, leading blanks removed,
// holds objects. "{\" starts RTF.
func startsJSONL(start []byte) bool {
	return len(start) > 1 && start[0] == '{' && start[1] != '\\'
}

// isObject reports whether a line that begins with b holds an object. No line
// of a cable begins with these characters.
func isObject(b []byte) bool { return bytes.HasPrefix(b, []byte(`{"`)) }

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
	rec, err := s.parseJSON(number, bytes.TrimPrefix(line, byteOrderMark))
	if err != nil {
		return s.reject(number, bytes.TrimSuffix(line, []byte("\n")), err)
	}
	return s.emit(rec)
}

// jsonRecord is a line of the layout. Other fields of the object are ignored.
type jsonRecord struct {
	ID             string   `json:"id"`
	Date           string   `json:"date"`
	Origin         string   `json:"origin"`
	Classification string   `json:"classification"`
	References     []string `json:"references"`
	Header         string   `json:"header"`
	Body           *string  `json:"body"`
	Text           *string  `json:"text"`   // the whole cable
	Base64         []byte   `json:"base64"` // the same as bytes that may not be UTF-8
}

func (s *scan) parseJSON(number int, line []byte) (Record, error) {
	cs := charsetOf(line)
	if cs != utf8Clean {
		line = []byte(cs.decode(line))
	}
	var in jsonRecord
	if err := json.Unmarshal(line, &in); err != nil {
		return Record{}, jsonError(line, err)
	}
	date, err := in.date()
	if err != nil {
		return Record{}, err
	}
	body, cs, err := in.text(cs)
	if err != nil {
		return Record{}, err
	}
	rec := s.record(JSONL, number, cs)
	rec.ID, rec.Date, rec.Origin = lineFeeds(in.ID), date, lineFeeds(in.Origin)
	rec.Classification, rec.References = lineFeeds(in.Classification), in.references()
	rec.Header, rec.Body = lineFeeds(in.Header), lineFeeds(body)
	return rec, nil
}

// jsonError returns the error of a line in the terms of the layout. It is the
// same for all lines that are not JSON, since such a file has many.
func jsonError(line []byte, err error) error {
	var wrong *json.UnmarshalTypeError
	switch {
	case !errors.As(err, &wrong) && !bytes.HasPrefix(bytes.TrimLeft(line, " \t"), []byte("{")):
		return errors.New("expected a JSON object")
	case !errors.As(err, &wrong):
		return fmt.Errorf("expected a JSON object: %w", err)
	case wrong.Field == "":
		return fmt.Errorf("expected a JSON object, found %s", wrong.Value)
	case wrong.Type.Kind() == reflect.Slice:
		return fmt.Errorf("expected %q to be a list of strings, found %s", wrong.Field, wrong.Value)
	}
	return fmt.Errorf("expected %q to be a string, found %s", wrong.Field, wrong.Value)
}

func (in *jsonRecord) date() (time.Time, error) {
	if in.Date == "" {
		return time.Time{}, nil
	}
	date, ok := parseDate(in.Date, jsonlDates, csvDates)
	if !ok {
		return date, fmt.Errorf("date %.40q: expected 2008-12-04T14:12:00Z or 2008-12-04", in.Date)
	}
	return date, nil
}

// text returns the text and the character set that it was decoded from.
func (in *jsonRecord) text(cs charset) (string, charset, error) {
	switch {
	case in.Body != nil:
		return *in.Body, cs, nil
	case in.Text != nil:
		return *in.Text, cs, nil
	case in.Base64 != nil:
		cs = charsetOf(in.Base64)
		return cs.decode(in.Base64), cs, nil
	case in.Header != "":
		return "", cs, nil
	}
	return "", cs, errors.New(`no text: expected "body", "text" or "base64"`)
}

// references returns the references, nil if there are none.
func (in *jsonRecord) references() []string {
	var refs []string
	for _, ref := range in.References {
		if ref != "" {
			refs = append(refs, lineFeeds(ref))
		}
	}
	return refs
}
