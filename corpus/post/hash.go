package post

import (
	"encoding/hex"

	"reftel/corpus/lists"
)

// Hash identifies the content of the tables, for an index to record what it
// was built with: 12 hexadecimal digits.
func Hash() string {
	sum := lists.Sum(postsTSV, aliasesTSV, routingTSV)
	return hex.EncodeToString(sum[:6])
}
