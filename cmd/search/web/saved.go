package web

import (
	"context"
	"errors"
	"io/fs"
	"net/http"
	"net/url"
	"strings"

	"reftel/cmd/internal/cli"
	"reftel/cmd/search/saved"
	"reftel/index"
)

// newsOfPage is the number of new cables that a page shows.
const newsOfPage = 50

// A savedView is a saved search as a page shows it.
type savedView struct {
	Name, Query string
	Filters     string
	Link, News  string // addresses of all cables, and of the new ones
	Total, New  int
	// Fault is why the search can't be made.
	Fault string
}

// A newsView is the content of the page of what is new of a saved search.
type newsView struct {
	Name, Link string
	New        int
	Hits       []hitView
	IDs        []string // of Hits
	Snapshot   string
}

// stateOf returns the state of a saved search.
func (s *Server) stateOf(kept saved.Search) (state, error) {
	return s.readState(url.Values{"q": {kept.Query}, "f": kept.Filters, "sort": {kept.Sort}})
}

// savedSearch returns the saved search that a request names, with its request to the
// index.
func (s *Server) savedSearch(v url.Values) (name string, st state, req index.Request, err error) {
	name = v.Get("name")
	kept, err := s.options.Saved.Search(name)
	if errors.Is(err, fs.ErrNotExist) {
		err = &refusal{http.StatusNotFound, "there is no saved search of this name", "the saved searches are at /saved"}
	}
	if err == nil {
		st, err = s.stateOf(kept)
	}
	if err == nil {
		req, _, err = st.request()
	}
	return name, st, req, err
}

// savedPage lists the saved searches with how many of their cables are new.
func (s *Server) savedPage(w http.ResponseWriter, r *http.Request, h *held) error {
	list := []savedView{}
	for _, name := range s.options.Saved.Names() {
		view, err := s.savedViewOf(r.Context(), h, name)
		if err != nil {
			return err
		}
		list = append(list, view)
	}
	return s.framed(w, http.StatusOK, "saved", h, plainState, "Saved searches · Reftel", list)
}

// savedViewOf describes a saved search. The error is that of the context.
func (s *Server) savedViewOf(ctx context.Context, h *held, name string) (savedView, error) {
	v := savedView{Name: name}
	fail := func(err error) (savedView, error) {
		v.Fault, _ = cli.Describe(err)
		return v, ctx.Err()
	}
	kept, err := s.options.Saved.Search(name)
	if err != nil {
		return fail(err)
	}
	v.Query, v.Filters = cli.Line(kept.Query), listed(kept.Filters)
	st, err := s.stateOf(kept)
	if err != nil {
		return fail(err)
	}
	req, _, err := st.request()
	if err != nil {
		return fail(err)
	}
	v.Link, v.News = st.link("/"), "/saved/news?name="+url.QueryEscape(name)
	all, err := h.Search(ctx, req)
	if err != nil {
		return fail(err)
	}
	fresh, err := s.options.Saved.News(ctx, name, h, req)
	if err != nil {
		return fail(err)
	}
	v.Total, v.New = all.Total, len(fresh)
	return v, nil
}

// newsPage shows the cables of a saved search that it has not shown.
func (s *Server) newsPage(w http.ResponseWriter, r *http.Request, h *held) error {
	name, st, req, err := s.savedSearch(r.URL.Query())
	if err != nil {
		return err
	}
	fresh, err := s.options.Saved.News(r.Context(), name, h, req)
	if err != nil {
		return err
	}
	v := newsView{Name: name, Link: st.link("/"), New: len(fresh), Snapshot: h.published.Snapshot}
	if len(fresh) > 0 {
		req.Query = saved.Among(req.Query, fresh[:min(len(fresh), saved.MostIDs)])
		req.Limit, req.Snippets = newsOfPage, snippetsOfHit
		res, err := h.Search(r.Context(), req)
		if err != nil {
			return err
		}
		v.Hits = hitViews(res.Hits, st)
		for i, hit := range res.Hits {
			v.Hits[i].Key = "" // they are marked, not chosen
			v.IDs = append(v.IDs, hit.ID)
		}
	}
	return s.framed(w, http.StatusOK, "news", h, st, "New in "+name+" · Reftel", v)
}

// saveSearch saves the search of a form. Its cables are not new from now on.
func (s *Server) saveSearch(w http.ResponseWriter, r *http.Request, h *held) error {
	st, err := s.readState(r.PostForm)
	if err != nil {
		return err
	}
	req, text, err := st.request()
	if err != nil {
		return err
	}
	kept := saved.Search{Query: text, Sort: string(st.Sort)}
	for _, f := range st.Filters {
		for _, value := range f.Values {
			kept.Filters = append(kept.Filters, f.Facet+"="+value)
		}
	}
	ids, err := saved.IDs(r.Context(), h, req)
	if err != nil {
		return cli.Placed(text, err)
	}
	name := strings.TrimSpace(r.PostForm.Get("name"))
	if err := s.options.Saved.Put(name, kept); err != nil {
		return err
	}
	if err := s.options.Saved.AddSeen(name, ids); err != nil {
		return err
	}
	http.Redirect(w, r, "/saved", http.StatusSeeOther)
	return nil
}

// markSeen records that the user has seen cables of a saved search: those of a page, or
// all of a snapshot.
func (s *Server) markSeen(w http.ResponseWriter, r *http.Request, h *held) error {
	name, _, req, err := s.savedSearch(r.PostForm)
	if err != nil {
		return err
	}
	ids := r.PostForm["id"]
	if r.PostForm.Has("all") {
		if r.PostForm.Get("snapshot") != h.published.Snapshot {
			return &refusal{http.StatusConflict, "the index has changed since the page was made", "load the page again"}
		}
		if ids, err = s.options.Saved.News(r.Context(), name, h, req); err != nil {
			return err
		}
	}
	if err := s.options.Saved.AddSeen(name, ids); err != nil {
		return err
	}
	http.Redirect(w, r, "/saved", http.StatusSeeOther)
	return nil
}

// removeSearch removes a saved search.
func (s *Server) removeSearch(w http.ResponseWriter, r *http.Request) error {
	err := s.options.Saved.Remove(r.PostForm.Get("name"))
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	http.Redirect(w, r, "/saved", http.StatusSeeOther)
	return nil
}
