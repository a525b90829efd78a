package main

import (
	"strings"
	"testing"
	"unicode/utf8"
)

func TestHelpFitsATerminal(t *testing.T) {
	for _, page := range []string{usage(), showUsage(), serveUsage()} {
		lines := strings.Split(strings.TrimSuffix(page, "\n"), "\n")
		if len(lines) > 50 {
			t.Errorf("the help has %d lines", len(lines))
		}
		for _, line := range lines {
			if utf8.RuneCountInString(line) > 80 {
				t.Errorf("longer than 80 columns: %s", line)
			}
		}
	}
}
