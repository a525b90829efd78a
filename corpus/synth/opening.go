package main

import (
	"strconv"
	"strings"
	"time"
)

// desks are offices of attention lines, each about as common.
var desks = strings.Fields("WHA/CEN NEA/MAG NEA/ELA EUR/WE WHA/BSC DRL EUR/NB NEA WHA EUR/RPM EUR/RUS S/CT WHA/EPSC EEB AF/E " +
	"IO/UNP DRL/NESCA G/TIP EUR SCA INL IO SCA/A WHA/PPC INR NEA/RA EUR/UBI T SCA/FO NEA/IR ISN L PM EUR/CARC NEA/ARP INL/LP " +
	"SCA/CEN EAP/CM EUR/ERA EUR/SCE EB WHA/CCA EUR/PGI EEB/ESC/IEC EUR/CE AF/SPG EUR/PPD IO/RHS INR/B PM/WRA AF/W OES/STC")

// openings of attention lines, by count. Of the shared cables 60 in 100 have
// some office in one.
var attentions = choose([]weight[string]{
	{"STATE FOR ", 243}, {"DEPT FOR ", 239}, {"DEPARTMENT FOR ", 159}, {"STATE PASS ", 99},
}...)

const attentionShare = .60

// opening writes what is between the transmission lines and the first
// paragraph.
func (w *writer) opening() {
	if w.style.weekday {
		w.body = w.time.AppendFormat(w.body, "Monday, 02 January 2006, 15:04\n")
	}
	w.classification()
	w.captions()
	if w.rnd.chance(attentionShare) {
		w.attention()
	}
	w.order()
	w.tagLine()
	w.subject()
	if len(w.refs) > 0 {
		w.references()
	}
	if w.class.secret() && w.time.Year() >= 1996 {
		w.classifiedBy()
	}
	w.blank()
}

// line ends a line.
func (w *writer) line() { w.body = append(w.body, w.style.end...) }

// blank ends a line and leaves one blank.
func (w *writer) blank() {
	w.line()
	w.line()
}

// gap leaves a blank line where the archive's copy has any in the opening.
func (w *writer) gap() {
	if w.style.web {
		w.line()
		return
	}
	w.blank()
}

func (w *writer) classification() {
	w.body = append(append(w.body, w.class.line...), ' ')
	if w.sections > 1 {
		w.body = appendPadded(append(w.body, "SECTION 01 OF "...), w.sections, 2)
		w.body = append(w.body, ' ')
	}
	w.body = append(append(w.body, w.station.text...), ' ')
	w.body = appendPadded(w.body, int(w.serial), 6)
	w.gap()
}

// captions writes SIPDIS, in a third of the cables twice (570 of 1,600), and
// the caption of the class.
func (w *writer) captions() {
	caption := w.class.caption
	if caption != "" && w.rnd.chance(.5) {
		w.caption(caption)
		caption = ""
	}
	if w.rnd.chance(.96) {
		w.caption("SIPDIS")
		if w.rnd.chance(.34) {
			w.caption("SIPDIS")
		}
	}
	if caption != "" {
		w.caption(caption)
	}
}

func (w *writer) caption(word string) {
	w.body = append(w.body, word...)
	w.gap()
}

func (w *writer) attention() {
	w.body = append(w.body, attentions.draw(&w.rnd)...)
	n := 1 + w.rnd.below(6)
	for i := range n {
		if i > 0 {
			w.body = append(w.body, ", "...)
		}
		w.body = append(w.body, one(&w.rnd, desks)...)
	}
	w.gap()
}

// order writes the E.O. line, by the order that was in force.
func (w *writer) order() {
	label, colon := "E.O. ", ": "
	if w.style.web {
		label, colon = "EO ", " "
	}
	w.body = append(w.body, label...)
	switch year := w.time.Year(); {
	case year < 1979:
		w.body = append(append(append(w.body, "11652"...), colon...), "GDS"...)
	case year < 1983:
		w.body = append(append(append(w.body, "12065"...), colon...), "GDS "...)
		w.body = w.time.AddDate(6, 0, 0).AppendFormat(w.body, "1/02/06")
	case year < 1996:
		w.body = append(append(append(w.body, "12356"...), colon...), "DECL: OADR"...)
	default:
		w.body = append(append(w.body, "12958"...), colon...)
		w.declassify()
	}
	w.line()
}

// years until declassification, by count.
var years = choose([]weight[int]{{10, 926}, {20, 86}, {25, 52}, {9, 24}, {15, 18}, {5, 14}, {30, 12}}...)

// dates are the layouts of that date, by count.
var dates = choose([]weight[string]{{"01/02/2006", 1001}, {"1/02/2006", 57}, {"1/2/2006", 19}, {"01/02/06", 12}}...)

func (w *writer) declassify() {
	if !w.class.secret() {
		w.body = append(w.body, "N/A"...)
		return
	}
	w.body = append(w.body, "DECL: "...)
	w.body = w.time.AddDate(years.draw(&w.rnd), 0, 0).AppendFormat(w.body, dates.draw(&w.rnd))
}

func (w *writer) tagLine() {
	label, between := "TAGS: ", " "
	if w.style.web {
		label, between = "TAGS ", ", "
	}
	w.body = append(w.body, label...)
	w.body = append(w.body, strings.Join(w.tags, between)...)
	w.line()
}

// subjectChars is the length of the subject.
var subjectChars = spread{{0, 12}, {.05, 25}, {.10, 34}, {.25, 45}, {.50, 58}, {.75, 74}, {.90, 90}, {.95, 101},
	{.99, 126}, {1, 200}}

const (
	// upperSubject is the share of subjects in capitals.
	upperSubject = .915
	// subjectWidth is the width of its lines, whatever the text's are.
	subjectWidth = 62
)

func (w *writer) subject() {
	w.body = append(w.body, "SUBJECT: "...)
	w.title = w.prose.title(w.title[:0], subjectChars.count(&w.rnd))
	if w.style.caps || w.rnd.chance(upperSubject) {
		capitals(w.title, 0)
	}
	w.fold(w.title, len(w.body)-len("SUBJECT: "), subjectWidth)
	w.gap()
}

// references writes the REF block: one reference on the line, more with a label
// each on lines of their own.
func (w *writer) references() {
	w.body = append(w.body, "REF: "...)
	for i, ref := range w.refs {
		if len(w.refs) > 1 {
			w.refLabel(i)
		}
		w.body = w.appendRef(w.body, ref)
		if i < len(w.refs)-1 {
			w.line()
		}
	}
	w.gap()
}

// refLabel writes the label of reference i; archives print a pilcrow before
// those that begin a line.
func (w *writer) refLabel(i int) {
	if i > 0 {
		w.body = append(w.body, "     "...)
		if w.style.marker.before != "" {
			w.body = append(w.body, w.style.marker.before...)
		}
	}
	w.body = append(w.body, byte('A'+i), '.', ' ')
}

// appendRef appends a reference as cables write it: without the year if that is
// the cable's own.
func (w *writer) appendRef(dst []byte, ref name) []byte {
	if ref.year != w.year {
		dst = append(appendPadded(dst, int(ref.year)%100, 2), ' ')
	}
	dst = append(append(dst, w.plan.stations.list[ref.post].text...), ' ')
	return strconv.AppendUint(dst, uint64(ref.serial), 10)
}

// titles of those who classify, by count.
var titles = choose([]weight[string]{
	{"Ambassador", 313}, {"DCM", 73}, {"Political Counselor", 67}, {"CDA", 48}, {"Deputy Chief of Mission", 36},
	{"Charge d'Affaires", 34}, {"Charge", 18}, {"Political Minister Counselor", 25}, {"Economic Counselor", 12},
	{"Minister Counselor for Economic and Political Affairs", 19}, {"PolCouns", 9}, {"Consul General", 7},
}...)

// reasons of classification by count, as letters.
var reasons = choose([]weight[string]{
	{"(b) and (d)", 925}, {"(d)", 69}, {"(b)", 28}, {"(c)", 13}, {"(b), (c) and (d)", 12}, {"(a), (b) and (d)", 6},
	{"(b), (d) and (e)", 6}, {"(b) and (c)", 4}, {"(b) and (e)", 2}, {"(b), (d) and (h)", 2},
}...)

// reasonLabels are the words before a reason, by count.
var reasonLabels = choose([]weight[string]{{", for reasons ", 460}, {". Reasons: ", 184}, {"; reason ", 74}}...)

// amended is when reasons 1.5 became reasons 1.4.
var amended = time.Date(2003, 9, 22, 0, 0, 0, 0, time.UTC)

func (w *writer) classifiedBy() {
	from := len(w.body)
	b := append(append(w.scratch[:0], titles.draw(&w.rnd)...), ' ')
	b = append(w.voc.name(b, &w.rnd), ' ')
	b = append(w.voc.name(b, &w.rnd), reasonLabels.draw(&w.rnd)...)
	if w.time.Before(amended) {
		b = append(b, "1.5 "...)
	} else {
		b = append(b, "1.4 "...)
	}
	w.scratch = append(append(b, reasons.draw(&w.rnd)...), '.')
	w.body = append(w.body, "Classified By: "...)
	w.fold(w.scratch, from, w.style.width)
	w.gap()
}
