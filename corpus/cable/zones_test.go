package cable

import (
	"strings"
	"testing"

	"reftel/corpus"
)

// TestZones has headers in the shapes in which archives print them. Each case
// is a fault that some archive has.
func TestZones(t *testing.T) {
	t.Parallel()
	const opening = "C O N F I D E N T I A L ROME 000777\n\n"
	tests := []struct {
		name, text                  string
		subject, tags, refs, by     string // joined by blanks
		eo, handling, attend, text1 string
	}{
		{
			name:    "one line a label, no blank lines",
			text:    "SIPDIS\nDEPT FOR S/P, IO/UNP\nE.O. 12958: DECL: 01/02/2018\nTAGS: PREL IT\nSUBJECT: A DRY FOUNTAIN\nREF: STATE 1234\nClassified By: DCM Ada Plumb, reason 1.4 (b).\n1. (C) It was dry.\n",
			subject: "A DRY FOUNTAIN", tags: "PREL IT", refs: "08STATE1234", by: "Ada Plumb",
			eo: "12958", handling: "SIPDIS", attend: "S/P IO/UNP", text1: "It was dry.",
		},
		{
			name:    "all in one line",
			text:    "SIPDIS STATE FOR EUR/WE E.O. 12958: DECL: 01/02/2018 TAGS: PREL IT SUBJECT: A DRY FOUNTAIN REF: STATE 1234 Classified By: DCM Ada Plumb, reason 1.4 (b). 1. (C) It was dry.",
			subject: "A DRY FOUNTAIN", tags: "PREL IT", refs: "08STATE1234", by: "Ada Plumb",
			eo: "12958", handling: "SIPDIS", attend: "EUR/WE", text1: "It was dry.",
		},
		{
			name:    "lower case",
			text:    "Sipdis\n\nDept for eur/we\n\nE.o. 12958: decl: 01/02/2018\nTags: prel, it,\neun\nSubject: a dry fountain\n\nRef: state 1234\n\nClassified by: DCM Ada Plumb, reason 1.4 (b).\n\n1. (C) It was dry.\n",
			subject: "a dry fountain", tags: "PREL IT EUN", refs: "08STATE1234", by: "Ada Plumb",
			eo: "12958", handling: "SIPDIS", attend: "eur/we", text1: "It was dry.",
		},
		{
			name:    "no colons, no dots",
			text:    "SIPDIS\n\nEO 12958 DECL: 01/02/2018\nTAGS PREL, IT\nSUBJECT: A DRY FOUNTAIN\n\nREF A. STATE 1234  B. ROME 12\n\n1. (C) It was dry.\n",
			subject: "A DRY FOUNTAIN", tags: "PREL IT", refs: "08STATE1234 08ROME12", eo: "12958", handling: "SIPDIS", text1: "It was dry.",
		},
		{
			name: "misspelt labels",
			text: "E.0. 12958: N/A\nTAGES: PREL IT\nSUBJCET: A DRY FOUNTAIN\nREFTELS: STATE 1234\nClassfied By: DCM Ada Plumb, reason 1.4 (b).\n\n1. (C) It was dry.\n",
			tags: "PREL IT", refs: "08STATE1234", by: "Ada Plumb", eo: "12958", text1: "It was dry.",
		},
		{
			name:    "a label that lost its first letter",
			text:    "E.O. 12958: N/A\nAGS: PREL IT\nUBJECT: A DRY FOUNTAIN\n\n1. (C) It was dry.\n",
			subject: "A DRY FOUNTAIN", tags: "PREL IT", eo: "12958", text1: "It was dry.",
		},
		{
			name:    "subject without a label behind the TAGS",
			text:    "E.O. 12958: N/A\nTAGS: PREL IT\nMAYOR TELLS EMBASSY THAT THE FOUNTAIN IS DRY\nREF: STATE 1234\n\n1. (C) It was dry.\n",
			subject: "MAYOR TELLS EMBASSY THAT THE FOUNTAIN IS DRY", tags: "PREL IT", refs: "08STATE1234", eo: "12958", text1: "It was dry.",
		},
		{
			name:    "every line parted from the next",
			text:    "E.O. 12958: N/A\n\nTAGS: PREL IT\n\nSUBJECT: THE MAYOR SAYS THAT THE FOUNTAIN WILL NOT \n\nBE MENDED THIS YEAR\n\nREF: A. STATE 1234\n\n  B. ROME \n\n00012\n\nClassified By: DCM Ada Plumb, reasons 1.4 (b)\n\nand (d).\n\n1. (C) It was dry.\n",
			subject: "THE MAYOR SAYS THAT THE FOUNTAIN WILL NOT BE MENDED THIS YEAR", tags: "PREL IT", refs: "08STATE1234 08ROME12", by: "Ada Plumb",
			eo: "12958", text1: "It was dry.",
		},
		{
			name:    "wrapped TAGS, a line of references by itself",
			text:    "E.O. 12958: N/A\nTAGS: PREL, IT,\nEUN, ECON\nSUBJECT: A DRY FOUNTAIN\nREF: STATE 1234\n\nROME 00012\n\n1. (C) It was dry.\n",
			subject: "A DRY FOUNTAIN", tags: "PREL IT EUN ECON", refs: "08STATE1234 08ROME12", eo: "12958", text1: "It was dry.",
		},
		{
			name:    "body without a number within the line of references",
			text:    "E.O. 12958: N/A\nTAGS: PREL IT\nSUBJECT: A DRY FOUNTAIN\n\nREF: A. STATE 1234\n¶B. ROME 12 (SBU) The mayor said in the morning that the fountain would be dry again, and that nobody was to blame for it.\n",
			subject: "A DRY FOUNTAIN", tags: "PREL IT", refs: "08STATE1234 08ROME12", eo: "12958",
			text1: "The mayor said in the morning that the fountain would be dry again, and that nobody was to blame for it.",
		},
		{
			name:    "classified by in the first paragraph",
			text:    "E.O. 12958: DECL: 01/02/08\nTAGS: PREL, IT\nSUBJECT: A DRY FOUNTAIN\n\n1.  (U) CLASSIFIED BY ADA PLUMB, DEPUTY CHIEF OF MISSION.\nREASON: 1.5 (D).\n\n2.  (C) IT WAS DRY.\n",
			subject: "A DRY FOUNTAIN", tags: "PREL IT", by: "ADA PLUMB", eo: "12958", text1: "CLASSIFIED BY ADA PLUMB, DEPUTY CHIEF OF MISSION.\nREASON: 1.5 (D).",
		},
		{
			name:    "derived from elsewhere",
			text:    "E.O. 12958: DECL: MR\nTAGS: ASEC\nSUBJECT: A DRY FOUNTAIN\n\nDerived from: Multiple sources\n\nDeclassify on: Source marked 25X1-human\n\n1. (C) It was dry.\n",
			subject: "A DRY FOUNTAIN", tags: "ASEC", eo: "12958", text1: "It was dry.",
		},
		{
			name:    "captions after the E.O. line, TAGS before it",
			text:    "TAGS: PREL IT\nE.O. 12958: N/A\n\nDEPARTMENT FOR EUR/WE\n\nSUBJECT: A DRY FOUNTAIN\n\n1. (C) It was dry.\n",
			subject: "A DRY FOUNTAIN", tags: "PREL IT", eo: "12958", attend: "EUR/WE", text1: "It was dry.",
		},
		{
			name:    "garbled captions",
			text:    "SlPDlS\nQENSITIVE\nNOFORM\n\nTAGS: PREL IT\nSUBJECT: A DRY FOUNTAIN\n\n1. (C) It was dry.\n",
			subject: "A DRY FOUNTAIN", tags: "PREL IT", handling: "SIPDIS SENSITIVE NOFORN", text1: "It was dry.",
		},
		{
			name:    "attention over lines, people and offices",
			text:    "SIPDIS\n\nSTATE FOR EUR/WE (HOLM), A/S VANE AND EB/TPP/MTA SWIFT;\nIO/UNP\nUSDA ALSO FOR FAS/OCRA FROM AMBASSADOR\n\nTAGS: PREL IT\nSUBJECT: A DRY FOUNTAIN\n\n1. (C) It was dry.\n",
			subject: "A DRY FOUNTAIN", tags: "PREL IT", handling: "SIPDIS", attend: "EUR/WE A/S VANE EB/TPP/MTA IO/UNP FAS/OCRA", text1: "It was dry.",
		},
		{
			name:  "no labels at all",
			text:  "It was dry, the mayor said. Nobody was to blame for it, and the fountain would not be mended.\n",
			text1: "It was dry, the mayor said. Nobody was to blame for it, and the fountain would not be mended.",
		},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			c := Parse(corpus.Record{Header: "R 041412Z DEC 08", Body: opening + tt.text})
			checkInvariants(t, c)
			var refs, by []string
			for _, r := range c.Refs {
				refs = append(refs, r.ID)
			}
			for _, p := range c.ClassifiedBy {
				by = append(by, p.Name)
			}
			if tt.subject != "" || tt.name == "no labels at all" {
				wantEqual(t, "subject", c.Subject, tt.subject)
			}
			wantEqual(t, "tags", strings.Join(codesOf(c), " "), tt.tags)
			wantEqual(t, "refs", strings.Join(refs, " "), tt.refs)
			wantEqual(t, "classified by", strings.Join(by, " "), tt.by)
			wantEqual(t, "eo", c.EO, tt.eo)
			wantEqual(t, "handling", strings.Join(c.Handling, " "), tt.handling)
			wantEqual(t, "attention", strings.Join(c.Attention, " "), tt.attend)
			if len(c.Paragraphs) == 0 {
				t.Fatal("no paragraphs")
			}
			wantEqual(t, "first paragraph", c.Paragraphs[0].Text, tt.text1)
		})
	}
}
