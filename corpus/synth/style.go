package main

import (
	"strings"
	"time"
)

// A class is what an archive says of the classification, and how cables of
// that class write it.
type class struct {
	archive  string
	line     string // on the classification line
	security string // the line of transmission instructions
	caption  string // that goes with it; may be empty
	top      string // the mark that makes the class
	marks    *choice[string]
}

// secret reports whether somebody had to classify it.
func (c *class) secret() bool { return c.top != "U" && c.top != "SBU" }

// plain returns the class as page headers write it.
func (c *class) plain() string { return strings.ReplaceAll(c.line, " ", "") }

// classes count the shared cables by class, and their marked paragraphs by
// mark. A paragraph that is marked higher than its cable, such as the 97 S/NF
// of cables without NOFORN, is left out.
var classes = choose([]weight[*class]{
	{&class{"CONFIDENTIAL", "C O N F I D E N T I A L", "ZNY CCCCC ZZH", "", "C",
		choose([]weight[string]{{"C", 4317}, {"SBU", 688}, {"U", 402}}...)}, 776},
	{&class{"UNCLASSIFIED//FOR OFFICIAL USE ONLY", "UNCLAS", "ZNR UUUUU ZZH", "SENSITIVE", "SBU",
		choose([]weight[string]{{"SBU", 1291}, {"U", 568}}...)}, 298},
	{&class{"UNCLASSIFIED", "UNCLAS", "ZNR UUUUU ZZH", "", "U",
		choose([]weight[string]{{"U", 1}}...)}, 205},
	{&class{"SECRET", "S E C R E T", "ZNY SSSSS ZZH", "", "S",
		choose([]weight[string]{{"S", 728}, {"C", 444}, {"SBU", 106}, {"U", 83}}...)}, 181},
	{&class{"SECRET//NOFORN", "S E C R E T", "ZNY SSSSS ZZH", "NOFORN", "S/NF",
		choose([]weight[string]{{"S/NF", 467}, {"C", 372}, {"SBU", 98}, {"S", 86}, {"C/NF", 89}, {"U", 69}}...)}, 125},
	{&class{"CONFIDENTIAL//NOFORN", "C O N F I D E N T I A L", "ZNY CCCCC ZZH", "NOFORN", "C/NF",
		choose([]weight[string]{{"C/NF", 350}, {"C", 161}, {"SBU", 51}, {"U", 23}}...)}, 84},
}...)

// A style is how a cable, or the archive's copy of it, is set.
type style struct {
	old      bool // with the page headers of ACP 126
	partial  bool // without transmission lines
	bare     bool // with transmission lines from the DTG on
	web      bool // E.O. and TAGS without colons, commas, no blank lines
	weekday  bool // the date in words before all
	twice    bool // a copy that is cut short, then the whole
	caps     bool
	curly    bool // quotes of CP-1252
	width    int  // of a line; 0 is a paragraph a line
	end      string
	gap      string // between sentences
	numbered bool
	marked   bool
	marker   marker
	pages    bool // page lines between sections
	headings heading
	redact   float64 // share of names that are blacked out
}

// A marker says how a paragraph's number and mark are set.
type marker struct{ before, between, after string }

var markers = choose([]weight[marker]{
	{marker{"¶", " ", " "}, 9245}, {marker{"¶", "  ", " "}, 1526}, {marker{"", "", " "}, 1668},
}...)

// A heading says how headings are set.
type heading uint8

const (
	noHeadings heading = iota
	plainHeadings
	underlined
	ruled // with a line above, too
)

var headings = choose([]weight[heading]{{noHeadings, 48}, {plainHeadings, 18}, {underlined, 20}, {ruled, 14}}...)

// partialShare is the share of cables without transmission lines: 142 of 1,669,
// all of them before 2007.
func partialShare(year int) float64 {
	switch {
	case year < 2000 || year > 2006:
		return 0
	case year == 2006:
		return .095
	default:
		return .94
	}
}

// Shares of the shared cables: with "EO 12958" and TAGS with commas 150 of
// 1,669, a third of them with the date in words; 70 with transmission lines
// that begin at the DTG; 92 twice; 21 in capitals; 158 with curly quotes; 887 a
// paragraph a line; 1,010 with a blank at line ends; 90 without paragraph
// numbers; 629 of 780 in sections with page lines; 289 blacked out in places.
const (
	webShare      = .09
	weekdayShare  = .33
	bareShare     = .042
	twiceShare    = .055
	capsShare     = .013
	curlyShare    = .095
	unwrapped     = .53
	spacedShare   = .61
	singleShare   = .55
	unnumbered    = .054
	pagesShare    = .80
	redactedShare = .17
)

func newStyle(r *random, t time.Time, c *class) style {
	s := style{
		partial: r.chance(partialShare(t.Year())), bare: r.chance(bareShare),
		web: r.chance(webShare), twice: r.chance(twiceShare), caps: r.chance(capsShare), curly: r.chance(curlyShare),
		numbered: !r.chance(unnumbered), marked: true, marker: markers.draw(r), pages: r.chance(pagesShare),
		headings: headings.draw(r), end: "\n", gap: "  ",
	}
	if r.chance(singleShare) {
		s.gap = " "
	}
	switch year := t.Year(); {
	case year < 2000:
		s.bare, s.caps, s.web = true, true, false
	case year < 2003:
		s.old, s.caps, s.twice, s.partial = true, true, false, true
	}
	s.weekday = s.web && r.chance(weekdayShare)
	if !r.chance(unwrapped) && !s.old {
		s.width = 58 + r.below(9)
	}
	if r.chance(spacedShare) {
		s.end = " \n"
	}
	if r.chance(redactedShare) {
		s.redact = .02 + .15*r.unit()*r.unit()*r.unit()
	}
	if c.top == "U" {
		s.marked = r.chance(.27) // 274 of 1,024 paragraphs
	}
	return s
}
