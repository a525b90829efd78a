package web

import (
	"cmp"
	"context"
	"net/http"
	"slices"
	"strings"

	"reftel/cmd/internal/cli"
	"reftel/index"
	"reftel/index/field"
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
	// Text replaces the word.
	Text  string `json:"text"`
	Label string `json:"label"`
}

// complete offers fields, values of fields and words for the end of a query.
func (s *Server) complete(w http.ResponseWriter, r *http.Request, h *held) error {
	text := r.URL.Query().Get("q")
	if len(text) > s.limits.query {
		return mistake("the query is too long")
	}
	return writeJSON(w, http.StatusOK, offers(r.Context(), h, lastWord(text)))
}

// lastWord returns what follows the last blank, parenthesis or sign of exclusion.
func lastWord(text string) string {
	return strings.TrimLeft(text[strings.LastIndexAny(text, " \t\n(")+1:], "-+=")
}

func offers(ctx context.Context, h *held, word string) []offer {
	list := []offer{}
	name, value, isField := strings.Cut(word, ":")
	if isField {
		if f, ok := field.Lookup(name); ok {
			list = append(list, valueOffers(ctx, h, name, f, value)...)
		}
		return list
	}
	list = append(list, fieldOffers(word)...)
	return append(list, wordOffers(h, word, mostOffers-len(list))...)
}

func fieldOffers(word string) []offer {
	var list []offer
	for _, f := range field.All() {
		if word != "" && strings.HasPrefix(f.Name, strings.ToLower(word)) && len(list) < mostOffers {
			list = append(list, offer{f.Name + ":", f.Help})
		}
	}
	return list
}

// valueOffers offers values of a field: those that its kind orders, else those of its
// facet.
func valueOffers(ctx context.Context, h *held, name string, f field.Field, typed string) []offer {
	var list []offer
	typed = strings.ToLower(strings.Trim(typed, `"`))
	add := func(value, label string) {
		if len(list) < mostOffers && (strings.HasPrefix(strings.ToLower(value), typed) || hasWord(label, typed)) {
			list = append(list, offer{name + ":" + asValue(value), label})
		}
	}
	for _, v := range f.Kind.Values() {
		add(v.Short, v.Name)
	}
	if facet, ok := field.FacetOf(f.Name); ok && len(f.Kind.Values()) == 0 {
		for _, v := range h.known(ctx, facet.Name) {
			add(v.Value, cli.Line(v.Label)+" · "+number(v.Count))
		}
	}
	return list
}

// hasWord reports whether a word of a label begins with a text.
func hasWord(label, text string) bool {
	return slices.ContainsFunc(strings.Fields(strings.ToLower(label)), func(w string) bool { return text != "" && strings.HasPrefix(w, text) })
}

// asValue quotes a value that is more than a word.
func asValue(value string) string {
	if tree, err := query.Parse("tags:" + value); err == nil {
		if w, ok := tree.(*query.Word); ok && w.Text == value {
			return value
		}
	}
	return `"` + strings.NewReplacer(`"`, " ", `\`, " ").Replace(cli.Line(value)) + `"`
}

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
func wordOffers(h *held, word string, most int) []offer {
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
			list = append(list, offer{t.Term, number(t.Count)})
		}
	}
	return list
}
