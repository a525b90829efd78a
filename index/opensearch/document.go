package opensearch

import (
	"cmp"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"hash/fnv"
	"slices"
	"strings"
	"time"

	"reftel/corpus"
	"reftel/corpus/cable"
	"reftel/index"
	"reftel/index/search"
)

// OpenSearch takes no tokens, so the words of a text are sent as one string: a blank
// between positions, stack between the terms of one position, hole for a position without
// terms. Zones are marker terms at the first and the last position of each range; one of a
// single position has a marker of its own.
const (
	stack  = "\x01"
	hole   = "\x02"
	marker = "\x03"
)

const hasField = search.HasField

// A zoneMark names a zone in markers.
type zoneMark string

const (
	bodyZone      zoneMark = "b"
	summaryZone   zoneMark = "s"
	paragraphZone zoneMark = "p"
	betweenZone   zoneMark = "q" // the words between two paragraphs
)

// The markers of the first and last position of a range, and of one with one position.
func (z zoneMark) begin() string { return marker + "<" + string(z) }
func (z zoneMark) end() string   { return marker + ">" + string(z) }
func (z zoneMark) only() string  { return marker + "=" + string(z) }

// anyMark is at the first position of each paragraph with a portion mark, markTerm(t) at
// that of one whose mark has the term.
const anyMark = marker + "m"

// markTerm returns the marker of a term of a portion mark.
func markTerm(term string) string { return anyMark + strings.ReplaceAll(clip(term), " ", "_") }

// longestTerm is the length of the longest term that Lucene takes, in bytes, less what a
// hash takes.
const longestTerm = 32000

// clip returns a term that is short enough: of a longer one the beginning and a hash.
func clip(term string) string {
	if len(term) <= longestTerm {
		return term
	}
	return strings.ToValidUTF8(term[:longestTerm/2], "") + "#" + hashed(term)
}

// A stored is what a document keeps of an index.Document.
type stored struct {
	Record   corpus.Record   `json:"record"`
	Versions []cable.Version `json:"versions"`
	Others   []corpus.Record `json:"others,omitempty"`
}

// documentOf returns a document without its Cable.
func (s *stored) documentOf(id string) index.Document {
	return index.Document{ID: id, Record: s.Record, Versions: s.Versions, Others: s.Others}
}

// bodyOf returns the document that a cluster indexes for a document. The terms are those
// of the reader, valid until its next use.
func bodyOf(r *search.TermReader, doc index.Document, since int) (body obj, terms []string) {
	words := r.Read(doc)
	names := r.Names()
	body = obj{
		idField: doc.ID, orderField: orderKey(doc.ID), sinceField: since,
		recordField:  stored{doc.Record, doc.Versions, doc.Others},
		textField:    textOf(words.Text.List, names, zoneMarkers(words.Text.List, words.Zones)),
		subjectField: textOf(words.Subject.List, names, nil),
	}
	if words.Date != search.NoDate {
		body[dateField] = formatDate(time.Unix(words.Date, 0))
	}
	for _, c := range words.Coded {
		body[codePrefix+c.Name] = namesOf(c)
	}
	for _, c := range words.Facets {
		body[facetPrefix+c.Name] = namesOf(c)
	}
	seen := map[uint32]bool{}
	for _, list := range [...][]search.Word{words.Text.List, words.Subject.List} {
		for _, w := range list {
			if !seen[w.Term] {
				seen[w.Term] = true
				terms = append(terms, names[w.Term])
			}
		}
	}
	return body, terms
}

// formatDate formats a time as dateField has it.
func formatDate(t time.Time) string { return t.UTC().Format("2006-01-02T15:04:05Z07:00") }

// orderKey returns the key by which documents are in the order of their ids.
func orderKey(id string) string { return hex.EncodeToString(index.OrderOf(id).AppendKey(nil)) }

func namesOf(c search.Codes) []string {
	list := make([]string, len(c.Terms))
	for i, n := range c.Terms {
		list[i] = clip(c.Table.Names()[n])
	}
	return list
}

// A placedTerm is a term at a position.
type placedTerm struct {
	at   uint32
	term string
}

// textOf returns words and markers as one string.
func textOf(words []search.Word, names []string, markers []placedTerm) string {
	list := make([]placedTerm, 0, len(words)+len(markers))
	for _, w := range words {
		list = append(list, placedTerm{w.Position, clip(names[w.Term])})
	}
	list = append(list, markers...)
	slices.SortStableFunc(list, func(a, b placedTerm) int { return cmp.Compare(a.at, b.at) })
	var b strings.Builder
	for i, t := range list {
		switch {
		case i == 0:
		case t.at == list[i-1].at:
			b.WriteString(stack)
		default:
			b.WriteByte(' ')
			for range t.at - list[i-1].at - 1 {
				b.WriteString(hole + " ")
			}
		}
		b.WriteString(t.term)
	}
	return b.String()
}

// zoneMarkers returns the markers of the zones of a text.
func zoneMarkers(words []search.Word, z *search.Zones) []placedTerm {
	var list []placedTerm
	add := func(name zoneMark, r search.Range) {
		if r.End == r.Start+1 {
			list = append(list, placedTerm{r.Start, name.only()})
			return
		}
		list = append(list, placedTerm{r.Start, name.begin()}, placedTerm{r.End - 1, name.end()})
	}
	for _, r := range z.Body {
		add(bodyZone, r)
	}
	for _, r := range z.Summary {
		add(summaryZone, r)
	}
	last := uint32(0)
	positions := positionsOf(words)
	for _, p := range z.Paragraphs {
		if r, ok := wordsIn(positions, search.Range{Start: last, End: p.Start}); ok {
			add(betweenZone, r)
		}
		last = p.End
		add(paragraphZone, p.Range)
		if p.Mark == "" {
			continue
		}
		list = append(list, placedTerm{p.Start, anyMark})
		for _, t := range search.MarkTermsOf(p.Mark) {
			list = append(list, placedTerm{p.Start, markTerm(t)})
		}
	}
	if r, ok := wordsIn(positions, search.Range{Start: last, End: search.End}); ok {
		add(betweenZone, r)
	}
	return list
}

// positionsOf returns the positions of words in order.
func positionsOf(words []search.Word) []uint32 {
	list := make([]uint32, len(words))
	for i, w := range words {
		list[i] = w.Position
	}
	slices.Sort(list)
	return list
}

// wordsIn returns the range from the first to the last of some positions in a range.
func wordsIn(positions []uint32, r search.Range) (search.Range, bool) {
	from, _ := slices.BinarySearch(positions, r.Start)
	to, _ := slices.BinarySearch(positions, r.End)
	if from == to {
		return search.Range{}, false
	}
	return search.Range{Start: positions[from], End: positions[to-1] + 1}, true
}

// marshal returns a body as one line of JSON.
func marshal(body any) ([]byte, error) {
	data, _, err := encoded(body)
	if err != nil {
		return nil, fmt.Errorf("a document as JSON: %w", err)
	}
	return json.RawMessage(data), nil
}

// hashed returns the hash of a text in hexadecimal digits.
func hashed(text string) string {
	h := fnv.New128a()
	h.Write([]byte(text))
	return hex.EncodeToString(h.Sum(nil))
}
