package browsertest

import (
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"
)

// pages are the pages of a server of the sample.
var pages = []struct {
	name, path string
	status     int64
}{
	{"all", "/", 200},
	{"results", "/?q=munitions", 200},
	{"narrowed", "/?q=munitions&f=classification%3DCONFIDENTIAL&f=classification%3DSECRET&without=handling&from=1970&to=2008&sort=-date", 200},
	{"hints", "/?q=geo%3ALibia+munitions", 200},
	{"words but one", "/?q=munitions+class%3A%3E%3DC+date%3A..1999", 200},
	{"mistake", "/?q=tagz%3APARM", 400},
	{"values", "/facet?name=tags&q=munitions", 200},
	{"values found", "/facet?name=origin&contains=a&order=name", 200},
	{"cable", "/cable?id=06VALLETTA1987&q=munitions", 200},
	{"cable with problems", "/cable?id=89NDJAMENA7719&q=munitions", 200},
	{"old cable", "/cable?id=1974STATE299114", 200},
	{"citations", "/cite?id=06VALLETTA1987&para=2", 200},
	{"saved searches", "/saved", 200},
	{"new cables", "/saved/news?name=valletta", 200},
	{"reading list", "/reading", 200},
	{"help", "/help", 200},
	{"nothing there", "/nothing", 404},
}

// modes are the modes in which each page is looked at.
var modes = []mode{
	wide,
	{name: "1280 dark", width: 1280, height: 800, media: []*emulation.MediaFeature{dark, calm}},
	{name: "320 light", width: 320, height: 640, media: []*emulation.MediaFeature{light, calm}},
	{name: "320 dark", width: 320, height: 640, media: []*emulation.MediaFeature{dark, calm}},
	{name: "1280 zoomed to 200", width: 640, height: 400, scale: 2, media: []*emulation.MediaFeature{light, calm}},
	{name: "1280 text of 200", width: 1280, height: 800, text: 200, media: []*emulation.MediaFeature{light, calm}},
	{name: "1280 forced colors", width: 1280, height: 800, media: []*emulation.MediaFeature{dark, forced, calm}},
	{name: "1280 no script", width: 1280, height: 800, noScript: true, media: []*emulation.MediaFeature{light, calm}},
}

// TestPages looks at each page in each mode: it has its status, no error in the console, no
// request to elsewhere, no horizontal scroll, and nothing that axe-core calls a violation.
func TestPages(t *testing.T) {
	t.Parallel()
	chromium(t)
	axe := axeCore(t)
	s := sampleSite(t)
	folder := screenshotFolder(t)
	p := s.open(t, wide)
	p.saveSearch("/?q=Valletta&f=classification%3DSECRET", "valletta")
	p.keepNote("/cable?id=06VALLETTA1987&q=munitions", "Who carried the model?")
	for _, m := range modes {
		t.Run(m.name, func(t *testing.T) {
			t.Parallel()
			p := s.open(t, m)
			for _, page := range pages {
				p.visit(page.path, page.status)
				p.picture(folder, page.name)
				p.checkAccess(page.name, axe)
			}
		})
	}
}

// axeCore returns the script of axe-core.
func axeCore(t *testing.T) string {
	t.Helper()
	script, err := os.ReadFile(npmFile(t, "axe-core/axe.min.js"))
	if err != nil {
		t.Fatal(err)
	}
	return string(script)
}

// A violation is a rule of axe-core that a page breaks.
type violation struct {
	ID, Help string
	Nodes    []struct {
		HTML           string
		FailureSummary string
	}
}

func (v violation) String() string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s: %s", v.ID, v.Help)
	for i, n := range v.Nodes {
		if i == 3 {
			fmt.Fprintf(&b, "\n\tand %d more", len(v.Nodes)-i)
			break
		}
		fmt.Fprintf(&b, "\n\t%s\n\t%s", n.HTML, strings.ReplaceAll(n.FailureSummary, "\n", "\n\t"))
	}
	return b.String()
}

// checkAccess checks a page against the rules of WCAG 2.2 AA and the good practice that
// axe-core knows.
func (p *tab) checkAccess(what, axe string) {
	p.t.Helper()
	p.run("let axe-core run", command(emulation.SetScriptExecutionDisabled, emulation.SetScriptExecutionDisabledParams{}))
	defer p.run("as before", command(emulation.SetScriptExecutionDisabled, emulation.SetScriptExecutionDisabledParams{Value: p.mode.noScript}))
	p.do(axe + "; 0")
	found := value[[]violation](p, `axe.run(document, {
		resultTypes: ["violations"],
		runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22a", "wcag22aa", "best-practice"],
	}).then((r) => r.violations.map((v) => ({ID: v.id, Help: v.help, Nodes: v.nodes.map((n) => ({HTML: n.html, FailureSummary: n.failureSummary}))})))`)
	for _, v := range found {
		p.t.Errorf("%s, %s: %s", what, p.mode.name, v)
	}
}

// pictureFile is the picture of the page that the README shows.
const pictureFile = "page.png"

// mostPicture is the most bytes that it may have.
const mostPicture = 150_000

// TestPicture: the README shows the page. With -update it is taken again, of the sample.
func TestPicture(t *testing.T) {
	t.Parallel()
	if *update {
		m := wide
		m.height = 760
		p := sampleSite(t).open(t, m)
		p.visit("/?q=munitions&f=classification%3DSECRET&f=classification%3DCONFIDENTIAL", 200)
		png := get(p, "take the picture", chromedp.CaptureScreenshot())
		if err := os.WriteFile(pictureFile, png, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	info, err := os.Stat(pictureFile)
	if err != nil {
		t.Fatal(err)
	}
	if info.Size() > mostPicture {
		t.Errorf("the picture has %d bytes, want at most %d", info.Size(), mostPicture)
	}
	readme, err := os.ReadFile("../../../../README.md")
	if err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(string(readme), "(cmd/search/web/browsertest/"+pictureFile+")") {
		t.Errorf("README.md does not show %s", pictureFile)
	}
}
