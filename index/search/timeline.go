package search

import (
	"slices"
	"time"

	"reftel/index"
)

// A timeline counts documents by their dates.
type timeline struct {
	unit    index.Unit
	days    map[int64]int // by days since 1970
	undated int
}

const secondsOfDay = 24 * 60 * 60

// count counts documents of a leaf.
func (t *timeline) count(docs []uint32, dates *DateReader) error {
	for _, doc := range docs {
		date, err := dates.At(doc)
		if err != nil {
			return err
		}
		if date == NoDate {
			t.undated++
			continue
		}
		day := date / secondsOfDay
		if date < 0 && date%secondsOfDay != 0 {
			day--
		}
		t.days[day]++
	}
	return nil
}

// periods returns the units with documents, oldest first.
func (t *timeline) periods() []index.Period {
	counts := map[time.Time]int{}
	for day, n := range t.days {
		counts[t.unit.Start(time.Unix(day*secondsOfDay, 0))] += n
	}
	var list []index.Period
	for from, n := range counts {
		list = append(list, index.Period{From: from, Count: n})
	}
	slices.SortFunc(list, func(a, b index.Period) int { return a.From.Compare(b.From) })
	return list
}
