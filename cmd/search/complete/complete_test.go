package complete

import (
	"iter"
	"strings"
	"testing"

	"reftel/index"
	"reftel/index/query"
)

// A table is an Index of some values.
type table map[string][]index.FacetValue

func (t table) Values(facet string) []index.FacetValue { return t[facet] }

func (t table) Terms(_, prefix string) iter.Seq2[string, int] {
	return func(yield func(string, int) bool) {
		for _, id := range []string{"08PARIS12", "08PARIS123", "08ROME1"} {
			if strings.HasPrefix(id, prefix) && !yield(id, 1) {
				return
			}
		}
	}
}

var known = table{
	"tags": {
		{Value: "PARM", Label: "Arms Controls and Disarmament", Count: 15}, {Value: "PREL", Label: "Political Relations", Count: 1},
		{Value: "HUMAN RIGHTS", Label: "HUMAN RIGHTS", Count: 2}, {Value: `A"B`, Label: `A"B`, Count: 1}, {Value: "ROOD, JOHN", Label: "ROOD, JOHN", Count: 1},
	},
	"origin": {{Value: "LA PAZ", Label: "Embassy La Paz", Count: 3}, {Value: "LAGOS", Label: "Embassy Lagos", Count: 2}},
	"mark":   {{Value: "S/NF", Label: "S/NF", Count: 1}},
}

func TestQuery(t *testing.T) {
	for _, tt := range []struct{ typed, want string }{
		{"", ""},
		{"tag", "tags:, tag:, tagcat:"},
		{"mines -tagc", "mines -tagcat:"},
		{"(tagc", "(tagcat:"},
		{"Tagc", "tagcat:!"},
		{"has:tagc", "has:tagcat"},
		{"tags:PA", "tags:PARM"},
		{"tags:pr", "tags:prEL"},
		{"mines +tags:PARM,PR", "mines +tags:PARM,PREL"},
		{"tags:arms", "tags:PARM!"},
		{"tags:HU", `tags:"HUMAN RIGHTS"!`},
		{`tags:"HU`, `tags:"HUMAN RIGHTS"!`},
		{`tags:PARM,"ROOD, J`, `tags:PARM,"ROOD, JOHN"!`},
		{`tags:"PA`, `tags:"PARM"!`},
		{"from:LA", "from:LAGOS"},
		{"from:emb", `from:"LA PAZ"!, from:LAGOS!`},
		{"class:C", "class:C, class:CONFIDENTIAL!"},
		{"class:LIM", `class:"LIMITED OFFICIAL USE"!`},
		{`-class:"lim`, `-class:"LIMITED OFFICIAL USE"!`},
		{"id:08par", "id:08parIS12, id:08parIS123"},
		{"zzz:", ""},
	} {
		var got []string
		for _, c := range Query(known, tt.typed) {
			text := c.Text
			if c.Replaces {
				text += "!"
			}
			got = append(got, text)
		}
		if s := strings.Join(got, ", "); s != tt.want {
			t.Errorf("%q: %s, want %s", tt.typed, s, tt.want)
		}
	}
}

func TestHelp(t *testing.T) {
	got := Query(known, "tags:pA")
	if len(got) != 1 || got[0].Help != "Arms Controls and Disarmament, 15 cables" || got[0].Canonical != "tags:PARM" {
		t.Errorf("got %+v", got)
	}
}

func TestValues(t *testing.T) {
	if got := Values(known, "origin", "--filter=origin=", "la "); len(got) != 1 || got[0].Text != "--filter=origin=la PAZ" {
		t.Errorf("got %+v", got)
	}
	if got := IDs(known, "", ""); len(got) != 0 {
		t.Errorf("ids of nothing: %+v", got)
	}
}

// FuzzQuery: what is offered goes on with what is typed, unless it says that it replaces
// it, and the values that are offered are of the query language.
func FuzzQuery(f *testing.F) {
	for _, typed := range []string{"tags:", `x (-tags:"A`, "class:L", "id:08", "(mark:s", "has:", `"a b" -ta`, "from:la p", "tags:PARM,\xff"} {
		f.Add(typed)
	}
	f.Fuzz(func(t *testing.T, typed string) {
		for _, c := range Query(known, typed) {
			if !c.Replaces && !strings.HasPrefix(c.Text, typed) {
				t.Errorf("%q: %q does not go on with it", typed, c.Text)
			}
			if !strings.HasPrefix(c.Text, Head(typed)) {
				t.Errorf("%q: %q changes what stays", typed, c.Text)
			}
			word := strings.TrimLeft(c.Text[len(Head(typed)):], "-+=")
			if _, err := query.Parse(word); err != nil && !strings.HasSuffix(word, ":") && !strings.Contains(typed, ",") {
				t.Errorf("%q: %q is no query: %v", typed, word, err)
			}
		}
	})
}
