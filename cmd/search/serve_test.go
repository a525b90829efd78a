package main

import (
	"bufio"
	"context"
	"io"
	"net/http"
	"net/http/cookiejar"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"reftel/cmd/internal/cli"
	"reftel/corpus/sample"
	"reftel/index"
)

// serving runs search serve, and returns its address and a function that ends it by a
// signal and returns the exit code.
func serving(t *testing.T, args ...string) (address string, end func() int) {
	t.Helper()
	ctx, cancel := context.WithCancelCause(t.Context())
	in, out := io.Pipe()
	code := make(chan int, 1)
	go func() { code <- run(ctx, args, strings.NewReader(""), out, io.Discard) }()
	address, err := bufio.NewReader(in).ReadString('\n')
	if err != nil {
		t.Fatal(err)
	}
	return strings.TrimSpace(address), func() int {
		cancel(&cli.SignalError{Signal: syscall.SIGTERM})
		select {
		case code := <-code:
			return code
		case <-time.After(5 * time.Second):
			t.Error("serve does not end")
			return -1
		}
	}
}

// browse returns a function that gets pages as a browser does that opened an address.
func browse(t *testing.T, address string) func(path string) string {
	t.Helper()
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	client := &http.Client{Jar: jar, Timeout: 10 * time.Second}
	open := func(address string) string {
		res, err := client.Get(address)
		if err != nil {
			t.Fatal(err)
		}
		defer res.Body.Close()
		body, err := io.ReadAll(res.Body)
		if err != nil || res.StatusCode != http.StatusOK {
			t.Fatalf("%s: status %d, error %v", address, res.StatusCode, err)
		}
		return string(body)
	}
	open(address)
	base, _, _ := strings.Cut(address, "/enter")
	return func(path string) string { return open(base + path) }
}

// TestServe: the printed address lets a browser in, on this machine only, and SIGTERM
// ends the server.
func TestServe(t *testing.T) {
	t.Parallel()
	address, end := serving(t, "--sample", "serve")
	if !strings.HasPrefix(address, "http://127.0.0.1:") {
		t.Errorf("address %s", address)
	}
	if page := browse(t, address)("/?q=munitions"); !strings.Contains(page, "VALLETTA PROCESS") {
		t.Errorf("the page is:\n%s", page)
	}
	if code := end(); code != cli.Terminated {
		t.Errorf("exit code %d", code)
	}
}

// TestServeFollows: the pages show what a job publishes.
func TestServeFollows(t *testing.T) {
	t.Parallel()
	dir := filepath.Join(t.TempDir(), "index")
	var docs []index.Document
	for rec, err := range sample.Records(t.Context()) {
		if err != nil {
			t.Fatal(err)
		}
		docs = append(docs, index.Documents(rec)...)
	}
	publish(t, dir, docs[:1])
	address, end := serving(t, "--index", dir, "serve", "0")
	get := browse(t, address)
	if page := get("/"); !strings.Contains(page, "1 cables in snapshot") {
		t.Errorf("the page is:\n%s", page)
	}
	publish(t, dir, docs[1:3])
	deadline := time.Now().Add(20 * time.Second)
	for !strings.Contains(get("/"), "3 cables in snapshot") {
		if time.Now().After(deadline) {
			t.Fatalf("the page still is:\n%s", get("/"))
		}
		time.Sleep(100 * time.Millisecond)
	}
	if code := end(); code != cli.Terminated {
		t.Errorf("exit code %d", code)
	}
}

func publish(t *testing.T, dir string, docs []index.Document) {
	t.Helper()
	w, err := cli.Store(dir).OpenWriter(index.WriterOptions{Jobs: 1})
	if err != nil {
		t.Fatal(err)
	}
	defer w.Close()
	if err := w.Add(t.Context(), docs); err != nil {
		t.Fatal(err)
	}
	if _, err := w.Commit(t.Context()); err != nil {
		t.Fatal(err)
	}
}

// TestServeMistakes: other machines are let in only with all that this needs.
func TestServeMistakes(t *testing.T) {
	dir := t.TempDir()
	short, long := filepath.Join(dir, "short"), filepath.Join(dir, "long")
	for file, text := range map[string]string{short: "short\n", long: "a long password\n"} {
		if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	t.Setenv("REFTEL_PASSWORD", "")
	for _, test := range []struct{ args, want string }{
		{"serve 0.0.0.0:0", "other machines could read the cables there"},
		{"serve [::]:0", "other machines could read the cables there"},
		{"serve example.org:80", "other machines could read the cables there"},
		{"serve nowhere", "expected a port or an address with a port"},
		{"serve 1 2", "serve takes one address"},
		{"serve --cert c.pem", "--cert, --key and --password need --allow-remote"},
		{"serve --allow-remote", "--allow-remote needs --cert and --key"},
		{"serve --allow-remote --cert c --key k", "a password of 12 characters or more"},
		{"serve --allow-remote --cert c --key k --password " + short, "a password of 12 characters or more"},
		{"serve --allow-remote --cert c --key k --password " + long, "--cert and --key: open c"},
		{"--index " + dir + "/none serve", "no index at"},
	} {
		var stderr strings.Builder
		code := run(t.Context(), strings.Fields(test.args), strings.NewReader(""), io.Discard, &stderr)
		if code != cli.Trouble || !strings.Contains(stderr.String(), test.want) {
			t.Errorf("%s: exit code %d, %s", test.args, code, stderr.String())
		}
	}
}
