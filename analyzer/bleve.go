package analyzer

import (
	"github.com/blevesearch/bleve/v2/analysis"
	"github.com/blevesearch/bleve/v2/registry"

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

// Analyze returns the words of text, parts and wholes.
func (cableAnalyzer) Analyze(text []byte) analysis.TokenStream {
	var s Scanner
	s.Reset(Text{Text: string(text)})
	tokens := make([]analysis.Token, 0, len(text)/5)
	terms := make([]byte, 0, len(text)+len(text)/4)
	for s.Next() {
		t := s.Token()
		if t.Kind.Unit() {
			continue
		}
		at := len(terms)
		terms = append(terms, t.Term...)
		tokens = append(tokens, analysis.Token{
			Term: terms[at:len(terms):len(terms)], Position: t.Position, Start: t.Start, End: t.End, Type: tokenType(t.Kind),
		})
	}
	stream := make(analysis.TokenStream, len(tokens))
	for i := range tokens {
		stream[i] = &tokens[i]
	}
	return stream
}

func tokenType(k Kind) analysis.TokenType {
	if k == Number {
		return analysis.Numeric
	}
	return analysis.AlphaNumeric
}

// A codeAnalyzer makes Bleve tokens of a value's Codes, all at one position.
type codeAnalyzer struct{ kind field.Kind }

// Analyze returns the terms of a value.
func (a codeAnalyzer) Analyze(value []byte) analysis.TokenStream {
	var stream analysis.TokenStream
	for _, code := range Codes(a.kind, string(value)) {
		stream = append(stream, &analysis.Token{
			Term: []byte(code), Position: 1, End: len(value), Type: analysis.AlphaNumeric, KeyWord: true,
		})
	}
	return stream
}
