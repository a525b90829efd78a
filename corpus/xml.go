package corpus

import (
	"bytes"
	"encoding/xml"
	"errors"
	"html"
	"io"
	"regexp"
	"slices"
	"strings"
)

// The bulk files of the U.S. National Archives hold the telegrams of 1973–79 as
// XML: an element for each, with its text in <msgtext> and the archive's facts in
// the elements beside it.
//
//	<document><docnumber>1974QUITO00214</docnumber><from>QUITO</from><msgtext>…</msgtext></document>

const msgtext = "msgtext"

var (
	errNoMsgtext = errors.New("XML without cables: expected elements <msgtext>")
	errCutXML    = errors.New("the XML ends too early")
	errEmptyXML  = errors.New("no text: expected <msgtext>")
)

// markupLayout returns the layout of a file that begins with a tag, "" if start
// is that of another file.
func markupLayout(start []byte) Format {
	if len(start) == 0 || start[0] != '<' {
		return ""
	}
	lower := bytes.ToLower(start)
	switch {
	case bytes.Contains(lower, []byte("<"+msgtext)):
		return xmlFile
	case startsHTML(start), bytes.Contains(lower, []byte("<html")), bytes.Contains(lower, []byte("<pre")), holdsPage(start):
		return HTML
	case bytes.HasPrefix(lower, []byte("<?xml")), bytes.HasPrefix(lower, []byte("<!doctype")):
		return xmlFile
	case bytes.HasPrefix(lower, []byte("<!--")):
		return HTML
	}
	return ""
}

// htmlOrXML returns the layout of a file of markup.
func htmlOrXML(head []byte) Format {
	if markupLayout(bytes.TrimLeft(head, " \t\n\x00\ufeff")) == xmlFile {
		return xmlFile
	}
	return HTML
}

// readXML emits the records of an XML file, one element at a time.
func readXML(s *scan) {
	name := recordElement(s.unread())
	if name == "" {
		s.reject(1, nil, errNoMsgtext)
		return
	}
	r := xmlReader{scan: s, start: []byte("<" + name), end: []byte("</" + name)}
	for r.toRecord() && r.next() {
	}
}

// recordElement returns the name of the element that holds a record: the parent
// of the first <msgtext>, or its parent if nothing stands beside <msgtext>.
func recordElement(head []byte) string {
	type element struct {
		name     string
		children int
	}
	var open []element
	for b := head; ; {
		i := bytes.IndexByte(b, '<')
		if i < 0 {
			return ""
		}
		if b = b[i+1:]; len(b) == 0 {
			return ""
		}
		tag, _, _ := bytes.Cut(b, []byte(">"))
		name := tagName(tag)
		switch n := len(open); {
		case b[0] == '/':
			if n > 0 {
				open = open[:n-1]
			}
		case name == "":
		case strings.EqualFold(name, msgtext):
			switch {
			case n == 0:
				return ""
			case n > 2 && open[n-1].children == 0:
				return open[n-2].name
			}
			return open[n-1].name
		default:
			if n > 0 {
				open[n-1].children++
			}
			if !bytes.HasSuffix(tag, []byte("/")) {
				open = append(open, element{name: name})
			}
		}
	}
}

// tagName returns the name that a start tag begins with, "" if it has none.
func tagName(tag []byte) string {
	n := 0
	for n < len(tag) && n < 100 && isNameByte(tag[n]) {
		n++
	}
	return string(tag[:n])
}

func isNameByte(c byte) bool {
	return 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' || '0' <= c && c <= '9' || c == '_' || c == '-' || c == '.' || c == ':'
}

type xmlReader struct {
	*scan
	start, end []byte // of the tags of a record's element
}

// toRecord advances to the next record and returns false at the end of the input.
func (r *xmlReader) toRecord() bool {
	for {
		if i := tagIndex(r.unread(), r.start); i >= 0 {
			r.advance(i)
			return true
		}
		r.advance(max(0, len(r.unread())-len(r.start)-1))
		if !r.more() {
			return false
		}
	}
}

// tagIndex returns the index of a tag in b that begins with tag and not with a
// longer name; -1 if there is none.
func tagIndex(b, tag []byte) int {
	for from := 0; ; {
		i := bytes.Index(b[from:], tag)
		if i < 0 {
			return -1
		}
		at := from + i + len(tag)
		if at < len(b) && !isNameByte(b[at]) {
			return from + i
		}
		from = at
	}
}

// next emits the record that begins here and returns false when reading is to end.
func (r *xmlReader) next() bool {
	line, from := r.line, 0
	for {
		b := r.unread()
		if i := tagIndex(b[from:], r.end); i >= 0 && from+i <= r.max {
			n := from + i
			more := r.element(line, b[:n])
			r.advance(n)
			return more
		}
		if len(b) > r.max {
			more := r.rejectLong(line, b)
			r.advance(len(r.start))
			return more
		}
		from = max(0, len(b)-len(r.end)-1)
		if !r.more() {
			if !r.failed() {
				r.reject(line, r.unread(), errCutXML)
			}
			return false
		}
	}
}

// element emits the record of an element.
func (r *xmlReader) element(line int, raw []byte) bool {
	cs := charsetOf(raw)
	text, facts := cutText(cs.decode(raw))
	if blank([]byte(text)) {
		return r.reject(line, raw, errEmptyXML)
	}
	rec := r.record(HTML, line, cs)
	rec.fill(append(elementFields(facts), entry{name: msgtext, value: lineFeeds(strings.ToValidUTF8(text, "\ufffd"))}))
	return r.emit(rec)
}

var (
	textStart = regexp.MustCompile(`(?i)<msgtext(\s[^>]*)?>`)
	textEnd   = regexp.MustCompile(`(?i)</msgtext\s*>`)
	breakTag  = regexp.MustCompile(`(?i)<br\s*/?>\n?`)
)

// cutText returns the text of a record, and the record without it. The text may
// contain what is not well-formed.
func cutText(element string) (text, rest string) {
	at := textStart.FindStringIndex(element)
	if at == nil {
		return "", element
	}
	text, rest = element[at[1]:], element[:at[0]]
	if end := textEnd.FindStringIndex(text); end != nil {
		text, rest = text[:end[0]], rest+text[end[1]:]
	}
	if inner, ok := strings.CutPrefix(strings.TrimSpace(text), "<![CDATA["); ok {
		return strings.ReplaceAll(strings.TrimSuffix(inner, "]]>"), "]]><![CDATA[", ""), rest
	}
	return html.UnescapeString(breakTag.ReplaceAllString(text, "\n")), rest
}

// elementFields returns the elements of a record that have no others in them,
// up to the first damage. An element may have its name in an attribute:
// <field name="docnumber">.
func elementFields(element string) []entry {
	d := xml.NewDecoder(strings.NewReader(element))
	d.Strict = false
	d.Entity = xml.HTMLEntity
	d.CharsetReader = func(_ string, in io.Reader) (io.Reader, error) { return in, nil }
	var fields []entry
	var name string
	var text strings.Builder
	for {
		token, err := d.RawToken()
		if err != nil {
			return fields
		}
		switch t := token.(type) {
		case xml.StartElement:
			name = t.Name.Local
			i := slices.IndexFunc(t.Attr, func(a xml.Attr) bool { return a.Name.Local == "name" || a.Name.Local == "key" })
			if i >= 0 {
				name = t.Attr[i].Value
			}
			text.Reset()
		case xml.CharData:
			text.Write(t)
		case xml.EndElement:
			if name != "" {
				fields = append(fields, entry{name: lineFeeds(name), value: lineFeeds(text.String())})
			}
			name = ""
		}
	}
}
