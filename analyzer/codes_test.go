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
	{field.MRN, "08BRUSSELS1828", []string{"08BRUSSELS1828", "BRUSSELS1828"}, "an MRN is findable without its year"},
	{field.MRN, "2008 Brussels 001828", []string{"08BRUSSELS1828", "BRUSSELS1828"}, "in any spelling"},
	{field.MRN, "BRUSSELS 1828", []string{"BRUSSELS1828"}, "without a year it stays so"},
	{field.MRN, "1974STATE150591", []string{"74STATE150591", "STATE150591"}, "as the National Archives write it"},
	{field.MRN, "doc-17", []string{"DOC-17"}, "an id of another kind stays"},
	{field.Station, "AMEMBASSY BRUSSELS", []string{"AMEMBASSY", "BRUSSELS", "BELGIUM", "@BRUSSELS"}, "a station is its words, its country and its post"},
	{field.Station, "LAPAZ", []string{"LAPAZ", "LA", "PAZ", "BOLIVIA", "@LAPAZ"}, "a post's code is also its name"},
	{field.Station, "RUEHBS", []string{"RUEHBS", "BRUSSELS", "BELGIUM", "@BRUSSELS"}, "so is a routing indicator"},
	{field.Station, "AMEMBASSY KIEV", []string{"AMEMBASSY", "KIEV", "UKRAINE", "@KYIV"}, "a renamed post is one"},
	{field.Station, "AMCONSUL KOLKATA", []string{"AMCONSUL", "KOLKATA", "INDIA", "@KOLKATA"}, "under either name"},
	{field.Station, "KITE SAFETY COLLECTIVE", []string{"KITE", "SAFETY", "COLLECTIVE"}, "what is no post is its words"},
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
	{field.Mark, "S//Rel to NATO, ISAF", []string{"S/REL NATO, ISAF"}, "as the parser writes them"},
	{field.Mark, "U//FOUO", []string{"U/FOUO"}, "FOUO beside U is no mark of its own"},
	{field.Mark, "limited official use", []string{"LOU"}, "a class of several words"},
	{field.Mark, "s/n", []string{"S/N"}, "the beginning of a mark"},
	{field.Mark, "S/Rel NATO, I", []string{"S/REL NATO, I"}, "also of a list"},
	{field.Mark, "S-*", []string{"S/*"}, "a pattern"},
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
	{field.Topic, "Port Facilities", []string{"PORT FACILITIES", "PORT", "FACILITIES"}, "a subject term is found by any words of it in a row"},
	{field.Topic, "a b c", []string{"A B C", "A", "A B", "B", "B C", "C"}, "and only in a row"},
	{field.Topic, "1 2 3 4 5 6 7", []string{"1 2 3 4 5 6 7", "1", "1 2", "1 2 3", "1 2 3 4", "1 2 3 4 5", "1 2 3 4 5 6",
		"2", "2 3", "2 3 4", "2 3 4 5", "2 3 4 5 6", "2 3 4 5 6 7", "3", "3 4", "3 4 5", "3 4 5 6", "3 4 5 6 7", "4", "4 5", "4 5 6", "4 5 6 7", "5", "5 6", "5 6 7", "6", "6 7", "7"}, "of a long one, six words"},
	{field.Text, "PM/WRA", []string{"pm/wra", "pm", "wra"}, "text is text"},
	{field.Sound, "Hosni Moubarak", []string{"546000", "679500"}, "a name is the sounds of its words"},
	{field.Sound, "Peters", []string{"739400", "734000"}, "each in all its readings"},
	{field.Sound, "1974", nil, "a number has none"},
	{field.Tag, "", nil, "nothing is nothing"},
	{field.Mark, "//", nil, "nor are signs"},
	{field.Name, " , ", nil, ""},
	{field.Path, "/", nil, ""},
}

var queryCodeTests = []struct {
	kind   field.Kind
	value  string
	want   [][]string
	reason string
}{
	{field.Tag, "parm", [][]string{{"PARM"}}, "a code asks for itself"},
	{field.Tag, "is", [][]string{{"IS"}}, "one that looks like a word, too"},
	{field.Tag, "Rood, John", [][]string{{"ROOD JOHN"}}, "a person as TAGS write it"},
	{field.Tag, "MOPPS", [][]string{{"MOPPS"}, {"MOPS"}}, "a misspelt code asks for that which is meant"},
	{field.Country, "is", [][]string{{"IS"}}, "a country by its code"},
	{field.Country, "israel", [][]string{{"ISRAEL"}}, "by its name"},
	{field.Country, "korea", [][]string{{"KOREA"}, {"KOREA NORTH"}, {"KOREA SOUTH"}}, "by a name that two have"},
	{field.Country, "Guinea", [][]string{{"GUINEA"}}, "but not others that hold it"},
	{field.MRN, "2008 brussels 01828", [][]string{{"08BRUSSELS1828"}}, "an MRN in any spelling"},
	{field.MRN, "BRUSSELS 001828", [][]string{{"BRUSSELS1828"}}, "without a year any year's"},
	{field.MRN, "doc-17", [][]string{{"DOC-17"}, {"USDOC17"}}, "what may be an MRN or another id"},
	{field.MRN, "06KIEV1531", [][]string{{"06KIEV1531"}, {"06KYIV1531"}}, "an MRN under either name of a renamed post"},
	{field.MRN, "2006 Kyiv 1531", [][]string{{"06KYIV1531"}, {"06KIEV1531"}}, "in either direction"},
	{field.MRN, "09CALCUTTA12", [][]string{{"09KOLKATA12"}, {"09CALCUTTA12"}}, "also where the name is an old one"},
	{field.MRN, "KIEV 1531", [][]string{{"KIEV1531"}, {"KYIV1531"}}, "and without a year"},
	{field.Station, "kiev", [][]string{{"KIEV"}, {"@KYIV"}}, "a place by its old name is the post"},
	{field.Station, "kyiv", [][]string{{"KYIV"}, {"@KYIV"}}, "and by its new one"},
	{field.Station, "brussels", [][]string{{"BRUSSELS"}, {"@BRUSSELS"}}, "a place is every post there"},
	{field.Station, "Belgium", [][]string{{"BELGIUM"}}, "a country"},
	{field.Station, "RUEHBS", [][]string{{"RUEHBS"}, {"@BRUSSELS"}}, "a routing indicator, or the post that has it"},
	{field.Station, "Embassy La Paz", [][]string{{"EMBASSY", "LA", "PAZ"}, {"@LAPAZ"}}, "the words, or the post that goes by them"},
	{field.Name, "James B. Steinberg", [][]string{{"JAMES", "STEINBERG"}}, "initials don't count"},
	{field.Name, "J", [][]string{{"J"}}, "unless there is nothing else"},
	{field.Caption, "roger channel", [][]string{{"ROGER CHANNEL"}, {"ROGER", "CHANNEL"}}, "a caption, or one with these words"},
	{field.Class, "unclas", [][]string{{"UNCLASSIFIED"}}, "a class in any spelling"},
	{field.Mark, "s//nf", [][]string{{"S/NF"}}, "a mark in any spelling"},
	{field.Path, "cables.csv/", [][]string{{"CABLES.CSV"}}, "a folder with its slash"},
	{field.Text, "PM/WRA", [][]string{{"pm/wra", "pm", "wra"}}, "words"},
	{field.Text, "!", nil, "no words"},
	{field.Topic, "port facilities", [][]string{{"PORT FACILITIES"}}, "words of a subject term in a row"},
	{field.Sound, "Qadhafi", nil, "names by their sound are for NameWords"},
	{field.Station, " ", nil, "nothing"},
}

func TestQueryCodes(t *testing.T) {
	for _, test := range queryCodeTests {
		got := QueryCodes(test.kind, test.value)
		if !slices.EqualFunc(got, test.want, slices.Equal) {
			t.Errorf("%s:\nQueryCodes(%d, %q) = %q, want %q", test.reason, test.kind, test.value, got, test.want)
		}
	}
}

// TestArmsControl looks at a name that several codes share: which they are is
// the dictionary's to say.
func TestArmsControl(t *testing.T) {
	got := QueryCodes(field.Tag, "arms control")
	if !slices.ContainsFunc(got, func(all []string) bool { return slices.Equal(all, []string{"PARM"}) }) {
		t.Errorf("PARM is not among %q", got)
	}
}

func TestCodes(t *testing.T) {
	for _, test := range codeTests {
		if got := Codes(test.kind, test.value); !slices.Equal(got, test.want) {
			t.Errorf("%s:\nCodes(%d, %q) = %q, want %q", test.reason, test.kind, test.value, got, test.want)
		}
	}
}

func TestPortionMark(t *testing.T) {
	for text, want := range map[string]string{
		"C/NF": "C/NF", "c/nf": "C/NF", "S//NOFORN": "S/NF", "(C)": "C", "(s/nf)": "S/NF", "SBU": "SBU", "U//FOUO": "U/FOUO",
		"C": "", "c": "", "secret": "", "SECRET": "", "sbu": "", "PM/WRA": "", "c/o": "", "": "", "(visit)": "",
	} {
		if got, ok := PortionMark(text); got != want || ok != (want != "") {
			t.Errorf("PortionMark(%q) = %q, %t, want %q", text, got, ok, want)
		}
	}
}
