package render

import "testing"

// TestHarmless: what a spreadsheet takes for a formula, also behind blanks, is marked as
// text.
func TestHarmless(t *testing.T) {
	t.Parallel()
	for cell, want := range map[string]string{
		"": "", "calm": "calm", "08PARIS1": "08PARIS1", "A=1": "A=1", "'": "'",
		"=1+1": "'=1+1", "+1": "'+1", "-1": "'-1", "@SUM(A1)": "'@SUM(A1)", " =1": "' =1", "\n=1": "'\n=1",
		"\t1": "'\t1", "\r1": "'\r1", "\u00a0=1": "'\u00a0=1", "\uff1d1": "'\uff1d1", "\uff0d1": "'\uff0d1", "=cmd|' /C calc'!A0": "'=cmd|' /C calc'!A0",
	} {
		if got := Harmless(cell); got != want {
			t.Errorf("%q: got %q, want %q", cell, got, want)
		}
	}
}

func TestParseParagraphs(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]Paragraphs{
		"3": {3, 3}, "3-5": {3, 5}, "3-": {3, 1 << 30}, "-5": {1, 5}, "": {}, "-": {}, "5-3": {}, "0": {}, "0-3": {}, "x": {}, "3-x": {}, "1-2-3": {}, "99999999999": {},
	} {
		got, ok := ParseParagraphs(text)
		if ok != (want != Paragraphs{}) || ok && got != want {
			t.Errorf("%q: got %v, %v", text, got, ok)
		}
	}
}

// TestColumns: each name is that of a column, and others are errors.
func TestColumns(t *testing.T) {
	t.Parallel()
	names := ColumnNames()
	if len(names) < 40 {
		t.Errorf("only %d columns", len(names))
	}
	for _, name := range names {
		list, err := Columns(" " + name + ",ID")
		if err != nil || len(list) != 2 || list[0].Name != name || list[1].Name != "id" {
			t.Errorf("%s: %v, %v", name, list, err)
		}
	}
	for _, name := range []string{"", "nonsense", "id,", "para", "refby", "dtg"} {
		if list, err := Columns(name); err == nil {
			t.Errorf("%q: %v", name, list)
		}
	}
}

func FuzzBibTeXText(f *testing.F) {
	f.Add(`a {b} \ } {`)
	f.Fuzz(func(t *testing.T, s string) {
		if got := bibtexText(s); !balanced(got) {
			t.Errorf("%q becomes %q, whose braces do not match", s, got)
		}
	})
}
