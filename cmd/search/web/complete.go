package web

import (
	"cmp"
	"context"
	"net/http"
	"slices"
	"strings"

	"reftel/cmd/internal/cli"
	"reftel/cmd/search/complete"
	"reftel/index"
	"reftel/index/query"
)

// Limits of completion.
const (
	mostOffers = 12
	mostKnown  = 3000 // values of a facet that are kept
	mostTerms  = 2000 // terms that are looked through
	leastWord  = 3    // letters of a word that is completed
)

// An offer is a completion of the last word of a query.
type offer struct {
	// Query is the query with the word completed, Text the word.
	Query string `json:"query"`
	Text  string `json:"text"`
	Label string `json:"label"`
}

// complete offers fields, values of fields and words for the end of a query.
func (s *Server) complete(w http.ResponseWriter, r *http.Request, h *held) error {
	text := r.URL.Query().Get("q")
	if len(text) > s.limits.query {
		return mistake("the query is too long")
	}
	return writeJSON(w, http.StatusOK, offers(r.Context(), h, text))
}

// offers returns what the command line offers, and words.
func offers(ctx context.Context, h *held, typed string) []offer {
	list, head := []offer{}, complete.Head(typed)
	for _, c := range complete.Query(completing{h, ctx}, typed) {
		if len(list) < mostOffers {
			text := cmp.Or(c.Canonical, c.Text)
			list = append(list, offer{text, strings.TrimPrefix(text, head), cli.Line(c.Help)})
		}
	}
	if word := typed[len(head):]; !strings.Contains(word, ":") {
		list = append(list, wordOffers(h, head, word, mostOffers-len(list))...)
	}
	return list
}

// completing is a snapshot as complete.Index.
type completing struct {
	*held
	ctx context.Context
}

// Values implements complete.Index.
func (c completing) Values(facet string) []index.FacetValue { return c.known(c.ctx, facet) }

// known returns the commonest values of a facet in the index. They are counted once for a
// snapshot.
func (h *held) known(ctx context.Context, facet string) []index.FacetValue {
	if list, ok := h.values.Load(facet); ok {
		return list.([]index.FacetValue)
	}
	res, err := h.Search(ctx, index.Request{Query: &query.All{}, Facets: []index.FacetRequest{{Name: facet, Size: mostKnown}}})
	if err != nil {
		return nil
	}
	h.values.Store(facet, res.Facets[0].Values)
	return res.Facets[0].Values
}

// wordOffers offers the commonest words of the text that begin like a word.
func wordOffers(h *held, head, word string, most int) []offer {
	word = strings.ToLower(word)
	if len(word) < leastWord || most <= 0 {
		return nil
	}
	var terms []index.TermCount
	for term, n := range h.Terms("", word) {
		terms = append(terms, index.TermCount{Term: term, Count: n})
		if len(terms) == mostTerms {
			break
		}
	}
	slices.SortStableFunc(terms, func(a, b index.TermCount) int { return cmp.Compare(b.Count, a.Count) })
	var list []offer
	for _, t := range terms[:min(len(terms), most)] {
		if cli.Line(t.Term) == t.Term {
			list = append(list, offer{head + t.Term, t.Term, number(t.Count)})
		}
	}
	return list
}
