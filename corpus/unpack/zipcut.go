package unpack

import (
	"archive/zip"
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"math"
	"slices"
)

// A ZIP archive that was cut short lacks the directory at its end, but a header
// precedes each member (APPNOTE 4.3.7). A zipCut builds a directory from these headers,
// which is read in place of the missing one.

// The signatures of the parts of a ZIP archive, and the length of a header without
// name and extra fields.
const (
	zipLocal      = "PK\x03\x04" // header of a member
	zipCentral    = "PK\x01\x02" // entry of the directory
	zipDescriptor = "PK\x07\x08" // sizes that follow a member, and an archive of several disks
	zipLocalLen   = 30
	zip64Extra    = 1
)

// The bits of a member's flags.
const (
	zipEncrypted = 1 << 0 // it takes a password
	zipFollowed  = 1 << 3 // the sizes follow the content
)

// zipUnknown is the length of a member whose length the archive does not state.
const zipUnknown = math.MaxInt64

// A zipHeader is the header of a member.
type zipHeader struct {
	at           int64 // where the header begins
	content      int64 // where the content begins
	fixed        [zipLocalLen]byte
	name         []byte
	flags        uint16
	crc          uint32
	packed, size int64
}

// A zipCut reads the headers of a ZIP archive without a directory.
type zipCut struct {
	at   io.ReaderAt
	size int64
	most int // the greatest number of members
	// list is the directory of the headers read so far, count the number of its
	// entries.
	list  []byte
	count int
	// end is where the last member ends, or is cut.
	end int64
	// start is directoryStart; nested reports whether it is in a member.
	start  int64
	nested bool
}

// errNoDirectory is the error of an archive without a directory.
func (z *zipCut) errNoDirectory() error {
	return fmt.Errorf("no list of members at its end: it is damaged or cut short; read up to byte %d of %d", z.end, z.size)
}

// open returns the archive of the members before the cut, and an error that describes
// the cut. The archive is nil if there are no members.
func (z *zipCut) open() (*zip.Reader, error) {
	switch err := z.read(); {
	case err != nil:
		return nil, err
	case z.count == 0:
		return nil, z.errNoDirectory()
	}
	tail := z.directory()
	archive, err := zip.NewReader(&joined{z.at, z.size, tail}, z.size+int64(len(tail)))
	if err != nil && !errors.Is(err, zip.ErrInsecurePath) {
		return nil, err
	}
	return archive, z.errNoDirectory()
}

// holdsDirectory reports whether the directory at the end belongs to an archive nested
// in a member. Package zip takes what precedes that archive for a self-extractor.
func (z *zipCut) holdsDirectory() (bool, error) {
	var err error
	if z.start, err = z.directoryStart(); err != nil || z.start == 0 {
		return false, err
	}
	err = z.read()
	return z.nested, err
}

// directoryStart returns where the archive of the last directory begins: after 0 if
// something else precedes it. It is 0 for archives of 4 GB and more.
func (z *zipCut) directoryStart() (int64, error) {
	const length, maxComment = 22, 1<<16 - 1
	tail := make([]byte, min(z.size, length+maxComment))
	n, err := readFull(z.at, tail, z.size-int64(len(tail)))
	at := bytes.LastIndex(tail[:n], []byte("PK\x05\x06"))
	if err != nil || at < 0 || n-at < length {
		return 0, err
	}
	size, offset := binary.LittleEndian.Uint32(tail[at+12:]), binary.LittleEndian.Uint32(tail[at+16:])
	return max(0, z.size-int64(n)+int64(at)-int64(size)-int64(offset)), nil
}

// errTooMany is the error of an archive with more members than the limit.
var errTooMany = errors.New("too many members")

// read reads the headers up to the cut. Called again, it does nothing.
func (z *zipCut) read() error {
	if z.count > 0 {
		return nil
	}
	var signature [4]byte
	if _, err := z.at.ReadAt(signature[:], 0); err == nil && string(signature[:]) == zipDescriptor {
		z.end = int64(len(signature))
	}
	for {
		h, err := z.header(z.end)
		if h == nil || err != nil {
			return err
		}
		if z.count == z.most {
			return errTooMany
		}
		whole, err := z.measure(h)
		if err != nil {
			return err
		}
		z.add(h)
		z.nested = z.nested || h.at < z.start && z.start < z.end
		if !whole {
			return nil
		}
	}
}

// header returns the header at an offset, nil if there is none or only a part of one.
func (z *zipCut) header(at int64) (*zipHeader, error) {
	h := &zipHeader{at: at}
	if n, err := readFull(z.at, h.fixed[:], at); n < len(h.fixed) || err != nil || string(h.fixed[:4]) != zipLocal {
		return nil, err
	}
	le := binary.LittleEndian
	h.flags, h.crc = le.Uint16(h.fixed[6:]), le.Uint32(h.fixed[14:])
	h.packed, h.size = int64(le.Uint32(h.fixed[18:])), int64(le.Uint32(h.fixed[22:]))
	nameLen := int(le.Uint16(h.fixed[26:]))
	rest := make([]byte, nameLen+int(le.Uint16(h.fixed[28:])))
	if n, err := readFull(z.at, rest, at+zipLocalLen); n < len(rest) || err != nil {
		return nil, err
	}
	h.name = rest[:nameLen]
	h.content = at + zipLocalLen + int64(len(rest))
	h.extend(rest[nameLen:])
	return h, nil
}

// extend reads the sizes of a member of 4 GB and more from its extra fields.
func (h *zipHeader) extend(extra []byte) {
	le := binary.LittleEndian
	for len(extra) >= 4 {
		id, n := le.Uint16(extra), int(le.Uint16(extra[2:]))
		extra = extra[4:]
		field := extra[:min(n, len(extra))]
		extra = extra[len(field):]
		if id != zip64Extra {
			continue
		}
		for _, size := range []*int64{&h.size, &h.packed} {
			if *size == math.MaxUint32 && len(field) >= 8 {
				*size = clamp(le.Uint64(field))
				field = field[8:]
			}
		}
	}
}

// measure finds the end of a member, and its sizes if they follow it. It reports whether
// the member is whole.
func (z *zipCut) measure(h *zipHeader) (bool, error) {
	if h.flags&zipFollowed != 0 && h.packed == 0 {
		return z.findEnd(h)
	}
	if h.packed > z.size-h.content {
		h.packed = z.size - h.content
		z.end = z.size
		return false, nil
	}
	z.end = h.content + h.packed
	if h.flags&zipFollowed == 0 {
		return true, nil
	}
	// The sizes are also in the header.
	after := make([]byte, 24+4)
	n, err := readFull(z.at, after, z.end)
	for _, skip := range []int{0, 12, 16, 20, 24} {
		if rest := after[min(skip, n):n]; startsZipPart(rest) {
			z.end += int64(skip)
			break
		}
	}
	return true, err
}

const (
	// zipFirst is the number of bytes of a member that are searched at first for its
	// end, zipWindow the number of those searched at once later: most members of an
	// archive of cables are short.
	zipFirst, zipWindow = 4 << 10, 256 << 10
	// zipBefore and zipAfter are the numbers of bytes that are read on both sides of
	// a signature.
	zipBefore, zipAfter = 20, 24 + 4
)

// findEnd finds the end of a member whose sizes follow it: they state the number of
// bytes since its beginning. A member without an end is cut.
func (z *zipCut) findEnd(h *zipHeader) (bool, error) {
	var buf []byte
	window := int64(zipFirst)
	for from := h.content; from < z.size; from += window - zipBefore - zipAfter {
		if from > h.content {
			window = min(2*window, zipWindow)
		}
		low := max(h.content, from-zipBefore)
		buf = slices.Grow(buf[:0], int(window))[:min(window, z.size-low)]
		n, err := readFull(z.at, buf, low)
		if err != nil {
			return false, err
		}
		for i := int(from - low); ; i++ {
			next := bytes.Index(buf[i:n], []byte("PK"))
			if next < 0 {
				break
			}
			i += next
			if end := h.sizesAt(buf[:n], i, low, z.size); end > 0 {
				z.end = end
				return true, nil
			}
		}
	}
	h.packed, h.size, z.end = z.size-h.content, zipUnknown, z.size
	return false, nil
}

// sizesAt reads the sizes of a member from the descriptor at or before the signature at
// buf[i], where buf[0] is at low in the archive. It returns the end of the descriptor,
// or 0 if none fits.
func (h *zipHeader) sizesAt(buf []byte, i int, low, size int64) int64 {
	le := binary.LittleEndian
	for _, d := range []struct {
		signature string
		at        int // of the checksum, from i
		width     int // of a size
	}{
		{zipDescriptor, 4, 4}, {zipDescriptor, 4, 8},
		{zipLocal, -12, 4}, {zipLocal, -20, 8}, {zipCentral, -12, 4}, {zipCentral, -20, 8},
	} {
		at, end := i+d.at, i+d.at+4+2*d.width
		if !bytes.HasPrefix(buf[i:], []byte(d.signature)) || at < 0 || end > len(buf) {
			continue
		}
		if rest := buf[end:]; !startsZipPart(rest) && low+int64(end) < size {
			continue
		}
		packed, unpacked := clamp(uint64(le.Uint32(buf[at+4:]))), clamp(uint64(le.Uint32(buf[end-d.width:])))
		if d.width == 8 {
			packed, unpacked = clamp(le.Uint64(buf[at+4:])), clamp(le.Uint64(buf[end-d.width:]))
		}
		if packed == low+int64(min(i, at))-h.content {
			h.crc, h.packed, h.size = le.Uint32(buf[at:]), packed, unpacked
			return low + int64(end)
		}
	}
	return 0
}

// startsZipPart reports whether b, which may be cut, can be the next part of an archive
// after a member.
func startsZipPart(b []byte) bool {
	for _, signature := range []string{zipLocal, zipCentral} {
		if n := min(len(b), len(signature)); n > 0 && string(b[:n]) == signature[:n] {
			return true
		}
	}
	return false
}

// add adds the entry of a member to the directory, with its sizes and its offset in an
// extra field, which has 8 bytes for each.
func (z *zipCut) add(h *zipHeader) {
	le := binary.LittleEndian
	entry := make([]byte, zipEntry, zipEntry+len(h.name)+28)
	copy(entry, zipCentral)
	copy(entry[6:], h.fixed[4:26])
	le.PutUint16(entry[8:], h.flags&^zipFollowed)
	le.PutUint32(entry[16:], h.crc)
	le.PutUint32(entry[20:], math.MaxUint32)
	le.PutUint32(entry[24:], math.MaxUint32)
	le.PutUint16(entry[28:], uint16(len(h.name)))
	le.PutUint16(entry[30:], 28)
	le.PutUint32(entry[42:], math.MaxUint32)
	entry = append(entry, h.name...)
	entry = le.AppendUint16(entry, zip64Extra)
	entry = le.AppendUint16(entry, 24)
	for _, n := range []int64{h.size, h.packed, h.at} {
		entry = le.AppendUint64(entry, uint64(n))
	}
	z.list = append(z.list, entry...)
	z.count++
}

// directory returns the directory and the records that end an archive (APPNOTE 4.3.14
// to 4.3.16).
func (z *zipCut) directory() []byte {
	le := binary.LittleEndian
	b := append(z.list, "PK\x06\x06"...)
	b = le.AppendUint64(b, 44)
	b = append(b, 45, 0, 45, 0, 0, 0, 0, 0, 0, 0, 0, 0)
	for _, n := range []int{z.count, z.count, len(z.list)} {
		b = le.AppendUint64(b, uint64(n))
	}
	b = le.AppendUint64(b, uint64(z.size))
	b = append(b, "PK\x06\x07\x00\x00\x00\x00"...)
	b = le.AppendUint64(b, uint64(z.size)+uint64(len(z.list)))
	b = le.AppendUint32(b, 1)
	b = append(b, "PK\x05\x06\x00\x00\x00\x00"...)
	b = append(b, bytes.Repeat([]byte{0xff}, 12)...)
	return append(b, 0, 0)
}

// readFull reads len(p) bytes at an offset, or as many as there are.
func readFull(at io.ReaderAt, p []byte, from int64) (int, error) {
	n, err := at.ReadAt(p, from)
	if err == io.EOF {
		err = nil
	}
	return n, err
}

// joined is an archive with a directory appended.
type joined struct {
	at   io.ReaderAt
	size int64
	tail []byte
}

func (j *joined) ReadAt(p []byte, at int64) (int, error) {
	n := 0
	if at < j.size {
		var err error
		if n, err = j.at.ReadAt(p[:min(int64(len(p)), j.size-at)], at); n < len(p) && err != nil && err != io.EOF {
			return n, err
		}
		at += int64(n)
	}
	if at >= j.size && at-j.size < int64(len(j.tail)) {
		n += copy(p[n:], j.tail[at-j.size:])
	}
	if n < len(p) {
		return n, io.EOF
	}
	return n, nil
}
