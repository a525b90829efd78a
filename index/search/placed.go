package search

import "reftel/index/query"

// Placed returns the words and phrases of a query in the form in which it is searched
// whose places count in scores, in order.
func Placed(n query.Node) []query.Node { return placedWords(n, nil) }

// A PlacementWeights is the weights of where words stand: see placement. Each is multiplied
// by an inverse frequency.
type PlacementWeights struct {
	// Summary is the weight of the words in the summary, of which LeadLength positions of
	// the body take the place in a cable without one.
	Summary    float64
	LeadLength uint32
	// Lead is the weight of a word at the beginning of the body, half of it LeadHalf
	// positions later.
	Lead, LeadHalf float64
	// Near is the weight of two words side by side, half of it with NearHalf positions
	// between them.
	Near, NearHalf float64
	// Tags is the weight of a word in the name of one of the cable's TAGS.
	Tags float64
}

// Placement returns the weights of where words stand.
func Placement() PlacementWeights {
	return PlacementWeights{summaryWeight, leadLength, leadWeight, leadHalf, nearWeight, nearHalf, tagsWeight}
}

// TagCodes returns the TAGS codes whose names have one of the words and phrases of Placed.
func TagCodes(n query.Node) []string { return tagCodes(n) }

// Rarity returns the inverse frequency of a word that some of all documents have.
func Rarity(documents, all int) float64 { return inverseFrequency(documents, all) }
