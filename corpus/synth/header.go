package main

import (
	"strconv"
	"strings"
	"time"
)

// addressees are those of INFO lines that are no posts, by count. Posts are 3,811
// of the 6,342 that have a routing indicator beside SECSTATE.
var addressees = choose([]weight[[2]string]{
	{[2]string{"RHEHNSC", "NSC WASHDC"}, 370}, {[2]string{"RUEAIIA", "CIA WASHDC"}, 214},
	{[2]string{"RUEKJCS", "SECDEF WASHDC"}, 189}, {[2]string{"RUEHZL", "EUROPEAN POLITICAL COLLECTIVE"}, 176},
	{[2]string{"RUEAIIA", "CIA WASHINGTON DC"}, 114}, {[2]string{"RUEKJCS", "SECDEF WASHINGTON DC"}, 111},
	{[2]string{"RUEATRS", "DEPT OF TREASURY WASHDC"}, 109}, {[2]string{"RUEKJCS", "JOINT STAFF WASHDC"}, 86},
	{[2]string{"RUEATRS", "DEPT OF TREASURY WASHINGTON DC"}, 86}, {[2]string{"RUEHZA", "WHA CENTRAL AMERICAN COLLECTIVE"}, 86},
	{[2]string{"RHMFISS", "HQ USCENTCOM MACDILL AFB FL"}, 81}, {[2]string{"RUCPDOC", "DEPT OF COMMERCE WASHDC"}, 80},
	{[2]string{"RUCNMEM", "EU MEMBER STATES COLLECTIVE"}, 78}, {[2]string{"RHEHAAA", "NSC WASHINGTON DC"}, 72},
	{[2]string{"RHEFDIA", "DIA WASHINGTON DC"}, 71}, {[2]string{"RHMFISS", "CDR USSOUTHCOM MIAMI FL"}, 71},
	{[2]string{"RUEHEE", "ARAB LEAGUE COLLECTIVE"}, 65}, {[2]string{"RUCPDOC", "DEPT OF COMMERCE WASHINGTON DC"}, 65},
	{[2]string{"RUCNIRA", "IRAN COLLECTIVE"}, 65}, {[2]string{"RHEHAAA", "NATIONAL SECURITY COUNCIL WASHINGTON DC"}, 62},
	{[2]string{"RUEHZG", "NATO EU COLLECTIVE"}, 55}, {[2]string{"RUEHXK", "ARAB ISRAELI COLLECTIVE"}, 55},
	{[2]string{"RHEFDIA", "DIA WASHDC"}, 51}, {[2]string{"RHBVAKS", "COMUSNAVCENT"}, 50},
	{[2]string{"RUCNCIS", "CIS COLLECTIVE"}, 48}, {[2]string{"RUEHZM", "GULF COOPERATION COUNCIL COLLECTIVE"}, 47},
	{[2]string{"RUEAWJA", "DEPT OF JUSTICE WASHDC"}, 41}, {[2]string{"RUEHWH", "WESTERN HEMISPHERIC AFFAIRS DIPL POSTS"}, 40},
	{[2]string{"RHMFISS", "HQ USEUCOM VAIHINGEN GE"}, 37}, {[2]string{"RUCNAFG", "AFGHANISTAN COLLECTIVE"}, 37},
	{[2]string{"RUEHGG", "UN SECURITY COUNCIL COLLECTIVE"}, 33}, {[2]string{"RUEHXD", "MOSCOW POLITICAL COLLECTIVE"}, 32},
	{[2]string{"RHHMUNA", "HQ USPACOM HONOLULU HI"}, 32}, {[2]string{"RUCNCLS", "ALL SOUTH AND CENTRAL ASIA COLLECTIVE"}, 27},
	{[2]string{"RHMCSUU", "FBI WASHINGTON DC"}, 26}, {[2]string{"RUEIDN", "DNI WASHINGTON DC"}, 24},
	{[2]string{"RUCNMER", "MERCOSUR COLLECTIVE"}, 23}, {[2]string{"RUEHOO", "CHINA POSTS COLLECTIVE"}, 23},
	{[2]string{"RHEBAAA", "DEPT OF ENERGY WASHINGTON DC"}, 23}, {[2]string{"RUEHZO", "AFRICAN UNION COLLECTIVE"}, 20},
}...)

const infoPostShare = .60

// infoLines is the number of INFO addressees of the cables with transmission
// lines; toLines that of TO, of cables from State.
var (
	infoLines = spread{{0, 0}, {.05, 0}, {.10, 1}, {.25, 2}, {.50, 4}, {.75, 8.5}, {.90, 13.5}, {.95, 16.5}, {.99, 25}, {1, 53}}
	toLines   = spread{{0, 1}, {.60, 2}, {.90, 8}, {1, 32}}
)

// precedences count the cables by the letters of the DTG line.
var precedences = choose([]weight[string]{{"P", 615}, {"O", 418}, {"R", 407}, {"O R", 37}, {"P R", 26}, {"O P", 24}}...)

// words of precedence as addressees have them; routine is not written.
var precedenceWords = map[byte]string{'O': " IMMEDIATE", 'P': " PRIORITY"}

// signals count the operating signals of DTG lines.
var signals = choose([]weight[string]{{"", 1472}, {" ZDK", 41}, {" ZDS", 11}, {" ZFR", 4}}...)

// partialNotice is what archives print in place of transmission lines.
const partialNotice = "This record is a partial extract of the original cable. " +
	"The full text of the original " +
	"cable is not available."

// header writes the lines of transmission.
func (w *writer) header() {
	switch {
	case w.style.old:
		w.oldHeader()
	case w.style.partial:
		w.head = append(w.head, partialNotice...)
		if w.rnd.chance(.085) { // 12 of 142
			w.head = w.time.AppendFormat(append(w.head, "\n\n"...), "021504Z Jan 06")
		}
	default:
		w.transmission()
	}
}

func (w *writer) transmission() {
	precedence := precedences.draw(&w.rnd)
	if !w.style.bare {
		w.routing(precedence)
	}
	w.head = append(append(w.head, precedence...), ' ')
	w.head = appendDTG(w.head, w.time)
	w.head = append(w.head, signals.draw(&w.rnd)...)
	w.head = append(append(w.head, "\nFM "...), w.station.from...)
	w.addressed("\nTO ", precedence[0])
	w.informed(precedence[len(precedence)-1])
}

// appendDTG appends "041412Z DEC 08".
func appendDTG(dst []byte, t time.Time) []byte {
	from := len(dst)
	dst = t.AppendFormat(dst, "021504Z Jan 06")
	return capitals(dst, from)
}

// capitals turns the ASCII letters from there on into capitals.
func capitals(b []byte, from int) []byte {
	for i := from; i < len(b); i++ {
		if 'a' <= b[i] && b[i] <= 'z' {
			b[i] -= 'a' - 'A'
		}
	}
	return b
}

// routing writes what is above the DTG line.
func (w *writer) routing(precedence string) {
	w.head = append(w.head, "VZCZC"...)
	if w.sections > 1 || w.rnd.chance(.33) { // XRO 898, XYZ 562
		w.head = append(w.head, "XRO"...)
	} else {
		w.head = append(w.head, "XYZ"...)
	}
	w.head = append(w.appendDigits(w.head, 4), '\n', precedence[0], precedence[0])
	for range 1 + w.rnd.below(5) {
		w.head = append(append(w.head, ' '), w.other().Routing...)
	}
	w.head = append(append(w.head, "\nDE "...), w.station.Routing...)
	w.head = appendPadded(append(w.head, " #"...), int(w.serial%10000), 4)
	if w.sections > 1 {
		w.head = append(w.head, "/01"...)
	}
	w.head = w.appendFiled(append(w.head, ' '))
	w.head = append(append(append(w.head, '\n'), w.class.security...), '\n')
}

// appendFiled appends the filing time of the DE line. In 6 of 100 it is not the
// DTG's to the minute (332 of 5,752, DESIGN 3).
func (w *writer) appendFiled(dst []byte) []byte {
	t := w.time
	if late := t.Add(time.Duration(1+w.rnd.below(30)) * time.Minute); w.rnd.chance(.058) && late.Day() == t.Day() {
		t = late
	}
	return t.AppendFormat(dst, "0021504")
}

// other returns a station that cables of this one go to.
func (w *writer) other() *station {
	return &w.plan.stations.list[w.plan.stations.weights.draw(&w.rnd)]
}

// addressed writes the TO lines.
func (w *writer) addressed(label string, precedence byte) {
	w.head = append(w.head, label...)
	if w.post != w.plan.stations.state {
		w.addressee("RUEHC", "SECSTATE WASHDC", precedence)
		return
	}
	for i := range toLines.count(&w.rnd) {
		if i > 0 {
			w.head = append(w.head, '\n')
		}
		s := w.other()
		w.addressee(s.Routing, s.from, precedence)
	}
}

// informed writes the INFO lines.
func (w *writer) informed(precedence byte) {
	for i := range infoLines.count(&w.rnd) {
		if i == 0 {
			w.head = append(w.head, "\nINFO "...)
		} else {
			w.head = append(w.head, '\n')
		}
		if w.rnd.chance(infoPostShare) {
			s := w.other()
			w.addressee(s.Routing, s.from, precedence)
			continue
		}
		a := addressees.draw(&w.rnd)
		w.addressee(a[0], a[1], precedence)
	}
}

// addressee writes one addressee: State with the precedence, of the others 60
// of 100 (3,684 of 8,784 are above routine); 47 of 100 have a serial.
func (w *writer) addressee(routing, name string, precedence byte) {
	if !w.style.bare {
		w.head = append(append(w.head, routing...), '/')
	}
	w.head = append(w.head, name...)
	if routing == "RUEHC" || w.rnd.chance(.6) {
		w.head = append(w.head, precedenceWords[precedence]...)
	}
	if w.rnd.chance(.47) {
		w.head = w.appendDigits(append(w.head, ' '), 4)
	}
}

// appendDigits appends n digits of chance.
func (w *writer) appendDigits(dst []byte, n int) []byte {
	for range n {
		dst = append(dst, byte('0'+w.rnd.below(10)))
	}
	return dst
}

// appendPadded appends a number with zeros to fill the width.
func appendPadded(dst []byte, n, width int) []byte {
	var buf [20]byte
	digits := strconv.AppendInt(buf[:0], int64(n), 10)
	for range width - len(digits) {
		dst = append(dst, '0')
	}
	return append(dst, digits...)
}

// offices count the offices of ACTION and INFO lines in old page headers.
var offices = strings.Fields("AF AID ACQ CEA CIAE COME CTME DINT DODE DS EB EUR EXIM FAAE FBIE FRB H INL INR IO ITC JUSE " +
	"LAB L NEA NSAE NSCE OES OMB OPIC PA PM PRS P SP SSO STR TRSE USIE")

// oldHeader writes the page header of ACP 126 under the archive's notice, and
// the transmission lines without routing indicators.
func (w *writer) oldHeader() {
	w.head = append(append(w.head, partialNotice...), "\n\n"...)
	w.head = w.time.AppendFormat(w.head, "021504Z Jan 06")
	w.head = append(append(w.head, "\n\n\n                           "...), w.class.plain()...)
	w.head = w.appendDigits(append(w.head, "     PTQ"...), 4)
	w.head = w.appendPage(append(w.head, "\n\n"...), 1)
	w.head = append(append(append(w.head, "\nACTION "...), one(&w.rnd, offices)...), "-00\n\nINFO  LOG-00"...)
	for range 5 + w.rnd.below(12) {
		w.head = append(append(w.head, "   "...), one(&w.rnd, offices)...)
		w.head = append(w.head, '-', '0', byte('0'+w.rnd.below(3)))
	}
	w.head = append(w.appendDigits(append(w.head, "    /"...), 3), "W\n                  ------------------"...)
	w.head = w.time.AppendFormat(w.appendDigits(w.head, 6), "  021504Z /38\n")
	w.head = append(appendDTG(append(w.head, "R "...), w.time), "\nFM "...)
	w.head = append(append(w.head, w.station.from...), "\nTO SECSTATE WASHDC "...)
	w.head = w.appendDigits(w.head, 4)
}

// appendPage appends "PAGE 02        HARARE  05461  01 OF 02  271458Z".
func (w *writer) appendPage(dst []byte, page int) []byte {
	dst = appendPadded(append(dst, "PAGE "...), page, 2)
	short := w.station.Code
	short = short[:min(len(short), 6)]
	dst = append(append(dst, "        "...), short...)
	dst = appendPadded(append(dst, "  "...), int(w.serial), 5)
	if w.sections > 1 {
		dst = appendPadded(append(dst, "  01 OF "...), w.sections, 2)
	}
	return w.time.AppendFormat(dst, "  021504Z")
}
