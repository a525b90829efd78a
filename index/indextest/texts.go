package indextest

import (
	"strings"

	"reftel/corpus/cable"
	"reftel/index"
)

// mostTextQuestions bounds the questions of one kind.
const mostTextQuestions = 12

// textQuestions returns questions about the unplaced pieces, the facts and the
// other texts of some documents: words in a row, the same in the body, and words
// in a row of which one stands before a gap and the other behind it.
func textQuestions(docs []*Doc) []Question {
	var questions []Question
	counts := map[string]int{}
	ask := func(kind, words string) {
		if strings.Contains(words, " ") && counts[kind] < mostTextQuestions {
			counts[kind]++
			questions = append(questions,
				Question{`"` + words + `"`, func(d *Doc) bool { return d.row(words) }},
				Question{`body:"` + words + `"`, func(d *Doc) bool { return d.bodyRow(words) }})
		}
	}
	for _, d := range docs {
		last := ""
		for i, t := range d.texts {
			content := contentOf(t.Cable)
			if i > 0 {
				ask("other text", firstWords(content))
				ask("gap between texts", joined(last, firstWord(content)))
			}
			last = lastWord(content)
			for _, u := range t.Cable.Unplaced {
				ask("unplaced", firstWords(u.Text))
				ask("gap before unplaced", joined(last, firstWord(u.Text)))
				last = lastWord(u.Text)
			}
			for _, f := range index.Facts(t) {
				ask("fact", firstWords(f.Value))
				ask("gap before fact", joined(last, firstWord(f.Value)))
				last = lastWord(f.Value)
			}
		}
	}
	return questions
}

func contentOf(c *cable.Cable) string {
	var text strings.Builder
	for _, p := range c.Pieces {
		if !noText[p.Kind] {
			text.WriteString(c.Text[p.Start:p.End])
		}
	}
	return text.String()
}

// firstWords returns the first three plain words in a row of a text.
func firstWords(text string) string {
	var row []string
	for _, w := range strings.Fields(text) {
		if !plain(w) {
			row = nil
			continue
		}
		if row = append(row, strings.ToLower(w)); len(row) == 3 {
			break
		}
	}
	return strings.Join(row, " ")
}

// firstWord and lastWord return the word at an end of a text, "" if it is not a
// plain one.
func firstWord(text string) string {
	if words := strings.Fields(text); len(words) > 0 && plain(words[0]) {
		return strings.ToLower(words[0])
	}
	return ""
}

func lastWord(text string) string {
	if words := strings.Fields(text); len(words) > 0 && plain(words[len(words)-1]) {
		return strings.ToLower(words[len(words)-1])
	}
	return ""
}

func joined(a, b string) string {
	if a == "" || b == "" {
		return ""
	}
	return a + " " + b
}

// plain reports whether a word has ASCII letters only, two at least: the oracle and
// the scanner agree about it.
func plain(word string) bool {
	for i := range len(word) {
		if c := word[i] | 0x20; c < 'a' || c > 'z' {
			return false
		}
	}
	return len(word) > 1
}
