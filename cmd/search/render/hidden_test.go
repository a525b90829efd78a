package render

import (
	"bytes"
	"encoding/json"
	"slices"
	"strings"
	"testing"

	"reftel/cmd/internal/cli"
	"reftel/corpus"
	"reftel/corpus/cable"
	"reftel/index"
)

// acting are characters that a terminal acts on or does not show: first, last.
var acting = [][2]rune{
	{0, 0x08}, {0x0b, 0x1f}, {0x7f, 0x9f}, // controls
	{0xad, 0xad}, {0x34f, 0x34f}, {0x61c, 0x61c}, {0x115f, 0x1160}, {0x17b4, 0x17b5}, {0x180b, 0x180f},
	{0x200b, 0x200f}, {0x2028, 0x202e}, {0x2060, 0x206f}, {0x3164, 0x3164}, {0xfe00, 0xfe0f}, {0xfeff, 0xfeff}, {0xffa0, 0xffa0},
	{0xfff0, 0xfffb}, {0x1bca0, 0x1bca3}, {0x1d173, 0x1d17a}, {0xe0000, 0xe0fff},
}

// hidden returns the characters of an output that a terminal acts on or does not
// show.
func hidden(out string) []rune {
	var list []rune
	for _, r := range out {
		if slices.ContainsFunc(acting, func(span [2]rune) bool { return span[0] <= r && r <= span[1] }) {
			list = append(list, r)
		}
	}
	return list
}

// FuzzHidden prints a text in all places of a hit and of a cable: no character
// that acts on a terminal, and none that hides, is passed on.
func FuzzHidden(f *testing.F) {
	f.Add("SUBJECT: a\u200bb \u202ec\u202c \U000e0041 \x1b[31m \u2028 d")
	f.Add("1. (C)    a\u2028table    \t\u00ad\ufe0f\n- item\u2066")
	f.Fuzz(func(t *testing.T, text string) {
		rec := corpus.Record{ID: text, Header: text, Body: text, Origin: text}
		doc := index.NewDocument(rec, cable.Parse(rec))
		doc.ID = text
		hit := index.NewHit(doc)
		hit.Subject = text
		hit.Tags = []string{text}
		hit.Snippets = []index.Snippet{{Source: text, Mark: text, Text: text, Matches: []cable.Span{{End: len(text) / 2}}}}
		res := &index.Result{Total: 1, Hits: []index.Hit{hit}, Facets: []index.Facet{{Name: "tags", Values: []index.FacetValue{{Value: text, Label: text + "x", Count: 1}}}}}
		opt := TextOptions{Width: 80, Tables: true}
		var out bytes.Buffer
		_, err := Cable(&out, doc, opt)
		for _, err := range []error{
			err, Text(&out, res, res.Hits, opt), Text(&out, res, nil, TextOptions{Width: 20}),
			Versions(&out, doc, opt), RawVersions(&out, doc, opt, true), JSON(&out, text, res, res.Hits, nil, "", ""), cli.Object(&out, doc.Cable),
		} {
			if err != nil {
				t.Fatal(err)
			}
		}
		out.WriteString(cli.Line(text) + cli.Clean(strings.NewReplacer("\u2028", "", "\u2029", "").Replace(text)))
		if list := hidden(out.String()); len(list) > 0 {
			t.Errorf("%q is passed on: %U", text, list)
		}
	})
}

// TestEscapedJSON: JSON has such characters as escapes, and so unchanged.
func TestEscapedJSON(t *testing.T) {
	const text = "a\u200b\u202e\U000e0041\u00ad\ufe0f\x1b\u2028z"
	var out bytes.Buffer
	if err := cli.Object(&out, text); err != nil {
		t.Fatal(err)
	}
	if list := hidden(out.String()); len(list) > 0 {
		t.Errorf("%s has %U", out.String(), list)
	}
	var got string
	if err := json.Unmarshal(out.Bytes(), &got); err != nil || got != text {
		t.Errorf("%s is read as %q, %v", out.String(), got, err)
	}
}
