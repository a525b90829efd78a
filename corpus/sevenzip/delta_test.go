package sevenzip

import (
	"bytes"
	"io"
	"strings"
	"testing"
	"testing/iotest"
)

// TestDelta: bytes are added to those before them, and a block that ends early is an
// error.
func TestDelta(t *testing.T) {
	t.Parallel()
	for _, test := range []struct{ property, size, content, want string }{
		{"\x00", "\x08", "F\x07\xd3\x31\x04\xf4\x0b\xfb", "FM QUITO"},
		{"\x01", "\x04", "FM\x01\x02", "FMGO"},
		{"\x01", "\x09", "FM\x01\x02", "unexpected EOF"},
	} {
		header := string(makeHeader("\x01", "\x01", "\x04", test.size, "\x01"))
		header = strings.Replace(header, "\x09\x04", "\x09"+string(rune(len(test.content))), 1)
		header = strings.Replace(header, "\x0b\x01\x00\x01\x01\x00", "\x0b\x01\x00\x01\x21\x03\x01"+test.property, 1)
		if got := extract(makeArchive([]byte(test.content), []byte(header)), generous); !strings.Contains(got, test.want) {
			t.Errorf("%q: got %q, want %q", test.content, got, test.want)
		}
	}
}

func TestDeltaReadsPieces(t *testing.T) {
	t.Parallel()
	in := io.NopCloser(iotest.OneByteReader(bytes.NewReader([]byte{1, 2, 3, 4, 5})))
	r, err := newDeltaReader([]byte{2}, 5, []io.ReadCloser{in})
	if err != nil {
		t.Fatal(err)
	}
	if err := iotest.TestReader(r, []byte{1, 2, 3, 5, 7}); err != nil {
		t.Error(err)
	}
}
