//go:build !windows

package bleveindex_test

import (
	"context"
	"os"
	"testing"

	"reftel/index"
	"reftel/index/bleveindex"
)

// TestCutWhileOpen cuts the segments of an index that is open, before they were read and
// after. That is damage that names the file, in searches and in jobs.
func TestCutWhileOpen(t *testing.T) {
	if testing.Short() {
		t.Skip("takes seconds")
	}
	t.Parallel()
	ctx := context.Background()
	docs := documents(t, oneCable("08PARIS1", "the harbour tender"))
	for name, warm := range map[string]bool{"unread": false, "read": true} {
		t.Run("searches of "+name+" segments", func(t *testing.T) {
			t.Parallel()
			dir := manySegments.copied(t)
			s := open(t, dir)
			if warm {
				for what, err := range askAll(t, s) {
					t.Fatal(what, err)
				}
			}
			cutSegments(t, dir)
			failed := 0
			for what, err := range askAll(t, s) {
				failed++
				isRefusal(t, what, err, ".zap: damaged ")
			}
			_, err := s.Near(ctx, "text", "harbor", 2, 5)
			isRefusal(t, "Near", err, ".zap: damaged ")
			if failed == 0 {
				t.Error("no search failed")
			}
		})
	}
	for what, job := range map[string]func(w *bleveindex.Writer) error{
		"Versions": func(w *bleveindex.Writer) error { _, err := w.Versions(ctx, "08PARIS1"); return err },
		"Get":      func(w *bleveindex.Writer) error { _, err := w.Get(ctx, "08PARIS1"); return err },
		"Compact":  func(w *bleveindex.Writer) error { _, err := w.Compact(ctx); return err },
		"Delete":   func(w *bleveindex.Writer) error { return w.Delete(ctx, []string{"08PARIS1"}) },
		"Add": func(w *bleveindex.Writer) error {
			if err := w.Add(ctx, docs); err != nil {
				return err
			}
			_, err := w.Commit(ctx)
			return err
		},
	} {
		for name, running := range map[string]bool{"before": false, "after": true} {
			t.Run(what+" "+name+" the engine runs", func(t *testing.T) {
				t.Parallel()
				dir := manySegments.copied(t)
				w, err := bleveindex.OpenWriter(dir, index.WriterOptions{})
				if err != nil {
					t.Fatal(err)
				}
				defer w.Close()
				if running {
					if err := w.Delete(ctx, []string{"99NOWHERE1"}); err != nil {
						t.Fatal(err)
					}
				}
				cutSegments(t, dir)
				isRefusal(t, what, job(w), ".zap")
			})
		}
	}
}

// cutSegments cuts all segments to no byte, where they are: they may be mapped.
func cutSegments(t *testing.T, dir string) {
	t.Helper()
	for _, path := range segmentsIn(t, dir) {
		if err := os.Truncate(path, 0); err != nil {
			t.Fatal(err)
		}
	}
}
