package tags

import (
	"strings"
	"sync"
	"time"
)

// ParseLine parses the TAGS of a cable of the given date: the text after the label "TAGS:",
// wrapped lines included (see Section), or a text that still has the label. It returns each tag
// once, in order, and never fails: unknown tags are kept with the kind that their form suggests
// (see Lookup), captions (SIPDIS) and page furniture are omitted. Misspelt codes stay as they are
// and have the right one as Meant; after OVIP a word may be a name and has none.
//
// Codes run together are separated, persons become "DOE, JANE" whether written (DOE, JANE) or
// DOE JANE, and the words of a free term are joined: "HUMAN RIGHTS".
func ParseLine(text string, date time.Time) []Tag {
	if start, ok := findLabel(text); ok && !startsTags(text[:start]) {
		text = text[start:][:extent(text[start:])]
	}
	buf := buffers.Get().(*[]token)
	s := scanner{dict: dict(), year: yearOf(date), tokens: (*buf)[:0]}
	s.text(text[:min(len(text), maxSection)])
	r := reader{year: s.year, tokens: s.tokens}
	tags := r.read()
	clear(s.tokens) // the buffer must not keep the text
	*buf = s.tokens
	buffers.Put(buf)
	return tags
}

// buffers are reused token slices: an archive has millions of TAGS lines.
var buffers = sync.Pool{New: func() any { return new(make([]token, 0, 64)) }}

// A reader builds tags from tokens.
type reader struct {
	year   int
	tokens []token
	tags   []Tag
	seen   map[string]bool // of long lines
	visit  bool            // the last tag was OVIP, or a person after it
}

// read reads all tokens.
func (r *reader) read() []Tag {
	if len(r.tokens) == 0 {
		return nil
	}
	r.tags = make([]Tag, 0, len(r.tokens))
	for i := 0; i < len(r.tokens); {
		i += r.next(i)
	}
	return r.tags
}

// next reads the tag at token i and returns its length in tokens.
func (r *reader) next(i int) int {
	t := &r.tokens[i]
	if t.person {
		r.add(Tag{Code: t.s, Kind: Person})
		return 1
	}
	if tag, n := r.phrase(i); n > 0 {
		r.add(tag)
		return n
	}
	if name, n := r.personAt(i); n > 0 {
		r.add(Tag{Code: name, Kind: Person})
		return n
	}
	if t.lex.isCode() {
		r.add(t.lex.tag(r.year))
		return 1
	}
	if t.lex.is(with) || len(strings.TrimSuffix(t.s, ".")) < 2 {
		return 1 // an "AND" between tags, a portion mark
	}
	n := r.term(i)
	tag := byForm(r.join(i, n))
	if n == 1 && !r.visit && (tag.Kind == Unknown || tag.Kind == Program) {
		tag.Meant, _ = nearest(tag.Code, r.year)
	}
	r.add(tag)
	return n
}

// add adds a tag unless the line already has it.
func (r *reader) add(t Tag) {
	const few = 24 // for so few tags a linear search is faster than a map
	r.visit = t.Code == "OVIP" || r.visit && t.Kind == Person
	if len(r.tags) < few {
		for i := range r.tags {
			if r.tags[i].Code == t.Code {
				return
			}
		}
		r.tags = append(r.tags, t)
		return
	}
	if r.seen == nil {
		r.seen = make(map[string]bool, len(r.tokens))
		for i := range r.tags {
			r.seen[r.tags[i].Code] = true
		}
	}
	if !r.seen[t.Code] {
		r.seen[t.Code] = true
		r.tags = append(r.tags, t)
	}
}

// phrase returns the longest known phrase at token i, and its length.
func (r *reader) phrase(i int) (tag Tag, n int) {
	l := r.tokens[i].lex
	if l == nil {
		return Tag{}, 0
	}
	for _, p := range l.phrases {
		if len(p.words)+1 > n && r.follow(i+1, p.words) {
			tag, n = p.tag, len(p.words)+1
		}
	}
	return tag, n
}

// follow reports whether the tokens from i on are the words, with only blanks between them.
func (r *reader) follow(i int, words []string) bool {
	if i+len(words) > len(r.tokens) {
		return false
	}
	for k, w := range words {
		if t := &r.tokens[i+k]; t.hard || t.s != w {
			return false
		}
	}
	return true
}

// term returns the number of tokens of the free term at token i. Adjacent words form one term, as
// in BORDER SECURITY INITIATIVE; a term ends after nouns such as RELATIONS, and an adjective such
// as EGYPTIAN starts a new one.
func (r *reader) term(i int) int {
	last := &r.tokens[i]
	if !wordlike(last) {
		return 1
	}
	j := i + 1
	for j < len(r.tokens) && !r.tokens[j].hard {
		t := &r.tokens[j]
		if t.lex.is(with) && j+1 < len(r.tokens) && r.joins(j+1) {
			last = &r.tokens[j+1]
			j += 2
			continue
		}
		if ends(last) || !r.joins(j) || t.lex.is(adjective) && !last.lex.is(adjective) && !isCountry(last) {
			break
		}
		last = t
		j++
	}
	return j - i
}

// joins reports whether token j can continue a free term: it is a word and starts neither a known
// term nor a person's name.
func (r *reader) joins(j int) bool {
	t := &r.tokens[j]
	if t.hard || t.person || t.lex.isCode() || !wordlike(t) {
		return false
	}
	if _, n := r.phrase(j); n > 1 {
		return false
	}
	_, n := r.personAt(j)
	return n == 0
}

// ends reports whether a free term ends with this word.
func ends(t *token) bool { return t.lex.is(end | term) }

func isCountry(t *token) bool { return t.lex != nil && t.lex.country != "" }

// wordlike reports whether a token is a word of a free term rather than a misspelt code.
func wordlike(t *token) bool {
	const longCode = 5
	if t.lex != nil {
		return t.lex.is(word | term | adjective | end)
	}
	return len(t.s) > longCode
}

// join returns n tokens from i on, joined by blanks.
func (r *reader) join(i, n int) string {
	if n == 1 {
		return r.tokens[i].s
	}
	parts := make([]string, n)
	for k := range parts {
		parts[k] = r.tokens[i+k].s
	}
	return strings.Join(parts, " ")
}
