package cable

// functionWords are words that are frequent in running text and rare in names,
// lists and headings. The value is true for those that no name of an office has.
var functionWords = map[string]bool{
	"THE": false, "OF": false, "TO": false, "AND": false, "IN": false, "A": false, "ON": false, "AT": false, "FOR": false,
	"BY": false, "WITH": false, "FROM": false, "OR": false, "AN": false, "NO": false, "AS": false, "CAN": false, "MAY": false, "ITS": false,
	"THAT": true, "IS": true, "WAS": true, "HAS": true, "HAVE": true, "HAD": true, "WE": true, "NOT": true, "ARE": true,
	"BE": true, "BEEN": true, "WERE": true, "WILL": true, "WOULD": true, "IT": true, "HE": true, "THIS": true, "WHICH": true,
	"THEY": true, "HIS": true, "THEIR": true, "THERE": true, "BUT": true, "IF": true, "SHOULD": true, "COULD": true,
	"NOR": true, "NEITHER": true, "THESE": true, "THOSE": true, "OUR": true, "SHE": true, "HER": true, "DID": true, "DOES": true,
}

// functionEnds are the last letters of functionWords, a bit for each, by their first
// letter. Most other words differ in these.
var functionEnds = func() (ends [26]uint32) {
	for w := range functionWords {
		ends[w[0]-'A'] |= 1 << (w[len(w)-1] - 'A')
	}
	return ends
}()

// isSentence reports whether s looks like a line of running text, in capitals or
// not: at least five words, one in five of them a function word, and few figures.
func isSentence(s string) bool {
	words, function, _ := countWords(s)
	return words >= 5 && function*5 >= words
}

// isStatement reports whether s looks like running text and not like the name of an
// office ("OFFICE OF THE SECRETARY OF DEFENSE").
func isStatement(s string) bool {
	words, _, strong := countWords(s)
	return words >= 4 && strong > 0
}

// countWords counts the words of s, its function words, and those of them that no
// name of an office has. It returns zeros for a text with many figures.
func countWords(s string) (words, function, strong int) {
	s = s[:min(len(s), 200)]
	figures := 0
	var buf [8]byte
	for s != "" {
		n := wordLen(s)
		word := s[:n]
		s = s[n:]
		s = s[blanks(s):]
		if digits(word) > 0 {
			figures++
			continue
		}
		words++
		if len(word) > len(buf) {
			continue
		}
		w := buf[:0]
		for i := 0; i < len(word); i++ {
			if isLetter(word[i]) {
				w = append(w, upper(word[i]))
			}
		}
		if len(w) == 0 || functionEnds[w[0]-'A']&(1<<(w[len(w)-1]-'A')) == 0 {
			continue
		}
		if only, ok := functionWords[string(w)]; ok {
			function++
			if only {
				strong++
			}
		}
	}
	if figures*3 > words {
		return 0, 0, 0
	}
	return words, function, strong
}

// isProse reports whether s begins like running text in upper and lower case.
func isProse(s string) bool {
	const length = 50
	if len(s) < length {
		return false
	}
	lower := 0
	for i := 0; i < length; i++ {
		if isLetter(s[i]) && !isUpper(s[i]) {
			lower++
		}
	}
	return lower > length/2
}
