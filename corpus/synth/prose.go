package main

import "strconv"

// wordsOfSentence is the length of sentences in words.
var wordsOfSentence = spread{{0, 4}, {.05, 8}, {.10, 12}, {.25, 18}, {.50, 26}, {.75, 37}, {.90, 51}, {.95, 64}, {1, 100}}

// A happening is what may come with a word.
type happening uint8

const (
	comma happening = iota
	semicolon
	dash
	possessive
	hyphen
	quotation
	bracket
	dotted
	number
	year
	day
	money
	percentage
	office
	reftel
	message
	group
)

// happenings per 1,000 words, a fifth more than the bodies have: where a
// sentence ends or two words belong together, nothing happens. Half of the
// words are common, and those have no possessives or hyphens.
var happenings = newHappenings([]weight[happening]{
	{comma, 54}, {semicolon, 1.9}, {dash, 1.8}, {possessive, 20}, {hyphen, 19}, {quotation, 7}, {bracket, 6},
	{dotted, 4.2}, {number, 10.5}, {year, 4.6}, {day, 3.5}, {money, .45}, {percentage, 1.2}, {office, 1.2}, {reftel, 1.4},
	{message, .03}, {group, .01},
}...)

// A happenTable draws a happening from 32 bits.
type happenTable struct {
	choice *choice[happening]
	limit  uint32 // below it, something happens
}

func newHappenings(list ...weight[happening]) happenTable {
	c := choose(list...)
	return happenTable{c, uint32(c.sums[len(c.sums)-1] / 1000 * (1 << 32))}
}

// A prose writes sentences of one cable.
type prose struct {
	voc    *vocabulary
	rnd    *random
	topic  []uint32        // words of the topic
	recall [kinds][]uint32 // words so far that may come again, first the topic's
	habit  uint32          // the word that follows the last by habit
	bound  bool            // if any does
	left   int             // words until the open quotation or bracket ends
	opener string          // before the next word
	closer string
	last   kind // of the last word
	curly  bool
	gap    string // between sentences
	redact float64
	refs   int // how many references there are to speak of
	// cite and tell append the MRN and the DTG of a message.
	cite, tell func(dst []byte) []byte
}

// topicWords is the number of words that the cables of a topic share.
const topicWords = 24

// begin makes ready for a cable of that topic.
func (p *prose) begin(topic *random) {
	p.topic = p.topic[:0]
	p.recall[bursty], p.recall[rare] = p.recall[bursty][:0], p.recall[rare][:0]
	p.bound, p.left, p.opener = false, 0, ""
	for len(p.topic) < topicWords {
		rank := p.voc.draw(topic)
		if k := kindOf(rank); k != common {
			p.topic = append(p.topic, rank)
			p.recall[k] = append(p.recall[k], rank)
		}
	}
}

// style sets how the cable is written, and how many references it has.
func (p *prose) style(s *style, refs int) {
	p.curly, p.gap, p.redact, p.refs = s.curly, s.gap, s.redact, refs
}

// rank draws the next word.
func (p *prose) rank() uint32 {
	rank := p.habit
	if !p.bound {
		rank = p.voc.draw(p.rnd)
		if k := kindOf(rank); k != common {
			rank = p.remember(k, rank)
		}
	}
	p.habit, p.bound = p.voc.after(p.rnd, rank)
	p.last = kindOf(rank)
	return rank
}

// remember returns an earlier word of the kind in place of this one, if this
// time one comes again.
func (p *prose) remember(k kind, rank uint32) uint32 {
	if len(p.recall[k]) > 0 && p.rnd.chance(recalled[k]) {
		rank = one(p.rnd, p.recall[k])
	}
	p.recall[k] = append(p.recall[k], rank)
	return rank
}

// word appends a word.
func (p *prose) word(dst []byte) []byte {
	rank := p.rank()
	if p.redact > 0 && isName(rank) && p.rnd.chance(p.redact) {
		return append(dst, "XXXXXXXXXXXX"...)
	}
	return p.voc.append(dst, rank)
}

// name appends an invented word with a capital.
func (v *vocabulary) name(dst []byte, r *random) []byte {
	from := len(dst)
	rank := uint32(len(everyday) + r.below(listed-len(everyday)))
	dst = syllables(dst, rank)
	capitals(dst[:from+1], from)
	return dst
}

// sentence appends a sentence of at most limit words, or four, and returns how
// many it has.
func (p *prose) sentence(dst []byte, limit int) ([]byte, int) {
	n := min(wordsOfSentence.count(p.rnd), max(limit, 4))
	from := len(dst)
	for i := range n {
		if i > 0 {
			dst = append(append(dst, ' '), p.opener...)
			p.opener = ""
		}
		dst = p.word(dst)
		dst = p.happen(dst, i == n-1)
	}
	capitals(dst[:from+1], from)
	return append(dst, '.'), n
}

// happen closes what is open, and maybe adds something after the word.
func (p *prose) happen(dst []byte, last bool) []byte {
	if p.left > 0 {
		if p.left--; p.left == 0 || last {
			p.left = 0
			dst = append(dst, p.closer...)
		}
	}
	if last || p.bound || p.opener != "" || uint32(p.rnd.bits()) >= happenings.limit {
		return dst
	}
	h := happenings.choice.draw(p.rnd)
	if p.last == common && (h == possessive || h == hyphen) {
		return dst
	}
	return p.add(dst, h)
}

// add appends what has happened.
func (p *prose) add(dst []byte, h happening) []byte {
	switch h {
	case comma:
		return append(dst, ',')
	case semicolon:
		return append(dst, ';')
	case dash:
		return append(dst, " --"...)
	case possessive:
		return append(dst, p.quotes("'s", "’s")...)
	case hyphen:
		return p.word(append(dst, '-'))
	case quotation:
		return p.open(dst, p.quotes("\"", "“"), p.quotes("\"", "”"), 2+p.rnd.below(9))
	case bracket:
		return p.open(dst, "(", ")", 1+p.rnd.below(6))
	default:
		return p.mention(append(dst, ' '), h)
	}
}

// mention appends something that is no plain word.
func (p *prose) mention(dst []byte, h happening) []byte {
	switch h {
	case dotted:
		return append(dst, "U.S."...)
	case number:
		return p.number(dst)
	case year:
		return strconv.AppendInt(dst, int64(1990+p.rnd.below(21)), 10)
	case day:
		dst = append(append(dst, one(p.rnd, monthNames)...), ' ')
		return strconv.AppendInt(dst, int64(1+p.rnd.below(28)), 10)
	case money:
		return append(p.number(append(dst, '$')), " million"...)
	case percentage:
		return append(p.number(dst), " percent"...)
	case office:
		return append(dst, one(p.rnd, desks)...)
	case message:
		return p.cite(dst)
	case group:
		return p.tell(dst)
	default:
		return p.reference(dst)
	}
}

var monthNames = []string{"January", "February", "March", "April", "May", "June", "July", "August", "September", "October",
	"November", "December"}

// number appends a number, small ones oftenest.
func (p *prose) number(dst []byte) []byte {
	n := 1 + p.rnd.below(1<<(1+p.rnd.below(12)))
	if n < 1000 {
		return strconv.AppendInt(dst, int64(n), 10)
	}
	dst = append(strconv.AppendInt(dst, int64(n/1000), 10), ',')
	return appendPadded(dst, n%1000, 3)
}

// reference appends words for one of the REF block.
func (p *prose) reference(dst []byte) []byte {
	switch p.refs {
	case 0:
		return append(dst, "septel"...)
	case 1:
		return append(dst, "reftel"...)
	default:
		return append(dst, 'r', 'e', 'f', ' ', byte('A'+p.rnd.below(p.refs)))
	}
}

// open begins a quotation or bracket of n words, unless one is open.
func (p *prose) open(dst []byte, opener, closer string, n int) []byte {
	if p.left == 0 {
		p.left, p.opener, p.closer = n, opener, closer
	}
	return dst
}

func (p *prose) quotes(plain, curly string) string {
	if p.curly {
		return curly
	}
	return plain
}

// paragraph appends sentences of about n words in all.
func (p *prose) paragraph(dst []byte, n int) []byte {
	for {
		var words int
		dst, words = p.sentence(dst, n)
		if n -= words; n < 13 {
			return dst
		}
		dst = append(dst, p.gap...)
	}
}

// title appends words of about n bytes, most of them of the topic, each with a
// capital.
func (p *prose) title(dst []byte, n int) []byte {
	from := len(dst)
	for len(dst)-from < n {
		if len(dst) > from {
			dst = append(dst, ' ')
		}
		at := len(dst)
		if p.rnd.chance(.35) {
			dst = p.voc.append(dst, one(p.rnd, p.topic))
		} else {
			dst = p.voc.append(dst, p.rank())
		}
		capitals(dst[:at+1], at)
	}
	return dst
}
