package main

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"unicode/utf8"

	"reftel/cmd/internal/cli"
	"reftel/cmd/search/render"
	"reftel/corpus"
)

// A rejectFile is the list of --rejects: a line of JSON for each record that
// gave no cable. With its text mended, such a line is one of a JSONL archive. A
// nil list takes everything and keeps nothing.
type rejectFile struct {
	file *os.File
	out  *bufio.Writer
}

// A rejectLine is one line of the list. Of a file that can't be read there is
// neither text nor base64.
type rejectLine struct {
	Text   string        `json:"text,omitempty"`
	Base64 []byte        `json:"base64,omitempty"` // where the bytes are not UTF-8
	Cut    bool          `json:"cut,omitempty"`    // there was more of it
	Source corpus.Source `json:"source"`
	Reason string        `json:"reason"`
}

// createRejects begins the list at path; an empty path is no list. What an
// earlier job left there is lost.
func createRejects(path string) (*rejectFile, error) {
	if path == "" {
		return nil, nil
	}
	file, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_TRUNC, 0o600)
	if err != nil {
		return nil, fmt.Errorf("--rejects: %w", err)
	}
	return &rejectFile{file, bufio.NewWriter(file)}, nil
}

// add puts a record into the list. From the first error on each call returns
// it, and close does.
func (r *rejectFile) add(bad *corpus.RecordError) error {
	if r == nil {
		return nil
	}
	line := rejectLine{Source: bad.Source, Reason: cli.Reason(bad), Cut: bad.Cut}
	if utf8.Valid(bad.Raw) {
		line.Text = string(bad.Raw)
	} else {
		line.Base64 = bad.Raw
	}
	return render.Object(r.out, line)
}

// close ends the list. The error says that it is not whole.
func (r *rejectFile) close() error {
	if r == nil {
		return nil
	}
	if err := errors.Join(r.out.Flush(), r.file.Close()); err != nil {
		return fmt.Errorf("--rejects: the list is not whole: %w", err)
	}
	return nil
}

// checkRejects refuses a place for the list where it would destroy what the job
// reads, or spoil the index. Nothing is written yet.
func checkRejects(o options, parseOnly bool, paths []string, stdin io.Reader) error {
	refuse := func(format string, args ...any) error {
		return cli.Usage("indexer", "--rejects %s: %s", o.rejects, fmt.Sprintf(format, args...))
	}
	switch {
	case o.rejects == "":
		return nil
	case parseOnly:
		return refuse("parse lists what it rejects on stderr alone")
	case o.rejects == "-":
		return refuse("expected a file: standard output is for the summary")
	}
	parents, err := parents(o.rejects)
	if err != nil {
		return refuse("no such folder")
	}
	file, _ := os.Stat(o.rejects)
	for _, path := range paths {
		switch read := stat(path, stdin); {
		case read == nil:
		case file != nil && file.Mode().IsRegular() && os.SameFile(file, read):
			return refuse("the job reads that file: name another one")
		case holds(read, parents):
			return refuse("the job reads the folder %s: name a file outside of it", path)
		}
	}
	dir, err := cli.IndexDir(o.indexDir)
	if err != nil {
		return err
	}
	if index := stat(dir, nil); index != nil && holds(index, parents) {
		return refuse("that is in the index: name a file outside of it")
	}
	return nil
}

// stat returns what is at a path, "-" being standard input; nil if that can't
// be known.
func stat(path string, stdin io.Reader) fs.FileInfo {
	if path != "-" {
		info, _ := os.Stat(path)
		return info
	}
	if file, ok := stdin.(*os.File); ok {
		info, _ := file.Stat()
		return info
	}
	return nil
}

// holds reports whether a folder is one of others.
func holds(folder fs.FileInfo, others []fs.FileInfo) bool {
	return slices.ContainsFunc(others, func(other fs.FileInfo) bool { return os.SameFile(folder, other) })
}

// parents returns the folders that a file is in, or will be, wherever links
// lead.
func parents(path string) ([]fs.FileInfo, error) {
	if real, err := filepath.EvalSymlinks(path); err == nil {
		path = real
	}
	dir, err := filepath.EvalSymlinks(filepath.Dir(path))
	if err == nil {
		dir, err = filepath.Abs(dir)
	}
	if err != nil {
		return nil, err
	}
	var all []fs.FileInfo
	for {
		info, err := os.Stat(dir)
		if err != nil {
			return nil, err
		}
		all = append(all, info)
		up := filepath.Dir(dir)
		if up == dir {
			return all, nil
		}
		dir = up
	}
}
