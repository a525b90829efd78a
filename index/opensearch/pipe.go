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
	w := newTermWorker(p)
	for d := range p.queue {
		if err := p.send(w, d); err != nil {
			p.mu.Lock()
			p.err = err
			p.mu.Unlock()
		}
		p.active.Done()
	}
}

// send adds a document, and its terms that are new, to the bulker.
func (p *pipe) send(w *termWorker, d pipedDoc) error {
	docs := p.writer.docs
	a, words, err := w.action(p.writer.target(docs), documentID(d.doc.ID, d.number), d.doc, d.number)
	if err != nil {
		return err
	}
	p.writer.bulk.add(a)
	for _, term := range words {
		p.writer.bulk.add(wordAction(p.writer.target(docs+"-words"), term))
	}
	return nil
}

// A termWorker reads the terms of documents for one goroutine.
type termWorker struct {
	pipe   *pipe
	reader *search.TermReader
	// known are the terms that the pipe was asked for, by their number of the reader.
	known []bool
}

func newTermWorker(p *pipe) *termWorker {
	return &termWorker{pipe: p, reader: search.NewTermReader()}
}

// action returns the action that adds a document to the index with an alias, and the terms of
// its texts that were not sent yet.
func (w *termWorker) action(alias, id string, doc index.Document, number int) (action, []string, error) {
	a, terms, err := documentAction(w.reader, alias, id, doc, number, 0)
	if err != nil {
		return a, nil, err
	}
	names := w.reader.Names()
	if n := len(names) - len(w.known); n > 0 {
		w.known = append(w.known, make([]bool, n)...)
	}
	var list []string
	for _, t := range terms {
		if !w.known[t] {
			w.known[t] = true
			list = append(list, names[t])
		}
	}
	list = w.pipe.unsent(list)
	if w.reader.Size() > largestReader {
		w.reader, w.known = search.NewTermReader(), nil
	}
	return a, list, nil
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
