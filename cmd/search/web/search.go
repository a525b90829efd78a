package web

import (
	"cmp"
	"context"
	"errors"
	"net/http"
	"slices"

	"reftel/cmd/internal/cli"
	"reftel/cmd/search/render"
	"reftel/corpus/cable"
	"reftel/index"
	"reftel/index/field"
	"reftel/index/hint"
	"reftel/index/query"
)

// snippetsOfHit is the number of snippets of a hit.
const snippetsOfHit = 2

// A results is the content of the search page.
type results struct {
	Fault    *fault
	Total    int
	Took     string
	First    int
	Hits     []hitView
	Also     []hitView
	Hints    []hintView
	Facets   []facetView
	Timeline *timeline
	Previous string // addresses of pages
	Next     string
	// Further is set if there are more hits than pages lead to.
	Further bool
	// Narrowed is set if something other than the query narrows the hits; Clear leads to the
	// query alone.
	Narrowed bool
	Clear    string
	// Hidden are the parameters of the state, for the form that saves the search.
	Hidden []parameter
	// Page is the number of the page. Picked is the number of cables that are chosen, Carried
	// those of other pages, Most how many can be; Forget leads to the page without them.
	Page, Picked, Most int
	Carried            []string
	Forget             string
}

// A hintView is a hint with the address of its query.
type hintView struct {
	Message, Query, Link string
	Total                int
}

// A hitView is a hit as a page shows it.
type hitView struct {
	ID, Link, Date, Classification, Caption, Origin, Subject, Opening string
	Tags                                                              string
	Key                                                               string // the id as it is, to choose the hit
	Picked                                                            bool
	Snippets                                                          []snippetView
}

// A snippetView is a snippet.
type snippetView struct {
	Number int
	Mark   markView
	Source string
	Parts  []part
}

// A markView is a portion mark with its classification.
type markView struct{ Mark, Classification string }

// A part is a run of text that matches or does not.
type part struct {
	Text  string
	Match bool
	// link is the link that the text is of, nil for none.
	link *link
	// Number counts the matches of a page from 1; Previous and Next are those around, 0
	// if there is none.
	Number, Previous, Next int
}

// searchPage answers a query.
func (s *Server) searchPage(w http.ResponseWriter, r *http.Request, h *held) error {
	st, err := s.readState(r.URL.Query())
	var res *results
	if err == nil {
		res, err = s.startOrResults(r, h, st)
	}
	status := http.StatusOK
	if err != nil {
		var syntax *query.Error
		var refused *refusal
		if !errors.As(err, &syntax) && (!errors.As(err, &refused) || refused.status != http.StatusBadRequest) {
			return err
		}
		f := faultOf(err)
		f.Repairs = repairsOf(st, syntax)
		status, res = f.Status, &results{Fault: &f}
	}
	title := "Reftel"
	if st.Query != "" {
		title = cli.Line(st.Query) + " · Reftel"
	}
	return s.framed(w, status, "search", h, st, title, res)
}

// repairsOf returns the queries to ask instead of one with an error. If syntax is nil, the
// error is of another parameter, and the query alone may do.
func repairsOf(st state, syntax *query.Error) []hintView {
	if syntax == nil {
		return []hintView{{Query: cmp.Or(cli.Line(st.Query), "*"), Link: state{Query: st.Query}.link("/")}}
	}
	var list []hintView
	for _, text := range syntax.Repairs() {
		meant := st.onPage(1)
		if meant.Query = text; syntax.Text != st.Query { // the text has the dates, too
			meant = st.asking(text)
		}
		if shown := cli.Line(text); shown != "" {
			list = append(list, hintView{Query: shown, Link: meant.link("/")})
		}
	}
	return list
}

// startOrResults returns results, which are kept for the page without a query: it counts
// every cable.
func (s *Server) startOrResults(r *http.Request, h *held, st state) (*results, error) {
	if len(st.values())+len(st.Picked) > 0 {
		return s.results(r, h, st)
	}
	if kept := h.start.Load(); kept != nil {
		return kept, nil
	}
	res, err := s.results(r, h, st)
	if err == nil {
		h.start.Store(res)
	}
	return res, err
}

func (s *Server) results(r *http.Request, h *held, st state) (*results, error) {
	req, text, err := st.request()
	if err != nil {
		return nil, err
	}
	req.Limit, req.Offset, req.Snippets = pageSize, (st.Page-1)*pageSize, snippetsOfHit
	req.Facets, req.Timeline = facetRequests(), st.timelineUnit()
	found, err := h.Search(r.Context(), req)
	if err != nil {
		return nil, cli.Placed(text, err)
	}
	out := &results{Total: found.Total, Took: found.Took.Round(100_000).String(), First: req.Offset + 1}
	out.Hits, out.Hidden = hitViews(found.Hits, st), hidden(st.onPage(1))
	if out.Facets, err = facetViews(r.Context(), h, st, req, found); err != nil {
		return nil, err
	}
	if out.Timeline, err = timelineOf(r.Context(), h, st, req, found); err != nil {
		return nil, err
	}
	if st.Page == 1 {
		out.addHints(r.Context(), h, st, req, found)
		also, _ := hint.Also(r.Context(), h.Snapshot, req, found)
		out.Also = hitViews(also, st)
	}
	if st.Page > 1 {
		out.Previous = st.onPage(st.Page - 1).picking()
	}
	if more := req.Offset+len(found.Hits) < found.Total; more && st.Page < lastPage {
		out.Next = st.onPage(st.Page + 1).picking()
	} else {
		out.Further = more
	}
	out.Narrowed = len(st.Filters)+len(st.Without) > 0 || st.From+st.To != ""
	out.Clear = state{Query: st.Query, Sort: st.Sort, Picked: st.Picked}.picking()
	out.addPicked(st)
	return out, r.Context().Err()
}

// addPicked adds what the page says of the cables that are chosen.
func (r *results) addPicked(st state) {
	r.Page, r.Picked, r.Most, r.Forget = st.Page, len(st.Picked), mostPicked, st.link("/")
	for _, id := range st.Picked {
		if !slices.ContainsFunc(slices.Concat(r.Hits, r.Also), func(h hitView) bool { return h.Key == id }) {
			r.Carried = append(r.Carried, id)
		}
	}
}

// addHints adds the hints of the command line.
func (r *results) addHints(ctx context.Context, h *held, st state, req index.Request, found *index.Result) {
	if found.Total == 0 && len(req.Filters) > 0 {
		if res, err := h.Search(ctx, index.Request{Query: req.Query}); err == nil && res.Total > 0 {
			all := st.onPage(1)
			all.Filters = nil
			r.Hints = append(r.Hints, hintView{"without the values that are checked", cmp.Or(cli.Line(st.Query), "*"), all.link("/"), res.Total})
		}
	}
	hints, _ := hint.For(ctx, h.Snapshot, req, found)
	for _, one := range hints {
		r.Hints = append(r.Hints, hintView{one.Message, cli.Line(one.Query), st.asking(one.Query).link("/"), one.Total})
	}
}

// Last returns the number of the last hit of the page.
func (r *results) Last() int { return r.First + len(r.Hits) - 1 }

func hitViews(hits []index.Hit, st state) []hitView {
	var list []hitView
	for _, h := range hits {
		list = append(list, hitViewOf(h, st))
	}
	return list
}

func hitViewOf(h index.Hit, st state) hitView {
	origin, _ := field.LookupFacet("origin")
	v := hitView{
		ID: cli.Line(h.ID), Key: h.ID, Picked: slices.Contains(st.Picked, h.ID), Link: st.link("/cable", "id", h.ID), Date: render.Date(h.Date, h.DatePrecision),
		Classification: cli.Line(h.Classification), Caption: listed(h.Handling),
		Origin: cli.Line(origin.Label(h.Origin, h.Date)), Subject: cli.Line(h.Subject), Opening: cli.Line(h.Opening), Tags: listed(h.Tags),
	}
	for _, sn := range h.Snippets {
		v.Snippets = append(v.Snippets, snippetView{sn.Paragraph, markOf(sn.Mark), cli.Line(sn.Source), snippetParts(sn)})
	}
	return v
}

// listed joins values, by semicolons if one has a comma.
func listed(values []string) string {
	text, separator := "", ", "
	for _, v := range values {
		for _, r := range v {
			if r == ',' {
				separator = "; "
			}
		}
	}
	for i, v := range values {
		if i > 0 {
			text += separator
		}
		text += cli.Line(v)
	}
	return text
}

// markOf returns a portion mark with its classification.
func markOf(mark string) markView {
	_, class, _, _ := cable.Mark(mark)
	return markView{cli.Line(mark), class}
}

func snippetParts(sn index.Snippet) []part {
	var parts []part
	at := 0
	add := func(text string, match bool) {
		if text = cli.Clean(text); text != "" {
			parts = append(parts, part{Text: text, Match: match})
		}
	}
	for _, m := range sn.Matches {
		add(sn.Text[at:m.Start], false)
		add(sn.Text[m.Start:m.End], true)
		at = m.End
	}
	add(sn.Text[at:], false)
	return parts
}
