// Package testnode starts nodes of OpenSearch on this machine for tests. It takes them from
// the artifacts that Maven fetches:
//
//	org.opensearch.distribution.integ-test-zip:opensearch   the server
//	org.opensearch.plugin:analysis-common                   its analysis filters
//
// REFTEL_OPENSEARCH_CACHE names the folder that keeps them, else it is one in the user's
// cache. Where there is no Java or no Maven, tests are skipped with a message; with
// REFTEL_REQUIRE_OPENSEARCH=1, which CI sets, they fail. With -short they are skipped
// always: a node takes longer to start than such tests may.
package testnode

import (
	"archive/zip"
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"
)

// Version is the version of OpenSearch.
const Version = "2.19.6"

const (
	cacheVariable   = "REFTEL_OPENSEARCH_CACHE"
	requireVariable = "REFTEL_REQUIRE_OPENSEARCH"
)

// startTime bounds how long nodes may take to start: 4 s on an idle machine.
const startTime = 3 * time.Minute

// fetchTime bounds how long Maven may take.
const fetchTime = 5 * time.Minute

// A Cluster is some nodes of a cluster.
type Cluster struct {
	Nodes []*Node
	dir   string
}

// A Node is a process that serves a part of the cluster.
type Node struct {
	// URL is its address without a path.
	URL       string
	home      string
	transport int
	cluster   *Cluster
	cmd       *exec.Cmd
	done      chan struct{} // closed when the process has ended
}

// Main runs the tests of a package, and stops the nodes that Shared started. It returns the
// code with which to exit.
func Main(m *testing.M) int {
	defer stopShared()
	return m.Run()
}

var (
	shared   *Cluster
	sharedMu sync.Mutex
)

// Shared returns a cluster of one node, which the tests of a package share.
func Shared(t testing.TB) *Cluster {
	t.Helper()
	skipShort(t)
	sharedMu.Lock()
	defer sharedMu.Unlock()
	if shared == nil {
		c, err := start(1)
		if err != nil {
			refuse(t, err)
		}
		shared = c
	}
	return shared
}

func stopShared() {
	if shared != nil {
		shared.Stop()
	}
}

// Start starts a cluster of some nodes, which ends with the test.
func Start(t testing.TB, nodes int) *Cluster {
	t.Helper()
	skipShort(t)
	c, err := start(nodes)
	if err != nil {
		refuse(t, err)
	}
	t.Cleanup(c.Stop)
	return c
}

func skipShort(t testing.TB) {
	t.Helper()
	if testing.Short() {
		t.Skip("starts a node of OpenSearch")
	}
}

// refuse skips a test that can't have nodes, or fails it where these are required.
func refuse(t testing.TB, err error) {
	t.Helper()
	if os.Getenv(requireVariable) == "1" {
		t.Fatalf("%v; %s asks for a node", err, requireVariable)
	}
	t.Skipf("no node of OpenSearch: %v", err)
}

func start(nodes int) (*Cluster, error) {
	java, err := javaHome()
	if err != nil {
		return nil, err
	}
	server, analysis, err := artifacts()
	if err != nil {
		return nil, err
	}
	dir, err := os.MkdirTemp("", "reftel-opensearch-")
	if err != nil {
		return nil, err
	}
	c := &Cluster{dir: dir}
	if err := os.Chmod(dir, 0o755); err != nil { // nodes run as another user than root
		return nil, err
	}
	for range nodes {
		ports, err := freePorts(2)
		if err != nil {
			return nil, err
		}
		n := &Node{URL: fmt.Sprintf("http://127.0.0.1:%d", ports[0]), transport: ports[1], cluster: c}
		n.home = filepath.Join(dir, fmt.Sprintf("n%d", len(c.Nodes)+1))
		c.Nodes = append(c.Nodes, n)
	}
	for _, n := range c.Nodes {
		if err := n.layOut(server, analysis); err != nil {
			c.Stop()
			return nil, err
		}
		if err := n.run(java); err != nil {
			c.Stop()
			return nil, err
		}
	}
	if err := c.Wait(nodes); err != nil {
		c.Stop()
		return nil, err
	}
	return c, nil
}

// javaHome returns the folder of a JDK or JRE.
func javaHome() (string, error) {
	if home := os.Getenv("JAVA_HOME"); home != "" {
		return home, nil
	}
	path, err := exec.LookPath("java")
	if err == nil {
		path, err = filepath.EvalSymlinks(path)
	}
	if err != nil {
		return "", fmt.Errorf("no Java: %w", err)
	}
	return filepath.Dir(filepath.Dir(path)), nil
}

// artifacts returns the paths of the server and its plugin, which Maven fetches once.
func artifacts() (server, analysis string, err error) {
	dir := os.Getenv(cacheVariable)
	if dir == "" {
		cache, err := os.UserCacheDir()
		if err != nil {
			return "", "", err
		}
		dir = filepath.Join(cache, "reftel", "opensearch")
	}
	server = filepath.Join(dir, "opensearch-"+Version+".zip")
	analysis = filepath.Join(dir, "analysis-common-"+Version+".jar")
	if err := fetch("org.opensearch.distribution.integ-test-zip:opensearch:"+Version+":zip", server); err != nil {
		return "", "", err
	}
	return server, analysis, fetch("org.opensearch.plugin:analysis-common:"+Version+":jar", analysis)
}

// fetch makes Maven copy an artifact to a path, unless it is there. Maven's configuration
// says from where.
func fetch(artifact, path string) error {
	if _, err := os.Stat(path); err == nil {
		return nil
	}
	mvn, err := exec.LookPath("mvn")
	if err != nil {
		return fmt.Errorf("%s is not there, and neither is Maven: %w", path, err)
	}
	ctx, stop := context.WithTimeout(context.Background(), fetchTime)
	defer stop()
	out, err := exec.CommandContext(ctx, mvn, "-B", "-q", "org.apache.maven.plugins:maven-dependency-plugin:3.6.1:copy",
		"-Dartifact="+artifact, "-DoutputDirectory="+filepath.Dir(path), "-Dmdep.useBaseVersion=true").CombinedOutput()
	if err != nil {
		return fmt.Errorf("fetching %s: %w: %.500s", artifact, err, out)
	}
	return nil
}

// freePorts returns ports that no program listens on.
func freePorts(n int) ([]int, error) {
	var ports []int
	for range n {
		l, err := net.Listen("tcp", "127.0.0.1:0")
		if err != nil {
			return nil, err
		}
		defer l.Close()
		ports = append(ports, l.Addr().(*net.TCPAddr).Port)
	}
	return ports, nil
}

// layOut unpacks a node.
func (n *Node) layOut(server, analysis string) error {
	if err := unzip(server, n.home); err != nil {
		return err
	}
	module := filepath.Join(n.home, "modules", "analysis-common")
	if err := os.MkdirAll(module, 0o755); err != nil {
		return err
	}
	jar, err := os.ReadFile(analysis)
	if err != nil {
		return err
	}
	files := map[string]string{
		filepath.Join(module, filepath.Base(analysis)): string(jar),
		filepath.Join(module, "plugin-descriptor.properties"): strings.Join([]string{
			"name=analysis-common", "description=tokenizers and token filters", "version=" + Version, "opensearch.version=" + Version,
			"java.version=1.8", "classname=org.opensearch.analysis.common.CommonAnalysisPlugin", "extended.plugins=", "has.native.controller=false", "",
		}, "\n"),
		filepath.Join(n.home, "config", "opensearch.yml"): n.config(),
	}
	for path, data := range files {
		if err := os.WriteFile(path, []byte(data), 0o644); err != nil {
			return err
		}
	}
	return own(n.home)
}

func (n *Node) config() string {
	var seeds []string
	for _, other := range n.cluster.Nodes {
		seeds = append(seeds, fmt.Sprintf("%q", fmt.Sprintf("127.0.0.1:%d", other.transport)))
	}
	// The first node alone manages the cluster, which so goes on without the others.
	roles := "data, ingest"
	if n == n.cluster.Nodes[0] {
		roles += ", cluster_manager"
	}
	_, port, _ := net.SplitHostPort(strings.TrimPrefix(n.URL, "http://"))
	return strings.Join([]string{
		"cluster.name: " + filepath.Base(n.cluster.dir),
		"node.name: " + filepath.Base(n.home),
		"network.host: 127.0.0.1",
		"http.port: " + port,
		fmt.Sprintf("transport.port: %d", n.transport),
		"discovery.seed_hosts: [" + strings.Join(seeds, ",") + "]",
		"cluster.initial_cluster_manager_nodes: [n1]",
		"node.roles: [" + roles + "]",
		"cluster.routing.allocation.disk.threshold_enabled: false",
		"",
	}, "\n")
}

// unzip unpacks a file, without the folder that holds all.
func unzip(path, dir string) error {
	r, err := zip.OpenReader(path)
	if err != nil {
		return err
	}
	defer r.Close()
	for _, f := range r.File {
		_, name, ok := strings.Cut(f.Name, "/")
		if !ok || name == "" || !filepath.IsLocal(name) {
			continue
		}
		to := filepath.Join(dir, name)
		if f.FileInfo().IsDir() {
			if err := os.MkdirAll(to, 0o755); err != nil {
				return err
			}
			continue
		}
		if err := copyOut(f, to); err != nil {
			return err
		}
	}
	return nil
}

func copyOut(f *zip.File, to string) error {
	if err := os.MkdirAll(filepath.Dir(to), 0o755); err != nil {
		return err
	}
	in, err := f.Open()
	if err != nil {
		return err
	}
	defer in.Close()
	out, err := os.OpenFile(to, os.O_CREATE|os.O_WRONLY|os.O_TRUNC, f.Mode().Perm()|0o644)
	if err != nil {
		return err
	}
	_, err = io.Copy(out, in)
	if closeErr := out.Close(); err == nil {
		err = closeErr
	}
	return err
}

// javaOptions make a node start fast in little memory.
const javaOptions = "-Xms512m -Xmx512m -XX:-UseG1GC -XX:+UseSerialGC -XX:-AlwaysPreTouch -XX:TieredStopAtLevel=1"

// heapVariable gives other options, for measurements.
const heapVariable = "REFTEL_OPENSEARCH_JAVA"

// run starts the process.
func (n *Node) run(java string) error {
	if err := os.MkdirAll(filepath.Join(n.home, "logs"), 0o755); err != nil {
		return err
	}
	log, err := os.Create(filepath.Join(n.home, "logs", "out.log"))
	if err != nil {
		return err
	}
	defer log.Close()
	options := javaOptions
	if more := os.Getenv(heapVariable); more != "" {
		options = more
	}
	n.cmd = exec.Command(filepath.Join(n.home, "bin", "opensearch"))
	n.cmd.Dir, n.cmd.Stdout, n.cmd.Stderr = n.home, log, log
	n.cmd.Env = append(os.Environ(), "HOME="+n.home, "OPENSEARCH_TMPDIR="+filepath.Join(n.home, "logs"), "OPENSEARCH_JAVA_HOME="+java, "OPENSEARCH_JAVA_OPTS="+options)
	if err := own(filepath.Join(n.home, "logs")); err != nil {
		return err
	}
	asOther(n.cmd)
	started, done := make(chan error), make(chan struct{})
	n.done = done
	go func() {
		// Linux ends the process with the thread that started it.
		runtime.LockOSThread()
		defer close(done)
		err := n.cmd.Start()
		started <- err
		if err == nil {
			_ = n.cmd.Wait()
		}
	}()
	return <-started
}

// Wait waits until some nodes are up and form a cluster whose indexes are there.
func (c *Cluster) Wait(nodes int) error {
	begun := time.Now()
	for time.Since(begun) < startTime && slices.ContainsFunc(c.Nodes, (*Node).alive) {
		for _, n := range c.Nodes {
			if n.alive() && n.healthy(nodes) {
				return nil
			}
		}
		time.Sleep(100 * time.Millisecond)
	}
	tail, _ := os.ReadFile(filepath.Join(c.Nodes[0].home, "logs", "out.log"))
	return fmt.Errorf("no cluster of %d nodes after %v: %s", nodes, time.Since(begun).Round(time.Second), tail[max(0, len(tail)-500):])
}

// alive reports whether the process is running.
func (n *Node) alive() bool {
	if n.done == nil {
		return false
	}
	select {
	case <-n.done:
		return false
	default:
		return true
	}
}

// healthy reports whether the node sees some nodes, and all primary shards.
func (n *Node) healthy(nodes int) bool {
	client := http.Client{Timeout: 5 * time.Second}
	res, err := client.Get(fmt.Sprintf("%s/_cluster/health?wait_for_nodes=%d&wait_for_status=yellow&timeout=2s", n.URL, nodes))
	if err != nil {
		return false
	}
	defer res.Body.Close()
	return res.StatusCode == http.StatusOK
}

// Kill ends the process at once, as a failure of its machine would.
func (n *Node) Kill() {
	if n.alive() {
		_ = n.cmd.Process.Kill()
		<-n.done
	}
}

// Restart starts the process again with its data.
func (n *Node) Restart() error {
	n.Kill()
	java, err := javaHome()
	if err != nil {
		return err
	}
	return n.run(java)
}

// Stop ends all processes and deletes their data.
func (c *Cluster) Stop() {
	for _, n := range c.Nodes {
		n.Kill()
	}
	os.RemoveAll(c.dir)
}
