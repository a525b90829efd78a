package browsertest

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"testing"

	"github.com/chromedp/cdproto/emulation"

	"reftel/corpus"
)

// sharedCables is an archive of real cables beside the repository.
const sharedCables = "../../../../../shared/cables/cables.csv"

// mostShared is the number of its cables that the test reads.
const mostShared = 1500

// sharedRecords returns real cables.
func sharedRecords(t *testing.T) []corpus.Record {
	t.Helper()
	r, err := corpus.Open(sharedCables, corpus.Options{})
	if errors.Is(err, fs.ErrNotExist) && os.Getenv("REFTEL_REQUIRE_SHARED") != "1" {
		t.Skip("no shared cables beside the repository: ", err)
	}
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	var list []corpus.Record
	for rec, err := range r.Records(context.Background()) {
		if err != nil {
			t.Fatal(err)
		}
		if list = append(list, rec); len(list) == mostShared {
			break
		}
	}
	return list
}

// TestSharedCables looks at real cables, which have longer lines, more damage and more
// matches than those of the sample: on a wide screen in light, on a narrow one in dark.
func TestSharedCables(t *testing.T) {
	t.Parallel()
	chromium(t)
	axe := axeCore(t)
	s := serve(t, segmentOf(t, sharedRecords(t)...))
	folder := screenshotFolder(t)
	for _, m := range []mode{wide, {name: "320 dark", width: 320, height: 640, media: []*emulation.MediaFeature{dark, calm}}} {
		t.Run(m.name, func(t *testing.T) {
			t.Parallel()
			p := s.open(t, m)
			for i, path := range []string{
				"/?q=nuclear+OR+munitions", "/?q=has%3Aproblem", "/?q=%22E.O.%22&sort=-date&by=month", "/facet?name=tags", "/facet?name=signed",
			} {
				p.visit(path, 200)
				p.picture(folder, "shared "+string(rune('a'+i)))
				p.checkAccess(path, axe)
			}
			for _, query := range []string{"nuclear+OR+munitions", "has%3Aproblem+the"} {
				p.visit("/?q="+query, 200)
				for i, id := range p.ids()[:8] {
					p.visit("/cable?id="+id+"&q="+query, 200)
					if i < 2 {
						p.picture(folder, "shared cable "+query+id)
						p.checkAccess(id, axe)
					}
				}
			}
		})
	}
}
