package cable

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"reftel/corpus"

	"github.com/rogpeppe/go-internal/txtar"
)

const (
	inputsDir   = sharedDir + "/inputs"
	variantsDir = "testdata/variants"
)

// crane is what the one-page telegrams about the crane have in common.
const crane = `
	id: 79QUITO1214
	date: 1979-03-03T15:10Z
	precision: minute
	source: dtg
	precedence: R
	from: AMEMBASSY QUITO
	to: SECSTATE WASHDC
	to serial: 3512
	info:
	class: UNCLASSIFIED
	text class:
	handling:
	attention:
	sections:
	eo: 12065
	tags: ETRD | EC
	subject: BANANA EXPORTERS ASK FOR A SECOND CRANE
	no problem: text-missing
	no problem: dtg-damaged
	no problem: foreign-text
	no problem: duplicate-text
	not: PAGE 0
	not: UNCLASSIFIED
	not: NNN
`

// inputTests are the small inputs beside the repository, and what their README
// wants of each.
var inputTests = []struct{ file, want string }{
	{"01-release-stamp.txt", crane + `
		refs:
		paragraphs: 2
		numbers: 1 | 2
		text 1: THE ELEPHANTS OF THE CIRCUS WORK WELL BUT EAT THE CARGO.
		text 2: POST WILL FORWARD THE REQUEST.
		has: WELL BUT EAT THE CARGO. POST
		signers: LARKSPUR
		not: Jane P. Doe
		not: 20 Mar 2014
		not: 031522Z
	`},
	{"01b-aad-native.txt", `
		id: 75QUITO1214
		date: 1975-03-03T15:10Z
		precision: minute
		source: dtg
		precedence: R
		from: AMEMBASSY QUITO
		to: SECSTATE WASHDC
		to serial: 3512
		info: AMCONSUL GUAYAQUIL
		class: LIMITED OFFICIAL USE
		text class:
		handling:
		attention:
		eo: 11652
		tag: ETRD
		tag: EC
		subject: BANANA EXPORTERS ASK FOR A SECOND CRANE
		refs: 75QUITO1198 | 75STATE40011
		labels: A | B
		notes: NOTAL | -
		numbers: 1 | 2
		text 1: EXPORTERS TOLD ECONOFF MARCH 3 THAT THE ONLY CRANE AT THE SOUTHERN PIER HAS BEEN BROKEN SINCE LENT. THEY HAVE HIRED ELEPHANTS FROM A CIRCUS, WHICH WORK WELL BUT EAT THE CARGO.
		text 2: POST WILL FORWARD THEIR REQUEST FOR A LOAN.
		signers: LARKSPUR
		concepts: BANANAS | PORT FACILITIES | TRADE
		fact: Document Number=1975QUITO01214
		fact: Concepts=BANANAS, PORT FACILITIES, TRADE
		fact: TAGS=ETRD, EC, UNITED FRUIT
		fact: Film Number=D750073-0410
		fact: Draft Date=03 MAR 1975
		fact: Locator=TEXT ON-LINE, ON MICROFILM
		fact: Reference=75 QUITO 1198, 75 STATE 40011
		no problem: text-missing
		no problem: foreign-text
		not: Margaret
		not: 05 JUL 2006
		not: LIMITED OFFICIAL USE
		not: PAGE 02
		not: NNN
		not: D750073-0410
		not: BANANAS, PORT
		not: Legacy Key
	`},
	{"02-page-header-two-lines.txt", crane + `
		refs:
		numbers: 1 | 2
		text 1: THE ELEPHANTS OF THE CIRCUS WORK WELL BUT EAT THE CARGO.
		text 2: POST WILL FORWARD THE REQUEST.
		signers: LARKSPUR
		not: 031522Z
	`},
	{"03-page-break-in-addressees.txt", `
		id: 79STATE41214
		date: 1979-03-03T15:10Z
		from: SECSTATE WASHDC
		to: AMEMBASSY QUITO | AMEMBASSY LIMA | AMEMBASSY BOGOTA
		to serial: - | - | -
		to precedence: - | - | -
		info: AMCONSUL GUAYAQUIL
		class: LIMITED OFFICIAL USE
		handling:
		attention:
		eo: 12065
		tags: ETRD | EC
		subject: SECOND CRANE
		refs:
		numbers: 1 | 2
		text 1: NO CRANE IS TO BE HAD.
		text 2: REGRETS.
		signers: VANCE
		not: LIMITED OFFICIAL USE
		not: Jane P. Doe
		not: PAGE 02
		not: STATE 041214
	`},
	{"04-one-paragraph-after-ref.txt", crane + `
		refs: 79STATE40011
		numbers: 1
		text 1: EXPORTERS TOLD ECONOFF MARCH 3 THAT THE ONLY CRANE AT THE SOUTHERN PIER HAS BEEN BROKEN SINCE LENT.
		signers:
	`},
	{"04b-four-paragraphs-after-ref.txt", `
		id: 78STATE270471
		date: 1978-10-24T21:24Z
		precedence: P
		from: SECSTATE WASHDC
		to: AMCONSUL QUITO
		to precedence: PRIORITY
		info:
		class: LIMITED OFFICIAL USE
		eo: 11652
		tags: TSPA
		subject: RECOVERY OF THE CRANE
		refs: 78QUITO436 | 78STATE12
		labels: A | B
		numbers: 1 | 2 | 3 | 4
		text 1: THE CRANE WAS FOUND.
		text 2: IT WILL BE SHIPPED.
		text 3: SEND THE COST.
		text 4: REGARDS.
		signers: VANCE
		unplaced:
		no problem: text-missing
	`},
	{"05a-unnumbered-after-ref.txt", crane + `
		refs: 79STATE40011
		numbers: 0
		text 0: EXPORTERS TOLD ECONOFF MARCH 3 THAT THE ONLY CRANE AT THE SOUTHERN PIER HAS BEEN BROKEN SINCE LENT.
		signers: LARKSPUR
	`},
	{"05b-unnumbered-after-subject.txt", crane + `
		refs:
		numbers: 0
		text 0: EXPORTERS TOLD ECONOFF MARCH 3 THAT THE ONLY CRANE AT THE SOUTHERN PIER HAS BEEN BROKEN SINCE LENT.
		signers: LARKSPUR
	`},
	{"06-two-telegrams-one-file.txt", `
		id: 73STATE226716
		date: 1973-11-16T18:43Z
		precision: minute
		source: dtg
		precedence: R
		from: SECSTATE WASHDC
		to: AMEMBASSY QUITO
		info:
		class: CONFIDENTIAL
		text class:
		handling:
		eo: 11652
		tags: TSPA | EC
		subject: CRANE
		refs: 73QUITO2817
		numbers: 1 | 2
		text 1: WE ARE NOT INTERESTED IN THE CRANE.
		text 2: PLEASE PHOTOGRAPH IT.
		signers: KISSINGER
		no problem: foreign-text
		not: CYLINDER
		not: JANE R ROE
		not: UNCLASSIFIED
		not: CONFIDENTIAL
		not: UNITED STATES DEPARTMENT OF STATE
		not: E14
		not: E15
		---
		id: 73QUITO2817
		date: 1973-10-24T22:32Z
		precision: minute
		source: dtg
		precedence: R
		from: AMEMBASSY QUITO
		to: SECSTATE WASHDC
		to serial: 7264
		info:
		class: CONFIDENTIAL
		text class:
		handling:
		eo: 11652
		tags: TSPA | EC
		subject: AN OBJECT ON THE PIER
		refs:
		numbers: 1 | 2
		text 1: A CYLINDER WAS FOUND ON THE PIER.
		text 2: IT IS TWO FEET LONG.
		signers: LARKSPUR
		no problem: foreign-text
		not: PHOTOGRAPH
		not: JANE R ROE
		not: UNCLASSIFIED
		not: CONFIDENTIAL
	`},
	{"07-text-before-later-section-header.txt", `
		id: 77QUITO5161
		date: 1977-12-01T23:12Z
		precision: minute
		precedence: P | R
		from: AMEMBASSY QUITO
		to: SECSTATE WASHDC
		to precedence: PRIORITY
		to serial: 8126
		info:
		class: CONFIDENTIAL
		sections: 2
		numbers: 1 | 2 | 3
		text 1: ITEM 123 WAS TAKEN UP. THE DELEGATES ASKED FOR TIME TO STUDY THE RESOLUTION AND SEEK INSTRUCTIONS. IT WAS SO DECIDED. THE ZEPPELIN QUESTION WAS NOT RAISED.
		text 2: THE MEETING ADJOURNED.
		text 3: QUOTE THE ASSEMBLY REQUESTS. UNQUOTE
		signers: YOUNG
		no problem: duplicate-text
		not: CONFIDENTIAL
		not: 020132Z
		not: NNN
	`},
	{"08-plusd-names/1976QUITO00214_b.txt", `
		id: 76QUITO214
		date: 1976-01-01T00:00Z
		precision: year
		source: mrn
		numbers: 1 | 2
		text 1: EXPORTERS TOLD ECONOFF THAT THE CRANE IS BROKEN.
		text 2: POST WILL FORWARD THE REQUEST.
		signers: LARKSPUR
	`},
	{"08-plusd-names/75QUITO1214_b.txt", `
		id: 75QUITO1214
		date: 1975-01-01T00:00Z
		precision: year
		source: mrn
		numbers: 1 | 2
		signers: LARKSPUR
	`},
	{"08-plusd-names/1976QUITO00216_b.html", "id: 76QUITO216\nalias: 76QUITO214" + plusdPage},
	{"09-plusd-page-pgp.html", "id: 76QUITO214" + plusdPage},
	{"09b-plusd-page-br.html", "id: 76QUITO214" + plusdPage},
	{"10-smart-form.txt", `
		id: 09QUITO799
		date: 2009-03-03T15:10Z
		precision: minute
		from: AMEMBASSY QUITO
		to: SECSTATE WASHDC
		to precedence: ROUTINE
		info:
		handling: SENSITIVE
		attention:
		eo: 13526
		tags: ETRD | EC
		subject: EXPORTERS ASK FOR A SECOND CRANE
		refs: 09QUITO700 | 09STATE4001
		labels: A | B
		numbers: 1 | 2
		marks: SBU | SBU
		text 1: Exporters told Econoff that the crane is broken.
		text 2: Post will forward the request.
		signers: LARKSPUR
		unplaced:
		not: Signature
		no problem: date-missing
		no problem: subject-missing
		no problem: tags-missing
	`},
	{"11-foia-retrieval-print.txt", `
		id: 85QUITO214
		date: 1985-01-28T06:53Z
		precision: minute
		source: dtg
		precedence: O
		from: AMEMBASSY QUITO
		to: USCINCSO QUARRY HEIGHTS
		to precedence: IMMEDIATE
		info: SECSTATE WASHDC
		info serial: 1694
		class: LIMITED OFFICIAL USE
		text class:
		handling:
		attention:
		eo: 12356
		tags: MARR | EC
		subject: ECUADOR INQUIRY RE A CRANE
		refs:
		numbers: 1 | 2
		text 1: EMBASSY RECEIVED AN INQUIRY CONCERNING THE CRANE AT THE SOUTHERN PIER, WHICH HAS BEEN BROKEN SINCE LENT.
		text 2: POST WOULD WELCOME CONFIRMATION.
		signers: LARKSPUR
		no problem: foreign-text
		no problem: class-conflict
		not: Jane Roe
		not: US Department of State
		not: 2/25/2026
		not: Page 1 of 2
		not: Page 2 of 2
		not: CSP-2025-00040
		not: PAGE 02
		not: 280704Z
		not: UNCLASSIFIED
		not: LIMITED OFFICIAL USE
	`},
	{"12-ocr-dtg.txt", `
		id: 76QUITO4887
		date: 1976-12-10T21:14Z
		precision: minute
		source: dtg
		problem: dtg-damaged
		precedence: R
		from: AMEMBASSY QUITO
		to: SECSTATE WASHDC
		to serial: 1887
		info:
		class: SECRET
		text class:
		handling:
		eo: 11652
		tags: PINR | EC
		subject: POSSIBLE RETURNED CRANE
		refs: 76STATE300075
		numbers: 1 | 2
		text 1: THE CRANE HAS RETURNED.
		text 2: IT IS BROKEN.
		signers: ENDERS
		not: JANE R ROE
		not: UNITED STATES DEPARTMENT OF STATE
		not: 200799999
		not: UNCLASSIFIED
		not: E6
	`},
	{"20-undated/a.txt", "id: 08QUITO501\ndate: 2008-02-29T00:01Z\nsource: dtg"},
	{"20-undated/b.txt", "id: 08QUITO502\ndate: 2008-02-29T23:59Z\nsource: dtg"},
	{"20-undated/c.txt", "id: 08QUITO503\ndate: 2008-03-01T00:00Z\nsource: dtg"},
	{"20-undated/d.txt", "id: 38QUITO504\ndate: 2038-12-31T12:00Z\nsource: dtg"},
	{"20-undated/e.txt", "id: QUITO505\ndate:\nprecision:\nsource:\nproblem: date-missing\nnumbers: 1\nsigners: LARKSPUR"},
	{"21-esenv.txt", `
		id: STATE284
		date:
		class: UNCLASSIFIED
		caption: SIPDIS
		eo: 12958
		tag: AMGT
		tag: ESENV
		message: ESENV
		subject:
		refs:
		numbers: 1 | 2
		text 1: Posts are asked to file the form. In the form, the line SUBJECT: must be left blank unless the item is a subject of dispute.
		text 2: Thank you.
		signers: CLINTON
		unplaced:
	`},
	{"22a-entire-text.txt", entireText},
	{"22b-entire-text-bare.txt", entireText},
	{"23-five-line-preamble/02QUITO386.txt", `
		id: 02QUITO386
		date: 2002-11-20T00:00Z
		precision: day
		source: archive
		class: CONFIDENTIAL
		text class: UNCLASSIFIED
		problem: class-conflict
		problem: partial-extract
		caption: SIPDIS
		sections: 2
		eo: 12958
		tags: PREL | PGOV | EC
		subject: COASTAL ECUADOR PRESS SUMMARY NOVEMBER 6, 2002
		refs:
		attention:
		numbers: 1 | 2
		text 1: This is the coastal press summary.
		text 2: The crane fell.
		signers: HOLT
		not: Wed Nov 20
		not: Embassy Quito
	`},
	{"23-five-line-preamble/73QUITO2077.txt", `
		id: 73QUITO2077
		date: 1973-04-02T00:00Z
		precision: day
		source: archive
		class: SECRET
		subject: AUDIENCE WITH THE MAYOR APRIL 5
		paragraphs:
		signers:
		attention:
		problem: text-missing
	`},
}

const plusdPage = `
	date: 1976-03-03T15:10Z
	precision: minute
	class: UNCLASSIFIED
	text class:
	from: ~Quito
	tags: EC | ETRD
	subject: BANANA EXPORTERS ASK FOR A SECOND CRANE
	numbers: 1 | 2
	text 1: EXPORTERS TOLD ECONOFF ON MARCH 3 THAT THE CRANE AT THE SOUTHERN PIER HAS BEEN BROKEN SINCE LENT.
	text 2: ~POST WILL FORWARD THE REQUEST.
	signers: LARKSPUR
	unplaced:
	not: mQQBBGBjDtIBH6DJexamplekey
	not: UNCLASSIFIED
	not: PAGE 02
	not: NNN
	not: BEGIN
`

const entireText = `
	id: 79QUITO1214
	date: 1979-03-03T15:10Z
	class: CONFIDENTIAL
	eo: 12065
	declassify: 1985-03-03
	tags: ETRD | EC
	subject: SECOND CRANE
	numbers: 1 | 2 | 3
	marks: C | C | C
	text 1: illegible
	text 2: NO CRANE IS TO BE HAD.
	text 3: C O M M E N T: REGRETS.
	signers: LARKSPUR
	no problem: mark-unknown
	no problem: portion-conflict
`

// TestInputs reads the small inputs beside the repository.
func TestInputs(t *testing.T) {
	t.Parallel()
	needShared(t, inputsDir)
	for _, tt := range inputTests {
		t.Run(tt.file, func(t *testing.T) {
			cables := readCables(t, filepath.Join(inputsDir, tt.file))
			checkCables(t, cables, tt.want)
			for _, c := range cables {
				checkNoDot(t, c)
			}
		})
	}
}

// checkNoDot wants no paragraph of a cable to be a dot or a bracket alone.
func checkNoDot(t *testing.T, c *Cable) {
	t.Helper()
	for _, p := range c.Paragraphs {
		if p.Text != "" && onlyOf(p.Text, ".,;:()- \n") {
			t.Errorf("%s: paragraph %d is %q", c.ID, p.Number, p.Text)
		}
	}
}

// TestInputsComplete holds the table to the files beside the repository: each
// of these kinds has its row.
func TestInputsComplete(t *testing.T) {
	t.Parallel()
	needShared(t, inputsDir)
	rows := map[string]bool{}
	for _, tt := range inputTests {
		rows[tt.file] = true
	}
	for _, kind := range []string{"0[1-9]*", "1[0-2]*", "2[0-3]*"} {
		files, err := filepath.Glob(filepath.Join(inputsDir, kind))
		if err != nil || len(files) == 0 {
			t.Fatalf("%s: %d files, %v", kind, len(files), err)
		}
		for _, file := range files {
			for _, name := range filesUnder(t, file) {
				if name, _ = filepath.Rel(inputsDir, name); !rows[filepath.ToSlash(name)] {
					t.Errorf("%s: no expectation", name)
				}
			}
		}
	}
}

func filesUnder(t *testing.T, path string) []string {
	t.Helper()
	entries, err := os.ReadDir(path)
	if err != nil { // a file
		return []string{path}
	}
	var files []string
	for _, e := range entries {
		files = append(files, filepath.Join(path, e.Name()))
	}
	return files
}

// TestVariants reads the invented variants of the same kinds. Each archive of
// testdata/variants has for a kind the inputs and, after each, its expectation
// under the same name and .want.
func TestVariants(t *testing.T) {
	t.Parallel()
	archives, err := filepath.Glob(variantsDir + "/*.txtar")
	if err != nil || len(archives) == 0 {
		t.Fatalf("no variants in %s: %v", variantsDir, err)
	}
	for _, file := range archives {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".txtar"), func(t *testing.T) {
			archive, err := txtar.ParseFile(file)
			if err != nil {
				t.Fatal(err)
			}
			checkVariants(t, archive.Files)
		})
	}
}

func checkVariants(t *testing.T, files []txtar.File) {
	t.Helper()
	if len(files) == 0 || len(files)%2 != 0 {
		t.Fatalf("%d files: expected pairs of input and expectation", len(files))
	}
	for i := 0; i < len(files); i += 2 {
		in, want := files[i], files[i+1]
		if want.Name != in.Name+".want" {
			t.Fatalf("%s follows %s: expected its expectation", want.Name, in.Name)
		}
		t.Run(in.Name, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), in.Name)
			if err := os.WriteFile(path, in.Data, 0o600); err != nil {
				t.Fatal(err)
			}
			cables := readCables(t, path)
			checkCables(t, cables, string(want.Data))
			for _, c := range cables {
				checkNoDot(t, c)
			}
		})
	}
}

// TestRenamedPosts wants posts that were renamed to be one post.
func TestRenamedPosts(t *testing.T) {
	t.Parallel()
	for _, pair := range [][2]string{{"KIEV", "KYIV"}, {"CALCUTTA", "KOLKATA"}} {
		rec := corpus.Record{Body: "R 140950Z MAR 08\nFM AMEMBASSY LUSAKA\nTO SECSTATE WASHDC 0113\nUNCLAS LUSAKA 000430\n\n" +
			"E.O. 12958: N/A\nTAGS: PGOV\nSUBJECT: KEYS\nREF: A. " + pair[0] + " 44 B. " + pair[1] + " 44\n\n1. (U) Lost.\nQUILL\n"}
		refs := Parse(rec).Refs
		if len(refs) == 0 || refs[0].ID == "" || refs[len(refs)-1].ID != refs[0].ID {
			t.Errorf("%v: references are %+v, want both to one id", pair, refs)
		}
	}
}

// TestClassOfTextDiffers wants both classifications where the text's is not the
// archive's.
func TestClassOfTextDiffers(t *testing.T) {
	t.Parallel()
	body := "UNCLAS LUSAKA 000430\n\nSIPDIS\n\nE.O. 12958: N/A\nTAGS: PGOV\nSUBJECT: KEYS\n\n1. (U) Lost.\nQUILL\n"
	c := Parse(corpus.Record{ID: "08LUSAKA430", Classification: "CONFIDENTIAL//NOFORN", Body: body})
	checkCables(t, []*Cable{c}, "class: CONFIDENTIAL\ntext class: UNCLASSIFIED\nproblem: class-conflict\ncaption: NOFORN")
	c = Parse(corpus.Record{ID: "08LUSAKA430", Classification: "UNCLASSIFIED", Body: body})
	checkCables(t, []*Cable{c}, "class: UNCLASSIFIED\ntext class:\nno problem: class-conflict")
}

// TestMalformedIDs wants the id that an archive garbled, and its form as an alias.
func TestMalformedIDs(t *testing.T) {
	t.Parallel()
	tests := []struct{ archive, post, id string }{
		{"7676LIBREVILLE412", "LIBREVILLE 0412", "76LIBREVILLE412"},
		{"09SECTION02GF03BISHIEK77", "BISHKEK 000077", "09BISHKEK77"},
		{"08ECTION01OF02LUSAKA492", "LUSAKA 000492", "08LUSAKA492"},
		{"08BKK1188", "BANGKOK 001188", "08BANGKOK1188"},
	}
	for _, tt := range tests {
		c := Parse(corpus.Record{ID: tt.archive, Body: "UNCLAS " + tt.post + "\n\nE.O. 12958: N/A\nTAGS: PGOV\nSUBJECT: KEYS\n\n1. (U) Lost.\nQUILL\n"})
		checkCables(t, []*Cable{c}, "id: "+tt.id+"\nalias: "+tt.archive+"\nno problem: id-conflict")
	}
}
