package main

// What was measured on the shared cables (../shared/cables, 1,669 cables of
// 1966–2010, 13.2 MB of header and body; parsed by corpus/cable). Quantiles are
// of cables unless it says otherwise; weights are counts.

// rankShares are shares of all words of letters in the bodies (1,817,503 of
// them, case folded) by the rank of the word.
var rankShares = []struct{ rank, share float64 }{
	{1, .0668}, {2, .0324}, {3, .0284}, {5, .0222}, {10, .00964}, {20, .00393}, {50, .00161}, {100, .000939},
	{200, .000535}, {500, .000268}, {1000, .000138}, {2000, 6.22e-5}, {5000, 1.76e-5}, {10000, 6.05e-6},
}

// tailExponent is the power law of the words from there on. It was fitted, so
// that 1,669 cables hold as many different words as the real ones (39,511) and
// the growth goes on as theirs does; see TestVocabularyGrowth.
const tailExponent = 2.3

// recalled are the shares of bursty words and of rare ones that repeat another
// of their kind in the same cable. They were fitted to the numbers of cables
// and of occurrences of words: a word that occurs 10 times is in 6.7 of the
// shared cables, one that occurs 500 times in 260; and among the first 800
// words of a cable 353 are different.
var recalled = [kinds]float64{bursty: .42, rare: .25}

// bytesOfCable is the length of header and body. The 99th percentile is that
// of the 6,717 cables of the whole collection (DESIGN 3); of the shared ones
// it is 28,000.
var bytesOfCable = spread{{0, 398}, {.005, 601}, {.01, 641}, {.05, 1080}, {.10, 1800}, {.25, 3930}, {.50, 6962},
	{.75, 10408}, {.90, 15073}, {.95, 17807}, {.99, 31000}, {.999, 54250}, {1, 55122}}

// sectionBytes is the length of text that a section holds: of cables of that
// many sections the medians are 6.4 kB (2), 10.2 (3), 14.3 (4) and 17.7 (5).
const sectionBytes = 4250

// sectioned is the share of cables in sections by kilobytes of body; of longer
// ones it is as of the last. In all it is 47 in 100.
var sectioned = [...]float64{0, 0, .02, .08, .37, .62, .69, .64, .66, .64, .79, .67, .71}

// yearWeights count the cables by year. The six of 1966–1999 are spread evenly
// over the years from 1973, the first that had TAGS; the collection ends with
// February 2010.
var yearWeights = map[int]float64{2000: 1, 2001: 1, 2002: 3, 2003: 12, 2004: 32, 2005: 81, 2006: 200, 2007: 172,
	2008: 416, 2009: 606, 2010: 139}

const (
	firstYear   = 1973
	lastYear    = 2010
	yearsBefore = 6.0 / (2000 - firstYear)
)

// monthWeights count the cables by month, those of 2010 apart.
var monthWeights = [12]float64{88, 109, 154, 107, 109, 105, 114, 168, 124, 144, 149, 159}

// hourWeights count the DTGs by hour of UTC.
var hourWeights = [24]float64{11, 4, 2, 3, 8, 23, 30, 51, 39, 61, 83, 80, 107, 134, 176, 165, 152, 111, 72, 55, 54, 50, 46, 32}

// weekendShare is the share of the cables of Saturdays and Sundays.
const weekendShare = .046

// postWeights count the cables by the post of their id. The mirror that the
// shared cables are from has much of a few posts. Every other post of today
// gets a quarter.
const postWeights = `SANJOSE 163 CAIRO 145 TRIPOLI 112 BRASILIA 99 LONDON 96 REYKJAVIK 69 MANAMA 58 STATE 53 MADRID 52
THEHAGUE 45 BOGOTA 41 BUENOSAIRES 40 NEWDELHI 39 MOSCOW 37 PARIS 36 SAOPAULO 31 MEXICO 25 KABUL 24 ANKARA 23 BEIJING 21
ROME 20 BERLIN 19 LIMA 14 SANTIAGO 14 BERN 14 QUITO 14 HAVANA 13 ISLAMABAD 13 NAIROBI 13 STOCKHOLM 11 CARACAS 10
BAGHDAD 10 TBILISI 10 RIYADH 9 ALGIERS 8 USNATO 8 OTTAWA 7 BAKU 7 KYIV 7 VATICAN 6 TASHKENT 6 YEREVAN 6 RABAT 6 WARSAW 6
WELLINGTON 5 ASUNCION 5 TUNIS 5 MONTERREY 5 ASHGABAT 5 DOHA 5 SANAA 4 JERUSALEM 4 LISBON 4 MONTEVIDEO 4 SANSALVADOR 4
TEGUCIGALPA 4 TOKYO 4 ABUDHABI 4 TELAVIV 4 BANGKOK 4 PANAMA 4 HARARE 3 DUBLIN 3 ISTANBUL 3 BEIRUT 3 GENEVA 3 LAPAZ 3
ZAGREB 3 DAMASCUS 3 KAMPALA 3 NAPLES 3 TALLINN 3 OSLO 3 USUNNEWYORK 3 ATHENS 3 BRUSSELS 3 KUWAIT 3 LAGOS 3 AMMAN 2
COLOMBO 2 DUSHANBE 2 MUMBAI 2 PRAGUE 2 BARCELONA 2 DUBAI 2 PRETORIA 2 ADDISABABA 2 CONAKRY 2 JAKARTA 2 KHARTOUM 2
SHANGHAI 2 UNVIEVIENNA 2 ASTANA 2 BISHKEK 2 PESHAWAR 2 PRISTINA 2 RIODEJANEIRO 2 SEOUL 2 YAOUNDE 2 KATHMANDU 1 DHAKA 1
DARESSALAAM 1 HAMBURG 1 KINSHASA 1 BUCHAREST 1 KOLKATA 1 SANTODOMINGO 1 ASMARA 1 BRATISLAVA 1 CANBERRA 1 FREETOWN 1
GUATEMALA 1 JEDDAH 1 MANAGUA 1 PORTAUPRINCE 1 RIGA 1 ABIDJAN 1 ABUJA 1 BAMAKO 1 CAPETOWN 1 CIUDADJUAREZ 1 MALABO 1
MBABANE 1 MILAN 1 MONROVIA 1 MONTREAL 1 PARAMARIBO 1 RANGOON 1 VALLETTA 1 VIENNA 1 BANJUL 1 DAKAR 1 LILONGWE 1 MUNICH 1
SHENYANG 1 WINDHOEK 1`

const otherPostWeight = .25

// yearSerials is about how many cables a post numbers in a year: the highest
// numbers are 2,404 (Cairo 2009), 1,460 (Brasilia 2009), 11,401 (Bogota 2006).
// State reaches 132,349 in 2009.
const (
	yearSerials      = 2500
	yearSerialsState = 130_000
	// issuedShare bounds the share of a post's numbers that the archive holds,
	// so that there are others to refer to: cable2graph's 307,538 ids of
	// Cablegate have 56,251 that it does not hold (FORMAT 10), and many more
	// that nobody refers to.
	issuedShare = .6
)

// refsOfCable counts the cables by their references to cables.
var refsOfCable = choose([]weight[int]{{0, 660}, {1, 490}, {2, 262}, {3, 134}, {4, 52}, {5, 27}, {6, 15}, {7, 9}, {8, 6},
	{9, 9}, {12, 3}, {15, 2}}...)

// A citing cable refers to its own post, to State, or to any other: 1,500, 396
// and 185 of 2,081.
const (
	ownRefShare   = .72
	stateRefShare = .19
)

// lagDays are the days between a cable and what it refers to, of the 160
// references among the shared cables. (Telegrams of 1973–79 refer to younger
// ones: the median is 6 days, FORMAT 10; but of the 2,081 references here 21 in
// 100 name an earlier year, which agrees with these.)
var lagDays = spread{{0, .12}, {.05, .98}, {.10, 2.98}, {.25, 8.09}, {.50, 34}, {.75, 112}, {.90, 286}, {.95, 417}, {.99, 978},
	{1, 1471}}

// heldShare is the share of references whose cable the archive holds, if it is
// a whole one: 76 in 100 of 1973–79 (FORMAT 10); cable2graph's figures for
// Cablegate, 56,251 missing ids by 232,319 references, allow no more. Of the
// shared quarter of a quarter it is 8 in 100.
const heldShare = .76

// topicShare is the share of citing cables that stay with the topic of what
// they cite, threadShare that of further references which go to an older cable
// of the same topic, and keptTags that of a topic's TAGS which a cable keeps.
// They give citing pairs the likeness of their TAGS that was measured: .60 of
// the union, as against .12 of any two cables (.63 and .02 in FORMAT 10).
const (
	topicShare  = .95
	threadShare = .75
	keptTags    = .94
)
