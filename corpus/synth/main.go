// Command synth writes invented cables by the hundred thousand, to measure on:
//
//	go run ./corpus/synth -n 250000 -o cables.csv
//
// They have the lengths, growth of vocabulary, frequencies of words, TAGS,
// posts, dates, classifications, furniture and references of real ones, as
// measured; no sentence of them is from a cable. The same seed makes the same
// bytes, on any number of cores. README.md says how near they come.
package main

import (
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
)

// maxCables is three times the largest archive. The plan of an archive, some 40
// bytes a cable, is kept in memory.
const maxCables = 10_000_000

// options are what the flags say.
type options struct {
	n      int
	seed   uint64
	output string
	format string
}

func main() { os.Exit(run(os.Args[1:], os.Stdout, os.Stderr)) }

// run returns the exit code: 0, or 2 for wrong usage or failure.
func run(args []string, stdout, stderr io.Writer) int {
	var opt options
	set := opt.flags()
	err := set.Parse(args)
	if errors.Is(err, flag.ErrHelp) {
		fmt.Fprintln(stdout, "usage: synth [-n N] [-seed N] [-format csv|jsonl] [-o FILE]")
		set.SetOutput(stdout)
		set.PrintDefaults()
		return 0
	}
	if err == nil {
		err = opt.check(set.Args())
	}
	if err == nil {
		err = opt.write(stdout)
	}
	if err != nil {
		fmt.Fprintln(stderr, "synth: error:", err)
		return 2
	}
	return 0
}

// flags returns the flags, which fill the options when parsed and print
// nothing.
func (opt *options) flags() *flag.FlagSet {
	set := flag.NewFlagSet("synth", flag.ContinueOnError)
	set.SetOutput(io.Discard)
	set.Usage = func() {}
	set.IntVar(&opt.n, "n", 1000, "number of cables")
	set.Uint64Var(&opt.seed, "seed", 1, "number that decides all that is left to chance")
	set.StringVar(&opt.output, "o", "-", "file to write, - is standard output")
	set.StringVar(&opt.format, "format", "csv", "csv or jsonl")
	return set
}

// check returns what is wrong with the options, before any file is touched.
func (opt *options) check(rest []string) error {
	if len(rest) > 0 {
		return fmt.Errorf("expected flags only, found %q", rest[0])
	}
	if opt.n < 0 || opt.n > maxCables {
		return fmt.Errorf("expected a number of cables from 0 to %d, found %d", maxCables, opt.n)
	}
	_, err := layoutOf(opt.format)
	return err
}

// write writes the archive.
func (opt *options) write(stdout io.Writer) error {
	form, err := layoutOf(opt.format)
	if err != nil {
		return err
	}
	if opt.output == "-" {
		return generate(stdout, opt.n, opt.seed, form)
	}
	file, err := os.Create(opt.output)
	if err != nil {
		return err
	}
	return errors.Join(generate(file, opt.n, opt.seed, form), file.Close())
}
