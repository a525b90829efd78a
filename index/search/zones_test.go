package search

import (
	"fmt"
	"reflect"
	"slices"
	"strings"
	"testing"

	"reftel/corpus"
	"reftel/corpus/cable"
	"reftel/index"
)

func someZones() Zones {
	return Zones{
		Body:    []Range{{6, 50}, {110, 120}},
		Subject: []Range{{2, 5}},
		Summary: []Range{{8, 14}, {15, 20}},
		Paragraphs: []Paragraph{
			{Range{6, 14}, 1, "S/NF"}, {Range{14, 20}, 2, ""}, {Range{20, 30}, 0, "S/NF"}, {Range{110, 120}, 7, "C/REL NATO"},
		},
	}
}

func TestZonesAreRead(t *testing.T) {
	t.Parallel()
	want := someZones()
	data := AppendZones([]byte("x"), &want)[1:]
	var got Zones
	if err := ReadZones(data, AllZones, &got); err != nil || !reflect.DeepEqual(got, want) {
		t.Errorf("got %+v, %v; want %+v", got, err, want)
	}
	if err := ReadZones(data, BodyZones, &got); err != nil || !slices.Equal(got.Body, want.Body) || len(got.Summary)+len(got.Paragraphs) > 0 {
		t.Errorf("of the body: %+v, %v", got, err)
	}
	if err := ReadZones(data, SummaryZones, &got); err != nil || !slices.Equal(got.Summary, want.Summary) || !slices.Equal(got.Subject, want.Subject) || len(got.Paragraphs) > 0 {
		t.Errorf("of the summary: %+v, %v", got, err)
	}
	for _, marks := range []bool{false, true} {
		for _, test := range []struct {
			position   int64
			paragraphs int
		}{{0, 1}, {13, 1}, {14, 2}, {29, 3}, {30, 4}, {119, 4}, {120, 4}, {noPosition, 4}} {
			r := paragraphReader{}
			paragraphs, _, _ := splitZones(data)
			r.open(paragraphs, marks)
			got := r.readTo(test.position, nil)
			if !slices.EqualFunc(got, want.Paragraphs[:test.paragraphs], alike(marks)) || r.bad {
				t.Errorf("marks %v, to position %d: %+v", marks, test.position, got)
			}
			if got = r.readTo(noPosition, got); !slices.EqualFunc(got, want.Paragraphs, alike(marks)) || r.bad {
				t.Errorf("marks %v, after position %d: %+v", marks, test.position, got)
			}
		}
	}
	for n := range data {
		if err := ReadZones(data[:n], AllZones, &got); err != ErrZones {
			t.Errorf("the first %d bytes: %+v, %v", n, got, err)
		}
	}
}

// manyZones are the zones of a text with more paragraphs than one byte counts, and with
// numbers of several bytes.
func manyZones() (z Zones) {
	at := uint32(0)
	for n := range uint32(300) {
		p := Paragraph{Range{at + n%3, at + n%3 + n*n%700}, n * n % 400, []string{"", "C", fmt.Sprint("MARK", n%50)}[n%3]}
		z.Paragraphs = append(z.Paragraphs, p)
		at = p.End
	}
	z.Body = []Range{{0, at}}
	return z
}

func TestManyParagraphs(t *testing.T) {
	t.Parallel()
	want := manyZones()
	var got Zones
	if err := ReadZones(AppendZones(nil, &want), AllZones, &got); err != nil || zonesText(got) != zonesText(want) {
		t.Errorf("got %v, %v; want %v", got, err, want)
	}
}

// TestPartBounds moves through the bounds of paragraphs by steps of several sizes.
func TestPartBounds(t *testing.T) {
	t.Parallel()
	for _, z := range []Zones{{}, someZones(), manyZones()} {
		data := AppendZones(nil, &z)
		for _, step := range []int64{1, 7, 100, 5000} {
			if err := checkPartBounds(data, z.Paragraphs, step); err != nil {
				t.Error(err)
			}
		}
	}
}

// checkPartBounds returns an error if moving through the bounds of the paragraphs in data by a
// step finds others than those of a list.
func checkPartBounds(data []byte, list []Paragraph, step int64) error {
	text := scopeText{paragraphs: list}
	scope := &termScope{texts: TextsOf([]string{string(data)}).Reader()}
	moved := scope.newBounds()
	moved.begin()
	end := int64(100)
	if len(list) > 0 {
		end += int64(list[len(list)-1].End)
	}
	for position := int64(0); position < min(end, 1<<16); position += step {
		moved.moveTo(position)
		part := text.partAt(uint32(position))
		if moved.isPart != (part%2 != 0) || position < moved.last || position >= moved.next {
			return fmt.Errorf("position %d of %v: from %d to %d, paragraph %v", position, list, moved.last, moved.next, moved.isPart)
		}
		for _, at := range []int64{moved.last - 1, moved.last, moved.next - 1, moved.next} {
			if at >= 0 && at < End && (text.partAt(uint32(at)) == part) != (at >= moved.last && at < moved.next) {
				return fmt.Errorf("position %d of %v: from %d to %d, and %d", position, list, moved.last, moved.next, at)
			}
		}
		alone := scope.newBounds()
		alone.begin()
		first := alone.holds(position, moved.next-1)
		alone.begin()
		if !first || alone.holds(position, moved.next) {
			return fmt.Errorf("position %d of %v is not with those to before %d", position, list, moved.next)
		}
	}
	return scope.err
}

// alike compares a paragraph that was read with the one that it should be.
func alike(marks bool) func(got, want Paragraph) bool {
	return func(got, want Paragraph) bool {
		if !marks {
			want = Paragraph{Range: want.Range}
		}
		return got == want
	}
}

// The zones of a cable whose paragraphs are numbered in sequence take three bytes a
// paragraph.
func TestZonesAreShort(t *testing.T) {
	t.Parallel()
	var z Zones
	for n := range uint32(20) {
		z.Paragraphs = append(z.Paragraphs, Paragraph{Range{100 * n, 100*n + 100}, n + 1, "SBU"})
	}
	if got, most := len(AppendZones(nil, &z)), 20*3+10; got > most {
		t.Errorf("%d bytes, want at most %d", got, most)
	}
}

func FuzzZones(f *testing.F) {
	z := someZones()
	f.Add(AppendZones(nil, &z))
	z = manyZones()
	f.Add(AppendZones(nil, &z))
	f.Add([]byte{})
	f.Fuzz(func(t *testing.T, data []byte) {
		var z, again Zones
		for depth := range AllZones {
			ReadZones(data, depth, &z)
		}
		for _, marks := range []bool{false, true} {
			r := paragraphReader{}
			paragraphs, _, _ := splitZones(data)
			r.open(paragraphs, marks)
			r.readTo(noPosition, nil)
		}
		if ReadZones(data, AllZones, &z) != nil {
			checkPartBounds(data, nil, 7)
			return
		}
		if err := checkPartBounds(data, z.Paragraphs, 7); err != nil {
			t.Fatal(err)
		}
		if err := ReadZones(AppendZones(nil, &z), AllZones, &again); err != nil || zonesText(again) != zonesText(z) {
			t.Fatalf("%+v is read as %+v, %v", z, again, err)
		}
	})
}

func zonesText(z Zones) string {
	return fmt.Sprint(z.Body, z.Subject, z.Summary, z.Paragraphs)
}

func BenchmarkReadZones(b *testing.B) {
	var z Zones
	for n := range uint32(25) {
		z.Paragraphs = append(z.Paragraphs, Paragraph{Range{60 * n, 60*n + 50}, n + 1, []string{"C", "SBU"}[n%2]})
	}
	z.Body = []Range{{0, 1500}}
	data := AppendZones(nil, &z)
	for _, depth := range []ZoneDepth{BodyZones, AllZones} {
		b.Run(fmt.Sprint(depth), func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if err := ReadZones(data, depth, &z); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

const zonedCable = `UNCLAS SECTION 01 OF 02 QUITO 002817

SIPDIS

TAGS: EWWT, EC
SUBJECT: CRANES ON THE
PIER

Summary
-------

1. (SBU) The first crane
QUITO 00002817  002 OF 002
stands. End summary.

2. (C/NF) The second crane fell.

Comment
-------

3. Sad.
`

// zonesShown shows the words of each zone of a text.
func zonesShown(f scannedWords) string {
	at := map[uint32]string{}
	for _, w := range f.words {
		for _, p := range w.Positions {
			at[p] = w.Text
		}
	}
	words := func(r Range) string {
		var list []string
		for p := r.Start; p < r.End; p++ {
			if at[p] != "" {
				list = append(list, at[p])
			}
		}
		return strings.Join(list, " ")
	}
	var b strings.Builder
	for _, r := range f.zones.Subject {
		fmt.Fprintf(&b, "subject: %s\n", words(r))
	}
	for _, r := range f.zones.Summary {
		fmt.Fprintf(&b, "summary: %s\n", words(r))
	}
	for _, p := range f.zones.Paragraphs {
		fmt.Fprintf(&b, "%d (%s): %s\n", p.Number, p.Mark, words(p.Range))
	}
	return b.String()
}

func TestZonesOfACable(t *testing.T) {
	t.Parallel()
	rec := corpus.Record{Body: zonedCable}
	doc := index.NewDocument(rec, cable.Parse(rec))
	want := `subject: cranes on the pier
summary: the first crane stands
1 (SBU): the first crane stands end summary
2 (C/NF): the second crane fell
3 (): sad
`
	if got := zonesShown(scan(passagesOf(doc.Texts()))); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}

// Another text has a zone for each paragraph that is indexed whole.
func TestZonesOfAnotherText(t *testing.T) {
	t.Parallel()
	paragraph := func(n int) []string {
		words := make([]string, 40)
		for i := range words {
			words[i] = fmt.Sprintf("p%dw%d", n, i)
		}
		return words
	}
	shown := [][]string{paragraph(1), paragraph(2), paragraph(3), paragraph(4)}
	joined := [][]string{paragraph(1), paragraph(2), append(paragraph(3), paragraph(4)...)}
	changed := [][]string{paragraph(1), slices.Concat([]string{"new"}, paragraph(2)), paragraph(3), paragraph(4)}
	for _, test := range []struct {
		name  string
		other passage
		whole []int // the paragraphs of the other text that are indexed
	}{
		{"the same", passageOf(shown), nil},
		{"one changed", passageOf(changed), []int{1}},
		{"two joined", passageOf(joined), []int{2}},
		{"two parted", passageOf([][]string{paragraph(1), paragraph(2), paragraph(3)[:20], paragraph(3)[20:], paragraph(4)}), []int{2, 3}},
		{"marked", withMark(passageOf(shown), 1, "S"), []int{1}},
	} {
		first := passageOf(shown)
		first.other = false
		got := scan([]passage{first, test.other}).zones.Paragraphs[len(shown):]
		var lengths []int
		for _, p := range got {
			lengths = append(lengths, int(p.End-p.Start))
		}
		var want []int
		for _, i := range test.whole {
			span := test.other.cable.Paragraphs[i].Span
			want = append(want, len(strings.Fields(test.other.cable.Text[span.Start:span.End])))
		}
		if !slices.Equal(lengths, want) {
			t.Errorf("%s: paragraphs of %v words, want %v", test.name, lengths, want)
		}
	}
}

func withMark(p passage, paragraph int, mark string) passage {
	p.cable.Paragraphs[paragraph].Mark = mark
	return p
}
