package cli

import (
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
)

// BenchmarkFirstResult measures what a person waits for: from the start of the
// search process to the first byte of its answer, over the shared cables where
// they are there, else over one archive of the sample's size.
//
//	go test ./cmd/internal/cli -run '^$' -bench FirstResult
func BenchmarkFirstResult(b *testing.B) {
	archive := "../../../../shared/cables/cables.csv"
	if _, err := os.Stat(archive); err != nil {
		archive = "../../../corpus/sample/cables"
	}
	dir := filepath.Join(b.TempDir(), "index")
	if out, err := exec.Command(filepath.Join(bin, "indexer"), "--index", dir, "--quiet", archive).CombinedOutput(); err != nil {
		b.Fatalf("%v: %s", err, out)
	}
	for _, query := range []string{"munitions", "foreign minister", `"foreign minister" tags:PREL date:2008`, "*"} {
		b.Run(query, func(b *testing.B) {
			for b.Loop() {
				firstByte(b, "--index", dir, query)
			}
		})
	}
}

// firstByte runs search and returns when the first byte of its answer is there.
// The rest of its life is not measured.
func firstByte(b *testing.B, args ...string) {
	cmd := exec.Command(filepath.Join(bin, "search"), args...)
	out, err := cmd.StdoutPipe()
	if err != nil {
		b.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		b.Fatal(err)
	}
	if _, err := out.Read(make([]byte, 1)); err != nil {
		b.Fatal(err)
	}
	b.StopTimer()
	defer b.StartTimer()
	if _, err := io.Copy(io.Discard, out); err != nil {
		b.Fatal(err)
	}
	// The sample may hold nothing that matches.
	if err := cmd.Wait(); err != nil && cmd.ProcessState.ExitCode() != Nothing {
		b.Fatal(err)
	}
}
