// Package browsertest tests the pages of package web in Chromium.
//
// The tests are skipped without Chromium, or without what npm installs below .ci. With
// REFTEL_REQUIRE_BROWSER=1, which CI sets, they fail instead. go test -short skips them.
package browsertest

import (
	"bytes"
	"context"
	"errors"
	"flag"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/chromedp"

	"reftel/cmd/internal/cli"
	"reftel/cmd/search/saved"
	"reftel/cmd/search/web"
	"reftel/corpus"
	"reftel/corpus/sample"
	"reftel/index"
	"reftel/index/indextest"
)

var update = flag.Bool("update", false, "take the picture of the README again")

// screenshotsVariable names the folder in which the pictures of all pages are kept.
const screenshotsVariable = "REFTEL_SCREENSHOTS"

// patience is how long a test waits for the browser.
const patience = time.Minute

func TestMain(m *testing.M) {
	flag.Parse()
	code := m.Run()
	closeBrowser()
	os.Exit(code)
}

// missing skips a test that needs something, or fails it where all must be there.
func missing(t *testing.T, what string) {
	t.Helper()
	if os.Getenv("REFTEL_REQUIRE_BROWSER") == "1" {
		t.Fatalf("no %s, which REFTEL_REQUIRE_BROWSER asks for", what)
	}
	t.Skipf("no %s", what)
}

// npmFile returns the path of a file of a package that npm installed.
func npmFile(t *testing.T, name string) string {
	t.Helper()
	path, err := filepath.Abs(filepath.Join("..", "..", "..", "..", ".ci", "node_modules", filepath.FromSlash(name)))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(path); err != nil {
		missing(t, name+" (npm install --prefix .ci)")
	}
	return path
}

// closeBrowser ends the browser.
var closeBrowser = func() {}

// startBrowser starts the browser of all tests, and returns its context.
var startBrowser = sync.OnceValues(func() (context.Context, error) {
	var path string
	for _, name := range []string{"chromium", "chromium-browser", "google-chrome", "chrome"} {
		if found, err := exec.LookPath(name); err == nil {
			path = found
			break
		}
	}
	if path == "" {
		return nil, exec.ErrNotFound
	}
	options := append(chromedp.DefaultExecAllocatorOptions[:], chromedp.ExecPath(path), chromedp.WSURLReadTimeout(patience),
		chromedp.Flag("force-color-profile", "srgb"), chromedp.Flag("font-render-hinting", "none"))
	if os.Geteuid() == 0 {
		options = append(options, chromedp.NoSandbox)
	}
	allocator, stop := chromedp.NewExecAllocator(context.Background(), options...)
	browser, cancel := chromedp.NewContext(allocator)
	closeBrowser = func() { cancel(); stop() }
	return browser, chromedp.Do(browser)
})

// chromium returns the context of the browser.
func chromium(t *testing.T) context.Context {
	t.Helper()
	if testing.Short() {
		t.Skip("a browser takes long")
	}
	ctx, err := startBrowser()
	if errors.Is(err, exec.ErrNotFound) {
		missing(t, "Chromium")
	}
	if err != nil {
		t.Fatal(err)
	}
	return ctx
}

// A memory is a web.Source of cables in memory.
type memory struct {
	mu   sync.Mutex
	name string
	data []byte
}

// Open implements web.Source.
func (m *memory) Open(context.Context) (index.Snapshot, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	s, err := cli.OpenBytes(m.data)
	if err != nil {
		return nil, err
	}
	return &named{s, s.(index.Speller), s.(index.Highlighter), m.name}, nil
}

// A named is a snapshot with a name.
type named struct {
	index.Snapshot
	index.Speller
	index.Highlighter
	name string
}

// Publication implements index.Snapshot.
func (n *named) Publication() (index.Publication, error) {
	p, err := n.Snapshot.Publication()
	p.Snapshot = n.name
	return p, err
}

// Current implements web.Source.
func (m *memory) Current() (string, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.name, nil
}

// publish makes another snapshot the published one.
func (m *memory) publish(name string, data []byte) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.name, m.data = name, data
}

// segmentOf returns the bytes of a segment of records.
func segmentOf(t *testing.T, records ...corpus.Record) []byte {
	t.Helper()
	var docs []index.Document
	for _, rec := range records {
		docs = append(docs, index.Documents(rec)...)
	}
	return segmentOfDocuments(t, docs)
}

func segmentOfDocuments(t *testing.T, docs []index.Document) []byte {
	t.Helper()
	var data bytes.Buffer
	if _, err := indextest.Segment(t, docs).WriteTo(&data); err != nil {
		t.Fatal(err)
	}
	return data.Bytes()
}

// sampleRecords are the cables of the sample.
var sampleRecords = sync.OnceValues(func() ([]corpus.Record, error) {
	var list []corpus.Record
	for rec, err := range sample.Records(context.Background()) {
		if err != nil {
			return nil, err
		}
		list = append(list, rec)
	}
	return list, nil
})

// A site is a server on this machine.
type site struct {
	*web.Server
	source *memory
	origin string
}

// serve starts a server of a segment.
func serve(t *testing.T, data []byte) *site {
	t.Helper()
	return serveTo(t, data, nil)
}

// serveTo starts a server of a segment, which lets other machines in if remote is not nil.
func serveTo(t *testing.T, data []byte, remote *web.Remote) *site {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	source := &memory{name: "000001", data: data}
	server, err := web.New(source, web.Options{
		Addr: listener.Addr().String(), Timeout: patience, Saved: saved.Folder(t.TempDir()), Remote: remote,
	})
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	var serving sync.WaitGroup
	serving.Go(func() { _ = server.Serve(ctx, listener) })
	t.Cleanup(func() { cancel(); serving.Wait(); server.Close() })
	scheme := "http://"
	if remote != nil {
		scheme = "https://"
	}
	return &site{Server: server, source: source, origin: scheme + listener.Addr().String()}
}

// sampleSite starts a server of the sample.
func sampleSite(t *testing.T) *site {
	t.Helper()
	records, err := sampleRecords()
	if err != nil {
		t.Fatal(err)
	}
	return serve(t, segmentOf(t, records...))
}

// screenshotFolder returns the folder of pictures.
func screenshotFolder(t *testing.T) string {
	t.Helper()
	dir := os.Getenv(screenshotsVariable)
	if dir == "" {
		return t.TempDir()
	}
	if err := os.MkdirAll(dir, 0o755); err != nil {
		t.Fatal(err)
	}
	return dir
}

var notInName = regexp.MustCompile(`[^a-z0-9]+`)
