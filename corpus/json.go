package corpus

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
)

// A JSON file that is not JSONL is read as a stream of values. An object with a
// text is a record, wherever it stands: in an array, in an object that wraps the
// array, printed over many lines.
//
//	{"cables": [{"id": "08QUITO414", "body": "…"}, …]}

// readJSON emits the records of a JSON file. It holds one object at a time; an
// object that has no text, or is too long to be a record, is entered and its
// members are read instead.
func readJSON(s *scan) {
	r := jsonReader{scan: s}
	for r.next() {
	}
	if !s.emitted && s.held == nil && !s.failed() && s.wanted() {
		s.reject(1, nil, errNoRecords)
	}
}

// startsJSONL reports whether a file with this start, leading blanks removed, has
// an object with a text on its first line. More bytes never change the result.
func startsJSONL(start []byte) bool {
	line, _, whole := bytes.Cut(start, []byte("\n"))
	return whole && len(line) > 1 && line[0] == '{' && shapeOf(line).text && json.Valid(line)
}

// startsObject reports whether a file starts with an object of JSON.
func startsObject(head []byte) bool {
	return len(head) > 1 && head[0] == '{' && startsMember(trimJSON(head[1:]))
}

// jsonOr returns the layout of a file that holds JSON, else the other one.
func jsonOr(head []byte, other Format) Format {
	start := bytes.TrimLeft(head, " \t\n\x00\ufeff")
	if len(start) == 0 {
		return other
	}
	rest := trimJSON(start[1:])
	switch {
	case start[0] == '[' && len(rest) > 0 && rest[0] == '{' && startsMember(trimJSON(rest[1:])):
		return jsonFile
	case mostlyObjects(head):
		line := firstObject(head)
		next := bytes.TrimLeft(line[valueEnd(line):], " \t,")
		if shape := shapeOf(line); shape.nested && !shape.named || len(next) > 0 && next[0] == '{' {
			return jsonFile
		}
		return JSONL
	case start[0] == '{' && startsMember(rest) && endsLikeJSON(start), start[0] == '[' && json.Valid(start):
		return jsonFile
	}
	return other
}

// startsMember reports whether b begins with a member of an object, or as much
// of one as there is.
func startsMember(b []byte) bool {
	if len(b) == 0 || b[0] != '"' {
		return false
	}
	rest := trimJSON(b[valueEnd(b):])
	return len(rest) == 0 || rest[0] == ':'
}

// endsLikeJSON reports whether the object that b begins with is followed by
// another, by nothing, or does not end in b.
func endsLikeJSON(b []byte) bool {
	rest := bytes.TrimLeft(b[valueEnd(b):], " \t\n\x00,")
	return len(rest) == 0 || rest[0] == '{' || rest[0] == '['
}

// objectLines is how many lines are examined to tell JSONL from a text.
const objectLines = 20

// mostlyObjects reports whether half of the first lines, blank ones apart, hold
// an object. Of the others, some may be damaged.
func mostlyObjects(head []byte) bool {
	lines, objects := 0, 0
	for len(head) > 0 && lines < objectLines {
		line, rest, _ := bytes.Cut(head, []byte("\n"))
		head = rest
		if line = bytes.TrimLeft(line, " \t\x00\ufeff"); len(line) == 0 {
			continue
		}
		lines++
		if line[0] == '{' && startsMember(trimJSON(line[1:])) {
			objects++
		}
	}
	return objects > 0 && 2*objects >= lines
}

// firstObject returns the first line of head that holds an object.
func firstObject(head []byte) []byte {
	for line := range bytes.Lines(head) {
		if line = bytes.TrimLeft(line, " \t\x00\ufeff"); len(line) > 0 && line[0] == '{' {
			return line
		}
	}
	return nil
}

var (
	errNoRecords = errors.New(`JSON without cables: expected objects with "id" and "body"`)
	errNoText    = errors.New(`no text: expected "body", "text" or "base64"`)
	errCutJSON   = errors.New("the JSON ends too early")
)

type jsonReader struct {
	*scan
	depth int // objects entered
}

// maxEntered is how many objects may be entered at once. Each is searched for its
// end, so that nesting without a limit would take quadratic time.
const maxEntered = 16

// next reads the next token and returns false when reading ends. It does not check
// the order of tokens: objects are checked when they are parsed.
func (r *jsonReader) next() bool {
	b := r.need(1)
	if len(b) == 0 {
		return false
	}
	switch b[0] {
	case '{':
		return r.object()
	case '"':
		r.skipString()
		return true
	case '}':
		r.depth = max(0, r.depth-1)
	}
	r.advance(1)
	return true
}

// skipString advances over a string, however long it is.
func (r *jsonReader) skipString() {
	r.advance(1)
	for escaped := false; ; {
		for i, c := range r.unread() {
			switch {
			case escaped:
				escaped = false
			case c == '\\':
				escaped = true
			case c == '"':
				r.advance(i + 1)
				return
			}
		}
		r.advance(len(r.unread()))
		if !r.more() {
			return
		}
	}
}

// object reads the object that begins here.
func (r *jsonReader) object() bool {
	line := r.line
	n, whole := r.objectEnd()
	raw := r.unread()[:n]
	shape := shapeOf(raw)
	switch {
	case !whole && r.failed():
		return false
	case !whole && n > r.max && shape.named:
		return r.rejectLong(line, raw) && r.skipObject()
	case !shape.text && shape.nested && r.depth < maxEntered:
		r.depth++
		r.advance(1)
		return true
	case !whole && n > r.max:
		return r.rejectLong(line, raw) && r.skipObject()
	case !whole:
		r.reject(line, raw, errCutJSON)
		return false
	}
	if !r.jsonRecord(line, raw) {
		return false
	}
	r.advance(n)
	return true
}

// objectEnd reads on to the end of the object and returns its length. If it has
// none, or is longer than a record may be, it returns the length of what was
// read, and false.
func (r *jsonReader) objectEnd() (n int, whole bool) {
	var o objectScanner
	for {
		if n += o.scan(r.unread()[n:]); o.done {
			return n, n <= r.max
		}
		if n > r.max || !r.more() {
			return n, false
		}
	}
}

// skipObject advances over the object and returns true.
func (r *jsonReader) skipObject() bool {
	var o objectScanner
	for {
		if r.advance(o.scan(r.unread())); o.done || !r.more() {
			return true
		}
	}
}

// An objectScanner finds the end of an object or array.
type objectScanner struct {
	depth             int
	inString, escaped bool
	done              bool
}

// scan returns the number of bytes of b that belong to the object.
func (o *objectScanner) scan(b []byte) int {
	for i, c := range b {
		switch {
		case o.escaped:
			o.escaped = false
		case o.inString:
			o.escaped = c == '\\'
			o.inString = c != '"'
		case c == '"':
			o.inString = true
		case c == '{' || c == '[':
			o.depth++
		case c == '}' || c == ']':
			if o.depth--; o.depth <= 0 {
				o.done = true
				return i + 1
			}
		}
	}
	return len(b)
}

// A shape is what the member names and the kinds of values of an object show.
type shape struct {
	text   bool // it has a text or a header
	named  bool // it has a text, a header or an id
	nested bool // it holds objects
}

// shapeOf returns the shape of an object, which may be cut short.
func shapeOf(object []byte) (s shape) {
	for name, value := range members(object) {
		switch role := roleOf(name).role; {
		case value[0] == '{' || value[0] == '[':
			s.nested = s.nested || holdsObject(value)
		case value[0] != '"':
		case role == bodyRole || role == headerRole || name == "base64":
			s.text, s.named = true, true
		case role == idRole:
			s.named = true
		}
	}
	return s
}

// holdsObject reports whether a value is an object or an array that holds one.
func holdsObject(value []byte) bool {
	inString, escaped := false, false
	for _, c := range value {
		switch {
		case escaped:
			escaped = false
		case inString:
			escaped = c == '\\'
			inString = c != '"'
		case c == '"':
			inString = true
		case c == '{':
			return true
		}
	}
	return false
}

// members yields the names and raw values of an object, in order, up to the
// first damage or the end.
func members(object []byte) func(yield func(name string, value []byte) bool) {
	return func(yield func(string, []byte) bool) {
		b := trimJSON(object)
		if len(b) == 0 || b[0] != '{' {
			return
		}
		for b = trimJSON(b[1:]); len(b) > 0 && b[0] == '"'; {
			n := valueEnd(b)
			name, rest := string(b[1:max(1, n-1)]), trimJSON(b[n:])
			if strings.IndexByte(name, '\\') >= 0 {
				_ = json.Unmarshal(b[:n], &name) // else it stays as written
			}
			if len(rest) == 0 || rest[0] != ':' {
				return
			}
			if rest = trimJSON(rest[1:]); len(rest) == 0 {
				return
			}
			n = valueEnd(rest)
			if n == 0 || !yield(name, rest[:n]) {
				return
			}
			if b = trimJSON(rest[n:]); len(b) == 0 || b[0] != ',' {
				return
			}
			b = trimJSON(b[1:])
		}
	}
}

func trimJSON(b []byte) []byte { return bytes.TrimLeft(b, " \t\n\r") }

// valueEnd returns the length of the value that b begins with.
func valueEnd(b []byte) int {
	switch b[0] {
	case '{', '[':
		var o objectScanner
		return o.scan(b)
	case '"':
		for n := 1; ; n++ {
			i := bytes.IndexByte(b[n:], '"')
			if i < 0 {
				return len(b)
			}
			if n += i; !escaped(b[1:n]) {
				return n + 1
			}
		}
	}
	if i := bytes.IndexAny(b, ",}] \t\n\r"); i >= 0 {
		return i
	}
	return len(b)
}

// jsonRecord emits the record that an object holds, or rejects it.
func (s *scan) jsonRecord(line int, object []byte) bool {
	rec, err := s.parseJSON(line, object)
	object = bytes.TrimSuffix(object, []byte("\n"))
	switch {
	case errors.Is(err, errNoText):
		return s.rejectKind(line, object, err)
	case err != nil:
		return s.reject(line, object, err)
	}
	return s.emit(rec)
}

// ownKeys are the keys of rejected records and of exports of search that do not
// describe the cable.
var ownKeys = []string{"source", "reason", "cut", "base64"}

// parseJSON returns the record of an object.
func (s *scan) parseJSON(line int, object []byte) (Record, error) {
	cs := charsetOf(object)
	if cs != utf8Clean {
		object = []byte(cs.decode(object))
	}
	if !json.Valid(object) {
		var v any
		return Record{}, jsonError(object, json.Unmarshal(object, &v))
	}
	if kind := kindOfJSON(trimJSON(object)); kind != "object" {
		return Record{}, fmt.Errorf("expected a JSON object, found %s", kind)
	}
	o := jsonObject{}
	for name, value := range members(object) {
		if err := o.add(name, value); err != nil {
			return Record{}, err
		}
	}
	if !o.text && o.base64 == nil {
		return Record{}, errNoText
	}
	s.unknownKeys(o.unknown)
	if !o.text {
		cs = charsetOf(o.base64)
		o.fields = append(o.fields, entry{name: "body", value: lineFeeds(cs.decode(o.base64))})
	}
	rec := s.record(JSONL, line, cs)
	rec.fill(o.fields)
	return rec, nil
}

// A jsonObject is an object while its members are read.
type jsonObject struct {
	fields  []entry
	unknown []string
	text    bool
	base64  []byte
}

// add adds a member. It returns an error if the value of a documented key is of
// the wrong kind.
func (o *jsonObject) add(name string, value []byte) error {
	n := roleOf(name)
	known := n.role != noRole || factNames[plainName(name)] != ""
	switch kind := kindOfJSON(value); {
	case kind == "null":
	case name == "base64":
		var text string
		if err := json.Unmarshal(value, &text); err != nil {
			return fmt.Errorf("expected %q to be a string, found %s", name, kind)
		}
		var err error
		if o.base64, err = base64.StdEncoding.DecodeString(text); err != nil {
			return fmt.Errorf("%q: %w", name, err)
		}
		if o.base64 == nil {
			o.base64 = []byte{}
		}
	case slices.Contains(ownKeys, name), n.role == rowRole, n.role == idRole && kind == "number":
	case known && kind == "string":
		return o.addString(name, n, value)
	case known && n.role != bodyRole && kind == "array":
		return o.addList(name, n, value)
	default:
		return o.misfit(name, n, kind)
	}
	return nil
}

// addList adds a list of references or of values of a fact.
func (o *jsonObject) addList(name string, n naming, value []byte) error {
	list, ok := stringList(value)
	if !ok || n.role != noRole && n.role != referencesRole {
		return o.misfit(name, n, "array")
	}
	o.fields = append(o.fields, entry{name: name, list: list})
	return nil
}

// misfit records a key that is not understood. A key of the documented layout is
// an error.
func (o *jsonObject) misfit(name string, n naming, kind string) error {
	if slices.Contains(jsonlKeys, name) {
		return wrongKind(name, n, kind)
	}
	o.unknown = append(o.unknown, name)
	return nil
}

// jsonlKeys are the keys of the documented layout.
var jsonlKeys = []string{"id", "date", "origin", "classification", "references", "header", "body", "text"}

func wrongKind(name string, n naming, kind string) error {
	if n.role == referencesRole {
		return fmt.Errorf("expected %q to be a list of strings, found %s", name, kind)
	}
	return fmt.Errorf("expected %q to be a string, found %s", name, kind)
}

func (o *jsonObject) addString(name string, n naming, value []byte) error {
	text := lineFeeds(unquoteJSON(value))
	if name == "date" && !blank([]byte(text)) {
		if _, ok := parseAnyDate(text); !ok {
			return fmt.Errorf("date %.40q: expected 2008-12-04T14:12:00Z or 2008-12-04", text)
		}
	}
	if name == "references" {
		return wrongKind(name, n, "string")
	}
	o.text = o.text || n.role == bodyRole || n.role == headerRole && text != ""
	o.fields = append(o.fields, entry{name: name, value: text})
	return nil
}

// jsonEscapes maps the letter after a backslash to the character it denotes.
var jsonEscapes = [256]byte{'n': '\n', 't': '\t', 'r': '\r', 'b': '\b', 'f': '\f', '"': '"', '\\': '\\', '/': '/'}

// unquoteJSON returns the text of a valid string. It is several times as fast as
// json.Unmarshal, which checks the string first.
func unquoteJSON(value []byte) string {
	b := value[1 : len(value)-1]
	i := bytes.IndexByte(b, '\\')
	if i < 0 {
		return string(b)
	}
	var out strings.Builder
	out.Grow(len(b))
	for ; i >= 0; i = bytes.IndexByte(b, '\\') {
		c := jsonEscapes[b[i+1]]
		if c == 0 { // \u, of which two may make one character
			var text string
			_ = json.Unmarshal(value, &text)
			return text
		}
		out.Write(b[:i])
		out.WriteByte(c)
		b = b[i+2:]
	}
	out.Write(b)
	return out.String()
}

// stringList returns the strings of an array that are not empty.
func stringList(value []byte) ([]string, bool) {
	var all []string
	if json.Unmarshal(value, &all) != nil {
		return nil, false
	}
	list := []string{}
	for _, s := range all {
		if s != "" {
			list = append(list, lineFeeds(s))
		}
	}
	if len(list) == 0 {
		return nil, true
	}
	return list, true
}

// kindOfJSON returns the name of the kind of a value for error messages.
func kindOfJSON(value []byte) string {
	switch value[0] {
	case '{':
		return "object"
	case '[':
		return "array"
	case '"':
		return "string"
	case 't', 'f':
		return "bool"
	case 'n':
		return "null"
	}
	return "number"
}
