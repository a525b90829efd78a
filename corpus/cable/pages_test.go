package cable

import (
	"fmt"
	"strings"
	"testing"

	"reftel/corpus"
)

// released are the pages of a release that holds two telegrams.
var released = []string{
	`UNCLASSIFIED

MRN: 09 QUITO 799
Date/DTG: Mar 03, 2009 / 031510Z MAR 09
From: AMEMBASSY QUITO
Action: WASHDC, SECSTATE ROUTINE
TAGS: ETRD, EC
Subject: TWO CRANES FOR THE PORT OF MANTA

C O N F I D E N T I A L QUITO 000799

SIPDIS

E.O. 12958: DECL: 03/03/2019
TAGS: ETRD, EC
SUBJECT: TWO CRANES FOR THE PORT OF MANTA

1. (C) SUMMARY: THE PORT OF MANTA BOUGHT TWO CRANES, OF WHICH THE SECOND

Page 1 of 3`,
	`UNCLASSIFIED

STANDS IN PIECES ON THE QUAY.

2. (C) NOBODY KNOWS WHO IS TO PUT IT TOGETHER.
HODGES

Page 2 of 3`,
	`UNCLASSIFIED

R 041200Z MAR 09
FM AMEMBASSY QUITO
TO SECSTATE WASHDC

C O N F I D E N T I A L QUITO 000801

E.O. 12958: DECL: 03/04/2019
TAGS: ETRD, EC
SUBJECT: A THIRD CRANE

1. (C) A THIRD CRANE HAS COME.
HODGES

Page 3 of 3`,
}

func releasedRecord(page int) corpus.Record {
	return corpus.Record{
		Source: corpus.Source{Path: "release.pdf", Page: page}, Format: corpus.PDF,
		Body: strings.Join(released, "\n"+corpus.PageBreak+"\n"),
	}
}

func TestSplitPages(t *testing.T) {
	t.Parallel()
	parts := Split(releasedRecord(4))
	if len(parts) != 2 {
		t.Fatalf("%d telegrams, want 2", len(parts))
	}
	for i, want := range []string{"release.pdf:page 4", "release.pdf:page 6"} {
		if got := parts[i].Source.String(); got != want {
			t.Errorf("telegram %d is at %s, want %s", i, got, want)
		}
	}
}

func TestSentenceOverPages(t *testing.T) {
	t.Parallel()
	c := Parse(Split(releasedRecord(1))[0])
	if c.ID != "09QUITO799" {
		t.Errorf("id %s", c.ID)
	}
	if len(c.Paragraphs) != 2 {
		t.Fatalf("%d paragraphs, want 2: %+v", len(c.Paragraphs), c.Paragraphs)
	}
	var text strings.Builder
	for _, piece := range c.Pieces {
		if piece.Kind != PieceFurniture {
			text.WriteString(c.Text[piece.Start:piece.End])
		}
	}
	got := strings.Join(strings.Fields(text.String()), " ")
	for _, want := range []string{"OF WHICH THE SECOND STANDS IN PIECES"} {
		if !strings.Contains(got, want) {
			t.Errorf("no %q in %q", want, got)
		}
	}
	for _, not := range []string{"Page 1", corpus.PageBreak} {
		if strings.Contains(text.String(), not) {
			t.Errorf("%q is text", not)
		}
	}
}

func TestCaseStamp(t *testing.T) {
	t.Parallel()
	const stamp = "UNCLASSIFIED  U.S. Department of State Case No. F-2014-20439 Doc No. C05762379 Date: 06/30/2015"
	text := strings.ReplaceAll(strings.Join(released[:2], "\n"+corpus.PageBreak+"\n"), "\nPage ", "\n"+stamp+"\nPage ")
	c := Parse(corpus.Record{Body: strings.ReplaceAll(text, corpus.PageBreak+"\n", corpus.PageBreak+"\n"+stamp+"\n"), Format: corpus.PDF})
	if len(c.Paragraphs) != 2 || strings.Contains(c.Body, "Case No.") {
		t.Errorf("%d paragraphs, body %q", len(c.Paragraphs), c.Body)
	}
}

func TestSplitManyPages(t *testing.T) {
	t.Parallel()
	const n = 1500
	var pages []string
	for i := range n {
		pages = append(pages, strings.ReplaceAll(released[2], "000801", fmt.Sprintf("%06d", 1000+i)))
	}
	rec := releasedRecord(1)
	rec.Body = strings.Join(pages, "\n"+corpus.PageBreak+"\n")
	parts := Split(rec)
	if len(parts) != n {
		t.Fatalf("%d telegrams, want %d", len(parts), n)
	}
	for i, part := range parts {
		if part.Source.Page != i+1 {
			t.Fatalf("telegram %d is on page %d", i, part.Source.Page)
		}
	}
}
