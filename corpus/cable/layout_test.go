package cable

import (
	"strings"
	"testing"
	"time"

	"reftel/corpus"
)

const testHeader = "C O N F I D E N T I A L ROME 000777\n\nTAGS: PREL IT\nSUBJECT: A DRY FOUNTAIN\n\n"

// TestParagraphs has bodies, and the paragraphs that they make: number, mark,
// heading.
func TestParagraphs(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name, body string
		want       []any
	}{
		{"pilcrows", "¶1. (C) One.\n\n¶2. (S/NF) Two.\n\n¶3. Three.\n", []any{1, "C", "", 2, "S/NF", "", 3, "", ""}},
		{"no blank lines", "1.(C) One.\n2.(C) Two.\n3.(C) Three.\n", []any{1, "C", "", 2, "C", "", 3, "C", ""}},
		{"marks before numbers", "(C) 1. One.\n\n(SBU) 2. Two.\n", []any{1, "C", "", 2, "SBU", ""}},
		{"a pilcrow before a number that ends a sentence", "¶1. (C) The vote was on paragraph\n¶2. The mayor left.\n\n¶2. (C) Two.\n", []any{1, "C", "", 2, "C", ""}},
		{"pilcrows read as 1", "- 11. (C) One.\n- 12. (C) Two.\n- 13. (C) Three.\n", []any{1, "C", "", 2, "C", "", 3, "C", ""}},
		{"pilcrows read as 1 from the second on", "¶1. (C) One.\n- 12. (C) Two.\n- 13. (C) Three.\n", []any{1, "C", "", 2, "C", "", 3, "C", ""}},
		{"a list", "1. (C) Three reasons:\n\n1. Thread.\n\n2. Weather.\n\n3. Luck.\n\n2. (C) Two.\n", []any{1, "C", "", 2, "C", ""}},
		{"a list that goes on over headings", "1. (U) As follows:\n\n1) One.\n2) Two.\n\n2004\n----\n3) Three.\n4) Four.\n\n2. (U) Two.\n", []any{1, "U", "", 2, "U", ""}},
		{"a number left out", "1. (C) One.\n\n3. (C) Two.\n\n4. (C) Three.\n", []any{1, "C", "", 2, "C", "", 3, "C", ""}},
		{"a number used twice", "1. (C) One.\n\n2. (C) Two.\n\n2. (C) Three.\n\n3. (C) Four.\n", []any{1, "C", "", 2, "C", "", 3, "C", "", 4, "C", ""}},
		{"text lost", "1. (C) One.\n\n2. (C) Two.\n\n9. (C) Nine.\n\n10. (C) Ten.\n", []any{1, "C", "", 2, "C", "", 9, "C", "", 10, "C", ""}},
		{"a second section alone", "and so it was dry.\n\n6. (C) Six.\n\n7. (C) Seven.\n", []any{0, "", "", 6, "C", "", 7, "C", ""}},
		{"no numbers", "(SBU) It was dry.\n\nIt was mended.\n", []any{0, "SBU", ""}},
		{"numbers within a line", "1. (C) The mayor said that the fountain was dry, and that nobody was to blame for it, at great length and twice. 2. (C) It was mended. ------- COMMENT ------- 3. (C) We agree.\n", []any{1, "C", "", 2, "C", "", 3, "C", "COMMENT"}},
		{"headings", "SUMMARY\n-------\n\n1. (C) One.\n\n----------------\nOf Water and Men\n----------------\n2. (C) Two.\n\nThe Bread\n\n3. (C) Three.\n\nCOMMENT ------- \n\n4. (C) Four.\n",
			[]any{1, "C", "SUMMARY", 2, "C", "Of Water and Men", 3, "C", "The Bread", 4, "C", "COMMENT"}},
		{"headings of two lines and of chapters", "1. (C) One.\n\n---------\nPART II\n---------\n\nWater\n\n2. (C) Two.\n\nA LONG HEADING THAT GOES ON OVER\nTWO LINES\n--------------------------------\n\n3. (C) Three.\n",
			[]any{1, "C", "", 2, "C", "Water", 3, "C", "A LONG HEADING THAT GOES ON OVER TWO LINES"}},
		{"no heading", "1. (C) One.\n\nThe end of it.\n\n2. (C) Two:\n\nyes\n", []any{1, "C", "", 2, "C", ""}},
		{"headings in the text", "1. (C) BEGIN SUMMARY: One.\n\n2. (C) Comment. Two.\n\n3. (C) Summary of what we know.\n", []any{1, "C", "SUMMARY", 2, "C", "Comment", 3, "C", ""}},
	}
	for _, tt := range tests {
		c := Parse(corpus.Record{ID: "08ROME777", Body: testHeader + tt.body})
		checkInvariants(t, c)
		wantEqual(t, tt.name, outline(c), tt.want)
	}
}

// TestFurniture has texts with what a reproduction put into them, and the body
// that they have without it.
func TestFurniture(t *testing.T) {
	t.Parallel()
	tests := []struct{ name, body, want string }{
		{"section break", "1. (C) It was\n \nROME 00000777  002 OF 003\n \n \ndry.\n", "It was\ndry."},
		{"section break with a part", "1. (C) It was\n\nROME 00000777  001.2 OF 003\n\ndry.\n", "It was\ndry."},
		{"section break in a line", "1. (C) It was ROME 00000777 002 OF 003 dry.\n", "It was dry."},
		{"another post's name in the break", "1. (C) Said in LA PAZ 00000777 002 OF 003 dry.\n", "Said in dry."},
		{"lower case", "1. (C) It was\n\nRome 00000777 002 of 003\n\ndry.\n", "It was\ndry."},
		{"page header", "1. (C) IT WAS\n\n                       CONFIDENTIAL\n\nPAGE 02        ROME  00777  01 OF 03  271458Z\n\nDRY.\n", "IT WAS\nDRY."},
		{"page header before text", "1. (C) THE MAYOR SAID THAT IT WAS  CONFIDENTIAL\nPAGE 02 ROME 00777 01 OF 03 271458Z DRY.\n", "THE MAYOR SAID THAT IT WAS  DRY."},
		{"captions", "1. (C) It was\n\nSIPDIS\ndry, and\nSIPDIS they SIPDIS knew.\n", "It was\ndry, and\nthey knew."},
		{"cut captions", "1. (C) It was\nSIPDI\ndry.\n", "It was\ndry."},
		{"classification", "1. (C) It was\nC O N F I D E N T I A L\ndry.\n", "It was\ndry."},
		{"words that look like it", "1. (C) A CONFIDENTIAL talk.\nSECRETARY Vane, page 02 of it,\nand non-SIPDIS cables, 2 of 003.\n", "A CONFIDENTIAL talk.\nSECRETARY Vane, page 02 of it,\nand non-SIPDIS cables, 2 of 003."},
		{"pilcrows", "1. (C) Two things:\n¶A. Bread.\n¶B. Water.\n", "Two things:\nA. Bread.\nB. Water."},
		{"backslashes", "1. (C) It was \\\n \\\nROME 00000777  002 OF 003 \\\n \\\ndry. \\\n", "It was \ndry."},
		{"line separators", "1. (C) It was\u2028\u2028ROME 00000777  002 OF 003\u2028\u2028dry.\u2028", "It was\u2028dry."},
		{"end of the message", "1. (C) It was dry.\n\nNNNN\n\n      2008ROME00777 - CONFIDENTIAL\n", "It was dry."},
		{"end of the archive's record", "1. (C) It was dry.\n\n=======================CABLE ENDS============================\nmore\n", "It was dry."},
	}
	for _, tt := range tests {
		c := Parse(corpus.Record{ID: "08ROME777", Body: testHeader + tt.body})
		checkInvariants(t, c)
		wantEqual(t, tt.name, c.Body, tt.want)
	}
}

func TestDates(t *testing.T) {
	archive := time.Date(2008, 3, 1, 9, 9, 0, 0, time.UTC)
	day := func(d int) time.Time { return time.Date(2008, 2, d, 0, 0, 0, 0, time.UTC) }
	tests := []struct {
		name              string
		rec               corpus.Record
		want              time.Time
		precision, source string
	}{
		{"dtg", corpus.Record{Date: archive, Header: "DE RUEHRO #0777 0601412\nO 291415Z FEB 08"}, day(29).Add(14*time.Hour + 15*time.Minute), "minute", "dtg"},
		{"zone", corpus.Record{Date: archive, Header: "O 291415A FEB 08"}, day(29).Add(13*time.Hour + 15*time.Minute), "minute", "dtg"},
		{"julian, year of the id", corpus.Record{ID: "08ROME777", Header: "DE RUEHRO #0777 0601412"}, day(29).Add(14*time.Hour + 12*time.Minute), "minute", "julian"},
		{"julian of no such day", corpus.Record{ID: "08ROME777", Date: archive, Header: "DE RUEHRO #0777 3991412"}, archive.Truncate(24 * time.Hour), "day", "archive"},
		{"page, month of the archive's date", corpus.Record{Date: archive, Header: "PAGE 01        ROME  00777  01 OF 02  291458Z"}, day(29).Add(14*time.Hour + 58*time.Minute), "minute", "page"},
		{"page far from the archive's date", corpus.Record{Date: archive, Header: "PAGE 01        ROME  00777  01 OF 02  151458Z"}, archive.Truncate(24 * time.Hour), "day", "archive"},
		{"line above the text", corpus.Record{Date: archive, Body: "Friday, 29 February 2008, 13:41\n"}, day(29).Add(13*time.Hour + 41*time.Minute), "minute", "archive"},
		{"line above the text, another form", corpus.Record{Body: "ID:1234 Cable dated:2008-02-29T13:41:00"}, day(29).Add(13*time.Hour + 41*time.Minute), "minute", "archive"},
		{"archive", corpus.Record{Date: archive}, archive.Truncate(24 * time.Hour), "day", "archive"},
		{"id", corpus.Record{ID: "08ROME777"}, time.Date(2008, 1, 1, 0, 0, 0, 0, time.UTC), "year", "mrn"},
		{"none", corpus.Record{}, time.Time{}, "", ""},
	}
	for _, tt := range tests {
		rec := tt.rec
		rec.Body += testHeader + "1. (C) It was dry.\n"
		c := Parse(rec)
		checkInvariants(t, c)
		wantEqual(t, tt.name, []any{c.Date, c.DatePrecision, c.DateSource}, []any{tt.want, tt.precision, tt.source})
	}
}

func TestTransmissionLines(t *testing.T) {
	t.Parallel()
	c := Parse(corpus.Record{ID: "08ROME777", Header: strings.Join([]string{
		"VZCZCXYZ0001 RR RUEHWEB", "", "DE RUEHRO #0777/01 0601412", "ZNY CCCCC ZZH ZDK", "O P 291412Z FEB 08 ZDS",
		"FM  AMEMBASSY  ROME", "TO RUEHC/SECSTATE WASHDC IMMEDIATE 4410", "INFO RUEHFR/AMEMBASSY PARIS", "BT",
	}, "\n"), Body: testHeader + "1. (C) It was dry.\n"})
	checkInvariants(t, c)
	wantEqual(t, "id", c.TransmissionID, "VZCZCXYZ0001")
	wantEqual(t, "originator", c.Originator, "RUEHRO")
	wantEqual(t, "serial", c.StationSerial, "0777")
	wantEqual(t, "julian", c.Julian, &Julian{Day: 60, Time: "1412"})
	wantEqual(t, "precedence", c.Precedence, []string{"O", "P"})
	wantEqual(t, "signals", c.Signals, []string{"ZDK", "ZDS"})
	wantEqual(t, "from", c.From, "AMEMBASSY ROME")
	wantEqual(t, "header", c.Text[c.Header.Start:c.Header.Start+5], "VZCZC")
	c = Parse(corpus.Record{Header: "R 291412Z FEB 08 ZFR\nFM AMEMBASSY ROME"})
	wantEqual(t, "status", c.Status, []string{"cancelled"})
}
