package render_test

import (
	"regexp"
	"strings"
	"time"

	"reftel/corpus"
	"reftel/corpus/cable"
	"reftel/corpus/tags"
	"reftel/index"
)

// harbour is an answer with all that a hit can have.
func harbour() *index.Result {
	return &index.Result{
		Total: 12,
		More:  6,
		Took:  1534 * time.Microsecond,
		Hits: []index.Hit{
			{
				ID: "08PARIS101", Date: time.Date(2008, 2, 11, 9, 15, 0, 0, time.UTC), DatePrecision: "minute",
				Subject: "HARBOUR TENDER: FOUR BIDDERS, ONE DREDGER, AND A MINISTER WHO WOULD RATHER NOT SAY", Origin: "PARIS",
				Classification: "CONFIDENTIAL", Handling: []string{"SIPDIS", "NOFORN"}, Tags: []string{"EWWT", "ECON", "HUMAN RIGHTS", "FR"},
				Score: 7.25,
				Snippets: []index.Snippet{
					snippet(2, "C", "… Ada Marlow was told that the *harbour* tender has drawn four bidders, one of whom owns no dredger & <no ship>; the *harbour* board meets on Friday …"),
					snippet(0, "", "Nothing but a *harbour*"),
				},
			},
			{
				ID: "08HARARE7", Date: time.Date(2008, 1, 1, 0, 0, 0, 0, time.UTC), DatePrecision: "month", Origin: "HARARE",
				Snippets: []index.Snippet{snippet(14, "S/NF", "Pickets stood on the *quay* of the *harbour*.")},
			},
			{ID: "NOID0123456789AB"},
		},
		Facets: []index.Facet{
			{Name: "tags", Other: 31, Values: []index.FacetValue{
				{Value: "EWWT", Label: "Waterborne Transportation", Count: 12}, {Value: "ECON", Label: "Economic Conditions", Count: 9},
				{Value: "HUMAN RIGHTS", Label: "HUMAN RIGHTS", Count: 2}, {Value: "FR", Label: "France", Count: 1},
			}},
			{Name: "classification", Values: []index.FacetValue{
				{Value: "CONFIDENTIAL", Label: "CONFIDENTIAL", Count: 7}, {Value: "FOR OFFICIAL USE ONLY", Label: "FOR OFFICIAL USE ONLY", Count: 5},
			}},
			{Name: "person"},
			{Name: "year", Values: []index.FacetValue{{Value: "2008", Label: "2008", Count: 12}}},
		},
	}
}

// hostile is an answer over a cable that tries to act on the terminal.
func hostile() *index.Result {
	return &index.Result{
		Total: 1,
		Hits: []index.Hit{{
			ID: "08PARIS1\x1b[2J\n", Subject: "HARBOUR \x1b]0;owned\x07 \u009b31m\tLIGHTS\r\nFORGED LINE", Origin: "PA\x9bRIS",
			Classification: "UNCLASSIFIED\x7f", Tags: []string{"ECON\x1b[8m"},
			Snippets: []index.Snippet{snippet(1, "U\x07", "The \x1b[31m*har\x00bour*\x1b[0m is \u202ered\u202c to\u2066night\u2069.")},
		}},
		Facets: []index.Facet{{Name: "source", Values: []index.FacetValue{{Value: "a\x1b[31m\nb.txt", Label: "a\x1b[31m\nb.txt", Count: 1}}}},
	}
}

// wide is an answer in characters that take two columns, or none.
func wide() *index.Result {
	return &index.Result{
		Total: 1,
		Hits: []index.Hit{{
			ID: "08TOKYO3", Subject: "港の灯台はまた暗い", Origin: "TOKYO",
			Snippets: []index.Snippet{snippet(1, "", "港の灯台は また暗い 誰も *驚かない* 私たち以外は e\u0301te\u0301 на причале")},
		}},
		Facets: []index.Facet{{Name: "signed", Values: []index.FacetValue{
			{Value: "灯台", Label: "x", Count: 10}, {Value: "MARLOW", Label: "Ada Marlow", Count: 2},
		}}},
	}
}

func nothing() *index.Result {
	return &index.Result{Facets: []index.Facet{{Name: "tags"}, {Name: "year"}}}
}

// snippet makes a snippet of a text in which matches stand between asterisks.
func snippet(number int, mark, text string) index.Snippet {
	s := index.Snippet{Paragraph: number, Mark: mark}
	open := -1
	for _, c := range []byte(text) {
		switch {
		case c != '*':
			s.Text += string([]byte{c})
		case open < 0:
			open = len(s.Text)
		default:
			s.Matches = append(s.Matches, cable.Span{Start: open, End: len(s.Text)})
			open = -1
		}
	}
	return s
}

// tender is a cable with all that a cable can have.
func tender() index.Document {
	return index.Document{
		ID:     "08PARIS101",
		Record: corpus.Record{Header: "R 110915Z FEB 08\nFM AMEMBASSY PARIS", Body: "UNCLAS PARIS 000101\n\x1b[31mred"},
		Cable: &cable.Cable{
			Date: time.Date(2008, 2, 11, 9, 15, 0, 0, time.UTC), DatePrecision: "minute", From: "AMEMBASSY PARIS",
			To:             []cable.Addressee{{Name: "SECSTATE WASHDC", Precedence: "IMMEDIATE"}},
			Info:           []cable.Addressee{{Name: "AMEMBASSY HARARE", Precedence: "PRIORITY"}, {Name: "USMISSION USNATO", Precedence: "PRIORITY"}, {Name: "CIA WASHDC"}},
			Classification: "CONFIDENTIAL", Handling: []string{"SIPDIS"}, Attention: []string{"EUR/WE", "EB/TRA"}, EO: "12958",
			Declassify:   &cable.Declassify{Raw: "02/11/2018", Date: "2018-02-11", Exemptions: []string{"X1"}},
			Tags:         []tags.Tag{{Code: "EWWT", Name: "Waterborne Transportation"}, {Code: "MARLOW, ADA"}, {Code: "FR", Name: "France"}},
			Subject:      "HARBOUR TENDER",
			ClassifiedBy: []cable.Person{{Name: "Ada Marlow", Title: "Economic Counselor"}}, Reasons: []string{"1.4(b)", "1.4(d)"},
			Aliases:  []string{"08PARIS1010"},
			Refs:     []cable.Ref{{Label: "A", ID: "08STATE12", Notes: []string{"NOTAL"}}, {Label: "B", Raw: "MARLOW-FENN E-MAIL 2/9/08"}},
			Mentions: []string{"07PARIS4001", "07HARARE12"},
			Source:   corpus.Source{Path: "cables/08PARIS101.txt", Line: 1},
			Problems: []cable.Problem{
				{Kind: "julian-time", Line: 3, Message: "the DE line says 0930, the date-time group 0915"},
				{Kind: "text-cut", Message: "the text ends within a word"},
			},
			Paragraphs: []cable.Paragraph{
				{Number: 1, Mark: "C", Text: "SUMMARY: The harbour tender has drawn four bidders, one of whom\nowns no dredger. \n\nEND SUMMARY."},
				{Number: 2, Mark: "C", Heading: "THE BIDDERS", Text: "Fenn & Daughters are the favourites:\n- they own a dredger and know where it\nis;\n-- they have met the minister.\nTonnage, by year:\n2006      412\n2007\t377\n--------\nThe rest is hearsay."},
				{Number: 3, Text: ""},
				{Text: "A text that has no number."},
			},
			Signers: []string{"MARLOW", "FENN"},
		},
	}
}

// bare is a cable of which nothing is known.
func bare() index.Document {
	return index.Document{ID: "NOID0123456789AB", Cable: &cable.Cable{Declassify: &cable.Declassify{Raw: "N/A"}}}
}

// pier is a cable with text in no zone, with an archive's statements, and with two
// other texts, one of which tries to act on the terminal.
func pier() index.Document {
	const text = "UNCLAS SECTION 01 OF 02 QUITO 002817\n\nDEPT FOR WHA/AND\nNSC FOR ADA MARLOW\x1b[2J\n1. THE CRANE STANDS.\n\nTICKETS ARE SOLD\nPAGE 02\nAT THE GATE.\nFilm Number: D75-0410\nPAGE 03\n, D75-0411\nOffice: ACTION\nEB\x07"
	span := func(part string) cable.Span {
		at := strings.Index(text, part)
		return cable.Span{Start: at, End: at + len(part)}
	}
	source := func(path string) corpus.Source { return corpus.Source{Path: path, Line: 12} }
	other := func(path, body string) corpus.Record {
		const head = "R 242232Z OCT 73\nFM AMEMBASSY QUITO\nTO SECSTATE WASHDC 7264\n\nUNCLAS QUITO 2817\n\nE.O. 11652: N/A\nTAGS: EWWT, EC\nSUBJECT: PIER\n\n"
		return corpus.Record{ID: "73QUITO2817", Body: head + "1. " + body + "\nLARKSPUR\n", Source: source(path)}
	}
	return index.Document{
		ID:     "73QUITO2817",
		Record: corpus.Record{Body: text, Source: source("quito.txt")},
		Cable: &cable.Cable{
			Text: text, Classification: "CONFIDENTIAL", TextClassification: "SECRET", Concepts: []string{"BANANAS", "PORT FACILITIES"},
			Attention: []string{"WHA/AND"},
			Pieces: []cable.Piece{
				{Kind: cable.PieceClassification, Span: span("UNCLAS SECTION 01 OF 02 QUITO 002817")}, {Kind: cable.PieceAttention, Span: span("DEPT FOR WHA/AND")},
				{Kind: cable.PieceAttention, Span: span("NSC FOR ADA MARLOW\x1b[2J")}, {Kind: cable.PieceText, Span: span("THE CRANE STANDS.")},
				{Kind: cable.PieceFurniture, Span: span("PAGE 02")},
			},
			Paragraphs: []cable.Paragraph{{Number: 1, Text: "THE CRANE STANDS."}}, Signers: []string{"LARKSPUR"},
			Unplaced:  []cable.Unplaced{{Line: 3, Text: "TICKETS ARE SOLD\nAT THE GATE."}, {Line: 40, Text: "NO DOGS\x1b[8m"}},
			Facts:     []cable.Fact{{Name: "Film Number", Span: span("D75-0410\nPAGE 03\n, D75-0411")}, {Name: "Office\x1b[2J", Span: span("ACTION\nEB\x07")}, {Name: "Copy", Span: cable.Span{}}},
			Furniture: []cable.Span{span("PAGE 02\n"), span("PAGE 03\n")},
			Source:    source("quito.txt"),
		},
		Versions: []cable.Version{
			{Source: source("quito.txt"), Hash: "0123456789abcdef0123456789abcdef", Bytes: 96},
			{Source: source("telegrams/b.txt"), Hash: "fedcba9876543210fedcba9876543210", Bytes: 61},
			{Source: source("telegrams/c\x1b[2J.txt"), Hash: "aa", Bytes: 60},
		},
		Others: []corpus.Record{other("telegrams/b.txt", "A CYLINDER STANDS ON THE PIER."), other("telegrams/c\x1b[2J.txt", "A \x1b[31mRED CYLINDER.")},
	}
}

// elsewhere is an answer with snippets of another text.
func elsewhere() *index.Result {
	found, named := snippet(1, "C", "A *cylinder* stands on the pier."), snippet(0, "", "Film Number: D75 *0410*")
	found.Source, named.Source = "telegrams/b.txt:12", "telegrams/a long folder name/c\x1b[2J.txt:1"
	return &index.Result{Total: 1, Hits: []index.Hit{{ID: "73QUITO2817", Subject: "PIER", Snippets: []index.Snippet{found, named}}}}
}

// last is harbour, when nothing follows.
func last() *index.Result {
	res := harbour()
	res.More = 0
	return res
}

// listed are hits of all classifications, one without a subject, and one that tries to act
// on the terminal.
func listed() []index.Hit {
	hits := append(harbour().Hits, hostile().Hits...)
	hits = append(hits, wide().Hits...)
	hits[1].Opening = "Pickets stood on the quay of the harbour."
	for _, class := range []string{"UNCLASSIFIED", "LIMITED OFFICIAL USE", "FOR OFFICIAL USE ONLY", "SENSITIVE BUT UNCLASSIFIED", "SECRET", "TOP SECRET", "RESTRICTED"} {
		hits = append(hits, index.Hit{ID: "08PARIS2", Date: time.Date(2008, 1, 1, 0, 0, 0, 0, time.UTC), DatePrecision: "year", Classification: class, Subject: class})
	}
	return hits
}

// formulas is a cable whose texts begin as formulas do, or hold what TeX and CSV obey.
func formulas() index.Document {
	return index.NewDocument(corpus.Record{ID: "=1+1", Origin: "@SUM(A1)", Body: "-2+3 \t|cmd"}, &cable.Cable{
		ID: "=1+1", Subject: "+1 {50% of $3 & #4_5^6~7 \\end} \"x\"", Title: "{ 50% of $3 & #4_5^6~7 \\end} } {", Classification: "SECRET",
		From: " =1+1", Tags: []tags.Tag{{Code: "=HYPERLINK(\"x\")"}, {Code: "PARM"}}, Date: time.Date(1974, 3, 1, 0, 0, 0, 0, time.UTC), DatePrecision: "month",
		Signers: []string{"\uff1d1+1"},
	})
}

// charted is an answer with a timeline, a table, and a facet of times.
func charted() *index.Result {
	month := func(year, month, n int) index.Period {
		return index.Period{From: time.Date(year, time.Month(month), 1, 0, 0, 0, 0, time.UTC), Count: n}
	}
	values := func(list ...string) (all []index.FacetValue) {
		for i, v := range list {
			all = append(all, index.FacetValue{Value: v, Label: v, Count: 120 >> i})
		}
		return all
	}
	years := index.Facet{Name: "year", Values: values("2008", "1966", "2007", "2010", "1974"), Other: 2}
	origins := index.Facet{Name: "origin", Values: values("PARIS", "A VERY LONG NAME OF A STATION\x1b[2J", "ROME"), Other: 4, Missing: 3}
	return &index.Result{
		Total: 230, Timeline: []index.Period{month(2006, 11, 1), month(2007, 1, 160), month(2007, 2, 7), month(2009, 1, 60)}, Undated: 2,
		Facets: []index.Facet{years}, Table: &index.Table{Rows: origins, Columns: years, Counts: [][]int{{100, 0, 12, 3, 4}, {5, 1, 0, 0, 0}, {0, 0, 0, 0, 1}}},
	}
}

// yearFilter is the filter of a facet of charted.
var yearFilter = map[string]string{"year": "--filter year=2007,2008"}

// subjects are those of the references of tender.
var subjects = map[string]string{"08STATE12": "THE HARBOUR\x1b[2J\nFUND"}

// lights is a cable as it is parsed, with page breaks, a table and control characters.
func lights() index.Document {
	rec := corpus.Record{ID: "08PARIS7", Body: "CONFIDENTIAL SECTION 01 OF 02 PARIS 000007\n\nTAGS: EWWT\nSUBJECT: HARBOUR LIGHTS\n\n" +
		"1. (C) SUMMARY: The Harbour\x1b[31m is dark. Ships wait in the outer har\u00adbour.\n\n" +
		"2. (C) The harbour board\n\nPARIS 00000007  002 OF 002\n\nhas no light in the harbour, by year:\n2006      412  harbour\n2007\t377\n--------\nNo more.\n\n" +
		"3. (U) - harbour one;\n-- harbour two; outer\n  harbour three.\n\nMARLOW\n"}
	return index.NewDocument(rec, cable.Parse(rec))
}

// harbours are where lights names a harbour.
func harbours() (list []cable.Span) {
	for _, at := range regexp.MustCompile(`(?i)(outer\s+)?har\x{ad}?bour`).FindAllStringIndex(lights().Cable.Text, -1) {
		list = append(list, cable.Span{Start: at[0], End: at[1]})
	}
	return list
}
