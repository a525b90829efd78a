package segment

import (
	"errors"
	"runtime/debug"
	"sort"

	"github.com/RoaringBitmap/roaring/v2"

	"reftel/index"
	"reftel/index/search"
)

// A Leaf is a segment of which some documents are deleted, as package search reads it.
type Leaf struct {
	*Segment
	deleted bitmap
	live    int
}

// A bitmap is a set of documents; nil is empty.
type bitmap []uint64

func (b bitmap) has(doc uint32) bool {
	return int(doc>>6) < len(b) && b[doc>>6]&(1<<(doc&63)) != 0
}

// NewLeaf returns a leaf of a segment without the deleted documents; nil is none.
func NewLeaf(s *Segment, deleted *roaring.Bitmap) *Leaf {
	l := &Leaf{Segment: s, live: s.dir.docs}
	if deleted == nil || deleted.IsEmpty() {
		return l
	}
	l.deleted = make(bitmap, s.dir.docs/64+1)
	for it := deleted.Iterator(); it.HasNext(); {
		if doc := it.Next(); int(doc) < s.dir.docs {
			l.deleted[doc>>6] |= 1 << (doc & 63)
			l.live--
		}
	}
	return l
}

var _ search.Leaf = (*Leaf)(nil)

// guard turns a panic into an error: bytes with a good checksum may still be no segment,
// and the page of a mapped file that was cut meanwhile can't be read.
func (s *Segment) guard(err *error) {
	if p := recover(); p != nil {
		*err = s.panicked(p)
	}
}

// guardUnless is guard unless a function of the caller's is running.
func (s *Segment) guardUnless(visiting *bool, err *error) {
	if *visiting {
		return
	}
	if p := recover(); p != nil {
		*err = s.panicked(p)
	}
}

// Deleted returns the number of deleted documents.
func (l *Leaf) Deleted() int { return l.dir.docs - l.live }

// Live implements search.Leaf.
func (l *Leaf) Live(doc uint32) bool { return !l.deleted.has(doc) }

// Dict implements search.Leaf.
func (l *Leaf) Dict(name string) (d search.Dict, err error) {
	defer l.guard(&err)
	f, err := l.fieldOf(name)
	return &dict{Leaf: l, field: f}, err
}

// A section is a part as package search reads it.
type section struct {
	*Segment
	part part
}

var _ search.Check = (*section)(nil)

// Verify implements search.Check.
func (s *section) Verify(from, to int) error {
	_, err := s.bytes(s.part, int64(from), int64(to))
	return err
}

// Damaged implements search.Check.
func (s *section) Damaged(err error) error { return s.damaged(s.part, err) }

// data returns the bytes of the section, which are not verified.
func (s *section) data() []byte { return s.pages.data[s.part.from:s.part.to] }

// section returns a part, which must be there.
func (s *Segment) section(k kind, name string) (*section, error) {
	p, ok := s.parts[partKey{k, name}]
	if !ok {
		return nil, s.damaged(part{kind: k, name: name}, errors.New("missing"))
	}
	return &section{s, p}, nil
}

// numbers returns a part of packed numbers.
func (s *Segment) numbers(k kind, name string) (search.NumberColumn, error) {
	sec, err := s.section(k, name)
	if err != nil {
		return search.NumberColumn{}, err
	}
	packed, err := search.NewPacked(sec.data(), sec.part.width, sec.part.n)
	if err != nil {
		return search.NumberColumn{}, sec.Damaged(err)
	}
	return search.NewNumberColumn(packed, sec), nil
}

// texts returns a part of strings.
func (s *Segment) texts(k kind, name string) (*search.Texts, error) {
	sec, err := s.section(k, name)
	if err != nil {
		return nil, err
	}
	t, err := search.NewTexts(sec.data(), sec.part.width, sec.part.n, sec)
	if err != nil {
		return nil, sec.Damaged(err)
	}
	return t, nil
}

// Find implements search.Leaf.
func (l *Leaf) Find(id string) (doc uint32, found bool, err error) {
	doc, found, err = l.find(id)
	return doc, found && l.Live(doc), err
}

// find returns the document with an id, deleted or not.
func (s *Segment) find(id string) (doc uint32, found bool, err error) {
	defer debug.SetPanicOnFault(debug.SetPanicOnFault(true))
	defer s.guard(&err)
	if s.lacks(id) {
		return 0, false, nil
	}
	key := string(index.OrderOf(id).AppendKey(nil))
	var failed error
	rank := sort.Search(s.keys.Len(), func(i int) bool {
		k, err := s.keys.Bytes(i)
		if err != nil {
			failed = err
			return true
		}
		return string(k) >= key
	})
	if failed != nil || rank == s.keys.Len() {
		return 0, false, failed
	}
	if k, err := s.keys.Bytes(rank); err != nil || string(k) != key {
		return 0, false, err
	}
	r := s.byRank.Reader()
	n, err := r.At(rank)
	if err == nil && n >= uint64(s.dir.docs) {
		err = s.damaged(s.parts[partKey{byRankPart, ""}], errors.New("document out of range"))
	}
	return uint32(n), err == nil, err
}

// ID implements search.Leaf.
func (s *Segment) ID(doc uint32) (id string, err error) {
	key, err := s.Key(doc)
	if err != nil {
		return "", err
	}
	id, ok := index.KeyID(key)
	if !ok {
		err = s.damaged(s.parts[partKey{keysPart, ""}], errors.New("no id in a key"))
	}
	return id, err
}

// Key implements search.Leaf.
func (s *Segment) Key(doc uint32) (key []byte, err error) {
	defer s.guard(&err)
	r := s.ranks.Reader()
	rank, err := r.At(int(doc))
	if err != nil {
		return nil, err
	}
	return s.keys.Bytes(int(rank))
}

// Stats implements search.Leaf. Without deleted documents it reads none.
func (l *Leaf) Stats() (st search.Stats, err error) {
	defer l.guard(&err)
	st = l.dir.stats
	if l.deleted == nil {
		return st, nil
	}
	// Oldest and newest may be dates of deleted documents.
	st = search.NoStats()
	text, subject := l.lengths[search.TextField].Reader(), l.lengths[search.SubjectField].Reader()
	dates := l.dates.Reader()
	for doc := range l.dir.docs {
		if !l.Live(uint32(doc)) {
			continue
		}
		n, err := text.At(doc)
		if err != nil {
			return st, err
		}
		m, err := subject.At(doc)
		if err != nil {
			return st, err
		}
		date, err := dates.At(uint32(doc))
		if err != nil {
			return st, err
		}
		st.Add(uint32(n), uint32(m), date)
	}
	return st, nil
}

// Lengths implements search.Leaf.
func (s *Segment) Lengths(field string) search.NumberColumn { return s.lengths[field] }

// Dates implements search.Leaf.
func (s *Segment) Dates() search.DateColumn { return s.dates }

// Ranks implements search.Leaf.
func (s *Segment) Ranks() search.NumberColumn { return s.ranks }

// Zones implements search.Leaf.
func (s *Segment) Zones(doc uint32, depth search.ZoneDepth, z *search.Zones) (err error) {
	defer s.guard(&err)
	data, err := s.zoneTexts.Bytes(int(doc))
	if err != nil {
		return err
	}
	if err := search.ReadZones(data, depth, z); err != nil {
		return s.damaged(s.parts[partKey{zonesPart, ""}], err)
	}
	return nil
}

// ZoneTexts implements search.Leaf.
func (s *Segment) ZoneTexts() *search.Texts { return s.zoneTexts }

// Column implements search.Leaf.
func (s *Segment) Column(facet string) (c *search.Column, err error) {
	defer s.guard(&err)
	if _, ok := s.parts[partKey{valuesPart, facet}]; !ok {
		return noValues(s.dir.docs)
	}
	values, err := s.texts(valuesPart, facet)
	if err != nil {
		return nil, err
	}
	ordinals, err := s.numbers(ordinalsPart, facet)
	if err != nil {
		return nil, err
	}
	if _, ok := s.parts[partKey{startsPart, facet}]; !ok {
		return search.NewSingleColumn(values, ordinals), nil
	}
	starts, err := s.numbers(startsPart, facet)
	if err != nil {
		return nil, err
	}
	return search.NewColumn(values, starts, ordinals), nil
}

// noValues returns the column of a facet of which no document has a value.
func noValues(docs int) (*search.Column, error) {
	none, err := search.NewPacked(make([]byte, slack), 0, docs)
	if err != nil {
		return nil, err
	}
	return search.NewSingleColumn(search.TextsOf(nil), search.NewNumberColumn(none, nil)), nil
}
