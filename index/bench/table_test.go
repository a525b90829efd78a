package main

import (
	"flag"
	"os"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"
)

var update = flag.Bool("update", false, "write the golden files anew")

// invented is a report in which everything stands that a table can hold.
func invented() report {
	full := &sizeRun{
		Cables: 25_000, Archive: 210_000_000, Text: 200_000_000,
		Index:      job{Wall: 20, CPU: 38.5, memory: memory{Anon: 400 << 20, RSS: 600 << 20}},
		IndexBytes: 180_000_000, Segments: new(4),
		DryRun: &job{Wall: 3}, Again: job{Wall: 4.25},
		SQLite: &sqliteRun{job{Wall: 15, CPU: 14, memory: memory{Anon: 5 << 20, RSS: 8 << 20}}, 190_000_000, 323_000_000},
		Answers: []answer{
			{question{"phrase", `"of the"`, `"of the"`, nil},
				times{Found: 24_999, Cold: new(80.04), Read: new(int64(12_345_678)), Warm: 30, Own: new(18.25)},
				&times{Found: 24_998, Cold: new(90.0), Read: new(int64(0)), Warm: 79, Hits: new(60.0)}},
			{question{"facets", "a|b", "", []string{"--facet", "all"}}, times{Found: 7, Warm: 12}, nil},
		},
	}
	full.Side = inventedSides()
	bare := &sizeRun{Cables: 1_000_000, Archive: 8_400_000_000, Text: 8_000_000_000, Index: job{Wall: 1200, CPU: 2000}, IndexBytes: 1, Again: job{Wall: 60}}
	return report{
		Command: "go run ./index/bench -n 25000,1000000",
		Machine: machine{"A processor", 2, 16_000_000_000, "linux 6.1", "go1.26", "3.40.1", "0123456789ab", "2008-12-04", "0.50"},
		Runs:    []*sizeRun{full, bare},
		Memory: []memoryRun{
			{1_000_000, "256M", 256 << 20, &job{Wall: 21.5, memory: memory{Anon: 270 << 20, RSS: 300 << 20}}},
			{1_000_000, "2G", 2 << 30, nil},
		},
	}
}

// inventedSides has a peer that was measured.
func inventedSides() *sideRun {
	return &sideRun{
		Questions: []peerQuestion{{"phrase", `"of the"`, []string{"phrase of the"}}, {"rare word", "raipuril", []string{"word raipuril"}}},
		Text:      160_000_000,
		Reftel:    []lap{{Found: 24_999, MS: 40.25, Best: 38}, {Found: 7, MS: 0.5, Best: 0.5}},
		Peers: []peerRun{{
			Name: "Tantivy", Version: "Tantivy 0.27.0", job: job{Wall: 8, CPU: 14.25, memory: memory{Anon: 500 << 20, RSS: 700 << 20}},
			Committed: 6.5, Segments: 3, Bytes: 150_000_000, Laps: []lap{{Found: 24_998, MS: 16.1, Best: 15.25}, {Found: 7, MS: 0.125, Best: 0.12}},
		}},
	}
}

func TestGolden(t *testing.T) {
	got := invented().markdown()
	path := filepath.Join("testdata", "report.golden")
	if *update {
		if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), got); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
}

// TestBase: growth is told against 25,000 cables, wherever they stand.
func TestBase(t *testing.T) {
	for _, test := range []struct {
		cables []int
		want   int
	}{
		{[]int{50_000, 10_000}, 10_000},
		{[]int{10_000, 250_000, 25_000}, 25_000},
		{[]int{7}, 7},
	} {
		var rep report
		for _, n := range test.cables {
			rep.Runs = append(rep.Runs, &sizeRun{Cables: n})
		}
		if got := rep.base().Cables; got != test.want {
			t.Errorf("%v: got %d, want %d", test.cables, got, test.want)
		}
	}
}

func TestThousands(t *testing.T) {
	for n, want := range map[int]string{0: "0", 7: "7", 999: "999", 1000: "1,000", 250_000: "250,000", 1_234_567: "1,234,567"} {
		if got := thousands(n); got != want {
			t.Errorf("%d: got %s, want %s", n, got, want)
		}
	}
}

func TestFieldOf(t *testing.T) {
	const text = "processor\t: 0\nmodel name\t: A processor: fast\nmodel name\t: another\n"
	if got := fieldOf(text, "model name"); got != "A processor: fast" {
		t.Errorf("got %q", got)
	}
	if got := fieldOf(text, "model"); got != "" {
		t.Errorf("got %q", got)
	}
}
