package query

import (
	"strconv"
	"strings"
	"unicode"

	"reftel/index/field"
)

// String returns "*".
func (n *All) String() string { return "*" }

// String returns the nodes with blanks between them.
func (n *And) String() string { return join(n.Nodes, " ") }

// String returns the nodes with OR between them.
func (n *Or) String() string { return join(n.Nodes, " OR ") }

// String returns the node after NOT.
func (n *Not) String() string { return "NOT " + operand(n.Node, true) }

// String returns the word, after = if it is exact.
func (n *Word) String() string {
	text := n.typed()
	f, _ := field.Lookup(n.Field)
	switch {
	case !writable(text), f.Kind.HasRanges() && strings.Contains(text, ".."):
		return prefix(n.Field) + quoteText(text)
	case n.Exact:
		return prefix(n.Field) + "=" + escape(text, n.Field, "")
	}
	return prefix(n.Field) + escape(text, n.Field, "")
}

// typed returns the word as a query has it: a classification by its short
// form, and what would be an operator in lower case.
func (n *Word) typed() string {
	f, _ := field.Lookup(n.Field)
	if v, ok := f.Kind.Value(n.Text); ok && f.Kind == field.Class {
		return v.Short
	}
	if n.Field == "" && !n.Exact {
		return noOperator(n.Text)
	}
	return n.Text
}

// noOperator returns a word, in lower case if it would be an operator.
func noOperator(text string) string {
	if kind, length := keyword(text); length == len(text) && kind != nearToken {
		return strings.ToLower(text)
	}
	return text
}

// String returns the text in quotes, and the slop after a ~.
func (n *Phrase) String() string {
	text := prefix(n.Field) + quoteText(n.Text)
	if n.Slop > 0 {
		text += "~" + strconv.Itoa(n.Slop)
	}
	return text
}

// String returns the word before a star.
func (n *Prefix) String() string { return prefix(n.Field) + escape(n.Text, n.Field, "") + "*" }

// String returns the word with its stars and question marks.
func (n *Wildcard) String() string { return prefix(n.Field) + escape(n.Text, n.Field, `*?\`) }

// String returns the word, a ~ and the number of edits.
func (n *Fuzzy) String() string {
	return prefix(n.Field) + escape(n.Text, n.Field, "") + "~" + string(rune('0'+n.Edits))
}

// String returns the expression between slashes.
func (n *Regexp) String() string { return prefix(n.Field) + "/" + escapeSlashes(n.Text) + "/" }

// String returns the nodes with NEAR/n or ADJ/n between them.
func (n *Near) String() string {
	var b strings.Builder
	for i, node := range n.Nodes {
		if i > 0 {
			b.WriteString(" " + n.Steps[i-1].String() + " ")
		}
		b.WriteString(operand(node, true))
	}
	return b.String()
}

// String returns NEAR/n, or ADJ/n if the step is ordered.
func (s Step) String() string {
	if s.Ordered {
		return "ADJ/" + strconv.Itoa(s.Distance)
	}
	return "NEAR/" + strconv.Itoa(s.Distance)
}

// String returns the node in para:( ).
func (n *Para) String() string { return "para:(" + n.Node.String() + ")" }

// String returns the MRN as it was written.
func (n *Cited) String() string {
	if n.Quoted {
		return quoteText(n.Text)
	}
	return escape(n.Text, "", "")
}

// String returns has:field.
func (n *Has) String() string { return "has:" + n.Field }

// String returns the field and the range.
func (n *DateRange) String() string { return prefix(n.Field) + n.Text }

// String returns the field and the pattern.
func (n *TimePattern) String() string { return prefix(n.Field) + n.Pattern.String() }

// String returns the field and the range.
func (n *ValueRange) String() string { return prefix(n.Field) + n.Text }

func join(nodes []Node, between string) string {
	var b strings.Builder
	for i, n := range nodes {
		if i > 0 {
			b.WriteString(between)
		}
		b.WriteString(operand(n, between == " "))
	}
	return b.String()
}

// operand prints a node of another, in parentheses if it binds less tightly or
// as much: an Or everywhere, an And in an And or a Not.
func operand(n Node, tight bool) string {
	switch n.(type) {
	case *And:
		if !tight {
			return n.String()
		}
	case *Or:
	default:
		return n.String()
	}
	return "(" + n.String() + ")"
}

func prefix(name string) string {
	if name == "" {
		return ""
	}
	return name + ":"
}

// writable reports whether a text can be a word without quotes: Parse makes no
// other, but callers may.
func writable(text string) bool {
	return text != "" && strings.IndexFunc(text, func(r rune) bool { return isBlank(r) || unicode.IsControl(r) }) < 0
}

func quoteText(text string) string {
	var b strings.Builder
	b.WriteByte('"')
	for _, r := range text {
		if r == '\\' || r == '"' {
			b.WriteByte('\\')
		}
		b.WriteRune(r)
	}
	b.WriteByte('"')
	return b.String()
}

// escape puts backslashes into a word where it would be read otherwise. The
// characters in keep stand as they are.
func escape(text, inField, keep string) string {
	f, _ := field.Lookup(inField)
	_, operator := keyword(text)
	e := escaper{
		text: text, keep: keep,
		isPath: f.Kind == field.Path, inList: inField != "", isOperator: operator > 0,
		colon: nameLen(text), comparison: comparisonAt(text), parens: operator == 0 && ownsParens(text),
	}
	var b strings.Builder
	for i, r := range text {
		if e.needs(i, r) {
			b.WriteByte('\\')
		}
		b.WriteRune(r)
	}
	return b.String()
}

type escaper struct {
	text, keep                 string
	isPath, inList, isOperator bool
	colon                      int  // where a colon would end the name of a field
	comparison                 int  // where a sign would stand after the name of a field
	parens                     bool // the parentheses belong to the word
}

// needs reports whether the character r at i would be read otherwise than as
// itself.
func (e *escaper) needs(i int, r rune) bool {
	switch {
	case e.keep != "" && strings.ContainsRune(e.keep, r):
		return false
	case r == '\\' || r == '*' || r == '?' || isQuote(r):
		return true
	case r == '(' || r == ')':
		return !e.parens
	case r == ',':
		return e.inList
	case r == ':':
		return i > 0 && i == e.colon
	case r == '~':
		return strings.TrimLeft(e.text[i+1:], digits) == ""
	case r == '/':
		return i == 0 && !e.isPath || e.isOperator // NEAR/5
	case i > 0 && i == e.comparison:
		return true
	}
	return i == 0 && strings.ContainsRune("-+=[<>!", r)
}

// ownsParens reports whether the parentheses of a text, written as they are,
// are read as part of its word.
func ownsParens(text string) bool {
	if strings.HasPrefix(text, "(") {
		return false
	}
	depth := 0
	for _, r := range text {
		switch r {
		case '(':
			depth++
		case ')':
			if depth--; depth < 0 {
				return false
			}
		}
	}
	return depth == 0
}
