package cable

import (
	"bytes"
	"fmt"
	"os"
	"strings"
	"testing"

	"reftel/corpus"
)

// benchRecords returns the real cables where they are, else invented ones.
func benchRecords(b *testing.B) (records []corpus.Record, size int64) {
	b.Helper()
	if _, err := os.Stat(sharedDir + "/cables"); err == nil {
		records = sharedCables(b)
	} else {
		records = inventedRecords(b, 500)
	}
	for _, r := range records {
		size += int64(len(r.Header) + len(r.Body))
	}
	return records, size
}

// inventedRecords returns cables of testdata, their text repeated to the
// length of real ones.
func inventedRecords(b *testing.B, n int) []corpus.Record {
	seeds := fuzzSeeds(b)
	records := make([]corpus.Record, n)
	for i := range records {
		text := seeds[i%len(seeds)]
		header, body, _ := strings.Cut(text, "\n\n")
		var long strings.Builder
		long.WriteString(body)
		for para := 10; long.Len() < 7000; para++ {
			fmt.Fprintf(&long, "\n¶%d. (C) The alderman of ward %d said that the flax would keep until\nthe spring, and that nobody had asked the weavers.\n", para, i)
		}
		records[i] = corpus.Record{ID: fmt.Sprintf("07BRUSSELS%d", 400+i), Header: header, Body: long.String()}
	}
	return records
}

func BenchmarkParse(b *testing.B) {
	records, size := benchRecords(b)
	b.SetBytes(size)
	b.ReportAllocs()
	for b.Loop() {
		for _, r := range records {
			Parse(r)
		}
	}
	b.ReportMetric(float64(b.Elapsed().Microseconds())/float64(b.N*len(records)), "µs/cable")
	b.ReportMetric(testing.AllocsPerRun(1, func() {
		for _, r := range records {
			Parse(r)
		}
	})/float64(len(records)), "allocs/cable")
}

// BenchmarkFields is the yardstick: bytes.Fields over the same bytes.
func BenchmarkFields(b *testing.B) {
	records, size := benchRecords(b)
	texts := make([][]byte, len(records))
	for i, r := range records {
		texts[i] = []byte(r.Header + r.Body)
	}
	b.SetBytes(size)
	b.ReportAllocs()
	for b.Loop() {
		for _, text := range texts {
			bytes.Fields(text)
		}
	}
}

// growthInputs are what a text may hold from end to end: each of them must
// cost no more than in proportion to its length.
var growthInputs = []string{
	"a", " ", "\n", "1", "(", ".", "-", "¶", "X", "/", "\\", "\r", "\u2028", "A ",
	"S E C R E T ", "UNCLAS ", "C O N F I D E N T I A L ROME 000123\n", "UNCLAS ROME 001234 ",
	"PAGE 02 ROME 01196 01 OF 02 082030Z ", "CONFIDENTIAL\nPAGE 02 ROME 01196\n", "ROME 00001234  002 OF 003\n",
	"ROME 00001234  002 OF 003 ", " OF 0", "SIPDIS ", "SIPDIS\n", "1. (C) ", "1. (C)\n", "12. (C) text.\n", "¶7. text\n",
	"-------\n", "COMMENT\n-------\n", "TAGS: PREL ", "TAGS: PREL\n", "SUBJECT: X\n", "REF: STATE 1234\n", "A. STATE 1234\n",
	"E.O. 12958: DECL: ", "Classified By: X\n", "Reason 1.4 ", "VZCZC\n", "FM AMEMBASSY ROME\n", "INFO RUEHC/X 1234\n",
	"PAGE 02\n", "PAGE 02\nQUITO 01214 031522Z\n", "CONFIDENTIAL\n", "RELEASED IN FULL\n", "NNNN\n\n", "Message Text\n", "Message Attributes\n",
	"Status: NATIVE\n", "Document Number: 1975QUITO01214\n", "MRN:\n", "Subject: X\n", "MRN: 09 QUITO 799\n", "DRAFTED BY X\n", "ACTION EB-11\n",
	"UNCLAS QUITO 1\nTAGS: EC\n", "QUOTE\nFM AMEMBASSY ROME\nUNCLAS ROME 7777\nTAGS: IT\n", "FM AMEMBASSY ROME TO X UNCLAS ROME 1 TAGS ",
	"O 041412Z DEC 08\n", "NNNN\n", "SMITH\n", "(C) ", "STATE 125512 ", "Summary: ", "\x00",
}

// growthText returns n bytes of one input, under a header if it is to be a body.
func growthText(input string, n int, header bool) string {
	text := strings.Repeat(input, n/len(input))
	if header {
		return "C O N F I D E N T I A L ROME 001234\n\nSIPDIS\n\nE.O. 12958: N/A\nTAGS: PREL\nSUBJECT: X\n\n1. (C) " + text
	}
	return text
}

// BenchmarkGrowth parses texts of one repeated input: compare the two lengths.
func BenchmarkGrowth(b *testing.B) {
	for _, input := range growthInputs {
		for _, header := range []bool{false, true} {
			for _, n := range []int{1 << 20, 10 << 20} {
				b.Run(fmt.Sprintf("%q/body=%t/%dMB", input, header, n>>20), func(b *testing.B) {
					rec := corpus.Record{ID: "08ROME1234", Body: growthText(input, n, header)}
					b.SetBytes(int64(n))
					for b.Loop() {
						Parse(rec)
					}
				})
			}
		}
	}
}

// TestGrowth parses a text of each repeated input. A cost that grows with the
// square of the length shows as a test that does not end.
func TestGrowth(t *testing.T) {
	t.Parallel()
	size := 64 << 10
	if testing.Short() {
		size = 16 << 10
	}
	for _, input := range growthInputs {
		for _, header := range []bool{false, true} {
			rec := corpus.Record{ID: "08ROME1234", Body: growthText(input, size, header)}
			c := Parse(rec)
			checkInvariants(t, c)
			Split(rec)
			if t.Failed() {
				t.Fatalf("input %q", input)
			}
		}
	}
}
