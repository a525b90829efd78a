package main

import (
	"io"

	"github.com/vbauerster/mpb/v8"
	"github.com/vbauerster/mpb/v8/decor"
)

// A liveLine is the lowest line on a terminal, which is redrawn at intervals. Text
// written to it appears above the line.
type liveLine struct {
	out       io.Writer
	container *mpb.Progress
	bar       *mpb.Bar
}

// newLiveLine begins a line with the result of text, which gets the number of columns.
// text must not wait for a writer to the line.
func newLiveLine(out io.Writer, text func(width int) string, opts ...mpb.ContainerOption) *liveLine {
	container := mpb.New(append([]mpb.ContainerOption{mpb.WithOutput(out)}, opts...)...)
	fill := mpb.BarFillerFunc(func(w io.Writer, s decor.Statistics) error {
		// Ctrl-C or a key may have left the cursor in the middle of a line. And
		// the last column stays free: some terminals begin a new line at it.
		_, err := io.WriteString(w, "\r"+text(s.AvailableWidth-1))
		return err
	})
	bar, _ := container.Add(0, fill, mpb.BarFillerTrim()) // fails after Wait only
	return &liveLine{out, container, bar}
}

// Write writes whole lines above the live one, or where it was.
func (l *liveLine) Write(text []byte) (int, error) {
	if _, err := l.container.Write(append([]byte("\r"), text...)); err != nil {
		return l.out.Write(text)
	}
	return len(text), nil
}

// end clears the line. The text above it stays.
func (l *liveLine) end() {
	l.bar.Abort(true)
	l.container.Wait()
}
