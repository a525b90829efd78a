package search

import (
	"fmt"
	"iter"
	"maps"
	"slices"
	"sync"

	"reftel/index"
)

// memory is a leaf of documents in memory, for tests.
type memory struct {
	docs    []index.Document
	deleted []bool
	terms   []DocTerms
	ranks   NumberColumn
	fields  map[string]map[string]*Block
	lengths map[string][]uint32
	dates   []int64

	mu      sync.Mutex
	columns map[string]*Column
}

// leaves returns leaves of some documents, size in each.
func leavesOf(docs []index.Document, size int) []Leaf {
	var leaves []Leaf
	for part := range slices.Chunk(docs, size) {
		leaves = append(leaves, newMemory(part))
	}
	return leaves
}

// newSearcher returns a searcher over leaves in memory, which have all they need.
func newSearcher(leaves []Leaf) *Searcher {
	s, err := New(leaves)
	if err != nil {
		panic(err)
	}
	return s
}

// ranksOf returns the places of some documents in the order of their ids, with gaps.
func ranksOf(docs []index.Document) []uint32 {
	order := make([]int, len(docs))
	for i := range order {
		order[i] = i
	}
	slices.SortFunc(order, func(a, b int) int { return index.OrderOf(docs[a].ID).Compare(index.OrderOf(docs[b].ID)) })
	ranks := make([]uint32, len(docs))
	for rank, i := range order {
		ranks[i] = 2*uint32(rank) + 1
	}
	return ranks
}

func newMemory(docs []index.Document) *memory {
	m := &memory{
		docs: docs, deleted: make([]bool, len(docs)), ranks: NumberColumnOf(ranksOf(docs)), fields: map[string]map[string]*Block{},
		lengths: map[string][]uint32{}, columns: map[string]*Column{},
	}
	for i, d := range docs {
		t := TermsOf(d)
		m.terms = append(m.terms, t)
		for _, f := range []FieldTerms{t.Text, t.Subject} {
			m.lengths[f.Name] = append(m.lengths[f.Name], uint32(f.Length))
		}
		m.dates = append(m.dates, t.Date)
		for _, f := range append([]FieldTerms{t.Text, t.Subject}, t.Coded...) {
			m.addField(uint32(i), f)
		}
	}
	return m
}

func (m *memory) addField(doc uint32, f FieldTerms) {
	if m.fields[f.Name] == nil {
		m.fields[f.Name] = map[string]*Block{}
	}
	for _, t := range f.Terms {
		b := m.fields[f.Name][t.Text]
		if b == nil {
			b = &Block{}
			m.fields[f.Name][t.Text] = b
		}
		b.Docs, b.Freqs = append(b.Docs, doc), append(b.Freqs, uint32(t.Count))
		b.Places = append(b.Places, t.Positions...)
		b.Ends = append(b.Ends, len(b.Places))
	}
}

func (m *memory) Docs() int            { return len(m.docs) }
func (m *memory) Live(doc uint32) bool { return !m.deleted[doc] }
func (m *memory) Ranks() NumberColumn  { return m.ranks }

func (m *memory) Lengths(name string) NumberColumn { return NumberColumnOf(m.lengths[name]) }

func (m *memory) Dates() DateColumn { return DateColumnOf(m.dates) }

func (m *memory) Key(doc uint32) ([]byte, error) {
	return index.OrderOf(m.docs[doc].ID).AppendKey(nil), nil
}

func (m *memory) Stats() (Stats, error) {
	sum := NoStats()
	for doc := range m.docs {
		if !m.deleted[doc] {
			sum.Add(m.lengths[TextField][doc], m.lengths[SubjectField][doc], m.dates[doc])
		}
	}
	return sum, nil
}

func (m *memory) Zones(doc uint32, depth ZoneDepth, z *Zones) error {
	return ReadZones(AppendZones(nil, &m.terms[doc].Zones), depth, z)
}

func (m *memory) ZoneTexts() *Texts {
	texts := make([]string, len(m.terms))
	for i := range m.terms {
		texts[i] = string(AppendZones(nil, &m.terms[i].Zones))
	}
	return TextsOf(texts)
}

func (m *memory) Column(facet string) (*Column, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.columns[facet] == nil {
		m.columns[facet] = m.newColumn(facet)
	}
	return m.columns[facet], nil
}

func (m *memory) newColumn(facet string) *Column {
	var values []string
	var all []uint32
	starts := make([]uint32, 1)
	ords := map[string]uint32{}
	for i := range m.docs {
		for _, f := range m.terms[i].Facets {
			for _, t := range f.Terms {
				if f.Name != facet || m.deleted[i] {
					continue
				}
				ord, ok := ords[t.Text]
				if !ok {
					ord = uint32(len(ords))
					ords[t.Text] = ord
					values = append(values, t.Text)
				}
				all = append(all, ord)
			}
		}
		starts = append(starts, uint32(len(all)))
	}
	return ColumnOf(TextsOf(values), starts, all)
}

func (m *memory) ID(doc uint32) (string, error) { return m.docs[doc].ID, nil }

func (m *memory) Find(id string) (uint32, bool, error) {
	i := slices.IndexFunc(m.docs, func(d index.Document) bool { return d.ID == id })
	return uint32(max(i, 0)), i >= 0 && !m.deleted[i], nil
}

func (m *memory) Stored(doc uint32) (index.Document, error) {
	d := m.docs[doc]
	d.Cable = nil
	return d, nil
}

func (m *memory) Dict(name string) (Dict, error) { return &memoryDict{m, m.fields[name]}, nil }

type memoryDict struct {
	*memory
	terms map[string]*Block
}

func (d *memoryDict) Contains(term string) (bool, error) { return d.terms[term] != nil, nil }

func (d *memoryDict) Entries(from, to string) iter.Seq2[Entry, error] {
	return func(yield func(Entry, error) bool) {
		for term := range d.Terms(nil, from, to) {
			if !yield(Entry{term, len(d.terms[term].Docs)}, nil) {
				return
			}
		}
	}
}

func (d *memoryDict) Terms(a Automaton, from, to string) iter.Seq2[string, error] {
	return func(yield func(string, error) bool) {
		for _, term := range slices.Sorted(maps.Keys(d.terms)) {
			if term < from || to != "" && term >= to || a != nil && !accepts(a, term) {
				continue
			}
			if !yield(term, nil) {
				return
			}
		}
	}
}

func accepts(a Automaton, term string) bool {
	state := a.Start()
	for i := range len(term) {
		if !a.CanMatch(state) {
			return false
		}
		state = a.Accept(state, term[i])
	}
	return a.IsMatch(state)
}

func (d *memoryDict) List(term string) (List, error) {
	b := &Block{}
	if err := d.Load(term, Positions, b); err != nil || len(b.Docs) == 0 {
		return nil, err
	}
	return memoryList{b}, nil
}

func (d *memoryDict) Load(term string, _ Depth, to *Block) error {
	to.Reset()
	from := d.terms[term]
	if from == nil {
		return nil
	}
	for i, doc := range from.Docs {
		if !d.deleted[doc] {
			to.Docs, to.Freqs = append(to.Docs, doc), append(to.Freqs, from.Freqs[i])
			to.Places = append(to.Places, from.Of(i)...)
			to.Ends = append(to.Ends, len(to.Places))
		}
	}
	return nil
}

type memoryList struct{ block *Block }

func (l memoryList) Count() int { return len(l.block.Docs) }

func (l memoryList) Load(_ Depth, b *Block) error {
	*b = *l.block
	return nil
}

func (l memoryList) Postings(Depth) (Postings, error) { return &memoryPostings{block: l.block}, nil }

type memoryPostings struct {
	block *Block
	next  int // index after the current document
}

func (p *memoryPostings) Advance(doc uint32) (uint32, error) {
	if p.next > 0 && p.next <= len(p.block.Docs) && doc <= p.block.Docs[p.next-1] {
		return 0, fmt.Errorf("document %d is not after the current one, %d", doc, p.block.Docs[p.next-1])
	}
	for p.next < len(p.block.Docs) {
		p.next++
		if at := p.block.Docs[p.next-1]; at >= doc {
			return at, nil
		}
	}
	return End, nil
}

func (p *memoryPostings) Frequency() uint32 { return p.block.Freqs[p.next-1] }

func (p *memoryPostings) Places(to *Places) error {
	to.Set(p.block.Of(p.next - 1))
	return nil
}
