package main

import (
	"io"

	"github.com/vbauerster/mpb/v8"
	"github.com/vbauerster/mpb/v8/decor"
)

// A liveLine is the lowest line on a terminal, which is drawn again and again.
// What is written to it stands above the line.
type liveLine struct {
	out       io.Writer
	container *mpb.Progress
	bar       *mpb.Bar
}

// newLiveLine begins a line that says text, which is given the columns that
// there are. It must not wait for one who writes to the line.
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

// end clears the line. What was written stays.
func (l *liveLine) end() {
	l.bar.Abort(true)
	l.container.Wait()
}
