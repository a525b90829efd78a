package opensearch

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"path/filepath"
	"slices"
	"sync"
	"time"

	"reftel/corpus/cable"
	"reftel/index"
	"reftel/index/catalog"
)

// A Writer is an index.StoreWriter of an index on a cluster.
type Writer struct {
	client *client
	addr   address
	opt    index.WriterOptions
	ctx    context.Context // of its requests, until it is closed
	cancel context.CancelFunc
	holder *holder
	lease  string // its id

	// pub is what is published, at its revision; searcher searches it, nil if there is
	// nothing. The documents of the writer go to the generation docs, with the number of
	// the next publication.
	pub      publication
	at       revision
	searcher *Searcher
	docs     string
	number   int
	// oldest is the number of the first publication that searches may still use.
	oldest int

	bulk   *bulker
	pipe   *pipe
	cat    *catalog.Catalog
	folder *workFolder

	// added are the documents that were added since the last commit, additions the number
	// of calls that added one; removed are the ids of published documents that are replaced
	// or deleted.
	added     map[string]addition
	additions int
	removed   map[string]bool
	held      *idSet
	dirty     bool
	// least is the number of cables that the next publication must have.
	least int
	close sync.Once
	err   error // of close
}

var _ index.StoreWriter = (*Writer)(nil)

// An addition is what is known of a document that was added, or deleted after that.
type addition struct {
	deleted  bool
	versions []cable.Version // nil if they must be read again
}

// mostVersions is the number of documents whose versions a writer keeps.
const mostVersions = 100000

// OpenWriter implements index.Store.
func (s Store) OpenWriter(opt index.WriterOptions) (index.StoreWriter, error) {
	w, err := s.openWriter(opt)
	if err != nil {
		return nil, err
	}
	return w, nil
}

func (s Store) openWriter(opt index.WriterOptions) (*Writer, error) {
	c, a, err := s.connect()
	if err != nil {
		return nil, err
	}
	ctx, cancel := context.WithCancel(context.Background())
	w := &Writer{client: c, addr: a, opt: opt, ctx: ctx, cancel: cancel, added: map[string]addition{}, removed: map[string]bool{}}
	if err := w.open(); err != nil {
		w.release()
		return nil, err
	}
	return w, nil
}

// open takes the lease and prepares the index.
func (w *Writer) open() error {
	if err := w.checkVersion(); err != nil {
		return err
	}
	err := w.client.createIndex(w.ctx, w.addr.state(), target(w.addr.state()), obj{"number_of_shards": 1, "number_of_replicas": w.addr.replicas}, stateMapping())
	if err != nil {
		return err
	}
	own := newLease()
	w.lease = own.ID
	w.client.header.Set(opaqueHeader, own.ID)
	if w.folder, err = makeWorkFolder(own.ID); err != nil {
		return err
	}
	at, err := w.client.takeLease(w.ctx, w.addr, &own)
	if err != nil {
		return err
	}
	w.holder = hold(w.client, w.addr, own, at)
	if err := w.claim(own); err != nil {
		return err
	}
	if err := w.openCatalog(); err != nil {
		return err
	}
	w.bulk = w.newBulker()
	w.pipe = newPipe(w, w.opt.Jobs)
	return nil
}

// newBulker returns a bulker that sends while the writer has its lease.
func (w *Writer) newBulker() *bulker {
	b := newBulker(w.ctx, w.client)
	b.holder = w.holder
	return b
}

// checkVersion returns a *index.VersionError if another version made the index, unless it
// is rebuilt.
func (w *Writer) checkVersion() error {
	var p publication
	_, found, err := w.client.readState(w.ctx, w.addr, publicationID, &p)
	if err == nil && found && p.Index != "" && p.Version != Version() && !w.opt.Rebuild {
		err = &index.VersionError{Dir: w.addr.String(), Found: p.Version, Want: Version()}
	}
	return err
}

// claim notes in the publication that the writer works on the next one, after which no
// writer before can publish, and removes what such a writer left.
func (w *Writer) claim(own lease) error {
	at, found, err := w.client.readState(w.ctx, w.addr, publicationID, &w.pub)
	if err != nil {
		return err
	}
	w.oldest = w.pub.Number
	before, left := w.pub.Writer, found && !w.pub.Closed
	building := w.pub.Building
	w.pub.Writer, w.pub.Closed = own.ID, false
	w.docs = w.pub.Index
	if w.docs == "" || w.opt.Rebuild {
		w.docs = w.addr.generation(1 + max(generationOf(w.pub.Index), generationOf(building)))
		w.pub.Building = w.docs
	} else {
		w.pub.Building = ""
	}
	known := &at
	if !found {
		known = nil
	}
	if w.at, err = w.client.writeState(w.ctx, w.addr, publicationID, known, w.pub); err != nil {
		return err
	}
	if err := w.fence(before, left); err != nil {
		return err
	}
	w.published()
	if left {
		if err := w.dropLeftCatalog(w.ctx); err != nil {
			return err
		}
	}
	if building != "" {
		if err := w.deleteGeneration(building); err != nil {
			return err
		}
	}
	if time.Now().After(w.pub.Deleted) {
		if err := w.deleteReplaced(); err != nil {
			return err
		}
	}
	if left && w.pub.Index != "" {
		if err := w.dropUnpublished(); err != nil {
			return err
		}
	}
	return w.createGeneration()
}

// generationOf returns the number of a generation, 0 if it is none.
func generationOf(name string) int {
	n := 0
	if len(name) > 6 {
		fmt.Sscanf(name[len(name)-6:], "%d", &n)
	}
	return n
}

func (w *Writer) deleteGeneration(name string) error {
	return errors.Join(w.client.deleteIndex(w.ctx, name), w.client.deleteIndex(w.ctx, name+"-words"))
}

// createGeneration creates the indexes of the documents unless they are there.
func (w *Writer) createGeneration() error {
	if w.docs == w.pub.Index {
		return nil
	}
	if err := w.deleteGeneration(w.docs); err != nil { // that a job without its lease left
		return err
	}
	if err := w.client.createIndex(w.ctx, w.docs, w.target(w.docs), settings(w.addr.shards, w.addr.replicas), mapping()); err != nil {
		return err
	}
	words := obj{"number_of_shards": 1, "number_of_replicas": w.addr.replicas, "refresh_interval": "-1", "codec": "best_compression"}
	return w.client.createIndex(w.ctx, w.docs+"-words", w.target(w.docs+"-words"), words, wordsMapping())
}

// target returns the alias by which the writer writes to an index.
func (w *Writer) target(name string) string { return targetOf(w.lease, name) }

// fence keeps requests of earlier writers from the published generation: those that arrive
// later find no alias, and those of the last writer that are under way are waited for if it
// did not end them.
func (w *Writer) fence(last string, wait bool) error {
	if w.pub.Index != "" {
		var remove, add arr
		for _, name := range [...]string{w.pub.Index, w.pub.Index + "-words"} {
			remove = append(remove, obj{"remove": obj{"index": name, "alias": target(name) + "*"}})
			add = append(add, obj{"add": obj{"index": name, "alias": w.target(name)}})
		}
		err := w.client.do(w.ctx, "POST", "/_aliases", obj{"actions": slices.Concat(remove, add)}, nil)
		if isStatus(err, http.StatusNotFound) { // none to remove: a snapshot was restored without aliases
			err = w.client.do(w.ctx, "POST", "/_aliases", obj{"actions": add}, nil)
		}
		if err != nil {
			return err
		}
	}
	if !wait {
		return nil
	}
	err := w.client.waitForRequests(w.ctx, last)
	if isStatus(err, http.StatusForbidden) { // by then they have ended
		return sleep(w.ctx, leaseTime)
	}
	return err
}

// published prepares for the publication after pub.
func (w *Writer) published() {
	w.number = w.pub.Number + 1
	w.searcher = nil
	if w.pub.Index != "" && w.pub.Index == w.docs {
		w.searcher = newSearcher(w.client, w.addr, w.pub)
	}
	w.least = 0
	if w.opt.Rebuild && !w.opt.AcceptLoss && w.pub.Index != w.docs {
		w.least = w.pub.Cables
	}
}

// dropUnpublished removes the documents that a writer added and did not publish, and the
// marks of those that it was about to replace.
func (w *Writer) dropUnpublished() error {
	if err := w.refresh(w.pub.Index); err != nil {
		return err
	}
	later := obj{"range": obj{sinceField: obj{"gt": w.pub.Number}}}
	if err := w.deleteWhere(w.ctx, later); err != nil {
		return err
	}
	s := newSearcher(w.client, w.addr, w.pub)
	w.bulk = w.newBulker()
	defer w.bulk.close()
	err := w.rewrite(s, obj{"range": obj{untilField: obj{"gt": w.pub.Number}}}, 0)
	return errors.Join(err, w.refresh(w.pub.Index))
}

// refresh makes the documents of an index searchable.
func (w *Writer) refresh(name string) error {
	var res searchResponse
	return w.client.whole(w.ctx, "/"+name+"/_refresh", nil, &res)
}

// deleteWhere deletes the documents of the published generation that a query matches.
func (w *Writer) deleteWhere(ctx context.Context, q obj) error {
	b := w.newBulker()
	defer b.close()
	s := newSearcher(w.client, w.addr, w.pub)
	for f, err := range s.pages(ctx, q, index.Request{Sort: index.ByID, Limit: -1, Parts: index.IDOnly}) {
		if err != nil {
			return errors.Join(err, b.flush())
		}
		line, err := appendLines(nil, obj{"delete": obj{"_index": w.target(w.pub.Index), "_id": documentID(f.id(), f.since())}})
		if err != nil {
			return err
		}
		b.add(action{lines: line})
	}
	if err := b.flush(); err != nil {
		return err
	}
	return w.refresh(w.pub.Index)
}

// Catalog implements index.Writer.
func (w *Writer) Catalog() *catalog.Catalog { return w.cat }

// ready returns the error of a writer that can't go on.
func (w *Writer) ready(ctx context.Context) error {
	return errors.Join(ctx.Err(), w.holder.failure(), w.bulk.failure(), w.pipe.failure())
}

// documentID returns the id on the cluster of a document that the writer adds.
func (w *Writer) documentID(id string) string { return documentID(id, w.number) }

func documentID(id string, number int) string {
	const longest = 400
	if len(id) > longest {
		id = hashed(id)
	}
	return fmt.Sprintf("%s~%d", id, number)
}

// Versions implements index.Writer.
func (w *Writer) Versions(ctx context.Context, id string) ([]cable.Version, error) {
	if err := w.ready(ctx); err != nil {
		return nil, err
	}
	if a, ok := w.added[id]; ok {
		if a.deleted || a.versions != nil {
			return a.versions, nil
		}
		doc, err := w.Get(ctx, id)
		return doc.Versions, err
	}
	if is, err := w.isPublished(ctx, id); !is || err != nil {
		return nil, err
	}
	f, err := w.searcher.stored(ctx, id)
	if errors.Is(err, index.ErrNotFound) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	return f.Source.Record.Versions, nil
}

// isPublished reports whether a published document may have an id that the writer did not
// remove.
func (w *Writer) isPublished(ctx context.Context, id string) (bool, error) {
	if w.searcher == nil || w.removed[id] {
		return false, nil
	}
	if w.held == nil {
		w.held = &idSet{}
	}
	return w.held.mayHave(ctx, w.searcher, id)
}

// Get implements index.Writer.
func (w *Writer) Get(ctx context.Context, id string) (index.Document, error) {
	if err := w.ready(ctx); err != nil {
		return index.Document{}, err
	}
	a, ok := w.added[id]
	switch {
	case ok && a.deleted, !ok && (w.searcher == nil || w.removed[id]):
		return index.Document{}, fmt.Errorf("%w: %s", index.ErrNotFound, id)
	case !ok:
		f, err := w.searcher.stored(ctx, id)
		if err != nil {
			return index.Document{}, err
		}
		return f.document(), nil
	}
	if err := w.settle(); err != nil {
		return index.Document{}, err
	}
	var f foundHit
	err := w.client.do(ctx, "GET", "/"+w.docs+"/_doc/"+url.PathEscape(w.documentID(id)), nil, &f)
	if isStatus(err, http.StatusNotFound) {
		err = fmt.Errorf("%w: %s", index.ErrNotFound, id)
	}
	if err != nil {
		return index.Document{}, err
	}
	return f.document(), nil
}

// settle waits until the cluster has all documents that were added.
func (w *Writer) settle() error {
	w.pipe.wait()
	return errors.Join(w.pipe.failure(), w.bulk.flush())
}

// largestText is the greatest number of bytes of the texts of a document: a cluster takes
// requests of 100 MB by default.
const largestText = 24 << 20

// Add implements index.Writer.
func (w *Writer) Add(ctx context.Context, docs []index.Document) error {
	for _, doc := range docs {
		if err := w.ready(ctx); err != nil {
			return err
		}
		if textBytes(doc) > largestText {
			return &index.SizeError{Limit: largestText}
		}
		if err := w.remove(ctx, doc.ID); err != nil {
			return err
		}
		if _, again := w.added[doc.ID]; again { // requests may overtake each other
			if err := w.settle(); err != nil {
				return err
			}
		}
		w.dirty = true
		a := addition{}
		if len(w.added) < mostVersions {
			a.versions = doc.Versions
		}
		w.added[doc.ID] = a
		w.additions++
		w.pipe.add(doc, w.number)
	}
	return nil
}

// textBytes returns the length of all texts of a document.
func textBytes(doc index.Document) int {
	n := len(doc.Record.Header) + len(doc.Record.Body)
	for _, rec := range doc.Others {
		n += len(rec.Header) + len(rec.Body)
	}
	return n
}

// remove notes that a published document is replaced or deleted.
func (w *Writer) remove(ctx context.Context, id string) error {
	is, err := w.isPublished(ctx, id)
	if is && err == nil {
		w.removed[id] = true
	}
	return err
}

// Delete implements index.Writer.
func (w *Writer) Delete(ctx context.Context, ids []string) error {
	for _, id := range ids {
		if err := w.ready(ctx); err != nil {
			return err
		}
		if err := w.remove(ctx, id); err != nil {
			return err
		}
		w.dirty = true
		if a, ok := w.added[id]; ok && !a.deleted {
			if err := w.settle(); err != nil {
				return err
			}
			line, err := appendLines(nil, obj{"delete": obj{"_index": w.target(w.docs), "_id": w.documentID(id)}})
			if err != nil {
				return err
			}
			w.bulk.add(action{lines: line})
			w.added[id] = addition{deleted: true}
		}
	}
	return nil
}

// Room implements index.StoreWriter. The disks of a cluster are not known.
func (w *Writer) Room(int64) (need int64, ok bool) { return 0, false }

// AcceptLoss implements index.StoreWriter.
func (w *Writer) AcceptLoss(index.Stored) { w.least = 0 }

// Close implements index.Writer.
func (w *Writer) Close() error {
	w.close.Do(func() { w.err = w.shut() })
	return w.err
}

// shut removes what was not published, and gives the lease back.
func (w *Writer) shut() error {
	w.bulk.fail(errClosed)
	w.pipe.close()
	w.pipe.wait()
	w.bulk.active.Wait()
	w.bulk.close()
	var err error
	if w.holder.failure() == nil && w.ctx.Err() == nil {
		err = w.end()
	} // else the next writer does it
	w.release()
	return err
}

// errClosed ends the requests of a writer that is closed.
var errClosed = errors.New("the writer is closed")

// end removes what was not published.
func (w *Writer) end() error {
	if published, err := w.mayHavePublished(); published || err != nil {
		return err // the next writer knows what to remove
	}
	switch {
	case w.docs != w.pub.Index:
		if err := w.deleteGeneration(w.docs); err != nil {
			return err
		}
	case w.dirty:
		if err := w.dropUnpublished(); err != nil {
			return err
		}
	}
	w.pub.Closed, w.pub.Building = true, ""
	var err error
	w.at, err = w.client.writeState(w.ctx, w.addr, publicationID, &w.at, w.pub)
	return err
}

// mayHavePublished reports whether the cluster has another publication than w.pub. It may have
// one of this writer for which the answer was lost. If not, it will not take one any more.
func (w *Writer) mayHavePublished() (bool, error) {
	at, err := w.client.writeState(w.ctx, w.addr, publicationID, &w.at, w.pub)
	if err != errChanged {
		w.at = at
		return false, err
	}
	var now publication
	_, _, err = w.client.readState(w.ctx, w.addr, publicationID, &now)
	if err == nil && now.Writer != w.pub.Writer {
		err = errChanged
	}
	return true, err
}

// release gives the lease back, and frees what the writer holds.
func (w *Writer) release() {
	ended := w.holder == nil || w.holder.release()
	w.cancel()
	w.client.close()
	if w.cat != nil {
		w.cat.Close()
	}
	if w.folder != nil {
		w.folder.leave(ended)
	}
}

func (w *Writer) catalogPath() string { return filepath.Join(w.folder.path, "catalog") }

// now returns the time of a publication.
func now() time.Time { return time.Now().UTC().Truncate(time.Second) }
