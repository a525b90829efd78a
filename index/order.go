package index

import (
	"cmp"
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
