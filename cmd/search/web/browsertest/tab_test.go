package browsertest

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// A mode is how a person has the browser set up.
type mode struct {
	name          string
	width, height int64
	scale         float64 // device pixels of a pixel; 0 is 1
	media         []*emulation.MediaFeature
	text          int // size of text in percent; 0 is 100
	noScript      bool
}

func feature(name, value string) *emulation.MediaFeature {
	return &emulation.MediaFeature{Name: name, Value: value}
}

var (
	light  = feature("prefers-color-scheme", "light")
	dark   = feature("prefers-color-scheme", "dark")
	calm   = feature("prefers-reduced-motion", "reduce")
	forced = feature("forced-colors", "active")
	wide   = mode{name: "1280 light", width: 1280, height: 800, media: []*emulation.MediaFeature{light, calm}}
)

// A tab is a window of the browser with cookies of its own.
type tab struct {
	t    *testing.T
	ctx  context.Context
	site *site
	mode mode

	mu     sync.Mutex
	faults []string // errors of the console, and requests to elsewhere
	status int64    // of the last page
}

// open opens a tab on a site that has let it in.
func (s *site) open(t *testing.T, m mode) *tab {
	t.Helper()
	p := s.newTab(t, m)
	p.run("enter", chromedp.Navigate(s.Address()))
	p.waitFor(`location.pathname === "/"`)
	return p
}

// newTab opens an empty tab.
func (s *site) newTab(t *testing.T, m mode) *tab {
	t.Helper()
	ctx, cancel := chromedp.NewContext(chromium(t), chromedp.WithNewBrowserContext())
	t.Cleanup(cancel)
	p := &tab{t: t, ctx: ctx, site: s, mode: m}
	if err := chromedp.Listen(ctx, p.listen); err != nil {
		t.Fatal(err)
	}
	p.run("set up a tab",
		command(network.Enable, network.EnableParams{}), command(log.Enable, cdp.Empty{}),
		command(emulation.SetDeviceMetricsOverride, emulation.SetDeviceMetricsOverrideParams{Width: m.width, Height: m.height, DeviceScaleFactor: max(m.scale, 1)}),
		command(emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{Features: m.media}),
		command(emulation.SetScriptExecutionDisabled, emulation.SetScriptExecutionDisabledParams{Value: m.noScript}))
	t.Cleanup(p.checkFaults)
	return p
}

// listen notes what goes wrong.
func (p *tab) listen(event any) {
	p.mu.Lock()
	defer p.mu.Unlock()
	switch e := event.(type) {
	case *runtime.EventExceptionThrown:
		p.faults = append(p.faults, "exception: "+(&chromedp.ExceptionError{ExceptionDetails: e.ExceptionDetails}).Error())
	case *runtime.EventConsoleAPICalled:
		p.faults = append(p.faults, fmt.Sprintf("console: %s %v", e.Type, e.Args))
	case *log.EventEntryAdded:
		p.faults = append(p.faults, fmt.Sprintf("log: %s %s", e.Entry.Text, e.Entry.URL))
	case *network.EventRequestWillBeSent:
		if !strings.HasPrefix(e.Request.URL, p.site.origin+"/") && !strings.HasPrefix(e.Request.URL, "data:") {
			p.faults = append(p.faults, "a request to "+e.Request.URL)
		}
	case *network.EventResponseReceived:
		if e.Type == network.ResourceTypeDocument {
			p.status = e.Response.Status
		}
	}
}

// checkFaults reports what has gone wrong since the last call.
func (p *tab) checkFaults() {
	p.t.Helper()
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, fault := range p.faults {
		p.t.Error(fault)
	}
	p.faults = nil
}

// run does actions of which the test needs each.
func (p *tab) run(what string, actions ...chromedp.Action[chromedp.Void]) {
	p.t.Helper()
	ctx, cancel := context.WithTimeout(p.ctx, patience)
	defer cancel()
	if err := chromedp.Do(ctx, actions...); err != nil {
		p.t.Fatalf("%s: %v", what, err)
	}
}

// visit opens a page, which must have a status, and checks it.
func (p *tab) visit(path string, status int64) {
	p.t.Helper()
	p.run("open "+path, chromedp.Navigate(p.site.origin+path))
	if p.mode.text != 0 {
		p.do(`document.documentElement.style.fontSize = "` + strconv.Itoa(p.mode.text) + `%"`)
	}
	p.mu.Lock()
	if p.status != status {
		p.t.Errorf("%s: status %d, want %d", path, p.status, status)
	}
	if status != 200 { // of which the browser tells
		p.faults = dropPrefix(p.faults, "log: Failed to load resource")
	}
	p.mu.Unlock()
	p.checkWidth(path)
	p.checkFaults()
}

func dropPrefix(list []string, prefix string) []string {
	var kept []string
	for _, s := range list {
		if !strings.HasPrefix(s, prefix) {
			kept = append(kept, s)
		}
	}
	return kept
}

// checkWidth checks that the page needs no horizontal scroll, and names what is too wide.
func (p *tab) checkWidth(what string) {
	p.t.Helper()
	wide := value[[]string](p, `(() => {
		const room = document.documentElement.clientWidth;
		if (document.documentElement.scrollWidth <= room) return [];
		return [...document.querySelectorAll("body *")].filter((e) => e.getBoundingClientRect().right > room + 1).slice(0, 5).map((e) => e.outerHTML.slice(0, 120));
	})()`)
	if len(wide) > 0 {
		p.t.Errorf("%s, %s: wider than the window:\n%s", what, p.mode.name, strings.Join(wide, "\n"))
	}
}

// do evaluates an expression on the page.
func (p *tab) do(expression string) {
	p.t.Helper()
	p.run(expression, chromedp.Evaluate[chromedp.Void](expression))
}

// value returns the value of an expression on the page, when it is loaded. It waits for a
// promise.
func value[T any](p *tab, expression string) T {
	p.t.Helper()
	p.waitFor("true")
	return get(p, expression, chromedp.Evaluate[T](expression, chromedp.EvalAwaitPromise))
}

// get returns the value of an action of which the test needs it.
func get[T any](p *tab, what string, action chromedp.Action[T]) T {
	p.t.Helper()
	ctx, cancel := context.WithTimeout(p.ctx, patience)
	defer cancel()
	v, err := chromedp.Run(ctx, action)
	if err != nil {
		p.t.Fatalf("%s: %v", what, err)
	}
	return v
}

// text returns the text of the first element of a selector, without blanks around it.
func (p *tab) text(selector string) string {
	p.t.Helper()
	return strings.TrimSpace(value[string](p, "document.querySelector("+strconv.Quote(selector)+")?.innerText ?? ''"))
}

// count returns the number of elements of a selector.
func (p *tab) count(selector string) int {
	p.t.Helper()
	return value[int](p, "document.querySelectorAll("+strconv.Quote(selector)+").length")
}

// waitFor waits until the page is loaded and an expression is true on it.
func (p *tab) waitFor(expression string) {
	p.t.Helper()
	for end := time.Now().Add(patience / 3); ; time.Sleep(20 * time.Millisecond) {
		ok, err := chromedp.Run(p.ctx, chromedp.Evaluate[bool](`document.readyState === "complete" && !!(`+expression+")"))
		if err == nil && ok {
			return
		}
		if time.Now().After(end) {
			p.t.Fatalf("not so: %s (%v); at %s", expression, err, p.address())
		}
	}
}

// address returns the path, parameters and fragment of the page.
func (p *tab) address() string {
	p.t.Helper()
	return value[string](p, "decodeURIComponent(location.pathname + location.search + location.hash)")
}

// want compares a text.
func (p *tab) want(what, got, want string) {
	p.t.Helper()
	if got != want {
		p.t.Errorf("%s: %q, want %q", what, got, want)
	}
}

// press presses the keys of texts one after another. As those of a person, a key that a
// script keeps for itself types nothing.
func (p *tab) press(texts ...string) {
	p.t.Helper()
	for _, key := range strings.Join(texts, "") {
		events := kb.Encode(key)
		down, up := events[0], events[len(events)-1]
		if len(events) == 3 {
			down.Type, down.Text, down.UnmodifiedText = kb.KeyDown, events[1].Text, events[1].UnmodifiedText
		}
		p.run("press "+string(key), command(input.DispatchKeyEvent, *down), command(input.DispatchKeyEvent, *up))
	}
}

// click clicks on the first element of a selector.
func (p *tab) click(selector string) {
	p.t.Helper()
	at := value[[]float64](p, `(() => {
		const e = document.querySelector(`+strconv.Quote(selector)+`);
		e?.scrollIntoView({block: "center", behavior: "instant"});
		const box = e?.getClientRects()[0];
		if (!box) return [];
		const [x, y] = [box.x + box.width / 2, box.y + box.height / 2];
		return e.contains(document.elementFromPoint(x, y)) ? [x, y] : [];
	})()`)
	if len(at) == 0 {
		p.t.Fatalf("can't click on %s, at %s", selector, p.address())
	}
	p.run("click on "+selector, chromedp.MouseClickXY(at[0], at[1]))
}

// back goes back in the history. The page may be gone before it can answer.
func (p *tab) back() {
	p.t.Helper()
	_, err := chromedp.Run(p.ctx, chromedp.Evaluate[chromedp.Void]("history.back()"))
	if err != nil && !strings.Contains(err.Error(), "navigated") {
		p.t.Fatal(err)
	}
}

// picture keeps a picture of the whole page.
func (p *tab) picture(folder, name string) {
	p.t.Helper()
	png := get(p, "take a picture", chromedp.FullScreenshot(100))
	file := filepath.Join(folder, notInName.ReplaceAllString(strings.ToLower(name+"-"+p.mode.name), "-")+".png")
	if err := os.WriteFile(file, png, 0o644); err != nil {
		p.t.Fatal(err)
	}
}

// command returns an action that runs a command of the protocol.
func command[P, R any](c cdp.Command[P, R], params P) chromedp.Action[chromedp.Void] {
	return func(ctx context.Context, t *chromedp.Target) (chromedp.Void, error) {
		_, err := cdp.Call(ctx, t, c, params)
		return chromedp.Void{}, err
	}
}

// typeQuery replaces the query and sends it.
func (p *tab) typeQuery(text string) {
	p.t.Helper()
	p.empty("#q")
	p.press(text, kb.Enter)
}

// empty empties a field and puts the focus on it.
func (p *tab) empty(selector string) {
	p.t.Helper()
	p.do("{ const field = document.querySelector(" + strconv.Quote(selector) + `); field.value = ""; field.focus(); }`)
}

// ids returns the ids of the hits.
func (p *tab) ids() []string {
	p.t.Helper()
	return value[[]string](p, `[...document.querySelectorAll(".results > .hits .id")].map((e) => e.innerText)`)
}

// ignoreStatus forgets that the browser told of a page with a status.
func (p *tab) ignoreStatus(status int64) {
	p.t.Helper()
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.status != status {
		p.t.Errorf("status %d, want %d", p.status, status)
	}
	p.faults = dropPrefix(p.faults, "log: Failed to load resource")
}

// drag drags from the middle of one element to that of another.
func (p *tab) drag(from, to string) {
	p.t.Helper()
	middle := func(selector string) (x, y float64) {
		at := value[[]float64](p, "(() => { const b = document.querySelector(`"+selector+"`).getBoundingClientRect(); return [b.x + b.width / 2, b.y + b.height / 2]; })()")
		return at[0], at[1]
	}
	fromX, fromY := middle(from)
	toX, toY := middle(to)
	p.run("drag", chromedp.MouseEvent(chromedp.MousePressed, fromX, fromY, chromedp.ButtonLeft, chromedp.ClickCount(1)),
		chromedp.MouseEvent(chromedp.MouseMoved, (fromX+toX)/2, fromY, chromedp.ButtonLeft),
		chromedp.MouseEvent(chromedp.MouseMoved, toX, toY, chromedp.ButtonLeft),
		chromedp.MouseEvent(chromedp.MouseReleased, toX, toY, chromedp.ButtonLeft, chromedp.ClickCount(1)))
}

// atMatch waits until a match is the one that is shown, in sight and not covered.
func (p *tab) atMatch(n int) {
	p.t.Helper()
	id := "m" + strconv.Itoa(n)
	p.waitFor(`location.hash === "#` + id + `" && (() => {
		const mark = document.querySelector("#` + id + `"), at = mark.getBoundingClientRect();
		return document.elementFromPoint(at.x + at.width / 2, at.y + at.height / 2) === mark;
	})()`)
}

// tabThrough presses Tab until the focus leaves the page, and checks each element that has it.
func (p *tab) tabThrough(path string) {
	p.t.Helper()
	const controls = `[...document.querySelectorAll("a[href], button, input:not([type=hidden]), select, summary")].filter((e) => e.tabIndex >= 0 && e.checkVisibility())`
	want := value[int](p, controls+".length")
	seen := map[string]bool{}
	for range want + 20 {
		p.press(kb.Tab)
		at := value[struct {
			Name, Fault string
		}](p, `(() => {
			const e = document.activeElement;
			if (e === document.body || e === null) return {Name: "", Fault: ""};
			const box = e.getClientRects()[0], style = getComputedStyle(e);
			const top = document.elementFromPoint(Math.min(box.x + Math.min(box.width, 40) / 2, innerWidth - 1), box.y + Math.min(box.height, 20) / 2);
			const faults = [];
			if (style.outlineStyle === "none") faults.push("no outline");
			if (!top || !(e.contains(top) || top.contains(e))) faults.push("covered by " + (top ? top.outerHTML.slice(0, 80) : "nothing"));
			return {Name: `+controls+`.indexOf(e) + " " + e.outerHTML.slice(0, 100), Fault: faults.join(", ")};
		})()`)
		if at.Name == "" { // beyond the end
			continue
		}
		if at.Fault != "" {
			p.t.Errorf("%s, %s: %s: %s", path, p.mode.name, at.Name, at.Fault)
		}
		seen[at.Name] = true
	}
	if len(seen) < want {
		p.t.Errorf("%s, %s: Tab reaches %d of %d controls", path, p.mode.name, len(seen), want)
	}
}

// tabTo presses Tab until an element of a selector has the focus.
func (p *tab) tabTo(selector string) {
	p.t.Helper()
	for range 200 {
		p.press(kb.Tab)
		if value[bool](p, "document.activeElement.matches("+strconv.Quote(selector)+")") {
			return
		}
	}
	p.t.Fatalf("Tab does not reach %s", selector)
}
