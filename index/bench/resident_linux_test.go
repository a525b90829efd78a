package main

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"testing"

	"golang.org/x/sys/unix"

	"reftel/index/bleveindex"
)

// mostResident is how many bytes of a cold index may be in memory after a rare word was
// looked for.
const mostResident = 8 << 20

// TestResident looks for a rare word in the index of invented cables whose folder
// $REFTEL_BENCH_INDEX names, after all of it was taken out of memory.
func TestResident(t *testing.T) {
	dir := benchIndex(t)
	questions, err := parsePeerQuestions("peers.txt", peerQuestionText)
	if err != nil {
		t.Fatal(err)
	}
	if err := chill(dir); err != nil {
		t.Fatal(err)
	}
	before := resident(t, dir)
	s, err := bleveindex.Store{Dir: dir}.Open()
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	opened := resident(t, dir)
	req, err := warmRequest(questions[0].Query)
	if err != nil {
		t.Fatal(err)
	}
	res, err := s.Search(context.Background(), req)
	if err != nil {
		t.Fatal(err)
	}
	found := resident(t, dir)
	t.Logf("%s: %d cables; resident MB: cold %.2f, open %.2f, then %.2f", questions[0].Query, res.Total, mb(before), mb(opened), mb(found))
	if found > mostResident {
		t.Errorf("%d bytes of the index are resident, at most %d may be", found, mostResident)
	}
}

func mb(bytes int64) float64 { return float64(bytes) / 1e6 }

// resident returns how many bytes of the files below a folder are in memory.
func resident(t *testing.T, dir string) int64 {
	t.Helper()
	var sum int64
	err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil || !d.Type().IsRegular() {
			return err
		}
		f, err := os.Open(path)
		if err != nil {
			return err
		}
		var stat unix.Cachestat_t
		err = unix.Cachestat(uint(f.Fd()), &unix.CachestatRange{}, &stat, 0)
		if errors.Is(err, unix.ENOSYS) {
			t.Skip("the kernel does not tell which pages are in memory")
		}
		sum += int64(stat.Cache) * int64(os.Getpagesize())
		return errors.Join(err, f.Close())
	})
	if err != nil {
		t.Fatal(err)
	}
	return sum
}
