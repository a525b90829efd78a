package unpack

import (
	"bytes"
	"io"
	"strconv"
)

// A packing is a compression, which holds one file, or an archive format, which holds
// many.
type packing string

// The names of packings as messages print them.
const (
	unpacked packing = ""
	gzipped  packing = "gzip"
	bzipped  packing = "bzip2"
	xzipped  packing = "xz"
	zstdized packing = "zstd"
	zipped   packing = "ZIP"
	tarred   packing = "tar"
	sevened  packing = "7z"
)

// packings are the first bytes of each packing except tar, whose versions have none in
// common. A zstd file may begin with a skippable frame, of 16 kinds, and an empty ZIP
// archive with its end.
var packings = []struct {
	bytes string
	is    packing
}{
	{"\x1f\x8b\x08", gzipped},
	{"BZh\x001AY&SY", bzipped}, // a digit in place of the NUL
	{"BZh\x00\x17\x72\x45\x38\x50\x90", bzipped},
	{"\xfd7zXZ\x00", xzipped},
	{"\x28\xb5\x2f\xfd", zstdized},
	{"\x50\x2a\x4d\x18", zstdized}, // to \x5f
	{"PK\x03\x04", zipped},
	{"PK\x05\x06", zipped},
	{"PK\x07\x08", zipped},
	{"7z\xbc\xaf\x27\x1c", sevened},
}

const (
	tarBlock = 512
	// peekSize is the greatest length of File.Head.
	peekSize = 1024
)

// peek returns the first bytes of r, enough to know the packing, and a reader of all
// bytes. It reads no more than needed, because a pipe may be slow.
func (w *walk) peek(r io.Reader) (head []byte, all io.Reader) {
	head = make([]byte, 0, peekSize)
	var err error
	for n, empty := 0, 0; err == nil && w.undecided(head) && empty < 100; {
		n, err = r.Read(head[len(head):cap(head)])
		head = head[:len(head)+n]
		if n == 0 {
			empty++
		}
	}
	if err != nil {
		r = failed{err}
	}
	return head, io.MultiReader(bytes.NewReader(head), r)
}

// failed is the rest of an input that ended with an error.
type failed struct{ err error }

func (f failed) Read([]byte) (int, error) { return 0, f.err }

// undecided reports whether the packing is unknown before more bytes are read.
func (w *walk) undecided(head []byte) bool {
	if len(head) >= tarBlock || packingOf(head) != unpacked {
		return false
	}
	for _, p := range packings {
		if len(head) < len(p.bytes) && startsLike(head, p.bytes) {
			return true
		}
	}
	return startsTar(head) && (!holdsControl(head) || !w.opt.IsPlain(head))
}

// packingOf returns the packing of an input by its first bytes.
func packingOf(head []byte) packing {
	for _, p := range packings {
		if len(head) >= len(p.bytes) && startsLike(head[:len(p.bytes)], p.bytes) {
			return p.is
		}
	}
	if startsTar(head) && isTarHeader(head) {
		return tarred
	}
	return unpacked
}

// startsLike reports whether head agrees with as much of a magic as it has.
func startsLike(head []byte, magic string) bool {
	for i, c := range head {
		switch {
		case i == 0 && magic[1:] == "\x2a\x4d\x18" && c&^0xf == 0x50:
		case i == 3 && magic[i] == 0 && '1' <= c && c <= '9':
		case c != magic[i]:
			return false
		}
	}
	return true
}

// The fields of a tar header: the name, then the mode in octal digits.
const (
	tarName    = 100
	tarMode    = 108
	tarSum     = 148
	tarSumEnd  = 156
	tarMagic   = 257
	tarMagicIs = "ustar"
)

// startsTar reports whether head may be the beginning of a tar header. Text has no
// digits where the mode is.
func startsTar(head []byte) bool {
	digits := false
	for i, c := range head[:min(len(head), tarMode)] {
		switch {
		case i == 0 && c == 0:
			return false
		case i < tarName, c == 0, c == ' ':
		case c < '0' || c > '7':
			return false
		default:
			digits = true
		}
	}
	return digits || len(head) < tarMode
}

// isTarHeader reports whether a block, which may be cut short, is the header of a
// member: it has the magic or, if it is older than POSIX or its name holds a control
// character as text does, a good checksum.
func isTarHeader(block []byte) bool {
	magic := len(block) >= tarMagic && bytes.HasPrefix(block[tarMagic:], []byte(tarMagicIs))
	return magic && !holdsControl(block) || len(block) >= tarBlock && tarSumIsGood(block[:tarBlock])
}

// holdsControl reports whether the name at the start of a tar header holds a
// control character.
func holdsControl(head []byte) bool {
	name, _, _ := bytes.Cut(head[:min(len(head), tarName)], []byte{0})
	return bytes.ContainsFunc(name, func(r rune) bool { return r < ' ' })
}

// tarSumIsGood compares the checksum of a header with its bytes. The checksum itself
// counts as blanks.
func tarSumIsGood(block []byte) bool {
	field := bytes.Trim(block[tarSum:tarSumEnd], " \x00")
	want, err := strconv.ParseInt(string(field), 8, 64)
	if err != nil {
		return false
	}
	sum := int64(tarSumEnd-tarSum) * ' '
	for i, c := range block {
		if i < tarSum || i >= tarSumEnd {
			sum += int64(c)
		}
	}
	return sum == want
}
