package cable

import "reftel/corpus"

// A Reader recognizes, splits and parses one record. It reads the lines of the text
// once for all of these. It is for one goroutine.
type Reader struct {
	rec corpus.Record
	p   *parser // nil while the lines are not read
}

// NewReader returns a reader of a record. Call Parse or Close in the end, so that
// its buffers are used again.
func NewReader(rec corpus.Record) *Reader { return &Reader{rec: rec} }

// Record returns the record.
func (r *Reader) Record() corpus.Record { return r.rec }

// begin reads the lines if they are not read yet.
func (r *Reader) begin() *parser {
	if r.p == nil {
		r.p = parsers.Get().(*parser)
		r.p.begin(&r.rec)
	}
	return r.p
}

// Split returns a reader for each record that the function Split returns. For a record
// of one cable that is r; otherwise r is closed.
func (r *Reader) Split() []*Reader {
	parts := r.splitCovers()
	if len(parts) == 0 {
		return r.splitHeaders()
	}
	r.Close()
	var list []*Reader
	for _, part := range parts {
		list = append(list, NewReader(part).splitHeaders()...)
	}
	return list
}

// Parse is the function Parse for the record. It closes r.
func (r *Reader) Parse() *Cable {
	c := r.begin().parse()
	r.Close()
	return c
}

// ParseWithoutBody is Parse without Body, a copy of most of the text which an index does not
// need. A cable without paragraphs has it.
func (r *Reader) ParseWithoutBody() *Cable {
	r.begin().bodiless = true
	return r.Parse()
}

// Close frees the buffers of r.
func (r *Reader) Close() {
	if r.p != nil {
		r.p.release()
		r.p = nil
	}
}
