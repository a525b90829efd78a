package cable

import (
	"fmt"
	"strings"
	"testing"

	"reftel/corpus"
)

func coverOf(number int) string {
	return fmt.Sprintf(`UNCLASSIFIED

MRN: 09 QUITO %d
Date/DTG: Mar 03, 2009 / 031510Z MAR 09
From: AMEMBASSY QUITO
Action: WASHDC, SECSTATE ROUTINE
TAGS: ETRD, EC
Subject: CRANE %[1]d

1. (U) Crane %[1]d has come.

Signature: HODGES
`, number)
}

// columnOf is coverOf with the values in a column of their own.
func columnOf(number int) string {
	return fmt.Sprintf(`UNCLASSIFIED

MRN:
Date/DTG:
From:
Action:
TAGS:
Subject:

09 QUITO %d
Mar 03, 2009 / 031510Z MAR 09
AMEMBASSY QUITO
WASHDC, SECSTATE ROUTINE
ETRD, EC
CRANE %[1]d

1. (U) Crane %[1]d has come.
`, number)
}

func TestSplitCovers(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		name, id, text string
		want           []string
	}{
		{"one", "", coverOf(799), []string{"09QUITO799:1"}},
		{"two", "", coverOf(799) + "\n" + coverOf(801), []string{"09QUITO799:1", "09QUITO801:14"}},
		{"two, the second named", "09QUITO801", coverOf(799) + "\n" + coverOf(801), []string{"09QUITO799:1", "09QUITO801:14"}},
		{"columns", "", columnOf(799) + "\n" + columnOf(801), []string{"09QUITO799:1", "09QUITO801:19"}},
		{"a copy", "", coverOf(799) + "\n" + coverOf(799), []string{"09QUITO799:1"}},
		{"a mention", "", coverOf(799) + "\nMRN: 09 QUITO 801\n", []string{"09QUITO799:1"}},
	} {
		t.Run(test.name, func(t *testing.T) {
			rec := corpus.Record{ID: test.id, Source: corpus.Source{Path: "x", Line: 1}, Format: corpus.Text, Body: test.text}
			var got []string
			var text strings.Builder
			for _, part := range Split(rec) {
				c := Parse(part)
				got = append(got, fmt.Sprintf("%s:%d", c.ID, part.Source.Line))
				text.WriteString(part.Body)
				if part.ID != "" && part.ID != c.ID {
					t.Errorf("the part of %s has the id %s", c.ID, part.ID)
				}
			}
			if fmt.Sprint(got) != fmt.Sprint(test.want) {
				t.Errorf("got %v, want %v", got, test.want)
			}
			if text.String() != test.text {
				t.Error("the parts are not the whole")
			}
		})
	}
}
