package render

import (
	"strings"
	"unicode"

	"reftel/corpus/cable"
	"reftel/index"
)

// labels are words that the rows of a cable stand for.
var labels = map[string]bool{
	"attn": true, "by": true, "class": true, "classified": true, "decl": true, "dept": true, "department": true, "eo": true,
	"and": true, "executive": true, "for": true, "of": true, "order": true, "pass": true, "reason": true, "reasons": true,
	"ref": true, "refs": true, "reftel": true, "reftels": true, "section": true, "sections": true, "state": true, "subj": true,
	"subject": true, "tag": true, "tags": true, "to": true, "unclas": true,
}

// written returns the pieces of a cable that have words which shown, what is
// printed otherwise, does not have: each can be found, so each is printed.
func written(c *cable.Cable, shown string) []cable.Piece {
	words := wordsOf(shown)
	all := strings.Join(words, " ")
	exact := make(map[string]bool, len(words))
	for _, w := range words {
		exact[w] = true
	}
	var list []cable.Piece
	for _, p := range c.Pieces {
		if !index.IsText(p.Kind) {
			continue
		}
		for _, w := range wordsOf(c.Text[p.Start:p.End]) {
			if exact[w] || labels[w] || parsed(p.Kind) && parsedWord(w, all) {
				continue
			}
			list = append(list, p)
			break
		}
	}
	return list
}

// parsed reports whether rows say what pieces of a kind say, in another form.
func parsed(kind cable.PieceKind) bool {
	switch kind {
	case cable.PieceClassification, cable.PieceEO, cable.PieceTAGS, cable.PieceRefs, cable.PieceClassifiedBy:
		return true
	}
	return false
}

// parsedWord reports whether a word is part of shown in another form: letters with
// blanks between them, the number of a section or a reason, parts of ids.
func parsedWord(word, shown string) bool {
	return len(word) <= 2 || strings.Contains(shown, strings.TrimLeft(word, "0"))
}

func wordsOf(text string) []string {
	return strings.FieldsFunc(strings.ToLower(text), func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) })
}
