package cli

import (
	"errors"
	"math"
	"slices"
	"strconv"
	"strings"

	"github.com/spf13/pflag"
)

// helpWidth is the number of columns of a help page.
const helpWidth = 80

// FlagTable returns the part of a help page that lists the flags.
func FlagTable(fs *pflag.FlagSet) string { return fs.FlagUsagesWrapped(helpWidth) }

// Switch defines a flag that is set without a value. The help of pflag's own
// Boolean flags has "[=true|false]" after each name.
func Switch(fs *pflag.FlagSet, p *bool, name, shorthand, usage string) {
	fs.BoolFuncP(name, shorthand, usage, func(text string) (err error) {
		*p, err = strconv.ParseBool(text)
		return err
	})
}

// A Size is the value of a flag that takes a number of bytes: 1048576, 1024k,
// 1M, 1MB and 1MiB are the same. 0 is unset.
type Size int64

// sizeUnits are the binary logarithms of units.
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

// String implements pflag.Value. It uses the largest unit that divides the size.
func (s *Size) String() string {
	n, unit := int64(*s), ""
	for _, u := range []string{"K", "M", "G"} {
		if n == 0 || n%1024 != 0 {
			break
		}
		n, unit = n/1024, u
	}
	return strconv.FormatInt(n, 10) + unit
}

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

// CheckFlags returns a UsageError for the first flag with an invalid value.
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

// oneOf lists the expected values: "auto, always or never".
func oneOf(values []string) string {
	last := len(values) - 1
	return strings.Join(values[:last], ", ") + " or " + values[last]
}
