package corpus

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"strconv"
	"strings"
	"testing"
)

// inventedBody is a text of a cable's length (the median is 7 kB) with quotes
// and backslashes as often as real ones have them.
func inventedBody() string {
	var b strings.Builder
	b.WriteString("C O N F I D E N T I A L QUITO 000001\n\nSIPDIS\n\nSUBJECT: HARBOR TALKS\n\n")
	for n := 1; b.Len() < 7000; n++ {
		fmt.Fprintf(&b, "¶%d. (C) The harbor master told Econoff that \\\"no ship\\\" would sail before the pilots' strike ended,\n"+
			"and that the tariff of the port authority had been misread by each of the lines that called there.\n"+
			"He asked for a list of the berths, which Post will send by septel, and thanked the crew of the\n"+
			"hospital ship for its visit. Comment: the strike is in its third week. End comment.\n\n", n)
	}
	b.WriteString("WREN\\\\")
	return b.String()
}

// csvStream writes numbered records up to about a size, on the fly.
type csvStream struct {
	left   int64
	number int
	body   string
	rest   []byte
	buf    []byte
}

func newCSVStream(size int64) *csvStream {
	return &csvStream{left: size, body: inventedBody()}
}

func (s *csvStream) Read(p []byte) (int, error) {
	if len(s.rest) == 0 {
		if s.left <= 0 {
			return 0, io.EOF
		}
		s.record()
	}
	n := copy(p, s.rest)
	s.rest = s.rest[n:]
	return n, nil
}

func (s *csvStream) record() {
	s.number++
	b := append(s.buf[:0], '"')
	b = strconv.AppendInt(b, int64(s.number), 10)
	b = append(b, `","12/4/2008 14:12","08QUITO`...)
	b = strconv.AppendInt(b, int64(s.number), 10)
	b = append(b, "\",\"Embassy Quito\",\"CONFIDENTIAL\",\"08STATE1|08LIMA2\",\"VZCZCXRO1234\nRR RUEHXX\nDE RUEHQT #0001 3391412\n\",\""...)
	b = append(b, s.body...)
	b = append(b, "\"\n"...)
	s.left -= int64(len(b))
	s.rest, s.buf = b, b
}

// readBench reads an archive through and returns the number of its records.
func readBench(b *testing.B, path string, opt Options) int {
	r, err := Open(path, opt)
	if err != nil {
		b.Fatal(err)
	}
	defer r.Close()
	n := 0
	for _, err := range r.Records(context.Background()) {
		if err != nil {
			b.Fatal(err)
		}
		n++
	}
	return n
}

// BenchmarkReadCSV1GB proves that memory does not grow with the archive: the
// metric peak-MB is the greatest resident size of the process meanwhile, the
// writer of the archive included.
func BenchmarkReadCSV1GB(b *testing.B) {
	if testing.Short() {
		b.Skip("1 GB")
	}
	const size = 1 << 30
	b.SetBytes(size)
	resetPeak()
	for b.Loop() {
		n := readBench(b, "-", Options{Stdin: newCSVStream(size)})
		b.ReportMetric(float64(n), "records")
	}
	if peak := peakMemory(); peak > 0 {
		b.ReportMetric(float64(peak)/1e6, "peak-MB")
	}
}

func BenchmarkReadCSV(b *testing.B) {
	archive, err := io.ReadAll(newCSVStream(16 << 20))
	if err != nil {
		b.Fatal(err)
	}
	benchmarkRead(b, archive)
}

func BenchmarkReadJSONL(b *testing.B) {
	line := fmt.Sprintf("{\"id\":\"08QUITO1\",\"date\":\"2008-12-04T14:12:00Z\",\"body\":%q}\n", inventedBody())
	benchmarkRead(b, bytes.Repeat([]byte(line), 500))
}

func BenchmarkReadHTML(b *testing.B) {
	page := fmt.Sprintf(pageForm, "08QUITO1", "RR RUEHXX", inventedBody())
	benchmarkRead(b, bytes.Repeat([]byte(page), 500))
}

func BenchmarkReadText(b *testing.B) {
	benchmarkRead(b, []byte(inventedBody()))
}

func benchmarkRead(b *testing.B, archive []byte) {
	b.SetBytes(int64(len(archive)))
	b.ReportAllocs()
	for b.Loop() {
		readBench(b, "-", Options{Stdin: bytes.NewReader(archive)})
	}
}

// resetPeak makes the system forget the greatest resident size so far. It is
// of Linux; elsewhere the figure is missing.
func resetPeak() { _ = os.WriteFile("/proc/self/clear_refs", []byte("5"), 0) }

// peakMemory returns the greatest resident size in bytes, 0 if unknown.
func peakMemory() int64 {
	status, err := os.ReadFile("/proc/self/status")
	if err != nil {
		return 0
	}
	_, rest, _ := strings.Cut(string(status), "VmHWM:")
	fields := strings.Fields(rest)
	if len(fields) == 0 {
		return 0
	}
	kb, err := strconv.ParseInt(fields[0], 10, 64)
	if err != nil {
		return 0
	}
	return kb << 10
}

// drawnCSV writes records of drawn words, which pack to about a third as those
// of real cables do.
func drawnCSV(size int) string {
	draw := rand.New(rand.NewPCG(6, 5))
	words := make([]string, 4000)
	for i := range words {
		for range 2 + draw.IntN(3) {
			words[i] += string("bcdfglmnprst"[draw.IntN(12)]) + string("aeiou"[draw.IntN(5)])
		}
	}
	zipf := rand.NewZipf(draw, 1.1, 3, uint64(len(words)-1))
	var b strings.Builder
	for n := 1; b.Len() < size; n++ {
		fmt.Fprintf(&b, `"%d","12/4/2008 14:12","08QUITO%d","Embassy Quito","CONFIDENTIAL","08STATE1|08LIMA2","RR RUEHXX","`, n, n)
		for i := 1; i < 1000; i++ {
			b.WriteString(words[zipf.Uint64()])
			b.WriteByte(" \n"[i%12/11])
		}
		b.WriteString("\"\n")
	}
	return b.String()
}

// BenchmarkReadPacked measures in bytes unpacked.
func BenchmarkReadPacked(b *testing.B) {
	csv := drawnCSV(16 << 20)
	text := strings.ReplaceAll(csv, `"`, "'")
	var files []packed
	for n := range len(text) / 8000 {
		files = append(files, packed{fmt.Sprintf("08QUITO%d.txt", n), text[n*8000 : n*8000+8000]})
	}
	for _, archive := range []packed{
		{"csv", csv}, {"csv.gz", makeGzip(b, csv)}, {"csv.zst", makeZstd(b, csv)},
		{"zip", makeZip(b, files...)}, {"tar.gz", makeGzip(b, makeTar(b, files...))},
	} {
		b.Run(archive.name, func(b *testing.B) {
			path := save(b, "a", archive.content)
			b.SetBytes(int64(len(csv)))
			b.ReportAllocs()
			for b.Loop() {
				readBench(b, path, Options{Format: Auto})
			}
			b.ReportMetric(float64(len(csv))/float64(len(archive.content)), "ratio")
		})
	}
}
