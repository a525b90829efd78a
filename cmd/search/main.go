// Command search answers queries over an index of cables.
package main

import (
	"os"

	"reftel/cmd/internal/cli"
)

func main() {
	os.Exit(run(cli.Context(), os.Args[1:], os.Stdout, os.Stderr))
}
