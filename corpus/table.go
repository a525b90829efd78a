package corpus

import (
	"bytes"
	"fmt"
	"slices"
	"strings"

	"reftel/corpus/mrn"
)

// A table says how a CSV file is laid out. The zero value is the layout of
// Cablegate.
type table struct {
	delimiter byte
	names     []string // of the header row; nil if there is none
}

const (
	// tableRows is how many rows of a file are examined.
	tableRows = 20
	// maxName is the maximum length of a column's name.
	maxName = 60
	// longCell is the length from which a cell may be the text of a cable.
	longCell = 200
)

// delimiters are the characters that may separate columns.
const delimiters = ",\t;|"

// findTable returns the table that a file with this head holds. Its error is the
// reason why the table cannot be read. It reports false if there is no table.
func findTable(head []byte) (t table, ok bool, err error) {
	head = bytes.TrimLeft(bytes.TrimPrefix(head, byteOrderMark), " \n\x00")
	for _, d := range []byte(delimiters) {
		rows := sameWidth(splitRows(head, d))
		if rows == nil {
			continue
		}
		if t, ok, err := tableOf(rows, d); ok {
			return t, true, err
		}
	}
	return table{}, false, nil
}

// sameWidth returns the rows that have as many columns as the first, two or more,
// if they are most of the rows; else nil. The others may be damaged.
func sameWidth(rows [][]string) [][]string {
	if len(rows) == 0 || len(rows[0]) < 2 {
		return nil
	}
	var same [][]string
	for _, row := range rows {
		if len(row) == len(rows[0]) {
			same = append(same, row)
		}
	}
	if len(rows) == 2 && len(same) == 1 || 2*len(same) <= len(rows) {
		return nil
	}
	return same
}

// tableOf returns the table of the rows that a file begins with.
func tableOf(rows [][]string, delimiter byte) (t table, ok bool, err error) {
	t.delimiter = delimiter
	for i, name := range rows[0] {
		rows[0][i] = charsetOf([]byte(name)).decode([]byte(name))
	}
	id := idColumn(rows)
	if known, text := namesOf(rows[0]); known >= 2 || text && id >= 0 {
		if !text {
			return t, true, fmt.Errorf("a list of cables without their text: expected a column named body, text or content, found %s", nameList(rows[0]))
		}
		t.names = rows[0]
		if id >= 0 && !slices.ContainsFunc(t.names, func(name string) bool { return roleOf(name).role == idRole }) {
			t.names[id] = "id"
		}
		return t, true, nil
	}
	if id < 0 {
		return t, false, nil
	}
	for _, row := range rows {
		if len(row) == colCount && startLength([]byte(row[colNumber]+","+row[colDate]+","), "", ",") > 0 {
			return t, true, nil
		}
	}
	if !holdsText(rows) {
		return t, true, fmt.Errorf("a list of cables without their text: found %d columns and no text", len(rows[0]))
	}
	return t, true, fmt.Errorf("expected %d columns, or a header row that names the id and the text; found %d columns", colCount, len(rows[0]))
}

// namesOf returns how many of the cells of a row are names of columns that have
// a role or are known facts, and whether one of them is the text. It returns 0
// if a cell is no name.
func namesOf(row []string) (known int, text bool) {
	for _, cell := range row {
		if len(cell) > maxName || strings.Contains(cell, "\n") || strings.Trim(cell, "0123456789./: ") == "" && cell != "" {
			return 0, false
		}
		switch role := roleOf(cell).role; {
		case role == bodyRole:
			known++
			text = true
		case role != noRole && role != rowRole, factNames[plainName(cell)] != "":
			known++
		}
	}
	return known, text
}

// nameList returns names for a message.
func nameList(names []string) string {
	list := strings.Join(names, ", ")
	if len(list) > 100 {
		list = strings.ToValidUTF8(list[:100], "") + "…"
	}
	return list
}

// idColumn returns the column in which all rows, perhaps but the first, hold the
// id of a cable; -1 if there is none.
func idColumn(rows [][]string) int {
	if len(rows) == 1 && len(rows[0]) < 4 {
		return -1
	}
	for col := range rows[0] {
		n := 0
		for _, row := range rows {
			if isCableID(row[col]) {
				n++
			}
		}
		if n > 0 && n >= len(rows)-1 {
			return col
		}
	}
	return -1
}

func isCableID(cell string) bool {
	cell = strings.TrimSpace(cell)
	if len(cell) > 30 || !cableName(cell) {
		return false
	}
	_, err := mrn.Parse(cell, 0)
	return err == nil
}

// holdsText reports whether a cell is long enough to be the text of a cable.
func holdsText(rows [][]string) bool {
	for _, row := range rows {
		for _, cell := range row {
			if len(cell) >= longCell || strings.Count(cell, "\n") > 2 {
				return true
			}
		}
	}
	return false
}

// splitRows splits the first rows of head at the delimiter. The last row of a
// head that is cut short is left out, unless it is the only one.
func splitRows(head []byte, delimiter byte) [][]string {
	var rows [][]string
	for len(head) > 0 && len(rows) < tableRows {
		row, rest, whole := splitRow(head, delimiter)
		if !whole && len(rows) > 0 && len(head) > 0 && len(rest) == 0 && len(row) < len(rows[0]) {
			break
		}
		rows = append(rows, row)
		head = bytes.TrimLeft(rest, "\n")
	}
	return rows
}

// splitRow splits the row that b begins with. It reports whether the row ends in
// b; then rest follows it.
func splitRow(b []byte, delimiter byte) (row []string, rest []byte, whole bool) {
	for {
		cell, n := splitCell(b, delimiter)
		row = append(row, cell)
		switch {
		case n >= len(b):
			return row, nil, false
		case b[n] == '\n':
			return row, b[n+1:], true
		}
		b = b[n+1:]
	}
}

// splitCell returns the cell that b begins with and its length.
func splitCell(b []byte, delimiter byte) (cell string, n int) {
	ends := string([]byte{delimiter, '\n'})
	if len(b) == 0 || b[0] != '"' {
		if n = bytes.IndexAny(b, ends); n < 0 {
			n = len(b)
		}
		return string(b[:n]), n
	}
	for i := 1; i < len(b); i++ {
		if b[i] != '"' {
			continue
		}
		switch {
		case i+1 == len(b), strings.IndexByte(ends, b[i+1]) >= 0 && (!escaped(b[1:i]) || i+2 < len(b) && b[i+2] == '"'):
			return string(b[1:i]), i + 1
		case b[i+1] == '"':
			i++
		}
	}
	return string(b), len(b)
}
