package web

import (
	"bytes"
	"errors"
	"fmt"
	"html/template"
	"net/http"
	"strings"
	"unicode/utf8"

	"reftel/cmd/internal/cli"
	"reftel/index/field"
	"reftel/index/query"
)

// functions are what templates call beside their data.
var functions = template.FuncMap{
	"number":  number,
	"code":    classCode,
	"linked":  linked,
	"exports": func() []exportForm { return exportForms },
}

// number formats a count with a comma for each thousand.
func number(n int) string {
	text := fmt.Sprint(n)
	for at := len(text) - 3; at > 0; at -= 3 {
		text = text[:at] + "," + text[at:]
	}
	return text
}

// classCode returns the short form of a classification in lower case, by which the style
// sheet knows its colour; the text of it always stands beside.
func classCode(classification string) string {
	v, ok := field.Class.Value(classification)
	if !ok {
		return "none"
	}
	return strings.ToLower(v.Short)
}

// A frame is what every page has around its content.
type frame struct {
	Title string
	Query string
	Form  string // token of forms
	// Snapshot is the name of the snapshot, Cables its number of cables.
	Snapshot string
	Made     string
	Cables   int
	Trouble  string
	State    state
	// Personal is set if the page shows what the user keeps.
	Personal bool
	Sorts    []choice
	Content  any
}

// page writes a page. A page that needs no snapshot has its data alone.
func (s *Server) page(w http.ResponseWriter, status int, name string, data any) error {
	var b bytes.Buffer
	if err := s.pages.ExecuteTemplate(&b, name, data); err != nil {
		return err
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.WriteHeader(status)
	_, _ = w.Write(b.Bytes()) // a browser that has gone need not be told
	return nil
}

// framed writes a page of a snapshot.
func (s *Server) framed(w http.ResponseWriter, status int, name string, h *held, st state, title string, content any) error {
	f := frame{
		Title: title, Query: cli.Clean(st.Query), Form: s.keys.form, State: st, Content: content, Personal: s.personal(),
		Snapshot: cli.Line(h.published.Snapshot), Cables: h.published.Cables,
	}
	if !h.published.Made.IsZero() {
		f.Made = h.published.Made.UTC().Format("2006-01-02 15:04Z")
	}
	if err := s.live.trouble(); err != nil {
		f.Trouble, _ = cli.Describe(err)
	}
	for _, c := range sorts {
		c.Selected = c.Value == string(st.Sort)
		f.Sorts = append(f.Sorts, c)
	}
	return s.page(w, status, name, f)
}

// A fault is an error as a page shows it.
type fault struct {
	Status  int    `json:"-"`
	Message string `json:"message"`
	Hint    string `json:"hint,omitempty"`
	// Underline is the query with carets under the fault, Position its byte offset.
	Underline string `json:"-"`
	Position  *int   `json:"position,omitempty"`
	// Repairs are the queries that were probably meant.
	Repairs []hintView `json:"-"`
}

// faultOf describes an error as the command line does.
func faultOf(err error) fault {
	var syntax *query.Error
	var refused *refusal
	if errors.As(err, &syntax) {
		return fault{
			Status: http.StatusBadRequest, Message: cli.Line(syntax.Msg), Hint: cli.Line(syntax.Hint),
			Underline: syntax.Underline(), Position: &syntax.Pos,
		}
	}
	f := fault{Status: statusOf(err)}
	f.Message, f.Hint = cli.Describe(err)
	if errors.As(err, &refused) {
		f.Hint = refused.hint
	}
	return f
}

// fail answers with an error.
func (s *Server) fail(w http.ResponseWriter, r *http.Request, err error) {
	f := faultOf(err)
	if f.Status == http.StatusServiceUnavailable {
		w.Header().Set("Retry-After", "1")
	}
	if isAPI(r) {
		if f.Status == http.StatusUnauthorized {
			w.Header().Set("WWW-Authenticate", `Bearer realm="reftel"`)
		}
		_ = writeJSON(w, f.Status, struct {
			Error fault `json:"error"`
		}{f})
		return
	}
	name := "fault"
	if f.Status == http.StatusUnauthorized && s.options.Remote != nil {
		name = "login"
	}
	if err := s.page(w, f.Status, name, f); err != nil {
		http.Error(w, "internal error", http.StatusInternalServerError)
	}
}

// visible returns a text in which the characters that cli.Clean removes are written as
// their code points: they would hide text, change its order, or show as nothing.
func visible(text string) string {
	if cli.Clean(text) == text {
		return text
	}
	var b strings.Builder
	for at, r := range text {
		_, size := utf8.DecodeRuneInString(text[at:])
		part := text[at : at+size]
		if cli.Clean(part) != part && r != '\r' {
			fmt.Fprintf(&b, "[U+%04X]", r)
		} else {
			b.WriteString(strings.TrimSuffix(part, "\r"))
		}
	}
	return b.String()
}
