package analyzer

import (
	"strings"
	"testing"

	"reftel/corpus/cable"
)

// scanTests reads as: this text has these tokens (see printTokens), because.
var scanTests = []struct{ text, want, reason string }{
	// words
	{"cluster munitions", "cluster@1 munitions@2", "words are runs of letters"},
	{"The IS in IT to be", "the@1 is@2 in@3 it@4 to@5 be@6", "no word is stopped: IS, IT, IN, TO, BE are TAGS"},
	{"AMIS ami", "amis@1 ami@2", "no word is stemmed"},
	{"F16 A320 G8", "f16@1 a320@2 g8@3", "letters and digits together are a word"},
	{"16th 2nd 80s", "16th@1 2nd@2 80s@3", "so they are with the digits first"},
	{"x", "x@1", "a word may be one letter"},
	{" lead, and; trail! ", "lead@1 and@2 trail@3", "what stands between words is no token"},
	{"a--b", "a@1 b@2", "two hyphens are a dash"},
	{"one - two", "one@1 two@2", "a hyphen between blanks is a dash"},
	{"snake_case", "snake@1 case@2", "an underscore parts words"},
	{"user@host.gov", "user@1 host@2 gov@3", "so do the at and the point of an address"},
	{"end.Next", "end@1 next@2", "a point without a blank ends a word"},
	{"(C) \"quoted\" [x] <y>", "c@1 quoted@2 x@3 y@4", "brackets and quotes are no part"},
	{"¶1. (C) On", "#1@1 c@2 on@3", "the pilcrow is no part of the number"},
	{"¶¶", "", "pilcrows alone yield nothing"},
	{"-- -", "", "marks alone yield nothing"},
	{"", "", "an empty text yields nothing"},

	// folding
	{"Été CAFÉ", "ete@1{Été} cafe@2{CAFÉ}", "accents are taken off"},
	{"Ærø Łódź Đà Nẵng", "aero@1{Ærø} lodz@2{Łódź} da@3{Đà} nang@4{Nẵng}", "also those that Unicode doesn't decompose"},
	{"Straße STRASSE", "strasse@1{Straße} strasse@2", "sharp s is two letters"},
	{"ŒUVRE Þór Ðór", "oeuvre@1{ŒUVRE} thor@2{Þór} dor@3{Ðór}", "so are other joined letters"},
	{"ﬁnance ﬀ", "finance@1{ﬁnance} ff@2{ﬀ}", "ligatures of type are taken apart"},
	{"e´tat", "name:etat@1+2{e´tat} e@1 tat@2", "an accent typed apart binds like an apostrophe"},
	{"Müller Mueller", "muller@1{Müller} mueller@2", "an umlaut loses its dots, ue stays"},
	{"naïve", "naive@1{naïve}", "a letter that is composed"},
	{"nai\u0308ve", "naive@1{nai\u0308ve}", "and one with its mark apart"},
	{"İstanbul ISTANBUL ısı", "istanbul@1{İstanbul} istanbul@2 isi@3{ısı}", "dotted and dotless i meet"},
	{"ΑΘΗΝΑ ς", "αθηνα@1 σ@2", "Greek folds, final sigma too"},
	{"МОСКВА й", "москва@1 и@2{й}", "Cyrillic folds, marks are dropped"},
	{"ＡＢＣ１２", "abc12@1{ＡＢＣ１２}", "full-width letters become narrow"},
	{"coöperation", "cooperation@1{coöperation}", "a diaeresis is a mark"},
	{"multi\u00adlateral", "multilateral@1{multi\u00adlateral}", "a soft hyphen is not there"},
	{"zero\u200bwidth", "zerowidth@1{zero\u200bwidth}", "nor is a space without width"},
	{"word\ufeff", "word@1", "nor a byte order mark"},
	{"m² 5ª", "m@1 5a@2{5ª}", "superscript digits are no part, ordinal letters are"},
	{"東京 大使館", "東京@1 大使館@2", "other scripts are runs of letters"},
	{"नमस्ते", "नमस्ते@1", "marks inside a word stay with it"},
	{"na\u00a0me", "na@1 me@2", "a no-break space parts words"},
	{"line\u2028sep", "line@1 sep@2", "a line separator parts words"},
	{"don’t", "don't@1{don’t}", "a curly apostrophe is an apostrophe"},
	{"don\u0092t", "don't@1{don\u0092t}", "as Windows-1252 left it"},
	{"the “quoted” word", "the@1 quoted@2 word@3", "curly quotes are gaps"},
	{"the \u0093quoted\u0094 word", "the@1 quoted@2 word@3", "so are those of Windows-1252"},
	{"Sana`a", "name:sanaa@1+2{Sana`a} sana@1 a@2", "a grave accent serves as apostrophe"},
	{"2008–2009", "compound:2008-2009@1+2{2008–2009} #2008@1 #2009@2", "an en dash binds like a hyphen"},
	{"before—after", "before@1 after@2", "an em dash does not"},
	{"before\u0097after", "before@1 after@2", "nor that of Windows-1252"},
	{"non‑aligned", "compound:non-aligned@1+2{non‑aligned} non@1 aligned@2", "a no-break hyphen is a hyphen"},
	{"caf\xe9 \x93x\x94", "cafe@1{caf\xe9} x@2", "bytes that are no UTF-8 are read as Windows-1252"},

	// numbers
	{"3.5 million", "#3.5@1 million@2", "a point inside digits belongs to them"},
	{"1,500 or 1500", "#1500@1{1,500} or@2 #1500@3", "commas of thousands are left out"},
	{"1,234,567", "#1234567@1{1,234,567}", "all of them"},
	{"1,5 and 12,34", "#1@1 #5@2 and@3 #12@4 #34@5", "other commas part numbers"},
	{"1500,000", "#1500@1 #000@2", "a first group has up to three digits"},
	{"12.", "#12@1", "a point at the end is none"},
	{"$3.5 million", "money:$3.5@1 #3.5@1 million@2", "an amount is findable with its sign and without"},
	{"US$40", "us@1 money:$40@2 #40@2", "the sign is no letter"},
	{"$ 40", "#40@1", "a sign apart is none"},
	{"14:12", "#14:12@1", "a colon inside digits belongs to them"},
	{"10.20.30.40", "#10.20.30.40@1", "so do many points"},
	{"12/02/2018", "date:2018-12-02@1{12/02/2018} #12/02/2018@1", "a date is one number, lest its year be found in every cable"},
	{"9/11", "#9/11@1", "so is a fraction"},
	{"24/7", "#24/7@1", "or what looks like one"},
	{"1373/1267", "code:1373/1267@1+2 #1373@1 #1267@2", "other numbers with a slash are two"},
	{"2008/09", "code:2008/09@1+2 #2008@1 #09@2", "or a year and a month"},
	{"1/2/3/4", "code:1/2/3/4@1+4 #1@1 #2@2 #3@3 #4@4", "or more than three"},
	{"001828", "#001828@1", "zeros stay"},
	{"50% 5° 5th", "#50@1 #5@2 5th@3", "signs of measure are no part"},
	{"3.5m 1.4b", "3.5m@1 1.4b@2", "letters directly after belong to it"},

	// brackets
	{"1.4(b)", "code:1.4(b)@1+2 #1.4@1 b@2", "a reason is one code and its parts"},
	{"1.4 (b) and (d)", "#1.4@1 b@2 and@3 d@4", "with a blank it is its parts, on which a phrase runs"},
	{"1.4(B),(D)", "code:1.4(b)@1+2 #1.4@1 b@2 d@3", "a comma ends it"},
	{"4(a)(ii)", "code:4(a)(ii)@1+3 #4@1 a@2 ii@3", "brackets may follow each other"},
	{"1267(1999)", "code:1267(1999)@1+2 #1267@1 #1999@2", "a resolution and its year"},
	{"ref(s) 5(five) 5(sixteen)", "ref@1 s@2 code:5(five)@3+2 #5@3 five@4 #5@5 sixteen@6", "a word takes no bracket; more than four letters are no code"},
	{"1.4(b)-(d)", "code:1.4(b)@1+2 #1.4@1 b@2 d@3", "a hyphen ends it"},
	{"1.4(b", "#1.4@1 b@2", "a bracket that does not close is none"},

	// acronyms
	{"U.S. policy", "acronym:us@1{U.S.} policy@2", "points are taken out"},
	{"the U.S", "the@1 acronym:us@2{U.S}", "the last point may be missing"},
	{"U.S.S.R.", "acronym:ussr@1{U.S.S.R.}", "any number of letters"},
	{"u.s.", "acronym:us@1{u.s.}", "small ones too"},
	{"U.S.-led", "compound:us-led@1+2{U.S.-led} acronym:us@1{U.S.} led@2", "an acronym is a part of a compound"},
	{"U.S.'s", "acronym:us@1{U.S.}", "a possessive is taken off it"},
	{"U.S. Embassy", "acronym:us@1{U.S.} embassy@2", "the point does not end the sentence"},
	{"U.S.Embassy", "acronym:us@1{U.S.} embassy@2", "a word may follow directly"},
	{"E.O. 12958", "eo:EO12958@1+2{E.O. 12958} acronym:eo@1{E.O.} #12958@2", "an order's number is found as such"},
	{"J.B. Steinberg", "acronym:jb@1{J.B.} steinberg@2", "initials are joined"},
	{"U. S. forces", "acronym:us@1{U. S.} forces@2", "the commonest are joined over a blank"},
	{"J. R. Marsh", "j@1 r@2 marsh@3", "initials apart stay apart"},
	{"a.m. i.e. e.g.", "acronym:am@1{a.m.} acronym:ie@2{i.e.} acronym:eg@3{e.g.}", "abbreviations are acronyms"},
	{"Ph.D. No.", "ph@1 d@2 no@3", "longer ones are not"},
	{"A. Foo", "a@1 foo@2", "a label is a letter"},
	{"X.1", "x@1 #1@2", "a digit after the point ends it"},

	// possessives and contractions
	{"Belgium's hope", "belgium@1 hope@2", "a possessive is taken off"},
	{"BELGIUM'S HOPE", "belgium@1 hope@2", "in capitals too"},
	{"Belgium’s", "belgium@1", "with a curly apostrophe"},
	{"the states' rights", "the@1 states@2 rights@3", "so is the one of a plural"},
	{"boss's", "boss@1", "after an s too"},
	{"don't we'll I'd", "don't@1 we'll@2 i'd@3", "a contraction stays one word"},
	{"can't", "can't@1", "and keeps its apostrophe: cant is another"},
	{"'tis 'quoted'", "tis@1 quoted@2", "an apostrophe before or after a word is a quote"},
	{"1990's", "#1990@1", "digits have possessives, too"},

	// names
	{"O'Brien", "name:obrien@1+2{O'Brien} o@1 brien@2", "an apostrophed name is a whole and its parts; the whole leaves the apostrophe out"},
	{"O’BRIEN", "name:obrien@1+2{O’BRIEN} o@1 brien@2", "curly or in capitals"},
	{"Qa'ida", "name:qaida@1+2{Qa'ida} qa@1 ida@2", "so that Qaida meets it"},
	{"Cote d'Ivoire", "cote@1 name:divoire@2+2{d'Ivoire} d@2 ivoire@3", "an elision is such a name"},
	{"Qa'ida's", "name:qaida@1+2{Qa'ida} qa@1 ida@2", "with a possessive"},
	{"d'etre-like", "compound:detre-like@1+3{d'etre-like} name:detre@1+2{d'etre} d@1 etre@2 like@3", "bound tighter than a hyphen"},
	{"N'Djamena's", "name:ndjamena@1+2{N'Djamena} n@1 djamena@2", "of a post"},
	{"Shi'a", "name:shia@1+2{Shi'a} shi@1 a@2", "a short end is no contraction"},

	// compounds
	{"al-Qaida", "compound:al-qaida@1+2 al@1 qaida@2", "a hyphenated name is a whole and its parts"},
	{"AL-QAIDA", "compound:al-qaida@1+2 al@1 qaida@2", "in capitals"},
	{"Al-Qa'ida", "compound:al-qaida@1+3{Al-Qa'ida} al@1 name:qaida@2+2{Qa'ida} qa@2 ida@3", "both joins nest"},
	{"F-16", "compound:f-16@1+2 f@1 #16@2", "letters and digits"},
	{"non-paper", "compound:non-paper@1+2 non@1 paper@2", "prefixes"},
	{"vice-president-elect", "compound:vice-president-elect@1+3 vice@1 president@2 elect@3", "three parts and one whole"},
	{"mid-2009", "compound:mid-2009@1+2 mid@1 #2009@2", "a year in it"},
	{"2008-2009", "compound:2008-2009@1+2 #2008@1 #2009@2", "numbers"},
	{"3,000-strong", "compound:3000-strong@1+2{3,000-strong} #3000@1{3,000} strong@2", "numbers with commas"},
	{"AF-00", "compound:af-00@1+2 af@1 #00@2", "an office count"},
	{"-lead trail-", "lead@1 trail@2", "a hyphen at an end binds nothing"},
	{"a-b-c-d-e-f-g-h", "compound:a-b-c-d-e-f-g-h@1+8 a@1 b@2 c@3 d@4 e@5 f@6 g@7 h@8", "eight parts have a whole"},
	{"a-b-c-d-e-f-g-h-i j", "a@1 b@2 c@3 d@4 e@5 f@6 g@7 h@8 i@9 j@10", "nine have none"},
	{"$3.5-million", "money:$3.5@1 compound:3.5-million@1+2 #3.5@1 million@2", "an amount in a compound"},
	{"pre- and post-war", "pre@1 and@2 compound:post-war@3+2 post@3 war@4", "a hyphen before a blank binds nothing"},

	// codes
	{"PM/WRA", "code:pm/wra@1+2 pm@1 wra@2", "an office is a whole and its parts"},
	{"the PM/WRA office", "the@1 code:pm/wra@2+2 pm@2 wra@3 office@4", "phrases run along either"},
	{"EUR/WE and S/CT", "code:eur/we@1+2 eur@1 we@2 and@3 code:s/ct@4+2 s@4 ct@5", "short ones too"},
	{"S//NF", "code:s/nf@1+2{S//NF} s@1 nf@2", "two slashes are one"},
	{"(S/NF)", "code:s/nf@1+2 s@1 nf@2", "a portion mark"},
	{"//ZEL//", "zel@1", "slashes at an end bind nothing"},
	{"RUEHC/SECSTATE WASHDC", "code:ruehc/secstate@1+2 ruehc@1 secstate@2 washdc@3", "a routing indicator"},
	{"R&D AT&T", "code:r&d@1+2 r@1 d@2 code:at&t@3+2 at@3 t@4", "so binds an ampersand between letters"},
	{"A & B", "a@1 b@2", "not between blanks"},
	{"A&1", "a@1 #1@2", "nor before a digit"},
	{"and/or", "code:and/or@1+2 and@1 or@2", "words, too"},
	{"EUR/al-Qa'ida", "code:eur/al-qaida@1+4{EUR/al-Qa'ida} eur@1 compound:al-qaida@2+3{al-Qa'ida} al@2 name:qaida@3+2{Qa'ida} qa@3 ida@4", "all joins nest"},
	{"IO/UNP-X", "code:io/unp-x@1+3 io@1 compound:unp-x@2+2 unp@2 x@3", "a hyphen in a code"},
	{"A/B/C/D/E/F/G/H/I", "a@1 b@2 c@3 d@4 e@5 f@6 g@7 h@8 i@9", "more than eight have no whole"},
	{"S/ NF", "s@1 nf@2", "a slash before a blank binds nothing"},

	// spaced
	{"C O N F I D E N T I A L BRUSSELS", "confidential@1{C O N F I D E N T I A L} brussels@2", "spaced-out letters are a word"},
	{"S E C R E T STATE", "secret@1{S E C R E T} state@2", "up to the next word"},
	{"S E C R E T//NOFORN", "code:secret/noforn@1+2{S E C R E T//NOFORN} secret@1{S E C R E T} noforn@2", "and a part of a code"},
	{"C o n f i d e n t i a l", "confidential@1{C o n f i d e n t i a l}", "small letters in a known word"},
	{"C O R R E C T E D  C O P Y", "corrected@1{C O R R E C T E D} copy@2{C O P Y}", "two blanks part words"},
	{"C O R R E C T E D C O P Y", "corrected@1{C O R R E C T E D} copy@2{C O P Y}", "known words part without"},
	{"T O P S E C R E T", "top@1{T O P} secret@2{S E C R E T}", "of any known word"},
	{"L I M I T E D O F F I C I A L U S E", "limited@1{L I M I T E D} official@2{O F F I C I A L} use@3{U S E}", "however short"},
	{"U N C L A S SECTION", "unclas@1{U N C L A S} section@2", "or shortened"},
	{"O N F I D E N T I A L", "onfidential@1{O N F I D E N T I A L}", "one that lost its first letter"},
	{"P A R I S 1234", "paris@1{P A R I S} #1234@2", "unknown words in capitals"},
	{"A B C D", "a@1 b@2 c@3 d@4", "letters of a list are none"},
	{"A B C", "a@1 b@2 c@3", "three letters are none"},
	{"a b c x y", "a@1 b@2 c@3 x@4 y@5", "nor small letters"},
	{"I A M HERE", "i@1 a@2 m@3 here@4", "nor letters before a word"},
	{"S E C R E TX", "secre@1{S E C R E} tx@2", "the last letter stands alone, too"},

	// broken
	{"coop-\neration", "compound:coop-eration@1{coop-\neration} broken:cooperation@1{coop-\neration} coop@1 eration@1", "a word broken over a line end is joined, in one position"},
	{"coop- \r\n  eration with", "compound:coop-eration@1{coop- \r\n  eration} broken:cooperation@1{coop- \r\n  eration} coop@1 eration@1 with@2", "blanks and carriage returns are skipped"},
	{"anti-\nAmerican", "compound:anti-american@1+2{anti-\nAmerican} broken:antiamerican@1+2{anti-\nAmerican} anti@1 american@2", "a capital after a small letter: a compound"},
	{"information-\nsharing", "compound:information-sharing@1+2{information-\nsharing} broken:informationsharing@1+2{information-\nsharing} information@1 sharing@2", "so are two common words"},
	{"NON-\nCOOPERATION", "compound:non-cooperation@1+2{NON-\nCOOPERATION} broken:noncooperation@1+2{NON-\nCOOPERATION} non@1 cooperation@2", "in capitals"},
	{"cross-\nborder", "compound:cross-border@1+2{cross-\nborder} broken:crossborder@1+2{cross-\nborder} cross@1 border@2", "so is one that a word makes with another"},
	{"steel-\nPlated", "compound:steel-plated@1+2{steel-\nPlated} broken:steelplated@1+2{steel-\nPlated} steel@1 plated@2", "or where small letters turn into a capital"},
	{"UCR-\nCivic", "compound:ucr-civic@1+2{UCR-\nCivic} broken:ucrcivic@1+2{UCR-\nCivic} ucr@1 civic@2", "or capitals into small letters"},
	{"OTHER-\nWISE it", "compound:other-wise@1{OTHER-\nWISE} broken:otherwise@1{OTHER-\nWISE} other@1 wise@1 it@2", "unless they make a common word"},
	{"juris-\ndiction of", "compound:juris-diction@1{juris-\ndiction} broken:jurisdiction@1{juris-\ndiction} juris@1 diction@1 of@2", "halves that are no words"},
	{"over-\n\nland", "compound:over-land@1+2{over-\n\nland} broken:overland@1+2{over-\n\nland} over@1 land@2", "a blank line may stand between"},
	{"over-\n\n\nland", "over@1 land@2", "two may not"},
	{"coop\u00ad\neration", "compound:coop-eration@1{coop\u00ad\neration} broken:cooperation@1{coop\u00ad\neration} coop@1 eration@1", "a soft hyphen always breaks"},
	{"infor\u00ad\nmation", "compound:infor-mation@1{infor\u00ad\nmation} broken:information@1{infor\u00ad\nmation} infor@1 mation@1", "even between words"},
	{"out-\n2008", "out@1 #2008@2", "no word begins with a digit"},
	{"2008-\nout", "#2008@1 out@2", "nor ends with one"},
	{"non-proli-\nferation", "compound:non-proli-feration@1+2{non-proli-\nferation} non@1 broken:proliferation@2{proli-\nferation} proli@2 feration@2", "the last part of a compound"},
	{"coop-\n¶eration", "coop@1 eration@2", "a pilcrow ends it"},

	// dtg
	{"R 041412Z DEC 08", "r@1 dtg:2008-12-04T14:12Z@2+3{041412Z DEC 08} 041412z@2 dec@3 #08@4", "a date-time group beside its words"},
	{"041412Z DEC 2008", "dtg:2008-12-04T14:12Z@1+3{041412Z DEC 2008} 041412z@1 dec@2 #2008@3", "four digits of a year"},
	{"041412ZDEC08", "dtg:2008-12-04T14:12Z@1{041412ZDEC08} 041412zdec08@1", "glued"},
	{"301601z Sep 08", "dtg:2008-09-30T16:01Z@1+3{301601z Sep 08} 301601z@1 sep@2 #08@3", "mixed case"},
	{"O41412Z DEC O8", "dtg:2008-12-04T14:12Z@1+3{O41412Z DEC O8} o41412z@1 dec@2 o8@3", "scan confusions are repaired"},
	{"041412A DEC 08", "dtg:2008-12-04T13:12Z@1+3{041412A DEC 08} 041412a@1 dec@2 #08@3", "another zone is converted"},
	{"312330R DEC 08", "dtg:2009-01-01T04:30Z@1+3{312330R DEC 08} 312330r@1 dec@2 #08@3", "over the end of the year"},
	{"SECDEF R162245Z OCT 08.", "secdef@1 dtg:2008-10-16T22:45Z@2+3{R162245Z OCT 08} r162245z@2 oct@3 #08@4", "precedence glued to it"},
	{"DTG 301601Z SEP", "dtg@1 dtg:2008-09-30T16:01Z@2+2{301601Z SEP} 301601z@2 sep@3", "without a year it is of the cable's"},
	{"301601Z DEC", "dtg:2007-12-30T16:01Z@1+2{301601Z DEC} 301601z@1 dec@2", "of the year before if the cable is older"},
	{"991412Z DEC 08", "991412z@1 date:2008-12-08@2+2{DEC 08} dec@2 #08@3", "what is not in the calendar is none"},
	{"041412J DEC 08", "041412j@1 date:2008-12-08@2+2{DEC 08} dec@2 #08@3", "nor is local time"},
	{"041412Z", "041412z@1", "nor one without a month"},

	// message reference numbers
	{"ref 08 STATE 125512 says", "ref@1 mrn:08STATE125512@2+3{08 STATE 125512} #08@2 state@3 #125512@4 says@5", "a reference beside its words"},
	{"STATE 125512", "mrn:08STATE125512@1+2{STATE 125512} state@1 #125512@2", "without a year it is of the cable's"},
	{"07 State 125512", "mrn:07STATE125512@1+3{07 State 125512} #07@1 state@2 #125512@3", "with one it is of that"},
	{"08STATE125512", "mrn:08STATE125512@1 08state125512@1", "glued"},
	{"2008BRUSSELS01828", "mrn:08BRUSSELS1828@1{2008BRUSSELS01828} 2008brussels01828@1", "the term is canonical"},
	{"LA PAZ 2974", "mrn:08LAPAZ2974@1+3{LA PAZ 2974} la@1 paz@2 #2974@3", "a post of two words"},
	{"LA\nPAZ 2974", "mrn:08LAPAZ2974@1+3{LA\nPAZ 2974} la@1 paz@2 #2974@3", "over a line end"},
	{"SECSTATE 125512", "mrn:08STATE125512@1+2{SECSTATE 125512} secstate@1 #125512@2", "a post by another name"},
	{"BRUSSELS 001828.", "mrn:08BRUSSELS1828@1+2{BRUSSELS 001828} brussels@1 #001828@2", "zeros don't count"},
	{"IN 2003", "in@1 #2003@2", "without a post it is none"},
	{"Brussels 2003", "brussels@1 #2003@2", "a place and a year are none"},
	{"08STATE125512/08BRUSSELS1828", "code:08state125512/08brussels1828@1+2 mrn:08STATE125512@1 08state125512@1 mrn:08BRUSSELS1828@2 08brussels1828@2", "two in one chunk"},
	{"STATE 12, 041412Z DEC 07", "mrn:08STATE12@1+2{STATE 12} state@1 #12@2 dtg:2007-12-04T14:12Z@3+3{041412Z DEC 07} 041412z@3 dec@4 #07@5", "units of two kinds in a row"},

	// dates
	{"On December 2, Poloff", "on@1 date:2008-12-02@2+2{December 2} december@2 #2@3 poloff@4", "the year is the cable's"},
	{"December 2, 2007", "date:2007-12-02@1+3{December 2, 2007} december@1 #2@2 #2007@3", "or its own"},
	{"Dec. 2nd", "date:2008-12-02@1+2{Dec. 2nd} dec@1 2nd@2", "short, with a point"},
	{"December 2-4, 2007", "date:2007-12-02@1+4{December 2-4, 2007} december@1 compound:2-4@2+2 #2@2 #4@3 #2007@4", "a range counts by its first day"},
	{"2 Dec 2007", "date:2007-12-02@1+3{2 Dec 2007} #2@1 dec@2 #2007@3", "day first"},
	{"2nd of December", "date:2008-12-02@1+3{2nd of December} 2nd@1 of@2 december@3", "with an ordinal and a preposition"},
	{"02 DEC 07", "date:2007-12-02@1+3{02 DEC 07} #02@1 dec@2 #07@3", "two digits of a year after a short month"},
	{"2-Dec-2007", "compound:2-dec-2007@1+3 date:2007-12-02@1+3{2-Dec-2007} #2@1 dec@2 #2007@3", "with hyphens"},
	{"02DEC07", "date:2007-12-02@1{02DEC07} 02dec07@1", "glued"},
	{"December 2007", "date:2007-12@1+2{December 2007} december@1 #2007@2", "a month"},
	{"in May 2007", "in@1 date:2007-05@2+2{May 2007} may@2 #2007@3", "with a capital"},
	{"we may 2 times", "we@1 may@2 #2@3 times@4", "may is a verb"},
	{"march 5 miles", "march@1 #5@2 miles@3", "march is one, too"},
	{"12/02/2018", "date:2018-12-02@1{12/02/2018} #12/02/2018@1", "month first"},
	{"13/02/2018", "date:2018-02-13@1{13/02/2018} #13/02/2018@1", "unless there is no such month"},
	{"12/2/18", "date:2018-12-02@1{12/2/18} #12/2/18@1", "short"},
	{"2008-12-02", "compound:2008-12-02@1+3 date:2008-12-02@1+3 #2008@1 #12@2 #02@3", "year first"},
	{"2008/12/02", "date:2008-12-02@1{2008/12/02} #2008/12/02@1", "with slashes too"},
	{"12/02", "#12/02@1", "without a year it is a fraction"},
	{"February 30", "february@1 #30@2", "not in the calendar"},
	{"December\n¶12. The", "date:2008-12-12@1+2{December\n¶12} december@1 #12@2 the@3", "an archive's pilcrow stands between"},
	{"version 1.2 May", "version@1 #1.2@2 may@3", "a digit of a longer number is no day"},
	{"December 2.5", "december@1 #2.5@2", "nor here"},
	{"December 15,000", "december@1 #15000@2{15,000}", "nor here"},
	{"Sept 11, 2001", "date:2001-09-11@1+3{Sept 11, 2001} sept@1 #11@2 #2001@3", "September has a short form of its own"},
	{"SEPTEMBER 11", "date:2008-09-11@1+2{SEPTEMBER 11} september@1 #11@2", "capitals"},
	{"Mayday 5", "mayday@1 #5@2", "a longer word is no month"},
	{"5 Marines", "#5@1 marines@2", "on either side"},
	{"15 %", "#15@1", "a number alone is none"},

	// eo
	{"E.O. 12958: DECL", "eo:EO12958@1+2{E.O. 12958} acronym:eo@1{E.O.} #12958@2 decl@3", "orders as written"},
	{"EO 12958", "eo:EO12958@1+2{EO 12958} eo@1 #12958@2", "without points"},
	{"E.O.12958", "eo:EO12958@1+2{E.O.12958} acronym:eo@1{E.O.} #12958@2", "without a blank"},
	{"E. O. 11652", "eo:EO11652@1+2{E. O. 11652} acronym:eo@1{E. O.} #11652@2", "with one too many"},
	{"Executive Order 13526", "eo:EO13526@1+3{Executive Order 13526} executive@1 order@2 #13526@3", "in full"},
	{"executive order no. 13526", "eo:EO13526@1+4{executive order no. 13526} executive@1 order@2 no@3 #13526@4", "with a word between"},
	{"EO 1295", "eo@1 #1295@2", "four digits are none"},
	{"CEO 12958", "ceo@1 #12958@2", "nor is the end of another word"},
	{"EO 129580", "eo@1 #129580@2", "nor six digits"},
}

func TestScan(t *testing.T) {
	for _, test := range scanTests {
		if got := printTokens(Text{Text: test.text, Date: cableDate}); got != test.want {
			t.Errorf("%s:\ntext %q\ngot  %s\nwant %s", test.reason, test.text, got, test.want)
		}
	}
}

// furnitureTests mark furniture with braces, which the test takes out of the
// text; in what a token stands for it stays.
var furnitureTests = []struct{ text, want, reason string }{
	{"closer {PAGE 2} ties", "closer@1 ties@2", "furniture leaves no gap in the positions"},
	{"{PAGE 1}ties{PAGE 2}", "ties@1", "at the ends of a text"},
	{"{PAGE 1}{PAGE 2}", "", "a text may be nothing else"},
	{"one{ PAGE }two", "one@1 two@2", "it parts words"},
	{"coop-\n{PAGE 2}\neration with", "compound:coop-eration@1{coop-\nPAGE 2\neration} broken:cooperation@1{coop-\nPAGE 2\neration} coop@1 eration@1 with@2", "a broken word may go on after it"},
	{"coop-{PAGE 2}eration", "compound:coop-eration@1{coop-PAGE 2eration} broken:cooperation@1{coop-PAGE 2eration} coop@1 eration@1", "which is a line end in itself"},
	{"trail-{PAGE 2}", "trail@1", "or nothing does"},
	{"trail-{PAGE 2}12", "trail@1 #12@2", "or a number"},
	{"pm{ }/wra", "pm@1 wra@2", "no other whole crosses it"},
	{"041412Z {x} DEC 08", "041412z@1 date:2008-12-08@2+2{DEC 08} dec@2 #08@3", "nor does a unit"},
	{"{041412Z DEC 08} 2 Dec 2007", "date:2007-12-02@1+3{2 Dec 2007} #2@1 dec@2 #2007@3", "units inside it are none"},
	{"2 Dec 2007 {041412Z DEC 08} E.O. 12958", "date:2007-12-02@1+3{2 Dec 2007} #2@1 dec@2 #2007@3 eo:EO12958@4+2{E.O. 12958} acronym:eo@4{E.O.} #12958@5", "units stand before and after it"},
	{"$ {x}$5{x}$", "money:$5@1 #5@1", "a sign stands on its side"},
}

func TestFurniture(t *testing.T) {
	for _, test := range furnitureTests {
		text := Text{Date: cableDate}
		for rest := test.text; ; {
			before, after, ok := strings.Cut(rest, "{")
			text.Text += before
			if !ok {
				break
			}
			inside, after, _ := strings.Cut(after, "}")
			start := len(text.Text)
			text.Text += inside
			text.Furniture = append(text.Furniture, cable.Span{Start: start, End: len(text.Text)})
			rest = after
		}
		if got := printTokens(text); got != test.want {
			t.Errorf("%s:\ntext %q\ngot  %s\nwant %s", test.reason, test.text, got, test.want)
		}
	}
}

func TestRange(t *testing.T) {
	const text = "alpha bravo-charlie delta"
	for _, test := range []struct {
		from, to int
		want     string
	}{
		{0, 0, "alpha@1 compound:bravo-charlie@2+2 bravo@2 charlie@3 delta@4"},
		{6, 19, "compound:bravo-charlie@1+2 bravo@1 charlie@2"},
		{8, 14, "compound:avo-ch@1+2 avo@1 ch@2"},
		{-5, 5, "alpha@1"},
		{20, 99, "delta@1"},
		{99, 99, ""},
		{6, 3, ""},
	} {
		if got := printTokens(Text{Text: text, From: test.from, To: test.to}); got != test.want {
			t.Errorf("from %d to %d: got %s, want %s", test.from, test.to, got, test.want)
		}
	}
}

func TestWithoutDate(t *testing.T) {
	for text, want := range map[string]string{
		"December 2":       "december@1 #2@2",
		"301601Z SEP":      "301601z@1 sep@2",
		"December 2, 2007": "date:2007-12-02@1+3{December 2, 2007} december@1 #2@2 #2007@3",
	} {
		if got := printTokens(Text{Text: text}); got != want {
			t.Errorf("%q: got %s, want %s", text, got, want)
		}
	}
}

func TestLongWordsAreCut(t *testing.T) {
	for _, unit := range []string{"x", "1", "é", "\u00ad", "x.", "x ", "1,", "1:", "a-", "a'", "a/", "1(a)", "a\u0301"} {
		text := strings.Repeat(unit, 5000)
		for _, term := range Terms(text) {
			if len(term.Text) > maxTerm {
				t.Fatalf("%q many times: a term of %d bytes", unit, len(term.Text))
			}
		}
	}
}
