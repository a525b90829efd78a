//go:build linux || darwin

package bleveindex

import "golang.org/x/sys/unix"

// freeRoom returns how many bytes may still be written to the disk of dir.
func freeRoom(dir string) (int64, error) {
	var s unix.Statfs_t
	err := unix.Statfs(dir, &s)
	return int64(s.Bavail) * int64(s.Bsize), err
}
