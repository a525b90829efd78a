// Package index defines the interface between Reftel and a search engine: documents,
// what writes and searches them (Writer, Searcher), and what commands ask of an
// index beside (Store). Package update fills an index; packages bleveindex and
// search are an engine.
package index

import (
	"context"
	"iter"
	"slices"
	"time"

	"reftel/corpus"
	"reftel/corpus/cable"
	"reftel/index/catalog"
	"reftel/index/query"
)

// A Document is one cable as an engine stores it. An engine stores Record,
// Versions and Others, and indexes the text and the values of FieldValues of all
// of its Texts. It need not store Cable, which is parsed from Record again.
type Document struct {
	// ID is unique in an index: the cable's id, or one made from its hash.
	ID string
	// Record is the cable as found.
	Record corpus.Record
	// Cable is the parsed Record.
	Cable *cable.Cable
	// Versions describe all records with this id, the fullest first: Record.
	Versions []cable.Version
	// Others are the records of Versions[1:], in the same order.
	Others []corpus.Record
}

// A Writer adds documents to an index. It is not safe for concurrent use.
// Searchers see its changes after the next Commit.
type Writer interface {
	// Versions returns what the index holds under id, uncommitted documents
	// included: Document.Versions, or nil if it holds none.
	Versions(ctx context.Context, id string) ([]cable.Version, error)
	// Get returns the document under exactly this id, uncommitted ones included;
	// the error wraps ErrNotFound if there is none.
	Get(ctx context.Context, id string) (Document, error)
	// Add adds documents, replacing those with the same ids. It adds none from one on
	// that takes too much memory: the error wraps a *SizeError.
	Add(ctx context.Context, docs []Document) error
	// Delete removes documents. Unknown ids are ignored.
	Delete(ctx context.Context, ids []string) error
	// Catalog returns the catalog of the index's sources. The caller updates it;
	// Commit and Salvage publish it with the documents.
	Catalog() *catalog.Catalog
	// Compact merges segments at the end of a job, to make searches faster, and
	// reports whether that left something to commit. It may take long, and stops
	// without an error when ctx ends.
	Compact(ctx context.Context) (changed bool, err error)
	// Purge rewrites each segment that holds deleted documents without them, and
	// reports whether that left something to commit. It returns the error of ctx
	// if it ends first.
	Purge(ctx context.Context) (changed bool, err error)
	// Commit publishes all changes and returns the name of the snapshot.
	Commit(ctx context.Context) (snapshot string, err error)
	// Salvage publishes the finished documents at once, drops the rest from the
	// index and the catalog, and returns their number. It publishes nothing if
	// that would take long.
	Salvage(ctx context.Context) (snapshot string, dropped int, err error)
	// Close drops uncommitted changes and releases the index. It may be called
	// twice.
	Close() error
}

// A Searcher answers queries over one snapshot. It is safe for concurrent use.
type Searcher interface {
	// Search returns the best hits of a request, its counts and its facets.
	Search(ctx context.Context, req Request) (*Result, error)
	// All yields every hit of a request in the order of its Sort, without
	// facets and snippets; Limit, Offset, After and Parts hold.
	All(ctx context.Context, req Request) iter.Seq2[Hit, error]
	// Get returns the document with this id or alias, in any spelling; the
	// error wraps ErrNotFound if there is none.
	Get(ctx context.Context, id string) (Document, error)
	// Terms yields the terms of a field, "" for all text, that begin with prefix, in
	// byte order, each with the number of cables that hold it.
	Terms(field, prefix string) iter.Seq2[string, int]
	// Close releases the snapshot. It may be called twice.
	Close() error
}

// A Sort is the order of hits.
type Sort string

// The orders. Equal hits stand in the order of their ids: see IDOrder.
const (
	ByRelevance Sort = "relevance"
	ByDate      Sort = "date"  // oldest first
	ByDateDesc  Sort = "-date" // newest first
	ByID        Sort = "id"
	// InIndexOrder is the order in which an engine finds hits. The first come at once, and
	// none are kept in memory. Only All knows it.
	InIndexOrder Sort = "index"
)

// A Request is a question to a Searcher.
type Request struct {
	Query query.Node
	// Filters narrow the hits: the values of one facet are alternatives, the
	// facets must all hold.
	Filters []Filter
	// Facets are the facets to count.
	Facets []FacetRequest
	// Timeline requests the numbers of hits by year, month or day; "" requests none.
	Timeline Unit
	// Table requests counts by the values of two facets; nil requests none.
	Table *TableRequest
	Sort  Sort
	// Limit is the number of hits wanted; below 0 is all.
	Limit  int
	Offset int
	// After is the place of a hit: those that come after it are wanted. It does not
	// change totals and facets.
	After *Place
	// Parts is how much of a hit All reads.
	Parts Parts
	// Snippets is the greatest number of snippets of a hit.
	Snippets int
	// Explain requests Result.Explained and the ScoreParts of hits.
	Explain bool
}

// Parts is how much of a hit is read.
type Parts uint8

// The parts of a hit.
const (
	Fields   Parts = iota // all but Snippets and Document
	IDOnly                // ID and Score
	Complete              // all but Snippets
)

// A Place is the place of a hit in an order: its score under ByRelevance, its date under
// ByDate and ByDateDesc, and its id.
type Place struct {
	Score float64
	Date  time.Time
	ID    string
}

// A Filter requires one of some values of a facet. A value that the facet does
// not have stands for those that differ from it in case only.
type Filter struct {
	Facet  string
	Values []string
}

// AddFilter adds a value to the filter of a facet, which it appends if the list has none.
func AddFilter(list []Filter, facet, value string) []Filter {
	at := slices.IndexFunc(list, func(f Filter) bool { return f.Facet == facet })
	if at < 0 {
		return append(list, Filter{facet, []string{value}})
	}
	if !slices.Contains(list[at].Values, value) {
		list[at].Values = append(list[at].Values, value)
	}
	return list
}

// A FacetRequest requests the Size commonest values of a facet; Size below 0
// requests all.
type FacetRequest struct {
	Name string
	Size int
}

// A Unit is a length of time.
type Unit string

// The units.
const (
	Year  Unit = "year"
	Month Unit = "month"
	Day   Unit = "day"
)

// Start returns the beginning of the unit in UTC that a time is in.
func (u Unit) Start(t time.Time) time.Time {
	t = t.UTC()
	switch u {
	case Year:
		return time.Date(t.Year(), 1, 1, 0, 0, 0, 0, time.UTC)
	case Month:
		return time.Date(t.Year(), t.Month(), 1, 0, 0, 0, 0, time.UTC)
	}
	return time.Date(t.Year(), t.Month(), t.Day(), 0, 0, 0, 0, time.UTC)
}

// Next returns the beginning of the unit after the one that begins at start.
func (u Unit) Next(start time.Time) time.Time {
	switch u {
	case Year:
		return start.AddDate(1, 0, 0)
	case Month:
		return start.AddDate(0, 1, 0)
	}
	return start.AddDate(0, 0, 1)
}

// Format returns the unit that begins at start: "2008", "2008-12", "2008-12-04".
func (u Unit) Format(start time.Time) string {
	return start.Format(map[Unit]string{Year: "2006", Month: "2006-01", Day: time.DateOnly}[u])
}

// A TableRequest requests the commonest values of two facets and how many hits have both
// of two values.
type TableRequest struct{ Rows, Columns FacetRequest }

// A Result is the answer to a Request. It has no markup.
type Result struct {
	// Total counts all cables that match, filters included.
	Total int
	Took  time.Duration
	Hits  []Hit
	// More counts the matches that follow Hits.
	More   int
	Facets []Facet // in the order asked for
	// Timeline are the units of Request.Timeline with hits, oldest first. A date of which
	// only the year or month is known counts as its first day.
	Timeline []Period
	// Undated counts the hits without a date, if a timeline is requested.
	Undated int
	// Table is the answer to Request.Table.
	Table *Table
	// Explained is the query as it was understood, nil if the request does not ask for
	// it.
	Explained *Explained
}

// A Hit is one cable that matches.
type Hit struct {
	ID             string
	Date           time.Time // UTC; zero is unknown
	DatePrecision  string    // as in cable.Cable
	Subject        string
	Opening        string // the first sentence of a cable without a subject
	Origin         string // the post of the id, or the archive's name
	Classification string
	Handling       []string
	Tags           []string // codes
	Score          float64
	Snippets       []Snippet
	// Document is set if Request.Parts is Complete.
	Document *Document
	// ScoreParts are the parts of Score, if the request has Explain.
	ScoreParts []ScorePart
}

// Place returns the place of a hit.
func (h *Hit) Place() Place { return Place{h.Score, h.Date, h.ID} }

// A Snippet is a piece of a cable's text around matches.
type Snippet struct {
	// Source is where the text was found, set only if it is not the shown text of
	// the cable.
	Source    string
	Paragraph int    // number; 0 has none
	Mark      string // portion mark of the paragraph
	Text      string // without furniture, blanks folded
	// Matches are the byte spans of Text that match, in order, not overlapping.
	Matches []cable.Span
}

// A Facet holds the counts of a facet's values over all matches. A cable counts
// once for each of its values. Filters on the facet itself do not apply.
type Facet struct {
	Name   string
	Values []FacetValue // most cables first, equal counts by value
	// Other is the number of values beyond those listed.
	Other int
	// Missing is the number of cables without a value.
	Missing int
}

// A FacetValue is one value of a facet and the number of cables that have it.
type FacetValue struct {
	Value string
	Label string // for people; the value itself where there is no better
	Count int
}

// A Period is a unit of a timeline and its number of hits.
type Period struct {
	From  time.Time
	Count int
}

// A Table counts hits by two facets. All filters apply.
type Table struct {
	Rows, Columns Facet
	// Counts are by row and column: how many hits have both values.
	Counts [][]int
}

// NewHit returns the hit of a document, without score and snippets.
func NewHit(doc Document) Hit {
	c := doc.Cable
	hit := Hit{
		ID: doc.ID, Date: c.Date, DatePrecision: c.DatePrecision, Subject: c.Subject, Origin: Origin(doc),
		Classification: c.Classification, Handling: c.Handling, Tags: FieldValues(doc, "tags"),
	}
	if hit.Subject == "" {
		hit.Opening = opening(c)
	}
	return hit
}
