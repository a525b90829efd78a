package web

import (
	"bufio"
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"math/rand/v2"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"reftel/cmd/internal/cli"
	"reftel/index"
	"reftel/index/query"
)

// The flags of TestLoad. 250,000 cables are made so:
//
//	go run ./corpus/synth -n 250000 -o cables.csv
//	indexer --index DIR cables.csv
//	go test ./cmd/search/web -run TestLoad -v -load DIR
//
// With -load.indexer, the job is indexer --rebuild, over and over, instead of one that
// replaces some cables: of a large index it publishes once in minutes.
var (
	loadIndexer = flag.String("load.indexer", "", "have `FILE`, an indexer, rebuild the index of -load meanwhile")
	loadDir     = flag.String("load", "", "ask the index in `DIR`, and publish in it, in TestLoad")
	loadTime    = flag.Duration("load.time", time.Minute, "how long TestLoad has readers ask")
)

// asked are the questions of TestLoad. Each reader asks for any of them.
var asked = []string{
	search("q", "government"),
	search("q", "government security"),
	search("q", `"foreign minister"`),
	search("q", "raipuril"),
	search("q", "government tags:PREL"),
	search("q", "government", "f", "classification=CONFIDENTIAL", "f", "classification=SECRET"),
	search("q", "minister", "from", "2007", "to", "2008", "by", "month"),
	search("q", "minister", "sort", "-date", "page", "3"),
	search("q", "para:(foreign minister)"),
	search(),
}

// What the page is held to.
const (
	loadMedian  = 60 * time.Millisecond
	loadWorst   = 500 * time.Millisecond // of 99 in 100 answers
	loadWeight  = 150_000
	loadReaders = 50
	loadPause   = 5 * time.Second
)

// A stored is a Source of an index on the disk.
type stored string

func (s stored) Open(context.Context) (index.Snapshot, error) { return cli.Store(string(s)).Open() }
func (s stored) Current() (string, error)                     { return cli.Current(string(s)) }

// TestLoad: the time of a search page with its facets and timeline, what it weighs, and
// the times of many readers while a job publishes.
func TestLoad(t *testing.T) {
	if *loadDir == "" {
		t.Skip("no -load")
	}
	s, err := New(stored(*loadDir), Options{Addr: host})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	t.Logf("%d cables", s.live.now.published.Cables)
	checkTimes(t, s)
	checkReaders(t, s)
}

// checkTimes asks each question alone, and measures the time in the server and the bytes
// of the page.
func checkTimes(t *testing.T, s *Server) {
	var all []time.Duration
	for _, path := range asked {
		var times []time.Duration
		var weight int
		for range 11 {
			w, begun := httptest.NewRecorder(), time.Now()
			s.ServeHTTP(w, request(s, "GET", path))
			times = append(times, time.Since(begun))
			if weight = w.Body.Len(); w.Code != http.StatusOK {
				t.Fatalf("%s: status %d", path, w.Code)
			}
		}
		times = times[1:]
		all = append(all, times...)
		t.Logf("%8s  %6d bytes  %s", at(times, 0.5).Round(100*time.Microsecond), weight, path)
		if weight += staticBytes(t); weight > loadWeight {
			t.Errorf("%s: the page weighs %d bytes, at most %d are wanted", path, weight, loadWeight)
		}
	}
	t.Logf("median %s", at(all, 0.5))
	if got := at(all, 0.5); got > loadMedian {
		t.Errorf("the median is %s, at most %s is wanted", got, loadMedian)
	}
}

// checkReaders has readers ask while a job publishes.
func checkReaders(t *testing.T, s *Server) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	s.options.Addr = l.Addr().String()
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	var running sync.WaitGroup
	defer running.Wait()
	running.Go(func() { _ = s.Serve(ctx, l) })
	asking, stop := context.WithTimeout(ctx, *loadTime)
	defer stop()

	var mu sync.Mutex
	var times []time.Duration
	failed := 0
	var readers sync.WaitGroup
	for range loadReaders {
		readers.Go(func() {
			pause := rand.N(loadPause)
			for {
				select {
				case <-asking.Done():
					return
				case <-time.After(pause):
				}
				begun := time.Now()
				err := ask(s, asked[rand.N(len(asked))])
				took := time.Since(begun)
				mu.Lock()
				if times = append(times, took); err != nil {
					t.Errorf("after %s: %v", took, err)
					failed++
				}
				mu.Unlock()
				pause = max(loadPause-took, 0)
			}
		})
	}
	published := publishAgain(asking, t)
	readers.Wait()
	cancel()
	t.Logf("%d answers, %d errors, %d snapshots published: median %s, p99 %s, longest %s", len(times), failed, published, at(times, 0.5), at(times, 0.99), at(times, 1))
	if got := at(times, 0.99); got > loadWorst || published == 0 {
		t.Errorf("p99 is %s, at most %s is wanted; %d snapshots published, at least 1 is wanted", got, loadWorst, published)
	}
}

// ask gets a page as a browser does.
func ask(s *Server, path string) error {
	r, err := http.NewRequest("GET", "http://"+s.options.Addr+path, nil)
	if err != nil {
		return err
	}
	r.AddCookie(s.cookie(s.keys.session))
	res, err := http.DefaultClient.Do(r)
	if err != nil {
		return err
	}
	defer res.Body.Close()
	if res.StatusCode != http.StatusOK {
		return errors.New(res.Status)
	}
	_, err = io.Copy(io.Discard, res.Body)
	return err
}

// publisherVariable makes a process of this test a job that publishes in the index that it
// names.
const publisherVariable = "REFTEL_TEST_PUBLISHER"

// publishAgain runs a job that publishes until ctx ends. It returns how often it did.
func publishAgain(ctx context.Context, t *testing.T) (published int) {
	if *loadIndexer != "" {
		for ; ctx.Err() == nil; published++ {
			out, err := exec.CommandContext(ctx, *loadIndexer, "--index", *loadDir, "--rebuild", "--quiet").CombinedOutput()
			if ctx.Err() != nil {
				break
			}
			if err != nil {
				t.Errorf("%v: %s", err, out)
				break
			}
		}
		return published
	}
	job := exec.CommandContext(ctx, os.Args[0], "-test.run", "^TestPublisher$", "-test.v")
	job.Env, job.Stderr = append(os.Environ(), publisherVariable+"="+*loadDir), os.Stderr
	out, err := job.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := job.Start(); err != nil {
		t.Fatal(err)
	}
	for lines := bufio.NewScanner(out); lines.Scan(); {
		if strings.Contains(lines.Text(), "published") {
			published++
		}
	}
	if err := job.Wait(); ctx.Err() == nil {
		t.Errorf("the job ended: %v", err)
	}
	return published
}

// TestPublisher replaces cables of an index by themselves, and publishes, until it is
// killed. It is the job of TestLoad.
func TestPublisher(t *testing.T) {
	dir := os.Getenv(publisherVariable)
	if dir == "" {
		t.Skip("it is run by TestLoad")
	}
	s, err := cli.Store(dir).Open()
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	w, err := cli.Store(dir).OpenWriter(index.WriterOptions{})
	if err != nil {
		t.Fatal(err)
	}
	defer w.Close()
	var docs []index.Document
	for hit, err := range s.All(t.Context(), index.Request{Query: &query.All{}, Sort: index.InIndexOrder, Limit: 5000, Parts: index.Complete}) {
		if err != nil {
			t.Fatal(err)
		}
		docs = append(docs, *hit.Document)
	}
	for {
		for batch := range slices.Chunk(docs, 500) {
			if err := w.Add(t.Context(), batch); err != nil {
				t.Fatal(err)
			}
		}
		if _, err := w.Commit(t.Context()); err != nil {
			t.Fatal(err)
		}
		fmt.Println("published")
	}
}

// staticBytes returns the bytes of what a page loads.
func staticBytes(t *testing.T) (n int) {
	for _, name := range []string{"style.css", "script.js", "icon.svg"} {
		data, err := files.ReadFile("static/" + name)
		if err != nil {
			t.Fatal(err)
		}
		n += len(data)
	}
	return n
}

// at returns the time that a part of all times does not exceed.
func at(times []time.Duration, part float64) time.Duration {
	sorted := slices.Sorted(slices.Values(times))
	if len(sorted) == 0 {
		return 0
	}
	return sorted[min(int(part*float64(len(sorted))), len(sorted)-1)]
}
