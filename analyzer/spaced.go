package analyzer

// Marks and captions were typed with a blank after each letter to stand out:
// "C O N F I D E N T I A L".

// maxSpaced is the number of spaced-out letters that are looked at together.
const maxSpaced = 32

// shortestSpaced is the length of the shortest of spacedWords.
const shortestSpaced = 3

// spacedWords are the words that are typed so. They tell where one ends and
// the next begins where only one blank stands between them.
var spacedWords = [...]string{
	"confidential", "secret", "unclassified", "unclas", "top", "limited", "official", "use", "sensitive", "but", "for",
	"only", "restricted", "corrected", "copy", "noforn", "nodis", "exdis", "limdis", "stadis", "sipdis", "efto", "eyes",
}

// readSpaced reads a word whose letters have a blank after each. What is none
// of spacedWords wants four capitals, and not those of a list (A B C D).
func (s *Scanner) readSpaced(a *atom) bool {
	var letters [maxSpaced]byte
	if a.start < s.single {
		return false
	}
	n := s.spacedLetters(a.start, letters[:])
	if n < shortestSpaced {
		return false
	}
	length := spacedWord(letters[:n])
	if length == 0 && n >= 4 && n < maxSpaced && s.spacedCapitals(a.start, n) {
		length = n
	}
	if length == 0 {
		s.single = a.start + 2*n
		return false
	}
	s.arena = append(s.arena, letters[:length]...)
	a.kind, a.end = Word, a.start+2*length-1
	s.pos = a.end
	return true
}

// spacedLetters puts the folded letters that stand at i, each followed by one
// blank, into letters, and returns their number.
func (s *Scanner) spacedLetters(i int, letters []byte) int {
	n := 0
	for n < len(letters) && classes[s.at(i)] == classLetter && !s.wordAt(i+1) {
		letters[n] = lower[s.text[i]]
		n++
		if s.at(i+1) != ' ' {
			break
		}
		i += 2
	}
	return n
}

// spacedWord returns the length of the first of the known words that letters
// fall into, 0 if they don't.
func spacedWord(letters []byte) int {
	for _, w := range spacedWords {
		if len(w) <= len(letters) && string(letters[:len(w)]) == w {
			rest := letters[len(w):]
			if len(rest) == 0 || spacedWord(rest) > 0 {
				return len(w)
			}
		}
	}
	return 0
}

// spacedCapitals reports whether the n letters from i on are capitals, and not
// each the next of the alphabet.
func (s *Scanner) spacedCapitals(i, n int) bool {
	list := true
	for j := range n {
		c := s.text[i+2*j]
		if c >= 'a' {
			return false
		}
		if j > 0 && c != s.text[i+2*j-2]+1 {
			list = false
		}
	}
	return !list
}
