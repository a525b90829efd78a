package opensearch

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"reftel/corpus"
	"reftel/index"
	"reftel/index/catalog"
	"reftel/index/opensearch/testnode"
	"reftel/index/query"
	"reftel/index/search"
	"reftel/index/update"
)

// jobVariable makes the test binary run a job: the URL of an index and the path of an
// archive.
const jobVariable = "REFTEL_TEST_JOB"

func TestMain(m *testing.M) {
	if job := os.Getenv(jobVariable); job != "" {
		url, path, _ := strings.Cut(job, " ")
		if err := runJob(Store{URL: url}, path); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		os.Exit(0)
	}
	os.Exit(testnode.Main(m))
}

// shortLease is the time of a lease that tests let end. A busy machine may need seconds to
// renew one.
const shortLease = 5 * time.Second

// setShortLease sets the time of leases for a test.
func setShortLease(t *testing.T) {
	t.Helper()
	usual, renewal := leaseTime, leaseRenewal
	leaseTime, leaseRenewal = shortLease, shortLease/10
	t.Cleanup(func() { leaseTime, leaseRenewal = usual, renewal })
}

// runJob indexes an archive and publishes often.
func runJob(s Store, path string) error {
	w, err := s.OpenWriter(index.WriterOptions{})
	if err != nil {
		return err
	}
	r, err := corpus.Open(path, corpus.Options{})
	if err == nil {
		_, err = update.Update(context.Background(), []update.Archive{r}, w, update.Options{CommitBytes: 128 << 10})
	}
	return errors.Join(err, w.Close())
}

// archive writes an archive of some invented records, of which each tenth has the id of an
// earlier one, and returns its path.
func archive(t testing.TB, records int) string {
	t.Helper()
	r := rand.New(rand.NewPCG(18, 18))
	words := strings.Fields("harbour minister treaty port grain envoy council draft border visit uranium signal market strike ferry loan quota delegation archive summit")
	var b strings.Builder
	for i := range records {
		number := i + 1
		if i%10 == 9 {
			number = i / 2
		}
		var text []string
		for range 40 + r.IntN(80) {
			text = append(text, words[r.IntN(len(words))])
		}
		fmt.Fprintf(&b, "{\"id\":\"08QUITO%d\",\"text\":%q}\n", number, fmt.Sprintf("UNCLAS QUITO %06d\n\nSUBJECT: RECORD %d\n\n1. (U) %s.\n", number, i, strings.Join(text, " ")))
	}
	path := filepath.Join(t.TempDir(), "archive.jsonl")
	if err := os.WriteFile(path, []byte(b.String()), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// content returns what an index holds: for each id its texts, and what the catalog lists.
func content(t testing.TB, s Store) []string {
	t.Helper()
	of := open(t, s)
	var list []string
	for _, doc := range documents(t, of) {
		var hashes []string
		for _, v := range doc.Versions {
			hashes = append(hashes, v.Hash)
		}
		list = append(list, doc.ID+" "+strings.Join(hashes, " "))
	}
	cat, err := of.client.loadCatalog(t.Context(), of.addr, of.at)
	if err != nil {
		t.Fatal(err)
	}
	cat.Records(func(path string, h catalog.Hash, id string) bool {
		list = append(list, "catalog "+id+" "+h.String())
		return true
	})
	slices.Sort(list)
	return list
}

// TestKill kills a job at ten moments and runs it again at once each time. In the end the
// index is like that of a job that was not disturbed, and at any time what is published is
// whole.
func TestKill(t *testing.T) {
	t.Parallel()
	undisturbed, disturbed := newStore(t, ""), newStore(t, "")
	path := archive(t, 1500)
	begun := time.Now()
	if err := runJob(undisturbed, path); err != nil {
		t.Fatal(err)
	}
	took := time.Since(begun)
	want := content(t, undisturbed)
	for range 10 {
		killAfter(t, disturbed, path, rand.N(took))
		if _, err := disturbed.Open(); err == nil {
			if _, err := disturbed.Verify(t.Context()); err != nil {
				t.Fatalf("after a kill: %v", err)
			}
		}
	}
	if err := runJob(disturbed, path); err != nil {
		t.Fatal(err)
	}
	if got := content(t, disturbed); !slices.Equal(got, want) {
		t.Errorf("after ten kills the index holds %d texts and entries, want %d", len(got), len(want))
	}
	if _, err := disturbed.Verify(t.Context()); err != nil {
		t.Error(err)
	}
}

// killAfter runs a job as a process, and kills it after a time.
func killAfter(t *testing.T, s Store, path string, d time.Duration) {
	t.Helper()
	cmd := exec.Command(os.Args[0])
	cmd.Env = append(os.Environ(), jobVariable+"="+s.URL+" "+path)
	var said strings.Builder
	cmd.Stderr = &said
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	timer := time.AfterFunc(d, func() { _ = cmd.Process.Kill() })
	defer timer.Stop()
	err := cmd.Wait()
	var exit *exec.ExitError
	if err != nil && (!errors.As(err, &exit) || exit.ExitCode() >= 0) {
		t.Fatalf("the job: %v: %s", err, said.String())
	}
}

// TestKilledHere: the lease of a job that was killed on this machine is taken at once, but not
// while the job runs, nor if the job was of another machine.
func TestKilledHere(t *testing.T) {
	t.Parallel()
	s := newStore(t, "")
	path := archive(t, 30)
	hold := func(host string) lease {
		t.Helper()
		l := newLease()
		if host != "" {
			l.Host = host
		}
		c, a, err := s.connect()
		if err != nil {
			t.Fatal(err)
		}
		var old lease
		at, found, err := c.readState(t.Context(), a, leaseID, &old)
		if err != nil || !found {
			t.Fatalf("no lease: %v", err)
		}
		if _, err := c.writeState(t.Context(), a, leaseID, &at, l); err != nil {
			t.Fatal(err)
		}
		return l
	}
	if err := runJob(s, path); err != nil {
		t.Fatal(err)
	}
	var locked *index.LockedError
	hold("elsewhere")
	if err := runJob(s, path); !errors.As(err, &locked) {
		t.Errorf("the job of another machine: %v, want a LockedError", err)
	}
	own := hold("")
	if err := runJob(s, path); !errors.As(err, &locked) {
		t.Errorf("a job of which nothing is known: %v, want a LockedError", err)
	}
	folder, err := makeWorkFolder(own.ID)
	if err != nil {
		t.Fatal(err)
	}
	defer folder.leave(true)
	if err := runJob(s, path); !errors.As(err, &locked) {
		t.Errorf("a job that runs: %v, want a LockedError", err)
	}
	if err := folder.lock.Close(); err != nil { // as when the process ends
		t.Fatal(err)
	}
	if err := runJob(s, path); err != nil {
		t.Errorf("after a job that was killed: %v", err)
	}
	if _, err := os.Stat(folder.path); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("the folder of the job that was killed is still there: %v", err)
	}
}

// TestTwoWriters: a second writer is refused with the name of the first, a writer that does
// not renew its lease loses it, and then publishes nothing.
func TestTwoWriters(t *testing.T) {
	setShortLease(t)
	s := newStore(t, "")
	first, err := s.openWriter(index.WriterOptions{})
	if err != nil {
		t.Fatal(err)
	}
	var locked *index.LockedError
	if _, err := s.OpenWriter(index.WriterOptions{}); !errors.As(err, &locked) || locked.PID != os.Getpid() {
		t.Fatalf("a second writer: %v, want a LockedError", err)
	}
	doc := index.Documents(corpus.Record{ID: "08QUITO1", Body: "UNCLAS QUITO 000001\n\n1. (U) Lost.\n"})
	if err := first.Add(t.Context(), doc); err != nil {
		t.Fatal(err)
	}
	first.holder.stop() // as if the process had stopped
	<-first.holder.done
	time.Sleep(leaseTime)
	if err := runJob(s, archive(t, 30)); err != nil {
		t.Fatal(err)
	}
	if _, err := first.Commit(t.Context()); !errors.Is(err, errLost) {
		t.Errorf("a writer without a lease published: %v", err)
	}
	// Even if it did not notice, it could not publish.
	first.holder.err, first.holder.lease.Renewed = nil, time.Now()
	if name, err := first.Commit(t.Context()); err == nil {
		t.Errorf("a writer whose publication changed published %s", name)
	}
	if err := first.Close(); err != nil {
		t.Log(err)
	}
	if ids := find(t, open(t, s), "lost"); len(ids) > 0 {
		t.Errorf("a document that was not published is found: %v", ids)
	}
}

// TestLateRequest: a request of a writer that lost its lease is refused, even if it arrives
// when the next writer has begun, so that nothing of it is ever published.
func TestLateRequest(t *testing.T) {
	t.Parallel()
	s := newStore(t, "")
	if err := runJob(s, archive(t, 30)); err != nil {
		t.Fatal(err)
	}
	record := func(id, text string) index.Document {
		return index.Documents(corpus.Record{ID: id, Body: "UNCLAS\n\n1. (U) " + text + ".\n"})[0]
	}
	first, err := s.openWriter(index.WriterOptions{})
	if err != nil {
		t.Fatal(err)
	}
	first.holder.stop()
	<-first.holder.done
	endLease(t, first)
	second, err := s.openWriter(index.WriterOptions{})
	if err != nil {
		t.Fatal(err)
	}
	late, _, err := documentAction(search.NewTermReader(), first.target(first.docs), first.documentID("08QUITO900"), record("08QUITO900", "late"), first.number, 0)
	if err != nil {
		t.Fatal(err)
	}
	b := newBulker(t.Context(), first.client) // which does not know that the lease is lost
	defer b.close()
	b.add(late)
	b.add(wordAction(first.target(first.docs+"-words"), "late"))
	if err := b.flush(); !errors.Is(err, errLost) {
		t.Errorf("the late request: %v, want %v", err, errLost)
	}
	if err := second.Add(t.Context(), []index.Document{record("08QUITO901", "new")}); err != nil {
		t.Fatal(err)
	}
	_, err = second.Commit(t.Context())
	if err := errors.Join(err, second.Close()); err != nil {
		t.Fatal(err)
	}
	if got := find(t, open(t, s), "late OR new"); !slices.Equal(got, []string{"08QUITO901"}) {
		t.Errorf("found %v, want the document of the second writer", got)
	}
	_ = first.Close()
}

// endLease gives the lease of a writer back, without its knowledge.
func endLease(t *testing.T, w *Writer) {
	t.Helper()
	var l lease
	at, _, err := w.client.readState(t.Context(), w.addr, leaseID, &l)
	if err != nil {
		t.Fatal(err)
	}
	l.ID = ""
	if _, err := w.client.writeState(t.Context(), w.addr, leaseID, &at, l); err != nil {
		t.Fatal(err)
	}
}

// TestLeftCatalog: the parts of a catalog that a killed job stored and did not publish are
// deleted by the next job.
func TestLeftCatalog(t *testing.T) {
	t.Parallel()
	s := newStore(t, "")
	path := archive(t, 30)
	if err := runJob(s, path); err != nil {
		t.Fatal(err)
	}
	killed, err := s.openWriter(index.WriterOptions{})
	if err != nil {
		t.Fatal(err)
	}
	left := catalogFile{Sum: "left", Parts: 2}
	for i := range left.Parts {
		if err := killed.client.do(t.Context(), "PUT", "/"+target(killed.addr.state())+"/_doc/"+left.part(i), catalogPart{}, nil); err != nil {
			t.Fatal(err)
		}
	}
	killed.holder.stop()
	<-killed.holder.done
	endLease(t, killed)
	if err := runJob(s, path); err != nil {
		t.Fatal(err)
	}
	for i := range left.Parts {
		_, found, err := killed.client.readState(t.Context(), killed.addr, left.part(i), new(catalogPart))
		if found || err != nil {
			t.Errorf("part %d is there: %v, error %v", i, found, err)
		}
	}
	content(t, s) // reads the catalog that is published
	_ = killed.Close()
}

// find returns the ids that a query finds.
func find(t testing.TB, s index.Searcher, text string) []string {
	t.Helper()
	tree, err := query.Parse(text)
	if err != nil {
		t.Fatal(err)
	}
	res, err := s.Search(context.Background(), index.Request{Query: tree, Sort: index.ByID, Limit: -1})
	if err != nil {
		t.Fatalf("%s: %v", text, err)
	}
	var ids []string
	for _, h := range res.Hits {
		ids = append(ids, h.ID)
	}
	return ids
}

// TestSnapshots: a searcher sees one publication, whatever is added, replaced and removed
// meanwhile and published after it was opened, until a later job deletes what it does not need.
func TestSnapshots(t *testing.T) {
	t.Parallel()
	s := newStore(t, "?shards=2")
	record := func(id, text string) []index.Document {
		return index.Documents(corpus.Record{ID: id, Body: "UNCLAS\n\n1. (U) " + text + ".\n"})
	}
	w, err := s.openWriter(index.WriterOptions{})
	if err != nil {
		t.Fatal(err)
	}
	defer w.Close()
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	commit := func() {
		t.Helper()
		_, err := w.Commit(t.Context())
		must(err)
	}
	check := func(of *Searcher, want string) {
		t.Helper()
		if got := strings.Join(find(t, of, "old OR new OR gone OR more"), " "); got != want {
			t.Errorf("publication %s has %q, want %q", of.at.Snapshot, got, want)
		}
	}
	must(w.Add(t.Context(), record("08QUITO1", "old")))
	must(w.Add(t.Context(), record("08QUITO2", "gone")))
	commit()
	first := open(t, s)
	must(w.Add(t.Context(), record("08QUITO1", "new")))
	must(w.Add(t.Context(), record("08QUITO3", "more")))
	must(w.Delete(t.Context(), []string{"08QUITO2"}))
	must(w.settle())
	must(w.markRemoved(t.Context()))
	must(w.refresh(w.docs))
	check(open(t, s), "08QUITO1 08QUITO2")
	check(first, "08QUITO1 08QUITO2")
	commit()
	second := open(t, s)
	check(first, "08QUITO1 08QUITO2")
	check(second, "08QUITO1 08QUITO3")
	if got := find(t, first, "new"); len(got) > 0 {
		t.Errorf("the first publication has the text of the second: %v", got)
	}
	if got := find(t, second, "old"); len(got) > 0 {
		t.Errorf("the second publication has the text of the first: %v", got)
	}
	if _, err := w.Purge(t.Context()); err != nil {
		t.Fatal(err)
	}
	check(second, "08QUITO1 08QUITO3")
}

// TestRebuild: a rebuild fills another generation, which replaces the first when it is
// published; one that would lose cables is refused.
func TestRebuild(t *testing.T) {
	t.Parallel()
	s := newStore(t, "")
	if err := runJob(s, archive(t, 200)); err != nil {
		t.Fatal(err)
	}
	want := content(t, s)
	before := open(t, s)
	stored, err := s.OpenStored(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	w, err := s.OpenWriter(index.WriterOptions{Rebuild: true, KeepCatalog: true})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := update.Rebuild(t.Context(), stored.Documents(t.Context()), w, update.Options{}); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	if got := content(t, s); !slices.Equal(got, want) {
		t.Error("the rebuilt index differs")
	}
	if now := open(t, s).docs(); now == before.docs() {
		t.Errorf("the rebuilt index is in the generation %s, too", now)
	}
	if got := find(t, before, "*"); len(got) != before.at.Cables {
		t.Errorf("a search from before the rebuild found %d cables, want %d", len(got), before.at.Cables)
	}
	w, err = s.OpenWriter(index.WriterOptions{Rebuild: true})
	if err != nil {
		t.Fatal(err)
	}
	var fewer *index.FewerError
	if _, err := w.Commit(t.Context()); !errors.As(err, &fewer) {
		t.Errorf("an empty rebuild was published: %v", err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	if got := content(t, s); !slices.Equal(got, want) {
		t.Error("the index differs after a rebuild that was not published")
	}
}

// TestReplaced: the generation that a rebuild replaced is there until a later job or a purge
// deletes it.
func TestReplaced(t *testing.T) {
	usual := keepReplaced
	t.Cleanup(func() { keepReplaced = usual })
	s := newStore(t, "")
	path := archive(t, 20)
	if err := runJob(s, path); err != nil {
		t.Fatal(err)
	}
	rebuild := func() (before *Searcher) {
		t.Helper()
		before = open(t, s)
		w, err := s.OpenWriter(index.WriterOptions{Rebuild: true, AcceptLoss: true})
		if err != nil {
			t.Fatal(err)
		}
		_, err = w.Commit(t.Context())
		if err := errors.Join(err, w.Close()); err != nil {
			t.Fatal(err)
		}
		return before
	}
	check := func(when string, of *Searcher, want bool) {
		t.Helper()
		err := of.client.do(t.Context(), "GET", "/"+of.docs()+","+of.words(), nil, nil)
		if isStatus(err, 404) == want || err != nil && !isStatus(err, 404) {
			t.Errorf("%s: the generation %s is there: %v, want %v (%v)", when, of.docs(), !want, want, err)
		}
	}
	first := rebuild()
	check("after the rebuild", first, true)
	if err := runJob(s, path); err != nil {
		t.Fatal(err)
	}
	check("after a job soon after it", first, true)
	keepReplaced = 0
	second := rebuild()
	check("after another rebuild", first, false)
	check("after the rebuild", second, true)
	if err := runJob(s, path); err != nil {
		t.Fatal(err)
	}
	check("after a job long after it", second, false)
	third := rebuild()
	w, err := s.OpenWriter(index.WriterOptions{})
	if err != nil {
		t.Fatal(err)
	}
	_, err = w.Purge(t.Context())
	if err := errors.Join(err, w.Close()); err != nil {
		t.Fatal(err)
	}
	check("after a purge", third, false)
}

// TestOtherVersion: an index that another version built is reported, and can be rebuilt.
func TestOtherVersion(t *testing.T) {
	t.Parallel()
	s := newStore(t, "")
	if err := runJob(s, archive(t, 20)); err != nil {
		t.Fatal(err)
	}
	of := open(t, s)
	p := publication{}
	at, _, err := of.client.readState(t.Context(), of.addr, publicationID, &p)
	if err != nil {
		t.Fatal(err)
	}
	p.Version = "cluster schema 0"
	if _, err := of.client.writeState(t.Context(), of.addr, publicationID, &at, p); err != nil {
		t.Fatal(err)
	}
	var version *index.VersionError
	if _, err := s.Open(); !errors.As(err, &version) || version.Found != p.Version {
		t.Errorf("open: %v, want a VersionError", err)
	}
	if _, err := s.OpenWriter(index.WriterOptions{}); !errors.As(err, &version) {
		t.Errorf("open for writing: %v, want a VersionError", err)
	}
	w, err := s.OpenWriter(index.WriterOptions{Rebuild: true, KeepCatalog: true})
	if err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
}

// TestNoIndex: there is no index on a cluster where nothing was published.
func TestNoIndex(t *testing.T) {
	t.Parallel()
	var none *index.NoIndexError
	if err := newStore(t, "").Exists(); !errors.As(err, &none) {
		t.Errorf("error %v, want a NoIndexError", err)
	}
}

// TestReleaseUnreachable: a job that can't give its lease back, because the cluster is unreachable, does
// not block the next one on this machine.
func TestReleaseUnreachable(t *testing.T) {
	t.Parallel()
	s := newStore(t, "")
	path := archive(t, 30)
	w, err := s.openWriter(index.WriterOptions{})
	if err != nil {
		t.Fatal(err)
	}
	unreachable, err := url.Parse("http://127.0.0.1:1")
	if err != nil {
		t.Fatal(err)
	}
	if w.holder.client, err = newClient([]*url.URL{unreachable}, access{}); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	if err := runJob(s, path); err != nil {
		t.Errorf("the next job: %v", err)
	}
}
