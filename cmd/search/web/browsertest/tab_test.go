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
	"github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
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
	ctx, cancel := chromedp.NewContext(browser(t), chromedp.WithNewBrowserContext())
	t.Cleanup(cancel)
	p := &tab{t: t, ctx: ctx, site: s, mode: m}
	if err := chromedp.Listen(ctx, p.listen); err != nil {
		t.Fatal(err)
	}
	p.run("set up a tab",
		command(network.Enable, network.EnableParams{}), command(log.Enable, cdp.Empty{}),
		command(emulation.SetDeviceMetricsOverride, emulation.SetDeviceMetricsOverrideParams{Width: m.width, Height: m.height, DeviceScaleFactor: max(m.scale, 1)}),
		command(emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{Features: m.media}),
		command(emulation.SetScriptExecutionDisabled, emulation.SetScriptExecutionDisabledParams{Value: m.noScript}),
		chromedp.Navigate(s.Address()))
	p.waitFor(`location.pathname === "/" && document.readyState === "complete"`)
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

// value returns the value of an expression on the page. It waits for a promise.
func value[T any](p *tab, expression string) T {
	p.t.Helper()
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

// waitFor waits until an expression is true on the page.
func (p *tab) waitFor(expression string) {
	p.t.Helper()
	for end := time.Now().Add(patience / 3); ; time.Sleep(20 * time.Millisecond) {
		ok, err := chromedp.Run(p.ctx, chromedp.Evaluate[bool]("!!("+expression+")"))
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

// press presses keys one after another.
func (p *tab) press(keys ...string) {
	p.t.Helper()
	for _, key := range keys {
		p.run("press "+key, chromedp.KeyEvent(key))
	}
}

// click clicks on the first element of a selector.
func (p *tab) click(selector string) {
	p.t.Helper()
	p.run("click on "+selector, chromedp.Click(chromedp.CSS(selector)))
}

// back goes back in the history.
func (p *tab) back() {
	p.t.Helper()
	p.do("history.back()")
}

// picture keeps a picture of the whole page.
func (p *tab) picture(folder, name string) {
	p.t.Helper()
	png := get(p, "take a picture", chromedp.FullScreenshot(100))
	file := filepath.Join(folder, notInName.ReplaceAllString(name+"-"+p.mode.name, "-")+".png")
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
