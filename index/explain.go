package index

// An Explained is a part of a query as a searcher understood it. Its tree is what was
// searched: two words may have become one with their compound, for example.
type Explained struct {
	// Kind is what the part is: and, or, not, near, para, word, phrase, prefix, pattern,
	// fuzzy, expression, value, date, range, has, cable, all; equivalents are what stands for
	// its first part.
	Kind string `json:"kind"`
	// Text is the part in the query language, From and To its place in the query as it
	// was written.
	Text string `json:"text"`
	From int    `json:"from"`
	To   int    `json:"to"`
	// Field is the field of a word or value, empty for all text.
	Field string      `json:"field,omitempty"`
	Parts []Explained `json:"parts,omitempty"`
	// Terms are what a word or value stands for. More is the number of terms that are
	// left out.
	Terms []ExplainedTerm `json:"terms,omitempty"`
	More  int             `json:"more,omitempty"`
}

// An ExplainedTerm is something that a word or value of a query stands for.
type ExplainedTerm struct {
	// Term is a term of the index, or several: all of them must be there, in a row if
	// Row is set.
	Term string `json:"term"`
	Row  bool   `json:"row,omitempty"`
	// Cables is the number of cables that have the term, of several terms the rarest.
	Cables int `json:"cables"`
	// Why says why the word stands for it.
	Why string `json:"why"`
}

// A ScorePart is a part of the score of a hit. The score is the sum of its parts.
type ScorePart struct {
	// Word is the word or phrase of the query, and for near the word before it, too.
	Word string `json:"word,omitempty"`
	// In is what counts: text or subject for how often the word occurs there; summary
	// (of all words together), lead (the beginning of the body), near (the word before it)
	// and tags (the names of the cable's TAGS) for where it stands; first for what is put first, such as the cable whose MRN
	// the query is.
	In string `json:"in"`
	// Typed is the number of occurrences as it was typed, Others that of its other forms.
	Typed  int `json:"typed,omitempty"`
	Others int `json:"others,omitempty"`
	// Rarity is the inverse document frequency of the word, 0 if it does not count.
	Rarity float64 `json:"rarity,omitempty"`
	Score  float64 `json:"score"`
}
