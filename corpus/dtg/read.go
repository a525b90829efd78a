package dtg

// A reader reads one group from a text, place by place. Each of its methods
// moves pos past what it took and returns the fault that stopped it, "" for
// none.
type reader struct {
	text string
	pos  int
	// loose lets blanks and dashes stand anywhere between the places, as in a
	// spaced reproduction or in what a person types; running text has too many
	// numbers for that.
	loose bool
	g     group
}

// group reads digits, zone, month and year.
func (r *reader) group() fault {
	if f := r.digits(); f != "" {
		return f
	}
	if r.g.n >= 6 {
		if f := r.zone(); f != "" {
			return f
		}
	}
	if f := r.month(); f != "" {
		return f
	}
	return r.year()
}

// digits reads the day, or day, hour, minute and perhaps second, or nothing
// where the month comes first.
func (r *reader) digits() fault {
	g := &r.g
	for ; r.pos < len(r.text) && g.n < len(g.digits); r.betweenDigits() {
		value, fix := digit(r.text[r.pos])
		if value > 9 || fix != 0 && (g.n >= 6 || r.atMonth()) {
			break
		}
		g.digits[g.n] = value
		g.repairs |= fix
		g.n++
		r.pos++
	}
	switch g.n {
	case 1:
		g.digits[0], g.digits[1], g.n = 0, g.digits[0], 2
	case 8:
		g.repairs |= seconds
	case 2, 6:
	case 0:
		if !r.atMonth() {
			return faultEmpty
		}
	default:
		return faultDigits
	}
	if g.n < 6 && !r.loose {
		return faultDigits
	}
	return ""
}

// betweenDigits skips what may stand between two digits: in running text a
// blank or slash after the day.
func (r *reader) betweenDigits() {
	switch {
	case r.loose:
		r.skip()
	case r.g.n == 2 && r.pos < len(r.text) && (r.text[r.pos] == ' ' || r.text[r.pos] == '/'):
		r.pos++
	}
}

// zone reads the zone letter, and the digit that may come with it.
func (r *reader) zone() fault {
	if r.loose {
		r.skip()
	} else if r.pos < len(r.text) && r.text[r.pos] == ' ' {
		r.pos++
	}
	if r.pos == len(r.text) || !isLetter(r.text[r.pos]) || r.atMonth() {
		return faultZone
	}
	r.g.zone = r.text[r.pos] &^ 0x20
	r.pos++
	if r.g.zone == 'J' {
		return faultLocal
	}
	if r.digitAt(r.pos) && !r.digitAt(r.pos+1) {
		r.g.repairs |= extra
		r.pos++
	}
	return ""
}

// month reads the month's name or its first three letters.
func (r *reader) month() fault {
	r.skip()
	month, length := monthAt(r.text, r.pos)
	if month == 0 {
		return faultMonth
	}
	r.g.month = month
	r.pos += length
	return ""
}

// year reads the year. Running text may have none: the group then ends with
// the month.
func (r *reader) year() fault {
	end := r.pos
	r.skip()
	if year, next := r.yearAt(r.pos); year != 0 && (r.loose || plausible(year)) {
		r.g.year, r.pos = year, next
		return ""
	}
	if r.loose || r.g.month == 5 {
		return faultYear // running text: "may" is a verb without a year
	}
	r.pos = end
	return ""
}

// yearAt reads two or four digits at i, or two or four with a blank between
// them, and returns the full year and where it ends; 0 if there is none.
func (r *reader) yearAt(i int) (year, end int) {
	end = r.digitRun(i)
	fix := repair(0)
	if n := end - i; n == 1 || n == 3 {
		end, fix = r.spacedRun(i), splitYear
	}
	count, firm := 0, false
	for _, c := range []byte(r.text[i:end]) {
		value, f := digit(c)
		if value > 9 {
			continue
		}
		year = year*10 + int(value)
		fix |= f
		firm = firm || f == 0
		count++
	}
	switch {
	case !firm || count != 2 && count != 4 || !r.loose && fix&splitYear != 0 && (count == 4 || year < 66):
		return 0, i
	case count == 2:
		year = FullYear(year)
	}
	r.g.repairs |= fix
	return year, end
}

// digitRun returns the end of the run of digits at i, letters that look like
// digits included unless a word goes on with them: in "08INFO" two characters.
func (r *reader) digitRun(i int) int {
	end := i
	for end < len(r.text) && end < i+5 {
		if value, _ := digit(r.text[end]); value > 9 {
			break
		}
		end++
	}
	for end > i && end < len(r.text) && isLetter(r.text[end]) && isLetter(r.text[end-1]) {
		end--
	}
	return end
}

// spacedRun returns the end of up to four digits at i with single blanks
// between them.
func (r *reader) spacedRun(i int) int {
	end := i
	for n := 0; n < 4 && r.digitAt(i); n++ {
		end = i + 1
		if i = end; i < len(r.text) && r.text[i] == ' ' {
			i++
		}
	}
	return end
}

// skip goes past blanks, and past one line end at most in running text; loose
// texts may have other marks between the places, too.
func (r *reader) skip() {
	lines := 0
	for ; r.pos < len(r.text); r.pos++ {
		switch c := r.text[r.pos]; {
		case c == ' ' || c == '\t' || c == '\r':
		case c == '\n' && (r.loose || lines == 0):
			lines++
		case r.loose && isMark(c):
		default:
			return
		}
	}
}

func (r *reader) digitAt(i int) bool { return i < len(r.text) && isDigit(r.text[i]) }

func (r *reader) atMonth() bool {
	month, _ := monthAt(r.text, r.pos)
	return month != 0
}

// plausible reports whether a cable's text can mean this year by the number
// after a month.
func plausible(year int) bool { return year >= 1900 && year < 2100 }

// digit returns the value of a digit, or of a letter that a scan puts for one
// together with its repair; a value above 9 is none.
func digit(c byte) (value byte, fix repair) {
	switch c {
	case 'O', 'o':
		return 0, letterO
	case 'I', 'i', 'l':
		return 1, letterI
	}
	if c < '0' {
		return 255, 0
	}
	return c - '0', 0
}

func isDigit(c byte) bool { return c-'0' <= 9 }

func isLetter(c byte) bool { return c|0x20 >= 'a' && c|0x20 <= 'z' }

func isMark(c byte) bool {
	switch c {
	case '.', ',', '/', '-', '\'', '\\', '\f', '\v':
		return true
	}
	return false
}

var monthNames = [...]string{"january", "february", "march", "april", "may", "june", "july",
	"august", "september", "october", "november", "december"}

// monthAt returns the month whose name, or its abbreviation, is the word at i,
// and the length of that word; 0 if there is none.
func monthAt(text string, i int) (month, length int) {
	if i+3 > len(text) {
		return 0, 0
	}
	month = monthOf(text[i], text[i+1], text[i+2])
	if month == 0 {
		return 0, 0
	}
	rest := text[i:min(len(text), i+len("september")+1)]
	end := 3
	for end < len(rest) && isLetter(rest[end]) {
		end++
	}
	if end == 3 || isPrefixOf(rest[:end], monthNames[month-1]) {
		return month, end
	}
	return 0, 0
}

// isPrefixOf reports whether word is name, or "sept" in September.
func isPrefixOf(word, name string) bool {
	if len(word) != len(name) && (len(word) != 4 || name != "september") {
		return false
	}
	for i := range len(word) {
		if word[i]|0x20 != name[i] {
			return false
		}
	}
	return true
}

// monthOf returns the month with these first three letters, 0 for none.
func monthOf(a, b, c byte) int {
	switch uint32(a|0x20)<<16 | uint32(b|0x20)<<8 | uint32(c|0x20) {
	case 'j'<<16 | 'a'<<8 | 'n':
		return 1
	case 'f'<<16 | 'e'<<8 | 'b':
		return 2
	case 'm'<<16 | 'a'<<8 | 'r':
		return 3
	case 'a'<<16 | 'p'<<8 | 'r':
		return 4
	case 'm'<<16 | 'a'<<8 | 'y':
		return 5
	case 'j'<<16 | 'u'<<8 | 'n':
		return 6
	case 'j'<<16 | 'u'<<8 | 'l':
		return 7
	case 'a'<<16 | 'u'<<8 | 'g':
		return 8
	case 's'<<16 | 'e'<<8 | 'p':
		return 9
	case 'o'<<16 | 'c'<<8 | 't':
		return 10
	case 'n'<<16 | 'o'<<8 | 'v':
		return 11
	case 'd'<<16 | 'e'<<8 | 'c':
		return 12
	}
	return 0
}
