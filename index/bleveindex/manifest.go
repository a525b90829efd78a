package bleveindex

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"hash/crc32"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strconv"

	index "github.com/blevesearch/bleve_index_api"

	"reftel/index/binfile"
	"reftel/index/segment"
)

// A manifest describes a snapshot. Its file ends in the CRC-32 of what stands
// before that, see encode. Manifests of older programs have neither that nor Sums
// nor Segments; they are read, but less is checked.
type manifest struct {
	Version string `json:"version"`
	Cables  int    `json:"cables"`
	// Files are the sizes in bytes of the snapshot's other files, by their
	// paths in it, separated by slashes. The catalog, which is replaced within a
	// snapshot and has a checksum of its own, is not listed.
	Files map[string]int64 `json:"files"`
	// Sums are the CRC-32 (IEEE) of the same files, of a segment the checksum of its
	// checksums (segment.Sum).
	Sums map[string]uint32 `json:"sums,omitempty"`
	// Segments are the engine's segments, oldest first.
	Segments []segmentEntry `json:"segments,omitempty"`
}

// A segmentEntry describes a segment of a snapshot.
type segmentEntry struct {
	File string `json:"file"` // its path in the snapshot
	Docs uint64 `json:"docs"` // documents in it, deleted ones included
	// Deleted is the roaring bitmap of the numbers of its deleted documents, in
	// base64; empty if there are none.
	Deleted string `json:"deleted,omitempty"`
}

// checkKey begins the last member of a manifest: its checksum.
const checkKey = `,"check":"`

// encode returns the content of a manifest's file: one JSON object in a line. Its
// last member, "check", is the CRC-32 of all bytes before that member.
func (m manifest) encode() ([]byte, error) {
	data, err := json.Marshal(m)
	if err != nil {
		return nil, err
	}
	data = bytes.TrimSuffix(data, []byte("}"))
	return fmt.Appendf(data, "%s%08x\"}\n", checkKey, crc32.ChecksumIEEE(data)), nil
}

func decodeManifest(data []byte) (manifest, error) {
	var m manifest
	at := bytes.LastIndex(data, []byte(checkKey))
	if at >= 0 {
		end := string(bytes.TrimSuffix(data[at+len(checkKey):], []byte("\n")))
		if end != fmt.Sprintf("%08x\"}", crc32.ChecksumIEEE(data[:at])) {
			return m, binfile.ErrChecksum
		}
	}
	if err := json.Unmarshal(data, &m); err != nil {
		return m, err
	}
	if at < 0 && (m.Sums != nil || m.Segments != nil) {
		return m, errors.New("its checksum is missing")
	}
	return m, nil
}

func (l layout) readManifest(name string) (manifest, error) {
	data, err := readOwn(l.manifest(name))
	if err != nil {
		return manifest{}, damaged(err)
	}
	m, err := decodeManifest(data)
	if err != nil {
		return m, damaged(fmt.Errorf("%s: %w", l.manifest(name), err))
	}
	return m, nil
}

// describe returns the manifest of a snapshot whose other files are written.
func (l layout) describe(name string, cables int, segments []segmentEntry) (manifest, error) {
	m := manifest{Version: Version(), Cables: cables, Segments: segments, Sums: map[string]uint32{}}
	var err error
	if m.Files, err = fileSizes(l.snapshot(name)); err != nil {
		return m, err
	}
	for file := range m.Files {
		if m.Sums[file], err = sumOf(l.file(name, file)); err != nil {
			return m, err
		}
	}
	l.keepSums(name, m)
	return m, nil
}

// keepSums takes what the published snapshot's manifest says of the segments that
// are the same files in both, so that damage since then is not described as whole.
func (l layout) keepSums(name string, m manifest) {
	before, err := l.readCurrent()
	if err != nil {
		return
	}
	old, err := l.readManifest(before)
	if err != nil {
		return
	}
	for _, s := range m.Segments {
		at := slices.IndexFunc(old.Segments, func(o segmentEntry) bool { return o.File == s.File })
		if at >= 0 && sameFile(l.file(before, s.File), l.file(name, s.File)) {
			m.Sums[s.File] = old.Sums[s.File]
		}
	}
}

func sameFile(a, b string) bool {
	first, err := os.Stat(a)
	if err != nil {
		return false
	}
	second, err := os.Stat(b)
	return err == nil && os.SameFile(first, second)
}

// file returns the path of a file of a snapshot that its manifest lists.
func (l layout) file(name, file string) string {
	return filepath.Join(l.snapshot(name), filepath.FromSlash(file))
}

func isSegment(file string) bool { return path.Ext(file) == ".zap" }

// sumOf returns the checksum of a file of a snapshot.
func sumOf(path string) (uint32, error) {
	if isSegment(filepath.ToSlash(path)) {
		return segment.Sum(path)
	}
	return binfile.Sum(context.Background(), path)
}

// entriesOf describes the segments of a view that was opened from disk.
func entriesOf(r index.IndexReader) ([]segmentEntry, error) {
	segments, err := segmentsOf(r)
	if err != nil {
		return nil, err
	}
	var entries []segmentEntry
	for _, s := range segments {
		file, ok := s.Segment().(interface{ Path() string })
		if !ok {
			return nil, fmt.Errorf("the engine has no file of a segment of type %T", s.Segment())
		}
		e := segmentEntry{File: path.Join("store", filepath.Base(file.Path())), Docs: s.Segment().Count()}
		if deleted := s.Deleted(); deleted != nil && !deleted.IsEmpty() {
			if e.Deleted, err = deleted.ToBase64(); err != nil {
				return nil, err
			}
		}
		entries = append(entries, e)
	}
	return entries, nil
}

// number returns the number that a snapshot's name is, 0 for none.
func number(name string) int {
	n, _ := strconv.Atoi(name)
	return n
}
