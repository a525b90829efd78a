package cli

import (
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// distinctWords returns a cable of a size in bytes, of words that occur once each.
func distinctWords(id string, size int) string {
	var b strings.Builder
	fmt.Fprintf(&b, "UNCLAS %s\n\nTAGS: FR\nSUBJECT: HARBOUR\n\n1. (U) ", id)
	for i := 0; b.Len() < size; i++ {
		b.WriteString(inLetters(i + 26*26*26))
		b.WriteByte("        \n"[i%9])
	}
	return b.String()
}

// inLetters writes a number in letters.
func inLetters(n int) string {
	var word []byte
	for ; n > 0; n /= 26 {
		word = append(word, byte('A'+n%26))
	}
	return string(word)
}

// TestHugeCable: a cable that takes more memory than --memory is rejected for it, the
// others are indexed, and with more memory it is indexed, too. A rebuild that has too
// little does not lose it.
func TestHugeCable(t *testing.T) {
	needTime(t)
	const memory, tooMuch = 256 << 20, ": cable takes more memory than the limit of 167772160 bytes for one cable; --memory raises it"
	dir := hostileFolder(t, map[string]string{
		"distinct.txt": distinctWords("PARIS 000100", 12<<20), "less.txt": distinctWords("PARIS 000101", 3<<20),
	})
	index := filepath.Join(t.TempDir(), "index")
	_, stderr, used := runMeasured(t, "--index", index, "--memory", "256M", dir)
	checkRejected(t, stderr, dir, []string{"DIR/distinct.txt:1" + tooMuch, "DIR/less.txt:1" + tooMuch})
	if used > memory*5/4 { // mapped files included
		t.Errorf("%d MB of memory used", used>>20)
	}
	checkFound(t, index, good)

	less := filepath.Join(dir, "less.txt")
	if _, stderr, code := command(t, "", "indexer", "--index", index, "--memory", "1G", "--quiet", "--rejects", filepath.Join(t.TempDir(), "rejects"), less); code != Done {
		t.Fatalf("exit code %d: %s", code, stderr)
	}
	all := slices.Concat(good, found(t, index, "subject:harbour -body:harbour"))
	checkFound(t, index, all)
	if len(all) != len(good)+1 {
		t.Errorf("found %q", all)
	}

	_, stderr, code := command(t, "", "indexer", "--index", index, "--memory", "256M", "--rebuild")
	if code != Trouble || !strings.Contains(stderr, "less.txt:1"+tooMuch[:len(": cable takes more memory")]) {
		t.Errorf("exit code %d: %s", code, stderr)
	}
	checkFound(t, index, all)
}
