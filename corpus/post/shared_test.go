package post

import (
	"bufio"
	"encoding/json"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// shared opens a file of the data that is handed round beside the project, and
// skips the test where it is not.
func shared(t *testing.T, name string) *bufio.Scanner {
	t.Helper()
	f, err := os.Open(filepath.Join("..", "..", "..", "shared", filepath.FromSlash(name)))
	if err != nil {
		t.Skip("no shared data here: ", err)
	}
	t.Cleanup(func() { f.Close() })
	s := bufio.NewScanner(f)
	s.Buffer(nil, 1<<20)
	return s
}

// The embedded tables have all that the project's tables of facts have.
func TestSharedPosts(t *testing.T) {
	s := shared(t, "dict/posts.tsv")
	s.Scan()
	today := map[string]string{"Zaire": "Congo (Kinshasa)", "Viet-Nam (South)": "Vietnam", "Soviet Union": "Russia"}
	for s.Scan() {
		f := strings.Split(s.Text(), "\t")
		p, ok := Lookup(f[0])
		if !ok {
			t.Errorf("%s is no post", f[0])
			continue
		}
		if p.Routing != f[3] && p.Code != "NAGOYA" && p.Code != "USDAFAS" {
			t.Errorf("%s has routing indicator %s, want %s", f[0], p.Routing, f[3])
		}
		if kind, _, _ := strings.Cut(f[2], " (AAD"); p.Kind != kind {
			t.Errorf("%s is %q, want %q", f[0], p.Kind, kind)
		}
		if !strings.Contains(f[1], p.Country) && p.Country != today[f[1]] && p.Country != "Antigua and Barbuda" {
			t.Errorf("%s is in %s, want %s", f[0], p.Country, f[1])
		}
	}
}

func TestSharedRouting(t *testing.T) {
	s := shared(t, "dict/routing.tsv")
	s.Scan()
	n := 0
	for s.Scan() {
		f := strings.Split(s.Text(), "\t")
		if _, ok := ByRouting(f[0]); !ok {
			t.Errorf("%s is no routing indicator", f[0])
		}
		n++
	}
	if n < 2000 {
		t.Errorf("only %d rows", n)
	}
}

// The page's name of the sender is the post of the id.
func TestSharedOrigins(t *testing.T) {
	s := shared(t, "cables/page-facts.jsonl")
	id := regexp.MustCompile(`^\d\d([A-Z]+)\d+$`)
	n := 0
	for s.Scan() {
		var page struct{ ID, Origin string }
		if err := json.Unmarshal(s.Bytes(), &page); err != nil {
			t.Fatal(err)
		}
		m := id.FindStringSubmatch(page.ID)
		if m == nil || strings.HasPrefix(m[1], "EFTO") {
			continue // classification or section words in the id: see package mrn
		}
		if page.Origin == "US Delegation, Secretary" {
			continue // PARTO or SECTO
		}
		n++
		p, ok := Lookup(page.Origin)
		if of, known := Lookup(m[1]); !ok || !known || p != of && p.Routing != of.Routing {
			t.Errorf("%s: %q is %q, want %q", page.ID, page.Origin, p.Code, of.Code)
		}
	}
	if n < 1600 {
		t.Errorf("only %d cables", n)
	}
}

// Addressee lines name a station and its routing indicator: where the name is
// a post, the indicator is the post's.
func TestSharedAddressees(t *testing.T) {
	s := shared(t, "cables/cables.csv")
	line := regexp.MustCompile(`^(?:TO |INFO )?(RUEH[A-Z]+)/((?:AM|US)[A-Z]+ [A-Z ]+?)(?: PRIORITY| IMMEDIATE| ROUTINE| FLASH)? ?\d{4}\s*$`)
	unknown := map[string]int{}
	n, same, foreign := 0, 0, 0
	for s.Scan() {
		m := line.FindStringSubmatch(s.Text())
		if m == nil {
			continue
		}
		n++
		p, ok := Lookup(m[2])
		switch {
		case !ok:
			unknown[m[2]]++
		case p.Routing == m[1]:
			same++
		default:
			foreign++
			t.Logf("%s/%s: %s has %s", m[1], m[2], p.Code, p.Routing)
		}
	}
	t.Logf("%d addressees: %d agree, %d have another indicator, unknown %v", n, same, foreign, unknown)
	if n < 3000 || foreign*100 > same || len(unknown)*100 > n {
		t.Errorf("fewer than 99 in 100 agree")
	}
}
