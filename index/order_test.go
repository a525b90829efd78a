package index

import (
	"bytes"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"
)

func TestIDOrder(t *testing.T) {
	want := []string{"1966QUITO7", "73BANGKOK2", "73BANGKOKA3", "08LAPAZ100", "08QUITO9", "08QUITO10", "09ATHENS1", "10ATHENS1", "NOID0123456789AB", "letter-7"}
	got := slices.Clone(want)
	slices.Reverse(got)
	slices.SortFunc(got, func(a, b string) int { return OrderOf(a).Compare(OrderOf(b)) })
	if !slices.Equal(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
}

// checkKeys compares the keys of two ids, and reads the ids back.
func checkKeys(t *testing.T, a, b string) {
	t.Helper()
	x, y := OrderOf(a), OrderOf(b)
	keys := [][]byte{x.AppendKey(nil), y.AppendKey([]byte("before"))[len("before"):]}
	if got, want := bytes.Compare(keys[0], keys[1]), x.Compare(y); got != want {
		t.Errorf("keys of %q and %q compare as %d, want %d", a, b, got, want)
	}
	for i, want := range []string{a, b} {
		if got, ok := KeyID(keys[i]); !ok || got != want {
			t.Errorf("key %q has the id %q, %t, want %q", keys[i], got, ok, want)
		}
	}
}

func TestKeys(t *testing.T) {
	t.Parallel()
	ids := []string{
		"", "1966QUITO7", "73BANGKOK2", "73BANGKOKA3", "08LAPAZ100", "08QUITO9", "08QUITO10", "08QUITO010", "09ATHENS1", "10ATHENS1",
		"99999999", "2199ROME99999999", "1800ROME1", "08USUN1", "08USUNNEWYORK1", "NOID0123456789AB", "letter-7", "\x00", "\x01", "08ROME1\x00",
	}
	for _, a := range ids {
		for _, b := range ids {
			checkKeys(t, a, b)
		}
	}
}

// TestKeysOfRealIDs compares the keys of neighbours among all ids that real cables have
// or name, in the order of the file and in that of ids.
func TestKeysOfRealIDs(t *testing.T) {
	t.Parallel()
	data, err := os.ReadFile("../../shared/cables/cables.csv")
	if err != nil {
		t.Skip("no shared cables beside the repository: ", err)
	}
	ids := regexp.MustCompile(`\b\d{2,4}[A-Z]{2,}\d+`).FindAllString(string(data), -1)
	if len(ids) < 1669 {
		t.Fatalf("only %d ids", len(ids))
	}
	for i := 1; i < len(ids); i++ {
		checkKeys(t, ids[i-1], ids[i])
	}
	slices.SortFunc(ids, func(a, b string) int { return OrderOf(a).Compare(OrderOf(b)) })
	for i := 1; i < len(ids); i++ {
		checkKeys(t, ids[i-1], ids[i])
	}
}

// TestNoKeys: bytes that are no key have no id.
func TestNoKeys(t *testing.T) {
	t.Parallel()
	for _, key := range []string{"", "\x02a", "\x00", "\x00\x07", "\x00\x07\xd8ROME", "\x00\x07\xd8ROME\x00\x00\x00\x01"} {
		if id, ok := KeyID([]byte(key)); ok {
			t.Errorf("key %q has the id %q", key, id)
		}
	}
}

func FuzzKeys(f *testing.F) {
	f.Add("08QUITO9", "08QUITO10")
	f.Add("08LAPAZ1", "08LAPAZ\x001")
	f.Add("letter", "NOID01")
	f.Fuzz(func(t *testing.T, a, b string) {
		checkKeys(t, a, b)
		if id, ok := KeyID([]byte(a)); ok && !strings.HasSuffix(a, id) {
			t.Errorf("key %q has the id %q", a, id)
		}
	})
}
