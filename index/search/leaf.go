package search

import (
	"iter"

	"github.com/blevesearch/vellum"

	"reftel/index"
)

// A Leaf is one immutable segment of an index. Its documents are numbered from 0; some
// may be deleted. Several searches may use it at once. The methods that read files
// return an error for damaged data, and never panic.
type Leaf interface {
	// Docs returns the number of documents, deleted ones included.
	Docs() int
	// Live reports whether a document is not deleted.
	Live(doc uint32) bool
	// Dict returns the terms of a field. It is for one goroutine.
	Dict(field string) (Dict, error)
	// Stats returns the sums over the live documents.
	Stats() (Stats, error)
	// Lengths returns the lengths in tokens of a text field, by document.
	Lengths(field string) NumberColumn
	// Dates returns the documents' dates.
	Dates() DateColumn
	// Ranks returns the documents' places in the order of ids (index.OrderOf) among those
	// of the leaf. There may be gaps.
	Ranks() NumberColumn
	// Key returns the key of a document's id (index.IDOrder.AppendKey), by which documents
	// of several leaves are ordered. The bytes belong to the leaf.
	Key(doc uint32) ([]byte, error)
	// Column returns the values of a facet.
	Column(facet string) (*Column, error)
	// Zones replaces the content of z with the zones of a document, to a depth.
	Zones(doc uint32, depth ZoneDepth, z *Zones) error
	// ZoneTexts returns the table of the zones of all documents in binary form.
	ZoneTexts() *Texts
	// ID returns the id of a document.
	ID(doc uint32) (string, error)
	// Find returns the live document with an id.
	Find(id string) (doc uint32, found bool, err error)
	// Stored returns a document without its Cable.
	Stored(doc uint32) (index.Document, error)
}

// End is the document number after the last one.
const End = 1<<32 - 1

// NoDate is the date of a document that has none.
const NoDate = -1 << 62

// Stats are sums over the live documents of a leaf.
type Stats struct {
	Docs int
	// TextLength and SubjectLength are the sums of the lengths of the two text fields.
	TextLength, SubjectLength uint64
	// Oldest and Newest are the first and the last date, NoDate if no document has one.
	Oldest, Newest int64
}

// NoStats are the sums over no documents.
func NoStats() Stats { return Stats{Oldest: NoDate, Newest: NoDate} }

// Add adds a document.
func (s *Stats) Add(textLength, subjectLength uint32, date int64) {
	s.Merge(Stats{1, uint64(textLength), uint64(subjectLength), date, date})
}

// Merge adds the sums of other documents.
func (s *Stats) Merge(other Stats) {
	s.Docs += other.Docs
	s.TextLength += other.TextLength
	s.SubjectLength += other.SubjectLength
	if other.Oldest != NoDate && (s.Oldest == NoDate || other.Oldest < s.Oldest) {
		s.Oldest = other.Oldest
	}
	s.Newest = max(s.Newest, other.Newest)
}

// The fields that are not query fields.
const (
	// TextField holds all words from the classification line to the signature.
	TextField = "text"
	// SubjectField holds the words of the subject.
	SubjectField = "subject"
	// HasField holds the names of the query fields that have a value.
	HasField = "has"
)

// A Range is the positions from Start to before End.
type Range struct{ Start, End uint32 }

// A Depth is how much of each posting is read.
type Depth uint8

// The depths: each includes those before it.
const (
	Numbers Depth = iota
	Frequencies
	Positions
)

// An Automaton accepts some terms.
type Automaton = vellum.Automaton

// A Dict is the terms of one field of a leaf.
type Dict interface {
	// Contains reports whether any document has a term, deleted ones included.
	Contains(term string) (bool, error)
	// Terms yields the terms from from to before to ("" is no bound) that an automaton
	// accepts, all if it is nil, in byte order.
	Terms(a Automaton, from, to string) iter.Seq2[string, error]
	// Entries is Terms with the numbers of documents, which take longer to read.
	Entries(from, to string) iter.Seq2[Entry, error]
	// List returns the documents that have a term, nil if none is live.
	List(term string) (List, error)
	// Load replaces the content of a block with all postings of a term.
	Load(term string, d Depth, b *Block) error
}

// An Entry is a term and the number of documents that have it, deleted ones included.
type Entry struct {
	Term  string
	Count int
}

// A List is the live documents that have one term.
type List interface {
	Count() int
	// Postings returns a new iterator, which stands before the first document.
	Postings(d Depth) (Postings, error)
	// Load replaces the content of a block with the whole list.
	Load(d Depth, b *Block) error
}

// Postings walk the documents of a list.
type Postings interface {
	// Advance moves to the first document at or after doc and returns its number, or
	// End. The doc must be after the current document.
	Advance(doc uint32) (uint32, error)
	// Frequency returns how often the current document has the term.
	Frequency() uint32
	// Places sets p to the positions of the term in the current document, in order.
	Places(p *Places) error
}

// Blocks are Postings that have many documents in memory at once.
type Blocks interface {
	Postings
	// Block returns documents in memory, the index of the current one, and their frequencies.
	// They are valid until the next Advance. It returns none if that has to choose the
	// documents one by one.
	Block() (docs, freqs []uint32, at int)
	// MoveTo moves to the document with this index, which must not be before the current one.
	MoveTo(at int)
}

// A Block holds postings in memory.
type Block struct {
	Docs []uint32
	// Freqs are the frequencies, if they were read.
	Freqs []uint32
	// Places are the positions of all documents, if they were read; those of Docs[i] end
	// before Ends[i].
	Places []uint32
	Ends   []int
}

// Reset empties a block.
func (b *Block) Reset() {
	b.Docs, b.Freqs, b.Places, b.Ends = b.Docs[:0], b.Freqs[:0], b.Places[:0], b.Ends[:0]
}

// Of returns the positions of Docs[i].
func (b *Block) Of(i int) []uint32 {
	from := 0
	if i > 0 {
		from = b.Ends[i-1]
	}
	return b.Places[from:b.Ends[i]]
}
