//go:build linux || darwin

package segment

import "golang.org/x/sys/unix"

// adviseRandom tells the system that a search reads few pages of mapped bytes, which do not
// follow one another: it reads no others ahead. Without this, a rare word in a cold index of
// 50,000 cables read 129 MB.
func adviseRandom(data []byte) { _ = unix.Madvise(data, unix.MADV_RANDOM) }

// adviseNormal undoes adviseRandom, for who reads all of the bytes.
func adviseNormal(data []byte) { _ = unix.Madvise(data, unix.MADV_NORMAL) }

// adviseSoon tells the system that mapped bytes, which begin with a page, are read soon.
func adviseSoon(data []byte) { _ = unix.Madvise(data, unix.MADV_WILLNEED) }
