package pdf_test

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"reftel/corpus"
	"reftel/corpus/cable"
	"reftel/corpus/pdf"
	"reftel/corpus/pdf/pdftest"
)

// smart are the pages of a release of two telegrams in the SMART form, whose
// labels are the only header. Footers are the release's.
var smart = []string{`UNCLASSIFIED

MRN:            09 QUITO 799
Date/DTG:       Mar 03, 2009 / 031510Z MAR 09
From:           AMEMBASSY QUITO
Action:         WASHDC, SECSTATE ROUTINE
E.O.:           12958
TAGS:           ETRD, EC
Captions:       SIPDIS
Subject:        TWO CRANES FOR THE PORT OF MANTA

1. (U) The port of Manta bought two cranes, of which the second

Released in Full
Jane P. Doe
US Department of State
2/25/2016
Page 1 of 2`, `UNCLASSIFIED

stands in pieces on the quay.

Signature:      HODGES

Released in Full
Jane P. Doe
US Department of State
2/25/2016
Page 2 of 2`, `UNCLASSIFIED

MRN:            09 QUITO 801
Date/DTG:       Mar 04, 2009 / 041200Z MAR 09
From:           AMEMBASSY QUITO
Action:         WASHDC, SECSTATE ROUTINE
E.O.:           12958
TAGS:           ETRD, EC
Subject:        A THIRD CRANE

1. (U) A third crane has come.

Signature:      HODGES

Page 1 of 1`}

func TestSmart(t *testing.T) {
	r := pdf.New(pdf.Options{})
	defer r.Close()
	path := filepath.Join(t.TempDir(), "release.pdf")
	file := pdftest.File{Pages: pdftest.Split(strings.Join(smart, "\f"))}.Bytes()
	if err := os.WriteFile(path, file, 0o600); err != nil {
		t.Fatal(err)
	}
	archive, err := corpus.Open(path, corpus.Options{PDF: r})
	if err != nil {
		t.Fatal(err)
	}
	defer archive.Close()
	var got []string
	for rec, err := range archive.Records(t.Context()) {
		if err != nil {
			t.Fatal(err)
		}
		for _, part := range cable.Split(rec) {
			c := cable.Parse(part)
			got = append(got, c.ID+" "+filepath.Base(part.Source.String())+" "+strings.ReplaceAll(c.Body, "\n", " "))
		}
	}
	want := []string{
		"09QUITO799 release.pdf:page 1 The port of Manta bought two cranes, of which the second stands in pieces on the quay.",
		"09QUITO801 release.pdf:page 3 A third crane has come.",
	}
	if !slices.Equal(got, want) {
		t.Errorf("got  %q\nwant %q", got, want)
	}
}
