package hint_test

import (
	"context"
	"fmt"
	"runtime"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"

	"reftel/corpus"
	"reftel/index"
	"reftel/index/bleveindex"
	"reftel/index/hint"
	"reftel/index/indextest"
	"reftel/index/query"
)

// A kind of cables for the tests: so many with the same words.
type cables struct {
	n           int
	post, dated string // dated is "" for cables without a date
	tags, ref   string
	body        string
}

// archive has the spellings, posts, countries and references that the tests ask for. All
// of it is invented.
var archive = []cables{
	{n: 2, post: "TUNIS", dated: "MAR 07", tags: "PREL, TS", body: "Colonel Gaddafi received the ferry pilots."},
	{n: 30, post: "TRIPOLI", dated: "JUN 08", tags: "PREL, LY", body: "Leader Qadhafi spoke of ferries and of Libya."},
	{n: 3, post: "TRIPOLI", dated: "JUL 08", tags: "PARM, LY", body: "Engineers loaded uranium in Libya."},
	{n: 2, post: "VIENNA", dated: "AUG 08", tags: "PARM, AU", body: "Nobody weighed the plutonium."},
	{n: 1, post: "VIENNA", dated: "AUG 09", tags: "PARM, AU", body: "Neither uranium or plutonium was found on the raft."},
	{n: 4, post: "MOSCOW", dated: "MAY 05", tags: "PHUM, RS", body: "The trial of Khodorkovskiy resumed after tea."},
	{n: 5, post: "MOSCOW", dated: "MAY 06", tags: "PGOV, RS", ref: "05STATE15113", body: "Old men remember Khrushchev and his shoe."},
	{n: 1, post: "MOSCOW", tags: "PGOV, RS", body: "An undated note about the shoe, see 05 STATE 15113."},
	{n: 20, post: "TBILISI", dated: "FEB 03", tags: "PREL, GG", body: "Envoy Shevardnadze lunched with Yevtushenko."},
	{n: 1, post: "BERLIN", dated: "FEB 04", tags: "PREL, GM", body: "The paper misspelt Schevardnadse."},
	{n: 1, post: "BERLIN", dated: "FEB 05", tags: "PREL, GM", body: "The paper misspelt Jevtuschenko."},
	{n: 12, post: "QUITO", dated: "OCT 04", tags: "SNAR, EC", body: "Police counted the parcels of cocaine twice."},
}

// records returns the records of the archive.
func records() []corpus.Record {
	var list []corpus.Record
	for i, c := range archive {
		for j := range c.n {
			number := 100*(i+1) + j
			year := "04"
			var text strings.Builder
			if c.dated != "" {
				year = c.dated[len(c.dated)-2:]
				fmt.Fprintf(&text, "R %02d1200Z %s\n", j%28+1, c.dated)
			}
			fmt.Fprintf(&text, "FM AMEMBASSY %s\nTO SECSTATE WASHDC 0001\n\nUNCLAS %s %06d\n\nE.O. 12958: N/A\nTAGS: %s\nSUBJECT: NOTE %d\n", c.post, c.post, number, c.tags, number)
			if c.ref != "" {
				fmt.Fprintf(&text, "\nREF: %s\n", c.ref)
			}
			fmt.Fprintf(&text, "\n1. (U) %s\n\nMARLOW\n", c.body)
			id := ""
			if c.dated != "" {
				id = fmt.Sprintf("%s%s%d", year, c.post, number)
			}
			list = append(list, corpus.Record{ID: id, Body: text.String(), Source: corpus.Source{Path: "invented.jsonl", Line: len(list) + 1}})
		}
	}
	return list
}

func openArchive(t testing.TB) index.Searcher {
	t.Helper()
	var docs []index.Document
	for _, rec := range records() {
		docs = append(docs, index.Documents(rec)...)
	}
	s, err := bleveindex.OpenMemory(indextest.Segment(t, docs))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	return s
}

// ask returns a request for a query with its result.
func ask(t testing.TB, s index.Searcher, text string) (index.Request, *index.Result) {
	t.Helper()
	n, err := query.Parse(text)
	if err != nil {
		t.Fatalf("%s: %v", text, err)
	}
	req := index.Request{Query: n, Limit: 10, Snippets: 2}
	res, err := s.Search(context.Background(), req)
	if err != nil {
		t.Fatalf("%s: %v", text, err)
	}
	res.Took = time.Minute
	return req, res
}

// hints returns the hints for a query as "kind: message: total: query".
func hints(t testing.TB, s index.Searcher, text string) []string {
	t.Helper()
	req, res := ask(t, s, text)
	list, err := hint.For(context.Background(), s, req, res)
	if err != nil {
		t.Fatalf("%s: %v", text, err)
	}
	var got []string
	for _, h := range list {
		check(t, s, req, h)
		got = append(got, fmt.Sprintf("%s: %s: %d: %s", h.Kind, h.Message, h.Total, h.Query))
	}
	if len(list) > hint.Most {
		t.Errorf("%s: %d hints", text, len(list))
	}
	return got
}

// check reports a hint that breaks the rules for all: its query is another, parses back,
// and finds as many cables as it says, at least one; its message fits into a line.
func check(t testing.TB, s index.Searcher, req index.Request, h hint.Hint) {
	t.Helper()
	n, err := query.Parse(h.Query)
	if err != nil {
		t.Errorf("%s: the query of a hint: %v", req.Query, err)
		return
	}
	if n.String() != h.Query || h.Query == req.Query.String() {
		t.Errorf("%s: the hint %s is printed as %s", req.Query, h.Query, n)
	}
	res, err := s.Search(context.Background(), index.Request{Query: n, Filters: req.Filters})
	if err != nil || res.Total != h.Total || h.Total == 0 {
		t.Errorf("%s: %s finds %d cables, the hint says %d (%v)", req.Query, h.Query, res.Total, h.Total, err)
	}
	if width := utf8.RuneCountInString(h.Message); width > hint.MessageWidth || width == 0 {
		t.Errorf("%s: the message %q has %d columns", req.Query, h.Message, width)
	}
}

func TestHints(t *testing.T) {
	t.Parallel()
	s := openArchive(t)
	for _, test := range []struct {
		query string
		want  []string
	}{
		{`gaddafi`, []string{
			`name: a commoner spelling of "gaddafi" is "qadhafi": 30: qadhafi`,
			`name: all names that sound alike: 32: sounds:gaddafi`,
		}},
		{`khodorkovsky trial`, []string{
			`spelling: no cable has "khodorkovsky"; did you mean "khodorkovskiy"?: 4: khodorkovskiy trial`,
			`word: no cable has khodorkovsky; the rest of the query: 4: trial`,
		}},
		{`khodorkovsky tryal`, []string{
			`spelling: no cable has some of the words; these are spelt almost alike: 4: khodorkovskiy trial`,
			`spelling: no cable has "khodorkovsky"; did you mean "khodorkovskiy"?: 4: khodorkovskiy`,
			`spelling: no cable has "tryal"; did you mean "trial"?: 4: trial`,
		}},
		{`from:Tripolli`, []string{`value: no cable has from:Tripolli; did you mean from:Tripoli?: 33: from:Tripoli`}},
		{`from:tripolli ferries`, []string{
			`value: no cable has from:tripolli; did you mean from:tripoli?: 30: from:tripoli ferries`,
			`word: no cable has from:tripolli; the rest of the query: 32: ferries`,
		}},
		{`geo:Libia`, []string{`value: no cable has geo:Libia; did you mean geo:Libya?: 33: geo:Libya`}},
		{`kruschev`, []string{
			`spelling: no cable has "kruschev"; did you mean "khrushchev"?: 5: khrushchev`,
		}},
		{`uranium or plutonium`, []string{
			`operator: or is an operator in capitals only: OR: 6: uranium OR plutonium`,
		}},
		{`libya not qadhafi`, []string{
			`operator: not is an operator in capitals only: NOT: 3: libya NOT qadhafi`,
		}},
		{`id:05STATE15113`, []string{`value: 05STATE15113 is not in the index; these cables refer to it: 6: ref:05STATE15113 OR mentions:05STATE15113`}},
		{`(id:05STATE15113 OR ref:05STATE15113 OR mentions:05STATE15113)`, []string{
			`value: 05STATE15113 is not in the index; these cables refer to it: 6: ref:05STATE15113 OR mentions:05STATE15113`,
		}},
		{`05STATE15113`, []string{`value: 05STATE15113 is not in the index; these cables refer to it: 6: ref:05STATE15113 OR mentions:05STATE15113`}},
		{`"2005 STATE 15113"`, []string{
			`value: 2005 STATE 15113 is not in the index; these cables refer to it: 6: ref:"2005 STATE 15113" OR mentions:"2005 STATE 15113"`,
		}},
		{`08TRIPOLI200`, nil},
		{`libya 2009`, []string{`word: no cable has 2009; the rest of the query: 33: libya`}},
		{`id:08TRIPOLI200`, nil},
		{`shoe date:2005`, []string{
			`undated: cables without a date: 1: shoe NOT has:date`,
			`drop: without date:2005: 6: shoe`,
			`drop: without shoe: 5: date:2005`,
		}},
		{`narcotics`, []string{`tags: TAGS with "narcotics" in their names: INCB, SNAR: 12: tags:"narcotics"`}},
		{`"cocaine parcels"`, []string{`drop: the words of "cocaine parcels", not in a row: 12: cocaine parcels`}},
		{`subject:parcels`, []string{`drop: parcels anywhere in the cable: 12: parcels`}},
		{`tags:ESNAR`, []string{`value: ESNAR is not a TAGS code; SNAR was searched, too: 12: tags:SNAR`}},
		{`para:(uraniun libya)`, []string{`spelling: no cable has "uraniun"; did you mean "uranium"?: 3: para:(uranium libya)`}},
		{`para:(tea khodorkovskiy shoe)`, nil},
		{`note ADJ/1 shoe`, []string{`drop: the words anywhere in the cable: 6: note shoe`}},
		{`uraniun NEAR/5 libya`, []string{`spelling: no cable has "uraniun"; did you mean "uranium"?: 3: uranium NEAR/5 libya`}},
		{`zyxgarble`, nil},
		{`zyxgarble or xyxgarble`, nil},
		{`zyxgarble raft`, []string{`word: no cable has zyxgarble; the rest of the query: 1: raft`}},
		{`ferries`, nil},
		{`schevardnadse jevtuschenko`, []string{
			`name: commoner spellings of several words: 20: shevardnadze yevtushenko`,
			`drop: without schevardnadse: 1: jevtuschenko`,
			`drop: without jevtuschenko: 1: schevardnadse`,
		}},
		{`tags:narcotcs`, []string{`value: no cable has tags:narcotcs; did you mean tags:narcotics?: 12: tags:narcotics`}},
		{`gaddafi shoe parcels`, []string{`drop: any of the words: 20: gaddafi OR shoe OR parcels`}},
		{`subject:"old men"`, []string{`drop: subject:"old men" anywhere in the cable: 5: "old men"`}},
		{`*`, nil},
		{`-zyxgarble`, nil},
		{`uranium plutonium`, nil}, // it finds a cable
		{`raft tea`, []string{`drop: without raft: 4: tea`, `drop: without tea: 1: raft`}},
	} {
		t.Run(test.query, func(t *testing.T) {
			t.Parallel()
			got := hints(t, s, test.query)
			// Of the further hints, the test wants none: each is in its place.
			if diff := cmp.Diff(test.want, got); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

// TestSigns: !x and x>y are no words that a person means; the error names what is.
func TestSigns(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{`!libya`: "-libya", `date>2008`: "date:>2008"} {
		_, err := query.Parse(text)
		if err == nil {
			t.Skipf("%s is a word in this version of the query language", text)
		}
		bad, ok := err.(*query.Error)
		if !ok || !strings.Contains(bad.Msg+bad.Hint, want) {
			t.Errorf("%s: %v does not name %s", text, err, want)
		}
	}
}

// TestRead: how values were read is told of queries that find many cables, too.
func TestRead(t *testing.T) {
	t.Parallel()
	s := openArchive(t)
	snar := `value: ESNAR is not a TAGS code; SNAR was searched, too: 12: tags:SNAR`
	for _, test := range []struct{ query, want string }{
		{`-tag:esnar *`, snar},
		{`tags:ESNAR,SNAR OR tags:esnar`, snar},
		{`tags:SNAR`, ""},
		{`from:embquito OR police`, ""},
		{`id:2004QUITO01200`, `value: id:2004QUITO01200 was read as 04QUITO1200: 1: id:04QUITO1200`},
		{`mark:(U) police`, ""},
		{`from:wien OR police`, ""},
		{`police parcels?`, `operator: parcels? was read as parcels: no word is a letter longer: 12: parcels`},
		{`parcels?`, `operator: parcels? is a pattern; without the ? it is a word: 12: parcels`},
		{`police parcel?`, ""},
	} {
		got := strings.Join(hints(t, s, test.query), "\n")
		if got != test.want {
			t.Errorf("%s: got %q, want %q", test.query, got, test.want)
		}
	}
}

// TestFilters: a value of a filter in another case is named, and the filters hold for the
// queries of hints.
func TestFilters(t *testing.T) {
	t.Parallel()
	s := openArchive(t)
	req, _ := ask(t, s, "uraniun")
	req.Filters = []index.Filter{{Facet: "tags", Values: []string{"parm"}}, {Facet: "year", Values: []string{"2009"}}}
	res, err := s.Search(context.Background(), req)
	if err != nil {
		t.Fatal(err)
	}
	list, err := hint.For(context.Background(), s, req, res)
	if err != nil {
		t.Fatal(err)
	}
	want := []hint.Hint{
		{Kind: hint.Value, Message: "--filter tags=parm was read as PARM", Query: "tags:PARM", Total: 1},
		{Kind: hint.Spelling, Message: `no cable has "uraniun"; did you mean "uranium"?`, Query: "uranium", Total: 1},
	}
	if diff := cmp.Diff(want, list); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

// A plain searcher is no index.Speller.
type plain struct{ index.Searcher }

// TestPlainSearcher: an engine that does not know what is near a word gives other hints.
func TestPlainSearcher(t *testing.T) {
	t.Parallel()
	got := hints(t, plain{openArchive(t)}, "khodorkovsky trial")
	want := []string{
		`name: a commoner spelling of "khodorkovsky" is "khodorkovskiy": 4: khodorkovskiy trial`,
		`word: no cable has khodorkovsky; the rest of the query: 4: trial`,
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

// TestManyParts: a query at the limits of the language gets hints and further cables.
func TestManyParts(t *testing.T) {
	t.Parallel()
	s := openArchive(t)
	long := strings.Repeat("x", 2000)
	for _, text := range []string{
		strings.Repeat("uraniun ", 300), strings.Repeat("NOT ", query.MaxDepth) + "uraniun", long, long + " " + long[1:],
		`"` + long + ` tea"`, "from:" + long, "a* b* c*", "tags:(a OR b) uraniun or tea", "日本 tea",
	} {
		hints(t, s, text)
		req, res := ask(t, s, text)
		if _, err := hint.Also(context.Background(), s, req, res); err != nil {
			t.Errorf("%.20s: %v", text, err)
		}
	}
}

// TestCancelled: the end of the context is an error; its time limit is none.
func TestCancelled(t *testing.T) {
	t.Parallel()
	s := openArchive(t)
	req, res := ask(t, s, "khodorkovsky trial")
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if _, err := hint.For(ctx, s, req, res); err == nil {
		t.Error("hints: no error")
	}
	if _, err := hint.Also(ctx, s, req, res); err == nil {
		t.Error("further cables: no error")
	}
}

// A slow searcher has many cables, and answers no other question before its time ends.
type slow struct{ index.Searcher }

func (s slow) Search(ctx context.Context, req index.Request) (*index.Result, error) {
	if _, ok := req.Query.(*query.All); ok {
		return &index.Result{Total: 1_000_000}, nil
	}
	<-ctx.Done()
	return nil, ctx.Err()
}

// TestLimit: in a large index the time limit ends the hints, and is no error.
func TestLimit(t *testing.T) {
	t.Parallel()
	s := openArchive(t)
	req, _ := ask(t, s, "khodorkovsky trial")
	res := &index.Result{Took: hint.Limit}
	if list, err := hint.For(context.Background(), slow{s}, req, res); err != nil || len(list) > 0 {
		t.Errorf("%d hints, error %v", len(list), err)
	}
	if hits, err := hint.Also(context.Background(), slow{s}, req, res); err != nil || len(hits) > 0 {
		t.Errorf("%d further cables, error %v", len(hits), err)
	}
}

// TestLimitOfSlowSearch: hints take no longer because the search did, unless it asks other
// machines.
func TestLimitOfSlowSearch(t *testing.T) {
	s := openArchive(t)
	req, _ := ask(t, s, "khodorkovsky trial")
	synctest.Test(t, func(t *testing.T) {
		for _, test := range []struct {
			searcher index.Searcher
			want     time.Duration
		}{
			{slow{s}, hint.Limit},
			{remote{slow{s}}, time.Minute},
		} {
			begun := time.Now()
			_, err := hint.For(context.Background(), test.searcher, req, &index.Result{Took: time.Minute})
			if took := time.Since(begun); err != nil || took != test.want {
				t.Errorf("%T: hints took %v, want %v; error %v", test.searcher, took, test.want, err)
			}
		}
	})
}

// A remote searcher asks other machines.
type remote struct{ index.Searcher }

func (remote) Remote() bool { return true }

// A busy searcher has many cables, and looks at its context while it answers another
// question for ever.
type busy struct {
	index.Searcher
	looks *int
}

func (s busy) Search(ctx context.Context, req index.Request) (*index.Result, error) {
	if _, ok := req.Query.(*query.All); ok {
		return &index.Result{Total: 1_000_000}, nil
	}
	for ctx.Err() == nil {
		*s.looks++
		spin(100 * time.Microsecond)
	}
	return nil, ctx.Err()
}

// spin keeps the processor busy.
func spin(d time.Duration) {
	for begun := time.Now(); time.Since(begun) < d; {
	}
}

// TestLimitInLongCount: a count that looks at its context ends with the time limit, which no
// timer need report.
func TestLimitInLongCount(t *testing.T) {
	s := openArchive(t)
	req, _ := ask(t, s, "khodorkovsky trial")
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(1))
	looks := 0
	if _, err := hint.For(context.Background(), busy{s, &looks}, req, &index.Result{Took: time.Minute}); err != nil {
		t.Fatal(err)
	}
	if most := 1 + int(hint.Limit/(100*time.Microsecond)); looks > most {
		t.Errorf("the context was looked at %d times before its end, want at most %d", looks, most)
	}
}

func TestAlso(t *testing.T) {
	t.Parallel()
	s := openArchive(t)
	for _, test := range []struct {
		query string
		want  []string
	}{
		{`uranium plutonium raft`, nil}, // the cable that has all is no further one
		{`uranium plutonium tags:PARM`, []string{"08TRIPOLI300", "08TRIPOLI301", "08TRIPOLI302", "08VIENNA400", "08VIENNA401"}},
		{`khodorkovsky trial tea`, []string{"05MOSCOW600", "05MOSCOW601", "05MOSCOW602", "05MOSCOW603"}},
		{`raft (police OR plutonium) -libya uraniun`, []string{"09VIENNA500"}},
		{`raft date:2007`, []string{"07TUNIS100", "07TUNIS101", "09VIENNA500"}},
		{`zyxgarble`, nil},
		{`police parcels`, nil}, // it finds many
		{`*`, nil},
	} {
		req, res := ask(t, s, test.query)
		hits, err := hint.Also(context.Background(), s, req, res)
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		for _, h := range hits {
			if got = append(got, h.ID); slices.ContainsFunc(res.Hits, func(hit index.Hit) bool { return hit.ID == h.ID }) {
				t.Errorf("%s: %s has all words", test.query, h.ID)
			}
		}
		slices.Sort(got)
		if diff := cmp.Diff(test.want, got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", test.query, diff)
		}
	}
	req, res := ask(t, s, "khodorkovsky trial tea")
	req.Offset = 10
	if hits, err := hint.Also(context.Background(), s, req, res); err != nil || len(hits) > 0 {
		t.Errorf("a later page has %d further cables, error %v", len(hits), err)
	}
}

// A counting searcher counts the queries that it is asked.
type counting struct {
	index.Searcher
	asked *[]string
}

func (s counting) Search(ctx context.Context, req index.Request) (*index.Result, error) {
	*s.asked = append(*s.asked, req.Query.String())
	return s.Searcher.Search(ctx, req)
}

// TestFewQueries: no query is asked with a word that is known to be in no cable, but to find
// that out.
func TestFewQueries(t *testing.T) {
	t.Parallel()
	s := openArchive(t)
	req, res := ask(t, s, "libya uranium cocaine zyxgarble")
	var asked []string
	for _, err := range []error{
		second(hint.For(context.Background(), counting{s, &asked}, req, res)),
		second(hint.Also(context.Background(), counting{s, &asked}, req, res)),
	} {
		if err != nil {
			t.Fatal(err)
		}
	}
	for _, text := range asked {
		if strings.Contains(text, "zyxgarble") && text != "zyxgarble" && !strings.HasPrefix(text, "sounds:") && !strings.Contains(text, " OR ") {
			t.Errorf("asked %s", text)
		}
	}
	if len(asked) == 0 {
		t.Error("asked nothing")
	}
}

// TestLongQuery: a query of thousands of words is not asked again in parts, which would
// take minutes.
func TestLongQuery(t *testing.T) {
	t.Parallel()
	s := openArchive(t)
	for words, want := range map[int]bool{20: true, 200: false, 4000: false} {
		req, res := ask(t, s, "libya or uraniun"+strings.Repeat(" harbour", words))
		var asked []string
		if _, err := hint.For(context.Background(), counting{s, &asked}, req, res); err != nil {
			t.Fatal(err)
		}
		if got := len(asked) > 0; got != want {
			t.Errorf("%d words: asked %d queries", words, len(asked))
		}
	}
}

// second returns the second of two values.
func second[T any](_ T, err error) error { return err }
