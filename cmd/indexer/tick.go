package main

import (
	"fmt"
	"math"
	"time"
)

// A tick is the progress of a job, as --progress json prints it.
type tick struct {
	Phase    string        `json:"phase"`
	Records  int           `json:"records"`
	Rejected int           `json:"rejected"`
	Bytes    int64         `json:"bytes"`
	Total    int64         `json:"total,omitempty"` // bytes; absent if unknown
	Seconds  float64       `json:"seconds"`
	elapsed  time.Duration // in the phase; in reading all that went into it
}

// unbroken is the width of a line without a limit.
const unbroken = math.MaxInt

// line returns a tick for people: "reading  28 %  7s left  472 cables  4.1 MB/s",
// or what of it fits into a width.
func (t tick) line(width int) string {
	parts := t.parts()
	line := parts[0]
	if len(line) > width {
		return line[:max(width, 0)]
	}
	for _, part := range parts[1:] {
		// A number that is cut would be another number.
		if len(line)+2+len(part) > width {
			break
		}
		line += "  " + part
	}
	return line
}

// parts returns the parts of a line, the most important first, because a narrow terminal
// shows no more.
func (t tick) parts() []string {
	parts := []string{t.Phase}
	known := t.Phase == reading && t.Total > 0
	if known {
		parts = append(parts, fmt.Sprintf("%d %%", 100*min(t.Bytes, t.Total)/t.Total))
	} else {
		parts = append(parts, t.elapsed.Truncate(time.Second).String())
	}
	if left := t.left(); known && left > 0 {
		parts = append(parts, fmt.Sprintf("%v left", left))
	}
	parts = append(parts, plural(t.Records-t.Rejected, "cable"))
	if t.Phase == reading {
		parts = append(parts, fmt.Sprintf("%.1f MB/s", float64(t.Bytes)/1e6/max(t.elapsed.Seconds(), 1e-3)))
	}
	if t.Rejected > 0 {
		parts = append(parts, fmt.Sprintf("%d rejected", t.Rejected))
	}
	return parts
}

// left returns how long reading will still take, in whole seconds; 0 is
// unknown.
func (t tick) left() time.Duration {
	if t.Total <= 0 || t.Bytes <= 0 || t.Bytes > t.Total {
		return 0
	}
	left := float64(t.elapsed) * float64(t.Total-t.Bytes) / float64(t.Bytes)
	return time.Duration(left).Round(time.Second)
}

func plural(n int, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return fmt.Sprintf("%d %ss", n, noun)
}
