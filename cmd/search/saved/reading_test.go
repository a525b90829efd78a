package saved

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

func TestReadingList(t *testing.T) {
	t.Parallel()
	f := Folder(filepath.Join(t.TempDir(), "state"))
	now := time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC)
	if list, err := f.Reading(); err != nil || list != nil {
		t.Errorf("none: %v, error %v", list, err)
	}
	err := f.ChangeReading(func(l *List) error {
		l.Add("A", "cable A", now)
		l.Add("B", "cable B", now)
		l.Add("A", "again", now)
		l.SetNote("B", Note{Paragraph: 3, Text: "three", Written: now})
		l.SetNote("B", Note{Text: "whole", Written: now})
		l.SetNote("B", Note{Paragraph: 3, Text: "third", Written: now})
		l.SetNote("B", Note{Paragraph: 4, Text: "four", Written: now})
		l.SetNote("B", Note{Paragraph: 4})
		l.SetNote("C", Note{Text: "not on the list"})
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	want := List{{ID: "A", Citation: "cable A", Added: now}, {ID: "B", Citation: "cable B", Added: now, Notes: []Note{
		{Text: "whole", Written: now}, {Paragraph: 3, Text: "third", Written: now},
	}}}
	list, err := f.Reading()
	if diff := cmp.Diff(want, list); err != nil || diff != "" {
		t.Errorf("error %v, differences %s", err, diff)
	}
	if b, ok := list.Find("B"); !ok || b.Note(3) != "third" || b.Note(0) != "whole" || b.Note(9) != "" {
		t.Errorf("B: %+v", b)
	}
	refused := errors.New("no")
	if err := f.ChangeReading(func(l *List) error { l.Remove("A"); return refused }); !errors.Is(err, refused) {
		t.Errorf("error %v", err)
	}
	if err := f.ChangeReading(func(l *List) error { l.Remove("B"); return nil }); err != nil {
		t.Fatal(err)
	}
	if list, err := f.Reading(); err != nil || len(list) != 1 || list[0].ID != "A" {
		t.Errorf("after removing B: %v, error %v", list, err)
	}
}

// TestDamagedList: a file that can't be read is not overwritten.
func TestDamagedList(t *testing.T) {
	t.Parallel()
	f := Folder(t.TempDir())
	path := filepath.Join(string(f), "reading.json")
	if err := os.WriteFile(path, []byte("[{"), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := f.ChangeReading(func(l *List) error { l.Add("A", "", time.Time{}); return nil }); err == nil {
		t.Error("no error")
	}
	if data, _ := os.ReadFile(path); string(data) != "[{" {
		t.Errorf("the file is now %q", data)
	}
}

func TestNoPlace(t *testing.T) {
	t.Parallel()
	for _, err := range []error{Folder("").Put("x", Search{}), Folder("").ChangeReading(func(*List) error { return nil })} {
		if err == nil || !strings.Contains(err.Error(), "$XDG_STATE_HOME") {
			t.Errorf("error %v", err)
		}
	}
	if names := Folder("").Names(); names != nil {
		t.Errorf("names %v", names)
	}
}

// writerVariable makes a process of this test a writer: the folder, the writer's name.
const writerVariable = "REFTEL_TEST_WRITER"

const readings = 10

// TestMain is also the main of writers.
func TestMain(m *testing.M) {
	folder, name, isWriter := strings.Cut(os.Getenv(writerVariable), "|")
	if !isWriter {
		os.Exit(m.Run())
	}
	for i := range readings {
		id := fmt.Sprint(name, i)
		err := Folder(folder).ChangeReading(func(l *List) error { l.Add(id, "", time.Time{}); return nil })
		if err := errors.Join(err, Folder(folder).AddSeen("x", []string{id})); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
	}
}

// TestTwoProcesses: nothing that one process writes is lost by what another writes, and
// the list can be read at any time.
func TestTwoProcesses(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	ended := make(chan error)
	for _, name := range []string{"A", "B"} {
		cmd := exec.Command(os.Args[0])
		cmd.Env, cmd.Stderr = append(os.Environ(), writerVariable+"="+folder+"|"+name), os.Stderr
		go func() { ended <- cmd.Run() }()
	}
	for running := 2; running > 0; {
		select {
		case err := <-ended:
			if running--; err != nil {
				t.Error(err)
			}
		default:
			if _, err := Folder(folder).Reading(); err != nil {
				t.Fatal(err)
			}
		}
	}
	list, err := Folder(folder).Reading()
	if err != nil || len(list) != 2*readings {
		t.Errorf("%d cables on the list, error %v", len(list), err)
	}
	if seen, err := Folder(folder).Seen("x"); err != nil || len(seen) != 2*readings {
		t.Errorf("%d seen, error %v", len(seen), err)
	}
	left, err := filepath.Glob(filepath.Join(folder, ".new-*"))
	if err != nil || len(left) > 0 {
		t.Errorf("left: %v, error %v", left, err)
	}
}
