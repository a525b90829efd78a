package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strconv"
)

// A layout appends the cable at hand as a record of an archive; number is the
// record's, from 1.
type layout func(w *writer, dst []byte, number int) []byte

// layoutOf returns the layout of that name.
func layoutOf(name string) (layout, error) {
	switch name {
	case "csv":
		return appendCSV, nil
	case "jsonl":
		return appendJSONL, nil
	}
	return nil, fmt.Errorf("expected format csv or jsonl, found %q", name)
}

// appendCSV appends the eight columns of the Cablegate dump: number, date, id,
// origin, classification, references, header, body.
func appendCSV(w *writer, dst []byte, number int) []byte {
	dst = strconv.AppendInt(append(dst, '"'), int64(number), 10)
	dst = w.appendArchiveDate(append(dst, `","`...))
	dst = w.plan.appendID(append(dst, `","`...), w.name)
	dst = append(append(dst, `","`...), w.station.origin...)
	dst = append(append(dst, `","`...), w.class.archive...)
	dst = append(dst, `","`...)
	for i, ref := range w.refs {
		if i > 0 {
			dst = append(dst, '|')
		}
		dst = w.plan.appendID(dst, ref)
	}
	dst = appendEscaped(append(dst, `","`...), w.head)
	dst = appendEscaped(append(dst, `","`...), w.body)
	return append(dst, "\"\n"...)
}

// appendArchiveDate appends the date as the dump has it, which printed the
// month in place of the minute: that is so in all of the shared cables.
func (w *writer) appendArchiveDate(dst []byte) []byte {
	return w.time.AppendFormat(dst, "1/2/2006 15:01")
}

// appendEscaped appends a column with a backslash before " and \.
func appendEscaped(dst, text []byte) []byte {
	for {
		i := bytes.IndexAny(text, `"\`)
		if i < 0 {
			return append(dst, text...)
		}
		dst = append(append(dst, text[:i]...), '\\', text[i])
		text = text[i+1:]
	}
}

// A jsonRecord is a line of a JSONL archive.
type jsonRecord struct {
	ID             string   `json:"id"`
	Date           string   `json:"date"`
	Origin         string   `json:"origin"`
	Classification string   `json:"classification"`
	References     []string `json:"references"`
	Header         string   `json:"header"`
	Body           string   `json:"body"`
}

func appendJSONL(w *writer, dst []byte, _ int) []byte {
	rec := jsonRecord{
		ID: string(w.plan.appendID(nil, w.name)), Date: w.time.Format("2006-01-02T15:04:05Z"),
		Origin: w.station.origin, Classification: w.class.archive, References: []string{},
		Header: string(w.head), Body: string(w.body),
	}
	for _, ref := range w.refs {
		rec.References = append(rec.References, string(w.plan.appendID(nil, ref)))
	}
	b := bytes.NewBuffer(dst)
	enc := json.NewEncoder(b)
	enc.SetEscapeHTML(false)
	// Strings and lists of strings cannot fail.
	_ = enc.Encode(rec)
	return b.Bytes()
}
