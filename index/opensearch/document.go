package opensearch

import (
	"bytes"
	"cmp"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"hash/fnv"
	"slices"
	"strconv"
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

// appendBody appends the document that a cluster indexes for a document, as JSON, since and
// until publications; until is 0 if it has no end. The terms are numbers of the reader.
func appendBody(b []byte, r *search.TermReader, doc index.Document, since, until int) (body []byte, terms []uint32, err error) {
	words := r.Read(doc)
	names := r.Names()
	record, err := marshal(stored{doc.Record, doc.Versions, doc.Others})
	if err != nil {
		return nil, nil, err
	}
	b = appendMember(append(b, '{'), idField, doc.ID)
	b = appendMember(b, orderField, orderKey(doc.ID))
	b = strconv.AppendInt(appendName(b, sinceField), int64(since), 10)
	if until > 0 {
		b = strconv.AppendInt(appendName(b, untilField), int64(until), 10)
	}
	b = append(appendName(b, recordField), bytes.TrimSpace(record)...)
	b = appendMember(b, textField, textOf(words.Text.List, names, zoneMarkers(words.Text.List, words.Zones)))
	b = appendMember(b, subjectField, textOf(words.Subject.List, names, nil))
	b = appendList(b, leadField, leadOf(words.Text.List, names, words.Zones))
	if words.Date != search.NoDate {
		b = appendMember(b, dateField, formatDate(time.Unix(words.Date, 0)))
	}
	for _, c := range words.Coded {
		b = appendList(b, codePrefix+c.Name, namesOf(c))
	}
	for _, c := range words.Facets {
		b = appendList(b, facetPrefix+c.Name, namesOf(c))
	}
	for _, list := range [...][]search.Word{words.Text.List, words.Subject.List} {
		for _, w := range list {
			terms = append(terms, w.Term)
		}
	}
	slices.Sort(terms)
	return append(b, '}'), slices.Compact(terms), nil
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
	size := 0
	for _, t := range list {
		size += len(t.term) + 1
	}
	var b strings.Builder
	b.Grow(size)
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

// leadOf returns the terms of the summary, or if there is none of the beginning of the body.
func leadOf(words []search.Word, names []string, z *search.Zones) []string {
	ranges := z.Summary
	if len(ranges) == 0 && len(z.Body) > 0 {
		start := z.Body[0].Start
		ranges = []search.Range{{Start: start, End: start + search.Placement().LeadLength}}
	}
	var list []string
	seen := map[uint32]bool{}
	for _, w := range words {
		within := slices.ContainsFunc(ranges, func(r search.Range) bool { return r.Start <= w.Position && w.Position < r.End })
		if within && !seen[w.Term] {
			seen[w.Term] = true
			list = append(list, clip(names[w.Term]))
		}
	}
	return list
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
