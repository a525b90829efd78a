package cable

import "strings"

// precedences are the words of precedence, highest first.
var precedences = []string{"FLASH", "IMMEDIATE", "PRIORITY", "ROUTINE"}

// addressees reads what follows TO or INFO. The next lines add to list.
func (t *transmissionReader) addressees(list *[]Addressee, s string) bool {
	t.list, t.exempted, t.afterGap = list, false, false
	s = strings.TrimLeft(s, " \t:")
	if s == "" {
		return true
	}
	if i := strings.Index(s, " INFO "); list == &t.c.To && i > 0 && isStationName(s[i+len(" INFO "):]) {
		return t.addressee(s[:i]) && t.addressees(&t.c.Info, s[i+len(" INFO "):])
	}
	return t.eachAddressee(s)
}

// eachAddressee reads the addressees of a line. Commas separate them only if each
// begins like the name of a station.
func (t *transmissionReader) eachAddressee(s string) bool {
	if !strings.Contains(s, ", ") {
		return t.addressee(s)
	}
	parts := strings.Split(s, ", ")
	for _, part := range parts {
		if !isStationName(part) {
			return t.addressee(s)
		}
	}
	for _, part := range parts {
		if !t.addressee(part) {
			return false
		}
	}
	return true
}

// maxAddressee is the maximum length in bytes of the name of an addressee.
const maxAddressee = 60

// addressee reads one addressee: "RUEHC/SECSTATE WASHDC PRIORITY 0872". A line
// that cannot be one ends the list: one of office counts (ACTION AF-00 LOG-00),
// running text, or a paragraph.
func (t *transmissionReader) addressee(s string) bool {
	if t.list == nil || hasOfficeCount(s) || isTextLabel(s) {
		t.list = nil
		return false
	}
	if strings.HasPrefix(s, "PAGE ") {
		if n := pageRun(s); n > 0 {
			s = s[n:]
		}
	}
	if s = strings.TrimSpace(s); s == "" {
		return true
	}
	a := parseAddressee(s)
	if t.afterGap && a.Routing == "" && !isStationName(s) {
		t.list, t.exempted = nil, false
		return false
	}
	if len(a.Name) > maxAddressee || isMarked(s) || isProse(s) || a.Routing == "" && isStatement(s) || letterCount(a.Name) < 2 {
		t.list = nil
		return false
	}
	list := t.list
	if t.exempted && a.Routing == "" && len(*list) > 0 {
		last := &(*list)[len(*list)-1]
		last.Exempt = append(last.Exempt, a.Name)
		return true
	}
	t.exempted = false
	if t.further && t.hasAddressee(*list, a.Name) {
		return true
	}
	if *list == nil && list == &t.c.Info {
		*list = make([]Addressee, 0, usualInfo)
	}
	*list = append(*list, a)
	return true
}

// usualInfo is the number of INFO addressees that a list has room for at first.
const usualInfo = 8

// hasAddressee reports whether list, to which addressees are only appended, has one
// with this name.
func (t *transmissionReader) hasAddressee(list []Addressee, name string) bool {
	if t.known.list != t.list {
		t.known = knownAddressees{list: t.list, names: map[string]bool{}}
	}
	for ; t.known.count < len(list); t.known.count++ {
		t.known.names[list[t.known.count].Name] = true
	}
	return t.known.names[name]
}

// knownAddressees holds the names of the first count addressees of a list.
type knownAddressees struct {
	list  *[]Addressee
	count int
	names map[string]bool
}

// parseAddressee parses the line of an addressee: routing indicator, name,
// precedence, message serial.
func parseAddressee(s string) Addressee {
	var a Addressee
	if i := strings.IndexByte(s, '/'); i >= 4 && i <= 9 && isStationCode(s[:i]) && i+1 < len(s) && s[i+1] != '/' {
		a.Routing, s = s[:i], s[i+1:]
	} else if n := gluedRouting(s); n > 0 {
		a.Routing, s = s[:n], s[n:]
	}
	a.Name = joinWords(s)
	if name, last, ok := cutLastWord(a.Name); ok && digits(last) == len(last) && len(last) >= 2 && len(last) <= 6 {
		a.Serial, a.Name = last, name
	}
	if name, last, ok := cutLastWord(a.Name); ok {
		if word := precedenceWord(last); word != "" {
			a.Precedence, a.Name = word, name
		}
	}
	if name, last, ok := cutLastWord(a.Name); ok && last == "NIACT" && a.Precedence != "" {
		a.Precedence, a.Name = "NIACT "+a.Precedence, name // night action: 5 FAH-2 H-320
	}
	return a
}

// cutLastWord cuts s, whose words one blank separates, before its last word. It
// reports false if s has no other word.
func cutLastWord(s string) (before, last string, ok bool) {
	i := strings.LastIndexByte(s, ' ')
	if i < 0 {
		return "", s, false
	}
	return s[:i], s[i+1:], true
}

// isStationCode reports whether s, before a slash, may be a routing indicator:
// capitals and digits that begin with R, or at least six of them.
func isStationCode(s string) bool {
	for i := 0; i < len(s); i++ {
		if !isUpper(s[i]) && !isDigit(s[i]) {
			return false
		}
	}
	return s[0] == 'R' || len(s) >= 6
}

// gluedRouting returns the length of a routing indicator whose slash was lost:
// "RUEHSGAMEMBASSY SANTIAGO"; 0 if there is none.
func gluedRouting(s string) int {
	if !strings.HasPrefix(s, "RUEH") {
		return 0
	}
	for _, word := range []string{"AMEMBASSY", "AMCONSUL", "USMISSION", "SECSTATE"} {
		if i := strings.Index(s[:min(len(s), 20)], word); i > 4 && i <= 8 {
			return i
		}
	}
	return 0
}

// precedenceWord returns the precedence that w is, up to one wrong letter, or "".
func precedenceWord(w string) string {
	for _, p := range precedences {
		if w == p || len(w) >= 6 && near(w, p, 1) {
			return p
		}
	}
	return ""
}

// hasOfficeCount reports whether s begins with an office and its number of
// copies: "LOG-00", "AF-00".
func hasOfficeCount(s string) bool {
	n := letters(s)
	return n > 0 && n <= 5 && n+2 < len(s) && s[n] == '-' && isDigit(s[n+1]) && isDigit(s[n+2])
}
