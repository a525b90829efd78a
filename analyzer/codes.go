package analyzer

import (
	"slices"
	"strings"
	"time"

	"reftel/corpus/cable"
	"reftel/corpus/lists"
	"reftel/corpus/mrn"
	"reftel/corpus/post"
	"reftel/corpus/tags"
	"reftel/index/field"
)

// Codes returns the index terms of a value of a coded field. They are in upper
// case and without accents, so that all spellings of a value share them.
func Codes(kind field.Kind, value string) []string {
	code := FoldCode(kind, value)
	if code == "" {
		return nil
	}
	switch kind {
	case field.Text:
		return textTerms(value)
	case field.MRN:
		return mrnTerms(value)
	case field.Station:
		return stationTerms(value)
	case field.Name:
		return strings.Fields(code)
	case field.Caption:
		return captionTerms(code)
	case field.Path:
		return pathTerms(code)
	case field.Topic:
		return topicTerms(code)
	case field.Sound:
		return soundTerms(value)
	}
	return []string{code}
}

// QueryCodes returns the alternatives that a value in a query asks for. Each
// alternative is a list of terms that a cable must all have. A value without any
// meaning has none. Use NameWords for field.Sound, where each word has its own
// alternatives.
func QueryCodes(kind field.Kind, value string) [][]string {
	code := FoldCode(kind, value)
	if code == "" {
		return nil
	}
	switch kind {
	case field.Text:
		return alternative(textTerms(value))
	case field.Tag:
		return tagQuery(code, value)
	case field.Country:
		return countryQuery(code, value)
	case field.MRN:
		return mrnQuery(value)
	case field.Station:
		return stationQuery(code, value)
	case field.Name:
		return [][]string{nameQuery(strings.Fields(code))}
	case field.Caption:
		return captionQuery(code)
	case field.Sound:
		return nil
	}
	return [][]string{{code}}
}

// alternative returns one alternative with these terms, or none without terms.
func alternative(terms []string) [][]string {
	if len(terms) == 0 {
		return nil
	}
	return [][]string{terms}
}

// FoldCode returns a value, or the start of one, in the form of the index terms
// of a coded field.
func FoldCode(kind field.Kind, value string) string {
	code := strings.ToUpper(Fold(value))
	switch kind {
	case field.Class, field.Prec:
		if v, ok := kind.Value(value); ok {
			return v.Name
		}
	case field.Mark:
		return foldMark(code)
	case field.MRN:
		return strings.Join(strings.Fields(code), "")
	case field.Code:
		return foldExact(code)
	case field.Path:
		return strings.TrimRight(strings.ReplaceAll(strings.TrimSpace(code), `\`, "/"), "/")
	case field.Tag, field.Country, field.Station, field.Name, field.Caption, field.Topic:
		return strings.Join(strings.FieldsFunc(code, between), " ")
	}
	return strings.Join(strings.Fields(code), " ")
}

// between reports whether a character separates the words of a name. The
// characters of patterns do not.
func between(r rune) bool {
	if r == '*' || r == '?' || r == '\\' {
		return false
	}
	c := classOf(r)
	return c == classGap || c == classHyphen
}

func textTerms(value string) []string {
	var terms []string
	for _, t := range Terms(value) {
		terms = append(terms, t.Text)
	}
	return terms
}

// foldExact removes blanks, leading zeros, and the words before the number of an
// executive order.
func foldExact(code string) string {
	code = strings.Join(strings.Fields(code), "")
	for _, name := range [...]string{"E.O.", "EO", "EXECUTIVEORDER"} {
		if rest, ok := strings.CutPrefix(code, name); ok && isDigits(rest) {
			code = rest
		}
	}
	if isDigits(code) {
		return strings.TrimLeft(code[:len(code)-1], "0") + code[len(code)-1:]
	}
	return code
}

func isDigits(s string) bool {
	for i := range len(s) {
		if !isDigit(s[i]) {
			return false
		}
	}
	return s != ""
}

// foldMark returns a portion mark in the parser's form: "(S//NOFORN)" is "S/NF",
// "Secret" is "S". In an unknown mark, such as the start of one, the parts are
// joined by slashes.
func foldMark(code string) string {
	if mark, _, _, ok := cable.Mark(code); ok {
		return mark
	}
	if v, ok := field.Mark.Value(code); ok {
		return v.Short
	}
	var parts []string
	for _, p := range strings.FieldsFunc(code, func(r rune) bool { return strings.ContainsRune("/-()", r) }) {
		if p = strings.Join(strings.Fields(p), " "); p != "" {
			parts = append(parts, p)
		}
	}
	return strings.Join(parts, "/")
}

// ReadAs returns the value of a field that a query's value was read as where that is
// another: a caption's usual form (NF is NOFORN), the MRN of an id, the post of a
// routing indicator or an older name, a portion mark's short form. It reports false
// for values that differ in case and signs only.
func ReadAs(f field.Field, value string) (string, bool) {
	code := FoldCode(f.Kind, value)
	read := code
	switch f.Kind {
	case field.Caption:
		if c, ok := captions[code]; ok {
			read = c
		}
	case field.MRN:
		read = mrn.Canonical(value)
	case field.Station:
		if name, ok := postReadAs(f, value, code); ok {
			return name, true
		}
		if name, ok := post.ByRouting(value); ok {
			read = name
		}
	case field.Mark:
		if m := strings.ToUpper(Fold(value)); strings.Trim(m, "()") != code {
			return code, true
		}
	}
	return read, read != code
}

// postReadAs returns the name of the post that a query's value was read as, where
// that is another: Bangkok for BKK, and the present name of a city that changed its
// own, Kyiv for Kiev.
func postReadAs(f field.Field, value, code string) (string, bool) {
	p, ok := post.Lookup(value)
	if !ok {
		return "", false
	}
	if name := FoldCode(f.Kind, p.Name); !strings.Contains(" "+code+" ", " "+name+" ") {
		return p.Name, true
	}
	now, ok := post.Lookup(post.Names(p.Code)[0])
	return now.Name, ok && now.Code != p.Code
}

// PortionMark returns the portion mark that a word or phrase of a query looks
// like, in the form of the field mark: C/NF and S//NF, (C), SBU. A single letter is
// none without parentheses.
func PortionMark(text string) (string, bool) {
	mark, _, _, ok := cable.Mark(text)
	switch {
	case !ok:
		return "", false
	case strings.Contains(mark, "/"), strings.HasPrefix(text, "(") && strings.HasSuffix(text, ")"), mark == text && len(text) > 1:
		return FoldCode(field.Mark, mark), true
	}
	return "", false
}

// mrnTerms returns the canonical form of an id, followed by the same without the
// year, so that BRUSSELS 1828 finds those of all years.
func mrnTerms(value string) []string {
	id := mrn.Canonical(value)
	m, err := mrn.Parse(id, 0)
	if err != nil || m.String() != id {
		return []string{id}
	}
	m.Year = 0
	return distinct(id, m.String())
}

// mrnQuery asks for an id as archives write it, or for the MRN that a person may
// mean by it, under any name of the station.
func mrnQuery(value string) [][]string {
	id := mrn.Canonical(value)
	ids := []string{id}
	for _, text := range [...]string{id, value} {
		m, err := mrn.Parse(text, 0)
		if err != nil {
			continue
		}
		ids = append(ids, m.String())
		for _, m.Post = range post.Names(m.Post) {
			ids = append(ids, m.String())
		}
	}
	var alternatives [][]string
	for _, id := range distinct(ids...) {
		alternatives = append(alternatives, []string{id})
	}
	return alternatives
}

// stationTerms returns the words that find a station: those of its name as
// written, of its post and of its country; and the post's code with an @, which
// no word contains.
func stationTerms(value string) []string {
	words := strings.Fields(FoldCode(field.Station, value))
	p, ok := post.Lookup(value)
	if !ok {
		if name, ok := post.ByRouting(value); ok {
			words = append(words, strings.Fields(FoldCode(field.Station, name))...)
		}
		return distinct(words...)
	}
	for _, s := range [...]string{p.Name, p.Country} {
		words = append(words, strings.Fields(FoldCode(field.Station, s))...)
	}
	return distinct(append(words, stationCode(p))...)
}

// stationCode returns the term of a post, which is one for all its names.
func stationCode(p post.Post) string { return "@" + post.Names(p.Code)[0] }

// stationQuery asks for all the words, or for the post of that name.
func stationQuery(code, value string) [][]string {
	alternatives := [][]string{distinct(strings.Fields(code)...)}
	if p, ok := post.Lookup(value); ok {
		alternatives = append(alternatives, []string{stationCode(p)})
	}
	return alternatives
}

// tagQuery asks for a code of the dictionary, or else for the words as they are
// and every code whose name contains them.
func tagQuery(code, value string) [][]string {
	alternatives := [][]string{{code}}
	if len(tags.Meanings(code)) > 0 {
		return alternatives
	}
	if meant, ok := MeantTag(code); ok {
		alternatives = append(alternatives, []string{meant})
	}
	for _, c := range tags.ByName(value) {
		alternatives = append(alternatives, []string{c})
	}
	return alternatives
}

// MeantTag returns the code that a query for an unknown code also finds. It reports
// false for codes of the dictionary and where no code is near.
func MeantTag(code string) (string, bool) {
	if len(tags.Meanings(code)) > 0 {
		return "", false
	}
	return tags.Nearest(code, time.Time{})
}

// countryQuery asks for a country's code, or for the countries that go by a
// name.
func countryQuery(code, value string) [][]string {
	alternatives := [][]string{{code}}
	if len(tags.Meanings(code)) > 0 {
		return alternatives
	}
	for _, name := range tags.Countries(value) {
		if term := FoldCode(field.Country, name); term != code {
			alternatives = append(alternatives, []string{term})
		}
	}
	return alternatives
}

// nameQuery omits initials, which many mentions of a person lack.
func nameQuery(words []string) []string {
	full := slices.DeleteFunc(slices.Clone(words), func(w string) bool { return len(w) == 1 })
	if len(full) == 0 {
		return words
	}
	return full
}

// captions maps other spellings of captions to the canonical ones, which cables
// have already.
var captions = map[string]string{
	"NF": "NOFORN", "NO FORN": "NOFORN", "NO DIS": "NODIS", "EX DIS": "EXDIS", "LIM DIS": "LIMDIS", "STA DIS": "STADIS",
	"STPDTS": "SIPDIS", "ROGER": "ROGER CHANNEL", "EYES": "EYES ONLY",
}

// captionTerms returns a caption and its words.
func captionTerms(code string) []string {
	if c, ok := captions[code]; ok {
		code = c
	}
	return distinct(append([]string{code}, strings.Fields(code)...)...)
}

// captionQuery asks for a caption, or for all of its words.
func captionQuery(code string) [][]string {
	terms := captionTerms(code)
	if len(terms) == 1 {
		return [][]string{terms}
	}
	return [][]string{terms[:1], terms[1:]}
}

// maxFolders is the number of parts of the longest path of which every run is a
// term; of longer ones only the single parts and the whole are.
const maxFolders = 12

// pathTerms returns every run of the parts of a path: the whole, a folder, a
// file's name.
func pathTerms(path string) []string {
	parts := strings.Split(path, "/")
	terms := []string{path}
	for i := range parts {
		last := len(parts)
		if len(parts) > maxFolders {
			last = i + 1
		}
		for j := i + 1; j <= last; j++ {
			terms = append(terms, strings.Join(parts[i:j], "/"))
		}
	}
	return distinct(terms...)
}

// mostWords is how many words of a subject term are found in a row.
const mostWords = 6

// topicTerms returns every run of up to mostWords words of a subject term, and the
// whole.
func topicTerms(code string) []string {
	words := strings.Fields(code)
	terms := []string{code}
	for i := range words {
		for j := i + 1; j <= min(len(words), i+mostWords); j++ {
			terms = append(terms, strings.Join(words[i:j], " "))
		}
	}
	return distinct(terms...)
}

// soundTerms returns the codes of all words of a name.
func soundTerms(value string) []string {
	var codes []string
	for _, w := range NameWords(value) {
		codes = append(codes, w.Sounds...)
	}
	return distinct(codes...)
}

// distinct returns the values that are not empty, each once, in order of first
// use.
func distinct(values ...string) []string { return lists.Distinct(values) }
