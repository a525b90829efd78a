//go:build linux

package chaos

import (
	"encoding/csv"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"time"
)

// A layout is how a record is written in a file. Records of different layouts
// have different hashes, so a text keeps its layout.
type layout string

const (
	plain layout = "text"
	jsonl layout = "jsonl"
	table layout = "csv"
)

// A text is one text of a cable. No other text has its marker.
type text struct {
	serial int
	id     string
	layout layout
	marker string
	date   time.Time
	class  string
	tags   []string
	// header and body are parted by an empty line.
	header, body string
}

func (x *text) String() string { return fmt.Sprintf("%s/%d(%s)", x.id, x.serial, x.layout) }

// posts are the stations that send, as in ids.
var posts = []string{"PARIS", "ROME", "QUITO", "LIMA"}

// classes are classifications as a cable's first line spells them.
var classes = []struct{ line, value string }{
	{"UNCLAS", "UNCLASSIFIED"}, {"C O N F I D E N T I A L", "CONFIDENTIAL"}, {"S E C R E T", "SECRET"},
}

var tagPool = []string{"EWWT", "PARM", "PREL", "ETRD", "FR", "IT", "EC", "PE"}

// firstYear is the year of the first id.
const firstYear = 2004

// A mint makes texts.
type mint struct {
	random *rand.Rand
	made   int
	// slots are the lengths in use by id: no two texts of an id are equally long,
	// so that the fullest is known.
	slots map[string]map[int]bool
	all   map[layout][]*text
}

func newMint(random *rand.Rand) *mint {
	return &mint{random: random, slots: map[string]map[int]bool{}, all: map[layout][]*text{}}
}

// cables is the number of ids: few, so that most texts share theirs with others.
const cables = 48

// newID returns one of the ids.
func (m *mint) newID() string {
	n := m.random.IntN(cables)
	return fmt.Sprintf("%02d%s%d", (firstYear+n%5)%100, posts[n%len(posts)], n+1)
}

const (
	shortest = 600 // bytes of the shortest text
	slotSize = 16  // bytes between the lengths of two texts of an id
	maxSlots = 256
)

// text returns a new text of an id.
func (m *mint) text(id string, form layout) *text {
	m.made++
	used := m.slots[id]
	if used == nil {
		used = map[int]bool{}
		m.slots[id] = used
	}
	slot := m.random.IntN(maxSlots)
	for used[slot] {
		slot = (slot + 1) % (maxSlots * (1 + len(used)/maxSlots))
	}
	used[slot] = true
	x := &text{serial: m.made, id: id, layout: form, marker: markerOf(m.made)}
	m.fill(x, shortest+slotSize*slot)
	m.all[form] = append(m.all[form], x)
	return x
}

// markerPrefix begins all markers, and no other word.
const markerPrefix = "zq"

// markerOf returns a word that no dictionary has.
func markerOf(n int) string {
	b := []byte(fmt.Sprintf("%06d", n))
	for i := range b {
		b[i] = "bcdfghjklm"[b[i]-'0']
	}
	return markerPrefix + string(b) + "x"
}

// fill writes a text of so many bytes.
func (m *mint) fill(x *text, size int) {
	var year, number int
	post := strings.Trim(x.id, "0123456789")
	fmt.Sscanf(x.id[:2], "%d", &year)
	fmt.Sscanf(x.id[2+len(post):], "%d", &number)
	x.date = time.Date(2000+year, time.Month(1+m.random.IntN(12)), 1+m.random.IntN(28), m.random.IntN(24), m.random.IntN(60), 0, 0, time.UTC)
	class := classes[m.random.IntN(len(classes))]
	x.class = class.value
	for range 1 + m.random.IntN(3) {
		if tag := tagPool[m.random.IntN(len(tagPool))]; !slices.Contains(x.tags, tag) {
			x.tags = append(x.tags, tag)
		}
	}
	x.header = fmt.Sprintf("R %s\nFM AMEMBASSY %s\nTO SECSTATE WASHDC", strings.ToUpper(x.date.Format("021504Z Jan 06")), post)
	head := fmt.Sprintf("%s %s %06d\n\nE.O. 12958: N/A\nTAGS: %s\nSUBJECT: HARBOUR LOG\n\n1. (U) Of %s we hear", class.line, post, number, strings.Join(x.tags, ", "), x.marker)
	const tail = ".\n\nMARLOW"
	room := size - len(x.header) - len("\n\n") - len(head) - len(tail)
	x.body = head + m.filler(room) + tail
}

var fillers = strings.Fields("the harbour is calm and ships lie at anchor while crews wait for grain from the north")

// filler returns so many bytes of words, in lines.
func (m *mint) filler(size int) string {
	var b strings.Builder
	for column := 40; b.Len() < size; {
		word := fillers[m.random.IntN(len(fillers))]
		gap := " "
		if column += len(word) + 1; column > 70 {
			gap, column = "\n", len(word)
		}
		b.WriteString(gap + word)
	}
	s := b.String()[:size]
	if trimmed := strings.TrimRight(s, " \n"); len(trimmed) < len(s) {
		s = trimmed + strings.Repeat("e", len(s)-len(trimmed))
	}
	return s
}

// full is the text as one piece.
func (x *text) full() string { return x.header + "\n\n" + x.body }

// record is the text as a file of its layout holds it.
func (x *text) record() string {
	switch x.layout {
	case jsonl:
		line, _ := json.Marshal(map[string]string{"id": x.id, "text": x.full()})
		return string(line) + "\n"
	case table:
		var b strings.Builder
		w := csv.NewWriter(&b)
		w.Write([]string{fmt.Sprint(x.serial), x.date.Format("1/2/2006 15:04"), x.id, "Embassy", x.class, "", x.header, x.body})
		w.Flush()
		return b.String()
	}
	return x.full() + "\n"
}
