package index

import (
	"cmp"
	"strconv"
	"strings"

	"reftel/corpus/mrn"
)

// CompareIDs orders ids of documents by year, post and number, as people count
// them: 66ROME7, 08QUITO9, 08QUITO10, 09ATHENS1. Ids that are no MRN are last.
func CompareIDs(a, b string) int { return OrderOf(a).Compare(OrderOf(b)) }

// An IDOrder is the place of an id in the order of CompareIDs.
type IDOrder struct {
	group, year, number int // group is 1 if the id is no MRN
	post, id            string
}

// Compare is that of CompareIDs.
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
