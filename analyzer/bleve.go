package analyzer

import (
	"slices"
	"strings"
	"sync"
	"unsafe"

	"github.com/blevesearch/bleve/v2/analysis"
	"github.com/blevesearch/bleve/v2/registry"

	"reftel/corpus/post"
	"reftel/index/field"
)

// Text analyzers are known to Bleve by these names. That of a coded field is
// AnalyzerName of it.
const (
	CableAnalyzer = "cable" // the words of cable text, without furniture or date
	codePrefix    = "reftel-"
)

// AnalyzerName returns the name of a field's analyzer: CableAnalyzer for text,
// "reftel-tags" for tags.
func AnalyzerName(f field.Field) string {
	if f.Kind == field.Text {
		return CableAnalyzer
	}
	return codePrefix + f.Name
}

// An index names its analyzers, so they must be known before one is opened.
func init() {
	register(CableAnalyzer, cableAnalyzer{})
	for _, f := range field.All() {
		if f.Kind != field.Text {
			register(AnalyzerName(f), codeAnalyzer{f.Kind})
		}
	}
}

func register(name string, a analysis.Analyzer) {
	err := registry.RegisterAnalyzer(name, func(map[string]any, *registry.Cache) (analysis.Analyzer, error) { return a, nil })
	if err != nil {
		panic(err) // two of one name: seen by every test of the package
	}
}

// A cableAnalyzer makes Bleve tokens of a Scanner's. Units are left out: they
// have fields of their own.
type cableAnalyzer struct{}

// scanners keeps scanners with their buffers.
var scanners = sync.Pool{New: func() any { return new(Scanner) }}

// bytesPerToken is a little less than cables have, 6.4.
const bytesPerToken = 6

// Analyze returns the words of text, parts and wholes.
func (cableAnalyzer) Analyze(text []byte) analysis.TokenStream {
	s := scanners.Get().(*Scanner)
	defer scanners.Put(s)
	// The scanner reads the text before this returns and keeps nothing of it,
	// so that it can do without a copy.
	s.Reset(Text{Text: unsafe.String(unsafe.SliceData(text), len(text))})
	defer s.Reset(Text{})
	slab := tokenSlab{text: text, stream: make(analysis.TokenStream, 0, len(text)/bytesPerToken+1)}
	for s.Next() {
		if t := s.Token(); !t.Kind.Unit() {
			slab.add(t)
		}
	}
	return slab.stream
}

// A tokenSlab makes tokens and terms by the block: two allocations for 256
// tokens. A term that stands in the text as it is is a piece of the text, as
// with Bleve's own tokenizers.
type tokenSlab struct {
	text   []byte
	stream analysis.TokenStream
	tokens []analysis.Token
	used   int // of tokens
	terms  []byte
}

// slabTokens and slabBytes are the sizes of a block; a term always fits.
const slabTokens, slabBytes = 256, 8 * slabTokens

func (s *tokenSlab) add(t *Token) {
	if s.used == len(s.tokens) {
		s.tokens, s.used = make([]analysis.Token, slabTokens), 0
	}
	token := &s.tokens[s.used]
	s.used++
	token.Term = s.term(t)
	token.Position, token.Start, token.End, token.Type = t.Position, t.Start, t.End, tokenType(t.Kind)
	s.stream = append(s.stream, token)
}

func (s *tokenSlab) term(t *Token) []byte {
	if words := s.text[t.Start:t.End:t.End]; string(words) == string(t.Term) {
		return words
	}
	if cap(s.terms)-len(s.terms) < len(t.Term) {
		s.terms = make([]byte, 0, slabBytes)
	}
	at := len(s.terms)
	s.terms = append(s.terms, t.Term...)
	return s.terms[at:len(s.terms):len(s.terms)]
}

func tokenType(k Kind) analysis.TokenType {
	if k == Number {
		return analysis.Numeric
	}
	return analysis.AlphaNumeric
}

// A codeAnalyzer reads a value of a query, since documents bring their terms. It
// makes Bleve tokens of what bleveQuery returns, a position for each list.
type codeAnalyzer struct{ kind field.Kind }

// Analyze returns the terms of a value of a query.
func (a codeAnalyzer) Analyze(value []byte) analysis.TokenStream {
	var stream analysis.TokenStream
	for i, terms := range bleveQuery(a.kind, string(value)) {
		for _, term := range terms {
			stream = append(stream, &analysis.Token{
				Term: []byte(term), Position: i + 1, End: len(value), Type: analysis.AlphaNumeric, KeyWord: true,
			})
		}
	}
	return stream
}

// bleveQuery returns what a value of a query asks for as a phrase of Bleve's can
// ask for it: lists of terms, of each of which a cable must have one. All are
// different, since Bleve takes a term of a cable for one place of a phrase only.
func bleveQuery(kind field.Kind, value string) [][]string {
	switch {
	case kind.IsTime():
		if terms, ok := timeQuery(kind, value); ok {
			return [][]string{terms}
		}
	case kind == field.Sound:
		var lists [][]string
		for _, w := range NameWords(value) {
			lists = append(lists, w.Sounds)
		}
		return narrowest(lists)
	case kind == field.Station:
		return bleveStation(value)
	}
	var any, all []string
	for _, terms := range QueryCodes(kind, value) {
		if len(terms) == 1 {
			any = append(any, terms[0])
		} else {
			all = terms
		}
	}
	if len(all) > 0 { // what has a caption of several words also has each of them
		return narrowest(each(all))
	}
	if len(any) > 0 {
		return [][]string{any}
	}
	return nil
}

// each returns a list of every term.
func each(terms []string) [][]string {
	var lists [][]string
	for _, t := range terms {
		lists = append(lists, []string{t})
	}
	return lists
}

// narrowest returns the lists without those that hold all terms of another.
func narrowest(lists [][]string) [][]string {
	var out [][]string
	for i, list := range lists {
		covered := false
		for j, other := range lists {
			within := !slices.ContainsFunc(other, func(t string) bool { return !slices.Contains(list, t) })
			covered = covered || within && (len(other) < len(list) || j < i)
		}
		if !covered {
			out = append(out, list)
		}
	}
	return out
}

// bleveStation asks for a word, or for all words, or for the post of that name. The
// words of a post's name are in each cable that has its code; of others, such as
// AMEMBASSY, the first must do.
func bleveStation(value string) [][]string {
	words := distinct(strings.Fields(FoldCode(field.Station, value))...)
	p, ok := post.Lookup(value)
	if !ok {
		return each(words)
	}
	code := stationCode(p)
	if len(words) == 1 {
		return [][]string{{words[0], code}}
	}
	var own []string
	if len(post.Names(p.Code)) == 1 {
		own = strings.Fields(FoldCode(field.Station, p.Name))
	}
	isOwn := func(word string) bool { return slices.Contains(own, word) }
	others := slices.DeleteFunc(slices.Clone(words), isOwn)
	switch {
	case len(others) == 0:
		return each(words)
	case len(others) == len(words):
		return [][]string{{code}}
	}
	names := slices.DeleteFunc(slices.Clone(words), func(w string) bool { return !isOwn(w) })
	return append(each(names), []string{others[0], code})
}
