package cli

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/base64"
	"encoding/pem"
	"io"
	"log"
	"math/big"
	"net"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"reftel/index/opensearch/testnode"
)

// A gate stands before the node of the tests, as a cluster with TLS and users does.
type gate struct {
	server *httptest.Server
	ca     string // file with the certificate of its authority

	mu sync.Mutex
	// fault answers requests instead of the node, if it returns true.
	fault func(w http.ResponseWriter, r *http.Request) bool
	seen  map[string]bool // headers with credentials
}

// The users of a gate: ann may do all, rita may only read. A token is as good as ann.
const (
	annPassword, ritaPassword = "ofann", "ofrita"
	gateToken                 = "a-token"
)

// newGate starts a gate.
func newGate(t *testing.T) *gate {
	t.Helper()
	node, err := url.Parse(testnode.Shared(t).Nodes[0].URL)
	if err != nil {
		t.Fatal(err)
	}
	g := &gate{seen: map[string]bool{}, ca: filepath.Join(t.TempDir(), "ca.pem")}
	quiet := log.New(io.Discard, "", 0)
	behind := httputil.NewSingleHostReverseProxy(node)
	behind.ErrorLog = quiet
	g.server = httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if g.lets(w, r) {
			behind.ServeHTTP(w, r)
		}
	}))
	g.server.Config.ErrorLog = quiet
	g.server.TLS = &tls.Config{Certificates: []tls.Certificate{certified(t, g.ca)}, MinVersion: tls.VersionTLS12}
	g.server.StartTLS()
	t.Cleanup(g.server.Close)
	return g
}

// certified returns a certificate of this machine, and writes that of its authority to a file.
func certified(t *testing.T, ca string) tls.Certificate {
	t.Helper()
	issue := func(c, by *x509.Certificate, signer *ecdsa.PrivateKey) ([]byte, *ecdsa.PrivateKey) {
		key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
		if err != nil {
			t.Fatal(err)
		}
		if signer == nil {
			signer = key
		}
		c.NotBefore, c.NotAfter = time.Now().Add(-time.Hour), time.Now().Add(time.Hour)
		data, err := x509.CreateCertificate(rand.Reader, c, by, &key.PublicKey, signer)
		if err != nil {
			t.Fatal(err)
		}
		return data, key
	}
	authority := &x509.Certificate{SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "Reftel's tests"}, IsCA: true, BasicConstraintsValid: true, KeyUsage: x509.KeyUsageCertSign}
	root, signer := issue(authority, authority, nil)
	put(t, ca, string(pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: root})))
	leaf := &x509.Certificate{SerialNumber: big.NewInt(2), DNSNames: []string{"localhost"}, KeyUsage: x509.KeyUsageDigitalSignature, ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth}}
	data, key := issue(leaf, authority, signer)
	return tls.Certificate{Certificate: [][]byte{data}, PrivateKey: key}
}

// url returns the URL of an index behind the gate.
func (g *gate) url(t *testing.T, index string) string {
	t.Helper()
	_, port, err := net.SplitHostPort(strings.TrimPrefix(g.server.URL, "https://"))
	if err != nil {
		t.Fatal(err)
	}
	return "https://localhost:" + port + "/" + index[strings.LastIndex(index, "/")+1:]
}

// lets reports whether a request may pass, and answers it otherwise.
func (g *gate) lets(w http.ResponseWriter, r *http.Request) bool {
	g.mu.Lock()
	fault := g.fault
	g.seen[r.Header.Get("Authorization")] = true
	g.mu.Unlock()
	if fault != nil && fault(w, r) {
		return false
	}
	user, password, _ := r.BasicAuth()
	switch {
	case user == "ann" && password == annPassword, r.Header.Get("Authorization") == "Bearer "+gateToken:
		return true
	case user != "rita" || password != ritaPassword:
		w.Header().Set("WWW-Authenticate", `Basic realm="cables"`)
		http.Error(w, "Unauthorized", http.StatusUnauthorized)
		return false
	case reads(r):
		return true
	}
	w.WriteHeader(http.StatusForbidden)
	_, _ = io.WriteString(w, `{"error":{"type":"security_exception","reason":"no permissions for [indices:admin/create] and User [name=rita]"},"status":403}`)
	return false
}

// reads reports whether a request only reads: it may make and delete points in time.
func reads(r *http.Request) bool {
	return r.Method == "GET" || strings.HasSuffix(r.URL.Path, "_search") || strings.HasSuffix(r.URL.Path, "_msearch") || strings.Contains(r.URL.Path, "point_in_time")
}

// setFault sets what answers requests instead of the node; nil is the node itself.
func (g *gate) setFault(fault func(http.ResponseWriter, *http.Request) bool) {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.fault = fault
}

// saw returns the headers with credentials since it was called last.
func (g *gate) saw() map[string]bool {
	g.mu.Lock()
	defer g.mu.Unlock()
	seen := g.seen
	g.seen = map[string]bool{}
	return seen
}

// login returns the variables of a user of a gate, whose authority is known.
func (g *gate) login(user, password string) []string {
	return []string{"REFTEL_OPENSEARCH_CA=" + g.ca, "REFTEL_OPENSEARCH_USER=" + user, "REFTEL_OPENSEARCH_PASSWORD=" + password}
}

// TestClusterLogin: user and password, a token and the netrc file let in over TLS, with the
// authority's certificate only, and what does not fit is said with what to do.
func TestClusterLogin(t *testing.T) {
	t.Parallel()
	g := newGate(t)
	p := place{name: g.url(t, onCluster(t)), state: t.TempDir()}
	home := t.TempDir()
	put(t, filepath.Join(home, "cables.jsonl"), someCables(0, 5))
	netrc := filepath.Join(home, "netrc")
	put(t, netrc, "machine elsewhere login x password y\nmachine localhost\n\tlogin ann password "+annPassword+"\n")
	ca := "REFTEL_OPENSEARCH_CA=" + g.ca
	ann := g.login("ann", annPassword)
	basic := func(user, password string) string {
		return "Basic " + base64.StdEncoding.EncodeToString([]byte(user+":"+password))
	}
	asAnn, asRita := basic("ann", annPassword), basic("rita", ritaPassword)
	rita := g.login("rita", ritaPassword)
	for _, tt := range []struct {
		line string
		env  []string
		code int
		sent string // header, "" if no request is made
		says string
	}{
		{"indexer --quiet cables.jsonl", ann, 0, asAnn, ""},
		{"search -c harbour", ann, 0, asAnn, "5\n"},
		{"search -c harbour", []string{ca, "REFTEL_OPENSEARCH_TOKEN=" + gateToken}, 0, "Bearer " + gateToken, "5\n"},
		{"search -c harbour", rita, 0, asRita, "5\n"},
		{"search --sort date -f jsonl harbour", rita, 0, asRita, "08PARIS4"},
		{"search info", rita, 0, asRita, "cables    5"},
		{"indexer --verify", rita, 0, asRita, "5 cables and 1 source verified: OK"},
		{"indexer cables.jsonl", rita, 2, asRita,
			"indexer: error: URL: the cluster answered 403 security_exception: no permissions for [indices:admin/create] and User [name=rita]\nindexer: hint: the user lacks a right: index/opensearch/README.md lists those of one who writes and of one who only reads\n"},
		{"search -c harbour", g.login("ann", "wrong"), 2, basic("ann", "wrong"), "search: error: URL: the cluster answered 401\nsearch: hint: check the login: REFTEL_OPENSEARCH_USER and REFTEL_OPENSEARCH_PASSWORD, or REFTEL_OPENSEARCH_TOKEN, or that of the host in the netrc file\n"},
		{"search -c harbour", []string{ca}, 2, "", "search: error: URL: the cluster answered 401\n"},
		{"indexer cables.jsonl", []string{ca}, 2, "", "indexer: error: URL: the cluster answered 401\n"},
		{"search -c harbour", []string{ca, "NETRC=" + netrc}, 0, asAnn, "5\n"},
		{"search -c harbour", ann[1:], 2, "-", "search: error: can't reach the cluster at URL: tls: failed to verify certificate: x509: certificate signed by unknown authority\nsearch: hint: name the file with the certificates of the cluster's authority in REFTEL_OPENSEARCH_CA\n"},
		{"indexer cables.jsonl", ann[1:], 2, "-", "indexer: error: can't reach the cluster at URL: tls: failed to verify certificate: x509: certificate signed by unknown authority\n"},
		{"search -c harbour", append(ann[1:], "REFTEL_OPENSEARCH_CA="+netrc), 2, "-", "search: error: REFTEL_OPENSEARCH_CA: " + netrc + " holds no certificate in PEM form\n"},
		{"search -c harbour", append(ann[1:], "REFTEL_OPENSEARCH_CA=none.pem"), 2, "-", "search: error: REFTEL_OPENSEARCH_CA: open none.pem: no such file or directory\n"},
		{"search --index https://127.0.0.1:" + g.server.URL[strings.LastIndex(g.server.URL, ":")+1:] + "/x harbour", ann, 2, "-", "cannot validate certificate for 127.0.0.1"},
		{"search --index https://ann:secret@localhost/x harbour", ann, 2, "-", "search: error: a password in a URL can be read by others: set REFTEL_OPENSEARCH_USER and REFTEL_OPENSEARCH_PASSWORD instead\n"},
		{"indexer --index https://ann:sec/ret@localhost/x cables.jsonl", ann, 2, "-", "indexer: error: a password in a URL can be read by others: set "},
		{"search --index http://example.org/x harbour", ann, 2, "-", "search: error: http://example.org/x: http:// is allowed for this machine only: write https://\n"},
	} {
		g.saw()
		p.env = tt.env
		a := p.run(t, home, "", shellWords(tt.line)...)
		said := strings.ReplaceAll(a.out+a.stderr, p.name, "URL")
		if a.code != tt.code || !strings.Contains(said, tt.says) || strings.Contains(said, "secret") {
			t.Errorf("%s %v: exit code %d, want %d; it said\n%swant\n%s", tt.line, tt.env, a.code, tt.code, said, tt.says)
		}
		seen := g.saw()
		if want := tt.sent != "-"; len(seen) > 1 || len(seen) == 1 != want || want && !seen[tt.sent] {
			t.Errorf("%s %v: sent %v, want %q", tt.line, tt.env, seen, tt.sent)
		}
	}
}
