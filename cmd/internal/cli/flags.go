package cli

import (
	"errors"
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"

	"github.com/spf13/pflag"
)

// helpWidth is the columns that a help page takes.
const helpWidth = 80

// FlagTable returns the part of a help page that lists the flags: name, value,
// what it does. A usage names the value in backquotes: "show `N` cables", or
// "`N`: the cables to show", of which what is before the colon is not repeated.
func FlagTable(fs *pflag.FlagSet) string {
	var names, usages []string
	column := 0
	fs.VisitAll(func(f *pflag.Flag) {
		value, usage := pflag.UnquoteUsage(f)
		name := "    --" + f.Name
		if f.Shorthand != "" {
			name = "-" + f.Shorthand + ", --" + f.Name
		}
		name = strings.TrimRight(name+" "+value, " ")
		names, usages = append(names, name), append(usages, strings.TrimPrefix(usage, value+": "))
		column = max(column, len(name))
	})
	var b strings.Builder
	for i, name := range names {
		for n, line := range fill(usages[i], helpWidth-column-4) {
			if n > 0 {
				name = ""
			}
			fmt.Fprintf(&b, "  %-*s  %s\n", column, name, line)
		}
	}
	return b.String()
}

// fill breaks a text into lines of at most width letters.
func fill(text string, width int) []string {
	lines := []string{""}
	for word := range strings.FieldsSeq(text) {
		last := &lines[len(lines)-1]
		switch {
		case *last == "":
			*last = word
		case len(*last)+1+len(word) <= width:
			*last += " " + word
		default:
			lines = append(lines, word)
		}
	}
	return lines
}

// A Size is the value of a flag that takes a number of bytes: 1048576, 1024k,
// 1M, 1MB and 1MiB are the same.
type Size int64

// sizeUnits are the powers of two that units stand for.
var sizeUnits = map[string]int{
	"": 0, "B": 0, "K": 10, "KB": 10, "KIB": 10, "M": 20, "MB": 20, "MIB": 20, "G": 30, "GB": 30, "GIB": 30,
}

// Set implements pflag.Value.
func (s *Size) Set(text string) error {
	unit := strings.TrimLeft(text, "0123456789")
	n, err := strconv.ParseInt(strings.TrimSuffix(text, unit), 10, 64)
	shift, known := sizeUnits[strings.ToUpper(unit)]
	if err != nil || !known || n > math.MaxInt64>>shift {
		return errors.New("expected a number of bytes such as 65536, 64k or 16M")
	}
	*s = Size(n << shift)
	return nil
}

// String implements pflag.Value.
func (s *Size) String() string { return strconv.FormatInt(int64(*s), 10) }

// Type implements pflag.Value.
func (s *Size) Type() string { return "size" }

// A Choice is a flag that takes one of some values.
type Choice struct {
	Flag, Value string
	Of          []string
}

// A Number is a flag that takes a number that is not negative.
type Number struct {
	Flag  string
	Value int
}

// CheckFlags returns a UsageError for the first flag that has a value it can't
// have.
func CheckFlags(command string, choices []Choice, numbers []Number) error {
	for _, c := range choices {
		if !slices.Contains(c.Of, c.Value) {
			return Usage(command, "--%s %q: expected %s", c.Flag, c.Value, oneOf(c.Of))
		}
	}
	for _, n := range numbers {
		if n.Value < 0 {
			return Usage(command, "--%s %d: expected 0 or more", n.Flag, n.Value)
		}
	}
	return nil
}

// oneOf lists the values that were expected: "auto, always or never".
func oneOf(values []string) string {
	last := len(values) - 1
	return strings.Join(values[:last], ", ") + " or " + values[last]
}
