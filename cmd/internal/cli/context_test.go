package cli

import (
	"bytes"
	"io"
	"log"
	"testing"
)

// TestLibrariesDoNotLog: what the engine logs does not reach the terminal.
func TestLibrariesDoNotLog(t *testing.T) {
	defer log.SetOutput(log.Writer())
	var logged bytes.Buffer
	log.SetOutput(&logged)
	Context()
	log.Print("unable to load snapshot, continuing")
	if logged.Len() > 0 || log.Writer() != io.Discard {
		t.Errorf("logged %q", &logged)
	}
}
