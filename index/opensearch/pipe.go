package opensearch

import (
	"hash/maphash"
	"runtime"
	"strings"
	"sync"

	"reftel/index"
	"reftel/index/search"
)

// A pipe reads the terms of documents on several cores, and sends them to a bulker.
type pipe struct {
	writer *Writer
	queue  chan pipedDoc
	closed sync.Once
	active sync.WaitGroup // documents that are in the pipe

	mu  sync.Mutex
	err error
	// sent are the hashes of the terms that the index of terms has.
	sent map[uint64]struct{}
}

type pipedDoc struct {
	doc    index.Document
	number int
}

// mostSent is the number of terms after which a pipe forgets which were sent, and sends
// them again.
const mostSent = 1 << 22

// largestReader is the size in bytes of a reader of terms after which it begins anew.
const largestReader = 48 << 20

func newPipe(w *Writer, jobs int) *pipe {
	if jobs < 1 {
		jobs = runtime.NumCPU()
	}
	p := &pipe{writer: w, queue: make(chan pipedDoc, jobs), sent: map[uint64]struct{}{}}
	for range jobs {
		go p.work()
	}
	return p
}

// close ends the goroutines. Nothing may be added afterwards.
func (p *pipe) close() { p.closed.Do(func() { close(p.queue) }) }

// add adds a document. It waits while all goroutines are busy.
func (p *pipe) add(doc index.Document, number int) {
	p.active.Add(1)
	p.queue <- pipedDoc{doc, number}
}

// wait waits until all documents are with the bulker.
func (p *pipe) wait() { p.active.Wait() }

func (p *pipe) failure() error {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.err
}

func (p *pipe) work() {
	r := search.NewTermReader()
	for d := range p.queue {
		if err := p.send(r, d); err != nil {
			p.mu.Lock()
			p.err = err
			p.mu.Unlock()
		}
		if r.Size() > largestReader {
			r = search.NewTermReader()
		}
		p.active.Done()
	}
}

// send adds a document, and its terms that are new, to the bulker.
func (p *pipe) send(r *search.TermReader, d pipedDoc) error {
	body, words := bodyOf(r, d.doc, d.number)
	lines, err := appendLines(nil, obj{"index": obj{"_index": target(p.writer.docs), "_id": documentID(d.doc.ID, d.number)}}, body)
	if err != nil {
		return err
	}
	p.writer.bulk.add(action{lines: lines})
	for _, term := range p.unsent(words) {
		lines, err := appendLines(nil, obj{"create": obj{"_index": target(p.writer.docs + "-words"), "_id": wordID(term)}}, obj{termField: clip(term)})
		if err != nil {
			return err
		}
		p.writer.bulk.add(action{lines: lines, create: true})
	}
	return nil
}

var wordSeed = maphash.MakeSeed()

// unsent returns the terms that were not sent yet.
func (p *pipe) unsent(words []string) []string {
	p.mu.Lock()
	defer p.mu.Unlock()
	if len(p.sent) > mostSent {
		clear(p.sent)
	}
	var list []string
	for _, w := range words {
		h := maphash.String(wordSeed, w)
		if _, ok := p.sent[h]; !ok {
			p.sent[h] = struct{}{}
			list = append(list, strings.Clone(w))
		}
	}
	return list
}

// longestWordID is the length of the longest term that is its own id on a cluster.
const longestWordID = 400

func wordID(term string) string {
	if len(term) <= longestWordID {
		return term
	}
	return hashed(term)
}
