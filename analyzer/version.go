package analyzer

import (
	"encoding/hex"
	"sync"

	"reftel/corpus/lists"
	"reftel/corpus/post"
	"reftel/corpus/tags"
)

// Version names what the analyzer does. It changes with every change of a
// token, a term or a position.
//
//	1  the first
//	2  a hyphen at a line end is that of a compound if a half is a common word
//	3  portion marks are folded as the parser reads them
//	4  subject terms of archives
//	5  no sounds for TAGS codes, acronyms and words that are no names
//	6  the pattern of a date-time group is no term between those of dates
const Version = "6"

// Hash returns a hash of the dictionaries that analysis depends on: 16
// hexadecimal digits.
func Hash() string { return hash() }

var hash = sync.OnceValue(func() string {
	sum := lists.Sum(commonText, nonamesText, tags.Hash(), post.Hash())
	return hex.EncodeToString(sum[:8])
})
