package web

import (
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"errors"
	"io"
	"math/big"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"reftel/index"
)

// TestEntering: the token sets a cookie that only pages of the server send, and nothing
// else lets one in.
func TestEntering(t *testing.T) {
	t.Parallel()
	s := newServer(t, sampleDocs())
	ask := func(path string) *http.Response {
		r := httptest.NewRequest("GET", path, nil)
		r.Host = host
		return do(s, r)
	}
	for _, path := range []string{"/", "/cable?id=x", "/record?id=x", "/facet?name=tags", "/facet.csv?name=tags", "/complete?q=x", "/state", "/help", apiPath + "search", apiPath + "openapi.json", "/enter", "/enter?token=x"} {
		if res := ask(path); res.StatusCode != http.StatusUnauthorized || len(res.Cookies()) > 0 {
			t.Errorf("%s without a cookie: status %d, cookies %v", path, res.StatusCode, res.Cookies())
		}
	}
	u, err := url.Parse(s.Address())
	if err != nil || u.Host != host {
		t.Fatalf("address %s, error %v", s.Address(), err)
	}
	cookies := ask(u.RequestURI()).Cookies()
	if len(cookies) != 1 || !cookies[0].HttpOnly || cookies[0].SameSite != http.SameSiteStrictMode || cookies[0].Path != "/" {
		t.Fatalf("cookies %v", cookies)
	}
	r := httptest.NewRequest("GET", "/", nil)
	r.Host = host
	r.AddCookie(cookies[0])
	if res := do(s, r); res.StatusCode != http.StatusOK {
		t.Errorf("with the cookie: status %d", res.StatusCode)
	}
	cookies[0].Value += "x"
	r.Header.Del("Cookie")
	r.AddCookie(cookies[0])
	if res := do(s, r); res.StatusCode != http.StatusUnauthorized {
		t.Errorf("with another cookie: status %d", res.StatusCode)
	}
}

// TestBearer: programs have the token in a header, for the API only.
func TestBearer(t *testing.T) {
	t.Parallel()
	s := newServer(t, sampleDocs())
	for _, test := range []struct {
		path, header string
		status       int
	}{
		{apiPath + "facets", "Bearer " + s.Token(), 200},
		{apiPath + "facets", "bearer " + s.Token(), 200},
		{apiPath + "facets", "Bearer x", 401},
		{apiPath + "facets", "Bearer", 401},
		{apiPath + "facets", "Basic " + s.Token(), 401},
		{"/", "Bearer " + s.Token(), 401},
	} {
		r := httptest.NewRequest("GET", test.path, nil)
		r.Host = host
		r.Header.Set("Authorization", test.header)
		if res := do(s, r); res.StatusCode != test.status {
			t.Errorf("%s with %s: status %d, want %d", test.path, test.header, res.StatusCode, test.status)
		}
	}
}

// TestRebinding: a name that was made to resolve to this machine is refused, also with
// the cookie.
func TestRebinding(t *testing.T) {
	t.Parallel()
	s := newServer(t, sampleDocs())
	for name, status := range map[string]int{
		host: 200, "localhost:4711": 200, "LOCALHOST:4711": 200, "[::1]:4711": 200,
		"evil.example:4711": 421, "127.0.0.1.evil.example:4711": 421, "localhost.evil.example:4711": 421, "evil.localhost:4711": 421,
		"127.0.0.1": 421, "127.0.0.1:80": 421, "": 421, "0.0.0.0:4711": 421, "192.168.0.1:4711": 421, "127.0.0.1:4711:1": 421, "127.0.0.1:4711@evil.example": 421,
	} {
		r := request(s, "GET", "/")
		r.Host = name
		if res := do(s, r); res.StatusCode != status {
			t.Errorf("host %q: status %d, want %d", name, res.StatusCode, status)
		}
	}
}

// TestCrossSite: what pages of other origins cause is refused, also with the cookie.
func TestCrossSite(t *testing.T) {
	t.Parallel()
	s := newServer(t, sampleDocs())
	own := "http://" + host
	for _, test := range []struct {
		method, path, site, origin string
		status                     int
	}{
		{"GET", "/", "", "", 200},
		{"GET", "/", "none", "", 200},
		{"GET", "/", "same-origin", "", 200},
		{"GET", "/", "same-origin", own, 200},
		{"GET", "/", "same-site", "", 403},
		{"GET", "/", "cross-site", "", 403},
		{"GET", "/", "", "https://evil.example", 403},
		{"GET", "/", "", "http://127.0.0.1:4712", 403},
		{"GET", "/", "", "https://" + host, 403},
		{"GET", "/", "", "null", 403},
		{"GET", "/", "cross-site", "null", 403},
		{"GET", "/static/script.js", "cross-site", "", 403},
		{"GET", apiPath + "search", "cross-site", "", 403},
		{"GET", "/enter?token=" + s.keys.token, "cross-site", "", 200},
		{"POST", "/enter", "cross-site", "null", 403},
		{"POST", "/leave", "cross-site", "null", 403},
		{"POST", "/leave", "same-origin", "null", 403}, // without the token of forms
		{"OPTIONS", "/", "", "", 404},
		{"POST", "/", "", "", 404},
		{"PUT", "/cable", "", "", 404},
		{"DELETE", "/cable", "", "", 404},
	} {
		r := request(s, test.method, test.path)
		for name, value := range map[string]string{"Sec-Fetch-Site": test.site, "Origin": test.origin} {
			if value != "" {
				r.Header.Set(name, value)
			}
		}
		res := do(s, r)
		if res.StatusCode != test.status {
			t.Errorf("%+v: status %d", test, res.StatusCode)
		}
		for name := range res.Header {
			if strings.HasPrefix(name, "Access-Control-") {
				t.Errorf("%+v: header %s", test, name)
			}
		}
	}
}

// TestForms: a form has the token of this server's forms.
func TestForms(t *testing.T) {
	t.Parallel()
	s := newServer(t, sampleDocs())
	for form, status := range map[string]int{"": 403, "form=x": 403, "form=" + s.keys.form: 200, "form=" + s.keys.session: 403} {
		r := request(s, "POST", "/leave", "Content-Type", "application/x-www-form-urlencoded", "Origin", "null", "Sec-Fetch-Site", "same-origin")
		r.Body = io.NopCloser(strings.NewReader(form))
		res := do(s, r)
		if res.StatusCode != status || status == 200 && (len(res.Cookies()) != 1 || res.Cookies()[0].MaxAge >= 0) {
			t.Errorf("%q: status %d, cookies %v", form, res.StatusCode, res.Cookies())
		}
	}
	contains(t, "page", getPage(t, s, "/", 200), `name="form" value="`+s.keys.form+`"`)
}

// TestHeaders: every answer has the headers that keep a browser from doing more than
// showing it.
func TestHeaders(t *testing.T) {
	t.Parallel()
	s := newServer(t, sampleDocs())
	for _, path := range []string{"/", "/none", "/cable?id=06VALLETTA1987", "/record?id=06VALLETTA1987", "/static/style.css", apiPath + "info", "/?page=x", "/facet.csv?name=tags"} {
		h := do(s, request(s, "GET", path)).Header
		for name, want := range map[string]string{
			"Content-Security-Policy": "default-src 'none'", "X-Content-Type-Options": "nosniff", "Referrer-Policy": "no-referrer",
			"X-Frame-Options": "DENY", "Cross-Origin-Opener-Policy": "same-origin", "Cross-Origin-Resource-Policy": "same-origin", "Cache-Control": "",
		} {
			if got := h.Get(name); got == "" || !strings.HasPrefix(got, want) {
				t.Errorf("%s: %s: %q", path, name, got)
			}
		}
		if strings.Contains(h.Get("Content-Security-Policy"), "unsafe") {
			t.Errorf("%s: policy %s", path, h.Get("Content-Security-Policy"))
		}
	}
}

// TestTraversal: no path leads to a file.
func TestTraversal(t *testing.T) {
	t.Parallel()
	address, s := listening(t, nil)
	for _, path := range []string{
		"/static/../web.go", "/static/..%2fweb.go", "/static/%2e%2e/web.go", "/static/..%5cweb.go", "/static/", "/static/style.css%00", "/static/openapi.json",
		"//etc/passwd", "/../../etc/passwd", "/cable/../../etc/passwd", "/record?id=../../../../etc/passwd", "/cable?id=/etc/passwd", "/api/v1/../../etc/passwd",
	} {
		answer := sent(t, address, "GET "+path+" HTTP/1.1\r\nHost: "+address+"\r\nCookie: "+s.cookie(s.keys.session).String()+"\r\nConnection: close\r\n\r\n")
		if status := answer[:min(len(answer), 12)]; status != "HTTP/1.1 404" && status != "HTTP/1.1 307" && status != "HTTP/1.1 400" && status != "HTTP/1.1 301" || strings.Contains(answer, "root:") {
			t.Errorf("%s: %s", path, answer)
		}
	}
}

// listening starts a server on a free port, with other limits if change is set.
func listening(t *testing.T, change func(*limits)) (string, *Server) {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	s := newServer(t, sampleDocs()[:3])
	s.options.Addr = l.Addr().String()
	if change != nil {
		change(&s.limits)
	}
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan error, 1)
	go func() { done <- s.Serve(ctx, l) }()
	t.Cleanup(func() {
		cancel()
		if err := <-done; !errors.Is(err, context.Canceled) {
			t.Errorf("the server ended with %v", err)
		}
	})
	return s.options.Addr, s
}

// sent sends bytes and returns the answer, or the error of reading it.
func sent(t *testing.T, address, text string) string {
	t.Helper()
	conn, err := net.Dial("tcp", address)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	_ = conn.SetDeadline(time.Now().Add(20 * time.Second))
	go func() { _, _ = io.WriteString(conn, text) }()
	answer, err := io.ReadAll(conn)
	if len(answer) == 0 && err != nil {
		return err.Error()
	}
	return string(answer)
}

// TestBombs: what is too long is refused.
func TestBombs(t *testing.T) {
	t.Parallel()
	address, s := listening(t, nil)
	head := " HTTP/1.1\r\nHost: " + address + "\r\nConnection: close\r\nCookie: " + s.cookie(s.keys.session).String() + "\r\n"
	form := head + "Content-Type: application/x-www-form-urlencoded\r\n"
	for _, test := range []struct{ name, text, want string }{
		{"a long address", "GET /?q=" + strings.Repeat("a", 20_000) + head + "\r\n", "414"},
		{"a long header", "GET /" + head + "X: " + strings.Repeat("a", 100_000) + "\r\n\r\n", "431"},
		{"many headers", "GET /" + head + strings.Repeat("X: a\r\n", 20_000) + "\r\n", "431"},
		{"a long form", "POST /leave" + form + "Content-Length: 1000000\r\n\r\n" + strings.Repeat("a", 1_000_000), "413"},
		{"a form in chunks", "POST /leave" + form + "Transfer-Encoding: chunked\r\n\r\n" + strings.Repeat("ff\r\n"+strings.Repeat("a", 255)+"\r\n", 1000) + "0\r\n\r\n", "413"},
		{"a form without an end", "POST /leave" + form + "Content-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n", "400"},
		{"two lengths", "POST /leave" + form + "Content-Length: 1\r\nContent-Length: 2\r\n\r\na", "400"},
		{"a long query", "GET /?q=" + strings.Repeat("a", 5000) + head + "\r\n", "400"},
		{"many filters", "GET /?" + strings.Repeat("f=tags=A&", 200) + head + "\r\n", "400"},
		{"two hosts", "GET /" + head + "Host: evil.example\r\n\r\n", "400"},
		{"no host", "GET / HTTP/1.0\r\n\r\n", "421"},
	} {
		if got := sent(t, address, test.text); !strings.HasPrefix(got, "HTTP/1.1 "+test.want) && !strings.HasPrefix(got, "HTTP/1.0 "+test.want) {
			t.Errorf("%s: got %.80q, want %s", test.name, got, test.want)
		}
	}
}

// TestSlowClients: one that does not finish its request, or does not read the answer,
// is left, and others are answered meanwhile.
func TestSlowClients(t *testing.T) {
	t.Parallel()
	address, s := listening(t, func(l *limits) {
		l.readHead, l.read, l.write, l.idle = 200*time.Millisecond, 300*time.Millisecond, 300*time.Millisecond, 300*time.Millisecond
	})
	cookie := s.cookie(s.keys.session).String()
	for name, text := range map[string]string{
		"half a header": "GET / HTTP/1.1\r\nHost: " + address,
		"half a form":   "POST /leave HTTP/1.1\r\nHost: " + address + "\r\nCookie: " + cookie + "\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: 100\r\n\r\nform=",
		"nothing":       "",
		"no more":       "GET /state HTTP/1.1\r\nHost: " + address + "\r\nCookie: " + cookie + "\r\n\r\n",
	} {
		begun := time.Now()
		sent(t, address, text)
		if took := time.Since(begun); took > 10*time.Second {
			t.Errorf("%s: left after %v", name, took)
		}
	}
	got := sent(t, address, "GET /state HTTP/1.1\r\nHost: "+address+"\r\nCookie: "+cookie+"\r\nConnection: close\r\n\r\n")
	contains(t, "afterwards", got, "200 OK", `{"snapshot":"000001"}`)
}

// A blocking snapshot searches until its context ends.
type blocking struct {
	*memory
	begun chan struct{}
}

func (b blocking) Open(ctx context.Context) (index.Snapshot, error) {
	s, err := b.memory.Open(ctx)
	return blockingSnapshot{s, b.begun}, err
}

type blockingSnapshot struct {
	index.Snapshot
	begun chan struct{}
}

func (b blockingSnapshot) Search(ctx context.Context, _ index.Request) (*index.Result, error) {
	b.begun <- struct{}{}
	<-ctx.Done()
	return nil, ctx.Err()
}

// TestCostlySearches: a search ends after its time, and no more than a number run or wait.
func TestCostlySearches(t *testing.T) {
	t.Parallel()
	begun := make(chan struct{}, 100)
	s, err := New(blocking{&memory{t: t, name: "000001", docs: sampleDocs()[:1]}, begun}, Options{Addr: host, Timeout: 3 * time.Second})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	s.slots, s.limits.waiting = make(chan struct{}, 2), 1
	answers := make(chan *http.Response, 4)
	for range 2 {
		go func() { answers <- do(s, request(s, "GET", search("q", "x"))) }()
	}
	for range 2 {
		select {
		case <-begun:
		case res := <-answers:
			t.Fatalf("a search did not begin: status %d: %s", res.StatusCode, bodyOf(t, res))
		}
	}
	s.waiting.Add(1) // one waits
	if res := do(s, request(s, "GET", search("q", "x"))); res.StatusCode != 503 || res.Header.Get("Retry-After") == "" {
		t.Errorf("one too many: status %d", res.StatusCode)
	}
	for range 2 {
		res := <-answers
		if body := bodyOf(t, res); res.StatusCode != 503 || !strings.Contains(body, "no answer within 3s") {
			t.Errorf("status %d: %s", res.StatusCode, body)
		}
	}
}

// TestTurns: searches take turns, in which one that takes long does not hold up the others
// for ever.
func TestTurns(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		turn time.Duration
		most int32 // searches that run at once
	}{{time.Hour, 1}, {time.Millisecond, 3}} {
		m := &memory{t: t, name: "000001", docs: sampleDocs()[:1]}
		running := &runningSearches{memory: m, want: test.most}
		s, err := New(running, Options{Addr: host, Timeout: time.Minute})
		if err != nil {
			t.Fatal(err)
		}
		defer s.Close()
		s.slots, s.turns, s.limits.turn = make(chan struct{}, 3), make(chan struct{}, 1), test.turn
		var asked sync.WaitGroup
		for range 3 {
			asked.Go(func() {
				if res := do(s, request(s, "GET", search("q", "x"))); res.StatusCode != 200 {
					t.Errorf("status %d", res.StatusCode)
				}
			})
		}
		asked.Wait()
		if got := running.most.Load(); got != test.most {
			t.Errorf("waiting for a turn for %s: %d searches at once, want %d", test.turn, got, test.most)
		}
	}
}

// runningSearches is a source whose searches take a moment, and last until as many run as
// are wanted. It counts how many run at once.
type runningSearches struct {
	*memory
	want      int32
	now, most atomic.Int32
}

func (r *runningSearches) Open(ctx context.Context) (index.Snapshot, error) {
	s, err := r.memory.Open(ctx)
	return runningSnapshot{s, r}, err
}

type runningSnapshot struct {
	index.Snapshot
	of *runningSearches
}

func (s runningSnapshot) Search(ctx context.Context, req index.Request) (*index.Result, error) {
	now := s.of.now.Add(1)
	defer s.of.now.Add(-1)
	for most := s.of.most.Load(); now > most && !s.of.most.CompareAndSwap(most, now); most = s.of.most.Load() {
	}
	time.Sleep(5 * time.Millisecond)
	for s.of.most.Load() < s.of.want {
		time.Sleep(time.Millisecond)
	}
	return s.Snapshot.Search(ctx, req)
}

// TestServeEnds: the server ends soon after its context, also while a search is running.
func TestServeEnds(t *testing.T) {
	t.Parallel()
	begun := make(chan struct{}, 100)
	s, err := New(blocking{&memory{t: t, name: "000001", docs: sampleDocs()[:1]}, begun}, Options{Addr: host})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	s.options.Addr = l.Addr().String()
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan error, 1)
	go func() { done <- s.Serve(ctx, l) }()
	go func() {
		r, _ := http.NewRequest("GET", "http://"+s.options.Addr+"/?q=x", nil)
		r.AddCookie(s.cookie(s.keys.session))
		if res, err := http.DefaultClient.Do(r); err == nil {
			res.Body.Close()
		}
	}()
	<-begun
	cancel()
	select {
	case err := <-done:
		if !errors.Is(err, context.Canceled) {
			t.Errorf("ended with %v", err)
		}
	case <-time.After(5 * time.Second):
		t.Error("the server does not end")
	}
}

// TestFollows: a server shows what is published; a search that began before ends on the
// old snapshot, which is closed then. A snapshot that can't be opened leaves the old one.
func TestFollows(t *testing.T) {
	t.Parallel()
	m := &memory{t: t, name: "000001", docs: sampleDocs()[:2]}
	s, err := New(m, Options{Addr: host})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	running := s.live.acquire()
	m.publish("000002", sampleDocs()[:5], nil)
	s.live.refresh(t.Context())
	contains(t, "after publishing", getPage(t, s, "/", 200), "5 cables in snapshot 000002", "!can’t be opened")
	if m.open[0].closed {
		t.Error("the old snapshot is closed while it is searched")
	}
	if res, err := running.Search(t.Context(), index.Request{}); err != nil || res.Total != 2 {
		t.Errorf("on the old snapshot: %v, error %v", res, err)
	}
	s.live.release(running)
	if !m.open[0].closed {
		t.Error("the old snapshot stays open")
	}
	m.publish("000003", nil, &index.VersionError{Dir: "/x", Found: "9", Want: "8"})
	s.live.refresh(t.Context())
	contains(t, "after a failure", getPage(t, s, "/", 200), "snapshot 000002", "can’t be opened: the index at /x was built by another version")
	m.publish("000002", nil, nil)
	s.live.refresh(t.Context())
	contains(t, "after its end", getPage(t, s, "/", 200), "!can’t be opened")
}

// certificate makes a certificate of a name.
func certificate(t *testing.T, name string) tls.Certificate {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	now := time.Now()
	template := &x509.Certificate{
		SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: name}, DNSNames: []string{name},
		NotBefore: now.Add(-time.Hour), NotAfter: now.Add(time.Hour),
	}
	der, err := x509.CreateCertificate(rand.Reader, template, template, &key.PublicKey, key)
	if err != nil {
		t.Fatal(err)
	}
	leaf, err := x509.ParseCertificate(der)
	if err != nil {
		t.Fatal(err)
	}
	return tls.Certificate{Certificate: [][]byte{der}, PrivateKey: key, Leaf: leaf}
}

// TestRemote: other machines need TLS and the password; the token of the first address is
// none for them.
func TestRemote(t *testing.T) {
	t.Parallel()
	remote := &Remote{Password: "a long password", Certificate: certificate(t, "reading.example")}
	if _, err := New(&memory{t: t, docs: sampleDocs()[:1]}, Options{Addr: host, Remote: &Remote{Password: "short", Certificate: remote.Certificate}}); err == nil {
		t.Error("a short password is taken")
	}
	s, err := New(&memory{t: t, name: "000001", docs: sampleDocs()[:1]}, Options{Addr: host, Remote: remote})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	s.options.Addr = l.Addr().String()
	_, port, _ := net.SplitHostPort(s.options.Addr)
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan error, 1)
	go func() { done <- s.Serve(ctx, l) }()
	defer func() { cancel(); <-done }()
	pool := x509.NewCertPool()
	pool.AddCert(remote.Certificate.Leaf)
	client := &http.Client{
		Transport: &http.Transport{
			TLSClientConfig: &tls.Config{RootCAs: pool, ServerName: "reading.example"},
			DialContext: func(ctx context.Context, _, _ string) (net.Conn, error) {
				return (&net.Dialer{}).DialContext(ctx, "tcp", s.options.Addr)
			},
		},
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
	ask := func(method, host, path, body string) *http.Response {
		r, err := http.NewRequest(method, "https://"+net.JoinHostPort(host, port)+path, strings.NewReader(body))
		if err != nil {
			t.Fatal(err)
		}
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		res, err := client.Do(r)
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { res.Body.Close() })
		return res
	}
	for _, test := range []struct {
		method, host, path, body string
		status                   int
		cookie                   bool
	}{
		{"GET", "reading.example", "/", "", 401, false},
		{"GET", "127.0.0.1", "/", "", 401, false},
		{"GET", "evil.example", "/", "", 421, false},
		{"GET", "reading.example", "/enter?token=" + s.keys.token, "", 200, false},
		{"POST", "reading.example", "/enter", "password=wrong", 401, false},
		{"POST", "reading.example", "/enter", "password=a+long+password", 303, true},
	} {
		res := ask(test.method, test.host, test.path, test.body)
		if res.StatusCode != test.status || len(res.Cookies()) > 0 != test.cookie {
			t.Errorf("%+v: status %d, cookies %v", test, res.StatusCode, res.Cookies())
		}
		for _, c := range res.Cookies() {
			if !c.Secure || !strings.HasPrefix(c.Name, "__Host-") {
				t.Errorf("cookie %v", c)
			}
		}
	}
	plain := sent(t, s.options.Addr, "GET / HTTP/1.1\r\nHost: reading.example\r\n\r\n")
	if strings.Contains(plain, "200 OK") {
		t.Errorf("without TLS: %s", plain)
	}
}
