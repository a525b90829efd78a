package segment

import "sync"

// A termPipe writes terms on a goroutine of its own while further ones are read.
type termPipe struct {
	full, free chan *termBatch
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

// Limits of a batch. The last term may exceed them.
const (
	batchTerms = 256
	batchBytes = 256 << 10
)

// startTermPipe starts the writer's goroutine. The writer must not be used before close.
func startTermPipe(w *termWriter) *termPipe {
	const batches = 2
	p := &termPipe{full: make(chan *termBatch, batches), free: make(chan *termBatch, batches), done: make(chan struct{})}
	for range batches {
		p.free <- &termBatch{}
	}
	go func() {
		defer close(p.done)
		for b := range p.full {
			b.write(w)
			p.free <- b
		}
	}()
	return p
}

// batch returns the batch for the next term, or the error of the file.
func (p *termPipe) batch() (*termBatch, error) {
	if p.filling != nil && p.filling.isFull() {
		p.full <- p.filling
		p.filling = nil
	}
	if p.filling == nil {
		p.filling = <-p.free
		p.filling.reset()
	}
	return p.filling, p.filling.err
}

// close waits until all terms are written.
func (p *termPipe) close() {
	p.once.Do(func() {
		if p.filling != nil {
			p.full <- p.filling
		}
		close(p.full)
		<-p.done
	})
}

func (b *termBatch) isFull() bool {
	const docSize = 2 * 4
	return len(b.marks) >= batchTerms || len(b.terms)+len(b.all.places)+docSize*len(b.all.docs) >= batchBytes
}

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
