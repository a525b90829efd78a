package corpus

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"
	"testing/iotest"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"
)

// event is a record or an error, as Records gives them.
type event struct {
	Record Record
	Error  string
	Raw    string
}

// collect reads the archive at path to its end.
func collect(t testing.TB, path string, opt Options) []event {
	t.Helper()
	return all(t, open(t, path, opt))
}

// open opens an archive until the test ends.
func open(t testing.TB, path string, opt Options) *Reader {
	t.Helper()
	r, err := Open(path, opt)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { r.Close() })
	return r
}

// all reads an archive to its end.
func all(t testing.TB, r *Reader) []event {
	t.Helper()
	var events []event
	for rec, err := range r.Records(context.Background()) {
		events = append(events, newEvent(t, rec, err))
	}
	return events
}

func newEvent(t testing.TB, rec Record, err error) event {
	t.Helper()
	if err == nil {
		return event{Record: rec}
	}
	var bad *RecordError
	if !errors.As(err, &bad) {
		t.Fatalf("%v is not a *RecordError", err)
	}
	return event{Error: err.Error(), Raw: string(bad.Raw)}
}

// read reads an archive from standard input.
func read(t testing.TB, archive string, opt Options) []event {
	t.Helper()
	opt.Stdin = strings.NewReader(archive)
	return collect(t, "-", opt)
}

// brief prints events a line each, for tables: a record as its line, id,
// header and body, an error as it is.
func brief(events []event) string {
	var out strings.Builder
	for _, e := range events {
		if e.Error != "" {
			fmt.Fprintf(&out, "! %s\n", e.Error)
			continue
		}
		fmt.Fprintf(&out, "%d %s %q %q\n", e.Record.Source.Line, e.Record.ID, e.Record.Header, e.Record.Body)
	}
	return out.String()
}

// checkBrief compares what was read with lines of the form of brief.
func checkBrief(t *testing.T, events []event, want ...string) {
	t.Helper()
	all := strings.Join(want, "\n") + "\n"
	if diff := cmp.Diff(all, brief(events)); diff != "" {
		t.Errorf("records (-want +got):\n%s", diff)
	}
}

// checkSound holds what must be true of anything that was read.
func checkSound(t *testing.T, events []event) {
	t.Helper()
	if len(events) == 0 {
		t.Error("neither a record nor an error")
	}
	for _, e := range events {
		if e.Error != "" {
			continue
		}
		rec := e.Record
		texts := append([]string{rec.Source.Path, rec.Source.Member, rec.ID, rec.Origin, rec.Classification, rec.Header, rec.Body, rec.Encoding}, rec.References...)
		for _, f := range rec.Facts {
			texts = append(texts, f.Name, f.Value)
		}
		for _, s := range texts {
			if !utf8.ValidString(s) || strings.Contains(s, "\r") {
				t.Errorf("%v: %.60q is no clean text", rec.Source, s)
			}
		}
		if rec.Source.Line < 1 || rec.Format == "" || rec.Format == Auto {
			t.Errorf("%v: line %d, format %q", rec.Source, rec.Source.Line, rec.Format)
		}
		checkJSON(t, rec)
	}
}

// readInPieces reads an archive in pieces: that must make no difference.
func readInPieces(t *testing.T, archive []byte, opt Options, pieces func(io.Reader) io.Reader) []event {
	t.Helper()
	opt.Stdin = pieces(bytes.NewReader(archive))
	return collect(t, "-", opt)
}

// checkAnyBytes is the property of the fuzz targets: any bytes give sound
// records, the same however they arrive.
func checkAnyBytes(t *testing.T, archive []byte, opt Options) {
	t.Helper()
	events := read(t, string(archive), opt)
	checkSound(t, events)
	if len(archive) > 1<<12 {
		return // byte by byte is slow
	}
	for _, pieces := range []func(io.Reader) io.Reader{iotest.OneByteReader, iotest.HalfReader, iotest.DataErrReader} {
		if diff := cmp.Diff(events, readInPieces(t, archive, opt, pieces)); diff != "" {
			t.Fatalf("read in pieces (-whole +pieces):\n%s", diff)
		}
	}
}

// failed is the rest of an input that ends with an error.
type failed struct{ err error }

func (f failed) Read([]byte) (int, error) { return 0, f.err }

const (
	ratioFloor = 16 << 20 // bytes that any file may unpack to

	tarBlock, tarSum, tarSumEnd, tarMagic = 512, 148, 156, 257

	zipLocal      = "PK\x03\x04" // header of a member
	zipCentral    = "PK\x01\x02" // entry of the directory
	zipDescriptor = "PK\x07\x08" // sizes that follow a member
	zipFollowed   = 1 << 3       // the flag for them
	zip64Extra    = 1
)
