package web

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"reftel/cmd/internal/cli"
	"reftel/cmd/search/render"
	"reftel/cmd/search/saved"
	"reftel/index"
)

// Limits of the reading list.
const (
	mostReadings   = 5000
	mostNote       = 20_000 // bytes of a note
	readingsOfPage = 50
)

// A readingView is the content of the page of the reading list.
type readingView struct {
	Total          int
	Entries        []entryView
	Previous, Next string // addresses of pages
}

// An entryView is a cable on the reading list.
type entryView struct {
	ID, Subject, Link, Citation string
	Key                         string // the id as it is kept
	Notes                       []noteView
}

// A noteView is a note of the user.
type noteView struct {
	Paragraph int
	Text      string
	Link      string
}

// readingPage shows the reading list, the latest first.
func (s *Server) readingPage(w http.ResponseWriter, r *http.Request, h *held) error {
	list, err := s.options.Saved.Reading()
	if err != nil {
		return err
	}
	page, err := numberOf(r.URL.Query(), "page", 1, mostReadings)
	if err != nil {
		return err
	}
	slices.Reverse(list)
	page = max(page, 1)
	first := min((page-1)*readingsOfPage, len(list))
	last := min(first+readingsOfPage, len(list))
	v := readingView{Total: len(list)}
	if page > 1 {
		v.Previous = "/reading?page=" + strconv.Itoa(page-1)
	}
	if last < len(list) {
		v.Next = "/reading?page=" + strconv.Itoa(page+1)
	}
	for _, one := range list[first:last] {
		view, err := entryOf(r.Context(), h, one)
		if err != nil {
			return err
		}
		v.Entries = append(v.Entries, view)
	}
	return s.framed(w, http.StatusOK, "reading", h, plainState, "Reading list · Reftel", v)
}

// entryOf returns an entry with what the index knows of the cable. One that it does not
// hold has no link.
func entryOf(ctx context.Context, h *held, one saved.Reading) (entryView, error) {
	v := entryView{ID: cli.Line(one.ID), Key: one.ID, Citation: cli.Line(one.Citation)}
	doc, err := h.Get(ctx, one.ID)
	switch {
	case err == nil:
		v.Link = "/cable?id=" + url.QueryEscape(doc.ID)
		v.Subject, v.Citation = cli.Line(doc.Cable.Subject), citationOf(doc, 0)
	case !errors.Is(err, index.ErrNotFound):
		return v, err
	}
	for _, n := range one.Notes {
		note := noteView{Paragraph: n.Paragraph, Text: visible(n.Text)}
		if v.Link != "" {
			note.Link = v.Link + anchorOf(doc, n.Paragraph)
		}
		v.Notes = append(v.Notes, note)
	}
	return v, nil
}

// anchorOf returns the fragment of a paragraph on the page of its cable.
func anchorOf(doc index.Document, number int) string {
	for i, p := range doc.Cable.Paragraphs {
		if p.Number == number && number > 0 {
			return "#" + anchor(i)
		}
	}
	return ""
}

// citationOf returns the citation of a cable, or of a paragraph with a number.
func citationOf(doc index.Document, paragraph int) string {
	var b strings.Builder
	_ = render.Cite(&b, "chicago", doc, render.Paragraphs{First: paragraph, Last: paragraph}) // writing to it does not fail
	return strings.TrimSpace(b.String())
}

// readingMarkdown answers with the reading list as Markdown, in the order in which cables
// were put on it.
func (s *Server) readingMarkdown(w http.ResponseWriter, r *http.Request, h *held) error {
	list, err := s.options.Saved.Reading()
	if err != nil {
		return err
	}
	var b strings.Builder
	b.WriteString("# Reading list\n")
	for _, one := range list {
		doc, err := h.Get(r.Context(), one.ID)
		switch {
		case err == nil:
			writeReading(&b, one, &doc)
		case errors.Is(err, index.ErrNotFound):
			writeReading(&b, one, nil)
		default:
			return err
		}
	}
	w.Header().Set("Content-Type", "text/markdown; charset=utf-8")
	w.Header().Set("Content-Disposition", `attachment; filename="reading-list.md"`)
	_, _ = io.WriteString(w, b.String())
	return nil
}

// writeReading writes an entry as Markdown: the citation, and each note with the text of
// its paragraph and its citation. doc is nil if the index does not hold the cable.
func writeReading(b *strings.Builder, one saved.Reading, doc *index.Document) {
	title, citation := one.ID, one.Citation
	if doc != nil {
		citation = citationOf(*doc, 0)
		if doc.Cable.Subject != "" {
			title += ": " + doc.Cable.Subject
		}
	}
	fmt.Fprintf(b, "\n## %s\n\n%s\n", markdown(cli.Line(title)), markdown(cli.Line(citation)))
	for _, n := range one.Notes {
		if n.Paragraph > 0 {
			fmt.Fprintf(b, "\n### ¶%d\n", n.Paragraph)
			writeQuotation(b, doc, n.Paragraph)
		}
		b.WriteString("\n" + markdown(strings.TrimSpace(visible(n.Text))) + "\n")
	}
}

// writeQuotation writes the text of a paragraph with its citation.
func writeQuotation(b *strings.Builder, doc *index.Document, number int) {
	if doc == nil {
		return
	}
	for _, p := range doc.Cable.Paragraphs {
		if p.Number != number {
			continue
		}
		fmt.Fprintf(b, "\n> %s\n>\n> %s\n", markdown(marked(p)), markdown(citationOf(*doc, number)))
		return
	}
}

// markdown returns a text in which no character is one of Markdown's, or of the HTML that
// it may hold.
func markdown(text string) string {
	var b strings.Builder
	lineStart := true
	for _, r := range text {
		if entity := map[rune]string{'<': "&lt;", '>': "&gt;", '&': "&amp;"}[r]; entity != "" {
			b.WriteString(entity)
			lineStart = false
			continue
		}
		if strings.ContainsRune("\\`*_{}[]#|~!$", r) || lineStart && strings.ContainsRune("+-=.:", r) {
			b.WriteByte('\\')
		}
		b.WriteRune(r)
		lineStart = r == '\n' || lineStart && (r == ' ' || r == '\t' || r >= '0' && r <= '9')
	}
	return b.String()
}

// addReading puts a cable on the reading list.
func (s *Server) addReading(w http.ResponseWriter, r *http.Request, h *held) error {
	return s.changeReading(w, r, h, func(*saved.List, index.Document) {})
}

// noteReading sets the note on a paragraph of a cable, which it puts on the reading list.
func (s *Server) noteReading(w http.ResponseWriter, r *http.Request, h *held) error {
	number, err := numberOf(r.PostForm, "paragraph", 0, 1<<20)
	if err != nil {
		return err
	}
	text := strings.TrimSpace(cli.Clean(strings.ReplaceAll(r.PostForm.Get("note"), "\r\n", "\n")))
	if len(text) > mostNote {
		return mistake("the note has %d bytes; at most %d are kept", len(text), mostNote)
	}
	return s.changeReading(w, r, h, func(list *saved.List, doc index.Document) {
		list.SetNote(doc.ID, saved.Note{Paragraph: number, Text: text, Written: now()})
	})
}

// changeReading puts the cable of a form on the reading list, changes the list, and leads
// back to the page of the form.
func (s *Server) changeReading(w http.ResponseWriter, r *http.Request, h *held, do func(*saved.List, index.Document)) error {
	doc, err := get(r, h, r.PostForm.Get("id"))
	if err != nil {
		return err
	}
	err = s.options.Saved.ChangeReading(func(list *saved.List) error {
		if list.Add(doc.ID, citationOf(doc, 0), now()); len(*list) > mostReadings {
			return mistake("the reading list has %d cables, and takes no more", mostReadings)
		}
		do(list, doc)
		return nil
	})
	if err != nil {
		return err
	}
	return back(w, r)
}

// removeReading takes a cable off the reading list.
func (s *Server) removeReading(w http.ResponseWriter, r *http.Request) error {
	err := s.options.Saved.ChangeReading(func(list *saved.List) error { list.Remove(r.PostForm.Get("id")); return nil })
	if err != nil {
		return err
	}
	return back(w, r)
}

// back leads to the page that a form came from: a cable, or the reading list.
func back(w http.ResponseWriter, r *http.Request) error {
	to, err := url.Parse(r.PostForm.Get("back"))
	if err != nil || to.Scheme != "" || to.Host != "" || to.Path != "/cable" {
		to = &url.URL{Path: "/reading"}
	}
	http.Redirect(w, r, to.String(), http.StatusSeeOther)
	return nil
}

func now() time.Time { return time.Now().UTC().Truncate(time.Second) }
