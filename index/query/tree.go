// Package query holds the query language: text in, tree out, and back. It
// knows the fields and the form of their values, and no engine.
//
//	munitions tags:PARM (from:brussels OR from:paris) -date:<2008
//
// syntax.md is the language as its users read it, and has its grammar.
//
// Parse puts values into one form where a field has an order, so that engines
// get no spellings to tell apart:
//
//   - in class a Word holds one of cable.Classifications (class:C is Word
//     "CONFIDENTIAL"), in prec a letter (prec:immediate is Word "O");
//   - in mark a Word holds the mark in upper case ("S/NF"), and a
//     classification by name becomes its mark (mark:secret is Word "S");
//   - a date or time is a DateRange, also where it is one day, or for dtg:041412Z
//     a TimePattern; there is no Word in a field of dates. Dates that count in
//     days (date, textdate, decl) are widened to whole days;
//   - year is another name of date, and no node has it for Field.
//
// In all other fields a value stays as typed. A field's list (tags:a,b) is an
// Or, a field's group passes the field on to each leaf, missing:x is a Not of a
// Has, and field:* is a Has. A Not stands for itself: an And or an Or may have
// nothing but Nots, and means all cables without theirs.
package query

import "reftel/corpus/dtg"

// A Node is a part of a query; the nodes are pointers to the types below.
// Start and End are byte offsets into the query text, for messages and for
// highlighting the query itself; String prints the node in the query language,
// so that it parses back to an equal tree.
type Node interface {
	Start() int
	End() int
	String() string
}

// A Place is where a node stands in the query text; every node has one.
type Place struct{ From, To int }

// Start returns the offset of the node's first byte.
func (p Place) Start() int { return p.From }

// End returns the offset after the node's last byte.
func (p Place) End() int { return p.To }

type (
	// All is every cable: `*` alone, or an empty query.
	All struct{ Place }

	// And wants all of its two or more nodes.
	And struct {
		Place
		Nodes []Node
	}

	// Or wants any of its two or more nodes. If it is Equivalent, the nodes after the
	// first stand for the first: see Equivalents.
	Or struct {
		Place
		Nodes      []Node
		Equivalent bool
	}

	// Not wants cables that its node does not match.
	Not struct {
		Place
		Node Node
	}

	// Word is one word of text, or one value of a coded field. Field is the
	// canonical name of a field, empty for all text. An Exact word (=word)
	// finds no inflections.
	Word struct {
		Place
		Field string
		Text  string
		Exact bool
	}

	// Phrase is a quoted text: words in a row in a text field, none of them
	// inflected, a whole value or a name in a coded one. It may be one word
	// ("munitions"). Text has no control characters and no blanks around it.
	// With a Slop the words may stand elsewhere: the places at which they would have
	// to stand for the phrase differ by at most Slop positions.
	Phrase struct {
		Place
		Field string
		Text  string
		Slop  int
	}

	// Prefix is word*; Text is not empty and has no star at its end.
	Prefix struct {
		Place
		Field string
		Text  string
	}

	// Wildcard is a word with * or ? in it; a backslash in Text quotes either,
	// and itself.
	Wildcard struct {
		Place
		Field string
		Text  string
	}

	// Fuzzy is word~N: N is the edit distance, 1 or 2.
	Fuzzy struct {
		Place
		Field string
		Text  string
		Edits int
	}

	// Regexp is /text/: a regular expression for a whole word of text, or a whole
	// value of a coded field. Case does not count.
	Regexp struct {
		Place
		Field string
		Text  string
	}

	// Near wants its two or more nodes in one paragraph, each at most so many
	// positions from the one before as Steps says: Steps[i] is between Nodes[i] and
	// Nodes[i+1]. A node is a Word, Phrase, Prefix, Wildcard, Fuzzy or Regexp, or an
	// Or of these, all in one text field.
	Near struct {
		Place
		Nodes []Node
		Steps []Step
	}

	// Para wants its node in one paragraph. It has no fields but mark in it, and no
	// Para.
	Para struct {
		Place
		Node Node
	}

	// Cited is a bare MRN in any spelling: the cable itself, and those that cite it.
	Cited struct {
		Place
		Text   string
		Quoted bool
	}

	// Has wants a value in the field, whatever it is; missing:field is Not of it.
	Has struct {
		Place
		Field string
	}

	// DateRange is a span of time in a date field: From included, Until not,
	// both UTC; the zero time is open. Text is the range in canonical form, as
	// String prints it: "2008-12", "2008-12-01..2009-01-15", ">=2009".
	DateRange struct {
		Place
		Field string
		Text  string
		Span  dtg.Span
	}

	// TimePattern is a DTG without month and year (`dtg:041412Z`): that day
	// and time in any month.
	TimePattern struct {
		Place
		Field   string
		Pattern dtg.Pattern
	}

	// ValueRange is a range over a field of ordered values (class, prec,
	// mark), expanded to the values that lie in it, lowest first: of
	// cable.Classifications for class and mark, letters for prec. A mark lies
	// in it if the mark's classification does. Text is the range in canonical
	// form, as String prints it: ">=C", "C..S".
	ValueRange struct {
		Place
		Field  string
		Text   string
		Values []string
	}
)

// A Step is the greatest distance in positions between two nodes of a Near. If it is
// Ordered (ADJ), the second follows the first.
type Step struct {
	Distance int
	Ordered  bool
}
