package web

import (
	"encoding/csv"
	"encoding/xml"
	"fmt"
	"io"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"reftel/corpus/cable"
	"reftel/index"
	"reftel/index/query"
)

// TestSearchPage: what a page has for a state, and has not.
func TestSearchPage(t *testing.T) {
	t.Parallel()
	s := newServer(t, sampleDocs())
	for _, test := range []struct {
		name  string
		path  string
		wants []string
	}{
		{"every cable", "/", []string{"1–20 of 95 cables", `rel="next"`, "!rel=\"prev\"", "By year", "<legend class=\"hidden\">TAGS</legend>", "cables in snapshot 000001"}},
		{"a word", search("q", "munitions"), []string{`value="munitions"`, "<mark>", "¶", `class="portion c"`, `class="class c">CONFIDENTIAL`, "DEMARCHE: THE VALLETTA PROCESS"}},
		{"the second page", search("q", "*", "page", "2"), []string{"21–40 of 95 cables", `rel="prev"`, `start="21"`}},
		{"behind the last page", search("q", "munitions", "page", "9"), []string{`rel="prev"`, "!rel=\"next\""}},
		{"a filter", search("f", "classification=SECRET"), []string{
			`name="f" value="classification=SECRET" checked`, `name="f" value="classification=CONFIDENTIAL">`, "Clear all filters"}},
		{"two values", search("f", "classification=SECRET", "f", "classification=CONFIDENTIAL"), []string{
			`value="classification=SECRET" checked`, `value="classification=CONFIDENTIAL" checked`}},
		{"a value beyond the commonest", search("f", "tags=CASC"), []string{`value="tags=CASC" checked`}},
		{"without a value", search("without", "mark"), []string{"27 cables", `name="without" value="mark" checked`, `value="mark=C">`, "Clear all filters"}},
		{"dates", search("q", "munitions", "from", "2006", "to", "2007-06", "by", "month"), []string{"By month", `value="2006"`, `value="2007-06"`, "All dates", "2006-10:"}},
		{"days", search("from", "2006-11", "to", "2006-11", "by", "day"), []string{"By day", "2006-11-03: 1 cables"}},
		{"too many days", search("from", "1970", "to", "2010", "by", "day"), []string{"!By day"}},
		{"either, in a range", search("q", "Malta OR Denmark", "from", "2006", "to", "2006"), []string{"MALTA EXPLAINS"}},
		{"sorted", search("q", "munitions", "sort", "-date"), []string{`value="-date" selected`, "sort=-date"}},
		{"a hint", search("q", "geo:Libia munitions"), []string{"No cables found", "did you mean geo:Libya?", `href="/?q=geo%3ALibya&#43;munitions"`}},
		{"cables with all words but one", search("q", "munitions class:>=C date:..1999"), []string{"all of the words but one", `id="also-title"`}},
	} {
		page := getPage(t, s, test.path, 200)
		contains(t, test.name, page, test.wants...)
		wellFormed(t, test.name, page)
	}
}

// wellFormed checks that a page is light, has no inline script or style, one main part, a
// label for each control, and that its ids are unique.
func wellFormed(t *testing.T, name, page string) {
	t.Helper()
	if n := len(page) + staticBytes(t); n > loadWeight {
		t.Errorf("%s: %d bytes with the script and the style sheet", name, n)
	}
	contains(t, name, page, "!<script>", "!style=", "! onclick", "!javascript:", "!http://", `<html lang="en">`, `name="viewport"`, `<main id="main"`)
	for pattern, most := range map[string]int{`<main\b`: 1, `<h1\b`: 1, `<script\b`: 1} {
		if n := len(regexp.MustCompile(pattern).FindAllString(page, -1)); n > most {
			t.Errorf("%s: %d of %s", name, n, pattern)
		}
	}
	seen := map[string]bool{}
	for _, m := range regexp.MustCompile(` id="([^"]*)"`).FindAllStringSubmatch(page, -1) {
		if seen[m[1]] {
			t.Errorf("%s: id %s twice", name, m[1])
		}
		seen[m[1]] = true
	}
	for _, m := range regexp.MustCompile(`href="#([^"]*)"`).FindAllStringSubmatch(page, -1) {
		if !seen[m[1]] {
			t.Errorf("%s: a link to #%s, which is not there", name, m[1])
		}
	}
	balanced(t, name, page)
}

// balanced checks that the elements of a page are closed.
func balanced(t *testing.T, name, page string) {
	t.Helper()
	d := xml.NewDecoder(strings.NewReader(page))
	d.Strict, d.AutoClose, d.Entity = false, []string{"meta", "link", "input", "br"}, xml.HTMLEntity
	d.Strict = true
	d.AutoClose = xml.HTMLAutoClose
	for {
		_, err := d.Token()
		if err == io.EOF {
			return
		}
		if err != nil && !strings.Contains(err.Error(), "without = in element") && !strings.Contains(err.Error(), "attribute name without") {
			t.Errorf("%s: %v", name, err)
			return
		}
		if err != nil {
			return
		}
	}
}

// TestMistakes: an error shows the query with its fault, as the command line does.
func TestMistakes(t *testing.T) {
	t.Parallel()
	s := newServer(t, sampleDocs())
	for _, test := range []struct {
		path  string
		wants []string
	}{
		{search("q", "tagz:PARM"), []string{`role="alert"`, "tagz:PARM\n  ^^^^", "did you mean", `value="tagz:PARM"`}},
		{search("q", "(munitions"), []string{"(munitions\n  ^"}},
		{search("q", "munitions", "page", "0"), []string{"expected a number from 1 to 500"}},
		{search("q", "munitions", "page", "501"), []string{"expected a number from 1 to 500"}},
		{search("sort", "up"), []string{"expected relevance, date, -date or id"}},
		{search("from", "soon"), []string{"is no date here"}},
		{search("from", "2008) OR (x"), []string{"is no date here"}},
		{search("f", "tags"), []string{"expected FACET=VALUE"}},
		{search("f", "zzz=1"), []string{"expected FACET=VALUE"}},
		{search("without", "zzz"), []string{"no such facet"}},
		{search("by", "week"), []string{"expected year, month or day"}},
		{search("q", "\x00"), []string{`role="alert"`}},
	} {
		page := getPage(t, s, test.path, 400)
		contains(t, test.path, page, test.wants...)
	}
	contains(t, "no cable", getPage(t, s, "/cable?id=09NOWHERE1", 404), "no such cable: 09NOWHERE1")
	contains(t, "no id", getPage(t, s, "/cable", 400), "no id")
	contains(t, "no facet", getPage(t, s, "/facet?name=zzz", 400), "no such facet")
}

// TestRepaired: an error has links to the queries that were probably meant.
func TestRepaired(t *testing.T) {
	t.Parallel()
	s := newServer(t, sampleDocs())
	for _, test := range []struct {
		path  string
		wants []string
	}{
		{search("q", "tagz:PARM", "sort", "date", "from", "2008"), []string{`Try <a href="/?from=2008&amp;q=tags%3APARM&amp;sort=date"><code>tags:PARM</code></a></p>`}},
		{search("q", "class:Q", "page", "3"), []string{`<a href="/?q=class%3AU"><code>class:U</code></a> or <a`, `<code>class:TS</code></a></p>`}},
		{search("q", "mine", "from", "2009", "to", "2008"), []string{`<a href="/?q=mine&#43;date%3A2008..2009">`}},
		{search("q", "mine", "sort", "up"), []string{`<a href="/?q=mine"><code>mine</code></a>`}},
		{search("q", ")"), []string{"!Try"}},
	} {
		page := getPage(t, s, test.path, 400)
		wellFormed(t, test.path, page)
		contains(t, test.path, page, test.wants...)
	}
	contains(t, "too narrow", getPage(t, s, search("q", "mine*", "f", "classification=TOP SECRET", "sort", "date"), 200),
		"No cables found", `without the values that are checked: <a href="/?q=mine%2A&amp;sort=date">mine*</a>`)
}

// TestFacetPage: all values of a facet, by count or by name, and those that have a text.
func TestFacetPage(t *testing.T) {
	t.Parallel()
	s := newServer(t, sampleDocs())
	page := getPage(t, s, "/facet?name=countries&q=munitions&f=classification=SECRET", 200)
	wellFormed(t, "facet", page)
	contains(t, "facet", page, "Country", `value="classification=SECRET"`, `name="q" value="munitions"`, "/facet.csv?", "without a value")
	page = getPage(t, s, "/facet?name=origin&contains=embassy&order=name", 200)
	contains(t, "with a text", page, "Embassy Lima", "!Department of State")
	if a, b := strings.Index(page, "origin=ANKARA"), strings.Index(page, "origin=LIMA"); a > b {
		t.Error("the values are not in the order of names")
	}
	rows, err := csv.NewReader(strings.NewReader(getPage(t, s, "/facet.csv?name=countries", 200))).ReadAll()
	if err != nil || len(rows) < 20 || strings.Join(rows[0], " ") != "value label count" || strings.Join(rows[1], " ") != "Denmark Denmark 7" {
		t.Errorf("rows %v, error %v", rows[:min(len(rows), 3)], err)
	}
}

func TestCell(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{"=1+1": "'=1+1", "+1": "'+1", "-1": "'-1", "@x": "'@x", "\t=1": "'=1", "a=1": "a=1", "": ""} {
		if got := cell(text); got != want {
			t.Errorf("%q: got %q", text, got)
		}
	}
}

// TestCablePage: a cable as a person reads it.
func TestCablePage(t *testing.T) {
	t.Parallel()
	s := newServer(t, sampleDocs())
	page := getPage(t, s, "/cable?id=2006VALLETTA01987&q=munitions+anvil&sort=date", 200)
	wellFormed(t, "cable", page)
	contains(t, "cable", page,
		"<h1>MALTA EXPLAINS WHY IT INVITED THE WORLD</h1>", `<th scope="row">from</th><td>AMEMBASSY VALLETTA</td>`,
		`<a href="#p2">¶2</a>`, `<span class="portion c">(C)</span>`, `id="m1"`, `href="#m2" aria-label="Next match"`, `href="#m1" aria-label="Previous match"`,
		">munitions</mark>", ">anvil</mark>", "Back to the results", `href="/?q=munitions&#43;anvil&amp;sort=date"`,
		"06STATE221904", "DEMARCHE: THE VALLETTA PROCESS", "Citation", "cable 06VALLETTA1987", "VZCZCXYZ0003",
	)
	if n := strings.Count(page, "<mark id="); !strings.Contains(page, fmt.Sprintf("<span>%d matches:</span>", n)) {
		t.Errorf("%d matches are marked", n)
	}
	contains(t, "an old cable", getPage(t, s, "/cable?id=89NDJAMENA7719", 200), "THE TRACK FROM OUADI MORTCHA TO THE WELLS")
	contains(t, "a demarche", getPage(t, s, "/cable?id=06STATE221904", 200), "Cited by", "06VALLETTA1987", "Search these", "!id=\"m1\"")
	contains(t, "a mistake in the query", getPage(t, s, "/cable?id=06STATE221904&q=(", 200), "!id=\"m1\"")
}

// TestMatchesAndLinks: hits lead to the first match, which stands in the strip; the ids in
// the text lead to their cables, also where they match.
func TestMatchesAndLinks(t *testing.T) {
	t.Parallel()
	texts := map[string]string{
		"08QUITO9": strings.Replace(harbour("The crane, QUITO 2, stands. See 08QUITO2 and QUITO 3."), "000001", "000009", 1),
		"08QUITO2": strings.NewReplacer("000001", "000002", "THE HARBOUR", "THE <CRANE>").Replace(harbour("It is new.")),
	}
	s := newServer(t, documents(texts))
	contains(t, "hits", getPage(t, s, search("q", "stands"), 200), `href="/cable?id=08QUITO9&amp;q=stands#m1"`)
	page := getPage(t, s, "/cable?id=08QUITO9&q=%22crane+quito%22", 200)
	wellFormed(t, "cable", page)
	contains(t, "links", page,
		`The <mark id="m1" tabindex="-1">crane, </mark><a href="/cable?id=08QUITO2&amp;q=%22crane&#43;quito%22#m1" title="THE &lt;CRANE&gt;"><mark>QUITO</mark> 2</a>, stands. See <a href="/cable?id=08QUITO2&amp;q=%22crane&#43;quito%22#m1" title="THE &lt;CRANE&gt;">08QUITO2</a> and QUITO 3.`,
		`<svg class="strip" `, `<rect data-match="m1" x="0" y="`)
	for _, test := range regexp.MustCompile(`data-match="m\d+" x="0" y="(\d+)"`).FindAllStringSubmatch(page, -1) {
		if y, _ := strconv.Atoi(test[1]); y < 300 || y > 900 {
			t.Errorf("a match in the first paragraph is at %s of 1000", test[1])
		}
	}
}

// TestProblemsAtTheirPlace: what the parser doubted stands at the paragraph, the text, the
// row or the line that it is about.
func TestProblemsAtTheirPlace(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		kind string
		line int
		at   string
	}{
		{"odd", 7, "p1"}, {"odd", 9, "p2"}, {"odd", 13, "line13"}, {cable.ProblemPortion, 7, "p1"},
		{cable.ProblemTag, 4, "row tags"}, {cable.ProblemDTG, 99, "row date"}, {cable.ProblemNoSubject, 0, "row subject"}, {cable.ProblemID, 1, "row alias"},
		{"odd", 1, "line UNCLAS QUITO 000001\n\n"}, {"odd", 4, "line TAGS: ECON, EC\n"},
		{"odd", 0, "top"}, {"odd", -1, "top"}, {"odd", 99, "top"}, {cable.ProblemNoID, 0, "top"},
	} {
		doc := documents(map[string]string{"08QUITO1": harbour("The crane stands.")})[0]
		doc.Cable.Unplaced = []cable.Unplaced{{Line: 13, Text: "lost", Span: cable.Span{Start: len(doc.Cable.Text) + 2, End: len(doc.Cable.Text) + 6}}}
		doc.Cable.Text += "\n\nlost\n"
		doc.Cable.Problems = []cable.Problem{{Kind: test.kind, Line: test.line, Message: "message"}}
		if got := strings.Join(placesOfProblems(newCableView(doc, nil, nil)), ", "); got != test.at {
			t.Errorf("%s in line %d: at %q, want %q", test.kind, test.line, got, test.at)
		}
	}
}

// placesOfProblems names the place of each problem of a page.
func placesOfProblems(v *cableView) []string {
	var list []string
	add := func(place string, problems []string) {
		for range problems {
			list = append(list, place)
		}
	}
	add("top", v.Problems)
	for _, r := range v.Rows {
		add("row "+r.Name, r.Problems)
	}
	for _, line := range v.Head {
		add("line "+textOf(line.Parts), line.Problems)
	}
	for _, p := range v.Paragraphs {
		add(p.Anchor, p.Problems)
	}
	return list
}

// TestFilledBesideLinks: a line of a paragraph that ends or begins at a linked cable, or in
// one, goes on in the next.
func TestFilledBesideLinks(t *testing.T) {
	t.Parallel()
	s := newServer(t, documents(map[string]string{
		"08QUITO2": "UNCLAS QUITO 000002\n\nTAGS: ECON, EC\nSUBJECT: THE HARBOUR\nREF: QUITO 1\n\n1. (U) Cranes, see\n08QUITO1\nand 08QUITO1 or 08\nQUITO 1,\nQUITO 1.\n",
		"08QUITO1": harbour("The crane stands."),
	}))
	page := getPage(t, s, "/cable?id=08QUITO2&q=cranes", 200)
	_, text, _ := strings.Cut(page, `<div class="text">`)
	text, _, _ = strings.Cut(text, "</div>")
	if n := strings.Count(text, "<a href=\"/cable?id=08QUITO1"); n != 4 || strings.Contains(text, "\n") {
		t.Errorf("%d links, want 4, and no line break in\n%s", n, text)
	}
}

// TestCablesWhole: each cable of the sample has a page with every word of its paragraphs
// once, and without furniture.
func TestCablesWhole(t *testing.T) {
	t.Parallel()
	for _, doc := range sampleDocs() {
		v := newCableView(doc, nil, nil)
		if len(v.Paragraphs) < len(doc.Cable.Paragraphs) {
			t.Errorf("%s: %d paragraphs of %d", doc.ID, len(v.Paragraphs), len(doc.Cable.Paragraphs))
			continue
		}
		for i, p := range doc.Cable.Paragraphs {
			got := textOf(v.Paragraphs[i].Parts)
			if strings.Join(strings.Fields(got), "") != strings.Join(strings.Fields(p.Text), "") {
				t.Errorf("%s, paragraph %d:\n%s\nwant\n%s", doc.ID, i+1, got, p.Text)
			}
		}
		if words := strings.Fields(doc.Cable.Subject); len(words) > 0 && !strings.Contains(headText(v), words[0]) {
			t.Errorf("%s: the subject is not among the lines as written:\n%s", doc.ID, headText(v))
		}
	}
}

// headText returns the lines above the paragraphs.
func headText(v *cableView) string {
	text := ""
	for _, line := range v.Head {
		text += textOf(line.Parts)
	}
	return text
}

func textOf(parts []part) string {
	var b strings.Builder
	for _, p := range parts {
		b.WriteString(p.Text)
	}
	return b.String()
}

// TestOtherTexts: the texts of an id are listed, and each can be read.
func TestOtherTexts(t *testing.T) {
	t.Parallel()
	first := documents(map[string]string{"08QUITO1": harbour("The crane stands on the pier, and the pier stands in the mud.")})[0]
	other := documents(map[string]string{"08QUITO1": harbour("The crane has fallen.")})[0]
	first.Others, first.Versions = append(first.Others, other.Record), append(first.Versions, other.Versions...)
	s := newServer(t, []index.Document{first})
	contains(t, "the first", getPage(t, s, "/cable?id=08QUITO1", 200), "Texts of this id", "stands in the mud", "the fullest", "text=2", "!has fallen")
	contains(t, "the second", getPage(t, s, "/cable?id=08QUITO1&text=2", 200), "has fallen", "!stands in the mud")
	getPage(t, s, "/cable?id=08QUITO1&text=3", 400)
	contains(t, "its record", getPage(t, s, "/record?id=08QUITO1&text=2", 200), "has fallen")
}

// harbour returns a cable with a paragraph.
func harbour(paragraph string) string {
	return "UNCLAS QUITO 000001\n\nE.O. 12958: N/A\nTAGS: ECON, EC\nSUBJECT: THE HARBOUR\n\n1. (U) " + paragraph + "\n\n2. (C) Comment: none.\nROE\n"
}

// TestHostileCables: whatever a cable holds is shown as text, on every page.
func TestHostileCables(t *testing.T) {
	t.Parallel()
	const script = `<script>alert(1)</script><img src=x onerror=alert(2)>"'><svg onload=alert(3)>&lt;b&gt;{{.}} javascript:alert(4)`
	hidden := "safe\u202Etxt.exe\u2066 zero\u200Bwidth \x1b[31mred \x00nul \u2028 line \ufeffmark"
	doc := documents(map[string]string{
		`08QUITO1`: strings.Replace(harbour(script+" "+hidden+" munitions"), "THE HARBOUR", script+" \u202Egnp", 1) +
			"\n=cmd|'/c calc'!A1 munitions\n",
	})
	doc[0].ID = `08QUITO1"><script>alert(5)</script>`
	doc[0].Record.ID = doc[0].ID
	s := newServer(t, doc)
	leads(t, s, "/reading", "/reading/note", "id", doc[0].ID, "paragraph", "1", "note", script+" "+hidden)
	leads(t, s, "/saved", "/saved", "name", "odd", "q", "munitions", "f", "tags="+script)
	if err := s.options.Saved.Put("broken", savedSearch(script+hidden, script)); err != nil {
		t.Fatal(err)
	}
	id := "08QUITO1%22%3E%3Cscript%3Ealert(5)%3C/script%3E"
	for _, path := range []string{
		search("q", "munitions"), "/cable?id=" + id + "&q=munitions", "/facet?name=origin", "/facet?name=tags&contains=" + "%3Cscript%3E", search("q", script),
		"/reading", "/reading.md", "/saved", "/saved/news?name=odd", "/cite?id=" + id + "&para=1", search("q", `"`+script), search("f", "tags="+script), search("f", script), search("from", script), "/cable?id=%3Cscript%3Ealert(6)%3C/script%3E", "/%3Cscript%3E", search("q", hidden),
	} {
		page := bodyOf(t, do(s, request(s, "GET", path)))
		for _, bad := range []string{"<script>", "<img", "<svg onload", "\u202e", "\u2066", "\u200b", "\x1b", "\x00", "\ufeff", `">alert`, `href="javascript`} {
			if strings.Contains(page, bad) {
				t.Errorf("%s has %q", path, bad)
			}
		}
	}
	page := getPage(t, s, "/cable?id="+id+"&q=munitions", 200)
	contains(t, "cable", page, "&lt;script&gt;alert(1)", "202E]", "200B]", "001B]", ">munitions</mark>")
	res := do(s, request(s, "GET", "/record?id="+id))
	if got := res.Header.Get("Content-Disposition"); got != `attachment; filename="08QUITO1scriptalert5script.txt"` || !strings.HasPrefix(res.Header.Get("Content-Type"), "text/plain") {
		t.Errorf("record: %q, %q", got, res.Header.Get("Content-Type"))
	}
}

func TestWithout(t *testing.T) {
	t.Parallel()
	others := []cable.Span{{Start: 0, End: 2}, {Start: 3, End: 5}, {Start: 4, End: 6}, {Start: 9, End: 20}}
	got := fmt.Sprint(without(cable.Span{Start: 1, End: 12}, others))
	if want := "[{2 3} {6 9}]"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}

// TestState: the address holds the whole state.
func TestState(t *testing.T) {
	t.Parallel()
	s := newServer(t, sampleDocs()[:1])
	const address = "by=month&f=tags%3DPARM&f=tags%3DMARR&f=year%3D2008&from=2006&page=3&q=a+%22b+c%22&sort=-date&to=2008-06&without=mark"
	r := request(s, "GET", "/?"+address)
	st, err := s.readState(r.URL.Query())
	if err != nil {
		t.Fatal(err)
	}
	if got := st.values().Encode(); got != address {
		t.Errorf("got  %s\nwant %s", got, address)
	}
	text, err := st.text()
	if want := `a "b c" date:2006..2008-06 missing:mark`; err != nil || text != want {
		t.Errorf("%s, error %v", text, err)
	}
}

func TestNumber(t *testing.T) {
	t.Parallel()
	for n, want := range map[int]string{0: "0", 999: "999", 1000: "1,000", 250000: "250,000", 1234567: "1,234,567"} {
		if got := number(n); got != want {
			t.Errorf("%d: %s", n, got)
		}
	}
}

// TestStartKept: the page without a query is made once for a snapshot.
func TestStartKept(t *testing.T) {
	t.Parallel()
	m := &memory{t: t, name: "000001", docs: sampleDocs()[:3]}
	s, err := New(m, Options{Addr: host})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	contains(t, "with a query", getPage(t, s, "/?sort=date", 200), "of 3 cables")
	if s.live.now.start.Load() != nil {
		t.Error("a page with an order is kept")
	}
	first := getPage(t, s, "/", 200)
	s.live.now.start.Load().Total = 99
	contains(t, "again", getPage(t, s, "/", 200), "of 99 cables")
	contains(t, "at first", first, "of 3 cables")
	m.publish("000002", sampleDocs()[:5], nil)
	s.live.refresh(t.Context())
	contains(t, "the next snapshot", getPage(t, s, "/", 200), "of 5 cables")
}

// TestComplete: what is offered for the end of a query.
func TestComplete(t *testing.T) {
	t.Parallel()
	s := newServer(t, sampleDocs())
	for typed, wants := range map[string][]string{
		"ta":              {`"tags:"`, `"tagcat:"`},
		"munitions -clas": {`"class:"`},
		"tags:par":        {`"tags:PARM"`, "Arms Control"},
		"tags:arms":       {`"tags:PARM"`},
		"class:":          {`"class:TS"`, "TOP SECRET"},
		"from:lim":        {`"from:LIMA"`},
		"from:vall":       {`{"query":"from:VALLETTA","text":"from:VALLETTA"`},
		"x (-class:lim":   {`{"query":"x (-class:\"LIMITED OFFICIAL USE\"","text":"class:\"LIMITED OFFICIAL USE\"","label":"LOU"}`},
		`to:"secst`:       {},
		"(munit":          {`"munitions"`},
		"zzz:":            {"[]"},
		"mu":              {"!munitions"},
		"":                {"[]"},
		"geo:denm":        {`"geo:Denmark"`},
	} {
		body := getPage(t, s, "/complete?"+strings.TrimPrefix(search("q", typed), "/?"), 200)
		contains(t, typed, body, wants...)
	}
}

// TestHelpPage: the page on the query language has headings, and its examples are links.
func TestHelpPage(t *testing.T) {
	t.Parallel()
	page := getPage(t, newServer(t, sampleDocs()[:1]), "/help", 200)
	contains(t, "help", page, "<h1>The query language</h1>", "<h2>Words</h2>", "!```", "!## ",
		`<a href="/?q=munitions&#43;afghanistan"><code>munitions afghanistan</code></a> <span>both words</span>`)
	for _, b := range helpBlocks(query.Syntax()) {
		for _, e := range b.Examples {
			if _, err := query.Parse(e.Query); err != nil {
				t.Errorf("%q: %v", e.Query, err)
			}
		}
	}
}
