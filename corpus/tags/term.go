package tags

import (
	_ "embed"
	"strings"
)

//go:embed terms.txt
var termsTXT string

// flagNames are the first words of the lines of terms.txt.
var flagNames = map[string]flags{
	"given": given, "adjective": adjective, "end": end, "with": with,
	"word": word, "caption": caption, "whole": whole,
	"label": label, "furniture": furniture,
}

// terms reads the lines of terms.txt.
func (b *builder) terms(text string) {
	for line := range strings.Lines(text) {
		kind, rest, _ := strings.Cut(strings.TrimSpace(line), "\t")
		if kind == "term" {
			b.term(rest)
			continue
		}
		if f, ok := flagNames[kind]; ok {
			for w := range strings.FieldsSeq(rest) {
				b.at(w).flags |= f
			}
		}
	}
}

// term reads a term and its other spellings: "A B = A-B|AB".
func (b *builder) term(s string) {
	code, others, _ := strings.Cut(s, " = ")
	tag := Tag{Code: code, Kind: Term}
	b.phrase(code, tag)
	for other := range strings.SplitSeq(others, "|") {
		b.phrase(other, tag)
	}
}

// phrase makes the words of text stand for a tag.
func (b *builder) phrase(text string, tag Tag) {
	words := strings.Fields(text)
	if len(words) == 0 {
		return
	}
	first := b.at(words[0])
	if len(words) == 1 && tag.Code == text {
		first.flags |= term
		return
	}
	first.phrases = append(first.phrases, phrase{words[1:], tag})
	if tag.Kind == Term {
		for _, w := range words {
			b.at(w).flags |= word
		}
	}
}

// names makes the names of countries, and codes of several words, known as words and phrases.
func (b *builder) names() {
	done := make(map[string]bool, 512)
	for i := range b.entries {
		switch e := &b.entries[i]; {
		case e.Kind == Geo && !done[e.Name]:
			done[e.Name] = true
			b.country(e.Name, e.Name)
			for _, other := range e.Also {
				b.country(other, e.Name)
			}
		case e.Kind != Geo && strings.Contains(e.Code, " "):
			b.phrase(e.Code, Tag{Code: e.Code, Kind: e.Kind, Name: e.Name})
		}
	}
}

// country makes what a country is called known. Names with a qualifier, as in "Korea (North)",
// are not written in TAGS lines.
func (b *builder) country(called, name string) {
	switch written := upper(called); {
	case written == "" || strings.ContainsAny(written, "(,."):
	case !strings.Contains(written, " "):
		if l := b.at(written); !l.isCode() {
			l.country = name
			l.flags |= word
		}
	default:
		b.phrase(written, Tag{Code: written, Kind: Geo, Name: name})
	}
}

// byForm says of what kind a tag is that the dictionary does not have. The code is in upper case.
func byForm(code string) Tag {
	t := Tag{Code: code, Kind: Unknown}
	l := dict()[code]
	switch head, _, compound := cutAny(code, "/-"); {
	case strings.Contains(code, ","):
		t.Kind = Person
	case l != nil && l.country != "":
		t.Kind, t.Name = Geo, l.country
	case l.is(term):
		t.Kind = Term
	case compound && dict()[head].isCode() && dict()[head].entries[0].Kind == Org:
		t.Kind = Org // a committee or session: UNGA/C-7
	case strings.Contains(code, " "):
		t = phraseTag(code)
	case len(code) == 2 && letters(code):
		t.Kind = Geo
	case len(code) == 4 && code[0] == 'K' && letters(code):
		t.Kind = Program
	}
	return t
}

// phraseTag returns the tag of several words: a country's name, or a term.
func phraseTag(code string) Tag {
	words := strings.Fields(code)
	if l := dict()[words[0]]; l != nil {
		for _, p := range l.phrases {
			if p.tag.Code == code && len(p.words) == len(words)-1 {
				return p.tag
			}
		}
	}
	return Tag{Code: code, Kind: Term}
}

func cutAny(s, chars string) (before, after string, found bool) {
	if i := strings.IndexAny(s, chars); i >= 0 {
		return s[:i], s[i+1:], true
	}
	return s, "", false
}
