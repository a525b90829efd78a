//go:build linux

package segment

import (
	"errors"
	"io"
	"os"
	"path/filepath"
	"runtime/debug"
	"strings"
	"testing"

	"reftel/index/search"
)

// TestCutWhileMapped cuts a file that is mapped. Reading it is an error that names it,
// where faults are panics (debug.SetPanicOnFault).
func TestCutWhileMapped(t *testing.T) {
	data := smallSegment(t, 12)
	for name, read := range map[string]func(l *Leaf) error{
		"terms": func(l *Leaf) error {
			d, err := l.Dict(search.TextField)
			if err != nil {
				return err
			}
			for _, err := range d.Terms(nil, "", "") {
				if err != nil {
					return err
				}
			}
			return nil
		},
		"list": func(l *Leaf) error {
			d, err := l.Dict(search.TextField)
			if err == nil {
				_, err = d.List("the")
			}
			return err
		},
		"record": func(l *Leaf) error { _, err := l.Stored(0); return err },
		"id":     func(l *Leaf) error { _, err := l.ID(0); return err },
		"find":   func(l *Leaf) error { _, _, err := l.Find("08STATE1"); return err },
		"zones":  func(l *Leaf) error { return l.Zones(0, search.AllZones, &search.Zones{}) },
		"verify": func(l *Leaf) error { return l.Verify() },
		"merge": func(l *Leaf) error {
			_, err := Merge(io.Discard, []*Leaf{l}, nil)
			return err
		},
		"merge beside": func(l *Leaf) error {
			at, _ := besideAt([]*Leaf{l})
			_, err := mergeBeside(io.Discard, io.Discard, at, []*Leaf{l}, nil)
			return err
		},
	} {
		t.Run(name, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "cut.seg")
			if err := os.WriteFile(path, data, 0o600); err != nil {
				t.Fatal(err)
			}
			s, err := Open(path)
			if err != nil {
				t.Fatal(err)
			}
			defer s.Close()
			if err := os.Truncate(path, 0); err != nil {
				t.Fatal(err)
			}
			switch name {
			case "terms", "record", "find", "verify", "merge": // which set it by themselves
			default:
				defer debug.SetPanicOnFault(debug.SetPanicOnFault(true))
			}
			var damage *DamageError
			err = read(NewLeaf(s, nil))
			if !errors.As(err, &damage) || damage.File != path || damage.Part == "" || !strings.Contains(err.Error(), "cut to 0 bytes") {
				t.Errorf("%v", err)
			}
		})
	}
}

// TestCutAfterChecksums cuts a file whose checksums were read: the error names the part.
func TestCutAfterChecksums(t *testing.T) {
	path := filepath.Join(t.TempDir(), "cut.seg")
	if err := os.WriteFile(path, smallSegment(t, 12), 0o600); err != nil {
		t.Fatal(err)
	}
	s, err := Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	l := NewLeaf(s, nil)
	if _, err := l.Stored(0); err != nil {
		t.Fatal(err)
	}
	if err := os.Truncate(path, 0); err != nil {
		t.Fatal(err)
	}
	if _, err := l.stored(0, &recordBlock{}); err == nil || !strings.Contains(err.Error(), path+": damaged record blocks: the file was cut") {
		t.Error(err)
	}
}

// TestPanicOfCaller panics while terms are read: that is not the segment's.
func TestPanicOfCaller(t *testing.T) {
	t.Parallel()
	s := build(t, sampleDocs(t)[:2])
	d, err := NewLeaf(s, nil).Dict(search.TextField)
	if err != nil {
		t.Fatal(err)
	}
	defer func() {
		if p := recover(); p != "mine" {
			t.Errorf("recovered %v", p)
		}
	}()
	for range d.Terms(nil, "", "") {
		panic("mine")
	}
}
