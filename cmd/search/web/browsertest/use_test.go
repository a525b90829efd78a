package browsertest

import (
	"net/http/httptest"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/browser"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/security"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

	"reftel/cmd/search/web"
	"reftel/corpus"
)

// TestSearchBox: a query is typed, its mistakes and hints lead on, and Back leads back.
func TestSearchBox(t *testing.T) {
	t.Parallel()
	p := sampleSite(t).open(t, wide)
	p.typeQuery("munitions")
	p.waitFor(`document.querySelectorAll("li.hit mark").length > 10`)
	p.want("address", p.address(), "/?q=munitions")
	p.want("count", p.text("h1"), "1–16 of 16 cables")
	p.typeQuery("tagz:PARM")
	p.waitFor(`document.querySelector("[role=alert] pre")`)
	p.ignoreStatus(400)
	if text := p.text("[role=alert]"); !strings.Contains(text, "^^^^") || !strings.Contains(text, "did you mean") {
		t.Errorf("a mistake: %s", text)
	}
	p.typeQuery("geo:Libia munitions")
	p.waitFor(`document.querySelector(".hints a")`)
	p.click(".hints a")
	p.waitFor(`document.querySelector("#q")?.value === "geo:Libya munitions" && document.querySelector("li.hit")`)
	p.back()
	p.waitFor(`document.querySelector("#q").value === "geo:Libia munitions"`)
	p.back()
	p.waitFor(`document.querySelector("[role=alert]")`)
	p.ignoreStatus(400)
	p.back()
	p.waitFor(`document.querySelector("h1").innerText === "1–16 of 16 cables"`)
}

// TestCompletion: fields, values with their meanings and words are offered for the last word.
func TestCompletion(t *testing.T) {
	t.Parallel()
	p := sampleSite(t).open(t, wide)
	for _, test := range []struct{ typed, offer, want string }{
		{"-ta", "tags:", "-tags:"},
		{"malta tags:parm", "tags:PARM", "malta tags:PARM "},
		{"tags:arms", "Arms Controls", "tags:PARM "},
		{"class:conf", "CONFIDENTIAL", "class:CONFIDENTIAL "},
		{"x class:lim", "LOU", `x class:"LIMITED OFFICIAL USE" `},
		{`class:"top`, "TS", `class:"TOP SECRET" `},
		{"from:vall", "VALLETTA", "from:VALLETTA "},
		{"munit", "munition", "munitions "},
	} {
		p.empty("#q")
		p.press(test.typed)
		p.waitFor(`document.querySelector("#offers")?.dataset.value === ` + strconv.Quote(test.typed))
		p.press(kb.ArrowDown)
		at := value[int](p, `[...document.querySelectorAll("#offers li")].findIndex((li) => li.innerText.includes(`+strconv.Quote(test.offer)+`))`)
		for range at {
			p.press(kb.ArrowDown)
		}
		p.want("the offer that is picked", value[string](p, `document.querySelector("#q").getAttribute("aria-activedescendant")`), "offer"+strconv.Itoa(at))
		p.press(kb.Enter)
		p.want(test.typed, value[string](p, `document.querySelector("#q").value`), test.want)
		p.want("address", p.address(), "/")
	}
	p.press("tag")
	p.waitFor(`document.querySelector("#offers")`)
	p.press(kb.Escape)
	p.waitFor(`!document.querySelector("#offers")`)
}

// TestFacets: check boxes narrow the results without a new page, and Back takes them off.
func TestFacets(t *testing.T) {
	t.Parallel()
	p := sampleSite(t).open(t, wide)
	p.visit("/?q=munitions", 200)
	p.do(`window.same = true`)
	secret, confidential, without := box("f", "classification=SECRET"), box("f", "classification=CONFIDENTIAL"), box("without", "countries")
	for _, step := range []struct{ box, count string }{{secret, "1–4 of 4 cables"}, {confidential, "1–7 of 7 cables"}, {without, "1–2 of 2 cables"}} {
		p.click(step.box)
		p.waitFor(`document.querySelector("h1").innerText === ` + strconv.Quote(step.count))
		p.want("what is said of it", p.text("#said"), step.count)
		if !value[bool](p, "document.activeElement === document.querySelector(`"+step.box+"`)") {
			t.Errorf("%s lost the focus", step.box)
		}
	}
	p.want("address", p.address(), "/?q=munitions&f=classification=SECRET&f=classification=CONFIDENTIAL&without=countries")
	if !value[bool](p, "window.same") {
		t.Error("the page was loaded anew")
	}
	p.back()
	p.waitFor(`document.querySelector("h1").innerText === "1–7 of 7 cables"`)
	p.want("the count of another classification", p.text(`.facets li:has([value="classification=UNCLASSIFIED"]) .count`), "3")
	p.want("checked", strings.Join(value[[]string](p, `[...document.querySelectorAll(".facets :checked")].map((e) => e.value)`), " "), "classification=SECRET classification=CONFIDENTIAL")
	p.click(".facets > p a")
	p.waitFor(`document.querySelector("h1").innerText === "1–16 of 16 cables"`)
}

func box(name, value string) string {
	return `input[type=checkbox][name="` + name + `"][value="` + value + `"]`
}

// TestOldResultsStay: while an answer is awaited, the old results are there, greyed.
func TestOldResultsStay(t *testing.T) {
	t.Parallel()
	p := sampleSite(t).open(t, wide)
	p.visit("/?q=munitions", 200)
	p.do(`window.realFetch = fetch; window.fetch = (...a) => new Promise((go) => { window.release = () => go(realFetch(...a)); })`)
	p.click(box("f", "classification=SECRET"))
	p.waitFor(`document.querySelector("main").getAttribute("aria-busy") === "true" && getComputedStyle(document.querySelector(".results")).opacity < 1`)
	p.want("count", p.text("h1"), "1–16 of 16 cables")
	p.do("release()")
	p.waitFor(`document.querySelector("h1").innerText === "1–4 of 4 cables" && !document.querySelector("main").hasAttribute("aria-busy")`)
}

// TestAllValues: the page of a facet has a filter box, an order, and leads back narrowed.
func TestAllValues(t *testing.T) {
	t.Parallel()
	p := sampleSite(t).open(t, wide)
	p.visit("/?q=munitions&f=classification%3DSECRET", 200)
	p.click(`.facets a[href*="name=tags"]`)
	p.waitFor(`document.querySelector("main.facet")`)
	p.want("title", p.text("h1"), "TAGS")
	p.run("type into the filter box", chromedp.SendKeys(chromedp.CSS("input[name=contains]"), "arms"), chromedp.SetValue(chromedp.CSS("select[name=order]"), "name"))
	p.press(kb.Tab)
	p.click("form.find button")
	p.waitFor(`document.querySelectorAll("ul.all input").length === 1`)
	p.click(box("f", "tags=PARM"))
	p.click(`fieldset button`)
	p.waitFor(`document.querySelector("main.search")`)
	p.want("address", p.address(), "/?f=classification=SECRET&q=munitions&f=tags=PARM")
	p.want("count", p.text("h1"), "1–4 of 4 cables")
	csv := value[string](p, `fetch("/facet.csv?name=tags&q=munitions").then((r) => r.text())`)
	if !strings.HasPrefix(csv, "value,label,count\nPARM,Arms Controls and Disarmament,15\n") {
		t.Errorf("CSV: %.200s", csv)
	}
}

// TestTimeline: a click narrows to a year, a drag to a range, and the fields take exact dates.
func TestTimeline(t *testing.T) {
	t.Parallel()
	p := sampleSite(t).open(t, wide)
	p.visit("/?q=munitions", 200)
	p.drag(`[data-date="2006"]`, `[data-date="2009"]`)
	p.waitFor(`document.querySelector(".dates input[name=from]").value === "2006" && location.search.includes("to=2009")`)
	p.want("address", p.address(), "/?q=munitions&from=2006&to=2009")
	total := p.text("h1")
	for _, date := range value[[]string](p, `[...document.querySelectorAll("li.hit .about span:nth-of-type(2)")].map((e) => e.innerText)`) {
		if date < "2006" || date > "2010" {
			t.Errorf("a cable of %s", date)
		}
	}
	p.back()
	p.waitFor(`document.querySelector("h1").innerText === "1–16 of 16 cables"`)
	p.drag(`[data-date="2009"]`, `[data-date="2006"]`)
	p.waitFor(`location.search.includes("from=2006&to=2009")`)
	p.waitFor(`document.querySelector("h1").innerText === ` + strconv.Quote(total))
	p.click(`[data-date="2007"]`)
	p.waitFor(`location.search.includes("from=2007") && document.querySelector("#timeline-title").innerText === "By month"`)
	p.empty(".dates input[name=from]")
	p.press("2007-11-20", kb.Enter)
	p.waitFor(`location.search.includes("from=2007-11-20")`)
	p.want("cables of these days", strings.Join(p.ids(), " "), "07STATE189330")
}

// TestOrder: the order and the page are in the address.
func TestOrder(t *testing.T) {
	t.Parallel()
	p := sampleSite(t).open(t, wide)
	p.visit("/?q=the", 200)
	p.run("choose an order", chromedp.SendKeys(chromedp.CSS("#sort"), "Oldest"))
	p.waitFor(`location.search.includes("sort=date")`)
	dates := func() []string {
		return value[[]string](p, `[...document.querySelectorAll("ol.hits:first-of-type li.hit .about span:nth-of-type(2)")].map((e) => e.innerText)`)
	}
	p.waitFor(`document.querySelector("#sort").value === "date" && !document.querySelector("[aria-busy]")`)
	first := dates()
	if !slices.IsSorted(first) {
		t.Errorf("not in the order of dates: %q", first)
	}
	p.click("a[rel=next]")
	p.waitFor(`location.search.includes("page=2") && document.querySelector("a[rel=prev]")`)
	if second := dates(); first[len(first)-1] > second[0] {
		t.Errorf("the second page begins with %s, after %s", second[0], first[len(first)-1])
	}
	p.back()
	p.waitFor(`!location.search.includes("page=2") && document.querySelector("h1").innerText.startsWith("1–20")`)
	if again := dates(); !slices.Equal(again, first) {
		t.Errorf("Back: %q, want %q", again, first)
	}
}

// TestReadingPane: a cable opens at its first match, and next and previous follow.
func TestReadingPane(t *testing.T) {
	t.Parallel()
	p := sampleSite(t).open(t, wide)
	p.visit("/?q=munitions", 200)
	p.click(`li.hit a[href*="10STATE141733"]`)
	p.atMatch(1)
	if n := p.count("mark[id]"); n < 5 {
		t.Fatalf("%d matches", n)
	}
	p.press("n")
	p.atMatch(2)
	p.press("n")
	p.atMatch(3)
	p.press("p")
	p.atMatch(2)
	p.click("#m2 + .steps a:last-child")
	p.atMatch(3)
	p.click(`.numbers a[href="#m1"]`)
	p.atMatch(1)
	p.press("p")
	p.atMatch(1)
	p.click(`nav.matches a`)
	p.waitFor(`document.querySelector("main.search")`)
	p.want("address", p.address(), "/?q=munitions")
	p.visit("/cable?id=06VALLETTA1987&q=munitions", 200)
	p.click(`.beside a[href*="06STATE221904"]`)
	p.waitFor(`document.querySelector(".id").innerText === "06STATE221904"`)
	p.atMatch(1)
}

// saveSearch saves the search of a page.
func (p *tab) saveSearch(path, name string) {
	p.t.Helper()
	p.visit(path, 200)
	p.click(".save summary")
	p.click(".save input[name=name]")
	p.press(name, kb.Enter)
	p.waitFor(`location.pathname === "/saved"`)
}

// keepNote writes a note on the first paragraph of a cable.
func (p *tab) keepNote(path, text string) {
	p.t.Helper()
	p.visit(path, 200)
	p.click(".paragraph .note summary")
	p.click(".paragraph .note textarea")
	p.press(text)
	p.want("the note", value[string](p, `document.activeElement.value`), text)
	p.click(".paragraph .note button")
	p.waitFor(`document.querySelector(".paragraph .own")?.innerText.endsWith(` + strconv.Quote(text) + `)`)
}

// TestSaved: a saved search says what is new, until it is marked as seen.
func TestSaved(t *testing.T) {
	t.Parallel()
	records, err := sampleRecords()
	if err != nil {
		t.Fatal(err)
	}
	s := serve(t, segmentOf(t, records[:50]...))
	p := s.open(t, wide)
	p.saveSearch("/?q=munitions", "arms")
	p.want("saved", p.text(".saved h2"), "arms")
	if text := p.text(".saved li"); !strings.Contains(text, "none new") {
		t.Errorf("at first: %s", text)
	}
	s.source.publish("000002", segmentOf(t, records...))
	p.waitFor(`fetch("/state").then((r) => r.json()).then((s) => { window.now = s.snapshot; }) && window.now === "000002"`)
	p.visit("/saved", 200)
	p.click(".saved strong")
	p.waitFor(`document.querySelectorAll("li.hit").length > 0`)
	p.click("main form button")
	p.waitFor(`document.querySelector(".saved") && document.body.innerText.includes("none new")`)
	p.click(".saved form button")
	p.waitFor(`!document.querySelector(".saved li")`)
}

// TestReadingList: a note is typed, shown with the cable and on the list, and taken off.
func TestReadingList(t *testing.T) {
	t.Parallel()
	p := sampleSite(t).open(t, wide)
	p.visit("/cable?id=07COPENHAGEN2466", 200)
	p.click(`form[action="/reading"] button`)
	p.waitFor(`document.querySelector(".beside").innerText.includes("is on the reading list")`)
	p.keepNote("/cable?id=06VALLETTA1987&q=munitions", "no joke? p. 5 / n. 2")
	p.visit("/reading", 200)
	p.want("the latest cable", p.text(".readings h2"), "MALTA EXPLAINS WHY IT INVITED THE WORLD")
	p.want("its note", p.text(".readings .own .text"), "no joke? p. 5 / n. 2")
	if list := value[string](p, `fetch("/reading.md").then((r) => r.text())`); !strings.Contains(list, "no joke") || !strings.Contains(list, "06VALLETTA1987") {
		t.Errorf("as Markdown: %s", list)
	}
	p.click(".readings form button")
	p.waitFor(`document.querySelectorAll(".readings > li").length === 1`)
}

// TestExport: the hits that are chosen, or all, are saved in a format.
func TestExport(t *testing.T) {
	t.Parallel()
	p := sampleSite(t).open(t, wide)
	p.visit("/?q=munitions", 200)
	p.click(".results > .hits li:nth-child(2) .choose input")
	p.do(`document.querySelector("#export select").value = "ids"`)
	sent := func(of string) string {
		return value[string](p, `(() => {
			const form = document.querySelector("#export"), button = form.querySelector("button[value=`+of+`]");
			return fetch("/export?" + new URLSearchParams(new FormData(form, button))).then((r) => r.text());
		})()`)
	}
	p.want("chosen", sent("chosen"), p.ids()[1]+"\n")
	if all := strings.Fields(sent("all")); len(all) != 16 {
		t.Errorf("%d ids of all 16", len(all))
	}
}

// TestCopyCitation: the button puts the citation on the clipboard.
func TestCopyCitation(t *testing.T) {
	t.Parallel()
	p := sampleSite(t).open(t, wide)
	p.visit("/cable?id=06VALLETTA1987", 200)
	for _, name := range []string{"clipboard-read", "clipboard-write"} {
		p.run("allow the clipboard", command(browser.SetPermission, browser.SetPermissionParams{
			Permission: &browser.PermissionDescriptor{Name: name}, Setting: "granted", Origin: p.site.origin,
			BrowserContextID: chromedp.FromContext(p.ctx).BrowserContextID,
		}))
	}
	p.click("button[data-copy]")
	p.waitFor(`document.querySelector("button[data-copy]").innerText === "Copied"`)
	p.want("clipboard", value[string](p, "navigator.clipboard.readText()"), p.text("#citation"))
}

// TestKeys: the keys of the help work, not while one types, and can be turned off.
func TestKeys(t *testing.T) {
	t.Parallel()
	p := sampleSite(t).open(t, wide)
	p.visit("/?q=munitions", 200)
	ids := p.ids()
	current := func() string { return p.text("li.current .id") }
	p.press("j")
	p.want("j", current(), ids[0])
	p.press("j", "j", "k")
	p.want("j j k", current(), ids[1])
	p.press("/")
	p.press("j")
	p.want("typed", value[string](p, `document.querySelector("#q").value`), "j")
	p.do(`document.activeElement.blur()`)
	p.press("o")
	p.waitFor(`document.querySelector("main.cable .id")?.innerText === ` + strconv.Quote(ids[1]))
	p.back()
	p.waitFor(`document.querySelector("main.search")`)
	p.press("j", kb.Enter)
	p.waitFor(`document.querySelector("main.cable .id")?.innerText === ` + strconv.Quote(ids[0]))
	p.press("?")
	p.waitFor(`document.querySelector("#keys").open`)
	p.picture(screenshotFolder(t), "keys")
	p.press("n", kb.Escape)
	p.waitFor(`!document.querySelector("#keys").open`)
	p.press("?")
	p.click("#keys-on")
	p.click("#keys form button")
	p.press("?", "n")
	if value[bool](p, `document.querySelector("#keys").open`) {
		t.Error("the keys are off, but ? opens the list")
	}
	p.visit("/?q=munitions", 200)
	p.press("j")
	p.want("j while the keys are off", current(), "")
}

// TestKeyboardOnly: every control is reached with Tab, shows that it has the focus, is not
// hidden below another, and a search is done from the query to the cable.
func TestKeyboardOnly(t *testing.T) {
	t.Parallel()
	s := sampleSite(t)
	for _, m := range []mode{wide, {name: "320 dark", width: 320, height: 640, media: []*emulation.MediaFeature{dark, calm}}} {
		t.Run(m.name, func(t *testing.T) {
			t.Parallel()
			p := s.open(t, m)
			for _, path := range []string{"/?q=Valletta&f=classification%3DSECRET", "/cable?id=06VALLETTA1987&q=munitions", "/facet?name=classification"} {
				p.visit(path, 200)
				p.tabThrough(path)
			}
		})
	}
	p := s.open(t, wide)
	p.press(kb.Tab)
	p.want("first", p.text(":focus"), "Skip to the content")
	p.press(kb.Tab, kb.Tab, "munitions", kb.Enter)
	p.waitFor(`document.querySelector("h1").innerText === "1–16 of 16 cables"`)
	p.press(kb.Tab)
	p.want("first", p.text(":focus"), "Skip to the content")
	p.press(kb.Enter)
	p.waitFor(`document.activeElement.id === "main"`)
	p.press(kb.Tab)
	if !value[bool](p, `document.querySelector("main").contains(document.activeElement)`) {
		t.Error("Tab after the skip link is not in the content")
	}
	p.tabTo(`.hits h3 a`)
	p.press(kb.Enter)
	p.waitFor(`document.querySelector("main.cable #m1")`)
}

// TestWithoutScript: forms and links do all that the script does not add.
func TestWithoutScript(t *testing.T) {
	t.Parallel()
	m := wide
	m.noScript = true
	p := sampleSite(t).open(t, m)
	p.typeQuery("munitions")
	p.waitFor(`document.querySelectorAll("li.hit").length === 16`)
	p.click(box("f", "classification=SECRET"))
	p.click(box("f", "classification=CONFIDENTIAL"))
	p.click(".facets details button")
	p.waitFor(`document.querySelector("h1").innerText === "1–7 of 7 cables"`)
	p.click(`[data-date="2007"]`)
	p.waitFor(`location.search.includes("from=2007&")`)
	p.back()
	p.waitFor(`document.querySelector("h1").innerText === "1–7 of 7 cables"`)
	p.click(".hits h3 a")
	p.atMatch(1)
	p.click("#m1 + .steps a")
	p.atMatch(2)
	if p.count("button[data-copy]:not([hidden])")+p.count("#keys-button:not([hidden])") > 0 {
		t.Error("buttons that need the script are shown")
	}
	p.checkFaults()
}

// TestNewSnapshot: the page says that the index has changed.
func TestNewSnapshot(t *testing.T) {
	t.Parallel()
	records, err := sampleRecords()
	if err != nil {
		t.Fatal(err)
	}
	s := serve(t, segmentOf(t, records[:50]...))
	p := s.open(t, wide)
	p.want("count", p.text("h1"), "1–20 of 50 cables")
	s.source.publish("000002", segmentOf(t, records...))
	for end := time.Now().Add(patience / 3); value[bool](p, `look().then(() => document.querySelector("#changed").hidden)`); time.Sleep(100 * time.Millisecond) {
		if time.Now().After(end) {
			t.Fatal("nothing said of the new snapshot")
		}
	}
	p.click("#changed a")
	p.waitFor(`document.querySelector("h1").innerText === "1–20 of 95 cables"`)
}

// TestRemote: a reader on another machine needs the password, and finds no saved searches
// and no reading list, neither on the pages nor at their addresses. Keys and the script do
// the rest as for the user.
func TestRemote(t *testing.T) {
	t.Parallel()
	authority := httptest.NewTLSServer(nil)
	authority.Close()
	records, err := sampleRecords()
	if err != nil {
		t.Fatal(err)
	}
	s := serveTo(t, segmentOf(t, records...), &web.Remote{Password: "a long password", Certificate: authority.TLS.Certificates[0]})
	p := s.newTab(t, wide)
	p.run("trust the certificate", command(security.SetIgnoreCertificateErrors, security.SetIgnoreCertificateErrorsParams{Ignore: true}))
	enter := func(password string) {
		p.click(`[name="password"]`)
		p.press(password, kb.Enter)
	}
	p.visit("/?q=munitions", 401)
	enter("another password")
	p.waitFor(`document.querySelector("[role=alert]")?.innerText === "The password is wrong."`)
	p.ignoreStatus(401)
	enter("a long password")
	p.waitFor(`location.pathname === "/" && document.querySelector("[name=q]")`)
	p.visit("/?q=munitions", 200)
	if len(p.ids()) == 0 {
		t.Error("nothing is found")
	}
	const own = `a[href^="/saved"], a[href^="/reading"], form[action^="/saved"], form[action^="/reading"]`
	if p.count(own) != 0 {
		t.Error("the page of hits offers what the user keeps")
	}
	p.press("j", kb.Enter)
	p.waitFor(`location.pathname === "/cable"`)
	if p.count(own) != 0 {
		t.Error("the page of a cable offers what the user keeps")
	}
	for _, path := range []string{"/saved", "/reading", "/reading.md"} {
		p.visit(path, 404)
	}
}

// TestHostileCable: what a cable holds is text: no script runs, no request is made.
func TestHostileCable(t *testing.T) {
	t.Parallel()
	const attack = `<script>window.hit=1</script><img src=http://127.0.0.2/x onerror="window.hit=1"><a href="javascript:window.hit=1">x</a>`
	text := "CONFIDENTIAL PARIS 01234\nE.O. 12958: DECL: 01/01/2020\nTAGS: PREL, FR\nSUBJECT: " + attack + "\n\n1. (C) Weather \u202e " + attack + "\n\n2. (C) " + strings.Repeat("W", 4000) + "\n"
	p := serve(t, segmentOf(t, corpus.Record{ID: "05PARIS1234", Body: text, Source: corpus.Source{Path: "test/" + attack}})).open(t, wide)
	for _, path := range []string{"/?q=weather", "/cable?id=05PARIS1234&q=weather", "/facet?name=source"} {
		p.visit(path, 200)
		if value[bool](p, `!!window.hit || !!document.querySelector("main img, main script, a[href^=javascript]")`) {
			t.Errorf("%s: the cable is more than text", path)
		}
	}
}

// TestMedia: motion and print follow what the person asks for.
func TestMedia(t *testing.T) {
	t.Parallel()
	p := sampleSite(t).open(t, wide)
	p.visit("/cable?id=06VALLETTA1987&q=munitions", 200)
	p.want("scroll with reduced motion", value[string](p, `getComputedStyle(document.documentElement).scrollBehavior`), "auto")
	p.run("print", command(emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{Media: "print"}))
	for _, selector := range []string{"header.bar", "footer", "nav.matches", ".beside"} {
		p.want(selector+" in print", value[string](p, `getComputedStyle(document.querySelector("`+selector+`")).display`), "none")
	}
	p.picture(screenshotFolder(t), "print")
}
