package render

import (
	"html"
	"io"
	"strings"

	"reftel/cmd/internal/cli"
	"reftel/corpus/cable"
	"reftel/index"
	"reftel/index/hint"
)

// Answer is the JSON form of a result. Later versions may add fields.
type Answer struct {
	Query  string                  `json:"query"`
	Total  int                     `json:"total"`
	TookMS float64                 `json:"took_ms"`
	Hits   []AnswerHit             `json:"hits"`
	Facets map[string][]FacetValue `json:"facets"`
	// Missing counts the cables without a value, by facet.
	Missing map[string]int `json:"missing"`
	// Timeline is there if it is asked for, without gaps between its first and last period.
	Timeline []AnswerPeriod `json:"timeline,omitempty"`
	// Table is there if it is asked for.
	Table *AnswerTable `json:"table,omitempty"`
	// Also are cables that have all of the query but a part. They count in no total.
	Also []AnswerHit `json:"also"`
	// Hints say how parts of the query were read, and what else to ask.
	Hints []hint.Hint `json:"hints"`
	// Explain is the query as it was understood, if that is asked for.
	Explain *index.Explained `json:"explain,omitempty"`
	// Next is the cursor (--after) of the hits after these; null if there are none.
	Next *string `json:"next"`
}

// AnswerHit is a hit of an Answer. Unknown fields are empty.
type AnswerHit struct {
	ID   string `json:"id"`
	Date string `json:"date"` // RFC 3339, UTC
	// DatePrecision is minute, day, month or year.
	DatePrecision  string          `json:"date_precision"`
	Subject        string          `json:"subject"`
	Origin         string          `json:"origin"`
	Classification string          `json:"classification"`
	Handling       []string        `json:"handling"`
	Tags           []string        `json:"tags"`
	Score          float64         `json:"score"`
	Snippets       []AnswerSnippet `json:"snippets"`
	// ScoreParts are the parts of the score, if they are asked for.
	ScoreParts []index.ScorePart `json:"score_parts,omitempty"`
}

// AnswerSnippet is a snippet of a hit. Text is HTML: matches are in <mark></mark>,
// everything else is escaped.
type AnswerSnippet struct {
	Paragraph int    `json:"paragraph"`
	Mark      string `json:"mark"`
	Text      string `json:"text"`
	// Source is that of the text if it is not the shown one.
	Source string `json:"source,omitempty"`
}

// FacetValue is one value of a facet.
type FacetValue struct {
	Value string `json:"value"`
	Label string `json:"label"`
	Count int    `json:"count"`
}

// AnswerPeriod is a year, month or day: 2008, 2008-12, 2008-12-04.
type AnswerPeriod struct {
	From  string `json:"from"`
	Count int    `json:"count"`
}

// AnswerTable has counts by row and column, which are values of two facets.
type AnswerTable struct {
	Rows    []string `json:"rows"`
	Columns []string `json:"columns"`
	Counts  [][]int  `json:"counts"`
}

// JSON writes a result as one JSON object on a line. query is the query as typed, next the
// cursor of the hits that follow, unit that of the timeline.
func JSON(w io.Writer, query string, res *index.Result, also []index.Hit, hints []hint.Hint, unit index.Unit, next string) error {
	a := Answer{
		Query: query, Total: res.Total, TookMS: float64(res.Took.Microseconds()) / 1000,
		Hits: answerHits(res.Hits), Facets: map[string][]FacetValue{}, Missing: map[string]int{},
		Also: answerHits(also), Hints: append([]hint.Hint{}, hints...),
		Explain: res.Explained,
	}
	for _, f := range res.Facets {
		values := []FacetValue{}
		for _, v := range f.Values {
			values = append(values, FacetValue(v))
		}
		a.Facets[f.Name], a.Missing[f.Name] = values, f.Missing
	}
	for _, p := range Periods(unit, res.Timeline) {
		a.Timeline = append(a.Timeline, AnswerPeriod{unit.Format(p.From), p.Count})
	}
	if x := res.Table; x != nil {
		a.Table = &AnswerTable{valuesIn(x.Rows), valuesIn(x.Columns), append([][]int{}, x.Counts...)}
	}
	if res.More > 0 && len(res.Hits) > 0 {
		a.Next = &next
	}
	return cli.Object(w, a)
}

func answerHits(hits []index.Hit) []AnswerHit {
	list := []AnswerHit{}
	for _, h := range hits {
		list = append(list, answerHit(h))
	}
	return list
}

func answerHit(h index.Hit) AnswerHit {
	hit := AnswerHit{
		ID: h.ID, Subject: h.Subject, Origin: h.Origin, Classification: h.Classification,
		Handling: orEmpty(h.Handling), Tags: orEmpty(h.Tags), Score: h.Score, Snippets: []AnswerSnippet{}, ScoreParts: h.ScoreParts,
		Date: dateText(h.Date), DatePrecision: h.DatePrecision,
	}
	for _, s := range h.Snippets {
		hit.Snippets = append(hit.Snippets, AnswerSnippet{s.Paragraph, s.Mark, Markup(s.Text, s.Matches), s.Source})
	}
	return hit
}

func valuesIn(f index.Facet) []string {
	list := []string{}
	for _, v := range f.Values {
		list = append(list, v.Value)
	}
	return list
}

func orEmpty(list []string) []string {
	if list == nil {
		return []string{}
	}
	return list
}

// Markup returns text as HTML, with the spans in <mark></mark>.
func Markup(text string, spans []cable.Span) string {
	var b strings.Builder
	at := 0
	for _, s := range spans {
		b.WriteString(html.EscapeString(text[at:s.Start]))
		b.WriteString("<mark>" + html.EscapeString(text[s.Start:s.End]) + "</mark>")
		at = s.End
	}
	b.WriteString(html.EscapeString(text[at:]))
	return b.String()
}
