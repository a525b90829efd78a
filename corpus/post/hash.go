package post

import (
	"crypto/sha256"
	"encoding/hex"
)

// Hash identifies the content of the tables, for an index to record what it
// was built with: 12 hexadecimal digits.
func Hash() string {
	sum := sha256.Sum256([]byte(postsTSV + aliasesTSV + routingTSV))
	return hex.EncodeToString(sum[:6])
}
