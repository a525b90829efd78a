package main

import (
	"context"
	"crypto/tls"
	"fmt"
	"html"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"

	"reftel/cmd/internal/cli"
	"reftel/cmd/search/web"
	"reftel/index"
)

// serveUsage is the help page of serve.
func serveUsage() string {
	return `Usage: search [flags] serve [ADDR]

serve answers a browser on this machine, and prints the address to open. Its
token lets the browser in; other users of the machine don't know it. ADDR is a
port, or an address of this machine with a port; the default is a free port. The
pages follow the index as indexer publishes. Nothing is loaded from elsewhere,
and nothing is written to the index: saved searches, a reading list and notes
are in $XDG_STATE_HOME/reftel. Ctrl-C ends it.

  search --sample serve --open
  search serve 8080
  search serve --allow-remote --cert C --key K --password FILE 0.0.0.0:443

Another address than of this machine needs --allow-remote, a certificate and a
password of 12 characters or more. Its readers see none of your saved searches,
reading list and notes. --timeout is the time of each search (10s).

Programs get JSON at /api/v1/search, cable, facets and info, with the token in a
header (Authorization: Bearer TOKEN); /api/v1/openapi.json describes it.

Flags of serve:
` + cli.FlagTable(serveFlags(&options{}))
}

// serves reports whether the command is serve.
func (c *call) serves() bool { return !c.explicit && len(c.words) > 0 && c.words[0] == "serve" }

// A published is the index that the flags name, as package web sees it.
type published struct{ c call }

// Open implements web.Source.
func (p published) Open(ctx context.Context) (index.Snapshot, error) { return p.c.open(ctx) }

// Current implements web.Source. The sample is always the same.
func (p published) Current() (string, error) {
	if p.c.sample {
		return "sample", nil
	}
	dir, err := cli.IndexDir(p.c.indexDir)
	if err != nil {
		return "", err
	}
	return cli.Current(dir)
}

// serve answers browsers until ctx ends.
func serve(ctx context.Context, c call) (int, error) {
	if len(c.words) > 1 {
		return 0, c.takesNo("serve", "serve takes one address")
	}
	addr, err := c.address(strings.Join(c.words, ""))
	if err != nil {
		return 0, err
	}
	remote, err := c.remote()
	if err != nil {
		return 0, err
	}
	listener, err := net.Listen("tcp", addr)
	if err != nil {
		return 0, fmt.Errorf("can't listen on %s: %w", addr, err)
	}
	defer listener.Close()
	server, err := web.New(published{c}, web.Options{Addr: listener.Addr().String(), Timeout: c.timeout, Remote: remote, Saved: folder()})
	if err != nil {
		return 0, err
	}
	defer server.Close()
	fmt.Fprintln(c.out, server.Address())
	if err := c.out.Flush(); err != nil {
		return 0, err
	}
	if remote != nil {
		fmt.Fprintf(c.stderr, "search: warning: other machines can reach the cables at %s\nsearch: token of programs: %s\n", addr, server.Token())
	} else {
		fmt.Fprintln(c.stderr, "search: open this address in a browser of this machine; Ctrl-C ends it")
	}
	if c.openPage {
		forget, err := openPage(server.Address())
		defer forget()
		if err != nil {
			cli.Hint(c.stderr, "search", "no browser was started ("+err.Error()+"): open the address yourself")
		}
	}
	return cli.Done, server.Serve(ctx, listener)
}

// address returns the address to listen on. Without a host it is of this machine only.
func (c *call) address(text string) (string, error) {
	host, port, err := net.SplitHostPort(text)
	if _, notNumber := strconv.Atoi(text); text == "" || notNumber == nil {
		host, port, err = "", text, nil
	}
	if err != nil {
		return "", cli.Usage("search", "serve %q: expected a port or an address with a port, such as 8080 or 127.0.0.1:8080", text)
	}
	if host == "" {
		host = "127.0.0.1"
	}
	if port == "" {
		port = "0"
	}
	if !web.IsLoopback(host) && !c.allowRemote {
		return "", &cli.UsageError{
			Msg:  fmt.Sprintf("serve %s: other machines could read the cables there", text),
			Hint: "leave out the host, or see --allow-remote in search help serve",
		}
	}
	return net.JoinHostPort(host, port), nil
}

// remote reads what --allow-remote needs; nil without the flag.
func (c *call) remote() (*web.Remote, error) {
	if !c.allowRemote {
		if c.cert+c.key+c.password != "" {
			return nil, cli.Usage("search", "serve: --cert, --key and --password need --allow-remote")
		}
		return nil, nil
	}
	if c.cert == "" || c.key == "" {
		return nil, cli.Usage("search", "serve: --allow-remote needs --cert and --key")
	}
	password, err := readPassword(c.password)
	if err != nil {
		return nil, err
	}
	certificate, err := tls.LoadX509KeyPair(c.cert, c.key)
	if err != nil {
		return nil, fmt.Errorf("--cert and --key: %w", err)
	}
	return &web.Remote{Password: password, Certificate: certificate}, nil
}

// readPassword returns the first line of a file, or $REFTEL_PASSWORD without one.
func readPassword(file string) (string, error) {
	text := os.Getenv("REFTEL_PASSWORD")
	if file != "" {
		data, err := os.ReadFile(file)
		if err != nil {
			return "", err
		}
		text, _, _ = strings.Cut(string(data), "\n")
	}
	text = strings.TrimRight(text, "\r\n")
	if len(text) < web.MinPassword {
		return "", &cli.UsageError{
			Msg:  fmt.Sprintf("serve: --allow-remote needs a password of %d characters or more", web.MinPassword),
			Hint: "put it into a file for --password, or into $REFTEL_PASSWORD",
		}
	}
	return text, nil
}

// openPage opens an address in the browser. The arguments of a process can be read by
// other users, so the browser gets a page that only this user can read, and that leads to
// the address. forget removes the page.
func openPage(address string) (forget func(), err error) {
	folder, err := os.MkdirTemp("", "reftel")
	if err != nil {
		return func() {}, err
	}
	forget = func() { os.RemoveAll(folder) }
	page := filepath.Join(folder, "search.html")
	text := `<!DOCTYPE html><title>Reftel</title><meta http-equiv="refresh" content="0; url=` + html.EscapeString(address) + `">`
	if err := os.WriteFile(page, []byte(text), 0o600); err != nil {
		return forget, err
	}
	command := map[string][]string{"windows": {"rundll32", "url.dll,FileProtocolHandler"}, "darwin": {"open"}}[runtime.GOOS]
	if command == nil {
		command = []string{"xdg-open"}
	}
	browser := exec.Command(command[0], append(command[1:], page)...)
	if err := browser.Start(); err != nil {
		return forget, err
	}
	go func() { _ = browser.Wait() }()
	return forget, nil
}
