package opensearch

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"maps"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"reftel/index"
	"reftel/index/catalog"
	"reftel/index/search"
)

// Commit implements index.Writer.
func (w *Writer) Commit(ctx context.Context) (string, error) {
	if err := w.ready(ctx); err != nil {
		return "", err
	}
	if !w.dirty && w.docs == w.pub.Index && !w.cat.Touched() {
		return w.pub.Snapshot, nil
	}
	if err := w.settle(); err != nil {
		return "", err
	}
	if err := w.markRemoved(ctx); err != nil {
		return "", err
	}
	if err := errors.Join(w.refresh(w.docs), w.refresh(w.docs+"-words")); err != nil {
		return "", err
	}
	next, err := w.next(ctx)
	if err != nil {
		return "", err
	}
	if err := w.holder.failure(); err != nil {
		return "", err
	}
	at, err := w.client.writeState(ctx, w.addr, publicationID, &w.at, next)
	if err != nil {
		return "", err
	}
	return next.Snapshot, w.setCurrent(ctx, next, at)
}

// next returns the publication of what the cluster has now.
func (w *Writer) next(ctx context.Context) (publication, error) {
	next := w.pub
	next.Version, next.Index, next.Building = Version(), w.docs, ""
	if w.dirty || w.docs != w.pub.Index { // else only the catalog is another one
		next.Number, next.Snapshot, next.Made = w.number, snapshotName(w.number), now()
	}
	if w.pub.Index != "" && w.pub.Index != w.docs {
		next.Replaced, next.Deleted = w.pub.Index, next.Made.Add(keepReplaced)
	}
	s := newSearcher(w.client, w.addr, next)
	var err error
	if next.Cables, next.Oldest, next.Newest, err = s.count(ctx); err != nil {
		return next, err
	}
	if next.Cables < w.least {
		return next, &index.FewerError{Dir: w.addr.String(), Cables: next.Cables, Published: w.least}
	}
	if err := w.cat.Save(w.catalogPath()); err != nil {
		return next, err
	}
	next.Texts = w.cat.Texts()
	next.Catalog, err = w.saveCatalog(ctx)
	return next, err
}

// setCurrent makes a publication the current one.
func (w *Writer) setCurrent(ctx context.Context, next publication, at revision) error {
	before := w.pub
	w.pub, w.at, w.dirty = next, at, false
	if before.Index != next.Index {
		w.held = nil
		if err := w.setAlias(ctx, before.Index); err != nil {
			return err
		}
	}
	if w.held != nil {
		for id := range w.added {
			w.held.add(id)
		}
	}
	clear(w.added)
	w.additions = 0
	clear(w.removed)
	w.published()
	if before.Replaced != "" && before.Replaced != next.Replaced {
		if err := w.deleteGeneration(before.Replaced); err != nil {
			return err
		}
	}
	return w.dropCatalog(ctx, before.Catalog)
}

// keepReplaced is how long the generation that a rebuild replaced is kept at least, for the
// searches that use it.
var keepReplaced = 10 * time.Minute

// deleteReplaced deletes the generation that a rebuild replaced.
func (w *Writer) deleteReplaced() error {
	if w.pub.Replaced == "" {
		return nil
	}
	if err := w.deleteGeneration(w.pub.Replaced); err != nil {
		return err
	}
	w.pub.Replaced, w.pub.Deleted = "", time.Time{}
	var err error
	w.at, err = w.client.writeState(w.ctx, w.addr, publicationID, &w.at, w.pub)
	return err
}

// setAlias moves the alias with the name of the index to the current generation.
func (w *Writer) setAlias(ctx context.Context, before string) error {
	actions := arr{obj{"add": obj{"index": w.pub.Index, "alias": w.addr.name}}}
	if before != "" {
		actions = append(actions, obj{"remove": obj{"index": before, "alias": w.addr.name, "must_exist": false}})
	}
	return w.client.do(ctx, "POST", "/_aliases", obj{"actions": actions}, nil)
}

// count returns the number of cables of a publication, and the first and last date.
func (s *Searcher) count(ctx context.Context) (cables int, oldest, newest time.Time, err error) {
	body := obj{"query": s.live(obj{"match_all": obj{}}), "size": 1, "track_total_hits": true, "_source": false, "docvalue_fields": arr{obj{"field": dateField, "format": "strict_date_time_no_millis"}}}
	dates := [2]time.Time{}
	for i, sort := range []index.Sort{index.ByDate, index.ByDateDesc} {
		var res searchResponse
		body["sort"] = sortOf(sort)
		if err := s.search(ctx, body, &res); err != nil {
			return 0, oldest, newest, err
		}
		cables = res.Hits.Total.Value
		for _, h := range res.Hits.Hits {
			for _, value := range h.Fields[dateField] {
				text, _ := value.(string)
				if dates[i], err = time.Parse(time.RFC3339, text); err != nil {
					return 0, oldest, newest, err
				}
			}
		}
	}
	return cables, dates[0], dates[1], nil
}

// removedAtOnce is the number of published documents that are marked as removed at once.
const removedAtOnce = 200

// markRemoved notes in the documents that were replaced or deleted that the next
// publication does not have them.
func (w *Writer) markRemoved(ctx context.Context) error {
	if w.searcher == nil {
		return nil
	}
	for ids := range slices.Chunk(slices.Sorted(maps.Keys(w.removed)), removedAtOnce) {
		if err := ctx.Err(); err != nil {
			return err
		}
		if err := w.rewrite(w.searcher, w.searcher.live(terms(idField, ids)), w.number); err != nil {
			return err
		}
	}
	return nil
}

// rewrite indexes the documents that a query matches again, with another end: the first
// publication without them, 0 for none. The cluster has no field of a document that can be
// changed by itself, and keeps no text from which it could index one.
func (w *Writer) rewrite(s *Searcher, q obj, until int) error {
	r := search.NewTermReader()
	for f, err := range s.versionsOf(w.ctx, q) {
		if err != nil {
			return err
		}
		a, _, err := documentAction(r, w.target(s.docs()), f.ID, f.document(), f.Source.Since, until)
		if err != nil {
			return err
		}
		w.bulk.add(a)
		if r.Size() > largestReader {
			r = search.NewTermReader()
		}
	}
	return w.bulk.flush()
}

// Salvage implements index.Writer. It publishes what the cluster takes in time.
func (w *Writer) Salvage(ctx context.Context) (string, int, error) {
	if w.docs != w.pub.Index && w.pub.Index != "" { // a rebuild
		return w.pub.Snapshot, w.additions, nil
	}
	soon, cancel := context.WithTimeout(ctx, salvageTime)
	defer cancel()
	defer context.AfterFunc(soon, w.cancel)() // which ends all requests
	dropped := w.additions
	name, err := w.Commit(soon)
	if err != nil && soon.Err() != nil {
		return w.pub.Snapshot, dropped, nil
	}
	return name, 0, err
}

// salvageTime bounds how long an interrupted job goes on to publish.
const salvageTime = 1500 * time.Millisecond

// Compact implements index.Writer. It deletes the documents that no publication has since the
// job began, or since the last call.
func (w *Writer) Compact(ctx context.Context) (bool, error) {
	if err := w.deleteDead(ctx, w.oldest); err != nil {
		if ctx.Err() != nil {
			err = nil
		}
		return false, err
	}
	w.oldest = w.pub.Number
	return false, nil
}

// Purge implements index.Writer. It deletes the documents that the publication does not
// have, and rewrites the segments that hold deleted documents.
func (w *Writer) Purge(ctx context.Context) (bool, error) {
	if err := errors.Join(w.deleteDead(ctx, w.pub.Number), w.deleteReplaced()); err != nil {
		return false, errors.Join(ctx.Err(), err)
	}
	name := w.pub.Index
	if err := w.client.do(ctx, "PUT", "/"+name+"/_settings", obj{"index.merge.policy.expunge_deletes_allowed": 0}, nil); err != nil {
		return false, err
	}
	var res searchResponse
	return false, w.client.whole(ctx, "/"+name+"/_forcemerge?only_expunge_deletes=true", nil, &res)
}

// deleteDead deletes the documents whose end is at most a publication.
func (w *Writer) deleteDead(ctx context.Context, number int) error {
	if err := w.ready(ctx); err != nil || number < 1 || w.pub.Index == "" {
		return err
	}
	q := obj{"range": obj{untilField: obj{"lte": number}}}
	return w.deleteWhere(ctx, q)
}

// A catalogFile is a file of a catalog, which is kept in parts.
type catalogFile struct {
	Name  string `json:"name"`
	Sum   string `json:"sum"` // SHA-256
	Parts int    `json:"parts"`
}

// partBytes is the size of a part of a catalog's file.
const partBytes = 4 << 20

const catalogPrefix = "catalog-"

func (f catalogFile) part(i int) string { return fmt.Sprintf("%s%s-%d", catalogPrefix, f.Sum, i) }

// A catalogPart is a document of the state.
type catalogPart struct {
	Data []byte `json:"data"`
}

// saveCatalog stores the files of the catalog that the state does not have.
func (w *Writer) saveCatalog(ctx context.Context) ([]catalogFile, error) {
	var list []catalogFile
	for _, name := range catalogNames {
		data, err := os.ReadFile(filepath.Join(w.folder.path, name))
		if errors.Is(err, os.ErrNotExist) {
			continue
		}
		if err != nil {
			return nil, err
		}
		sum := sha256.Sum256(data)
		f := catalogFile{Name: name, Sum: hex.EncodeToString(sum[:])}
		f.Parts = (len(data) + partBytes - 1) / partBytes
		list = append(list, f)
		if slices.ContainsFunc(w.pub.Catalog, func(old catalogFile) bool { return old.Sum == f.Sum }) {
			continue
		}
		i := 0
		for part := range slices.Chunk(data, partBytes) {
			if err := w.client.do(ctx, "PUT", "/"+target(w.addr.state())+"/_doc/"+f.part(i)+"?require_alias=true", catalogPart{part}, nil); err != nil {
				return nil, err
			}
			i++
		}
	}
	return list, nil
}

// catalogNames are the files of a catalog: see package catalog.
var catalogNames = []string{"catalog", "catalog.a", "catalog.b"}

// dropCatalog deletes the files of a catalog that the publication does not have.
func (w *Writer) dropCatalog(ctx context.Context, files []catalogFile) error {
	for _, f := range files {
		if slices.ContainsFunc(w.pub.Catalog, func(now catalogFile) bool { return now.Sum == f.Sum }) {
			continue
		}
		for i := range f.Parts {
			if err := w.deleteState(ctx, f.part(i)); err != nil {
				return err
			}
		}
	}
	return nil
}

// mostLeftParts is the number of documents of the state that are listed for parts of catalogs.
const mostLeftParts = 10000

// dropLeftCatalog deletes the parts of catalogs that a killed job stored and did not publish.
func (w *Writer) dropLeftCatalog(ctx context.Context) error {
	if err := w.refresh(w.addr.state()); err != nil {
		return err
	}
	var res searchResponse
	if err := w.client.whole(ctx, "/"+w.addr.state()+"/_search", obj{"size": mostLeftParts, "_source": false}, &res); err != nil {
		return err
	}
	keep := map[string]bool{}
	for _, f := range w.pub.Catalog {
		for i := range f.Parts {
			keep[f.part(i)] = true
		}
	}
	for _, f := range res.Hits.Hits {
		if keep[f.ID] || !strings.HasPrefix(f.ID, catalogPrefix) {
			continue
		}
		if err := w.deleteState(ctx, f.ID); err != nil {
			return err
		}
	}
	return nil
}

// deleteState deletes a document of the state if it is there.
func (w *Writer) deleteState(ctx context.Context, id string) error {
	err := w.client.do(ctx, "DELETE", "/"+w.addr.state()+"/_doc/"+id, nil, nil)
	if isStatus(err, http.StatusNotFound) {
		return nil
	}
	return err
}

// fetchCatalog writes the files of the catalog of a publication to a folder.
func (c *client) fetchCatalog(ctx context.Context, a address, p publication, dir string) error {
	for _, f := range p.Catalog {
		var data []byte
		for i := range f.Parts {
			var part catalogPart
			_, found, err := c.readState(ctx, a, f.part(i), &part)
			if err != nil {
				return err
			}
			if !found {
				return fmt.Errorf("the catalog of %s lacks a part of its file %s: run indexer --rebuild", a, f.Name)
			}
			data = append(data, part.Data...)
		}
		if sum := sha256.Sum256(data); hex.EncodeToString(sum[:]) != f.Sum {
			return fmt.Errorf("the catalog of %s is damaged in its file %s: run indexer --rebuild", a, f.Name)
		}
		if err := os.WriteFile(filepath.Join(dir, f.Name), data, 0o600); err != nil {
			return err
		}
	}
	return nil
}

// openCatalog opens the catalog of the publication, or a new one for a new index.
func (w *Writer) openCatalog() error {
	if w.pub.Index == "" || w.opt.Rebuild && !w.opt.KeepCatalog {
		w.cat = catalog.New()
		return nil
	}
	if err := w.client.fetchCatalog(w.ctx, w.addr, w.pub, w.folder.path); err != nil {
		return err
	}
	var err error
	w.cat, err = catalog.Open(w.catalogPath())
	return err
}
