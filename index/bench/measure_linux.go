package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"syscall"

	"golang.org/x/sys/unix"
)

// sample returns what a process holds now.
func sample(pid int) memory {
	status, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", pid))
	if err != nil {
		return memory{} // it has just ended
	}
	return parseStatus(status)
}

// diskRead returns how many bytes a process that has ended had read from the
// disk, those of mapped files included.
func diskRead(p *os.ProcessState) int64 {
	usage, ok := p.SysUsage().(*syscall.Rusage)
	if !ok {
		return -1
	}
	return int64(usage.Inblock) * 512
}

// settle writes out what earlier jobs left behind, so that the next need not.
func settle() { unix.Sync() }

// canChill says that chill does something.
const canChill = true

// chill takes the files below a folder, or one file, out of memory.
func chill(path string) error {
	return filepath.WalkDir(path, func(path string, d fs.DirEntry, err error) error {
		if err != nil || !d.Type().IsRegular() {
			return err
		}
		f, err := os.Open(path)
		if err != nil {
			return err
		}
		// Pages that are not yet written stay.
		err = f.Sync()
		if err == nil {
			err = unix.Fadvise(int(f.Fd()), 0, 0, unix.FADV_DONTNEED)
		}
		return errors.Join(err, f.Close())
	})
}
