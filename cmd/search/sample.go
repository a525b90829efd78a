package main

import (
	_ "embed"
	"fmt"

	"reftel/cmd/internal/cli"
	"reftel/index"
)

// sampleSegment is the segment of the cables of package sample. Building it at each start
// would take longer than all else of a search.
//
//go:generate go test -run ^TestSampleSegment$ . -update
//go:embed sample.segment
var sampleSegment []byte

// openSample returns an index of the sample.
func openSample() (index.Snapshot, error) {
	s, err := cli.OpenBytes(sampleSegment)
	if err != nil {
		return nil, fmt.Errorf("reading the sample: %w", err)
	}
	return s, nil
}
