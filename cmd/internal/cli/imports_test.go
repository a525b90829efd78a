package cli

import (
	"go/parser"
	"go/token"
	"io/fs"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// order is the order of the packages: each imports only what stands before it. Those of
// the design that do not exist yet have their places, too.
var order = []string{
	"corpus/lists", "corpus/growtest", "corpus/dtg", "corpus/post", "corpus/tags", "corpus/mrn", "corpus/sevenzip", "corpus/unpack", "corpus",
	"corpus/pdf/pdftest", "corpus/pdf",
	"corpus/cable/internal/ascii", "corpus/cable/refs", "corpus/cable/classifiedby", "corpus/cable",
	"corpus/sample", "corpus/synth", "corpus/watch",
	"index/field", "index/query", "analyzer", "index/binfile", "index/catalog", "index", "index/search", "index/search/searchtest", "index/segment",
	"index/indextest", "index/hint", "index/graph", "index/update", "index/update/updatetest",
	"index/bleveindex", "index/opensearch/testnode", "index/opensearch", "index/bench",
	"cmd/internal/cli", "cmd/internal/chaos", "cmd/search/render", "cmd/search/saved", "cmd/search/complete", "cmd/search/web", "cmd/search/web/browsertest", "cmd/indexer", "cmd/search",
}

// owners are the only packages that may import a module or package.
var owners = map[string][]string{
	"github.com/blevesearch/":       {"analyzer", "index/search", "index/segment", "index/bleveindex"},
	"github.com/blevesearch/bleve":  {"analyzer", "index/segment", "index/bleveindex"},
	"github.com/blevesearch/scorch": {"index/segment", "index/bleveindex"},
	"github.com/bodgit/":            {"corpus/sevenzip"},
	"github.com/fsnotify/":          {"corpus/watch"},
	"github.com/klippa-app/":        {"corpus/pdf"},
	"github.com/opensearch-project": {"index/opensearch"},
	"github.com/spf13/pflag":        {"cmd/internal/cli", "cmd/indexer", "cmd/search"},
	"github.com/tetratelabs/":       {"corpus/pdf"},
	"github.com/vbauerster/":        {"cmd/indexer"},
	"reftel/index/bleveindex":       {"index/bench", "index/bleveindex", "index/hint", "cmd/internal/cli", "cmd/internal/chaos"},
}

func TestImportOrder(t *testing.T) {
	t.Parallel()
	root := filepath.Join("..", "..", "..")
	files := 0
	err := filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || !strings.HasSuffix(path, ".go") {
			return err
		}
		rel, err := filepath.Rel(root, path)
		if err != nil {
			return err
		}
		files++
		checkImports(t, filepath.ToSlash(rel), path)
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if files < 50 {
		t.Fatalf("only %d source files found below %s", files, root)
	}
}

func checkImports(t *testing.T, name, path string) {
	file, err := parser.ParseFile(token.NewFileSet(), path, nil, parser.ImportsOnly)
	if err != nil {
		t.Fatal(err)
	}
	pkg := filepath.ToSlash(filepath.Dir(name))
	// An external test may import its own package and what stands after it.
	external := strings.HasSuffix(file.Name.Name, "_test")
	at := slices.Index(order, pkg)
	if at < 0 {
		t.Errorf("%s: package %s has no place in the order", name, pkg)
		return
	}
	for _, spec := range file.Imports {
		imported, err := strconv.Unquote(spec.Path.Value)
		if err != nil {
			t.Fatal(err)
		}
		if own, ok := strings.CutPrefix(imported, "reftel/"); ok && !external {
			if to := slices.Index(order, own); to < 0 || to >= at {
				t.Errorf("%s imports %s, which does not stand before it", name, own)
			}
		}
		for module, allowed := range owners {
			if strings.HasPrefix(imported, module) && !slices.Contains(allowed, pkg) {
				t.Errorf("%s imports %s: only %v may", name, imported, allowed)
			}
		}
	}
}

// TestSearchLinksNoPDF: PDFium takes 6 MB of a program, and only indexer reads
// archives.
func TestSearchLinksNoPDF(t *testing.T) {
	t.Parallel()
	for program, want := range map[string]bool{"search": false, "indexer": true} {
		out, err := exec.Command("go", "list", "-deps", "reftel/cmd/"+program).Output()
		if err != nil {
			t.Fatal(err)
		}
		if got := slices.Contains(strings.Fields(string(out)), "reftel/corpus/pdf"); got != want {
			t.Errorf("%s links corpus/pdf: %v, want %v", program, got, want)
		}
	}
}
