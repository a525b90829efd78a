package search

import "math"

// The score of a cable is the sum of two parts. The first comes from how often it has
// the words of the query: BM25 (Robertson and Zaragoza 2009, section 3), in which the
// form that was typed counts more than the other forms of a word, and in which the
// words of the subject count once more. The second comes from where the words stand,
// see placement. Both depend on the query, the document and the statistics of all
// leaves only, so that pages of hits fit together.
//
// The weights come from the questions of index/bench -ranking: see index/README.md.
const (
	// bm25K1 is the saturation of the term frequency, bm25B the weight of the length.
	bm25K1 = 1.2
	bm25B  = 0.75
	// leastLength is the length, as a part of the mean, below which a cable is not
	// ranked higher for being short: such cables are notes of one line.
	leastLength = 0.5
	// typedShare is the part of a word's score that only the form which was typed gives,
	// with the inverse frequency of that form.
	typedShare = 0.25
	// otherForms is the weight of an occurrence of another form in the rest.
	otherForms = 0.7
	// subjectBoost is the weight of a word in the subject, in addition to its weight in
	// the text.
	subjectBoost = 0.5
)

// A ranking ranks the documents that have a word by BM25.
type ranking struct {
	field   string       // of the index
	idf     float64      // of the commonest form
	typed   float64      // of the form that was typed
	lengths NumberReader // tokens by document
	mean    float64      // of lengths, over all leaves
	bound   float64      // which no score exceeds
	bounds  [8]float64   // by the number of occurrences, if all count alike
}

// score returns the score of n occurrences in a document, all of which count alike.
func (r *ranking) score(n int, doc uint32) (float64, error) {
	length, err := r.lengths.At(int(doc))
	return r.idf * saturate(float64(n), length, r.mean), err
}

// scoreForms returns the score of occurrences of the form that was typed, and of
// others.
func (r *ranking) scoreForms(typed, others int, doc uint32) (float64, error) {
	if others == 0 && r.typed == r.idf {
		return r.score(typed, doc)
	}
	length, err := r.lengths.At(int(doc))
	own := r.typed * saturate(float64(typed), length, r.mean)
	all := r.idf * saturate(float64(typed)+otherForms*float64(others), length, r.mean)
	return typedShare*own + (1-typedShare)*all, err
}

// inverseFrequency is the part of BM25 that depends on how many of docs documents,
// df, have a word.
func inverseFrequency(df, docs int) float64 {
	return math.Log(1 + (float64(docs)-float64(df)+0.5)/(float64(df)+0.5))
}

// saturate is the part of BM25 that depends on the document: tf occurrences in
// length tokens where the mean is mean.
func saturate(tf float64, length uint64, mean float64) float64 {
	norm := 1 - bm25B
	if mean > 0 {
		norm += bm25B * max(float64(length)/mean, leastLength)
	}
	return tf * (bm25K1 + 1) / (tf + bm25K1*norm)
}
