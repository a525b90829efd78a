package corpus

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
	"sync/atomic"
	"testing"
)

// add appends to a file, as another program would.
func add(t *testing.T, path, text string) {
	t.Helper()
	out, err := os.OpenFile(path, os.O_WRONLY|os.O_APPEND, 0)
	if err != nil {
		t.Fatal(err)
	}
	defer out.Close()
	if _, err := out.WriteString(text); err != nil {
		t.Fatal(err)
	}
}

// Of a file that grows while it is read, the records are read that were whole
// at first; where the others begin is said.
func TestGrowingFile(t *testing.T) {
	t.Parallel()
	object := func(n int) string { return fmt.Sprintf(`{"id":"08QUITO%d","text":"B"}`, n) + "\n" }
	for _, tt := range []struct {
		name      string
		of        func(n int) string
		firstPart func(s string) string // of the record in work
	}{
		{"CSV", row, func(s string) string { return s[:len(s)/2] }},
		{"CSV at the end of a column", row, func(s string) string { return s[:strings.Index(s, `","`)+1] }},
		{"CSV at the end of the record", row, strings.TrimSpace},
		{"CSV after a record", row, func(string) string { return "" }},
		{"JSONL", object, func(s string) string { return s[:len(s)/2] }},
		{"JSONL at the end of the object", object, strings.TrimSpace},
		{"JSONL after an object", object, func(string) string { return "" }},
	} {
		t.Run(tt.name, func(t *testing.T) {
			const whole = 20000
			var text strings.Builder
			for n := range whole {
				text.WriteString(tt.of(n + 1))
			}
			last := tt.of(whole + 1)
			begun := tt.firstPart(last)
			path := save(t, "archive", text.String()+begun)
			var events []event
			for rec, err := range open(t, path, Options{}).Records(context.Background()) {
				if events = append(events, newEvent(t, rec, err)); len(events) == 1 {
					add(t, path, last[len(begun):]+tt.of(whole+2))
				}
			}
			checkBrief(t, events[whole:], fmt.Sprintf("! %s:%d: %v", path, whole+1, errGrew))
			if got := events[whole].Raw; got != begun {
				t.Errorf("of the record in work %q was kept, want %q", got, begun)
			}
			again := collect(t, path, Options{})
			if n := len(again); n != whole+2 || again[n-1].Record.ID != fmt.Sprintf("08QUITO%d", whole+2) {
				t.Errorf("read again: %d events, the last %+v", n, again[n-1])
			}
		})
	}
}

// What comes while a file is read is not read, and that it came is an error; so
// is the loss of what was there.
func TestRegularFile(t *testing.T) {
	const before, text = "TO LIMA ", "FM QUITO"
	for name, tt := range map[string]struct {
		change func(path string) error
		want   string
		err    error
	}{
		"as it was": {func(string) error { return nil }, text, nil},
		"longer":    {func(path string) error { add(t, path, " AND CALI"); return nil }, text, errGrew},
		"shorter":   {func(path string) error { return os.Truncate(path, int64(len(before)+5)) }, text[:5], errShrank},
		"empty":     {func(path string) error { return os.Truncate(path, 0) }, text[:2], errShrank},
	} {
		t.Run(name, func(t *testing.T) {
			path := save(t, "a.txt", before+text)
			file, err := os.Open(path)
			if err != nil {
				t.Fatal(err)
			}
			defer file.Close()
			_, _ = file.Seek(int64(len(before)), io.SeekStart)
			s := &scan{ctx: context.Background(), count: new(atomic.Int64)}
			in := s.regular(file, file.Close)
			start := make([]byte, 2)
			if _, err := io.ReadFull(in, start); err != nil {
				t.Fatal(err)
			}
			if err := tt.change(path); err != nil {
				t.Fatal(err)
			}
			rest, err := io.ReadAll(in)
			if got := string(start) + string(rest); got != tt.want || !errors.Is(err, tt.err) {
				t.Errorf("read %q, %v; want %q, %v", got, err, tt.want, tt.err)
			}
			if n := s.count.Load(); n != int64(len(tt.want)) {
				t.Errorf("counted %d bytes, want %d", n, len(tt.want))
			}
		})
	}
}

// A file that says it is empty is read all the same: those of /proc do. One
// that then has a size has grown.
func TestFileWithoutSize(t *testing.T) {
	path := save(t, "a.txt", "")
	file, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	in := unsized{file}
	if n, err := in.Read(make([]byte, 8)); n != 0 || err != io.EOF {
		t.Errorf("read %d bytes, %v", n, err)
	}
	add(t, path, "FM")
	if n, err := in.Read(make([]byte, 8)); n != 0 || !errors.Is(err, errGrew) {
		t.Errorf("of what came then, read %d bytes, %v", n, err)
	}
	const version = "/proc/version"
	if info, err := os.Stat(version); err != nil || info.Size() > 0 {
		t.Skip("no /proc here")
	}
	events := collect(t, version, Options{})
	if len(events) != 1 || !strings.HasPrefix(events[0].Record.Body, "Linux version ") {
		t.Errorf("%s: read %+v", version, events)
	}
}
