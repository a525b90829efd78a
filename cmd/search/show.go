package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"iter"
	"slices"
	"strconv"
	"strings"

	"reftel/cmd/internal/cli"
	"reftel/cmd/search/render"
	"reftel/corpus/cable"
	"reftel/corpus/mrn"
	"reftel/index"
	"reftel/index/query"
)

// A shower prints cables one after the other.
type shower struct {
	*call
	s          index.Searcher
	highlight  query.Node // nil for none
	paragraphs render.Paragraphs
	shown      int // cables
}

// show prints cables by their ids. If one is missing, the exit code is 1.
func show(ctx context.Context, c call) (int, error) {
	if len(c.words) == 0 {
		return 0, cli.Usage("search", "show: no ID")
	}
	w := shower{call: &c}
	if err := w.prepare(); err != nil {
		return 0, err
	}
	s, err := c.open(ctx)
	if err != nil {
		return 0, err
	}
	defer s.Close()
	w.s = s
	code := cli.Done
	for id, err := range c.ids() {
		if err != nil {
			return 0, err
		}
		found, err := w.show(ctx, id)
		if err != nil {
			return 0, err
		}
		if !found {
			code = cli.Nothing
		}
	}
	return code, w.end()
}

// prepare reads the flags of show.
func (w *shower) prepare() error {
	if w.para != "" {
		var ok bool
		if w.paragraphs, ok = render.ParseParagraphs(w.para); !ok {
			return cli.Usage("search", "--para %q: expected a number or a range, such as 3 or 3-5", w.para)
		}
	}
	if w.query == "" {
		return nil
	}
	var err error
	w.highlight, err = query.Parse(w.query)
	return err
}

// ids yields the ids of the command line; "-" is those of standard input, one a line.
func (c *call) ids() iter.Seq2[string, error] {
	return func(yield func(string, error) bool) {
		for _, word := range c.words {
			if word != "-" {
				if !yield(word, nil) {
					return
				}
				continue
			}
			lines := bufio.NewScanner(c.stdin)
			for lines.Scan() {
				if id := strings.TrimSpace(lines.Text()); id != "" && !yield(id, nil) {
					return
				}
			}
			if err := lines.Err(); err != nil && !yield("", fmt.Errorf("reading ids: %w", err)) {
				return
			}
		}
	}
}

// show prints the cable with an id and reports whether there is what was asked for.
func (w *shower) show(ctx context.Context, id string) (bool, error) {
	doc, err := w.s.Get(ctx, id)
	if errors.Is(err, index.ErrNotFound) {
		return false, w.missing(ctx, id)
	}
	if err != nil {
		return false, err
	}
	if w.para != "" && !w.choose(&doc) {
		return false, nil
	}
	err = w.print(ctx, doc)
	w.shown++
	return true, err
}

// choose limits the chosen paragraphs to those of a cable, and reports whether it has one.
func (w *shower) choose(doc *index.Document) bool {
	chosen, _ := render.ParseParagraphs(w.para)
	last := 0
	for _, p := range doc.Cable.Paragraphs {
		last = max(last, p.Number)
	}
	w.paragraphs = render.Paragraphs{First: chosen.First, Last: min(chosen.Last, last)}
	if w.paragraphs.First <= w.paragraphs.Last {
		return true
	}
	has := "no numbered paragraphs"
	if last > 0 {
		has = fmt.Sprintf("paragraphs 1 to %d", last)
	}
	fmt.Fprintf(w.stderr, "search: no paragraph %s in %s, which has %s\n", cli.Line(w.para), cli.Line(doc.ID), has)
	return false
}

// missing reports that there is no cable with an id, which ids are near it, and how many
// cables refer to it.
func (w *shower) missing(ctx context.Context, id string) error {
	fmt.Fprintf(w.stderr, "search: no such cable: %s\n", cli.Line(id))
	m, ok := mrn.FromName(id)
	if !ok {
		if parsed, err := mrn.Parse(id, 0); err == nil {
			m, ok = parsed, parsed.Year > 0
		}
	}
	if !ok {
		return nil
	}
	near, err := nearIDs(ctx, w.s, m)
	if err != nil {
		return err
	}
	if len(near) > 0 {
		cli.Hint(w.stderr, "search", "ids near it: "+strings.Join(near, ", "))
	}
	n, err := w.citing(ctx, m.String())
	if err == nil && n > 0 {
		cli.Hint(w.stderr, "search", fmt.Sprintf("%s cite it: search ref:%s", cables(n), m))
	}
	return err
}

// nearShown is how many ids near a missing one are named.
const nearShown = 4

// nearIDs returns the ids of the same post and year with the nearest numbers, in order.
func nearIDs(ctx context.Context, s index.Searcher, m mrn.MRN) ([]string, error) {
	wanted, err := strconv.Atoi(m.Number)
	if err != nil {
		return nil, nil
	}
	prefix := strings.TrimSuffix(m.String(), m.Number)
	type candidate struct{ number, far int }
	var list []candidate
	for term := range s.Terms("id", prefix) {
		if n, err := strconv.Atoi(strings.TrimPrefix(term, prefix)); err == nil {
			list = append(list, candidate{n, max(n-wanted, wanted-n)})
		}
	}
	slices.SortFunc(list, func(a, b candidate) int { return a.far - b.far })
	var near []int
	for _, c := range list {
		// The terms of an index may be of cables that were removed.
		_, err := s.Get(ctx, prefix+strconv.Itoa(c.number))
		if errors.Is(err, index.ErrNotFound) {
			continue
		}
		if err != nil {
			return nil, err
		}
		if near = append(near, c.number); len(near) == nearShown {
			break
		}
	}
	slices.Sort(near)
	var ids []string
	for _, n := range near {
		ids = append(ids, prefix+strconv.Itoa(n))
	}
	return ids, nil
}

// citing returns the number of cables whose REF blocks name an id.
func (w *shower) citing(ctx context.Context, id string) (int, error) {
	res, err := w.s.Search(ctx, index.Request{Query: &query.Phrase{Field: "ref", Text: id}})
	if err != nil {
		return 0, err
	}
	return res.Total, nil
}

// print prints a cable after w.shown others.
func (w *shower) print(ctx context.Context, doc index.Document) error {
	switch {
	case w.cite != "":
		return w.printCitation(doc)
	case w.format == "json":
		return w.printJSON(doc)
	}
	if w.shown > 0 {
		fmt.Fprintln(w.out)
	}
	safe := cli.IsTerminal(w.stdout)
	switch {
	case w.raw && w.versions:
		return render.RawVersions(w.out, doc, w.textOptions(), safe)
	case w.versions:
		return render.Versions(w.out, doc, w.textOptions())
	case w.raw:
		return render.Raw(w.out, doc, safe)
	}
	return w.printText(ctx, doc)
}

// printText prints a cable with what its references are and how often it is cited.
func (w *shower) printText(ctx context.Context, doc index.Document) error {
	opt := w.textOptions()
	opt.Paragraphs = w.paragraphs
	var err error
	if w.para == "" {
		if opt.Subjects, err = w.subjects(ctx, doc.Cable); err != nil {
			return err
		}
		if opt.Cited, err = w.citing(ctx, doc.ID); err != nil {
			return err
		}
	}
	if opt.Marked, err = w.matches(ctx, doc); err != nil {
		return err
	}
	first, err := render.Cable(w.out, doc, opt)
	if w.pager != nil && w.shown == 0 && first > openAbove {
		w.pager.OpenAt(first - openAbove)
	}
	return err
}

// openAbove is the number of lines above the first match that a pager shows.
const openAbove = 2

// matches returns the matches of --highlight in a cable.
func (w *shower) matches(ctx context.Context, doc index.Document) ([]cable.Span, error) {
	h, ok := w.s.(index.Highlighter)
	if w.highlight == nil || !ok {
		return nil, nil
	}
	list, err := h.Highlight(ctx, w.highlight, doc)
	return list, cli.Placed(w.query, err)
}

// subjects returns the subjects of the cables that a cable refers to, by id.
func (w *shower) subjects(ctx context.Context, c *cable.Cable) (map[string]string, error) {
	all := map[string]string{}
	for _, r := range c.Refs {
		if _, known := all[r.ID]; r.ID == "" || known {
			continue
		}
		doc, err := w.s.Get(ctx, r.ID)
		switch {
		case errors.Is(err, index.ErrNotFound):
			all[r.ID] = "(not in the index)"
		case err != nil:
			return nil, err
		default:
			all[r.ID] = render.Headline(index.NewHit(doc))
		}
	}
	return all, nil
}

// printCitation prints a citation of a cable. Items of CSL stand in one array.
func (w *shower) printCitation(doc index.Document) error {
	if w.cite == "csl" {
		begin := "["
		if w.shown > 0 {
			begin = ","
		}
		fmt.Fprintln(w.out, begin)
	}
	return render.Cite(w.out, w.cite, doc, w.paragraphs)
}

// end prints what follows the last cable.
func (w *shower) end() error {
	if w.cite != "csl" {
		return nil
	}
	end := "]"
	if w.shown == 0 {
		end = "[]"
	}
	_, err := fmt.Fprintln(w.out, end)
	return err
}

// printJSON prints a cable, or its record with --raw, as an object; with --versions
// an object for each text.
func (w *shower) printJSON(doc index.Document) error {
	texts := []index.Document{doc}
	if w.versions {
		texts = append(texts, doc.Texts()[1:]...)
	}
	for _, text := range texts {
		if w.para != "" {
			text.Cable.Paragraphs = slices.DeleteFunc(text.Cable.Paragraphs, func(p cable.Paragraph) bool { return !w.paragraphs.Has(p.Number) })
		}
		var v any = text.Cable
		if w.raw {
			v = text.Record
		}
		if err := cli.Object(w.out, v); err != nil {
			return err
		}
	}
	return nil
}
