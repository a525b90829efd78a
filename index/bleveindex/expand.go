package bleveindex

import (
	"fmt"
	"strings"
	"unicode/utf8"

	"reftel/analyzer"
	"reftel/index/field"
	"reftel/index/query"
)

// expansion returns the terms of an engine field that a prefix, pattern or fuzzy
// word stands for. Too many are an error.
func (c *compiler) expansion(engineField string, n query.Node) ([]string, error) {
	key := termKey{engineField, n.String()}
	if terms, ok := c.expansions[key]; ok {
		return terms, nil
	}
	terms, err := c.newExpansion(engineField, n)
	if err != nil {
		return nil, err
	}
	if len(terms) > maxExpansion {
		return nil, &TooBroadError{n.String()}
	}
	if c.expansions == nil {
		c.expansions = map[termKey][]string{}
	}
	c.expansions[key] = terms
	return terms, nil
}

func (c *compiler) newExpansion(engineField string, n query.Node) ([]string, error) {
	switch n := n.(type) {
	case *query.Prefix:
		return c.prefixed(engineField, n.Text)
	case *query.Wildcard:
		return c.fitting(engineField, n.Text)
	case *query.Fuzzy:
		return c.near(engineField, n.Text, n.Edits)
	}
	return nil, fmt.Errorf("a query node of type %T stands for no words", n)
}

// dictionary returns the terms of a field that begin with prefix and that fit,
// limit of them at most and one more to tell that there are more; a limit
// below 0 is none.
func (c *compiler) dictionary(name, prefix string, fits func(string) bool, limit int) ([]string, error) {
	dict, err := termsWithPrefix(c.reader, name, prefix)
	if err != nil {
		return nil, fmt.Errorf("reading terms of %s: %w", name, err)
	}
	defer dict.Close()
	var terms []string
	for limit < 0 || len(terms) <= limit {
		entry, err := dict.Next()
		if err != nil {
			return nil, fmt.Errorf("reading terms of %s: %w", name, err)
		}
		if entry == nil {
			break
		}
		if err := c.tick(); err != nil {
			return nil, err
		}
		if fits(entry.Term) {
			terms = append(terms, entry.Term)
		}
	}
	return terms, nil
}

func (c *compiler) prefixed(name, text string) ([]string, error) {
	return c.dictionary(name, fold(name, text), func(string) bool { return true }, maxExpansion)
}

// fitting returns the terms that a pattern with * and ? fits.
func (c *compiler) fitting(name, pattern string) ([]string, error) {
	pattern = fold(name, pattern)
	p := compilePattern(pattern)
	if prefix := p.literal(); prefix != "" {
		return c.dictionary(name, prefix, p.fits, maxExpansion)
	}
	if c.scans++; c.scans <= fewScans {
		return c.dictionary(name, "", p.fits, maxExpansion)
	}
	all, err := c.allTermsOf(name)
	if err != nil {
		return nil, err
	}
	return p.among(all, c.tick)
}

// fewScans is how many patterns that begin with a wildcard look through the engine's
// dictionary. For more it is read into memory, where looking is ten times as fast.
const fewScans = 2

// allTermsOf returns all terms of a field.
func (c *compiler) allTermsOf(name string) ([]string, error) {
	if all, ok := c.whole[name]; ok {
		return all, nil
	}
	all, err := c.dictionary(name, "", func(string) bool { return true }, -1)
	if err != nil {
		return nil, err
	}
	if c.whole == nil {
		c.whole = map[string][]string{}
	}
	c.whole[name] = all
	return all, nil
}

// among returns the terms that the pattern fits, maxExpansion of them at most and
// one more to tell that there are more.
func (p pattern) among(all []string, tick func() error) ([]string, error) {
	var terms []string
	piece := p.longestPiece()
	for _, t := range all {
		if err := tick(); err != nil {
			return nil, err
		}
		if !strings.Contains(t, piece) || !p.fits(t) {
			continue
		}
		if terms = append(terms, t); len(terms) > maxExpansion {
			break
		}
	}
	return terms, nil
}

// longestFuzzy is the number of letters of the longest word before a ~.
const longestFuzzy = 100

// near returns the terms within so many edits of a word.
func (c *compiler) near(name, text string, edits int) ([]string, error) {
	if n := utf8.RuneCountInString(text); n > longestFuzzy {
		return nil, fmt.Errorf("the word before ~%d has %d letters, and may have %d", edits, n, longestFuzzy)
	}
	dict, err := termsNear(c.reader, name, fold(name, text), edits)
	if err != nil {
		return nil, fmt.Errorf("looking for words near %q: %w", text, err)
	}
	defer dict.Close()
	var terms []string
	for {
		entry, err := dict.Next()
		if err != nil || entry == nil || len(terms) > maxExpansion {
			return terms, err
		}
		if err := c.tick(); err != nil {
			return nil, err
		}
		terms = append(terms, entry.Term)
	}
}

// fold puts a piece of a word in the form that a field's terms have.
func fold(name, text string) string {
	f, ok := field.Lookup(name)
	if name == fieldText || ok && f.Kind == field.Text {
		return analyzer.Fold(text)
	}
	return analyzer.FoldCode(f.Kind, text)
}

// A pattern is a text in which * is any run and ? any one character; a
// backslash takes the next one as it is.
type pattern []patternPart

type patternPart struct {
	r    rune
	kind byte // 'r' this rune, '?' any, '*' any run
}

func compilePattern(text string) pattern {
	var p pattern
	quoted := false
	for _, r := range text {
		switch {
		case quoted:
			p, quoted = append(p, patternPart{r, 'r'}), false
		case r == '\\':
			quoted = true
		case r == '*' || r == '?':
			p = append(p, patternPart{0, byte(r)})
		default:
			p = append(p, patternPart{r, 'r'})
		}
	}
	return p
}

// literal returns what the pattern begins with before its first wildcard.
func (p pattern) literal() string {
	var b strings.Builder
	for _, part := range p {
		if part.kind != 'r' {
			break
		}
		b.WriteRune(part.r)
	}
	return b.String()
}

// longestPiece returns the longest text between wildcards.
func (p pattern) longestPiece() string {
	var longest pattern
	from := 0
	for i, part := range p {
		if part.kind != 'r' {
			from = i + 1
		} else if i+1-from > len(longest) {
			longest = p[from : i+1]
		}
	}
	return longest.literal()
}

// fits reports whether the whole of text fits. It goes back to the last star
// only, so that its cost is at most the product of the two lengths.
func (p pattern) fits(text string) bool {
	i, at := 0, 0
	star, from := -1, 0
	for at < len(text) {
		r, size := utf8.DecodeRuneInString(text[at:])
		switch {
		case i < len(p) && p[i].kind == '*':
			star, from = i, at
			i++
		case i < len(p) && (p[i].kind == '?' || p[i].r == r):
			i++
			at += size
		case star >= 0:
			_, step := utf8.DecodeRuneInString(text[from:])
			from += step
			i, at = star+1, from
		default:
			return false
		}
	}
	for i < len(p) && p[i].kind == '*' {
		i++
	}
	return i == len(p)
}
