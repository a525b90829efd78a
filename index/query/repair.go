package query

import (
	"regexp"
	"slices"
	"strconv"
	"strings"

	"reftel/index/field"
)

// Bounds of the search for repairs: a query has a few faults at the most, and each has a
// few repairs.
const (
	maxFaults  = 4
	maxParses  = 100
	maxRepairs = 8
)

// Repairs returns queries that were probably meant by one with an error, the likeliest
// first: they do what the hint says, or leave out what is at fault. Each parses.
func (e *Error) Repairs() []string {
	parses := maxParses
	return repairs(e, maxFaults, &parses)
}

// repairs returns the repairs of a query with so many faults at the most.
func repairs(e *Error, faults int, parses *int) []string {
	var list, broken []string
	for _, text := range e.edits() {
		if text = strings.TrimSpace(text); text == "" || text == e.Text || slices.Contains(list, text) {
			continue
		}
		if *parses--; *parses < 0 || len(list) == maxRepairs {
			return list
		}
		if _, err := Parse(text); err == nil {
			list = append(list, text)
		} else {
			broken = append(broken, text)
		}
		if len(list) == 1 && !e.isValue() { // one is enough unless any value may be meant
			return list
		}
	}
	for _, text := range broken {
		if len(list) > 0 || faults == 1 || *parses <= 0 {
			break
		}
		if _, err := Parse(text); err != nil {
			list = repairs(err.(*Error), faults-1, parses)
		}
	}
	return list
}

// An edit returns what a query may be with its fault repaired. The query is before + at +
// after, of which at is the fault.
type edit func(e *Error, before, at, after string) []string

// editsOf are in the order in which they are tried. Few of them give a query that parses,
// so that they need not know which fault it is.
var editsOf = []edit{
	nearField, apartCaption, besideGroup, joined, movedSign, colonBefore, closed, blankBefore, swapped, bracketed,
	nearDistance, cutShort, withoutPattern, grouped, alternatives, quotedName, leftOut, lowered, leftOutWord, quotedWord,
}

func (e *Error) edits() []string {
	before, at, after := e.Text[:e.Pos], e.Text[e.Pos:e.End], e.Text[e.End:]
	if _, err := Parse(e.Text); err == nil { // only the index can't answer it
		return leftOut(e, before, at, after)
	}
	if e.isValue() {
		return oneOfValues(e, before, at, after)
	}
	var list []string
	for _, do := range editsOf {
		list = append(list, do(e, before, at, after)...)
	}
	return list
}

// nearField replaces the name of an unknown field by that of the nearest field.
func nearField(_ *Error, before, at, after string) []string {
	isField := strings.HasPrefix(after, ":") || strings.HasSuffix(before, ":") // has:FIELD
	if nearest, meant := meantField(at); meant && isField {
		return []string{before + nearest + after}
	}
	return nil
}

// hintValues precedes the values of a field in a hint.
const hintValues = "its values are "

// isValue reports whether the fault is a value that its field does not have.
func (e *Error) isValue() bool { return strings.HasPrefix(e.Hint, hintValues) }

// oneOfValues writes a value of the field in the place of one that it does not have: the
// nearest if one is near, else any.
func oneOfValues(e *Error, before, at, after string) []string {
	var list []string
	for short := range strings.SplitSeq(strings.TrimPrefix(e.Hint, hintValues), ", ") {
		if isNearValue(strings.ToUpper(at), short) {
			return []string{before + short + after}
		}
		list = append(list, before+short+after)
	}
	return list
}

// isNearValue reports whether a text is spelt almost like the name of a value.
func isNearValue(text, short string) bool {
	for _, kind := range []field.Kind{field.Class, field.Prec} {
		if v, ok := kind.Value(short); ok && len(text) >= 3 && (strings.HasPrefix(v.Name, text) || Distance(text, v.Name) <= maxEdits) {
			return true
		}
	}
	return false
}

// apartCaption does what a hint about captions says.
func apartCaption(e *Error, before, _, after string) []string {
	_, terms, ok := strings.Cut(e.Hint, "asked for apart: ")
	if !ok {
		return nil
	}
	return []string{before[:wordStart(before)] + terms + after}
}

// movedSign writes a sign of exclusion before the field of its value; ! is one elsewhere.
func movedSign(_ *Error, before, at, after string) []string {
	sign := map[string]string{"!": "-", "-": "-", "+": "+"}[at]
	if sign == "" {
		return nil
	}
	from := wordStart(before)
	return []string{before[:from] + sign + before[from:] + after}
}

// colonBefore writes the colon of a field before or for a sign.
func colonBefore(_ *Error, before, at, after string) []string {
	switch {
	case strings.HasSuffix(before, ":"):
		return nil
	case at == "<" || at == ">":
		return []string{before + ":" + at + after}
	case at == "=":
		return []string{before + ":" + after}
	}
	return nil
}

// besideGroup writes a term that may not stand in a group beside it.
func besideGroup(e *Error, before, at, after string) []string {
	from, to := wordStart(before), wordEnd(after)
	if !strings.Contains(e.Hint, "beside") {
		return nil
	}
	return []string{tidy(before[:from], after[to:]) + " " + before[from:] + at + after[:to]}
}

// joined leaves out the blank before a value, or the comma that no value follows.
func joined(_ *Error, before, at, after string) []string {
	if begun := before + at; strings.HasSuffix(begun, ":") || strings.HasSuffix(begun, ",") {
		return []string{begun + strings.TrimLeft(after, " "), strings.TrimRight(begun, ",") + after}
	}
	return nil
}

// closed closes what is open.
func closed(e *Error, before, at, after string) []string {
	end := map[string]string{"(": ")", "[": "]", `"`: `"`, "“": "”", "/": "/"}[at]
	switch end {
	case "":
		return nil
	case "”": // it may have been closed by another quote
		return []string{e.Text + end, before + `"` + after}
	}
	return []string{e.Text + end}
}

// blankBefore writes a blank before a group, a quote or a word.
func blankBefore(e *Error, before, at, after string) []string {
	if !strings.Contains(e.Hint, "write a blank") || at == "." {
		return nil
	}
	return []string{before + " " + at + after}
}

// swapped writes the ends of a range in the other order.
func swapped(e *Error, before, at, after string) []string {
	low, high, ok := strings.Cut(at, "..")
	if !ok || !strings.Contains(e.Hint, "stands first") {
		return nil
	}
	return []string{before + high + ".." + low + after}
}

var bracketForm = regexp.MustCompile(`^\[ *([^ ]+?) *(?: |TO) *([^ ]+?) *\]$`)

// bracketed writes TO between the ends of a range.
func bracketed(_ *Error, before, at, after string) []string {
	if m := bracketForm.FindStringSubmatch(at); m != nil {
		return []string{before + "[" + m[1] + " TO " + m[2] + "]" + after}
	}
	return nil
}

// withoutPattern leaves out the signs of a pattern.
func withoutPattern(_ *Error, before, at, after string) []string {
	return []string{before + strings.NewReplacer("*", "", "?", "").Replace(at) + after}
}

// cutShort leaves out the end of a value, as a month 13 or a distance.
func cutShort(_ *Error, before, at, after string) (list []string) {
	const ends = "-~/."
	for n := strings.LastIndexAny(at, ends); n > 0; n = strings.LastIndexAny(at[:n], ends) {
		list = append(list, before+at[:n]+after)
	}
	return list
}

var distanceForm = regexp.MustCompile(`^(.*?)(NEAR|ADJ|~)/?([0-9]*)$`)

// nearDistance writes the nearest distance that there is.
func nearDistance(_ *Error, before, at, after string) (list []string) {
	m := distanceForm.FindStringSubmatch(at)
	if m == nil {
		return nil
	}
	sign := m[2]
	if sign != "~" {
		sign += "/"
	}
	tries := []int{5, 1}
	if n, err := strconv.Atoi(m[3]); m[3] != "" && (err != nil || n > 0) {
		tries = []int{MaxDistance, 2}
	}
	for _, n := range tries {
		list = append(list, before+m[1]+sign+strconv.Itoa(n)+after)
	}
	return list
}

// grouped writes what stands after a field in parentheses: subject:(a NEAR/5 b).
func grouped(e *Error, before, at, after string) []string {
	if n := nameLen(at); n > 0 && strings.Contains(e.Hint, ":(") {
		return []string{before + at[:n+1] + "(" + strings.TrimSpace(at[n+1:]) + ")" + after}
	}
	if to := wordEnd(after); strings.HasSuffix(before, "para:") {
		return []string{before + "(" + at + after[:to] + ")" + after[to:]}
	}
	return nil
}

// alternatives writes OR between the words of a group that is one side of NEAR.
func alternatives(_ *Error, before, at, after string) []string {
	words := strings.Fields(at)
	if len(words) < 2 || strings.ContainsAny(at, `"():`) {
		return nil
	}
	return []string{before + strings.Join(words, " OR ") + after}
}

// quotedName writes a word with a colon that is no field's in quotes.
func quotedName(e *Error, before, at, after string) []string {
	if !strings.HasPrefix(after, ":") && !strings.HasSuffix(at, ":") {
		return nil
	}
	return quotedWord(e, before, at, after)
}

// leftOut leaves out the fault.
func leftOut(_ *Error, before, _, after string) []string { return []string{tidy(before, after)} }

// tidy joins what stands before and after a part that is left out.
func tidy(before, after string) string {
	if before == "" || strings.HasSuffix(before, " ") || strings.HasSuffix(before, "(") {
		after = strings.TrimLeft(after, " ")
	}
	if strings.HasPrefix(after, ")") {
		before = strings.TrimRight(before, " ")
	}
	return before + after
}

// lowered writes an operator as a word.
func lowered(_ *Error, before, at, after string) []string {
	return []string{before + strings.ToLower(at) + after}
}

// leftOutWord leaves out the word that the fault is in.
func leftOutWord(_ *Error, before, _, after string) []string {
	return []string{tidy(before[:wordStart(before)], after[wordEnd(after):])}
}

// quotedWord writes the word that the fault is in between quotes.
func quotedWord(e *Error, before, at, after string) []string {
	if !strings.Contains(e.Hint, "in quotes") {
		return nil
	}
	from, to := wordStart(before), wordEnd(after)
	word := strings.ReplaceAll(before[from:]+at+after[:to], `"`, "")
	return []string{before[:from] + `"` + word + `"` + after[to:]}
}

// wordStart returns where the word begins that a text ends with.
func wordStart(text string) int { return strings.LastIndexAny(text, " \t\n(") + 1 }

// wordEnd returns where the word ends that a text begins with.
func wordEnd(text string) int {
	if n := strings.IndexAny(text, " \t\n)"); n >= 0 {
		return n
	}
	return len(text)
}
