package search

import "encoding/binary"

// ColumnOf returns a column in memory. The ordinals of document n are
// ords[starts[n]:starts[n+1]].
func ColumnOf(values *Texts, starts, ords []uint32) *Column {
	docs := len(starts) - 1
	ones, places := make([]uint32, docs), make([]uint32, docs+1)
	single := true
	for doc := range docs {
		of := ords[starts[doc]:starts[doc+1]]
		places[doc+1] = places[doc] + uint32(len(of))
		if len(of) > 0 {
			ones[doc] = of[0] + 1
		}
		single = single && len(of) < 2
	}
	if single {
		return NewSingleColumn(values, NumberColumnOf(ones))
	}
	return NewColumn(values, NumberColumnOf(places), NumberColumnOf(ords[starts[0]:starts[docs]]))
}

// NumberColumnOf returns a column in memory.
func NumberColumnOf(values []uint32) NumberColumn {
	const width = 32 // so that it is made fast
	data := make([]byte, 0, PackedSize(width, len(values)))
	for _, v := range values {
		data = binary.LittleEndian.AppendUint32(data, v)
	}
	return NumberColumn{packed: Packed{data[:cap(data)], width, len(values), 1<<width - 1}}
}

// DateColumnOf returns a column in memory.
func DateColumnOf(dates []int64) DateColumn {
	numbers, base := PackDates(dates)
	data, width := AppendPacked(nil, numbers)
	return NewDateColumn(NewNumberColumn(Packed{data, width, len(dates), 1<<width - 1}, nil), base)
}
