package main

import (
	"runtime"
	"testing"
)

func TestParseStatus(t *testing.T) {
	for _, test := range []struct {
		name, status string
		want         memory
	}{
		{"as Linux writes it", "Name:\tindexer\nVmPeak:\t 2048 kB\nVmHWM:\t    1772 kB\nVmRSS:\t    1700 kB\nRssAnon:\t     112 kB\nRssFile:\t    1588 kB\n",
			memory{Anon: 112 << 10, RSS: 1772 << 10}},
		{"of a process that ended", "Name:\tindexer\nState:\tZ (zombie)\n", memory{}},
		{"of a name that looks like a field", "Name:\tRssAnon: 7 kB\nRssAnon:\t8 kB\n", memory{Anon: 8 << 10}},
		{"no number", "RssAnon:\tmany kB\nVmHWM:\t-1 kB\n", memory{}},
		{"cut short", "RssAnon:\t12", memory{Anon: 12 << 10}},
		{"empty", "", memory{}},
	} {
		if got := parseStatus([]byte(test.status)); got != test.want {
			t.Errorf("%s: got %+v, want %+v", test.name, got, test.want)
		}
	}
}

func TestMeasureMemory(t *testing.T) {
	if runtime.GOOS != "linux" {
		t.Skip("memory is known on Linux only")
	}
	out, j, err := measure(t.Context(), player("holder"))
	if err != nil || string(out) != "67108864\n" {
		t.Fatalf("%q, %v", out, err)
	}
	if j.Anon < 64<<20 || j.Anon > 512<<20 || j.RSS < j.Anon {
		t.Errorf("a program that held 64 MiB: %+v", j.memory)
	}
}

func TestMeasureFailure(t *testing.T) {
	_, _, err := measure(t.Context(), player("old"))
	if !unknownFlag(err) {
		t.Errorf("not told as a flag that is unknown: %v", err)
	}
	_, _, err = measure(t.Context(), player("nothing"))
	if err == nil || unknownFlag(err) {
		t.Errorf("exit code 1: %v", err)
	}
	out, _, err := measure(t.Context(), player("nothing"), 1)
	if err != nil || string(out) != "none\n" {
		t.Errorf("exit code 1, which is fine: %q, %v", out, err)
	}
}

func TestSaid(t *testing.T) {
	for _, test := range []struct{ stderr, want string }{
		{"", ""},
		{"a\nb\n", "b"},
		{"x: error: no such flag\nx: hint: see x --help\n", "x: error: no such flag"},
		{"x: hint: see x --help\n", ""},
	} {
		if got := said([]byte(test.stderr)); got != test.want {
			t.Errorf("%q: got %q, want %q", test.stderr, got, test.want)
		}
	}
}

func TestMedian(t *testing.T) {
	for _, test := range []struct {
		list []float64
		want float64
	}{
		{nil, 0}, {[]float64{3}, 3}, {[]float64{9, 1, 2}, 2}, {[]float64{4, 1, 100, 2}, 3},
	} {
		if got := median(test.list); got != test.want {
			t.Errorf("%v: got %v, want %v", test.list, got, test.want)
		}
	}
}
