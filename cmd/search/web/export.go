package web

import (
	"bufio"
	"context"
	"io"
	"iter"
	"net/http"
	"slices"
	"strings"
	"time"

	"reftel/cmd/internal/cli"
	"reftel/cmd/search/render"
	"reftel/corpus/cable"
	"reftel/index"
)

// An exportForm is a form of export as a page offers it.
type exportForm struct {
	Name, Label string
	kind        string // content type
	suffix      string // of the file
	open        func(io.Writer) render.Exporter
	parts       index.Parts
}

// exportForms are those of the command line, and notes in the style of its show --cite.
var exportForms = newExportForms()

func newExportForms() []exportForm {
	described := map[string]exportForm{
		"csv":    {Label: "Table (CSV)", kind: "text/csv; header=present", suffix: "csv"},
		"tsv":    {Label: "Table (TSV)", kind: "text/tab-separated-values", suffix: "tsv"},
		"jsonl":  {Label: "Records (JSON lines)", kind: "application/jsonl", suffix: "jsonl"},
		"ids":    {Label: "Ids", kind: "text/plain", suffix: "txt"},
		"bibtex": {Label: "Citations (BibTeX)", kind: "application/x-bibtex", suffix: "bib"},
		"csl":    {Label: "Citations (CSL-JSON)", kind: "application/vnd.citationstyles.csl+json", suffix: "json"},
	}
	list := []exportForm{{
		Name: "chicago", Label: "Citations (Chicago notes)", kind: "text/plain", suffix: "txt", parts: index.Complete,
		open: func(w io.Writer) render.Exporter { return notes{w} },
	}}
	for i := range render.Forms {
		f := &render.Forms[i]
		form := described[f.Name]
		form.Name, form.parts = f.Name, f.Parts
		form.open = func(w io.Writer) render.Exporter { return f.Open(w, nil) }
		list = append(list, form)
	}
	return list
}

// notes is the exporter of citations as notes, a line each.
type notes struct{ w io.Writer }

// Begin implements render.Exporter.
func (e notes) Begin() error { return nil }

// Hit implements render.Exporter.
func (e notes) Hit(h index.Hit) error {
	return render.Cite(e.w, "chicago", *h.Document, render.Paragraphs{})
}

// End implements render.Exporter.
func (e notes) End() error { return nil }

// Exports run for exportTime at the most, and exportsAtOnce at once.
const (
	exportTime    = 15 * time.Minute
	exportsAtOnce = 2
)

// export answers with all hits of a state as a file, or with those that are chosen.
func (s *Server) export(w http.ResponseWriter, r *http.Request, h *held) error {
	v := r.URL.Query()
	at := slices.IndexFunc(exportForms, func(f exportForm) bool { return f.Name == v.Get("format") })
	if at < 0 {
		return mistake("format %q: there is no such form of export", v.Get("format"))
	}
	form := exportForms[at]
	st, err := s.readState(v)
	if err != nil {
		return err
	}
	req, _, err := st.request()
	if err != nil {
		return err
	}
	req.Limit, req.Parts = -1, form.parts
	hits := h.All(r.Context(), req)
	if v.Get("of") == "chosen" {
		if len(st.Picked) == 0 {
			return &refusal{http.StatusBadRequest, "no cables are chosen", "check the boxes beside their subjects"}
		}
		hits = chosen(r.Context(), h, st.Picked)
	}
	out := s.newDownload(w, form.kind, "cables."+form.suffix)
	return out.end(writeHits(form.open(out), hits))
}

// chosen yields the hits of some ids.
func chosen(ctx context.Context, h *held, ids []string) iter.Seq2[index.Hit, error] {
	return func(yield func(index.Hit, error) bool) {
		for _, id := range ids {
			doc, err := h.Get(ctx, id)
			hit := index.Hit{}
			if err == nil {
				hit = index.NewHit(doc)
				hit.Document = &doc
			}
			if !yield(hit, err) || err != nil {
				return
			}
		}
	}
}

func writeHits(e render.Exporter, hits iter.Seq2[index.Hit, error]) error {
	if err := e.Begin(); err != nil {
		return err
	}
	for hit, err := range hits {
		if err == nil {
			err = e.Hit(hit)
		}
		if err != nil {
			return err
		}
	}
	return e.End()
}

// A download is a file that is sent while it is made. Its client must read on, as any
// other, but it may take longer as a whole.
type download struct {
	*bufio.Writer
	w    http.ResponseWriter
	sent bool // something
	time time.Duration
}

func (s *Server) newDownload(w http.ResponseWriter, kind, name string) *download {
	w.Header().Set("Content-Type", kind+"; charset=utf-8")
	w.Header().Set("Content-Disposition", `attachment; filename="`+name+`"`)
	d := &download{w: w, time: s.limits.write}
	d.Writer = bufio.NewWriterSize(sender{d}, 1<<16)
	_ = http.NewResponseController(w).SetReadDeadline(time.Time{}) // the request has been read
	return d
}

// A sender sends what a download has gathered.
type sender struct{ d *download }

// Write implements io.Writer.
func (s sender) Write(data []byte) (int, error) {
	_ = http.NewResponseController(s.d.w).SetWriteDeadline(time.Now().Add(s.d.time))
	s.d.sent = true
	return s.d.w.Write(data)
}

// end ends a download. An error after the first part can't be told to the client but by
// cutting the connection.
func (d *download) end(err error) error {
	if err == nil {
		err = d.Flush()
	}
	if err != nil && d.sent {
		panic(http.ErrAbortHandler)
	}
	if err != nil {
		d.w.Header().Del("Content-Disposition")
	}
	return err
}

// A citeView is the content of the page of citations of a cable, or of some paragraphs.
type citeView struct {
	ID, Link  string
	Where     string // the paragraphs
	Quotation string
	Styles    []styleView
}

// A styleView is a citation in a style.
type styleView struct{ Name, Key, Text string }

// citePage shows the citations of a cable, or of paragraphs with their text.
func (s *Server) citePage(w http.ResponseWriter, r *http.Request, h *held) error {
	v := r.URL.Query()
	doc, err := get(r, h, v.Get("id"))
	if err != nil {
		return err
	}
	var which render.Paragraphs
	if text := v.Get("para"); text != "" {
		var ok bool
		if which, ok = render.ParseParagraphs(text); !ok {
			return mistake("para %q: expected a number, or a range such as 3-5", text)
		}
	}
	view := citeView{ID: cli.Line(doc.ID), Link: state{Sort: index.ByRelevance}.link("/cable", "id", doc.ID), Where: which.String()}
	if view.Where != "" {
		view.Quotation = quotation(doc, which)
	}
	for _, style := range []styleView{{Name: "Chicago", Key: "chicago"}, {Name: "BibTeX", Key: "bibtex"}, {Name: "CSL-JSON", Key: "csl"}} {
		var b strings.Builder
		if err := render.Cite(&b, style.Key, doc, which); err != nil {
			return err
		}
		style.Text = strings.TrimSpace(b.String())
		view.Styles = append(view.Styles, style)
	}
	return s.framed(w, http.StatusOK, "cite", h, plainState, "Citations of "+view.ID+" · Reftel", view)
}

// quotation returns the text of paragraphs with their marks.
func quotation(doc index.Document, which render.Paragraphs) string {
	var list []string
	for _, p := range doc.Cable.Paragraphs {
		if p.Number == 0 || !which.Has(p.Number) {
			continue
		}
		list = append(list, marked(p))
	}
	return strings.Join(list, "\n\n")
}

// marked returns the text of a paragraph after its mark.
func marked(p cable.Paragraph) string {
	text := p.Text
	if p.Mark != "" {
		text = "(" + p.Mark + ") " + text
	}
	return cli.Line(text)
}
