// Command indexer reads archives of cables and builds the index that search uses.
package main

import (
	"os"

	"reftel/cmd/internal/cli"
)

func main() {
	os.Exit(run(cli.Context(), os.Args[1:], streams{os.Stdin, os.Stdout, os.Stderr}))
}
