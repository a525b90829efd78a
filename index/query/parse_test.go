package query

import (
	"errors"
	"strings"
	"testing"

	"reftel/index/field"
)

// parseTests are queries, their trees as dump writes them, and how they print;
// an empty printed is the query itself.
var parseTests = []struct{ query, tree, printed string }{
	// words
	{"", `all`, "*"},
	{" \t\n\u00a0\u2028\ufeff", `all`, "*"},
	{"*", `all`, ""},
	{"**", `all`, "*"},
	{"munitions", `"munitions"`, ""},
	{"=munitions", `="munitions"`, ""},
	{"==x", `="=x"`, `=\=x`},
	{"Señor größe 東京", `(and "Señor" "größe" "東京")`, ""},
	{"munition*", `"munition"*`, ""},
	{"munition**", `"munition"*`, "munition*"},
	{"wi?d*", `wild "wi?d*"`, ""},
	{"a**b", `wild "a*b"`, "a*b"},
	{"*ing", `wild "*ing"`, ""},
	{"??", `wild "??"`, ""},
	{`a\*b*`, `"a*b"*`, ""},
	{`a\*b?`, `wild "a\\*b?"`, ""},
	{`a\\b?`, `wild "a\\\\b?"`, ""},
	{"word~1", `"word"~1`, ""},
	{"word~2", `"word"~2`, ""},
	{"a~1b", `"a~1b"`, ""},
	{`word\~1`, `"word~1"`, ""},
	{`word\~1~2`, `"word~1"~2`, ""},
	{"S/NF PM/WRA", `(and "S/NF" "PM/WRA")`, ""},
	{"1.4(b)", `"1.4(b)"`, ""},
	{"(1.4(b))", `"1.4(b)"`, "1.4(b)"},
	{"f(a(b)c)d", `"f(a(b)c)d"`, ""},
	{"al-qa'ida F-16 C++", `(and "al-qa'ida" "F-16" "C++")`, ""},
	{"al-qa’ida", `"al-qa’ida"`, ""},
	{"a,b", `"a,b"`, ""},
	{"12:30 e.o.:12958", `(and "12:30" "e.o.:12958")`, ""},
	{":x ::", "", ""},
	{"a&b #1 $5", `(and "a&b" "#1" "$5")`, ""},
	{"[sic] 5>4", `(and "[sic]" "5>4")`, `\[sic] 5>4`},
	{`\-x \+x \=x \/x \(x\) \"x\" a\:b \!x date\>1`, `(and "-x" "+x" "=x" "/x" "(x)" "\"x\"" "a:b" "!x" "date>1")`, ""},
	{"wow! x=1 a>b", `(and "wow!" "x=1" "a>b")`, ""},
	{`a\b`, `"a\\b"`, `a\\b`},
	{`a\`, `"a\\"`, `a\\`},
	{`NEAR\/5 AND\(x\)`, `(and "NEAR/5" "AND(x)")`, ""},
	{"and or not near", `(and "and" "or" "not" "near")`, ""},
	{"ANDes NOTE ORB NEARLY ADJ/x", `(and "ANDes" "NOTE" "ORB" "NEARLY" "ADJ/x")`, ""},
	{"a\u200bb", `(and "a" "b")`, "a b"},

	// quotes
	{`"cluster munitions"`, `<cluster munitions>`, ""},
	{`"munitions"`, `<munitions>`, ""},
	{"“cluster munitions”", `<cluster munitions>`, `"cluster munitions"`},
	{"„cluster munitions“", `<cluster munitions>`, `"cluster munitions"`},
	{"\"the “smart” ones\"", `<the “smart” ones>`, ""},
	{`"the \"smart\" ones"`, `<the "smart" ones>`, ""},
	{`"a\\b\c"`, `<a\b\c>`, `"a\\b\\c"`},
	{"\" a\tb\nc \"", `<a b c>`, `"a b c"`},
	{`"-a OR (b"`, `<-a OR (b>`, ""},

	{`"a b"~5`, `<a b>~5`, ""},
	{`subject:"a b"~5,c`, `(or subject <a b>~5 subject "c")`, `subject:"a b"~5 OR subject:c`},

	// distances
	{"a NEAR/5 b", `(near "a" /5 "b")`, ""},
	{"a ADJ/2 b", `(near "a" >2 "b")`, ""},
	{"a NEAR/5 b ADJ/99 c d", `(and (near "a" /5 "b" >99 "c") "d")`, ""},
	{"d a NEAR/5 b OR c", `(or (and "d" (near "a" /5 "b")) "c")`, ""},
	{"NOT a NEAR/5 b", `(not (near "a" /5 "b"))`, ""},
	{"-(a NEAR/5 b)", `(not (near "a" /5 "b"))`, "NOT a NEAR/5 b"},
	{`"a b" NEAR/5(c* OR d?e OR /f+/ OR g~1)`, `(near <a b> /5 (or "c"* wild "d?e" /f+/ "g"~1))`, `"a b" NEAR/5 (c* OR d?e OR /f+/ OR g~1)`},
	{"subject:(a NEAR/5 b)", `(near subject "a" /5 subject "b")`, "subject:a NEAR/5 subject:b"},
	{"subject:a,b NEAR/5 subject:c", `(near (or subject "a" subject "b") /5 subject "c")`, "(subject:a OR subject:b) NEAR/5 subject:c"},
	{`09STATE15113 NEAR/5 "STATE 15113"`, `(near "09STATE15113" /5 <STATE 15113>)`, ""},

	// paragraphs
	{"para:(a b)", `(para (and "a" "b"))`, ""},
	{"para:(a OR -b)", `(para (or "a" (not "b")))`, "para:(a OR NOT b)"},
	{"para:a", `(para "a")`, "para:(a)"},
	{`Para:"a b" c`, `(and (para <a b>) "c")`, `para:("a b") c`},
	{"para:a,b", `(para "a,b")`, "para:(a,b)"},
	{"-para:(a b)", `(not (para (and "a" "b")))`, "NOT para:(a b)"},
	{"para:(mark:S/NF a NEAR/5 b)", `(para (and mark "S/NF" (near "a" /5 "b")))`, ""},
	{"para:(portion:>=C (a OR b))", `(para (and mark [>=C: CONFIDENTIAL, SECRET, TOP SECRET] (or "a" "b")))`, "para:(mark:>=C (a OR b))"},
	{"para:(mark:(S OR C/*) a missing:mark)", `(para (and (or mark "S" mark "C/"*) "a" (not has mark)))`, `para:((mark:S OR mark:C/*) a NOT has:mark)`},
	{"para:(09STATE15113 x)", `(para (and "09STATE15113" "x"))`, ""},
	{"has:para", `has para`, ""},

	// expressions
	{"/mun.*s/", `/mun.*s/`, ""},
	{`/a\/b\d/ S/NF`, `(and /a/b\d/ "S/NF")`, ""},
	{"/(a|b) c/", `/(a|b) c/`, ""},
	{"subject:/mine(s|d)/,x", `(or subject /mine(s|d)/ subject "x")`, `subject:/mine(s|d)/ OR subject:x`},
	{"tags:/P.*/", `tags /P.*/`, ""},
	{"-(/a/)", `(not /a/)`, "NOT /a/"},

	// a bare MRN or DTG
	{"09STATE15113", `cited 09STATE15113`, ""},
	{"2009state015113 x", `(and cited 2009state015113 "x")`, ""},
	{`"STATE 15113" date:2009`, `(and cited <STATE 15113> date [2009])`, ""},
	{`"08 Brussels 1828"`, `cited <08 Brussels 1828>`, ""},
	{`"Paris 2015"`, `<Paris 2015>`, ""},
	{`"state 15113"`, `cited <state 15113>`, ""},
	{"1974STATE150591_b.html", `cited 1974STATE150591_b.html`, ""},
	{"https://example.org/cable/2009/02/09STATE15113.html", `cited https://example.org/cable/2009/02/09STATE15113.html`, `https\://example.org/cable/2009/02/09STATE15113.html`},
	{"=09STATE15113", `="09STATE15113"`, ""},
	{"body:09STATE15113", `body "09STATE15113"`, ""},
	{"09FOOBARIA15113 STATE15113", `(and "09FOOBARIA15113" "STATE15113")`, ""},
	{"041412ZDEC08", `dtg [041412ZDEC08]`, "dtg:041412ZDEC08"},
	{`"041412Z DEC 08"`, `dtg [041412ZDEC08]`, "dtg:041412ZDEC08"},
	{"041412Z", `dtg pattern 041412Z`, "dtg:041412Z"},
	{`"04 DEC 08" 041412`, `(and <04 DEC 08> "041412")`, ""},

	// operators
	{"a b", `(and "a" "b")`, ""},
	{"a AND b", `(and "a" "b")`, "a b"},
	{"a b AND c d", `(and "a" "b" "c" "d")`, "a b c d"},
	{"a OR b OR c", `(or "a" "b" "c")`, ""},
	{"a b OR c d", `(or (and "a" "b") (and "c" "d"))`, ""},
	{"a (b OR c) d", `(and "a" (or "b" "c") "d")`, ""},
	{"a AND b OR c AND NOT d", `(or (and "a" "b") (and "c" (not "d")))`, "a b OR c NOT d"},
	{"NOT a b", `(and (not "a") "b")`, ""},
	{"NOT a OR b", `(or (not "a") "b")`, ""},
	{"NOT NOT a", `(not (not "a"))`, ""},
	{"NOT (a b)", `(not (and "a" "b"))`, ""},
	{"NOT(a OR b)", `(not (or "a" "b"))`, "NOT (a OR b)"},
	{"a OR(b)AND c", `(or "a" (and "b" "c"))`, "a OR b c"},
	{`NOT"a b"`, `(not <a b>)`, `NOT "a b"`},
	{"-a", `(not "a")`, "NOT a"},
	{"-a -b", `(and (not "a") (not "b"))`, "NOT a NOT b"},
	{"+a b", `(and "a" "b")`, "a b"},
	{"-(a b)", `(not (and "a" "b"))`, "NOT (a b)"},
	{`-"a b" -tags:X`, `(and (not <a b>) (not tags "X"))`, `NOT "a b" NOT tags:X`},
	{"NOT -a", `(not (not "a"))`, "NOT NOT a"},
	{"a OR -b", `(or "a" (not "b"))`, "a OR NOT b"},
	{"-*", `(not all)`, "NOT *"},
	{"(a)", `"a"`, "a"},
	{"((a b))(c)", `(and (and "a" "b") "c")`, "(a b) c"},
	{"(a OR b) OR c", `(or (or "a" "b") "c")`, ""},

	// fields
	{"tags:PARM", `tags "PARM"`, ""},
	{"TAG:parm", `tags "parm"`, "tags:parm"},
	{"tags:PARM,KNNP", `(or tags "PARM" tags "KNNP")`, "tags:PARM OR tags:KNNP"},
	{"a tags:PARM,KNNP", `(and "a" (or tags "PARM" tags "KNNP"))`, "a (tags:PARM OR tags:KNNP)"},
	{`tags:"arms control",P*`, `(or tags <arms control> tags "P"*)`, `tags:"arms control" OR tags:P*`},
	{"tags:(A OR B -C)", `(or tags "A" (and tags "B" (not tags "C")))`, "tags:A OR tags:B NOT tags:C"},
	{"tags:(A,B C) d", `(and (and (or tags "A" tags "B") tags "C") "d")`, "((tags:A OR tags:B) tags:C) d"},
	{`tags:A\,B`, `tags "A,B"`, ""},
	{`subject:"cluster munitions"`, `subject <cluster munitions>`, ""},
	{"subject:=mines", `subject ="mines"`, ""},
	{"subject:mine~1", `subject "mine"~1`, ""},
	{"subject:m?ne", `subject wild "m?ne"`, ""},
	{"subject:AND", `subject "AND"`, ""},
	{"subject:12:30", `subject "12:30"`, ""},
	{`subject:re\:mines`, `subject "re:mines"`, ""},
	{`subject:"re:mines"`, `subject <re:mines>`, ""},
	{"reason:1.4(b),1.4(d)", `(or reason "1.4(b)" reason "1.4(d)")`, "reason:1.4(b) OR reason:1.4(d)"},
	{"reason:1.4(b,d)", `reason "1.4(b,d)"`, `reason:1.4(b\,d)`},
	{"(reason:1.4(b))", `reason "1.4(b)"`, "reason:1.4(b)"},
	{"has:tags", `has tags`, ""},
	{"has:portion has:year", `(and has mark has date)`, "has:mark has:date"},
	{"missing:ref", `(not has ref)`, "NOT has:ref"},
	{"has:(tags ref)", `(and has tags has ref)`, "has:tags has:ref"},
	{"missing:tags,ref", `(or (not has tags) (not has ref))`, "NOT has:tags OR NOT has:ref"},
	{"subject:*", `has subject`, "has:subject"},
	{"date:* class:* mark:*", `(and has date has class has mark)`, "has:date has:class has:mark"},
	{"source:/data/cables.csv", `source "/data/cables.csv"`, ""},
	{`source:C:\cables\x.csv`, `source "C:\\cables\\x.csv"`, `source:C\:\\cables\\x.csv`},
	{"source:(/a/b OR D:/c)", `(or source "/a/b" source "D:/c")`, `source:/a/b OR source:D\:/c`},
	{`source:"-"`, `source <->`, ""},
	{"source:-", `source "-"`, `source:\-`},

	// ordered values
	{"class:C", `class "CONFIDENTIAL"`, ""},
	{"class:=secret", `class "SECRET"`, "class:S"},
	{`class:"Limited Official Use"`, `class "LIMITED OFFICIAL USE"`, "class:LOU"},
	{"class:SBU", `class "SENSITIVE BUT UNCLASSIFIED"`, ""},
	{"class:U,FOUO", `(or class "UNCLASSIFIED" class "FOR OFFICIAL USE ONLY")`, "class:U OR class:FOUO"},
	{"class:>=C", `class [>=C: CONFIDENTIAL, SECRET, TOP SECRET]`, ""},
	{"class:>C", `class [>=S: SECRET, TOP SECRET]`, "class:>=S"},
	{"class:>=SBU", `class [>=SBU: FOR OFFICIAL USE ONLY, SENSITIVE BUT UNCLASSIFIED, CONFIDENTIAL, SECRET, TOP SECRET]`, ""},
	{"class:>=FOUO", `class [>=SBU: FOR OFFICIAL USE ONLY, SENSITIVE BUT UNCLASSIFIED, CONFIDENTIAL, SECRET, TOP SECRET]`, "class:>=SBU"},
	{"class:<SBU", `class [<=LOU: UNCLASSIFIED, LIMITED OFFICIAL USE]`, "class:<=LOU"},
	{"class:SBU..FOUO", `class [SBU..SBU: FOR OFFICIAL USE ONLY, SENSITIVE BUT UNCLASSIFIED]`, "class:SBU..SBU"},
	{"class:C..S", `class [C..S: CONFIDENTIAL, SECRET]`, ""},
	{"class:[C TO *]", `class [>=C: CONFIDENTIAL, SECRET, TOP SECRET]`, "class:>=C"},
	{`class:"top secret"..`, `class [>=TS: TOP SECRET]`, "class:>=TS"},
	{"class:U..TS", `class [>=U: UNCLASSIFIED, LIMITED OFFICIAL USE, FOR OFFICIAL USE ONLY, SENSITIVE BUT UNCLASSIFIED, CONFIDENTIAL, SECRET, TOP SECRET]`, "class:>=U"},
	{"class:(>=S OR U)", `(or class [>=S: SECRET, TOP SECRET] class "UNCLASSIFIED")`, "class:>=S OR class:U"},
	{"prec:immediate", `prec "O"`, "prec:O"},
	{"prec:>=p", `prec [>=P: P, O, Z]`, "prec:>=P"},
	{"prec:..O", `prec [<=O: R, P, O]`, "prec:<=O"},
	{"mark:s/nf", `mark "S/NF"`, "mark:S/NF"},
	{"mark:confidential,SBU/NF", `(or mark "C" mark "SBU/NF")`, "mark:C OR mark:SBU/NF"},
	{"mark:U//FOUO", `mark "U//FOUO"`, ""},
	{`mark:"s/rel nato"`, `mark "S/REL NATO"`, `mark:"S/REL NATO"`},
	{"mark:S/*", `mark "S/"*`, ""},
	{`mark:"C..C"`, `mark "C..C"`, `mark:"C..C"`},
	{"mark:>=S/NF", `mark [>=S: SECRET, TOP SECRET]`, "mark:>=S"},
	{"mark:C..S//NF", `mark [C..S: CONFIDENTIAL, SECRET]`, "mark:C..S"},

	// dates
	{"date:2008", `date [2008]`, ""},
	{"year:2008", `date [2008]`, "date:2008"},
	{"date:=2008", `date [2008]`, "date:2008"},
	{"date:2008-12", `date [2008-12]`, ""},
	{"date:2008-12-04", `date [2008-12-04]`, ""},
	{"date:12/04/2008", `date [2008-12-04]`, "date:2008-12-04"},
	{"date:20081204", `date [2008-12-04]`, "date:2008-12-04"},
	{`date:"04 DEC 08"`, `date [2008-12-04]`, "date:2008-12-04"},
	{`date:"DEC 08"`, `date [2008-12]`, "date:2008-12"},
	{"date:2008-12-01..2009-01-15", `date [2008-12-01..2009-01-15]`, ""},
	{"date:2008-12..2008", `date [2008-12]`, "date:2008-12"},
	{"date:2008..2009", `date [2008..2009]`, ""},
	{"date:2008..2008-02", `date [2008-01..2008-02]`, "date:2008-01..2008-02"},
	{"date:>=2009", `date [>=2009]`, ""},
	{"date:>2008", `date [>=2009]`, "date:>=2009"},
	{"date:2009..", `date [>=2009]`, "date:>=2009"},
	{"date:<2009-03", `date [<2009-03]`, ""},
	{"date:<=2008-12-04", `date [<2008-12-05]`, "date:<2008-12-05"},
	{"date:..1975", `date [<1976]`, "date:<1976"},
	{"date:*..1975", `date [<1976]`, "date:<1976"},
	{"date:[2008 TO 2009]", `date [2008..2009]`, "date:2008..2009"},
	{`date:["04 DEC 08" TO 6 DEC 08]`, `date [2008-12-04..2008-12-06]`, "date:2008-12-04..2008-12-06"},
	{"date:[* TO 2009]", `date [<2010]`, "date:<2010"},
	{`date:"04 DEC 08".."06 DEC 08"`, `date [2008-12-04..2008-12-06]`, "date:2008-12-04..2008-12-06"},
	{"date:2008,2010..2011", `(or date [2008] date [2010..2011])`, "date:2008 OR date:2010..2011"},
	{"date:(2008 OR >=2010)", `(or date [2008] date [>=2010])`, "date:2008 OR date:>=2010"},
	{"date:041412ZDEC08", `date [2008-12-04]`, "date:2008-12-04"},
	{"date:>041412ZDEC08", `date [>=2008-12-05]`, "date:>=2008-12-05"},
	{"(date:2008)", `date [2008]`, "date:2008"},
	{"decl:<2020", `decl [<2020]`, ""},
	{"textdate:12/02/2008", `textdate [2008-12-02]`, "textdate:2008-12-02"},
	{`textdate:"2 DEC 2008"..2009`, `textdate [2008-12-02..2009-12-31]`, "textdate:2008-12-02..2009-12-31"},
	{"has:textdate", `has textdate`, ""},
	{`sounds:Qadhafi,"Hosni Mubarak"`, `(or sounds "Qadhafi" sounds <Hosni Mubarak>)`, `sounds:Qadhafi OR sounds:"Hosni Mubarak"`},
	{"sounds:*", `has sounds`, "has:sounds"},
	{"dtg:041412ZDEC08", `dtg [041412ZDEC08]`, ""},
	{`dtg:"041412Z DEC 08"`, `dtg [041412ZDEC08]`, "dtg:041412ZDEC08"},
	{`dtg:"041512A DEC 08"`, `dtg [041412ZDEC08]`, "dtg:041412ZDEC08"},
	{"dtg:2008-12-04T14:12Z", `dtg [041412ZDEC08]`, "dtg:041412ZDEC08"},
	{"dtg:041412ZDEC1950", `dtg [041412ZDEC1950]`, ""},
	{"dtg:2008-12-04", `dtg [2008-12-04]`, ""},
	{"dtg:041412Z", `dtg pattern 041412Z`, ""},
	{"dtg:041412z,051200Z", `(or dtg pattern 041412Z dtg pattern 051200Z)`, "dtg:041412Z OR dtg:051200Z"},
	{"dtg:041412ZDEC08..051200ZDEC08", `dtg [041412ZDEC08..051200ZDEC08]`, ""},
	{"dtg:>=041412ZDEC08", `dtg [>=041412ZDEC08]`, ""},
	{"dtg:<041412ZDEC08", `dtg [<041412ZDEC08]`, ""},
}

func TestParse(t *testing.T) {
	for _, tt := range parseTests {
		if tt.tree == "" {
			continue // seeds the fuzzer
		}
		n, err := Parse(tt.query)
		if err != nil {
			t.Errorf("Parse(%q): %v", tt.query, err)
			continue
		}
		if got := dump(n); got != tt.tree {
			t.Errorf("Parse(%q)\n got %s\nwant %s", tt.query, got, tt.tree)
		}
		want := tt.printed
		if want == "" {
			want = tt.query
		}
		if got := n.String(); got != want {
			t.Errorf("Parse(%q) prints as %q, want %q", tt.query, got, want)
		}
		checkTree(t, tt.query, n)
	}
}

// errorTests are texts that are no query, with the fault between « and », and
// the message and hint.
var errorTests = []struct{ query, msg, hint string }{
	{"a «OR»", "nothing follows OR", hintUpper},
	{"«OR» a", "nothing stands before OR", hintUpper},
	{"«AND» a", "nothing stands before AND", hintUpper},
	{"a «AND» OR b", "nothing follows AND", hintUpper},
	{"«NOT»", "nothing follows NOT", hintUpper},
	{"a «NOT» OR b", "nothing follows NOT", hintUpper},
	{"(a «OR»)", "nothing follows OR", hintUpper},
	{"(«OR» a)", "nothing stands before OR", hintUpper},
	{"a «()»", "nothing stands in the parentheses", hintParen},
	{"tags:«( )»", "nothing stands in the parentheses", hintParen},
	{"«(»a b", "this ( is never closed", hintParen},
	{"a «(»", "this ( is never closed", hintParen},
	{"a«)»", "there is no ( for this )", hintParen},
	{"«)»", "there is no ( for this )", hintParen},
	{"foo«(»bar baz)", "this ( is never closed in its word", hintParen + "; before a group write a blank"},
	{"a «\"»b c", "this quote is never closed", `write \" to look for the sign itself`},
	{"«“»b c\"", "this quote is never closed", `write \" to look for the sign itself`},
	{"«\" \"»", "nothing stands between the quotes", ""},
	{"foo«\"»bar\"", "a quote stands in a word", `write a blank before it, or \" for the sign itself`},
	{`"a b"«c»`, `"c" stands right after the end of a value`, "write a blank before it"},
	{`"a b"«*»`, "a quoted text has no *", "a word has: munition*, wi?d*"},
	{"a «-» b", "a - wants a word, a quote or a ( right after it", `a sign in the text itself is looked for in quotes: "a - b"`},
	{"«-»", "a - wants a word, a quote or a ( right after it", `a sign in the text itself is looked for in quotes: "a - b"`},
	{"«-»-x", "a - wants a word, a quote or a ( right after it", `a sign in the text itself is looked for in quotes: "a - b"`},
	{"«+»NOT x", "a + wants a word, a quote or a ( right after it", `a sign in the text itself is looked for in quotes: "a - b"`},
	{"a «&&» b", `"&&" has no letter or digit to look for`, "leave it out"},
	{`«"...."»`, `"...." has no letter or digit to look for`, "leave it out"},

	// words
	{"«word~3»", "the number of letters that may differ is 1 or 2", "word~1, word~2"},
	{"«word~»", "the number of letters that may differ is 1 or 2", "word~1, word~2"},
	{"«~1»", "no word stands before ~", "word~1 finds words that differ in one letter"},
	{"«wo*d~1»", "a word has * and ?, or ~, and not both", ""},
	{"«=wor*»", "the word after = has no *, ? or ~", "= finds the word just as it stands"},
	{"«=»", "no word follows =", "=word finds the word without its inflections"},

	// fields
	{"«tgas»:PARM", `there is no field "tgas"`, `did you mean "tags:"?`},
	{"a «sender»:Roe", `there is no field "sender"`, `did you mean "from:"?`},
	{"refby:«08BRU*»", "refby takes the whole MRN of a cable", "refby:08BRUSSELS1828"},
	{"refby:«*»", "refby takes the whole MRN of a cable", "refby:08BRUSSELS1828"},
	{"refby:«/08.*/»", "refby takes the whole MRN of a cable", "refby:08BRUSSELS1828"},
	{"missing:«refby»", "refby takes the MRN of a cable", "refby:08BRUSSELS1828"},
	{"«http»://example.org", `there is no field "http"`, hintColon + `; the nearest field is "date:"`},
	{"has:«tgas»", `there is no field "tgas"`, `did you mean "tags:"?`},
	{`«has:»"tags"`, "the name of a field should stand here", "has:tags, missing:subject"},
	{"«subject:» mines", "no value follows subject:", `write the value right after the colon: subject:"cluster munitions"`},
	{"(«Tag:»)", "no value follows Tag:", "write the value right after the colon: tags:PARM,KNNP"},
	{"«has:»", "no value follows has:", "write the value right after the colon"},
	{"tags:PARM,«» KNNP", "a value should stand here", "write no blank after the comma of a list"},
	{"tags:(PARM,«»)", "a value should stand here", "write no blank after the comma of a list"},
	{"tags:«-»PARM", "a sign stands before the value", "write it before the field: -tags:"},
	{"subject:«from:»x", `the field "from" stands in the value of subject`, hintColon},
	{"tags:a,«from:»x", `the field "from" stands in the value of tags`, hintColon},
	{"tags:(a «from:»x)", `the field "from" stands in the group of tags`, "a group has one field; " + hintColon},
	{"serial:«>»5", "serial has no ranges", "dates, class, mark and prec have; a sign in the text itself is looked for in quotes"},
	{"tags:«[»A TO B]", "tags has no ranges", "dates, class, mark and prec have; a sign in the text itself is looked for in quotes"},

	// ordered values
	{"class:«X»", `class has no value "X"`, "its values are U, LOU, FOUO, SBU, C, S, TS"},
	{"class:«C*»", `class has no value "C*"`, "its values are U, LOU, FOUO, SBU, C, S, TS"},
	{"class:«SECRET//NOFORN»", `class has no value "SECRET//NOFORN"`, "captions are asked for apart: class:S handling:NOFORN"},
	{"class:«S..C»", "the range ends before it begins", "the lower end stands first"},
	{"class:«<U»", "no value lies in this range", "its values are U, LOU, FOUO, SBU, C, S, TS"},
	{"class:>«X»", `class has no value "X"`, "its values are U, LOU, FOUO, SBU, C, S, TS"},
	{"class:C..«X»", `class has no value "X"`, "its values are U, LOU, FOUO, SBU, C, S, TS"},
	{"class:«>=»", "no value follows >=", "write it right after the sign"},
	{"«class:..»", "a value should stand here", "a range has a value at one end at least: 2008.."},
	{"prec:«C»", `prec has no value "C"`, "its values are R, P, O, Z"},
	{"mark:>=«NF»", `mark has no value "NF"`, "its values are U, LOU, FOUO, SBU, C, S, TS"},
	{"mark:«=»", "no value follows =", "write it right after the sign"},
	{"class:C«\"»S\"", "a quote stands in a word", `write a blank before it, or \" for the sign itself`},

	// dates
	{"date:«2008-13»", `"2008-13" is no date`, hintDate},
	{"date:«2008*»", `"2008*" is no date`, hintDate},
	{"date:2008..«soon»", `"soon" is no date`, hintDate},
	{"date:«041412Z»", "041412Z has no month and year", hintDate},
	{"dtg:>=«041412Z»", "041412Z has no month and year", hintDate},
	{"date:«2009..2008»", "the range ends before it begins", "the lower end stands first"},
	{"date:«0001»", "the year 1 is out of reach", "years go from 1000 to 9998"},
	{"date:«9999»", "the year 9999 is out of reach", "years go from 1000 to 9998"},
	{"date:«[»2008 TO 2009", "this [ is never closed", "[2008 TO 2009]"},
	{"date:«[2008 2009]»", "a range in brackets has TO between its ends", "[2008 TO 2009]"},
	{"date:«[2008TO2009]»", "a range in brackets has TO between its ends", "[2008 TO 2009]"},
	{"«date:[* TO *]»", "a value should stand here", "a range has a value at one end at least: 2008.."},
	{"date:>=2008«.».2009", `"." stands right after the end of a value`, "write a blank before it"},

	// names by their sound
	{"sounds:«gada*»", "sounds takes whole names, without *, ? or ~", "it finds them however they are spelt"},
	{"sounds:«g?dafi»", "sounds takes whole names, without *, ? or ~", "it finds them however they are spelt"},
	{"sounds:«gadafi~1»", "sounds takes whole names, without *, ? or ~", "it finds them however they are spelt"},
	{"sounds:«1974»", `"1974" has no letter to sound like`, "leave it out"},
	{"«sounds:\"...\"»", `"..." has no letter to sound like`, "leave it out"},

	// distances
	{"a «NEAR» b", "a distance is from 1 to 99", "write NEAR/5; para:( … ) finds words in one paragraph"},
	{"a «NEAR/0» b", "a distance is from 1 to 99", "write NEAR/5; para:( … ) finds words in one paragraph"},
	{"a «ADJ/100» b", "a distance is from 1 to 99", "write ADJ/5; para:( … ) finds words in one paragraph"},
	{"a «NEAR/99999999999999999999» b", "a distance is from 1 to 99", "write NEAR/5; para:( … ) finds words in one paragraph"},
	{"«NEAR/5» b", "nothing stands before NEAR/5", hintUpper},
	{"(«NEAR/5» b)", "nothing stands before NEAR/5", hintUpper},
	{"a «NEAR/5»", "nothing follows NEAR/5", hintUpper},
	{"(a «ADJ/5»)", "nothing follows ADJ/5", hintUpper},
	{"a «NEAR/5» OR b", "nothing follows NEAR/5", hintUpper},
	{"a «NEAR/5» NEAR/5 b", "nothing follows NEAR/5", hintUpper},
	{"a NEAR/5 «-»b", "NEAR/5 has words and phrases on both sides", "exclude both together: -(a NEAR/5 b)"},
	{"a ADJ/5 «NOT» b", "ADJ/5 has words and phrases on both sides", "exclude both together: -(a ADJ/5 b)"},
	{"-a «NEAR/5» b", "the words of NEAR/5 stand right before and after it", "write -(a NEAR/5 b)"},
	{"a NEAR/5 «tags:X»", "NEAR and ADJ join words and phrases, and OR of them in parentheses", "a NEAR/5 (b OR c)"},
	{"a NEAR/5 («b c»)", "NEAR and ADJ join words and phrases, and OR of them in parentheses", "a NEAR/5 (b OR c)"},
	{"a NEAR/5 («b OR -c»)", "NEAR and ADJ join words and phrases, and OR of them in parentheses", "a NEAR/5 (b OR c)"},
	{"(«a NEAR/5 b») NEAR/5 c", "NEAR and ADJ join words and phrases, and OR of them in parentheses", "a NEAR/5 (b OR c)"},
	{"a NEAR/5 «*»", "NEAR and ADJ join words and phrases, and OR of them in parentheses", "a NEAR/5 (b OR c)"},
	{`«"a b"~2» NEAR/5 c`, "NEAR and ADJ join words and phrases, and OR of them in parentheses", "a NEAR/5 (b OR c)"},
	{"«subject:a NEAR/5 b»", "the words of NEAR and ADJ are in one field", "subject:(a NEAR/5 b)"},
	{`"a b"«~100»`, "a distance is from 1 to 99", `write "a b"~5; para:( … ) finds words in one paragraph`},
	{`"a b"«~»`, "a distance is from 1 to 99", `write "a b"~5; para:( … ) finds words in one paragraph`},
	{`"a b"~5«~»5`, "a ~ stands after a value", `a distance stands after words in quotes: "a b"~5`},
	{`tags:"a b"«~5»`, "tags has no words at a distance", "it is looked for as a whole"},

	// paragraphs
	{"«para:»", "no value follows para:", "write the value right after the colon: " + paraExample},
	{"«para:» a", "no value follows para:", "write the value right after the colon: " + paraExample},
	{"para:«()»", "nothing stands in the parentheses", hintParen},
	{"para:«(»a", "this ( is never closed", hintParen},
	{"para:(a «tags»:X)", `a paragraph has no field "tags"`, "para:( … ) has words and mark:; write tags: beside it"},
	{"para:(a «para»:b)", `a paragraph has no field "para"`, "para:( … ) has words and mark:; write para: beside it"},
	{"para:(a has:«tags»)", "a paragraph has only a mark", "write has:tags beside para:( … )"},
	{"para:«mark»:C", "a field stands in para without parentheses", "write para:( … )"},
	{"subject:(a «para:»b)", `the field "para" stands in the group of subject`, "a group has one field; " + hintColon},

	// expressions
	{"«/»mun", "the / of this expression is never closed", "/expression/; text that begins with / is looked for in quotes"},
	{"«//»", "nothing stands between the slashes", "/munitions?/"},
	{"/a/«b»", `"b" stands right after the end of a value`, "write a blank before it"},
	{"«/a(/»", "the expression has a fault: missing closing ) \"a(\"", "text that begins with / is looked for in quotes"},
	{"«/a**/»", "the expression has a fault: invalid nested repetition operator \"**\"", "text that begins with / is looked for in quotes"},
	{`«/\bmine/»`, `\b and \B stand in the expression, which is of one word`, "text that begins with / is looked for in quotes"},
	{"date:«/2008/»", `"/2008/" is no date`, hintDate},
	{"sounds:«/ga/»", "sounds takes whole names, without expressions", "it finds them however they are spelt"},

	// signs of other languages
	{"a «!»libya", "! does not exclude", "write -libya"},
	{"«!»(a b)", "! does not exclude", "write -(a"},
	{"«!»tags:PARM", "! does not exclude", "write -tags:PARM"},
	{"«!»\u07b5", "! does not exclude", `write -\u07b5`},
	{"tags:«!»PARM", "! does not exclude", "write -tags:PARM"},
	{"date«>»2008", "no colon stands after date", "write date:>2008; text with such a sign is looked for in quotes"},
	{"a (Date«<»=2008-12)", "no colon stands after Date", "write Date:<=2008-12); text with such a sign is looked for in quotes"},
	{"class«=»S", "no colon stands after class", "write class:S; text with such a sign is looked for in quotes"},

	// bytes
	{"caf«\xe9»", "the byte 0xe9 is not UTF-8", "the terminal may be set to another encoding; ? stands for any one letter"},
	{"a «\x1b»[31m", "the control character U+001B cannot be looked for", ""},
	{"a«\x00»", "the control character U+0000 cannot be looked for", ""},
	{"a«\u0085»", "", ""}, // a line end: see below
}

const paraExample = "para:(mark:S/NF hotel closed)"

// unmark takes « and » out of a query and returns where they stood.
func unmark(t *testing.T, marked string) (text string, pos, end int) {
	t.Helper()
	before, rest, ok := strings.Cut(marked, "«")
	inside, after, closed := strings.Cut(rest, "»")
	if !ok || !closed {
		t.Fatalf("%q has no place marked", marked)
	}
	return before + inside + after, len(before), len(before) + len(inside)
}

func TestParseErrors(t *testing.T) {
	for _, tt := range errorTests {
		if tt.msg == "" {
			continue // seeds the fuzzer
		}
		text, pos, end := unmark(t, tt.query)
		n, err := Parse(text)
		var e *Error
		if !errors.As(err, &e) {
			t.Errorf("Parse(%q) = %v, %v; want an *Error", text, n, err)
			continue
		}
		if n != nil {
			t.Errorf("Parse(%q) has a tree beside its error", text)
		}
		if e.Msg != tt.msg || e.Hint != tt.hint {
			t.Errorf("Parse(%q)\n got %s; %s\nwant %s; %s", text, e.Msg, e.Hint, tt.msg, tt.hint)
		}
		if e.Pos != pos || e.End != end {
			t.Errorf("Parse(%q): the fault is at %d:%d, want %d:%d", text, e.Pos, e.End, pos, end)
		}
		if e.Text != text {
			t.Errorf("Parse(%q): the error has the text %q", text, e.Text)
		}
		checkError(t, e)
	}
}

func TestParseYearsSpan(t *testing.T) {
	n, err := Parse("date:2008-12-01..2009-01")
	if err != nil {
		t.Fatal(err)
	}
	span := n.(*DateRange).Span
	const form = "2006-01-02T15:04Z07:00"
	if from, until := span.From.Format(form), span.Until.Format(form); from != "2008-12-01T00:00Z" || until != "2009-02-01T00:00Z" {
		t.Errorf("the span is %s to %s", from, until)
	}
}

func TestPlaces(t *testing.T) {
	tests := []struct {
		query string
		want  []string // the text of each node, from the root on
	}{
		{"a b", []string{"a b", "a", "b"}},
		{" (a OR b) -c ", []string{"(a OR b) -c", "a OR b", "a", "b", "-c", "c"}},
		{"x tags:A,B", []string{"x tags:A,B", "x", "tags:A,B", "tags:A", "B"}},
		{"tags:(A B)", []string{"A B", "A", "B"}},
		{`subject:"a b" NOT (c)`, []string{`subject:"a b" NOT (c)`, `subject:"a b"`, "NOT (c)", "c"}},
		{"date:[2008 TO 2009] class:>=C", []string{"date:[2008 TO 2009] class:>=C", "date:[2008 TO 2009]", "class:>=C"}},
		{"missing:ref", []string{"missing:ref", "missing:ref"}},
		{"  ", []string{"  "}},
	}
	for _, tt := range tests {
		n, err := Parse(tt.query)
		if err != nil {
			t.Fatalf("Parse(%q): %v", tt.query, err)
		}
		var got []string
		Walk(n, func(n Node) bool {
			got = append(got, tt.query[n.Start():n.End()])
			return true
		})
		if strings.Join(got, "|") != strings.Join(tt.want, "|") {
			t.Errorf("Parse(%q): places %q, want %q", tt.query, got, tt.want)
		}
	}
}

func TestLimits(t *testing.T) {
	tests := []struct {
		name, query string
		ok          bool
	}{
		{"parens within", strings.Repeat("(", MaxDepth) + "a" + strings.Repeat(")", MaxDepth), true},
		{"parens beyond", strings.Repeat("(", MaxDepth+1) + "a" + strings.Repeat(")", MaxDepth+1), false},
		{"NOT within", strings.Repeat("NOT ", MaxDepth) + "a", true},
		{"NOT beyond", strings.Repeat("NOT ", MaxDepth+1) + "a", false},
		{"terms within", strings.Repeat("a ", MaxTerms), true},
		{"terms beyond", strings.Repeat("a ", MaxTerms+1), false},
		{"list beyond", "tags:a" + strings.Repeat(",a", MaxTerms), false},
		{"patterns within", strings.Repeat("a* b? c~1 d?e* ", MaxPatterns/4), true},
		{"patterns beyond", strings.Repeat("a* b? c~1 d?e* ", MaxPatterns/4) + "a*", false},
		{"expressions beyond", strings.Repeat("/a/ ", MaxPatterns) + "/a/", false},
		{"an expression within", "/" + strings.Repeat("a", MaxRegexp) + "/", true},
		{"an expression beyond", "/" + strings.Repeat("a", MaxRegexp+1) + "/", false},
		{"a large expression", "/" + strings.Repeat("[a-z]{1000}", 6) + "/", false},
		{"a million slashes", strings.Repeat("/", 1_000_000), false},
		{"NEAR within", strings.Repeat("a NEAR/5 ", MaxTerms-1) + "a", true},
		{"NEAR beyond", strings.Repeat("a NEAR/5 ", MaxTerms) + "a", false},
		{"NEAR without words", strings.Repeat("NEAR/5 ", 100_000), false},
		{"para within", "para:" + strings.Repeat("(", MaxDepth) + "a" + strings.Repeat(")", MaxDepth), true},
		{"para beyond", "para:" + strings.Repeat("(", MaxDepth+1) + "a" + strings.Repeat(")", MaxDepth+1), false},
		{"a million para", strings.Repeat("para:(", 1_000_000), false},
		{"a million !", strings.Repeat("!", 1_000_000), false},
		{"an address of a million letters", "https://" + strings.Repeat("a", 1_000_000) + "/09STATE15113.html", false},
		{"stars alone are no patterns", strings.Repeat("* tags:* ", MaxTerms/2), true},
		{"a million parens", strings.Repeat("(", 1_000_000), false},
		{"a million minus groups", strings.Repeat("-(", 1_000_000), false},
		{"a million NOT", strings.Repeat("NOT ", 1_000_000), false},
		{"a million parens in a word", "a" + strings.Repeat("(", 1_000_000), false},
		{"a million letters", strings.Repeat("a", 1_000_000), true},
		{"a long name", strings.Repeat("a", 1_000_000) + ":x", false},
		{"a million quotes", strings.Repeat(`"`, 1_000_000), false},
		{"a million backslashes", strings.Repeat(`\`, 1_000_000), false},
		{"a million tildes", "a" + strings.Repeat("~1", 1_000_000), true},
		{"tildes and digits", strings.Repeat("~", 500_000) + strings.Repeat("1", 500_000) + "x", true},
		{"a million dots", "date:" + strings.Repeat(".", 1_000_000), false},
		{"a million TO", "date:[" + strings.Repeat("TO", 1_000_000) + "]", false},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			n, err := Parse(tt.query)
			if (err == nil) != tt.ok {
				t.Fatalf("error %v", err)
			}
			if err != nil {
				checkError(t, err.(*Error))
				return
			}
			checkTree(t, tt.query, n)
		})
	}
}

func TestFieldExamplesParse(t *testing.T) {
	for _, f := range field.All() {
		n, err := Parse(f.Example)
		if err != nil {
			t.Errorf("field %s: %v", f.Name, err)
			continue
		}
		checkTree(t, f.Example, n)
		for _, name := range append([]string{f.Name}, f.Aliases...) {
			query := name + strings.TrimPrefix(f.Example, f.Name)
			if again, err := Parse(query); err != nil || dump(again) != dump(n) {
				t.Errorf("Parse(%q) = %v, %v; want %v", query, again, err, n)
			}
		}
	}
}
