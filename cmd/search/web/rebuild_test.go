package web

import (
	"bytes"
	"context"
	"encoding/json"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"reftel/corpus/sample"
)

// TestWhileRebuilding: readers get every answer while indexer --rebuild, a process of its
// own, publishes again and again, and then see its snapshot.
func TestWhileRebuilding(t *testing.T) {
	t.Parallel()
	if testing.Short() {
		t.Skip("it builds a command and an index")
	}
	folder := t.TempDir()
	indexer, archive, dir := filepath.Join(folder, "indexer.exe"), filepath.Join(folder, "cables.jsonl"), filepath.Join(folder, "index")
	run(t, "go", "build", "-o", indexer, "reftel/cmd/indexer")
	writeSample(t, archive)
	run(t, indexer, "--index", dir, archive)
	s, err := New(stored(dir), Options{Addr: host})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	first := s.live.shown()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	s.options.Addr = l.Addr().String()
	ctx, cancel := context.WithCancel(t.Context())
	var running sync.WaitGroup
	defer running.Wait()
	defer cancel()
	running.Go(func() { _ = s.Serve(ctx, l) })
	var answers atomic.Int64
	for i := range 10 {
		running.Go(func() {
			for at := i; ctx.Err() == nil; at++ {
				if err := ask(s, asked[at%len(asked)]); err != nil && ctx.Err() == nil {
					t.Errorf("%s: %v", asked[at%len(asked)], err)
				}
				answers.Add(1)
			}
		})
	}
	for range 3 {
		run(t, indexer, "--index", dir, "--rebuild")
	}
	for end := time.Now().Add(20 * followEvery); s.live.shown() == first; time.Sleep(followEvery / 10) {
		if time.Now().After(end) {
			t.Fatal("the server shows no new snapshot")
		}
	}
	if n := answers.Load(); n < 100 {
		t.Errorf("only %d answers", n)
	}
}

// writeSample writes the cables of the sample as an archive.
func writeSample(t *testing.T, file string) {
	t.Helper()
	var b bytes.Buffer
	for rec, err := range sample.Records(context.Background()) {
		if err != nil {
			t.Fatal(err)
		}
		line, err := json.Marshal(map[string]string{"id": rec.ID, "header": rec.Header, "body": rec.Body})
		if err != nil {
			t.Fatal(err)
		}
		b.Write(append(line, '\n'))
	}
	if err := os.WriteFile(file, b.Bytes(), 0o600); err != nil {
		t.Fatal(err)
	}
}

// run runs a command.
func run(t *testing.T, name string, args ...string) {
	t.Helper()
	if out, err := exec.CommandContext(t.Context(), name, args...).CombinedOutput(); err != nil {
		t.Fatalf("%s %v: %v\n%s", name, args, err, out)
	}
}
