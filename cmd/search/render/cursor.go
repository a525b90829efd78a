package render

import (
	"encoding/base64"
	"encoding/binary"
	"hash/fnv"
	"math"
	"slices"
	"time"

	"reftel/cmd/internal/cli"
	"reftel/index"
)

// A cursor names the place of a hit in the answer to a question: a byte for the order, 4
// bytes that identify the question, 8 bytes for the score or date, big-endian, then the
// id; all in base64.

// cursorSorts are the first bytes of cursors.
var cursorSorts = map[index.Sort]byte{index.ByRelevance: 1, index.ByDate: 2, index.ByDateDesc: 3, index.ByID: 4}

// questionHash identifies a question.
func questionHash(text string, filters []index.Filter) []byte {
	h := fnv.New32a()
	h.Write([]byte(text))
	for _, f := range filters {
		for _, v := range f.Values {
			h.Write([]byte("\x00" + f.Facet + "\x00" + v))
		}
	}
	return h.Sum(nil)
}

// noDate stands for an unknown date in a cursor.
const noDate = math.MinInt64

// NewCursor returns the cursor of a hit in the answer to a question.
func NewCursor(text string, req index.Request, hit index.Hit) string {
	list := []byte{cursorSorts[req.Sort]}
	list = append(list, questionHash(text, req.Filters)...)
	number := math.Float64bits(hit.Score)
	if req.Sort != index.ByRelevance {
		date := int64(noDate)
		if !hit.Date.IsZero() {
			date = hit.Date.Unix()
		}
		number = uint64(date)
	}
	list = binary.BigEndian.AppendUint64(list, number)
	return base64.RawURLEncoding.EncodeToString(append(list, hit.ID...))
}

// ReadCursor sets the place after which the hits of a request begin, and its order.
func ReadCursor(cursor, text string, req *index.Request) error {
	list, err := base64.RawURLEncoding.DecodeString(cursor)
	const head = 1 + 4 + 8
	if err != nil || len(list) <= head || list[0] == 0 || int(list[0]) > len(cursorSorts) {
		return &cli.UsageError{Msg: "--after: this is no cursor", Hint: "it takes what \"next\" of --format json holds"}
	}
	for sort, b := range cursorSorts {
		if b == list[0] {
			req.Sort = sort
		}
	}
	if !slices.Equal(list[1:5], questionHash(text, req.Filters)) {
		return &cli.UsageError{Msg: "--after: this cursor is of another query or --filter", Hint: "give the same query and filters as the search that printed it"}
	}
	req.After = &index.Place{ID: string(list[head:])}
	number := binary.BigEndian.Uint64(list[5:head])
	if req.Sort == index.ByRelevance {
		req.After.Score = math.Float64frombits(number)
	} else if date := int64(number); date != noDate {
		req.After.Date = time.Unix(date, 0).UTC()
	}
	return nil
}
