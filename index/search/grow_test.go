package search

import (
	"context"
	"fmt"
	"strings"
	"sync"
	"testing"

	"reftel/corpus"
	"reftel/corpus/cable"
	"reftel/corpus/growtest"
	"reftel/index"
	"reftel/index/field"
)

// A growShape is a kind of record of any size: numbered lines between two texts, or
// numbered facts, references or transmission lines.
type growShape struct {
	name         string
	before       string
	line         func(i int) string
	after        string
	facts        bool // the lines are the names and values of facts
	refs, header bool // the lines are references, or the record's header
}

// Parts of the text of a cable.
const (
	growHead = "VZCZCXYZ0001\nRR RUEHWEB\nDE RUEHBS #1828 3391412\nR 041412Z DEC 08\nFM AMEMBASSY BRUSSELS\n"
	growTo   = "TO RUEHC/SECSTATE WASHDC 8283\n"
	growTop  = "\nC O N F I D E N T I A L BRUSSELS 001828\n\nSIPDIS\n\n"
	growTags = "E.O. 12958: DECL: 12/02/2018\nTAGS: PARM BE\nSUBJECT: THE HARBOUR LOG\n"
	growRest = "\n1. (C) THE HARBOUR WAS CALM.\n\n2. (C) IT WAS NOT.\nFOX\n"
	growAll  = growHead + growTo + growTop + growTags
)

// same returns equal lines.
func same(s string) func(int) string { return func(int) string { return s } }

// numbered returns lines with their numbers in the place of each verb.
func numbered(format string) func(int) string {
	n := strings.Count(format, "%")
	return func(i int) string {
		args := make([]any, n)
		for j := range args {
			args[j] = i
		}
		return fmt.Sprintf(format, args...)
	}
}

// inLetters spells a number in capital letters.
func inLetters(i int) string {
	s := ""
	for i += 26; i > 0; i /= 26 {
		s += string(rune('A' + i%26))
	}
	return s
}

// worded returns lines with their numbers in letters in the place of each verb.
func worded(format string) func(int) string {
	n := strings.Count(format, "%")
	return func(i int) string {
		args := make([]any, n)
		for j := range args {
			args[j] = inLetters(i + 26*26*26) // words of equal length
		}
		return fmt.Sprintf(format, args...)
	}
}

var growShapes = []growShape{
	{name: "to", before: growHead + growTo, line: numbered("RUEHAB/AMEMBASSY PLACE%d PRIORITY %04d\n"), after: growTop + growTags + growRest},
	{name: "to words", before: growHead + growTo, line: worded("RUEH%s/AMEMBASSY %s 1234\n"), after: growTop + growTags + growRest},
	{name: "info", before: growHead + growTo + "INFO ", line: numbered("RUEHAB/AMEMBASSY PLACE%d PRIORITY %04d\n"), after: growTop + growTags + growRest},
	{name: "info same", before: growHead + growTo + "INFO ", line: same("AMEMBASSY PARIS\n"), after: growTop + growTags + growRest},
	{name: "info lines", before: growHead + growTo, line: numbered("INFO RUEHAB/AMEMBASSY PLACE%d\n"), after: growTop + growTags + growRest},
	{name: "to lines", before: growHead, line: numbered("TO AMEMBASSY PLACE%d\n"), after: growTop + growTags + growRest},
	{name: "xmt", before: growHead + growTo + "INFO NATO COLLECTIVE\nXMT ", line: numbered("AMEMBASSY PLACE%d\n"), after: growTop + growTags + growRest},
	{name: "ri line", before: "VZCZCXYZ0001\nRR ", line: worded("RUEH%s "), after: "\n" + growHead + growTo + growTop + growTags + growRest},
	{name: "zny lines", before: "VZCZCXYZ0001\n", line: same("ZNR UUUUU ZZH\n"), after: growHead + growTo + growTop + growTags + growRest},
	{name: "signals", before: growHead + growTo + "ZDK ", line: worded("ZFF%s "), after: "\n" + growTop + growTags + growRest},
	{name: "action offices", before: "PAGE 01 NAIROB 10440 01 OF 02 291012Z\nACTION OES-00\nINFO  ", line: worded("%s-00 "), after: "\n" + growHead + growTo + growTop + growTags + growRest},
	{name: "captions", before: growHead + growTo + "\nCONFIDENTIAL BRUSSELS 001828\n", line: same("SIPDIS\n"), after: growTags + growRest},
	{name: "captions words", before: growHead + growTo + "\nCONFIDENTIAL BRUSSELS 001828\n", line: worded("%sDIS\n"), after: growTags + growRest},
	{name: "attention", before: growHead + growTo + growTop, line: worded("STATE FOR PM/%s\n"), after: growTags + growRest},
	{name: "attention line", before: growHead + growTo + growTop + "STATE FOR ", line: worded("PM/%s, "), after: "\n" + growTags + growRest},
	{name: "classification lines", before: growHead + growTo, line: same("C O N F I D E N T I A L BRUSSELS 001828\n"), after: growTags + growRest},
	{name: "classification line", before: growHead + growTo, line: same("C O N F I D E N T I A L "), after: "BRUSSELS 1828\n" + growTags + growRest},
	{name: "eo", before: growHead + growTo + growTop + "E.O. 12958: DECL: ", line: numbered("12/02/2018 X%d "), after: "\nTAGS: PARM\nSUBJECT: X\n" + growRest},
	{name: "eo lines", before: growHead + growTo + growTop, line: same("E.O. 12958: DECL: 12/02/2018\n"), after: "\nTAGS: PARM\nSUBJECT: X\n" + growRest},
	{name: "tags", before: growHead + growTo + growTop + "E.O. 12958: N/A\nTAGS: ", line: worded("%s, "), after: "\nSUBJECT: X\n" + growRest},
	{name: "tags spaces", before: growHead + growTo + growTop + "E.O. 12958: N/A\nTAGS: ", line: worded("%s "), after: "\nSUBJECT: X\n" + growRest},
	{name: "tags lines", before: growHead + growTo + growTop + "E.O. 12958: N/A\nTAGS: ", line: worded("%s PARM BE\n"), after: "\nSUBJECT: X\n" + growRest},
	{name: "tags persons", before: growHead + growTo + growTop + "E.O. 12958: N/A\nTAGS: ", line: worded("(%s, JOHN), "), after: "\nSUBJECT: X\n" + growRest},
	{name: "tags open", before: growHead + growTo + growTop + "E.O. 12958: N/A\nTAGS: ", line: worded("(%s, JOHN "), after: "\nSUBJECT: X\n" + growRest},
	{name: "tags same", before: growHead + growTo + growTop + "E.O. 12958: N/A\nTAGS: ", line: same("PARM, BE, "), after: "\nSUBJECT: X\n" + growRest},
	{name: "tags zones", before: growHead + growTo + growTop, line: same("TAGS: PARM, BE\n"), after: "\nSUBJECT: X\n" + growRest},
	{name: "subject", before: growHead + growTo + growTop + "TAGS: PARM\nSUBJECT: ", line: worded("HARBOUR %s "), after: "\n" + growRest},
	{name: "subject lines", before: growHead + growTo + growTop + "TAGS: PARM\nSUBJECT: ", line: worded("HARBOUR %s\n"), after: "\n" + growRest},
	{name: "subjects", before: growHead + growTo + growTop + "TAGS: PARM\n", line: worded("SUBJECT: HARBOUR %s\n"), after: "\n" + growRest},
	{name: "refs labels", before: growAll + "REF: ", line: worded("%s. STATE 1234 \n"), after: growRest},
	{name: "refs", before: growAll + "REF: ", line: numbered("A. 08 STATE %d\n     "), after: growRest},
	{name: "refs line", before: growAll + "REF: ", line: numbered("(A) 08 STATE %d "), after: growRest},
	{name: "refs flat", before: growAll + "REFS: ", line: numbered("STATE %d, "), after: growRest},
	{name: "refs words", before: growAll + "REFS: ", line: worded("BOOK OF %s, "), after: growRest},
	{name: "refs emails", before: growAll + "REFS: ", line: worded("A. FOX-%s EMAIL OF 12/3/08 "), after: growRest},
	{name: "refs notal", before: growAll + "REFS: ", line: same("(NOTAL) "), after: growRest},
	{name: "refs zones", before: growAll, line: numbered("REF: STATE %d\n"), after: growRest},
	{name: "refs open", before: growAll + "REF: ", line: same("(A ((B "), after: growRest},
	{name: "refs digits", before: growAll + "REF: ", line: same("1 "), after: growRest},
	{name: "by lines", before: growAll, line: worded("Classified By: Jane %s, DCM, for reasons 1.4 (b) and (d).\n"), after: growRest},
	{name: "by line", before: growAll + "Classified By: ", line: worded("Jane %s, DCM, "), after: " for reasons 1.4(b)\n" + growRest},
	{name: "by reasons", before: growAll + "Classified By: Jane Roe, DCM, for reasons ", line: same("1.4 (b), (d) and "), after: growRest},
	{name: "by words", before: growAll + "Classified By: ", line: worded("%s "), after: growRest},
	{name: "by open", before: growAll + "Classified By: ", line: same("(Jane Roe "), after: growRest},
	{name: "by and", before: growAll + "Classified By: ", line: same("Jane Roe and "), after: growRest},
	{name: "paragraphs", before: growAll, line: numbered("\n%d. (C) THE HARBOUR WAS CALM.\n"), after: "FOX\n"},
	{name: "paragraphs same", before: growAll, line: same("\n1. (C) THE HARBOUR WAS CALM.\n"), after: "FOX\n"},
	{name: "paragraphs empty", before: growAll, line: numbered("%d.\n"), after: "FOX\n"},
	{name: "marks", before: growAll, line: worded("\n(C/NF/%s) THE HARBOUR.\n"), after: "FOX\n"},
	{name: "marks alone", before: growAll, line: same("(C) "), after: "FOX\n"},
	{name: "marks lines", before: growAll, line: same("(S/NF)\n"), after: "FOX\n"},
	{name: "headings", before: growAll + "1. (C) SUMMARY\n", line: worded("\nTHE %s\n----------\n"), after: growRest},
	{name: "headings text", before: growAll, line: numbered("\nTHE HARBOUR\n-----------\n\n%d. (C) IT WAS CALM.\n"), after: growRest},
	{name: "summary", before: growAll, line: same("\n1. (C) SUMMARY: CALM. END SUMMARY.\n"), after: growRest},
	{name: "summary open", before: growAll, line: same("SUMMARY. "), after: growRest},
	{name: "end summary", before: growAll, line: same("END SUMMARY. "), after: growRest},
	{name: "end lines", before: growAll, line: same("END SUMMARY.\n\nBEGIN TEXT\n"), after: growRest},
	{name: "dtgs", before: growAll + "\n1. (C) ", line: func(i int) string { return fmt.Sprintf("%02d%02d%02dZ DEC %02d ", i%28+1, i%24, i%60, i%100) }, after: "FOX\n"},
	{name: "dtgs same", before: growAll + "\n1. (C) ", line: same("041412Z DEC 08 "), after: "FOX\n"},
	{name: "dtg lines", before: growAll + "\n1. (C) ", line: same("\nR 041412Z DEC 08\n"), after: "FOX\n"},
	{name: "dates", before: growAll + "\n1. (C) ", line: func(i int) string {
		return fmt.Sprintf("December %d, %d and %d/%d/%d ", i%28+1, 1900+i%110, i%12+1, i%28+1, i%100)
	}, after: "FOX\n"},
	{name: "mentions", before: growAll + "\n1. (C) ", line: numbered("SEE 08 STATE %d AND "), after: "FOX\n"},
	{name: "mentions same", before: growAll + "\n1. (C) ", line: same("SEE 08 STATE 123 AND "), after: "FOX\n"},
	{name: "mentions short", before: growAll + "\n1. (C) ", line: numbered("08STATE%d "), after: "FOX\n"},
	{name: "mentions ref", before: growAll + "REF: STATE 1\n\n1. (C) ", line: same("REF A and reftel B "), after: "FOX\n"},
	{name: "pages", before: growAll + "\n1. (C) THE HARBOUR\n", line: numbered("CONFIDENTIAL\n\nPAGE %02d        BRUSSE  01828  01 OF 02  041412Z\nWAS CALM AND\n"), after: "FOX\n"},
	{name: "pages same", before: growAll + "\n1. (C) THE HARBOUR\n", line: same("PAGE 02        BRUSSE  01828  01 OF 02  041412Z\n"), after: "FOX\n"},
	{name: "pages page of", before: growAll + "\n1. (C) THE HARBOUR\n", line: numbered("BRUSSELS 00001828  %03d OF 003\n\nWAS CALM\n"), after: "FOX\n"},
	{name: "nnnn", before: growAll + growRest, line: same("NNNN\n"), after: "FOX\n"},
	{name: "sections", before: growAll + "\n1. (C) THE HARBOUR\n", line: numbered("\nC O N F I D E N T I A L SECTION %02d OF 99 BRUSSELS 001828\n\nSIPDIS\n\nWAS CALM\n"), after: "FOX\n"},
	{name: "sections full", before: growAll + "\n1. (C) THE HARBOUR\n", line: numbered(growHead + growTo + "\nC O N F I D E N T I A L SECTION %02d OF 99 BRUSSELS 001828\n\nSIPDIS\n\nWAS CALM\n"), after: "FOX\n"},
	{name: "telegrams", before: "", line: func(i int) string {
		return strings.ReplaceAll(growAll, "1828", fmt.Sprint(1000+i)) + growRest + "NNNN\n\n\n"
	}, after: "FOX\n"},
	{name: "telegrams same", before: "", line: same(growAll + growRest + "NNNN\n\n\n"), after: "FOX\n"},
	{name: "telegrams heads", before: "", line: same(growHead), after: growAll + growRest},
	{name: "telegrams short", before: "", line: func(i int) string {
		return fmt.Sprintf("\nUNCLAS PARIS %06d\n\nTAGS: FR\nSUBJECT: LOG\n\n1. CALM.\n", i)
	}, after: growRest},
	{name: "quoted", before: growAll + "\n1. (C) QUOTE\n", line: func(i int) string { return "BEGIN TEXT:\n" + growAll + growRest + "END TEXT\n" }, after: growRest},
	{name: "quote marks", before: growAll + "\n1. (C) QUOTE\n", line: same("QUOTE\n"), after: growRest},
	{name: "quotes", before: growAll + "\n1. (C) QUOTE\n", line: same("QUOTE:\nTHE SEA\nUNQUOTE\n"), after: growRest},
	{name: "gt quotes", before: growAll + "\n1. (C) QUOTE\n", line: same("> THE SEA\n"), after: growRest},
	{name: "begin text", before: growAll + "\n1. (C) QUOTE\n", line: same("BEGIN TEXT\n"), after: growRest},
	{name: "vzcz lines", before: growAll + "\n1. (C) QUOTE\n", line: same("VZCZCXYZ0001\n"), after: growRest},
	{name: "de lines", before: growAll + "\n1. (C) QUOTE\n", line: same("DE RUEHBS #1828 3391412\n"), after: growRest},
	{name: "fm lines", before: growAll + "\n1. (C) QUOTE\n", line: same("FM AMEMBASSY BRUSSELS\n"), after: growRest},
	{name: "to body lines", before: growAll + "\n1. (C) QUOTE\n", line: same("TO RUEHC/SECSTATE WASHDC 8283\n"), after: growRest},
	{name: "brackets", before: growAll + "\n1. (C) ", line: same("[ "), after: growRest},
	{name: "brackets pairs", before: growAll + "\n1. (C) ", line: same("[Text not declassified] "), after: growRest},
	{name: "parens", before: growAll + "\n1. (C) ", line: same("("), after: growRest},
	{name: "parens close", before: growAll + "\n1. (C) ", line: same(")"), after: growRest},
	{name: "parens pairs", before: growAll + "\n1. (C) ", line: same("(B)(1) "), after: growRest},
	{name: "signers", before: growAll + "\n1. (C) CALM.\n", line: worded("%s\n"), after: ""},
	{name: "signers plain", before: growAll + "\n1. (C) CALM.\n\n", line: worded("SIGNED %s\n"), after: ""},
	{name: "signers slash", before: growAll + "\n1. (C) CALM.\n\n", line: worded("%s/"), after: ""},
	{name: "redactions", before: growAll + "\n1. (C) ", line: same("XXXXXXXXXXXX "), after: growRest},
	{name: "redactions lines", before: growAll + "\n1. (C) ", line: same("XXXXXXXXXXXX\n"), after: growRest},
	{name: "redactions foia", before: growAll + "\n1. (C) ", line: same("B1\n"), after: growRest},
	{name: "unplaced", before: growHead + growTo + growTop, line: worded("%s something strange\n\nTAGS: FR\n\n"), after: growRest},
	{name: "unplaced between", before: growHead + growTo + growTop, line: worded("%s SOMETHING STRANGE.\n\nREF: STATE 1\n\n"), after: growRest},
	{name: "unplaced before", before: "", line: worded("%s something\n\n"), after: growAll + growRest},
	{name: "unplaced after", before: growAll + growRest + "\nNNNN\n", line: worded("%s something\n\n"), after: ""},
	{name: "unplaced addressees", before: growHead, line: worded("%s something\nTO AMEMBASSY X\n\n"), after: growTop + growTags + growRest},
	{name: "words", before: growAll + "\n1. (C) ", line: worded("%s "), after: growRest},
	{name: "words lines", before: growAll + "\n1. (C) ", line: worded("%s\n"), after: growRest},
	{name: "numbers", before: growAll + "\n1. (C) ", line: numbered("%d "), after: growRest},
	{name: "long word", before: growAll + "\n1. (C) ", line: same("ABCDEFGHIJ"), after: growRest},
	{name: "hyphens", before: growAll + "\n1. (C) ", line: worded("%s-"), after: growRest},
	{name: "slashes", before: growAll + "\n1. (C) ", line: worded("%s/"), after: growRest},
	{name: "dots", before: growAll + "\n1. (C) ", line: same("A."), after: growRest},
	{name: "apostrophes", before: growAll + "\n1. (C) ", line: same("a'b"), after: growRest},
	{name: "digits", before: growAll + "\n1. (C) ", line: same("1234567890"), after: growRest},
	{name: "digits commas", before: growAll + "\n1. (C) ", line: same("123,456."), after: growRest},
	{name: "spaced letters", before: growAll + "\n1. (C) ", line: same("C O N F I "), after: growRest},
	{name: "one line", before: "UNCLAS PARIS 1234 SUBJECT: X ", line: worded("the %s was calm. "), after: ""},
	{name: "one line numbers", before: "UNCLAS PARIS 1234 SUBJECT: X ", line: numbered("%d. (C) the harbour was calm. "), after: ""},
	{name: "blanks", before: growAll + "\n1. (C) ", line: same("    "), after: growRest},
	{name: "tabs", before: growAll + "\n1. (C) ", line: same("\t"), after: growRest},
	{name: "newlines", before: growAll + "\n1. (C) ", line: same("\n"), after: growRest},
	{name: "newlines blanks", before: growAll + "\n1. (C) ", line: same(" \n"), after: growRest},
	{name: "dashes", before: growAll + "\n1. (C) ", line: same("-"), after: growRest},
	{name: "dash lines", before: growAll + "\n1. (C) ", line: same("---------\n"), after: growRest},
	{name: "combining", before: growAll + "\n1. (C) a", line: same("\u0301"), after: growRest},
	{name: "wide", before: growAll + "\n1. (C) ", line: same("界"), after: growRest},
	{name: "cr", before: growAll + "\n1. (C) ", line: same("a\r"), after: growRest},
	{name: "hyphen lines", before: growAll + "\n1. (C) ", line: worded("%s-\n"), after: growRest},
	{name: "percent lines", before: growAll, line: same("SUBJECT:\n"), after: growRest},
	{name: "colon labels", before: growAll, line: worded("%s: text\n"), after: growRest},
	{name: "facts text", before: "Message Attributes\n\n", line: worded("%s Number: 1\n"), after: growAll + growRest},
	{name: "facts sheet", before: growAll + growRest + "\nMessage Attributes\nAutomatic Decaptioning: X\nCapture Date: 01 JAN 1994\nChannel Indicators: n/a\n", line: worded("Film %s: D750073\n"), after: ""},
	{name: "facts concepts", before: growAll + growRest + "\nMessage Attributes\nAutomatic Decaptioning: X\nCapture Date: 01 JAN 1994\nConcepts: ", line: worded("%s, "), after: ""},
	{name: "facts", line: worded("%s value"), facts: true},
	{name: "references", line: numbered("08STATE%d"), refs: true},
	{name: "header", before: growHead + growTo, line: numbered("RUEHAB/AMEMBASSY PLACE%d PRIORITY %04d\n"), header: true},
	{name: "problems", before: growAll, line: numbered("\n%d. (C) A.\n\n7. (C) B.\n"), after: growRest},
	{name: "released", before: growAll + "\n1. (C) A\n", line: same("RELEASED IN FULL\nUNCLASSIFIED U.S. Department of State Case No. F-2011-1 Doc No. C1234 Date: 11/30/2015\n"), after: growRest},
	{name: "smart", before: "UNCLASSIFIED\nSBU\n", line: worded("From: %s\nAction: STATE\n"), after: growRest},
	{name: "cover", before: "MRN: 08 BRUSSELS 1828\nDate/DTG: Dec 04, 2008 / 041412Z DEC 08\nFrom: AMEMBASSY BRUSSELS\nAction: ", line: worded("%s, ROUTINE\n"), after: "\nE.O.: 13526\nTAGS: PARM\nSubject: X\n\n1. A.\n"},
	{name: "reply", before: growAll + "\n1. (C) ", line: same("A. B. C. "), after: growRest},
	{name: "subs", before: growAll + "\n1. (C) ", line: worded("\n(%s) THE SEA\n"), after: growRest},
	{name: "bullets", before: growAll + "\n1. (C) ", line: worded("\n-- THE SEA %s"), after: growRest},
	{name: "phones", before: growAll + "\n1. (C) ", line: numbered("TEL: (202) %07d "), after: growRest},
	{name: "emails", before: growAll + "\n1. (C) ", line: numbered("fox%d@state.gov "), after: growRest},
	{name: "urls", before: growAll + "\n1. (C) ", line: numbered("http://www.state.gov/a/b%d/c.html "), after: growRest},
	{name: "url long", before: growAll + "\n1. (C) http://x.gov/", line: numbered("b%d/"), after: growRest},
	{name: "table", before: growAll + "\n1. (C) \n", line: numbered("RICE      %d     %d\n"), after: growRest},
	{name: "eo words", before: growHead + growTo + growTop + "E.O. 12958: DECL: ", line: worded("WHEN %s ENDS "), after: "\nTAGS: PARM\nSUBJECT: X\n" + growRest},
	{name: "subject marks", before: growHead + growTo + growTop + "TAGS: PARM\nSUBJECT: ", line: same("(C) "), after: "\n" + growRest},
	{name: "corrected", before: growHead + growTo + growTop, line: same("CORRECTED COPY\n"), after: growTags + growRest},
	{name: "attention vs", before: growHead + growTo + growTop, line: worded("DEPT PASS TO %s FOR FOX\n"), after: growTags + growRest},
	{name: "lower", before: growAll + "\n1. (C) ", line: worded("the man from %s said that it will rain tomorrow, and that the harbour is "), after: growRest},
	{name: "refs item", before: growAll + "REF: STATE 1.\n", line: worded("the %s said something).\n"), after: "B. OSLO 2\n" + growRest},
	{name: "refs cut", before: growAll + "REF: STATE 1.\n", line: worded("B. %s 12\n"), after: growRest},
	{name: "tags fact", before: growAll + growRest + "\nMessage Attributes\nAutomatic Decaptioning: X\nCapture Date: 01 JAN 1994\nTAGS: ", line: worded("%s, "), after: ""},
	{name: "signals known", before: growHead + growTo + "ZDK ", line: func(i int) string { return fmt.Sprintf("Z%c%c%d ", 'A'+i%26, 'A'+i/26%26, i/676%10) }, after: "\n" + growTop + growTags + growRest},
	{name: "signal lines", before: growHead + growTo, line: func(i int) string { return fmt.Sprintf("Z%c%c%d\n", 'A'+i%26, 'A'+i/26%26, i/676%10) }, after: "\n" + growTop + growTags + growRest},
	{name: "attention and", before: growHead + growTo + growTop + "STATE FOR ", line: worded("PM/%s AND "), after: "\n" + growTags + growRest},
	{name: "attention pass", before: growHead + growTo + growTop + "STATE FOR ", line: worded("X AND PASS TO %s "), after: "\n" + growTags + growRest},
	{name: "mrn lines", before: growHead + growTo, line: numbered("UNCLAS BRUSSELS %06d\n\n"), after: growTags + growRest},
	{name: "copies", before: growAll + growRest + strings.Repeat("MORE TEXT. ", 100), line: same("\nC O N F I D E N T I A L BRUSSELS 001828\n\nSIPDIS\nTAGS: PARM\nSUBJECT: X\n\n1. (C) SOMETHING ELSE\n"), after: growRest},
	{name: "copies heads", before: growAll + growRest + strings.Repeat("MORE TEXT. ", 100), line: same("\n" + growAll + growRest), after: growRest},
	{name: "marks rel", before: growAll, line: worded("\n(S/REL %s) A.\n"), after: "FOX\n"},
	{name: "caption rel", before: growHead + growTo + growTop, line: worded("REL TO %s\n"), after: growTags + growRest},
	{name: "caption line", before: growHead + growTo + "CONFIDENTIAL BRUSSELS 1828\n", line: same("NOFORN SIPDIS EXDIS "), after: growTags + growRest},
	{name: "by reason lines", before: growAll, line: same("Reason: 1.4 (b)\n"), after: growRest},
	{name: "body labels", before: growAll + growRest, line: same("REF: A\n\nTAGS: B\n\nSUBJECT: X\n"), after: growRest},
	{name: "subject refs", before: growHead + growTo + growTop, line: numbered("SUBJECT: X\nREF: STATE %d\n"), after: growRest},
	{name: "paragraph subs", before: growAll, line: func(i int) string { return fmt.Sprintf("\n%d. (C) A.\n\nA. B.\n\nB. C.\n", i%50+1) }, after: growRest},
	{name: "paragraph backwards", before: growAll, line: func(i int) string { return fmt.Sprintf("\n%d. (C) A.\n", 900_000-i) }, after: growRest},
	{name: "paragraph twos", before: growAll, line: same("\n2. (C) A.\n\n4. B.\n\n3. C\n"), after: growRest},
	{name: "sections upwards", before: growAll + "\n1. (C) A\n", line: numbered("\nUNCLAS SECTION %02d OF 99999 BRUSSELS 001828\n\nWAS CALM\n"), after: growRest},
	{name: "pages other", before: growAll + "\n1. (C) A\n", line: numbered("UNCLASSIFIED\n\nPAGE %d OF 9999\n\nWAS CALM\n"), after: growRest},
	{name: "same lines", before: growAll + "\n1. (C) A\n", line: same("UNCLASSIFIED\nSOME TEXT HERE\n"), after: growRest},
	{name: "footers", before: growAll + "\n1. (C) A\n", line: numbered("TEXT %d HERE\nJOB NO. 1234 PAGE %d\n\f"), after: growRest},
	{name: "form feeds", before: growAll + "\n1. (C) A\n", line: same("A\f"), after: growRest},
	{name: "html entities", before: growAll + "\n1. (C) A\n", line: same("&amp;&#x41;"), after: growRest},
	{name: "pilcrows", before: growAll, line: numbered("¶%d. (C) A "), after: growRest},
	{name: "end text", before: growAll + growRest, line: same("END TEXT.\nFOX\nBT\n#1828\nNNNN\n"), after: ""},
	{name: "bt", before: growAll + growRest, line: same("BT\n"), after: ""},
	{name: "serials", before: growAll + growRest, line: numbered("#%04d\n"), after: ""},
	{name: "foia banners", before: growAll + growRest, line: numbered("UNCLASSIFIED U.S. Department of State Case No. F-2014-%05d Doc No. C%08d Date: 01/01/2015\nA\n"), after: ""},
	{name: "accents", before: growAll + "\n1. (C) ", line: same("é́ñß "), after: growRest},
	{name: "captions fact", before: growAll + growRest + "\nMessage Attributes\nAutomatic Decaptioning: X\nCapture Date: 01 JAN 1994\nCaptions: ", line: worded("REL TO %s, "), after: ""},
	{name: "prose", before: growAll, line: func(i int) string {
		return fmt.Sprintf("\n%d. (C) THE MAN FROM %s SAID THAT IT WILL RAIN\nTOMORROW, AND THAT THE HARBOUR IS CLOSED. THE GOVERNOR\nOF %s DISAGREED.\n", i+1, inLetters(i%5000), inLetters(i%300))
	}, after: growRest},
}

// record makes a record of about n bytes.
func (s growShape) record(n int) corpus.Record {
	rec := corpus.Record{Source: corpus.Source{Path: "a.txt"}, Format: corpus.Text}
	var b strings.Builder
	b.Grow(n + 100)
	b.WriteString(s.before)
	size := 0
	for i := 0; size < n; i++ {
		l := s.line(i)
		size += len(l)
		switch {
		case s.facts:
			rec.Facts = append(rec.Facts, corpus.Fact{Name: l, Value: l})
		case s.refs:
			rec.References = append(rec.References, l)
		default:
			b.WriteString(l)
		}
	}
	b.WriteString(s.after)
	if s.header {
		rec.Header, rec.Body = b.String(), growTop+growTags+growRest
	} else if s.facts || s.refs {
		rec.Body = growAll + growRest
	} else {
		rec.Body = b.String()
	}
	return rec
}

// growSteps are the steps that a record passes through.
var growSteps = []struct {
	name string
	do   func(r *growRun)
}{
	{"Recognize", func(r *growRun) { _ = cable.NewReader(r.rec).Recognize() }},
	{"Split", func(r *growRun) { r.parts = cable.Split(r.rec) }},
	{"Parse", func(r *growRun) {
		for _, part := range r.parts {
			r.docs = append(r.docs, index.NewDocument(part, cable.Parse(part)))
		}
	}},
	{"FieldValues", func(r *growRun) {
		for _, f := range field.All() {
			r.each(func(d index.Document) { index.FieldValues(d, f.Name) })
		}
		for _, f := range field.Facets() {
			r.each(func(d index.Document) { index.FacetValues(d, f.Name) })
		}
	}},
	{"CountWords", func(r *growRun) {
		gatherers = sync.Pool{New: gatherers.New} // of either size, without the terms of the text before
		r.each(func(d index.Document) { CountWords(d.Texts(), func(int, int) bool { return false }) })
	}},
	{"TermReader", func(r *growRun) { r.each(func(d index.Document) { NewTermReader().Read(d) }) }},
	{"snippets", func(r *growRun) {
		h := &highlighter{
			ctx: context.Background(), leaves: 4, marked: []way{{leaf: 3, mark: "C"}},
			terms: map[string][]way{"the": {{leaf: 0}}, "calm": {{leaf: 1, zone: field.Body}}, "harbour": {{leaf: 2, zone: field.Subject}}},
		}
		r.each(func(d index.Document) { _, r.err = h.snippets(d, 3) })
	}},
}

// A growRun is a record on its way through the steps.
type growRun struct {
	rec   corpus.Record
	parts []corpus.Record
	docs  []index.Document
	err   error
}

func (r *growRun) each(do func(index.Document)) {
	for _, d := range r.docs {
		do(d)
	}
}

// growTimes returns the time that each step takes for a record of a size.
func growTimes(t *testing.T, s growShape, size int) []growtest.Step {
	t.Helper()
	r := &growRun{rec: s.record(size)}
	var steps []growtest.Step
	for _, step := range growSteps {
		steps = append(steps, growtest.Step{Name: step.name, Took: growtest.Time(func() { step.do(r) })})
		if r.err != nil {
			t.Fatal(r.err)
		}
	}
	return steps
}

// TestGrowth: no step takes more than about linear time in the size of a record,
// whatever it is made of.
func TestGrowth(t *testing.T) {
	size := sized(64<<10, 12<<10)
	for i, s := range growShapes {
		if testing.Short() && i%12 > 0 {
			continue
		}
		t.Run(s.name, func(t *testing.T) {
			growtest.Check(t, size, func(size int) []growtest.Step { return growTimes(t, s, size) })
		})
	}
}
