// Package web serves the search of an index to a browser: pages that work without
// JavaScript, and a JSON API. Nothing is loaded from elsewhere, and nothing is written to
// the index.
//
//	request → guard (host, origin, cookie or bearer token, sizes) → handler → template
//
// The first address that the user opens has a token. It sets a cookie that only pages of
// this server may send, so that other users of the machine, and pages of the web, can't
// read the cables. A browser sends a cookie of 127.0.0.1 to every port of it: whoever
// opens a page of another user's server on this machine shows it the cookie.
//
// What a cable holds is text: html/template escapes it, and the Content-Security-Policy
// allows no inline script or style.
package web

import (
	"cmp"
	"embed"
	"errors"
	"fmt"
	"html/template"
	"net"
	"net/http"
	"runtime"
	"strings"
	"sync/atomic"
	"time"

	"reftel/cmd/internal/cli"
	"reftel/cmd/search/saved"
)

//go:embed templates static openapi.json
var files embed.FS

// Options are the options of New.
type Options struct {
	// Addr is the address that the server listens on: host and port.
	Addr string
	// Timeout is the time that a search may take; 0 is 10 s.
	Timeout time.Duration
	// Remote lets other machines in; nil is loopback only. They see nothing of Saved.
	Remote *Remote
	// Saved is where saved searches and the reading list are.
	Saved saved.Folder
}

// limits bound the work of a request.
type limits struct {
	url       int           // bytes of the address
	query     int           // bytes of a query
	filters   int           // values of filters
	body      int64         // bytes of a posted form
	header    int           // bytes of the header, of which net/http adds 4096
	readHead  time.Duration // to read the header
	read      time.Duration // to read the request
	write     time.Duration // to write the answer
	idle      time.Duration // between requests of a connection
	conns     int           // connections
	searching int           // searches at once
	turns     int           // searches that may have a turn at once
	turn      time.Duration // that a search waits for its turn
	waiting   int64         // searches that wait for others
}

func standardLimits() limits {
	return limits{
		url: 16 << 10, query: 4000, filters: 100, body: 64 << 10, header: 24 << 10,
		readHead: 5 * time.Second, read: 15 * time.Second, write: time.Minute, idle: 2 * time.Minute,
		conns: 512, searching: max(4, 2*runtime.GOMAXPROCS(0)), waiting: 128,
		turns: runtime.GOMAXPROCS(0), turn: 500 * time.Millisecond,
	}
}

// A Server answers the requests of browsers and programs.
type Server struct {
	options Options
	limits  limits
	live    *live
	keys    keys
	pages   *template.Template
	routes  *http.ServeMux
	slots   chan struct{} // one for each search that runs
	turns   chan struct{} // one for each search that has a turn
	exports chan struct{} // one for each export
	waiting atomic.Int64
	tries   chan struct{} // holds the password that is being tried
}

// New opens the index of source and returns a server of it. Close releases the index.
func New(source Source, o Options) (*Server, error) {
	o.Timeout = cmp.Or(o.Timeout, 10*time.Second)
	pages, err := template.New("").Funcs(functions).ParseFS(files, "templates/*.html")
	if err != nil {
		return nil, err
	}
	if o.Remote != nil && len(o.Remote.Password) < MinPassword {
		return nil, fmt.Errorf("the password has fewer than %d characters", MinPassword)
	}
	opened, err := newLive(source)
	if err != nil {
		return nil, err
	}
	s := &Server{options: o, limits: standardLimits(), live: opened, keys: newKeys(), pages: pages, tries: make(chan struct{}, 1)}
	s.exports = make(chan struct{}, exportsAtOnce)
	s.slots, s.turns = make(chan struct{}, s.limits.searching), make(chan struct{}, s.limits.turns)
	s.routes = s.newRoutes()
	return s, nil
}

// Close releases the index.
func (s *Server) Close() { s.live.close() }

// Address returns the address to open first. That of a loopback server has the token.
func (s *Server) Address() string {
	if s.options.Remote != nil {
		return "https://" + s.remoteName() + "/"
	}
	return "http://" + s.options.Addr + "/enter?token=" + s.keys.token
}

// remoteName returns the name by which other machines reach the server: one of the
// certificate, if it listens on all addresses.
func (s *Server) remoteName() string {
	host, port, _ := net.SplitHostPort(s.options.Addr)
	ip, leaf := net.ParseIP(host), s.options.Remote.Certificate.Leaf
	if ip != nil && ip.IsUnspecified() && leaf != nil && len(leaf.DNSNames) > 0 {
		return net.JoinHostPort(leaf.DNSNames[0], port)
	}
	return s.options.Addr
}

// Token returns the bearer token of programs.
func (s *Server) Token() string { return s.keys.token }

// A route is a path with its handler. A reading handler gets a snapshot of the index.
type route struct {
	path string
	get  func(http.ResponseWriter, *http.Request) error
	read func(http.ResponseWriter, *http.Request, *held) error
	post func(http.ResponseWriter, *http.Request) error
	// open is set if the path needs no cookie.
	open bool
	// own is set if the path is of what the user keeps.
	own bool
}

// personal reports whether pages show what the user keeps: saved searches and the reading
// list. Other machines are let in by one password, and are not told from the user.
func (s *Server) personal() bool { return s.options.Remote == nil }

func (s *Server) table() []route {
	return []route{
		{path: "/{$}", read: s.searchPage},
		{path: "/cable", read: s.cablePage},
		{path: "/record", read: s.record},
		{path: "/facet", read: s.facetPage},
		{path: "/facet.csv", read: s.facetCSV},
		{path: "/export", get: s.exporting(s.export)},
		{path: "/cite", read: s.citePage},
		{path: "/complete", read: s.complete},
		{path: "/help", get: s.helpPage},
		{path: "/state", read: s.state},
		{path: "/saved", read: s.savedPage, post: s.reading(s.saveSearch), own: true},
		{path: "/saved/news", read: s.newsPage, own: true},
		{path: "/saved/seen", post: s.reading(s.markSeen), own: true},
		{path: "/saved/remove", post: s.removeSearch, own: true},
		{path: "/reading", read: s.readingPage, post: s.reading(s.addReading), own: true},
		{path: "/reading.md", read: s.readingMarkdown, own: true},
		{path: "/reading/note", post: s.reading(s.noteReading), own: true},
		{path: "/reading/remove", post: s.removeReading, own: true},
		{path: "/enter", get: s.enter, post: s.login, open: true},
		{path: "/leave", post: s.leave},
		{path: "/static/{name}", get: s.static, open: true},
		{path: apiPath + "search", read: s.apiSearch},
		{path: apiPath + "cable", read: s.apiCable},
		{path: apiPath + "facets", get: s.apiFacets},
		{path: apiPath + "info", read: s.apiInfo},
		{path: apiPath + "openapi.json", get: s.apiDocument},
	}
}

func (s *Server) newRoutes() *http.ServeMux {
	mux := http.NewServeMux()
	for _, r := range s.table() {
		if r.own && !s.personal() {
			continue
		}
		get := r.get
		if r.read != nil {
			get = s.reading(r.read)
		}
		if get != nil {
			mux.Handle("GET "+r.path, s.guarded(get, r.open))
		}
		if r.post != nil {
			mux.Handle("POST "+r.path, s.guarded(s.posted(r.post, r.open), r.open))
		}
	}
	mux.Handle("/", s.guarded(func(http.ResponseWriter, *http.Request) error {
		return &refusal{http.StatusNotFound, "there is no such page", "the search is at /"}
	}, true))
	return mux
}

// ServeHTTP implements http.Handler.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	setHeaders(w.Header())
	if err := s.admit(r); err != nil {
		s.fail(w, r, err)
		return
	}
	r.Body = http.MaxBytesReader(w, r.Body, s.limits.body)
	s.routes.ServeHTTP(w, r)
}

// static answers with a style sheet or a script.
func (s *Server) static(w http.ResponseWriter, r *http.Request) error {
	types := map[string]string{"style.css": "text/css", "script.js": "text/javascript", "icon.svg": "image/svg+xml"}
	name := r.PathValue("name")
	kind, known := types[name]
	if !known {
		return &refusal{http.StatusNotFound, "there is no such file", ""}
	}
	data, err := files.ReadFile("static/" + name)
	if err != nil {
		return err
	}
	w.Header().Set("Content-Type", kind+"; charset=utf-8")
	w.Header().Set("Cache-Control", "max-age=300")
	_, err = w.Write(data)
	return err
}

// A refusal is an answer other than 200.
type refusal struct {
	status    int
	msg, hint string
}

func (e *refusal) Error() string { return e.msg }

// isAPI reports whether a request is one of a program, to which errors are JSON.
func isAPI(r *http.Request) bool { return strings.HasPrefix(r.URL.Path, apiPath) }

// statusOf returns the status of an error.
func statusOf(err error) int {
	var refused *refusal
	var long *http.MaxBytesError
	var usage *cli.UsageError
	var name saved.NameError
	switch {
	case errors.As(err, &usage), errors.As(err, &name):
		return http.StatusBadRequest
	case errors.As(err, &refused):
		return refused.status
	case errors.As(err, &long):
		return http.StatusRequestEntityTooLarge
	}
	return http.StatusInternalServerError
}
