package opensearch

import (
	"context"
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"log"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"
)

// TestErrors: an error names the index and what a user can do, and comes soon if it is one
// of a wrong address or login.
func TestErrors(t *testing.T) {
	t.Parallel()
	answers := func(code int, body string) string { return serve(t, (*httptest.Server).Start, status(code, body)) }
	closed := httptest.NewServer(nil)
	closed.Close()
	for _, tt := range []struct{ url, err, hint string }{
		{closed.URL, "can't reach the cluster at URL: dial tcp ADDR: connect: connection refused", "check that the cluster runs, and the port in --index; 9200 is usual"},
		{"https://no-such-host.invalid:9200", "can't reach the cluster at URL: dial tcp: lookup no-such-host.invalid", "check the host in --index"},
		{answers(401, "Unauthorized"), "URL: the cluster answered 401", "check the login: REFTEL_OPENSEARCH_USER and "},
		{answers(403, `{"error":{"type":"security_exception","reason":"no permissions for [indices:data/read/get]"}}`), "URL: the cluster answered 403 security_exception: no permissions for [indices:data/read/get]", "the user lacks a right: "},
		{answers(404, "<html>"), "URL: the answer is not from an OpenSearch cluster", "check the host and the port"},
		{answers(200, "[]"), "URL: the answer is not from an OpenSearch cluster", "check the host and the port"},
		{answers(200, "<html>"), "URL: the answer is not from an OpenSearch cluster", "check the host and the port"},
		{serve(t, (*httptest.Server).StartTLS, status(404, "{}")), "can't reach the cluster at URL: tls: failed to verify certificate: x509: certificate signed by unknown authority", "name the file with the certificates of the cluster's authority in REFTEL_OPENSEARCH_CA"},
		{strings.Replace(answers(404, "{}"), "http:", "https:", 1), "can't reach the cluster at URL: tls: first record does not look like a TLS handshake", "this port has no TLS"},
	} {
		begun := time.Now()
		err := Store{URL: tt.url + "/cables"}.Exists()
		text := strings.ReplaceAll(fmt.Sprint(err), tt.url+"/cables", "URL")
		text = strings.ReplaceAll(text, strings.TrimPrefix(tt.url, "http://"), "ADDR")
		if !strings.HasPrefix(text, tt.err) {
			t.Errorf("%s: error %s, want %s", tt.url, text, tt.err)
		}
		hinted, ok := err.(interface{ Hint() string })
		if !ok || !strings.HasPrefix(hinted.Hint(), tt.hint) {
			t.Errorf("%s: %v has another hint than %s", tt.url, err, tt.hint)
		}
		if took := time.Since(begun); took > 5*time.Second {
			t.Errorf("%s: the error took %v", tt.url, took)
		}
	}
}

// serve returns the URL of a server.
func serve(t *testing.T, start func(*httptest.Server), h http.Handler) string {
	t.Helper()
	server := httptest.NewUnstartedServer(h)
	server.Config.ErrorLog = log.New(io.Discard, "", 0)
	start(server)
	t.Cleanup(server.Close)
	return server.URL
}

// TestHints: certificates that do not fit have hints of their own.
func TestHints(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		err  error
		want string
	}{
		{x509.HostnameError{Certificate: &x509.Certificate{}, Host: "a"}, "write the host in --index as"},
		{x509.CertificateInvalidError{Reason: x509.Expired}, "the cluster needs another certificate"},
		{&net.OpError{Op: "read", Err: net.ErrClosed}, unreachable},
		{&responseError{Status: 429}, "the cluster is too busy or not whole"},
		{&responseError{Status: 400}, ""},
	} {
		if got := hintFor(fmt.Errorf("x: %w", tt.err)); !strings.HasPrefix(got, tt.want) || got == "" != (tt.want == "") {
			t.Errorf("%v: hint %q, want %q", tt.err, got, tt.want)
		}
	}
}

// TestPartErrors: an error of a part of an answer names the index, and so does one of a request
// that was sent again until its time was over.
func TestPartErrors(t *testing.T) {
	t.Parallel()
	refused := status(200, `{"responses":[{"status":400,"error":{"type":"x","reason":"no"}}]}`)
	busy := status(200, `{"responses":[{"status":503,"error":{"type":"x","reason":"no"}}]}`)
	search := func(ctx context.Context, c *client) error {
		return newSearcher(c, address{}, publication{Index: "i"}).search(ctx, obj{}, new(searchResponse))
	}
	searches := func(ctx context.Context, c *client) error {
		b := batch{searcher: newSearcher(c, address{}, publication{Index: "i"})}
		use := func(*searchResponse) error { return nil }
		return errors.Join(b.add(ctx, "i", obj{}, use), b.send(ctx))
	}
	bulk := func(ctx context.Context, c *client) error {
		b := newBulker(ctx, c)
		defer b.close()
		b.add(action{lines: []byte("a\n")})
		return b.flush()
	}
	for _, tt := range []struct {
		name   string
		do     func(context.Context, *client) error
		answer http.HandlerFunc
		want   string
	}{
		{"busy", search, status(503, "{}"), "the cluster at URL does not answer"},
		{"failed shards", search, status(200, halfAnswer), "the cluster at URL does not answer"},
		{"busy part", searches, busy, "the cluster at URL does not answer"},
		{"refused part", searches, refused, "URL: the cluster answered 400 x: no"},
		{"refused document", bulk, items(400), "URL: cable id0: the cluster answered 400 t: reason 400"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			c, _ := fake(t, tt.answer)
			c.place = "URL"
			ctx, stop := context.WithTimeout(t.Context(), time.Second/2)
			defer stop()
			if err := tt.do(ctx, c); fmt.Sprint(err) != tt.want {
				t.Errorf("error %v, want %s", err, tt.want)
			}
		})
	}
}

// TestTries: a request of several searches is sent as often as any other.
func TestTries(t *testing.T) {
	t.Parallel()
	if testing.Short() {
		t.Skip("waits for all tries")
	}
	c, f := fake(t, status(503, "{}"))
	b := batch{searcher: newSearcher(c, address{}, publication{Index: "i"})}
	err := b.add(t.Context(), "i", obj{}, func(*searchResponse) error { return nil })
	err = errors.Join(err, b.send(t.Context()))
	f.mu.Lock()
	defer f.mu.Unlock()
	tries := 0
	for _, body := range f.bodies {
		if body != "" { // else the transport asks whether the node is back
			tries++
		}
	}
	if !isStatus(err, 503) || tries != mostTries {
		t.Errorf("%d tries, want %d: %v", tries, mostTries, err)
	}
}

// TestCloseConnections: a searcher that is closed keeps no connection open.
func TestCloseConnections(t *testing.T) {
	t.Parallel()
	closed := make(chan bool, 10)
	server := httptest.NewUnstartedServer(found(t, publication{Index: "i", Version: Version()}))
	server.Config.ConnState = func(_ net.Conn, state http.ConnState) {
		if state == http.StateClosed {
			closed <- true
		}
	}
	server.Start()
	defer server.Close()
	s, err := Store{URL: server.URL + "/cables"}.Open()
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	select {
	case <-closed:
	case <-time.After(10 * time.Second):
		t.Error("the connection is open")
	}
}
