package main

import (
	"bytes"
	"os"
	"path/filepath"
	"runtime"
	"testing"
)

func write(t *testing.T, path, text string) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
}

// TestFolderBytes: files of one size are different ones, unless they are links.
func TestFolderBytes(t *testing.T) {
	dir := t.TempDir()
	write(t, filepath.Join(dir, "writer", "a"), "12345")
	write(t, filepath.Join(dir, "writer", "b"), "54321")
	write(t, filepath.Join(dir, "snapshots", "c"), "123")
	if err := os.Link(filepath.Join(dir, "writer", "b"), filepath.Join(dir, "snapshots", "b")); err != nil {
		t.Skip("no hard links:", err)
	}
	got, err := folderBytes(dir)
	if err != nil || got != 13 {
		t.Errorf("got %d, %v, want 13", got, err)
	}
}

// TestSegments: those of the current snapshot count, and an index that is laid
// out in another way has no number.
func TestSegments(t *testing.T) {
	dir := t.TempDir()
	if n := segments(dir); n != nil {
		t.Errorf("of nothing: %d", *n)
	}
	write(t, filepath.Join(dir, "CURRENT"), "000002\n")
	if n := segments(dir); n != nil {
		t.Errorf("of no store: %d", *n)
	}
	for _, name := range []string{"000001/store/1.zap", "000002/store/1.zap", "000002/store/2.zap", "000002/store/root.bolt"} {
		write(t, filepath.Join(dir, "snapshots", filepath.FromSlash(name)), "")
	}
	if n := segments(dir); n == nil || *n != 2 {
		t.Errorf("got %v, want 2", n)
	}
}

// actor returns a place whose indexer is this program, which says what the test
// wants of it about an archive of three cables.
func actor(t *testing.T, summary string) *place {
	t.Helper()
	b := &bench{dir: t.TempDir(), scratch: t.TempDir(), stderr: new(bytes.Buffer)}
	b.opt.cables = counts{2, 3}
	path := filepath.Join(b.dir, "cables-3.csv")
	write(t, path, "three cables")
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	bin := filepath.Join(b.scratch, "bin", "indexer")
	if runtime.GOOS == "windows" {
		bin += ".exe"
	}
	if err := os.Mkdir(filepath.Dir(bin), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(self, bin); err != nil {
		t.Skip("no links:", err)
	}
	t.Setenv(actAs, "indexer")
	t.Setenv(toSay, summary)
	return &place{bench: b, archive: archive{path, 3, 12}, dir: b.scratch, run: &sizeRun{Cables: 3}}
}

// TestDryRunAndMemory: an indexer that has the flags is measured with them.
func TestDryRunAndMemory(t *testing.T) {
	p := actor(t, `{"records":3,"indexed":3,"rejected":0,"bytes":10}`)
	t.Setenv(toGet, "--dry-run")
	if err := p.dryRun(t.Context()); err != nil || p.run.DryRun == nil {
		t.Errorf("--dry-run: %+v, %v", p.run.DryRun, err)
	}
	p.opt.memory = sizes{{"1M", 1 << 20}, {"2M", 2 << 20}}
	t.Setenv(toGet, "--memory")
	var rep report
	if err := p.memories(t.Context(), &rep); err != nil || len(rep.Memory) != 2 {
		t.Fatalf("--memory: %+v, %v", rep.Memory, err)
	}
	for i, m := range rep.Memory {
		if m.Index == nil || m.Cables != 3 || m.Asked != p.opt.memory[i].bytes {
			t.Errorf("--memory %s: %+v", m.Size, m)
		}
	}
}

// TestBudget: the first run of the indexer gets it.
func TestBudget(t *testing.T) {
	p := actor(t, `{"records":3,"indexed":3,"rejected":0,"bytes":10}`)
	p.opt.budget = size{"3M", 3 << 20}
	if err := os.Mkdir(p.indexDir(), 0o755); err != nil {
		t.Fatal(err)
	}
	t.Setenv(toGet, "3M")
	if err := p.index(t.Context()); err != nil {
		t.Error(err)
	}
}

// TestWrongSummary: what did not do all of its work is not measured.
func TestWrongSummary(t *testing.T) {
	for _, test := range []struct {
		summary, want string // the error, after the archive's path
		step          func(*place) error
	}{
		{`{"records":2,"indexed":2}`, ": the indexer read 2 records and rejected 0, of 3", func(p *place) error { return p.index(t.Context()) }},
		{`{"records":3,"indexed":2,"rejected":1}`, ": the indexer read 3 records and rejected 1, of 3", func(p *place) error { return p.index(t.Context()) }},
		{"done", "the indexer's summary: invalid character 'd' looking for beginning of value", func(p *place) error { return p.index(t.Context()) }},
		{`{"records":3,"indexed":1,"replaced":1}`, "a second run indexed 2 cables again", func(p *place) error { return p.again(t.Context()) }},
	} {
		p := actor(t, test.summary)
		want := test.want
		if want[0] == ':' {
			want = p.archive.path + want
		}
		if err := test.step(p); err == nil || err.Error() != want {
			t.Errorf("%s: got %v, want %s", test.summary, err, want)
		}
	}
}
