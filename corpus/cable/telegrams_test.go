package cable

import (
	"path/filepath"
	"testing"
)

const telegramsDir = sharedDir + "/telegrams"

// telegramTests are the real telegrams beside the repository, each read by eye:
// what an archivist takes from the page, as expect_test.go writes it. It holds
// facts only, names and numbers, and no text of a cable: subjects are compared by
// length and hash.
//
// Rules of the reading:
//   - Names of addressees and codes stand as in the cable, misreadings and all
//     (WASHDO, PINE); what has one meaning only is repaired: a Z of a DTG read as
//     2 or 7, EM for FM, SECRE I for SECRET.
//   - A pane of PlusD without a classification line has the classification of
//     its page banners. The banners of a release (RELEASED IN FULL) are no
//     classification of the telegram.
//   - A page header gives a day and a time but no month: a pane with nothing else
//     has the year of its name.
//   - A lettered list in a paragraph is none. A number lost in scanning is not
//     made up: 73STATE227792 prints 1, 3 and 4 and has three paragraphs. A text
//     before the first number is a paragraph without one.
//   - A name at the end of the last line is a signature (… RUSH).
var telegramTests = []struct{ file, want string }{
	{"01-73STATE227792.txt", `
		id: 73STATE227792
		date: 1973-11-19T17:40Z
		precision: minute
		source: dtg
		problem: dtg-damaged
		precedence: R
		from: SECSTATE WASHDC
		to: AMEMBASSY ABIDJAN
		info: DIA | CSAF / INY | CONAD ENT AFB | FTD WRIGHT PATTERSON AFE
		class: CONFIDENTIAL
		text class:
		handling:
		attention:
		eo: 11652
		tags: PINE | ISPA | UN | IV
		subject hash: 16 9dee7b65186e07ad
		refs: 73USDAO427 | 73STATE221655 | 73STATE-A6343
		labels: A | B | C
		paragraphs: 3
		signers: RUSH
		not: STRAND
		not: 200703877
		not: UNCLASSIFIED
		not: CONFIDENTIAL
		not: PAGE 02
		not: NAN
	`},
	{"03-76OTTAWA4887.txt", `
		id: 76OTTAWA4887
		date: 1976-12-10T21:14Z
		precision: minute
		source: dtg
		problem: dtg-damaged
		precedence: R
		from: AMEMBASSY OTTAWA
		to: SECSTATE WASHDO
		to serial: 1887
		info:
		class: SECRET
		text class:
		handling:
		attention:
		eo: 11652
		tags: PINR | TSPA | UN | CA
		subject hash: 41 b89a14b98addb3a4
		refs: 76STATE300075
		paragraphs: 1
		numbered:
		signers: ENDERS
		not: STRAND
		not: UNCLASSIFIED
	`},
	{"05-77OTTAWA13.txt", `
		id: 77OTTAWA13
		date: 1977-01-05T16:09Z
		precision: minute
		source: dtg
		problem: dtg-damaged
		precedence: illegible
		from: AMEMBASSY OTTAWA
		to: SECSTATE WASHDO
		to precedence: PRIORITY
		to serial: 2036
		info:
		class: SECRET
		text class:
		handling:
		attention:
		eo: 11652
		tags: PINR | TSPA | UN | CA
		subject hash: 41 b89a14b98addb3a4
		# 5022 is no number of the first days of 1977: the post is at 13.
		refs: 76OTTAWA5022 | 77STATE1132
		labels: A | B
		paragraphs: 1
		numbered:
		signers: LEARY
		not: STRAND
		not: UNCLASSIFIED
		not: NAN
	`},
	{"07-78STATE270471.txt", `
		id: 78STATE270471
		date: 1978-10-24T21:24Z
		precision: minute
		source: dtg
		precedence: P
		from: SECSTATE WASHDC
		to: AMCONSUL HAMILTON
		to precedence: PRIORITY
		info:
		class: LIMITED OFFICIAL USE
		text class:
		handling:
		attention:
		eo: 11652
		tags: TSPA
		subject hash: 55 11c41360af34059f
		refs: 78HAMILTON436
		numbers: 1 | 2 | 3 | 4
		signers: VANCE
		not: RSTRAND
		not: UNCLASSIFIED
		not: LIMITED OFFICIAL USE
		not: PAGE 02
	`},
	{"09-78WELLINGTON6126.txt", `
		id: 78WELLINGTON6126
		date: 1978-11-08T21:25Z
		precision: minute
		source: dtg
		problem: dtg-damaged
		precedence: O
		from: AMEMBASSY WELLINGTON
		to: SECSTATE WASHDO | DIA WASHDO
		to precedence: IMMEDIATE | IMMEDIATE
		to serial: 6620 | -
		info: 7602 AIR INTELLIGENCE GROUP FT. BELVOIR VA | FTD WRIGHT-PATTERSON AFB OH | HQ ADCOM PETERSON AFB CO
		class: LIMITED OFFICIAL USE
		text class:
		handling:
		attention:
		eo: 11652
		tags: TSPA | NZ
		subject hash: 21 3354887466d7da5c
		refs: 78WELLINGTON6093 | ~6108
		labels: A | B
		notes: NOTAL | -
		numbers: 1 | 2
		signers: SELDEN
		not: RSTRAND
		not: UNCLASSIFIED
	`},
	{"11-73STATE226716.txt", `
		id: 73STATE226716
		date: 1973-11-16T18:43Z
		precision: minute
		source: dtg
		problem: dtg-damaged
		precedence: R
		from: SECSTATE WASHDC
		to: AMEMBASSY WELLINGTON
		info:
		class: CONFIDENTIAL
		text class:
		handling:
		attention:
		eo: 11652
		tags: TSPA | PFOR | NO | UN
		subject hash: 8 53c4ff46357e1416
		# The number of the airgram is illegible.
		refs: 73WELLINGTON2817 | ~A-6:45
		labels: A | B
		paragraphs: 2
		signers:
		not: STRAND
		not: UNCLASSIFIED
		not: VANDIVIER
		---
		id: 73WELLINGTON2817
		date: 1973-10-24T22:32Z
		precision: minute
		source: dtg
		problem: dtg-damaged
		precedence: R
		from: AMEMBASSY WELLINGTON
		to: SECSTATE WASHDC
		to serial: 7264
		info:
		class: CONFIDENTIAL
		text class:
		handling:
		attention:
		eo: 11652
		tags: TSPA | PFOR | NZ | UN
		subject hash: 8 53c4ff46357e1416
		# The second is dated: April 7, 1972.
		refs: ~6343 | 72WELLINGTON736
		labels: A | B
		numbers: 1 | 2
		# The scan put the signature before the last word of the text.
		signers: VANDIVIER
		not: STRAND
		not: UNCLASSIFIED
		not: CONFIDENTIAL
	`},
	{"13-75TUNIS1442.txt", `
		id: 75TUNIS1442
		date: 1975-03-11T14:50Z
		precision: minute
		source: dtg
		problem: dtg-damaged
		precedence: illegible
		from: AMEMBASSY TUNIS
		to: AMEMBASSY ALGIERS
		info: illegible
		info name: SECSTATE NASHDC
		class: LIMITED OFFICIAL USE
		text class:
		handling: illegible
		attention:
		eo: 11652
		tags: MILI | TSPA | IS
		subject hash: 27 0a7ab6d9df99ebbe
		todo refs: 75ALGIERS638 | ~1225
		paragraphs: 1
		numbered:
		todo signers: SEELYE
	`},
	{"15-plusd-1976STATE247538_b.txt", `
		id: 76STATE247538
		date: 1976-01-01T00:00Z
		precision: year
		source: mrn
		precedence:
		from:
		to:
		info:
		class: UNCLASSIFIED
		text class:
		handling:
		attention:
		eo:
		tags:
		subject:
		refs:
		numbers: 1 | 2 | 3 | 4 | 5 | 6 | 7 | 8
		signers: KISSINGER
		unplaced:
		not: PAGE 0
		not: UNCLASSIFIED
		not: NNN
	`},
	{"17-plusd-1978USUNN05313_d.txt", `
		id: 78USUNNEWYORK5313
		date: 1978-01-01T00:00Z
		precision: year
		source: mrn
		precedence:
		from:
		to:
		info:
		class: CONFIDENTIAL
		text class:
		handling:
		attention:
		eo:
		tags:
		subject:
		refs:
		numbers: 1 | 2 | 3
		signers: LEONARD
		unplaced:
		not: PAGE 0
		not: CONFIDENTIAL
		not: Sheryl
		not: 232126Z
	`},
	{"19-plusd-1978USUNN05425_d.txt", `
		id: 78USUNNEWYORK5425
		date: 1978-11-28T20:54Z
		precision: minute
		source: dtg
		precedence: O
		from: USMISSION USUN NEW YORK
		to: SECSTATE WASHDC
		to precedence: IMMEDIATE
		to serial: 5997
		info: AMEMBASSY BRIDGETOWN
		class: CONFIDENTIAL
		text class:
		handling:
		attention:
		sections: 2
		eo:
		tags:
		subject:
		refs:
		numbered: 11
		signers: LEONARD
		no problem: duplicate-text
		no problem: foreign-text
		not: PAGE 0
		not: Sheryl
		not: 282100Z
		not: 282101Z
		not: SECTION 02 OF 02
	`},
	{"21-85PORTMORESBY199.txt", `
		id: 85PORTMORESBY199
		date: 1985-01-28T06:53Z
		precision: minute
		source: dtg
		precedence: illegible
		from: AMEMBASSY PORT MORESBY
		to: USCINCPAC HONOLULU HI
		to precedence: IMMEDIATE
		info: 43SW ANDERSON AFB GU | SECSTATE WASHDC | AMEMBASSY CANBERRA | AMEMBASSY JAKARTA
		info precedence: IMMEDIATE | - | - | -
		info serial: - | 1694 | - | -
		class: LIMITED OFFICIAL USE
		text class:
		handling:
		eo: 12356
		tags: MARR | PP
		subject hash: 39 661206a4588366a3
		refs:
		numbers: 1 | 2 | 3 | 4
		signers:
		no problem: class-conflict
		no problem: foreign-text
		not: John Powers
		not: CSP-2025-00040
		not: 00002707027
		not: Page 1 of 3
		not: US Department of State
		not: 280704Z
		not: UNCLASSIFIED
		not: LIMITED OFFICIAL USE
	`},
	{"23-01MOSCOW13169.txt", `
		id: 01MOSCOW13169
		date: 2001-10-30T17:41Z
		precision: minute
		source: dtg
		precedence: P
		from: AMEMBASSY MOSCOW
		to: SECSTATE WASHDC
		to precedence: PRIORITY
		to serial: 1142
		# The lists of the two sections differ: the scan lost lines of both.
		info name: AMEMBASSY TBILISI
		info name: USMISSION USUN NEW YORK
		info name: MOSCOW POLITICAL COLLECTIVE
		info name: AMEMBASSY BAKU
		info name: SECDEF WASHDC
		info name: JOINT STAFF WASHDC
		class: CONFIDENTIAL
		text class:
		handling:
		attention:
		sections: 2
		eo: 12958
		declassify: 2021-10-29
		classified by: GEORGE KROL
		classifier title: POLMINCOUNS
		reasons: 1.5(b) | 1.5(d)
		tags: PREL | MARR | KCFE | UN | OSCE | GG | RS
		subject hash: 52 0d8714b2945c9edd
		refs: 01MOSCOW13072 | 01TBILISI3087
		labels: A | B
		numbers: 1 | 2 | 3 | 4 | 5 | 6 | 7 | 8
		signers: VERSHBOW
		no problem: duplicate-text
		no problem: foreign-text
		not: John Powers
		not: PTQ6889
		not: PTQ6891
		not: CONTIDENTIAL
		not: Page 3 of 5
		not: 301754Z
		not: US Department of State
	`},
	{"25-23MEXICO2544.txt", `
		id: 23MEXICO2544
		date: 2023-09-16T01:50Z
		precision: minute
		from: AMEMBASSY MEXICO
		to: SECSTATE WASHDC
		to precedence: ROUTINE
		info: NATIONAL SECURITY COUNCIL WASHINGTON DC | WHITE HOUSE OFC OF THE VICE PRESIDENT WASHINGTON DC | DNI WASHINGTON DC | CIA WASHINGTON DC | DIA WASHINGTON DC | HQ USNORTHCOM | DEPT OF HOMELAND SECURITY WASHINGTON DC | DEPT OF JUSTICE WASHINGTON DC | HQ USSOUTHCOM MIAMI FL | WESTERN HEMISPHERIC AFFAIRS DIPL POSTS | ALL US CONSULATES IN MEXICO COLLECTIVE
		info precedence: ROUTINE | ROUTINE | ROUTINE | ROUTINE | ROUTINE | ROUTINE | ROUTINE | ROUTINE | ROUTINE | ROUTINE | ROUTINE
		exempt: ~CARACAS
		# The banner SBU is the telegram's, UNCLASSIFIED that of the release.
		class: SENSITIVE BUT UNCLASSIFIED
		text class:
		caption: SENSITIVE
		attention:
		eo: 13526
		tags: PGOV | PREL | ASEC | TSPA | KJUS | KCRM | MX
		subject hash: 43 660934a7ce30a24a
		subject mark: U
		refs: 23MEXICO2468 | 23MEXICO2166 | 23MEXICO2346
		labels: A | B | C
		numbered: 11
		signers: SALAZAR
		not: John Powers
		not: Page 3 of 7
		not: US Department of State
	`},
	{"31-plusd-1979STATE039728_e.txt", `
		id: 79STATE39728
		date: 1979-02-16T01:55Z
		precision: minute
		source: dtg
		precedence: O
		from: SECSTATE WASHDC
		to: USDEL SECRETARY | AMEMBASSY AMMAN | AMEMBASSY BEIRUT | AMEMBASSY ALGIERS | AMCONSUL JERUSALEM | AMEMBASSY MUSCAT | AMEMBASSY MANAMA | AMEMBASSY NEW DELHI | AMEMBASSY RABAT | AMEMBASSY SANA | USMISSION SINAI | AMEMBASSY TRIPOLI | AMEMBASSY TEL AVIV | AMEMBASSY TUNIS | AMEMBASSY MOSCOW | ALL DIPLOMATIC AND CONSULAR POSTS | SECDEF WASHDC | JCS WASHDC | CIA WASHDC | NSC WASHDC | USICA | USCINCEUR VAIHINGEN GE | ~AMEMBASSY ALGIERS
		info:
		class: LIMITED OFFICIAL USE
		text class:
		eo: 11652
		tags: SOPN
		subject hash: 39 c6a2b8b0ea62aa53
		refs:
		# The page ends before the text begins.
		paragraphs: illegible
		numbered:
		signers:
		not: Sheryl
		not: LIMITED OFFICIAL USE
		not: PAGE 02
		not: TOSEC 010037
	`},
	{"33-plusd-1978STATE042975_d.txt", `
		id: 78STATE42975
		date: 1978-02-17T22:44Z
		precision: minute
		source: dtg
		precedence: O
		signals: ZFF6
		from: SECSTATE WASHDC
		to: AMEMBASSY LONDON | AMEMBASSY BONN
		to precedence: IMMEDIATE | IMMEDIATE
		info: USMISSION USNATO | AMEMBASSY PARIS | USMISSION GENEVA
		info precedence: IMMEDIATE | IMMEDIATE | IMMEDIATE
		class: SECRET
		text class:
		caption: NODIS
		eo: 11652
		tags: PARM | NATO
		subject hash: 41 f55c5b52213f496c
		refs:
		numbers: 1 | 2 | 3
		signers:
		not: Sheryl
		not: PAGE 02
		not: STATE 042975
	`},
	{"35-plusd-1979STATE299669_e.txt", `
		id: 79STATE299669
		date: 1979-11-17T23:43Z
		precision: minute
		source: dtg
		precedence: O | R
		from: SECSTATE WASHDC
		to: AMEMBASSY BRIDGETOWN
		to precedence: IMMEDIATE
		info: AMEMBASSY LONDON | USMISSION USUN NEW YORK | FBI WASHDC | USCOAST GUARD WASHDC
		class: CONFIDENTIAL
		text class:
		handling:
		attention:
		eo: 12065
		declassify: 1985-11-17
		tags: PINT | PGOV | PINR | GJ
		subject hash: 59 42d0c44d1c8b2203
		refs:
		numbers: 1 | 2
		marks: C | C
		signers:
		not: Sheryl
		not: PAGE 02
		not: STATE 299669
		not: CONFIDENTIAL
	`},
	{"37-nsarchive-1976STATE311722-flat.txt", `
		id: 76STATE311722
		date: 1976-12-28T16:05Z
		precision: minute
		source: dtg
		precedence: Z
		signals: ZFF4
		from: SECSTATE WASHDC
		to: USDEL SECRETARY
		to precedence: FLASH
		info:
		class: LIMITED OFFICIAL USE
		text class:
		eo: 11652
		tags: SOPN
		subject hash: 14 1ea25b3b6650bd84
		refs:
		paragraphs: illegible
		numbered:
		signers:
		not: Margaret
		not: PAGE 01
	`},
}

// TestTelegrams reads the real telegrams beside the repository.
func TestTelegrams(t *testing.T) {
	t.Parallel()
	needShared(t, telegramsDir)
	rows := map[string]bool{}
	for _, tt := range telegramTests {
		rows[tt.file] = true
		t.Run(tt.file, func(t *testing.T) {
			checkCables(t, readCables(t, filepath.Join(telegramsDir, tt.file)), tt.want)
		})
	}
	files, err := filepath.Glob(telegramsDir + "/*.txt")
	if err != nil || len(files) == 0 {
		t.Fatalf("no telegrams: %v", err)
	}
	for _, file := range files {
		if !rows[filepath.Base(file)] {
			t.Errorf("%s: no expectation", filepath.Base(file))
		}
	}
}
