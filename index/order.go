package index

import (
	"bytes"
	"cmp"
	"encoding/binary"
	"strconv"
	"strings"

	"reftel/corpus/mrn"
)

// An IDOrder is the place of an id in the order of year, post and number, as
// people count them: 66ROME7, 08QUITO9, 08QUITO10, 09ATHENS1. Ids that are no MRN
// are last.
type IDOrder struct {
	group, year, number int // group is 1 if the id is no MRN
	post, id            string
}

// Compare returns a negative number if o comes before p, 0 if they are equal, and
// a positive number otherwise.
func (o IDOrder) Compare(p IDOrder) int {
	return cmp.Or(cmp.Compare(o.group, p.group), cmp.Compare(o.year, p.year), cmp.Compare(o.post, p.post),
		cmp.Compare(o.number, p.number), cmp.Compare(o.id, p.id))
}

// OrderOf returns the place of an id.
func OrderOf(id string) IDOrder {
	m, err := mrn.Parse(id, 0)
	if err != nil || m.Year == 0 || m.Post == "" {
		return IDOrder{group: 1, id: id}
	}
	digits := strings.TrimLeft(m.Number, "ABCDEFGHIJKLMNOPQRSTUVWXYZ-")
	n, err := strconv.Atoi(digits)
	if err != nil {
		return IDOrder{group: 1, id: id}
	}
	return IDOrder{year: m.Year, post: m.Post, number: n, id: id}
}

// The key of an IDOrder is its group in one byte; then, for an MRN, the year in two
// bytes, the post, a zero byte and the number in four bytes; then the id. Numbers are
// big-endian.

// AppendKey appends the key of o to list. Keys compare bytewise as their places do.
func (o IDOrder) AppendKey(list []byte) []byte {
	list = append(list, byte(o.group))
	if o.group == 0 {
		list = binary.BigEndian.AppendUint16(list, uint16(o.year))
		list = append(append(list, o.post...), 0)
		list = binary.BigEndian.AppendUint32(list, uint32(o.number))
	}
	return append(list, o.id...)
}

// KeyID returns the id in a key. It is false if the key is none.
func KeyID(key []byte) (id string, ok bool) {
	if len(key) == 0 || key[0] > 1 {
		return "", false
	}
	if key[0] == 1 {
		return string(key[1:]), true
	}
	const year, number = 2, 4
	if len(key) < 1+year {
		return "", false
	}
	_, rest, ok := bytes.Cut(key[1+year:], []byte{0})
	if !ok || len(rest) < number {
		return "", false
	}
	return string(rest[number:]), true
}
