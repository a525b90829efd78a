package segment

import "sync"

// A termPipe writes terms on a goroutine of its own while further ones are read.
type termPipe struct {
	full, free chan *termBatch
	large      chan struct{} // holds a value while a large batch waits or is written
	filling    *termBatch
	done       chan struct{}
	once       sync.Once
}

// A termBatch is some terms and their postings, one after the other.
type termBatch struct {
	terms []byte
	all   list
	marks []termMark // ends of the terms
	err   error      // of the file, when the batch was written last
}

// A termMark is where a term ends, and where its documents and positions end.
type termMark struct{ term, docs, places int }

const (
	// batches is the number of batches of a pipe. With two, reading and writing waited for
	// each other at each frequent term: merging the terms of 50,000 cables took 1.5 times as
	// long.
	batches = 8
	// batchTerms and batchBytes are the limits of a batch. The last term may exceed them.
	batchTerms = 256
	batchBytes = 256 << 10
	// largeBatch is the size of a batch above which it does not keep its memory, and no other
	// one waits to be written.
	largeBatch = 8 * batchBytes
)

// startTermPipe starts the writer's goroutine. The writer must not be used before close.
func startTermPipe(w *termWriter) *termPipe {
	p := &termPipe{
		full: make(chan *termBatch, batches), free: make(chan *termBatch, batches),
		large: make(chan struct{}, 1), done: make(chan struct{}),
	}
	for range batches {
		p.free <- &termBatch{}
	}
	go func() {
		defer close(p.done)
		for b := range p.full {
			b.write(w)
			if b.size() > largeBatch {
				*b = termBatch{err: b.err}
				<-p.large
			}
			p.free <- b
		}
	}()
	return p
}

// batch returns the batch for the next term, or the error of the file.
func (p *termPipe) batch() (*termBatch, error) {
	if p.filling != nil && p.filling.isFull() {
		p.send()
	}
	if p.filling == nil {
		p.filling = <-p.free
		p.filling.reset()
	}
	return p.filling, p.filling.err
}

// send gives the batch that is being filled to the writer.
func (p *termPipe) send() {
	if p.filling.size() > largeBatch {
		p.large <- struct{}{}
	}
	p.full <- p.filling
	p.filling = nil
}

// close waits until all terms are written.
func (p *termPipe) close() {
	p.once.Do(func() {
		if p.filling != nil {
			p.send()
		}
		close(p.full)
		<-p.done
	})
}

// size returns the number of bytes of the terms and their postings.
func (b *termBatch) size() int {
	const docSize = 2 * 4
	return len(b.terms) + len(b.all.places) + docSize*len(b.all.docs)
}

func (b *termBatch) isFull() bool { return len(b.marks) >= batchTerms || b.size() >= batchBytes }

func (b *termBatch) reset() {
	b.terms, b.marks = b.terms[:0], b.marks[:0]
	b.all.reset()
}

// begin begins a term. Its postings are to be appended to all, then end is to be called.
func (b *termBatch) begin(term []byte) []byte {
	at := len(b.terms)
	b.terms = append(b.terms, term...)
	return b.terms[at:]
}

func (b *termBatch) end() {
	b.marks = append(b.marks, termMark{len(b.terms), len(b.all.docs), len(b.all.places)})
}

// write writes the terms.
func (b *termBatch) write(w *termWriter) {
	var from termMark
	for _, to := range b.marks {
		w.add(b.terms[from.term:to.term], &list{
			docs: b.all.docs[from.docs:to.docs], freqs: b.all.freqs[from.docs:to.docs],
			places: b.all.places[from.places:to.places],
		})
		from = to
	}
	b.err = w.w.err
}
