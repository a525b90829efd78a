package indextest

import (
	"fmt"
	"strings"

	"reftel/corpus"
)

// WithTexts returns some records and, for every third of them, further texts of the
// same cable: a copy from another archive, a copy that is cut short, and a text
// with other words and codes. It adds records of layouts in which text stands
// outside the telegram.
func WithTexts(records []corpus.Record) []corpus.Record {
	list := append([]corpus.Record(nil), records...)
	for i, rec := range records {
		if i%3 != 0 {
			continue
		}
		copied, cut, other := rec, rec, rec
		copied.Source.Path, copied.Origin = "copies.jsonl", "Quito"
		copied.Facts = []corpus.Fact{{Name: "Locator", Value: fmt.Sprintf("text on microfilm reel %d", i)}}
		cut.Source.Path, cut.Body = "cut.jsonl", rec.Body[:len(rec.Body)*2/3]
		other.Source.Path = "others.jsonl"
		other.Body = strings.NewReplacer("minister", "walrus", "MINISTER", "WALRUS", "PREL", "KNNP", "trade", "gull").Replace(rec.Body)
		list = append(list, copied, cut, other)
	}
	for i, body := range outside {
		list = append(list, corpus.Record{Body: body, Source: corpus.Source{Path: fmt.Sprintf("outside-%d.txt", i), Line: 1}})
	}
	return list
}

// outside are texts of which parts stand outside a telegram.
var outside = []string{
	// A print of the National Archives.
	`Ada Marlow        Declassified/Released        US Department of State        EO Systematic Review        05 JUL 2006




 Message Text



PAGE 01        QUITO  01214  031522Z

46
ACTION EB-11

INFO  OCT-01  ARA-16  ISO-00  /042 W
                     --------------------- 057563
R 031510Z MAR 75
FM AMEMBASSY QUITO
TO SECSTATE WASHDC 3512

LIMITED OFFICIAL USE QUITO 1214

E.O. 11652: N/A
TAGS: ETRD, EC
SUBJECT: BANANA EXPORTERS ASK FOR A SECOND CRANE

1. EXPORTERS TOLD ECONOFF THAT THE ONLY CRANE HAS BEEN BROKEN
SINCE LENT.

2. POST WILL FORWARD THEIR REQUEST FOR A LOAN.
LARKSPUR


LIMITED OFFICIAL USE

NNN



 Message Attributes

Automatic Decaptioning: X
Capture Date: 01 JAN 1994
Concepts: BANANAS, PORT FACILITIES, TRADE
Control Number: n/a
Document Number: 1975QUITO01214
Film Number: D750073-0410
From: QUITO
Locator: TEXT ON-LINE, ON MICROFILM
Original Classification: LIMITED OFFICIAL USE
Subject: BANANA EXPORTERS ASK FOR A SECOND CRANE
TAGS: ETRD, EC, UNITED FRUIT
To: STATE
Type: TE
`,
	// Two telegrams in one file.
	`R 161843Z NOV 73
FM SECSTATE WASHDC
TO AMEMBASSY QUITO

C O N F I D E N T I A L STATE 226716

E.O. 11652: GDS
TAGS: TSPA, EC
SUBJECT: CRANE

REF: QUITO 2817

1. WE ARE NOT INTERESTED IN THE CRANE OF THE FOREIGN MINISTER.
MARLOW

NNN
R 242232Z OCT 73
FM AMEMBASSY QUITO
TO SECSTATE WASHDC 7264

C O N F I D E N T I A L QUITO 2817

E.O. 11652: GDS
TAGS: TSPA, EC
SUBJECT: AN OBJECT ON THE PIER

1. A CYLINDER WAS FOUND ON THE PIER.
LARKSPUR

NNN
`,
	// Text before and after a telegram that is not part of it.
	`THESE ARE THE PAPERS OF A RETIRED HARBOUR MASTER.

R 242232Z OCT 74
FM AMEMBASSY QUITO
TO SECSTATE WASHDC 7264

UNCLAS QUITO 2818

E.O. 11652: N/A
TAGS: EWWT, EC
SUBJECT: TICKETS

1. TICKETS ARE SOLD AT THE GATE.
LARKSPUR

NNN

TYPED AGAIN BY THE GOVERNMENT OF THE PORT IN JUNE.
`,
}
