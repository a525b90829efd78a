package query

import (
	"slices"
	"strings"
	"testing"
)

// repairTests are queries with errors and what repairs them, the likeliest first, with
// blanks around " | ".
var repairTests = []struct{ query, want string }{
	// operators and parentheses
	{"a OR", "a"},
	{"a AND OR b", "a OR b"},
	{"NOT", "not"},
	{"(a OR)", "(a)"},
	{"a ()", "a"},
	{"(a b", "(a b)"},
	{"a (", "a"},
	{"a)", "a"},
	{")", ""},
	{"foo(bar baz)", "foo (bar baz)"},

	// quotes and signs
	{`a "b c`, `a "b c"`},
	{`foo"bar"`, `foo "bar"`},
	{`"a b"c`, `"a b" c`},
	{`"a b"*`, `"a b"`},
	{"a - b", "a b"},
	{"--x", "-x"},
	{"a && b", "a b"},
	{"a !libya", "a -libya"},
	{"!(a b)", "-(a b)"},
	{"tags:!PARM", "-tags:PARM"},
	{"tags:-PARM", "-tags:PARM"},
	{"x (tags:+PARM)", "x (+tags:PARM)"},

	// fields
	{"tgas:PARM", "tags:PARM"},
	{"a sender:Roe", "a from:Roe"},
	{"has:tgas", "has:tags"},
	{"http://example.org", `"http://example.org"`},
	{"tgas:PARM sender:Roe", "tags:PARM from:Roe"},
	{"tgas:PARM (b", "tags:PARM (b)"},
	{"subject: mines", "subject:mines"},
	{"tags:PARM, KNNP", "tags:PARM,KNNP"},
	{"tags:(PARM,)", "tags:(PARM)"},
	{"serial:>5", "serial:5"},
	{"date>2008", "date:>2008"},
	{"a (Date<=2008-12)", "a (Date:<=2008-12)"},
	{"class=S", "class:S"},

	// values
	{"class:Q", "class:U | class:LOU | class:FOUO | class:SBU | class:C | class:S | class:TS"},
	{"a prec:X b", "a prec:R b | a prec:P b | a prec:O b | a prec:Z b"},
	{"class:SECRTE", "class:S"},
	{"class:SECRET//NOFORN", "class:S handling:NOFORN"},
	{"class:S..C", "class:C..S"},
	{"date:2008-13", "date:2008"},
	{"date:2008-11-31", "date:2008-11"},
	{"date:2009..2008", "date:2008..2009"},
	{"date:2008..soon", "date:2008.."},
	{"date:[2008 TO 2009", "date:[2008 TO 2009]"},
	{"date:[2008 2009]", "date:[2008 TO 2009]"},
	{"date:[2008TO2009]", "date:[2008 TO 2009]"},
	{"sounds:gada*", "sounds:gada"},

	// distances, paragraphs, expressions
	{"word~3", "word~2"},
	{"word~", "word~1"},
	{"wo*d~1", "wo*d"},
	{"a NEAR b", "a NEAR/5 b"},
	{"a ADJ/100 b", "a ADJ/99 b"},
	{`"a b"~`, `"a b"~5`},
	{"a NEAR/5 (b c)", "a NEAR/5 (b OR c)"},
	{"a NEAR/5 -b", "a NEAR/5 b"},
	{"subject:a NEAR/5 b", "subject:(a NEAR/5 b)"},
	{"para:(a tags:X) b", "para:(a) b tags:X"},
	{"para:mark:C", "para:(mark:C)"},
	{"/mun", "/mun/"},
	{"/a(/", `"/a(/"`},

	// bytes
	{"caf\xe9", "caf"},
	{"a\x00 b", "a b"},
	{strings.Repeat("tgas:PARM ", 20), ""}, // more faults than one makes by mistake
}

func TestRepairs(t *testing.T) {
	for _, tt := range repairTests {
		_, err := Parse(tt.query)
		e, ok := err.(*Error)
		if !ok {
			t.Errorf("Parse(%q) has no error", tt.query)
			continue
		}
		if got := strings.Join(e.Repairs(), " | "); got != tt.want {
			t.Errorf("%q: repaired as %s, want %s", tt.query, got, tt.want)
		}
	}
}

// TestRepairsOfAnswers: what only an index can't answer is left out.
func TestRepairsOfAnswers(t *testing.T) {
	e := &Error{Text: "libya (a* OR mines)", Pos: 7, End: 9}
	if got, want := e.Repairs(), []string{"libya (mines)"}; !slices.Equal(got, want) {
		t.Errorf("repaired as %q, want %q", got, want)
	}
}

// checkRepairs checks that repairs parse and are few.
func checkRepairs(t *testing.T, e *Error) {
	t.Helper()
	list := e.Repairs()
	if len(list) > maxRepairs {
		t.Errorf("%q has %d repairs", e.Text, len(list))
	}
	for _, text := range list {
		if _, err := Parse(text); err != nil || text == e.Text {
			t.Errorf("%q: the repair %q: %v", e.Text, text, err)
		}
	}
}

func TestRepairsParse(t *testing.T) {
	for _, tt := range errorTests {
		if text, _, _ := unmark(t, tt.query); tt.msg != "" {
			_, err := Parse(text)
			checkRepairs(t, err.(*Error))
		}
	}
}

func FuzzRepairs(f *testing.F) {
	for _, tt := range repairTests {
		f.Add(tt.query)
	}
	f.Fuzz(func(t *testing.T, text string) {
		if _, err := Parse(text); err != nil {
			checkRepairs(t, err.(*Error))
		}
	})
}
