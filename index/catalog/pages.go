package catalog

import (
	"errors"
	"fmt"
	"hash/crc32"
	"io"
	"io/fs"
	"os"
	"sync/atomic"

	"reftel/index/binfile"
)

// pageSize is the number of bytes with one checksum. A lookup reads about four pages;
// a sum for each page is a thousandth of the file.
const pageSize = 4096

// pages are the data of a base file. A page is read when it is needed, compared with its
// checksum, and kept. Damage is noted in failure, and read as zeros.
type pages struct {
	path string
	// file is nil if it is closed: then all pages were read, or the catalog is closed.
	file *os.File
	// begin is where the data begin in the file, size is their length.
	begin, size int64
	sums        []byte // big-endian, of each page
	kept        []atomic.Pointer[[]byte]
	failure     atomic.Pointer[error]
}

// fail notes the first damage.
func (p *pages) fail(err error) {
	var named *fs.PathError
	if !errors.As(err, &named) {
		err = fmt.Errorf("%s: %w", p.path, err)
	}
	p.failure.CompareAndSwap(nil, &err)
}

// err returns the first damage that was met.
func (p *pages) err() error {
	if err := p.failure.Load(); err != nil {
		return *err
	}
	return nil
}

// bytes returns n bytes of the data, which are not to be changed.
func (p *pages) bytes(at int64, n int) []byte {
	if n == 0 {
		return nil
	}
	if at < 0 || at > p.size || int64(n) > p.size-at {
		p.fail(io.ErrUnexpectedEOF)
		return make([]byte, min(n, pageSize))
	}
	number, from := int(at/pageSize), int(at%pageSize)
	page := p.page(number)
	if from+n <= len(page) {
		return page[from : from+n]
	}
	all := append(make([]byte, 0, n), page[from:]...)
	for len(all) < n {
		number++
		page = p.page(number)
		all = append(all, page[:min(n-len(all), len(page))]...)
	}
	return all
}

// page returns a page, of zeros if it is damaged.
func (p *pages) page(number int) []byte {
	if page := p.kept[number].Load(); page != nil {
		return *page
	}
	at := int64(number) * pageSize
	page := make([]byte, min(pageSize, p.size-at))
	if err := p.read(page, number); err != nil {
		p.fail(err)
		clear(page)
	}
	p.kept[number].Store(&page)
	return page
}

func (p *pages) read(page []byte, number int) error {
	if p.file == nil {
		return fs.ErrClosed
	}
	if _, err := p.file.ReadAt(page, p.begin+int64(number)*pageSize); err != nil {
		return unexpected(err)
	}
	if crc32.ChecksumIEEE(page) != bigEndian.Uint32(p.sums[4*number:]) {
		return binfile.ErrChecksum
	}
	return nil
}

// unexpected returns the error for a file that must not end here.
func unexpected(err error) error {
	if err == io.EOF {
		return io.ErrUnexpectedEOF
	}
	return err
}

// readAll reads all pages and closes the file.
func (p *pages) readAll() error {
	for number := range p.kept {
		p.page(number)
	}
	p.close()
	return p.err()
}

func (p *pages) close() {
	if p.file != nil {
		p.file.Close()
		p.file = nil
	}
}

// A pageWriter writes the data of a base file and sums up its pages.
type pageWriter struct {
	*binfile.Writer
	sums []byte
	sum  uint32
	n    int // bytes in the last page
}

func (w *pageWriter) write(data []byte) {
	w.Raw(data)
	for len(data) > 0 {
		part := data[:min(len(data), pageSize-w.n)]
		data = data[len(part):]
		w.sum = crc32.Update(w.sum, crc32.IEEETable, part)
		if w.n += len(part); w.n == pageSize {
			w.endPage()
		}
	}
}

func (w *pageWriter) endPage() {
	w.sums = bigEndian.AppendUint32(w.sums, w.sum)
	w.sum, w.n = 0, 0
}

// close writes the checksums and ends the file.
func (w *pageWriter) close() error {
	if w.n > 0 {
		w.endPage()
	}
	w.Raw(w.sums)
	return w.Close()
}
