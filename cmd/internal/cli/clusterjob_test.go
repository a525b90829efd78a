package cli

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/cookiejar"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"time"
)

// clusterPatience is how long a job or page may take to show a change, before a test fails.
const clusterPatience = time.Minute

// waitFor waits until a condition holds.
func waitFor(t *testing.T, what string, holds func() bool) {
	t.Helper()
	for begun := time.Now(); !holds(); time.Sleep(50 * time.Millisecond) {
		if time.Since(begun) > clusterPatience {
			t.Fatalf("after %v: no %s", clusterPatience, what)
		}
	}
}

// counted returns what search -c prints.
func counted(t *testing.T, index string) string {
	t.Helper()
	out, _, _ := command(t, "", "search", "--index", index, "-c", "*")
	return strings.TrimSpace(out)
}

// TestClusterWatch: the index on a cluster follows a folder, and pages follow the index.
func TestClusterWatch(t *testing.T) {
	t.Parallel()
	needSignals(t)
	index, cables := onCluster(t), filepath.Join(t.TempDir(), "cables")
	putFile(t, filepath.Join(cables, "a.jsonl"), someCables(0, 3))
	watcher := startWatch(t, "--index", index, "--watch", "--summary", "json", cables)
	shows := func(want string) { waitFor(t, want+" cables", func() bool { return counted(t, index) == want }) }
	shows("3")
	page := startServing(t, index)
	if text := page.get(t, "/?q=harbour"); !strings.Contains(text, "HARBOUR LOG 2") {
		t.Errorf("the page is\n%s", text)
	}
	if got := page.api(t, "/api/v1/search?q=harbour"); !strings.Contains(got, `"total":3`) {
		t.Errorf("the answer to a program is %s", got)
	}
	putFile(t, filepath.Join(cables, "later", "b.jsonl"), someCables(3, 5))
	shows("5")
	waitFor(t, "publication on the page", func() bool {
		return strings.Contains(page.api(t, "/api/v1/search?q=harbour"), `"total":5`) && strings.Contains(page.get(t, "/"), "5 cables in snapshot")
	})
	if text := page.get(t, "/cable?id=08PARIS4"); !strings.Contains(text, "HARBOUR LOG 4") {
		t.Errorf("the page of a cable is\n%s", text)
	}
	if err := os.Remove(filepath.Join(cables, "later", "b.jsonl")); err != nil {
		t.Fatal(err)
	}
	shows("3")
	watcher.interrupt()
	if code := watcher.end(); code != Interrupted {
		t.Errorf("exit code %d: %s", code, watcher.stderr.String())
	}
}

// A servedPage is a browser at the pages of search serve.
type servedPage struct {
	base, token string
	client      *http.Client
}

// startServing starts search serve, which ends with the test.
func startServing(t *testing.T, index string) *servedPage {
	t.Helper()
	cmd := exec.Command(filepath.Join(bin, "search"), "--index", index, "serve")
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { cmd.Process.Kill(); cmd.Wait() })
	address, err := bufio.NewReader(out).ReadString('\n')
	if err != nil {
		t.Fatal(err)
	}
	address = strings.TrimSpace(address)
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	p := &servedPage{client: &http.Client{Jar: jar, Timeout: clusterPatience}}
	p.base, p.token, _ = strings.Cut(address, "/enter?token=")
	p.get(t, "/enter?token="+p.token)
	return p
}

// get returns a page.
func (p *servedPage) get(t *testing.T, path string) string {
	t.Helper()
	return p.ask(t, path, "")
}

// api returns what a program gets.
func (p *servedPage) api(t *testing.T, path string) string {
	t.Helper()
	return p.ask(t, path, "Bearer "+p.token)
}

func (p *servedPage) ask(t *testing.T, path, authorization string) string {
	t.Helper()
	req, err := http.NewRequest("GET", p.base+path, nil)
	if err != nil {
		t.Fatal(err)
	}
	if authorization != "" {
		req.Header.Set("Authorization", authorization)
	}
	res, err := p.client.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	body, err := io.ReadAll(res.Body)
	if err != nil || res.StatusCode != http.StatusOK {
		t.Fatalf("%s: status %d, error %v: %.500s", path, res.StatusCode, err, body)
	}
	return string(body)
}

// TestClusterJobs: a second job is told who writes; a job that was killed does not block
// the next one; Ctrl-C keeps what is done.
func TestClusterJobs(t *testing.T) {
	t.Parallel()
	needSignals(t)
	index := onCluster(t)
	first := startJob(t, "--index", index)
	waitFor(t, "lease", func() bool {
		_, stderr, code := command(t, someCables(0, 1), "indexer", "--index", index, "-")
		holder := fmt.Sprintf("indexer: error: another indexer is writing to %s: process %d", index, first.cmd.Process.Pid)
		return code == Busy && strings.Contains(stderr, holder) && strings.Contains(stderr, "indexer: hint: wait")
	})
	first.cmd.Process.Kill()
	first.cmd.Wait()
	begun := time.Now()
	out, stderr, code := command(t, someCables(0, 5), "indexer", "--index", index, "-")
	if code != Done || counted(t, index) != "5" {
		t.Fatalf("after a job that was killed: exit code %d: %s%s", code, out, stderr)
	}
	// The lease of a job of another machine is waited for 36 s.
	if took := time.Since(begun); took > 25*time.Second {
		t.Errorf("a job after one that was killed took %v", took)
	}
	second := startJob(t, "--index", index, "--summary", "json")
	second.interrupt()
	if code := second.end(); code != Interrupted {
		t.Errorf("Ctrl-C: exit code %d: %s", code, second.stderr.String())
	}
	if out, stderr, code := command(t, someCables(0, 310), "indexer", "--index", index, "-"); code != Done || counted(t, index) != "310" {
		t.Errorf("after Ctrl-C: exit code %d: %s%s", code, out, stderr)
	}
	if _, stderr, code := command(t, "", "indexer", "--index", index, "--verify"); code != Done {
		t.Errorf("--verify: exit code %d: %s", code, stderr)
	}
}

// TestClusterTrouble: what happens to a cluster is said with its address and what to do,
// soon, and the index stays as it was.
func TestClusterTrouble(t *testing.T) {
	t.Parallel()
	g := newGate(t)
	index := onCluster(t)
	p := place{name: g.url(t, index), state: t.TempDir(), env: g.login("ann", annPassword)}
	home := t.TempDir()
	put(t, filepath.Join(home, "few.jsonl"), someCables(0, 5))
	put(t, filepath.Join(home, "many.jsonl"), someCables(0, 400))
	check := func(line string, code int, says ...string) {
		t.Helper()
		a := p.run(t, home, "", shellWords(line)...)
		said := strings.ReplaceAll(a.out+a.stderr, p.name, "URL")
		for _, want := range says {
			if a.code != code || !strings.Contains(said, want) {
				t.Errorf("%s: exit code %d, want %d; it said\n%swant\n%s", line, a.code, code, said, want)
			}
		}
	}
	none := "error: no index at URL\n"
	check("search harbour", 2, none, "search: hint: build one with: indexer PATH")
	check("indexer --verify", 2, none)
	check("indexer --remove 08PARIS1", 2, none)
	check("indexer --rebuild", 2, none)
	check("indexer few.jsonl", 0, "5 records: 5 indexed")

	// The cluster is gone after some requests.
	var left atomic.Int64
	breaks := func(w http.ResponseWriter, r *http.Request) bool {
		if left.Add(-1) >= 0 {
			return false
		}
		panic(http.ErrAbortHandler)
	}
	const hint = "hint: check that the cluster runs and is in reach, and run it again; what was published is kept"
	for line, after := range map[string]int64{"search harbour": 2, "indexer many.jsonl": 9} {
		left.Store(after)
		g.setFault(breaks)
		check(line, 2, "error: can't reach the cluster at URL: ", hint)
	}
	g.setFault(nil)
	check("search -c harbour", 0, "5\n")
	check("indexer many.jsonl", 0, "400 records: 395 indexed")

	// It refuses all, for a while and for good.
	left.Store(3)
	busy := func(w http.ResponseWriter, r *http.Request) bool {
		if left.Add(-1) < 0 {
			return false
		}
		w.WriteHeader(http.StatusTooManyRequests)
		return true
	}
	g.setFault(busy)
	check("search -c harbour", 0, "400\n")
	left.Store(1 << 40)
	check("search -c harbour", 2, "search: error: URL: the cluster answered 429\n", "search: hint: the cluster is too busy or not whole: run it again later")

	// It does not answer.
	released := make(chan struct{})
	defer close(released)
	g.setFault(func(w http.ResponseWriter, r *http.Request) bool {
		select {
		case <-released:
		case <-r.Context().Done():
		}
		return true
	})
	begun := time.Now()
	check("search --timeout 1s harbour", 2, "search: error: no answer within 1s\n")
	if took := time.Since(begun); took > 10*time.Second {
		t.Errorf("--timeout 1s took %v", took)
	}
	g.setFault(nil)

	otherVersion(t, index)
	for _, line := range []string{"search harbour", "indexer few.jsonl"} {
		check(line, 2, "error: the index at URL was built by another version (cluster schema 0; this program is ", "hint: build it again, which needs no archive: indexer --rebuild")
	}
	check("indexer --rebuild", 0, "400 records: 400 indexed")
	check("search -c harbour", 0, "400\n")
}

// otherVersion makes an index one that another version built.
func otherVersion(t *testing.T, index string) {
	t.Helper()
	body, err := json.Marshal(map[string]any{"doc": map[string]string{"version": "cluster schema 0"}})
	if err != nil {
		t.Fatal(err)
	}
	res, err := http.Post(index+"-reftel/_update/publication?refresh=true", "application/json", strings.NewReader(string(body)))
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	if res.StatusCode != http.StatusOK {
		t.Fatalf("status %d", res.StatusCode)
	}
}
