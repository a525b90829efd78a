package cable

import (
	"strings"
	"testing"
)

var summaryTests = []struct {
	name  string
	paras []Paragraph
	want  string
}{
	{"label and end", []Paragraph{{Number: 1, Text: "Summary. Fish swim. End summary."}, {Number: 2, Text: "More."}}, "Fish swim."},
	{"capitals", []Paragraph{{Number: 1, Text: "SUMMARY: FISH SWIM.  END\nSUMMARY."}}, "FISH SWIM."},
	{"no end", []Paragraph{{Number: 1, Text: "SUMMARY: Fish swim."}, {Number: 2, Text: "More."}}, "Fish swim."},
	{"lines", []Paragraph{{Number: 1, Text: "Summary: Fish swim \nin the sea. \n \nBirds fly. End summary."}}, "Fish swim\nin the sea.\nBirds fly."},
	{"heading", []Paragraph{{Number: 1, Heading: "SUMMARY", Text: "Fish swim."}, {Number: 2, Heading: "FISH", Text: "More."}}, "Fish swim."},
	{"heading over two paragraphs", []Paragraph{{Number: 1, Heading: "Summary", Text: "Fish swim."}, {Number: 2, Text: "Birds fly."}, {Number: 3, Heading: "FISH", Text: "More."}}, "Fish swim.\nBirds fly."},
	{"heading without another", []Paragraph{{Number: 1, Heading: "Summary", Text: "Fish swim."}, {Number: 2, Text: "Birds fly."}}, "Fish swim."},
	{"two paragraphs with an end", []Paragraph{{Number: 1, Heading: "SUMMARY AND TABLE OF CONTENTS", Text: "Fish swim."}, {Number: 2, Text: "Birds fly.\n\nEND SUMMARY."}, {Number: 3, Text: "More."}}, "Fish swim.\nBirds fly."},
	{"not the first paragraph", []Paragraph{{Number: 1, Text: "This is an action request."}, {Number: 2, Text: "Summary: Fish swim. (End summary.)"}}, "Fish swim."},
	{"end only", []Paragraph{{Text: "Please protect."}, {Number: 1, Text: "Fish swim. End of summary."}}, "Fish swim."},
	{"summary and comment", []Paragraph{{Number: 1, Text: "SUMMARY AND COMMENT: Fish swim. END SUMMARY AND COMMENT."}}, "Fish swim."},
	{"introduction and summary", []Paragraph{{Number: 1, Text: "INTRODUCTION AND SUMMARY.  Fish swim. END SUMMARY"}}, "Fish swim."},
	{"executive summary", []Paragraph{{Number: 1, Text: "Executive Summary -- Fish swim."}}, "Fish swim."},
	{"begin summary", []Paragraph{{Number: 1, Text: "BEGIN SUMMARY: Fish swim. END SUMMARY"}}, "Fish swim."},
	{"misspelt", []Paragraph{{Number: 1, Text: "SUMMAY: Fish swim. END SUMMAY"}}, "Fish swim."},
	{"continued", []Paragraph{{Number: 1, Text: "Summary (continued): Fish swim."}}, "Fish swim."},
	{"mark behind the label", []Paragraph{{Number: 1, Text: "Summary: (SBU) Fish swim. End summary."}}, "Fish swim."},
	{"rules", []Paragraph{{Number: 1, Text: "SUMMARY\n-------\nFish swim.\n------\nEnd Summary"}}, "Fish swim."},
	{"the word in a sentence", []Paragraph{{Number: 1, Text: "Summary executions went on. In the end summary courts were closed."}, {Number: 2, Text: "Fish."}}, ""},
	{"no summary", []Paragraph{{Number: 1, Text: "Fish swim."}, {Number: 2, Text: "A summary of it is dull."}}, ""},
	{"none at all", nil, ""},
}

func summaryOf(paras []Paragraph) string { return summaryText(paras, summaryParts(paras)) }

func TestParseSummary(t *testing.T) {
	t.Parallel()
	for _, tt := range summaryTests {
		t.Run(tt.name, func(t *testing.T) {
			if got := summaryOf(tt.paras); got != tt.want {
				t.Errorf("the summary of %+v = %q, want %q", tt.paras, got, tt.want)
			}
		})
	}
	if got := summaryOf([]Paragraph{{Text: "Summary: Fish swim. End summary. More."}}); got != "Fish swim." {
		t.Errorf("of a body without paragraphs: %q", got)
	}
}

func FuzzParseSummary(f *testing.F) {
	for _, tt := range summaryTests {
		for _, p := range tt.paras {
			f.Add(p.Heading, p.Text, "Fish. END SUMMARY")
		}
	}
	f.Fuzz(func(t *testing.T, heading, one, two string) {
		got := summaryOf([]Paragraph{{Number: 1, Heading: heading, Text: one}, {Number: 2, Text: two}})
		if len(got) > len(one)+len(two)+1 || strings.Contains(got, "\n\n") {
			t.Errorf("summary %q", got)
		}
	})
}

func BenchmarkParseSummary(b *testing.B) {
	text := "Summary. " + strings.Repeat("The fish swam all day and were not seen again until noon.\n", 20) + "End summary."
	paras := []Paragraph{{Number: 1, Text: text}, {Number: 2, Text: text}}
	b.ReportAllocs()
	b.SetBytes(int64(len(text)))
	for b.Loop() {
		summaryOf(paras)
	}
}
