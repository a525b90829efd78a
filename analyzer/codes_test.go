package analyzer

import (
	"slices"
	"testing"

	"reftel/index/field"
)

var codeTests = []struct {
	kind   field.Kind
	value  string
	want   []string
	reason string
}{
	{field.Tag, "PARM", []string{"PARM"}, "a code is one term"},
	{field.Tag, " parm ", []string{"PARM"}, "in any case"},
	{field.Tag, "ROOD, JOHN", []string{"ROOD JOHN"}, "a person in TAGS is one, with or without the comma"},
	{field.Tag, "HUMAN  RIGHTS", []string{"HUMAN RIGHTS"}, "so is a term"},
	{field.Country, "Côte d'Ivoire", []string{"COTE DIVOIRE"}, "a name is one term, without accents"},
	{field.Class, "confidential", []string{"CONFIDENTIAL"}, "a class goes by its name"},
	{field.Class, "C", []string{"CONFIDENTIAL"}, "or its letter"},
	{field.Class, "Unclas", []string{"UNCLASSIFIED"}, "or its short form"},
	{field.Prec, "IMMEDIATE", []string{"O"}, "a precedence goes by its letter"},
	{field.Mark, "S/NF", []string{"S/NF"}, "a portion mark"},
	{field.Mark, "(S//NOFORN)", []string{"S/NF"}, "doubled slashes and words are the same mark"},
	{field.Mark, "c-nf", []string{"C/NF"}, "so is a hyphen"},
	{field.Mark, "Secret", []string{"S"}, "and the class in full"},
	{field.Mark, "S/REL NATO", []string{"S/REL NATO"}, "lists stay as they are"},
	{field.Mark, "U//FOUO", []string{"U/FOUO"}, "so do other captions"},
	{field.Caption, "NOFORN", []string{"NOFORN"}, "a caption"},
	{field.Caption, "NF", []string{"NOFORN"}, "its short form"},
	{field.Caption, "STPDTS", []string{"SIPDIS"}, "as a scan has it"},
	{field.Caption, "Roger Channel", []string{"ROGER CHANNEL", "ROGER", "CHANNEL"}, "a caption of two words is found by either"},
	{field.Name, "STEINBERG, JAMES B.", []string{"STEINBERG", "JAMES", "B"}, "a name is its words"},
	{field.Name, "Ana O’Hara-Núñez", []string{"ANA", "OHARA", "NUNEZ"}, "a hyphen parts them, an apostrophe does not"},
	{field.Code, "1.4 (b)", []string{"1.4(B)"}, "blanks don't count"},
	{field.Code, "pm/wra", []string{"PM/WRA"}, "nor does case"},
	{field.Code, "01828", []string{"1828"}, "nor do zeros before a number"},
	{field.Code, "000", []string{"0"}, "but a number stays"},
	{field.Code, "E.O. 12958", []string{"12958"}, "an order goes by its number"},
	{field.Code, "EOS", []string{"EOS"}, "other words stay"},
	{field.Path, "/a/b.csv", []string{"/A/B.CSV", "/A", "A", "A/B.CSV", "B.CSV"}, "a path is found by any run of its parts"},
	{field.Path, `a\b`, []string{"A/B", "A", "B"}, "with either slash"},
	{field.Text, "PM/WRA", []string{"pm/wra", "pm", "wra"}, "text is text"},
	{field.Tag, "", nil, "nothing is nothing"},
	{field.Mark, "//", nil, "nor are signs"},
	{field.Name, " , ", nil, ""},
	{field.Path, "/", nil, ""},
}

func TestCodes(t *testing.T) {
	for _, test := range codeTests {
		if got := Codes(test.kind, test.value); !slices.Equal(got, test.want) {
			t.Errorf("%s:\nCodes(%d, %q) = %q, want %q", test.reason, test.kind, test.value, got, test.want)
		}
	}
}
