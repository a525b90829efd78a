package cable

import (
	"os"
	"strings"
	"testing"
	"time"

	"reftel/corpus"
)

// sharedCables returns the real cables, read from the eight columns of their
// CSV: number, date, id, origin, classification, references, header, body.
func sharedCables(t testing.TB) []corpus.Record {
	t.Helper()
	text, err := os.ReadFile(sharedDir + "/cables/cables.csv")
	if os.IsNotExist(err) {
		t.Skipf("no %s/cables: the real cables are not part of the repository", sharedDir)
	}
	if err != nil {
		t.Fatal(err)
	}
	var records []corpus.Record
	for _, row := range csvRows(string(text)) {
		if len(row) != 8 {
			t.Fatalf("record %d has %d columns", len(records)+1, len(row))
		}
		date, _ := time.Parse("1/2/2006 15:04", row[1])
		records = append(records, corpus.Record{
			ID: row[2], Date: date, Origin: row[3], Classification: row[4], Header: row[6], Body: row[7],
		})
	}
	return records
}

func csvRows(text string) [][]string {
	var rows [][]string
	var row []string
	var b strings.Builder
	quoted := false
	for i := 0; i < len(text); i++ {
		switch c := text[i]; {
		case c == '\\' && i+1 < len(text):
			i++
			b.WriteByte(text[i])
		case c == '"':
			quoted = !quoted
		case c == ',' && !quoted, c == '\n' && !quoted:
			row = append(row, b.String())
			b.Reset()
			if c == '\n' {
				rows = append(rows, row)
				row = nil
			}
		default:
			b.WriteByte(c)
		}
	}
	return rows
}
