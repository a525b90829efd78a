package web

import (
	"bytes"
	"cmp"
	"encoding/json"
	"errors"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"reftel/cmd/internal/cli"
	"reftel/cmd/search/render"
	"reftel/index"
	"reftel/index/field"
	"reftel/index/hint"
	"reftel/index/query"
)

// apiPath is where programs ask. openapi.json describes what they get: the JSON of the
// command line.
const apiPath = "/api/v1/"

// Limits of the API.
const (
	mostHits     = 1000
	mostOffset   = 100_000
	mostSnippets = 20
)

// writeJSON answers with a value as JSON.
func writeJSON(w http.ResponseWriter, status int, v any) error {
	var b bytes.Buffer
	if err := cli.Object(&b, v); err != nil {
		return err
	}
	return sendJSON(w, status, b.Bytes())
}

func sendJSON(w http.ResponseWriter, status int, data []byte) error {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	_, _ = w.Write(data)
	return nil
}

// apiSearch answers a query.
func (s *Server) apiSearch(w http.ResponseWriter, r *http.Request, h *held) error {
	v := r.URL.Query()
	text := v.Get("q")
	req, err := s.apiRequest(v)
	if err != nil {
		return err
	}
	res, err := h.Search(r.Context(), req)
	if err != nil {
		return cli.Placed(text, err)
	}
	hints, _ := hint.For(r.Context(), h.Snapshot, req, res)
	also, _ := hint.Also(r.Context(), h.Snapshot, req, res)
	if err := r.Context().Err(); err != nil {
		return err
	}
	next := ""
	if n := len(res.Hits); n > 0 {
		next = render.NewCursor(text, req, res.Hits[n-1])
	}
	var b bytes.Buffer
	if err := render.JSON(&b, text, res, also, hints, req.Timeline, next); err != nil {
		return err
	}
	return sendJSON(w, http.StatusOK, b.Bytes())
}

// apiRequest reads the parameters of a search. An unknown one is an error.
func (s *Server) apiRequest(v url.Values) (index.Request, error) {
	req := index.Request{Sort: index.Sort(cmp.Or(v.Get("sort"), string(index.ByRelevance)))}
	if err := known(v, "q", "filter", "facet", "sort", "limit", "offset", "after", "snippets", "timeline", "explain"); err != nil {
		return req, err
	}
	if len(v.Get("q")) > s.limits.query {
		return req, mistake("the query has %d bytes; at most %d are read", len(v.Get("q")), s.limits.query)
	}
	if !slices.ContainsFunc(sorts, func(c choice) bool { return c.Value == string(req.Sort) }) {
		return req, mistake("sort %q: expected relevance, date, -date or id", req.Sort)
	}
	var err error
	if req.Query, err = query.Parse(v.Get("q")); err != nil {
		return req, err
	}
	if req.Filters, err = s.readFilters(v["filter"]); err != nil {
		return req, err
	}
	if req.Facets, err = apiFacetRequests(v["facet"]); err != nil {
		return req, err
	}
	for _, n := range []struct {
		name      string
		to        *int
		otherwise int
		most      int
	}{{"limit", &req.Limit, 10, mostHits}, {"offset", &req.Offset, 0, mostOffset}, {"snippets", &req.Snippets, snippetsOfHit, mostSnippets}} {
		if *n.to, err = numberOf(v, n.name, n.otherwise, n.most); err != nil {
			return req, err
		}
	}
	req.Explain = v.Get("explain") == "true"
	req.Timeline = index.Unit(v.Get("timeline"))
	if req.Timeline != "" && !slices.Contains(units, string(req.Timeline)) {
		return req, mistake("timeline %q: expected year, month or day", req.Timeline)
	}
	if after := v.Get("after"); after != "" {
		err = render.ReadCursor(after, v.Get("q"), &req)
	}
	return req, err
}

// known returns an error if there is another parameter than those named.
func known(v url.Values, names ...string) error {
	for name := range v {
		if !slices.Contains(names, name) {
			return mistake("unknown parameter %q: expected %s", name, cmp.Or(strings.Join(names, ", "), "none"))
		}
	}
	return nil
}

func numberOf(v url.Values, name string, otherwise, most int) (int, error) {
	text := v.Get(name)
	if text == "" {
		return otherwise, nil
	}
	n, err := strconv.Atoi(text)
	if err != nil || n < 0 || n > most {
		return 0, mistake("%s %q: expected a number from 0 to %d", name, text, most)
	}
	return n, nil
}

// apiFacetRequests reads NAME or NAME:N; N of 0 is all values.
func apiFacetRequests(texts []string) ([]index.FacetRequest, error) {
	var list []index.FacetRequest
	for _, text := range texts {
		name, number, counted := strings.Cut(text, ":")
		f, ok := field.FacetNamed(name)
		size := 10
		var err error
		if counted {
			size, err = strconv.Atoi(number)
		}
		if !ok || err != nil || size < 0 {
			return nil, mistake("facet %q: expected NAME or NAME:N", text)
		}
		if size == 0 {
			size = -1
		}
		if !slices.ContainsFunc(list, func(r index.FacetRequest) bool { return r.Name == f.Name }) {
			list = append(list, index.FacetRequest{Name: f.Name, Size: size})
		}
	}
	return list, nil
}

// apiCable answers with a parsed cable.
func (s *Server) apiCable(w http.ResponseWriter, r *http.Request, h *held) error {
	v := r.URL.Query()
	if err := known(v, "id"); err != nil {
		return err
	}
	doc, err := get(r, h, v.Get("id"))
	if err != nil {
		return err
	}
	return writeJSON(w, http.StatusOK, doc.Cable)
}

// get returns the document of an id in any spelling.
func get(r *http.Request, h *held, id string) (index.Document, error) {
	switch {
	case id == "":
		return index.Document{}, mistake("no id")
	case len(id) > 1000:
		return index.Document{}, mistake("the id is too long")
	}
	doc, err := h.Get(r.Context(), id)
	if errors.Is(err, index.ErrNotFound) {
		return doc, &refusal{http.StatusNotFound, "no such cable: " + cli.Line(id), ""}
	}
	return doc, err
}

// apiFacets lists the facets.
func (s *Server) apiFacets(w http.ResponseWriter, r *http.Request) error {
	type line struct {
		Name string `json:"name"`
		Help string `json:"help"`
	}
	if err := known(r.URL.Query()); err != nil {
		return err
	}
	var list []line
	for _, f := range field.Facets() {
		list = append(list, line{f.Name, f.Help})
	}
	return writeJSON(w, http.StatusOK, list)
}

// apiInfo describes the index.
func (s *Server) apiInfo(w http.ResponseWriter, r *http.Request, h *held) error {
	if err := known(r.URL.Query()); err != nil {
		return err
	}
	info, err := h.Info(r.Context())
	if err != nil {
		return err
	}
	return writeJSON(w, http.StatusOK, info)
}

// apiDocument answers with the OpenAPI document.
func (s *Server) apiDocument(w http.ResponseWriter, _ *http.Request) error {
	data, err := files.ReadFile("openapi.json")
	if err != nil {
		return err
	}
	return sendJSON(w, http.StatusOK, data)
}

// state answers with the name of the snapshot, by which a page notices that the index has
// changed.
func (s *Server) state(w http.ResponseWriter, _ *http.Request, h *held) error {
	return writeJSON(w, http.StatusOK, json.RawMessage(`{"snapshot":`+strconv.Quote(cli.Line(h.published.Snapshot))+`}`))
}
